"""Reindexing: everything that search reads is made anew, answers stay the same, and a stopped run goes on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from ingest.pipeline import Reader
from ingest.reindexing import DONE, Reindexing, reindexing
from ingest.worker import RENEWING
from models.tables.assessment import Edition, HandlingIndex, Portion
from models.tables.fingerprint import Fingerprint
from models.tables.register import RegisterEntry
from repository.database import bump
from repository.lock import Occupied, alone, held
from search.changeover import INDEX
from search.query import Query
from tests.house import Cast
from tests.ingest.queueing import STUDY, TEARLINE
from web import reading

QUESTIONS = ("lighthouse notice", "granite", "basalt study", "")


@pytest.fixture
def kept(cast: Cast) -> list[str]:
    """Three released assessments, one with a tearline; their ids."""
    return [
        cast.release("amina", STUDY.replace(b"Granite", stone), "n.md", title=stone.decode(), tearlines=tearlines)
        for stone, tearlines in ((b"Granite", [TEARLINE]), (b"Basalt", []), (b"Marble", []))
    ]


def run(cast: Cast, *assessments: str) -> Reindexing:
    engine = cast.house.engine
    return Reindexing(cast.house.registry, Reader(engine.encoder, engine.centring), assessments)


def answers(cast: Cast) -> list[Any]:
    """What Mei is shown."""
    said = []
    for question in QUESTIONS:
        found = reading.search(cast.house, cast.visitor("mei"), Query(question))
        shown = [(hit.assessment.title, [(e.excerpt, e.matched) for e in hit.evidence]) for hit in found.results]
        said.append((found.total, shown))
    return said


def stored(cast: Cast) -> list[tuple[Any, ...]]:
    """The rows that search reads, opened."""
    registry = cast.house.registry
    with registry.database.read() as session:
        keys = {e.id: registry.vault.open(e.key, e.id) for e in session.exec(select(Edition))}
        owner = {row.handling_id: keys[row.edition_id] for row in session.exec(select(Portion))}
        rows = session.exec(select(HandlingIndex).order_by(col(HandlingIndex.handling_id))).all()
        return [
            (row.model, row.postings, *(owner[row.handling_id].unseal(f"{name}:{row.handling_id}", sealed)
              for name, sealed in (("vectors", row.vectors), ("words", row.words)) if sealed is not None))
            for row in rows if row.handling_id in owner
        ]  # fmt: skip


def test_answers_and_rows_are_the_same_before_meanwhile_and_after(cast: Cast, kept: list[str]) -> None:
    before, rows = answers(cast), stored(cast)
    assert all(total for total, _ in before)
    for one in run(cast).run():
        assert one.outcome == DONE
        assert answers(cast) == before
    assert (answers(cast), stored(cast)) == (before, rows)


def test_what_was_spoilt_or_lost_is_made_anew(cast: Cast, kept: list[str]) -> None:
    before, rows = answers(cast), stored(cast)
    with cast.house.registry.database.write() as session:
        version = bump(session, INDEX)
        first, second, *_ = [row for row in session.exec(select(HandlingIndex)) if row.vectors is not None]
        first.version, first.vectors, first.postings = version, b"spoilt", b"spoilt"
        second.version, second.vectors = version, None
        session.flush()
        session.connection().execute(delete(Fingerprint))
    assert answers(cast) != before
    assert all(one.well for one in run(cast).run())
    assert (answers(cast), stored(cast)) == (before, rows)
    with cast.house.registry.database.read() as session:
        assert len(session.exec(select(Fingerprint)).all()) == len(rows)


def test_a_run_that_was_stopped_goes_on_where_it_was(cast: Cast, kept: list[str]) -> None:
    stopped = run(cast)
    running = stopped.run()
    done = [next(running).assessment, next(running).assessment]
    running.close()
    again = run(cast)
    assert (again.total, again.resumed) == (3, 1)
    left = [one.assessment for one in again.run()]
    assert set(left) == set(kept) - {done[0]}
    assert run(cast).resumed == 0


def test_some_can_be_chosen(cast: Cast, kept: list[str]) -> None:
    assert [one.assessment for one in run(cast, kept[1]).run()] == [kept[1]]
    assert run(cast, "unknown").total == 0


def test_one_that_does_not_open_is_named_and_stops_no_other(cast: Cast, kept: list[str]) -> None:
    spoil(cast, kept[0])
    found = {one.assessment: one.well for one in run(cast).run()}
    assert found == {kept[0]: False, kept[1]: True, kept[2]: True}


def test_one_that_does_not_open_is_named_again_by_the_run_that_goes_on(cast: Cast, kept: list[str]) -> None:
    spoil(cast, kept[2])
    running = run(cast).run()
    seen = [next(running) for _ in kept]
    running.close()
    # The last one that was told is not noted yet.
    again = {one.assessment: one.well for one in run(cast).run()}
    assert again == {one.assessment: one.well for one in seen if not one.well or one is seen[-1]}
    assert again[kept[2]] is False


def spoil(cast: Cast, assessment: str) -> None:
    """Damage a portion of an assessment, so that it does not open."""
    with cast.house.registry.database.write() as session:
        edition = session.exec(select(Edition.id).where(Edition.assessment_id == assessment)).one()
        portion = session.exec(select(Portion).where(Portion.edition_id == edition).limit(1)).one()
        portion.body = b"spoilt"


def test_p2_it_is_recorded(cast: Cast, kept: list[str]) -> None:
    list(run(cast).run())
    with cast.house.registry.database.read() as session:
        assert len(session.exec(select(RegisterEntry).where(RegisterEntry.action == "reindex")).all()) == 1


def test_whoever_finds_another_at_it_is_told_before_a_model_is_opened(
    cast: Cast, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.reindexing._WAIT", 0.0)
    registry, opened = cast.house.registry, list[bool]()

    def model() -> Reader:
        opened.append(held(registry.folder / RENEWING))
        return Reader(cast.house.engine.encoder, cast.house.engine.centring)

    with (
        alone(registry.folder / RENEWING),
        pytest.raises(Occupied, match="try again later"),
        reindexing(registry, model),
    ):
        pytest.fail("two make index rows anew")
    assert opened == []
    with reindexing(registry, model) as running:
        assert all(one.well for one in running.run())
    assert opened == [True], "no other model comes into use in between"
