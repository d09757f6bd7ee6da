"""After an upgrade: rows of another model or an earlier analyser are made anew from what is kept, and nothing else."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from ingest.pipeline import Reader
from ingest.renewal import outdated, renew
from models.tables.assessment import Edition, HandlingIndex, Portion
from models.tables.job import QUEUED, Job
from repository.database import bump
from search.changeover import INDEX
from search.segment import ANALYSED, decode
from tests.house import Cast
from tests.ingest.queueing import STUDY, TEARLINE, a_worker, change, job_of, queue


@pytest.fixture
def read(cast: Cast) -> str:
    """A study with a tearline, read and searchable; the id of its edition."""
    job = queue(cast, tearlines=[TEARLINE])
    assert a_worker(cast).step()
    return job_of(cast, job).edition_id


def reader(cast: Cast) -> Reader:
    return Reader(cast.house.engine.encoder, cast.house.engine.centring)


def rows(cast: Cast) -> list[tuple[int, str, bytes | None, bytes | None]]:
    """The index rows, with vectors and postings opened."""
    with cast.house.registry.database.read() as session:
        edition = session.exec(select(Edition)).one()
        key = cast.house.registry.vault.open(edition.key, edition.id)
        return [
            (
                row.handling_id,
                row.model,
                row.vectors and key.unseal(f"vectors:{row.handling_id}", row.vectors),
                row.postings,
            )
            for row in session.exec(select(HandlingIndex).order_by(col(HandlingIndex.handling_id)))
        ]


def meanings(cast: Cast) -> list[bytes]:
    """The sentence vectors of all portions, opened."""
    with cast.house.registry.database.read() as session:
        edition = session.exec(select(Edition)).one()
        key = cast.house.registry.vault.open(edition.key, edition.id)
        found = session.exec(select(Portion).order_by(col(Portion.place)))
        return [key.unseal(f"sentences:{row.id}", row.sentences) for row in found]


def make_old(cast: Cast, *, model: bool = False, analyser: bool = False) -> None:
    """Leave index rows as an earlier version would have: all that depends on what is older is different."""
    with cast.house.registry.database.write() as session:
        edition = session.exec(select(Edition)).one()
        key = cast.house.registry.vault.open(edition.key, edition.id)
        version = bump(session, INDEX)
        for row in session.exec(select(HandlingIndex)):
            row.version = version
            if row.postings is None or row.vectors is None:
                continue
            if analyser:
                row.postings = row.postings[:2] + bytes(2) + row.postings[4:]
            if model:
                row.model, row.vectors = "another", key.seal(f"vectors:{row.handling_id}", bytes(10))
        if model:
            spoil(session, key)


def spoil(session: Session, key: object) -> None:
    for portion in session.exec(select(Portion)):
        portion.sentences = key.seal(f"sentences:{portion.id}", b"\1")  # type: ignore[attr-defined]


@pytest.mark.parametrize("old", [{"model": True}, {"analyser": True}, {"model": True, "analyser": True}], ids=str)
def test_what_is_outdated_is_made_exactly_as_reading_makes_it(cast: Cast, read: str, old: dict[str, bool]) -> None:
    before, sentences, registry = rows(cast), meanings(cast), cast.house.registry
    make_old(cast, **old)
    assert rows(cast) != before
    with registry.database.read() as session:
        assert outdated(session, reader(cast)) == [read]
    assert renew(registry, reader(cast), read)
    assert rows(cast) == before
    assert meanings(cast) == sentences
    with registry.database.read() as session:
        assert outdated(session, reader(cast)) == []
    assert not renew(registry, reader(cast), read)


def test_postings_of_an_earlier_analyser_serve_until_they_are_renewed(cast: Cast, read: str) -> None:
    make_old(cast, analyser=True)
    (handling, _, _, postings), *_ = [row for row in rows(cast) if row[3] is not None]
    assert postings is not None
    assert postings[2:4] != ANALYSED
    assert decode(handling, postings).portions > 0
    index = cast.house.engine.index
    with cast.house.registry.database.read() as session:
        index.refresh(session)
    assert len(index.lexicon) == len(index.vectors) == 2


def test_a_worker_renews_when_nothing_else_waits(cast: Cast, read: str) -> None:
    before = rows(cast)
    make_old(cast, model=True)
    worker = a_worker(cast)
    queue(cast, STUDY.replace(b"Granite", b"Basalt"))
    assert not worker._renew_next()
    assert worker._turn()
    assert rows_of(cast, read) != before
    assert worker._turn()
    assert rows_of(cast, read) == before
    assert not worker._turn()


def rows_of(cast: Cast, edition_id: str) -> list[tuple[int, str, bytes | None, bytes | None]]:
    """The index rows of the first edition, whose handlings came first."""
    with cast.house.registry.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        key = cast.house.registry.vault.open(edition.key, edition.id)
        found = session.exec(select(HandlingIndex).order_by(col(HandlingIndex.handling_id))).all()
        own = [row for row in found if row.handling_id <= 3]
        return [
            (
                row.handling_id,
                row.model,
                row.vectors and key.unseal(f"vectors:{row.handling_id}", row.vectors),
                row.postings,
            )
            for row in own
        ]


def test_what_is_read_anew_meanwhile_is_left_alone(cast: Cast, read: str) -> None:
    make_old(cast, model=True)
    with cast.house.registry.database.read() as session:
        job = session.exec(select(Job).where(Job.edition_id == read)).one().id

    def between() -> None:
        change(cast, job, state=QUEUED)
        a_worker(cast).step()

    assert renew(cast.house.registry, reader(cast), read, between)
    with cast.house.registry.database.read() as session:
        assert outdated(session, reader(cast)) == []
