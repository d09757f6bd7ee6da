"""The stage of recognition within a job: kept, shown to whoever may see the passage, and no obstacle to others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from ingest import worker as working
from ingest.embedding import Reader
from ingest.tesseract import Tesseract, tesseract
from ingest.worker import Worker
from models.tables.assessment import Edition, Page
from models.tables.job import DONE, NEEDS_PERSON, QUEUED, RUNNING
from repository import durable, editions
from search.query import Query
from tests.house import Cast
from tests.ingest.pictures import SENTENCES, picture, scan, wrapped
from tests.ingest.queueing import OPEN, a_worker, change, job_of, portions_of, queue
from tests.ingest.test_worker import running
from web import reading

RIVER = wrapped(SENTENCES["en"])


def pages_of(cast: Cast, job: str) -> list[Page]:
    edition = job_of(cast, job).edition_id
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(Page).where(Page.edition_id == edition)))


def kept(cast: Cast, job: str) -> list[str]:
    folder: Path = cast.house.registry.folder / "pages" / job_of(cast, job).edition_id
    return sorted(path.name for path in folder.glob("tesseract-*"))


def test_a_scan_becomes_searchable_and_its_pages_and_passages_say_how_sure_they_are(cast: Cast) -> None:
    job = queue(cast, scan(picture(RIVER), picture("The second page names the bridge of Ostrava.")))
    assert a_worker(cast).step()
    assert job_of(cast, job).state == DONE
    assert all(page.has_text and page.confidence is not None and page.confidence > 0.8 for page in pages_of(cast, job))
    sure = [portion.confidence for portion in portions_of(cast, job)]
    assert len(sure) == 2
    assert all(one is not None and 0.8 < one <= 1 for one in sure)
    assert kept(cast, job) == []


def test_what_was_read_has_no_confidence(cast: Cast) -> None:
    job = queue(cast)
    assert a_worker(cast).step()
    assert [page.confidence for page in pages_of(cast, job)] == [None]
    assert {portion.confidence for portion in portions_of(cast, job)} == {None}


def test_the_words_of_a_recognised_passage_are_told_with_their_places(cast: Cast) -> None:
    assessment = cast.release("amina", scan(picture(RIVER)), "n.pdf", **OPEN)
    answer = reading.search(cast.house, cast.visitor("mei"), Query("rifles seized by the police"))
    (evidence,) = answer.results[0].evidence
    portion = evidence.portion
    assert answer.results[0].assessment.id == assessment
    assert [portion.text[start:end] for start, end, _ in portion.recognised] == portion.text.split()
    assert portion.confidence == pytest.approx(sum(sure for *_, sure in portion.recognised) / 100 / 15, abs=0.001)
    assert len(evidence.boxes) >= 1


def test_a_scan_that_shows_no_text_needs_a_person_in_words(cast: Cast) -> None:
    job = queue(cast, scan(Image.new("L", (400, 300), 255)))
    assert a_worker(cast).step()
    assert job_of(cast, job).state == NEEDS_PERSON
    assert "no text was recognised" in str(job_of(cast, job).reason)


def test_without_tesseract_a_scan_needs_a_person_and_is_read_once_it_is_installed(cast: Cast) -> None:
    job = queue(cast, scan(picture(RIVER)))
    engine = cast.house.engine
    lacking = Reader(engine.encoder, engine.centring, Tesseract(None))
    assert Worker(cast.house.registry, lambda: lacking).step()
    assert job_of(cast, job).state == NEEDS_PERSON
    assert "concord doctor" in str(job_of(cast, job).reason)
    change(cast, job, state=QUEUED, reason=None, attempts=0)
    full = replace(lacking, engine=tesseract())
    assert Worker(cast.house.registry, lambda: full).step()
    assert job_of(cast, job).state == DONE


def test_the_depositor_is_told_which_pages_were_recognised(cast: Cast) -> None:
    job = queue(cast, scan(picture(RIVER)))
    assert a_worker(cast).step()
    with cast.house.registry.database.read() as session:
        edition = session.get_one(Edition, job_of(cast, job).edition_id)
        said = editions.read_suggestions(edition, cast.house.registry.vault)
    assert said is not None
    assert said["warnings"][0].startswith("Page 1: its text was recognised in a picture")


def test_a_scan_lets_pass_what_is_as_urgent_as_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_BETWEEN_OVERTAKINGS", 0.0)
    slow = queue(cast, scan(picture(RIVER), picture(RIVER)))
    quick: list[str] = []

    def arrive(name: str) -> None:
        if name == "document.read" and not quick:
            quick.append(queue(cast))

    ended: list[str] = []

    def watch(name: str) -> None:
        arrive(name)
        if name == "edition.searchable":
            ended.append(running(cast))

    durable.listen(watch)
    try:
        assert a_worker(cast).step()
    finally:
        durable.silence()
    assert ended == [slow, ""]
    assert [job_of(cast, job).state for job in (slow, *quick)] == [DONE, DONE]


def test_two_scans_do_not_let_each_other_pass(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_BETWEEN_OVERTAKINGS", 0.0)
    first, second, third = (queue(cast, scan(picture(RIVER), picture(RIVER))) for _ in range(3))
    deepest: list[int] = []

    def count(name: str) -> None:
        if name == "document.read":
            deepest.append(sum(job_of(cast, job).state == RUNNING for job in (first, second, third)))

    durable.listen(count)
    worker = a_worker(cast)
    try:
        assert worker.step()
    finally:
        durable.silence()
    assert max(deepest) == 2
    assert worker._scans == {}
    assert {job_of(cast, job).state for job in (first, second, third)} == {DONE}


def test_a_worker_that_is_stopped_keeps_the_pages_it_has_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = queue(cast, scan(*[picture(RIVER)] * 4))
    worker = a_worker(cast)

    def stop(name: str) -> None:
        if name == "job.advancing" and job_of(cast, job).stage == "recognising":
            worker._stop.set()

    durable.listen(stop)
    try:
        assert worker.step()
    finally:
        durable.silence()
    assert job_of(cast, job).state == QUEUED
    before = kept(cast, job)
    assert before[0] == "tesseract-1"
    assert len(before) < 4
    sealed = (cast.house.registry.folder / "pages" / job_of(cast, job).edition_id / "tesseract-1").read_bytes()
    assert b"rifles" not in sealed
    assert a_worker(cast).step()
    assert job_of(cast, job).state == DONE
    assert kept(cast, job) == []
