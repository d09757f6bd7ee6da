"""Kill -9 at every durable point: what was accepted is there once and whole, what was not leaves nothing (P5)."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import select

from ingest.sweeper import sweep
from ingest.worker import LEASE
from models.tables.assessment import Edition
from models.tables.job import DONE, FAILED, Job
from repository import durable
from tests.house import Cast
from tests.ingest import crashing
from tests.ingest.crashing import Death, Ended
from tests.ingest.soundness import unsound
from web.house import House


@dataclass(frozen=True, slots=True)
class Story:
    """A process that may be killed: what is there before it, what it does, how many editions there are then."""

    before: Callable[[House], object]
    does: Callable[[Path, Death | None], Ended]
    editions: int
    ends: str = DONE


def nothing(_: House) -> None:
    """Begin with an empty house."""


def one(house: House) -> None:
    crashing.deposit(house, crashing.two_pages())


def damaged(house: House) -> None:
    crashing.deposit(house, crashing.DAMAGED)


def readable(house: House) -> None:
    one(house)
    crashing.worker_of(house).step()


def litter(house: House) -> None:
    house.registry.originals.mkdir(exist_ok=True)
    stray = house.registry.originals / "nobodysnobodysnobodysnobod"
    stray.write_bytes(b"x")
    crashing.age(stray)


def secret_of(folder: Path) -> str:
    """Return a token of the officer, which a house that is copied carries along."""
    return (folder / "token").read_text()


def deposits(folder: Path, death: Death | None) -> Ended:
    return crashing.ask(folder, crashing.upload(secret_of(folder), crashing.two_pages()), death)


def draws(folder: Path, death: Death | None) -> Ended:
    house = crashing.house_of(folder)
    with house.registry.database.read() as session:
        ident = session.exec(select(Edition.assessment_id)).one()
    house.registry.database.close()
    return crashing.ask(folder, crashing.page(secret_of(folder), ident), death)


STORIES = {
    "deposit": Story(nothing, deposits, 1),
    "read": Story(one, lambda folder, death: crashing.run(crashing.work, folder, death), 1),
    "fail": Story(damaged, lambda folder, death: crashing.run(crashing.work, folder, death), 1, FAILED),
    "stop": Story(one, lambda folder, death: crashing.run(crashing.work_and_stop, folder, death), 1),
    "draw": Story(readable, draws, 1),
    "sweep": Story(litter, lambda folder, death: crashing.run(crashing.sweep, folder, death), 0),
}
WHERE = {
    "deposit": [
        *(name for name in durable.POINTS if name.startswith(("upload.", "original.", "deposit.", "transaction."))),
    ],
    "read": [
        *(name for name in durable.POINTS if name.startswith(("job.", "document.", "portions.", "pages.", "edition."))),
        "original.opened",
        "transaction.open",
        "transaction.full",
        "transaction.durable",
    ],
    "fail": ["job.ending"],
    "stop": ["job.returning"],
    "draw": ["page.drawn", "page.kept"],
    "sweep": ["orphan.found"],
}
ELSEWHERE = {"original.opened": "read", "job.ending": "fail", "job.returning": "stop"}
CASES = [(story, name) for story, names in WHERE.items() for name in names if ELSEWHERE.get(name, story) == story]


@cache
def made(story: str, folder: Path) -> Path:
    """Return a house as it is before a story, made once."""
    place = folder / story
    house = crashing.new_house(place)
    (place / "token").write_text(Cast(house).secret("amina"))
    STORIES[story].before(house)
    house.registry.database.close()
    return place


@cache
def undisturbed(story: str, folder: Path) -> Counter[str]:
    """Return how often a story passes each point when nobody disturbs it."""
    place = folder / f"{story}-undisturbed"
    shutil.copytree(made(story, folder), place)
    ended = STORIES[story].does(place, None)
    assert not ended.killed
    return ended.passed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all these houses."""
    return tmp_path_factory.mktemp("kills")


def test_every_durable_point_is_a_place_where_something_is_killed() -> None:
    assert {name for _, name in CASES} == set(durable.POINTS)
    assert len(durable.POINTS) <= 40


@pytest.mark.parametrize(("story", "name"), CASES, ids=lambda word: word)
def test_p5_after_a_kill_at_a_durable_point_all_that_was_accepted_is_whole_and_nothing_else_is_there(
    story: str, name: str, folder: Path
) -> None:
    times = undisturbed(story, folder)[name]
    assert times
    for nth in range(1, times + 1):
        place = folder / f"{story}-{name}-{nth}"
        shutil.copytree(made(story, folder), place)
        ended = STORIES[story].does(place, Death(name, nth))
        assert ended.killed
        house = crashing.house_of(place, later=2 * LEASE + timedelta(hours=2))
        recover(house)
        with house.registry.database.read() as session:
            states = list(session.exec(select(Job.state)))
        expected = [STORIES[story].ends] * STORIES[story].editions
        # An upload that nobody answered may be there, whole, or not at all.
        assert states == expected or (story == "deposit" and ended.status is None and not states), (nth, states)
        assert unsound(house) == [], nth
        house.registry.database.close()
        shutil.rmtree(place)


def recover(house: House) -> None:
    """Do what a service that starts again does: sweep, and work off the queue."""
    folder = house.registry.folder
    working = (*(folder / "pages").glob("*/*.part"), *(folder / "scratch").glob("*"))
    for path in (*working, *house.registry.originals.glob("*")):
        crashing.age(path)
    sweep(house.registry)
    worker = crashing.worker_of(house)
    while worker.step():
        pass


def test_what_was_accepted_before_its_answer_left_is_one_whole_draft(folder: Path) -> None:
    place = folder / "answered"
    shutil.copytree(made("deposit", folder), place)
    ended = deposits(place, Death("deposit.accepted", 1))
    assert ended.status is None
    house = crashing.house_of(place, later=LEASE)
    recover(house)
    assert [edition.state for edition in editions(house)] == ["draft"]
    assert unsound(house) == []
    house.registry.database.close()


def editions(house: House) -> list[Edition]:
    """Return all editions of a house."""
    with house.registry.database.read() as session:
        return list(session.exec(select(Edition)))
