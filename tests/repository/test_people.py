"""People: what is kept of them, and by which secrets the server knows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2.exceptions import InvalidHashError

from repository import people
from repository.organizations import UnknownOrganization
from repository.people import NewPerson, PersonRefused, UnknownPerson
from tests.house import START, Cast, TurningClock
from web.house import House

PASSWORD = "a long password of this test"


@pytest.fixture
def noor(house: House) -> str:
    with house.registry.database.write() as session:
        new = NewPerson("noor", "Noor Haidari", "afripol", "analyst", password=PASSWORD)
        people.add(session, new, house.registry.ids, house.registry.clock)
    return "noor"


def by_password(house: House, username: str, password: str) -> str | None:
    with house.registry.database.read() as session:
        found = people.by_password(session, username, password)
    return found.username if found else None


def test_a_password_opens_for_its_own_name_only(house: House, noor: str) -> None:
    assert by_password(house, noor, PASSWORD) == noor
    assert by_password(house, noor, PASSWORD + " ") is None
    assert by_password(house, "mei", PASSWORD) is None
    assert by_password(house, "nobody", PASSWORD) is None


def test_a_name_nobody_has_takes_the_same_path_as_a_wrong_password(
    house: House, noor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try verifies exactly one hash of the same cost, whoever it is for."""
    asked: list[str] = []

    class Counting:
        def verify(self, kept: str, _password: bytes) -> bool:
            asked.append(kept.rsplit("$", 2)[0])
            raise InvalidHashError

    monkeypatch.setattr(people, "_HASHER", Counting())
    for username in (noor, "mei", "nobody", "no\x00body", ""):
        assert by_password(house, username, "wrong") is None
    assert len(asked) == 5
    assert len(set(asked)) == 1


def test_words_that_are_no_text_are_wrong_and_nothing_worse(house: House, noor: str) -> None:
    assert by_password(house, noor, "\ud800") is None
    assert by_password(house, "\ud800", PASSWORD) is None


def test_a_suspended_person_neither_signs_in_nor_uses_a_token(cast: Cast, house: House, noor: str) -> None:
    registry = house.registry
    secret = cast.secret(noor)
    with registry.database.write() as session:
        people.change_activity(session, people.named(session, noor), active=False)
    assert by_password(house, noor, PASSWORD) is None
    with registry.database.write() as session:
        assert people.by_secret(session, registry.vault, secret, START) is None
        people.change_activity(session, people.named(session, noor), active=True)
        assert people.by_secret(session, registry.vault, secret, START) is not None


def test_a_token_that_was_revoked_is_not_known_again(cast: Cast, house: House) -> None:
    registry, secret = house.registry, cast.secret("mei")
    with registry.database.write() as session:
        assert people.revoke_credential(session, registry.vault, secret, START)
        assert not people.revoke_credential(session, registry.vault, secret, START)
        assert people.by_secret(session, registry.vault, secret, START) is None


def test_a_suspended_persons_token_can_be_revoked_and_stays_so(cast: Cast, house: House) -> None:
    registry, secret = house.registry, cast.secret("mei")
    with registry.database.write() as session:
        mei = people.named(session, "mei")
        people.change_activity(session, mei, active=False)
        assert people.revoke_credential(session, registry.vault, secret, START)
        people.change_activity(session, mei, active=True)
        assert people.by_secret(session, registry.vault, secret, START) is None


def test_all_tokens_of_a_person_end_together_and_her_sessions_do_not(cast: Cast, house: House) -> None:
    registry, secret = house.registry, cast.secret("mei")
    with registry.database.write() as session:
        mei = people.named(session, "mei")
        kept = people.grant_credential(session, registry.vault, mei, people.SESSION, registry.ids, registry.clock)
        session.flush()
        assert people.revoke_tokens(session, mei, START) == 1
        assert people.by_secret(session, registry.vault, secret, START) is None
        assert people.by_secret(session, registry.vault, kept, START) is not None


def test_a_session_ends_at_its_instant(house: House, clock: TurningClock) -> None:
    registry = house.registry
    with registry.database.write() as session:
        mei = people.named(session, "mei")
        secret = people.grant_credential(
            session, registry.vault, mei, people.SESSION, registry.ids, clock, lasting=timedelta(hours=1)
        )
    with registry.database.read() as session:
        last = START + timedelta(hours=1)
        assert people.by_secret(session, registry.vault, secret, last - timedelta(microseconds=1)) is not None
        assert people.by_secret(session, registry.vault, secret, last) is None


def test_the_database_keeps_neither_a_secret_nor_a_password(cast: Cast, house: House, noor: str) -> None:
    secret = cast.secret(noor)
    house.registry.database.truncate_wal()
    kept = house.registry.database.path.read_bytes()
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewPerson("x", "X", "europol", "king"), "is not a role"),
        (NewPerson("", "X", "europol", "analyst"), "1 to 60"),
        (NewPerson("with blank", "X", "europol", "analyst"), "1 to 60"),
        (NewPerson("x" * 61, "X", "europol", "analyst"), "1 to 60"),
        (NewPerson("mei", "X", "europol", "analyst"), "already"),
        (NewPerson("MEI", "X", "europol", "analyst"), "already"),
        (NewPerson("mei!", "X", "europol", "analyst"), "letters and digits"),
        (NewPerson("x", "X", "europol", "analyst", password="too short"), "at least 12"),
    ],
)
def test_a_person_that_cannot_be_kept_is_refused_in_words(house: House, new: NewPerson, said: str) -> None:
    registry = house.registry
    with registry.database.write() as session, pytest.raises(PersonRefused, match=said):
        people.add(session, new, registry.ids, registry.clock)


def test_unknown_organizations_and_people_are_named_in_words(house: House) -> None:
    registry = house.registry
    with registry.database.write() as session:
        with pytest.raises(UnknownOrganization, match="atlantis"):
            people.add(session, NewPerson("x", "X", "atlantis", "analyst"), registry.ids, registry.clock)
        with pytest.raises(UnknownPerson, match="nemo"):
            people.named(session, "nemo")
