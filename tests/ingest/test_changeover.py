"""Change of model: questions are answered as before until the other model's vectors are complete, and at once after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from ingest.changeover import abandon, lacking, prepare, settle, switch
from ingest.pipeline import Reader
from ingest.renewal import outdated, renew
from ingest.worker import Worker
from models.tables.assessment import Edition, HandlingIndex, Portion
from models.tables.job import QUEUED, RUNNING
from models.tables.meaning import ComingMeaning
from repository import destruction, durable
from search.centring import Centring
from search.changeover import in_use, progress, use
from search.encoder import FloatArray, ModelUnreadable
from search.engine import Engine
from search.query import Query
from tests.encoders import DIMENSIONS, HashingEncoder
from tests.house import Cast
from tests.ingest.queueing import STUDY, TEARLINE, change, queue
from web import reading

FIRST, SECOND = HashingEncoder.fingerprint, "turned-64"
QUESTION = Query("lighthouse notice")
ORDER = np.random.default_rng(5).permutation(DIMENSIONS)


class PowerCut(BaseException):
    """The machine stops here."""


@contextmanager
def cut_at(point: str) -> Iterator[None]:
    def cut(name: str) -> None:
        if name == point:
            raise PowerCut

    durable.listen(cut)
    try:
        yield
    finally:
        durable.silence()


class Turned(HashingEncoder):
    """Another model: what it makes of a text has nothing to do with what the first one makes of it."""

    fingerprint = SECOND

    def _vector(self, text: str) -> FloatArray:
        turned: FloatArray = -super()._vector(text)[ORDER]
        return turned


def opened(encoder: HashingEncoder) -> Reader:
    return Reader(encoder, Centring.learn(encoder))


@pytest.fixture(scope="module")
def second() -> Reader:
    return opened(Turned())


@pytest.fixture
def changing(cast: Cast, second: Reader) -> Cast:
    """A house whose engine can open both models, with a study that is searchable."""
    registry, engine = cast.house.registry, cast.house.engine
    first = Reader(engine.encoder, engine.centring)
    models = {FIRST: first, SECOND: second}

    def open_(fingerprint: str) -> Reader:
        if fingerprint not in models:
            raise ModelUnreadable("There is no such model.")
        return models[fingerprint]

    both = replace(cast.house, engine=Engine(registry, first.encoder, first.centring, open_))
    with registry.database.write() as session:
        use(session, FIRST)
    changing = Cast(both)
    changing.release("amina", STUDY, "n.md", title="Granite", tearlines=[TEARLINE])
    return changing


def a_worker(cast: Cast, following: Reader | None) -> Worker:
    """A worker that opens whatever model is in use."""

    def current() -> Reader:
        with cast.house.registry.database.read() as session:
            used = in_use(session)
        return following if following is not None and used == SECOND else Reader(HashingEncoder(), first)

    first = Centring.learn(HashingEncoder())
    worker = Worker(cast.house.registry, current, following=lambda: following)
    worker._model = current()
    return worker


def answer(cast: Cast, query: Query = QUESTION) -> list[tuple[str | None, list[tuple[str, str]]]]:
    found = reading.search(cast.house, cast.visitor("mei"), query)
    return [(hit.assessment.title, [(e.excerpt, e.matched) for e in hit.evidence]) for hit in found.results]


def used(cast: Cast) -> str | None:
    with cast.house.registry.database.read() as session:
        return in_use(session)


def models_of_rows(cast: Cast) -> set[str]:
    with cast.house.registry.database.read() as session:
        return {row.model for row in session.exec(select(HandlingIndex)) if row.vectors is not None}


def beside(cast: Cast) -> int:
    with cast.house.registry.database.read() as session:
        return len(session.exec(select(ComingMeaning)).all())


def in_database(cast: Cast) -> tuple[list[bytes], list[bytes]]:
    """Return all vectors and all sentence vectors as they are kept, opened."""
    registry = cast.house.registry
    with registry.database.read() as session:
        edition = session.exec(select(Edition)).one()
        key = registry.vault.open(edition.key, edition.id)
        indexes = session.exec(select(HandlingIndex).order_by(col(HandlingIndex.handling_id))).all()
        portions = session.exec(select(Portion).order_by(col(Portion.place))).all()
        return (
            [key.unseal(f"vectors:{row.handling_id}", row.vectors) for row in indexes if row.vectors is not None],
            [key.unseal(f"sentences:{row.id}", row.sentences) for row in portions],
        )


def edition_of(cast: Cast) -> str:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Edition.id)).one()


def test_an_idle_worker_changes_the_model_and_at_no_moment_is_anything_missing(changing: Cast, second: Reader) -> None:
    before, kept = answer(changing), in_database(changing)
    assert [title for title, _ in before] == ["Granite"]
    worker, seen = a_worker(changing, second), []
    while worker._turn():
        seen.append((used(changing), answer(changing)))
    assert seen == [(FIRST, before), (SECOND, before), (SECOND, before)]
    assert changing.house.engine.encoder.fingerprint == SECOND
    assert (models_of_rows(changing), beside(changing)) == ({SECOND}, 0)
    assert in_database(changing) != kept
    with changing.house.registry.database.read() as session:
        assert outdated(session, second) == lacking(session, SECOND) == []


def test_what_is_settled_is_exactly_what_reading_makes(changing: Cast, second: Reader) -> None:
    while a_worker(changing, second)._turn():
        pass
    settled = in_database(changing)
    assert renew(changing.house.registry, second, edition_of(changing), whole=True)
    assert in_database(changing) == settled


def test_evidence_is_chosen_by_the_model_in_use_at_every_moment(changing: Cast, second: Reader) -> None:
    text = b"# Ports\n\nFerries leave at noon. Containers hide rifles. Clinics ask for help. Rain fell on the quay.\n"
    changing.release("amina", text, "p.md", title="Ports")
    query = Query("containers hide rifles")
    before, worker = highlighted(changing, query), a_worker(changing, second)
    assert before == ["Containers hide rifles."]
    while worker._turn():
        assert highlighted(changing, query) == before


def highlighted(cast: Cast, query: Query) -> list[str]:
    found = reading.search(cast.house, cast.visitor("mei"), query)
    return [e.excerpt[slice(*e.highlights[0])] for hit in found.results[:1] for e in hit.evidence[:1]]


def test_the_model_does_not_change_before_every_edition_is_ready(changing: Cast, second: Reader) -> None:
    registry = changing.house.registry
    changing.release("amina", STUDY.replace(b"Granite", b"Basalt"), "b.md", title="Basalt")
    with registry.database.read() as session:
        ready, waiting = lacking(session, SECOND)
        assert progress(session, SECOND) == (0, 3)
    assert prepare(registry, second, ready)
    assert not switch(registry, SECOND)
    assert used(changing) == FIRST
    with registry.database.read() as session:
        assert lacking(session, SECOND) == [waiting]
        assert 0 < progress(session, SECOND)[0] < 3
    assert prepare(registry, second, waiting)
    assert switch(registry, SECOND)


def test_the_model_does_not_change_under_a_job_that_runs(changing: Cast, second: Reader) -> None:
    job = queue(changing, STUDY.replace(b"Granite", b"Basalt"))
    change(changing, job, state=RUNNING)
    assert prepare(changing.house.registry, second, edition_of_title(changing))
    assert not switch(changing.house.registry, SECOND)
    change(changing, job, state=QUEUED)
    assert switch(changing.house.registry, SECOND)


def edition_of_title(cast: Cast) -> str:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Edition.id).where(col(Edition.ingested_at).is_not(None))).one()


def test_what_is_deposited_after_the_change_is_read_by_the_new_model_even_by_an_older_worker(
    changing: Cast, second: Reader
) -> None:
    old = a_worker(changing, second)
    while a_worker(changing, second)._turn():
        pass
    queue(changing, STUDY.replace(b"Granite", b"Basalt"))
    assert old.step()
    assert models_of_rows(changing) == {SECOND}


def test_what_is_read_anew_after_it_was_made_ready_is_made_ready_again(changing: Cast, second: Reader) -> None:
    registry = changing.house.registry
    edition = edition_of(changing)
    assert prepare(registry, second, edition)
    with registry.database.read() as session:
        assert lacking(session, SECOND) == []
    assert renew(registry, Reader(changing.house.engine.encoder, changing.house.engine.centring), edition, whole=True)
    with registry.database.read() as session:
        assert lacking(session, SECOND) == [edition]
    assert not switch(registry, SECOND)


def test_a_server_that_staged_the_vectors_reads_none_at_the_change(changing: Cast, second: Reader) -> None:
    registry, index = changing.house.registry, changing.house.engine.index
    before = answer(changing)
    assert prepare(registry, second, edition_of(changing))
    with registry.database.read() as session:
        index.stage(session, SECOND)
    assert index._next is not None
    staged = index._next
    assert (len(staged.vectors), len(index.vectors)) == (2, 2)
    assert answer(changing) == before
    assert switch(registry, SECOND)
    settle(registry, edition_of(changing))
    assert answer(changing) == before
    assert index.generation is staged


def test_what_is_settled_between_two_looks_of_a_server_is_not_missed(changing: Cast, second: Reader) -> None:
    registry, index = changing.house.registry, changing.house.engine.index
    before = answer(changing)
    with registry.database.read() as session:
        index.stage(session, SECOND)
    assert prepare(registry, second, edition_of(changing))
    assert switch(registry, SECOND)
    settle(registry, edition_of(changing))
    assert answer(changing) == before
    assert index.generation.model == SECOND


def test_a_change_that_fails_before_words_and_vectors_agree_is_made_again_in_full(
    changing: Cast, second: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, index = changing.house.registry, changing.house.engine.index
    before = answer(changing)
    assert prepare(registry, second, edition_of(changing))
    assert switch(registry, SECOND)
    index.lexicon.remove(index.lexicon.handlings[0])

    def busy(*_: object) -> None:
        raise OperationalError("select", {}, Exception("database is locked"))

    with monkeypatch.context() as failing:
        failing.setattr("search.index.rows", busy)
        with pytest.raises(OperationalError):
            answer(changing)
    assert index.generation.model == FIRST
    assert answer(changing) == before
    assert index.generation.model == SECOND
    assert set(index.lexicon.handlings) == set(index.vectors.handlings)


def test_a_session_keeps_its_model_to_its_end(changing: Cast, second: Reader) -> None:
    engine, registry = changing.house.engine, changing.house.registry
    with registry.database.read() as older:
        engine.refresh(older)
        assert prepare(registry, second, edition_of(changing))
        assert switch(registry, SECOND)
        answer(changing)
        assert engine.index.generation.model == SECOND
        assert engine.generation(older).model == FIRST
        engine.refresh(older)
        assert engine.generation(older).model == FIRST


def test_a_server_that_cannot_open_the_model_in_use_goes_on_with_its_own(changing: Cast) -> None:
    before = answer(changing)
    with changing.house.registry.database.write() as session:
        use(session, "unknown")
    assert answer(changing) == before


def test_a_destroyed_edition_leaves_nothing_beside(changing: Cast, second: Reader) -> None:
    registry = changing.house.registry
    assert prepare(registry, second, edition_of(changing))
    assert beside(changing) == 2
    with registry.database.write() as session:
        destruction.destroy(registry, session, session.exec(select(Edition)).one())
    assert beside(changing) == 0


def test_an_edition_that_does_not_open_holds_up_nothing(changing: Cast, second: Reader) -> None:
    changing.release("amina", STUDY.replace(b"Granite", b"Basalt"), "b.md", title="Basalt")
    with changing.house.registry.database.write() as session:
        spoilt = session.exec(select(Portion).limit(1)).one()
        spoilt.body = b"spoilt"
    worker = a_worker(changing, second)
    while worker._turn():
        pass
    assert used(changing) == SECOND
    assert len(answer(changing)) == 1


def test_what_was_made_for_a_model_that_does_not_follow_after_all_is_removed(changing: Cast, second: Reader) -> None:
    registry = changing.house.registry
    assert prepare(registry, second, edition_of(changing))
    with registry.database.write() as session:
        use(session, SECOND)
    abandon(registry)
    assert beside(changing) == 2
    with registry.database.write() as session:
        use(session, FIRST)
    abandon(registry)
    assert beside(changing) == 0


def test_many_are_settled_in_one_transaction_and_one_that_is_cut_short_is_done_again(
    changing: Cast, second: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = changing.house.registry
    changing.release("amina", STUDY.replace(b"Granite", b"Basalt"), "b.md", title="Basalt")
    before, worker = answer(changing), a_worker(changing, second)
    while used(changing) == FIRST:
        assert worker._turn()
    with cut_at("transaction.full"), pytest.raises(PowerCut):
        worker._turn()
    assert (models_of_rows(changing), beside(changing), answer(changing)) == ({FIRST}, 3, before)
    monkeypatch.setattr("ingest.changeover.SECONDS", 0.0)
    assert worker._turn()
    assert (models_of_rows(changing), answer(changing)) == ({FIRST, SECOND}, before)
    monkeypatch.setattr("ingest.changeover.SECONDS", 3600.0)
    with registry.database.read() as session:
        editions = list(session.exec(select(Edition.id)))
    settle(registry, *editions)
    assert (models_of_rows(changing), beside(changing), answer(changing)) == ({SECOND}, 0, before)
