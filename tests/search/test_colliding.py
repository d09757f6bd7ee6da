"""Which editions collide is told whole, however their arrivals cross (case 26)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import delete
from sqlmodel import select

from ingest.accept import accept
from ingest.pipeline import Reader
from ingest.worker import Worker
from models.deposit import Deposit
from models.tables.assessment import Edition, Portion
from models.tables.fingerprint import Collision, Fingerprint
from repository import durable
from repository.destruction import destroy
from search import fingerprinting
from search.fingerprinting import Prepared, Told
from tests.house import Cast
from tests.overlapping import paragraph, particular, report


def edition_of(cast: Cast, assessment: str) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Edition).where(Edition.assessment_id == assessment)).one()


def kept(cast: Cast) -> list[tuple[set[str], bool]]:
    with cast.house.registry.database.read() as session:
        return [({row.edition_id, row.other_id}, row.same_text) for row in session.exec(select(Collision))]


def pairs(cast: Cast) -> list[tuple[str, str, float, float, bool]]:
    """All that is kept of pairs."""
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(Collision)).all()
    return [(row.edition_id, row.other_id, row.share, row.share_of_other, row.same_text) for row in rows]


def prepared(cast: Cast, edition: Edition, *texts: str) -> Prepared:
    registry = cast.house.registry
    with registry.database.read() as session:
        handling = session.exec(select(Portion.handling_id).where(Portion.edition_id == edition.id)).first()
        assert handling is not None
        return fingerprinting.prepare(registry, session, edition.id, {handling: Told.of(texts, registry.vault)})


def write(cast: Cast, edition: Edition, known: Prepared) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        fingerprinting.write(registry, session, session.get_one(Edition, edition.id), known)


@pytest.fixture
def two(cast: Cast) -> tuple[Edition, Edition]:
    """Two editions of different organizations that share nothing yet."""
    one = edition_of(cast, cast.deposit("amina", report("Gold", 0, 1).encode(), "gold.md").assessment)
    other = edition_of(cast, cast.deposit("piotr", report("Dust", 2, 3).encode(), "dust.md").assessment)
    assert kept(cast) == []
    return one, other


def test_of_two_that_were_compared_before_either_was_kept_the_second_sees_the_first(
    cast: Cast, two: tuple[Edition, Edition]
) -> None:
    one, other = two
    texts = [paragraph(4), paragraph(5)]
    first, second = prepared(cast, one, *texts), prepared(cast, other, *texts)
    write(cast, one, first)
    assert kept(cast) == []
    write(cast, other, second)
    assert kept(cast) == [({one.id, other.id}, True)]


def test_what_was_rewritten_or_destroyed_since_it_was_compared_counts_as_it_is_now(
    cast: Cast, two: tuple[Edition, Edition]
) -> None:
    one, other = two
    texts = [paragraph(0), paragraph(1)]
    stale = prepared(cast, other, *texts)
    assert list(stale.known.found) == [one.id]
    write(cast, one, prepared(cast, one, paragraph(5)))
    write(cast, other, stale)
    assert kept(cast) == [], "it shares nothing any more"
    write(cast, one, prepared(cast, one, *texts))
    assert kept(cast) == [({one.id, other.id}, True)]
    stale = prepared(cast, other, *texts)
    registry = cast.house.registry
    with registry.database.write() as session:
        destroy(registry, session, session.get_one(Edition, one.id))
    write(cast, other, stale)
    assert kept(cast) == []


def test_two_files_that_two_workers_read_at_once_both_collide(cast: Cast) -> None:
    house = cast.house
    for who in ("amina", "piotr"):
        source = io.BytesIO(report("Gold", 0, 1).encode())
        accept(house.registry, cast.person(who), source, "gold.md", Deposit(), limit=10_000)
    crossed: list[str] = []

    def overtake(name: str) -> None:
        if name == "edition.compared" and not crossed:
            crossed.append(name)
            other = Worker(house.registry, lambda: Reader(house.engine.encoder, house.engine.centring))
            assert other.step(), "the second file is read to its end while the first waits to be kept"

    durable.listen(overtake)
    try:
        cast.work()
    finally:
        durable.silence()
    assert crossed
    with house.registry.database.read() as session:
        assert kept(cast) == [(set(session.exec(select(Edition.id))), True)]


def test_what_an_edition_had_before_is_nothing_that_it_collides_with(cast: Cast) -> None:
    edition = edition_of(cast, cast.deposit("amina", report("Gold", 0, 1).encode(), "gold.md").assessment)
    again = prepared(cast, edition, *[paragraph(0), paragraph(1)])
    assert again.known.found == {}


def test_many_copies_of_ones_own_crowd_no_other_out_and_make_nothing_common(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.colliding.MOST", 5)
    theirs = edition_of(cast, cast.deposit("piotr", report("Gold", 0, 1, 2).encode(), "gold.md").assessment)
    for number in range(14):
        content = f"{report('Gold', 0, 1)}\n## Part 3\n\n{particular(number)}\n"
        own = edition_of(cast, cast.deposit("amina", content.encode(), f"{number}.md").assessment)
        assert ({own.id, theirs.id}, False) in kept(cast), number
    newest = edition_of(cast, cast.deposit("piotr", report("Dust", 0, 1, 3).encode(), "dust.md").assessment)
    assert len([pair for pair, _ in kept(cast) if newest.id in pair]) == 5, "nor do those of another"


def test_what_many_organizations_have_is_boilerplate(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.lookup.POPULAR", 1)
    for who in ("amina", "piotr"):
        cast.deposit(who, f"{report(who, 0)}\n## Part 2\n\n{particular(ord(who[0]) - 97)}\n".encode(), "gold.md")
    found = kept(cast)
    cast.deposit("ines", f"{report('Ines', 0)}\n## Part 2\n\n{particular(5)}\n".encode(), "gold.md")
    assert len(found) == 1
    assert kept(cast) == found


def test_what_is_known_stays_through_a_renewal_as_long_as_the_texts_share_so_much(
    cast: Cast, two: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    texts = [paragraph(4), paragraph(5)]
    write(cast, one, prepared(cast, one, *texts))
    write(cast, other, prepared(cast, other, *texts, paragraph(1)))
    found = pairs(cast)
    assert len(found) == 1
    monkeypatch.setattr("search.lookup.POPULAR", 0)
    write(cast, one, prepared(cast, one, *texts))
    assert pairs(cast) == found, "it would not be found any more, and stays as it was"
    with cast.house.registry.database.write() as session:
        session.connection().execute(delete(Fingerprint))
    write(cast, one, prepared(cast, one, *texts))
    write(cast, other, prepared(cast, other, *texts, paragraph(1)))
    assert pairs(cast) == found
    write(cast, one, prepared(cast, one, paragraph(0)))
    assert pairs(cast) == []


def test_several_that_are_renewed_in_one_transaction_collide_as_before(
    cast: Cast, two: tuple[Edition, Edition]
) -> None:
    texts = [paragraph(4), paragraph(5)]
    for edition in two:
        write(cast, edition, prepared(cast, edition, *texts))
    found = pairs(cast)
    assert len(found) == 1
    known = [(edition, prepared(cast, edition, *texts)) for edition in two]
    registry = cast.house.registry
    with registry.database.write() as session:
        for edition, one in known:
            fingerprinting.write(registry, session, session.get_one(Edition, edition.id), one)
    assert pairs(cast) == found
