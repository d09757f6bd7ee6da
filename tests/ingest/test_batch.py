"""Many editions are renewed in one transaction: whole or not at all, resumable, and deposits come in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from ingest.batch import Renewed, renew_all
from ingest.pipeline import Reader
from ingest.renewal import outdated
from models.tables.assessment import Edition, HandlingIndex, Portion
from models.tables.fingerprint import Anchor, Fingerprint
from models.tables.job import DONE
from repository import durable
from repository.database import bump
from search.changeover import INDEX
from tests.house import Cast
from tests.ingest.queueing import STUDY, a_worker, job_of, queue

STONES = (b"Granite", b"Basalt", b"Marble", b"Slate", b"Chalk")


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture(autouse=True)
def _without_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.batch.SECONDS", 3600.0)


@pytest.fixture
def old(cast: Cast) -> list[str]:
    """Five editions whose postings are of an earlier analyser, the newest first."""
    for stone in STONES:
        cast.deposit("amina", STUDY.replace(b"Granite", stone), "n.md")
    make_old(cast)
    return waiting(cast)


def make_old(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        version = bump(session, INDEX)
        for row in session.exec(select(HandlingIndex).where(col(HandlingIndex.postings).is_not(None))):
            assert row.postings is not None
            row.version, row.postings = version, row.postings[:2] + bytes(2) + row.postings[4:]


def reader(cast: Cast) -> Reader:
    return Reader(cast.house.engine.encoder, cast.house.engine.centring)


def waiting(cast: Cast) -> list[str]:
    with cast.house.registry.database.read() as session:
        return outdated(session, reader(cast))


def renewed(cast: Cast, editions: list[str], **how: Any) -> list[Renewed]:
    return list(renew_all(cast.house.registry, reader(cast), editions, **how))


def stored(cast: Cast) -> list[Any]:
    """All postings and fingerprints."""
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(HandlingIndex).order_by(col(HandlingIndex.handling_id)))
        anchors = session.exec(select(Anchor.handling_id, Anchor.hash))
        return [[row.postings for row in rows], sorted(tuple(row) for row in anchors)]


@contextmanager
def listening(points: list[str]) -> Iterator[None]:
    durable.listen(points.append)
    try:
        yield
    finally:
        durable.silence()


def test_many_are_written_in_one_transaction(cast: Cast, old: list[str]) -> None:
    points: list[str] = []
    with listening(points):
        assert renewed(cast, old) == [Renewed(ident, True) for ident in old]
    assert points.count("transaction.durable") == 1
    assert waiting(cast) == []
    assert renewed(cast, old) == [Renewed(ident, False) for ident in old]


def test_a_crash_in_the_middle_costs_what_was_not_written_and_nothing_else(
    cast: Cast, old: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.batch.MOST", 2)
    full = 0

    def cut(name: str) -> None:
        nonlocal full
        full += name == "transaction.full"
        if full == 2:
            raise PowerCut

    durable.listen(cut)
    try:
        with pytest.raises(PowerCut):
            renewed(cast, old)
    finally:
        durable.silence()
    assert waiting(cast) == old[2:]
    assert [one.edition for one in renewed(cast, waiting(cast))] == old[2:]
    assert waiting(cast) == []


def test_a_worker_goes_on_with_what_a_stopped_one_left(
    cast: Cast, old: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.batch.SECONDS", 0.0)
    renewing = renew_all(cast.house.registry, reader(cast), old)
    assert next(renewing) == Renewed(old[0], True)
    assert waiting(cast) == old[1:]
    worker = a_worker(cast)
    worker._model = reader(cast)
    while worker._turn():
        pass
    assert waiting(cast) == []


def test_what_is_deposited_meanwhile_is_read_in_between(cast: Cast, old: list[str]) -> None:
    jobs: list[str] = []

    def deposit() -> None:
        if len(jobs) < 2:
            jobs.append(queue(cast, STUDY.replace(b"Granite", b"Gneiss" * (1 + len(jobs)))))
            assert a_worker(cast).step()

    assert [one.done for one in renewed(cast, old, between=deposit, whole=True)] == [True] * 5
    assert [job_of(cast, job).state for job in jobs] == [DONE] * 2
    assert waiting(cast) == []


def test_everything_is_made_as_it_was_and_one_that_does_not_open_is_named(cast: Cast, old: list[str]) -> None:
    renewed(cast, old)
    before = stored(cast)
    with cast.house.registry.database.write() as session:
        session.connection().execute(delete(Fingerprint))
        session.connection().execute(delete(Anchor))
    assert [one.done for one in renewed(cast, old, whole=True)] == [True] * 5
    assert stored(cast) == before
    with cast.house.registry.database.write() as session:
        session.exec(select(Portion).where(Portion.edition_id == old[1])).all()[0].body = b"spoilt"
    found = renewed(cast, old, whole=True)
    assert {one.edition for one in found if not one.done} == {old[1]}
    assert next(one for one in found if one.fault).edition == old[1]


def test_one_that_cannot_be_written_takes_no_other_with_it(cast: Cast, old: list[str]) -> None:
    turns = 0

    def spoil() -> None:
        nonlocal turns
        turns += 1
        # Before each edition and before its one run of portions: the second one is made by now.
        if turns == 5:
            with cast.house.registry.database.write() as session:
                session.get_one(Edition, old[1]).key = b"spoilt"

    found = renewed(cast, old, between=spoil, whole=True)
    assert {one.edition: one.done for one in found} == {ident: ident != old[1] for ident in old}
