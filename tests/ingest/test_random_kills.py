"""Two hundred kills at random, drawn from a seed: every accepted upload is there once, whole and ended (P5)."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ingest.queue import MOST_ATTEMPTS
from ingest.repair import Holdings
from ingest.sweeper import sweep
from models.tables.assessment import Edition, Original
from models.tables.job import DONE, FAILED, Job
from models.tables.register import RegisterEntry
from tests.house import Cast
from tests.ingest import crashing
from tests.ingest.crashing import Death
from tests.ingest.papers import LOREM, docx_of, pdf_of, report
from tests.ingest.soundness import unsound
from tests.ingest.test_repair import MODEL
from web.house import House

KILLS, FILES, LOADED = 200, 20, 200
DEPOSIT_POINTS, READ_POINTS, LOAD_POINTS = 16, 60, 1200
"""About how many points a process passes on its way."""

pytestmark = pytest.mark.long


def files() -> list[tuple[str, bytes]]:
    """Return twenty files of every kind with their names, one to four pages long."""
    made = []
    for number in range(FILES):
        words = f"File {number}. {LOREM}"
        match number % 5:
            case 0:
                made.append(("r.pdf", report(1 + number % 4)))
            case 1:
                made.append(("r.pdf", pdf_of(words, words)))
            case 2:
                made.append(("r.docx", docx_of(words, words * 3)))
            case 3:
                page = f"<html><body><h1>File {number}</h1><p>{words}</p></body></html>"
                made.append(("r.html", page.encode()))
            case _:
                made.append(("r.md", f"# File {number}\n\n{words * 4}\n".encode()))
    return made


def end(house: House) -> None:
    """Sweep and work until nothing is left to do."""
    for path in house.registry.originals.glob("*"):
        crashing.age(path)
    sweep(house.registry)
    worker = crashing.worker_of(house)
    while worker.step():
        pass


def test_p5_two_hundred_random_kills_of_service_and_worker_lose_nothing_and_leave_nothing_by_half(
    tmp_path: Path,
) -> None:
    draw, folder = random.Random(20261122), tmp_path / "house"
    house = crashing.new_house(folder)
    secret = Cast(house).secret("amina")
    house.registry.database.close()
    waiting, answered, unanswered, killed, minutes = files(), 0, 0, 0, 0
    while killed < KILLS or waiting:
        minutes += 1
        crashing.let_pass(folder, minutes)
        if waiting and draw.random() < 0.4:
            death = Death("", draw.randint(1, 2 * DEPOSIT_POINTS)) if killed < KILLS else None
            ended = crashing.ask(folder, crashing.upload(secret, waiting[0][1], waiting[0][0]), death)
            assert ended.status in (202, None)
            if ended.status == 202:
                # Killed after its answer or not: it is accepted, and the depositor goes on to the next.
                waiting.pop(0)
                answered += 1
            else:
                unanswered += 1
        else:
            ended = crashing.run(crashing.work, folder, Death("", draw.randint(1, 2 * READ_POINTS)))
        killed += ended.killed
        if not waiting and not ended.killed:
            # All is read: what was read is read again, so that there is something to kill.
            queue_again(folder, draw)
    crashing.let_pass(folder, minutes + 10)
    house = crashing.house_of(folder)
    end(house)
    with house.registry.database.read() as session:
        jobs = list(session.exec(select(Job)))
        originals = len(session.exec(select(Original)).all())
    assert killed >= KILLS
    assert FILES == answered <= originals <= answered + unanswered
    for job in jobs:
        assert job.state == DONE or (job.state == FAILED and job.attempts == MOST_ATTEMPTS), job.reason
    assert unsound(house) == []
    assert [found for found in Holdings(house.registry, MODEL).look(repair=False) if found] == []
    house.registry.database.close()


def queue_again(folder: Path, draw: random.Random) -> None:
    """Queue an edition again, as a changed tearline does."""
    house = crashing.house_of(folder)
    with house.registry.database.write() as session:
        job = draw.choice(session.exec(select(Job).order_by(Job.id)).all())
        job.state, job.attempts, job.leased_until, job.finished_at = "queued", 0, None, None
        session.add(job)
    house.registry.database.close()


def test_p5_an_archive_of_two_hundred_files_that_is_killed_again_and_again_is_loaded_once(tmp_path: Path) -> None:
    draw, folder = random.Random(7), tmp_path / "house"
    crashing.new_house(folder).registry.database.close()
    archive = folder / "archive"
    archive.mkdir()
    lines = ["file,originator,marking,release_to"]
    for number in range(LOADED):
        (archive / f"{number}.txt").write_text(f"Report {number}. {LOREM}")
        lines.append(f"{number}.txt,afripol,interpol:IFOUO,europol")
    (archive / "manifest.csv").write_text("\n".join(lines) + "\n")
    minutes = killed = 0
    while True:
        minutes += 1
        crashing.let_pass(folder, minutes)
        death = Death("", draw.randint(1, 2 * LOAD_POINTS)) if killed < 20 else None
        ended = crashing.run(crashing.load, folder, death)
        killed += ended.killed
        if not ended.killed and killed >= 20:
            break
    house = crashing.house_of(folder, later=timedelta(hours=1))
    with house.registry.database.read() as session:
        states = Counter(session.exec(select(Edition.state)))
        jobs = Counter(session.exec(select(Job.state)))
        entries = session.exec(select(RegisterEntry.editions).where(RegisterEntry.action == "archive-import")).all()
        digests = Counter(session.exec(select(Original.digest)))
    assert states == {"released": LOADED}
    assert jobs == {DONE: LOADED}
    assert set(digests.values()) == {1}
    assert set(Counter(name for names in entries for name in names).values()) == {2}
    assert [found for found in Holdings(house.registry, MODEL).look(repair=False) if found] == []
    house.registry.database.close()
