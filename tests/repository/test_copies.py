"""Who holds which numbered copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.ids import RandomIds, SeededIds
from models.tables.issued_copy import IssuedCopy
from repository import copies
from repository.acts import ActRefused, NotFound
from tests.house import START, Cast
from tests.repository.shelf import kept_and_released


def keep(cast: Cast, edition: str, number: str, username: str, minutes: int = 0) -> None:
    person = cast.person(username)
    with cast.house.registry.database.write() as session:
        session.add(
            IssuedCopy(
                number=number,
                edition_id=edition,
                person_id=person.id,
                organization_id=person.organization_id,
                issued_at=START + timedelta(minutes=minutes),
                pages=3,
                digest="0" * 64,
            )
        )


def test_numbers_are_grouped_and_have_no_letters_that_are_read_as_others(cast: Cast) -> None:
    with cast.house.registry.database.read() as session:
        numbers = [copies.new_number(session, RandomIds()) for _ in range(300)]
    assert len(set(numbers)) == 300
    assert not set("".join(numbers)) & set("01ILOU")
    assert all(len(number) == 11 and number[5] == "-" for number in numbers)
    assert set("".join(numbers)) == set(copies.ALPHABET) | {"-"}


def test_a_number_is_never_given_twice(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    with cast.house.registry.database.read() as session:
        first = copies.new_number(session, SeededIds(5))
    keep(cast, edition.id, first, "lena")
    with cast.house.registry.database.read() as session:
        assert copies.new_number(session, SeededIds(5)) != first


@pytest.mark.parametrize("written", ["K3V7X-Q2M5N", "k3v7xq2m5n", " k3v7x q2m5n ", "K3V7X–Q2M5N", "K3V 7XQ 2M5.N"])
def test_a_number_is_read_however_it_was_written_down(written: str) -> None:
    assert copies.read_number(written) == "K3V7X-Q2M5N"


@pytest.mark.parametrize("written", ["", "K3V7X", "K3V7X-Q2M5O", "K3V7X-Q2M5NN", "../../etc", "ＫＫ" * 5])
def test_what_is_no_number_is_none(written: str) -> None:
    assert copies.read_number(written) is None


def test_copies_are_found_by_edition_and_by_person_the_newest_first(cast: Cast) -> None:
    one, other = kept_and_released(cast, "amina"), kept_and_released(cast, "amina")
    keep(cast, one.id, "22222-22222", "lena")
    keep(cast, one.id, "33333-33333", "piotr", minutes=5)
    keep(cast, other.id, "44444-44444", "lena", minutes=9)
    lena = cast.person("lena").id
    with cast.house.registry.database.read() as session:
        assert [copy.number for copy in copies.issued(session, one.id)] == ["33333-33333", "22222-22222"]
        assert [copy.number for copy in copies.of_person(session, lena)] == ["44444-44444", "22222-22222"]
        assert [copy.number for copy in copies.of_person(session, lena, one.id)] == ["22222-22222"]


def test_what_is_accounted_for_is_no_longer_outstanding(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    keep(cast, edition.id, "22222-22222", "lena")
    keep(cast, edition.id, "33333-33333", "piotr")
    with cast.house.registry.database.write() as session:
        copies.account(cast.house.registry, session, "22222-22222", cast.person("lena").id, "destroyed")
        assert [copy.number for copy in copies.outstanding(session, edition.id)] == ["33333-33333"]


def test_an_account_is_refused_from_others_twice_and_in_other_words(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    keep(cast, edition.id, "22222-22222", "lena")
    lena, piotr = cast.person("lena").id, cast.person("piotr").id
    registry = cast.house.registry
    with registry.database.write() as session:
        with pytest.raises(NotFound):
            copies.account(registry, session, "22222-22222", piotr, "returned")
        with pytest.raises(NotFound):
            copies.account(registry, session, "55555-55555", lena, "returned")
        with pytest.raises(ActRefused, match="returned, destroyed, lost"):
            copies.account(registry, session, "22222-22222", lena, "eaten")
        copies.account(registry, session, "22222-22222", lena, "lost")
        with pytest.raises(ActRefused, match="already"):
            copies.account(registry, session, "22222-22222", lena, "lost")
        assert copies.account(registry, session, "22222-22222", lena, "returned").account == "returned"
        with pytest.raises(ActRefused, match="already"):
            copies.account(registry, session, "22222-22222", lena, "lost")
