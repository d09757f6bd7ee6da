"""The ground of a question is how near it comes to most works that its owner may see, and to no others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from sqlmodel import select

from models.tables.standing import StandingSearch
from repository import standing_searches
from search.ground import FEWEST, WORKS, Parts, ground, sample
from search.standing import Worked, unpacked
from search.vectors import Vectors
from tests.alerted import Alerted
from tests.house import Cast
from tests.search.shelving import SECRET, TOPICS, shelve

AXES = np.eye(4, dtype=np.float32)


def at(cosine: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A passage so near to the first axis, and one that is far from it."""
    return np.array([[cosine, (1 - cosine**2) ** 0.5, 0, 0], [0, 0, 1, 0]], dtype=np.float32)


def works(cosines: Iterable[float]) -> tuple[Vectors, list[Parts]]:
    """Works of two passages, the nearer one so near to the first axis."""
    made, parts = Vectors(4), []
    for number, cosine in enumerate(cosines):
        made.put(number, at(cosine))
        parts.append(np.array([number], dtype=np.int64))
    return made, parts


def test_the_ground_is_the_middle_of_what_the_nearest_passage_of_each_work_comes_to() -> None:
    assert ground(*works([0.1, 0.2, 0.3, 0.3, 0.4, 0.9, 0.25]), AXES[0]) == 0.3
    assert ground(*works([0.0] * FEWEST), AXES[3]) == 0.0


def test_of_too_few_works_none_is_taken() -> None:
    assert ground(*works([0.3] * (FEWEST - 1)), AXES[0]) is None
    assert ground(*works([]), AXES[0]) is None


def of_mei(cast: Cast) -> list[list[int]]:
    """The works from which Mei's questions take their ground."""
    house, mei = cast.house, cast.visitor("mei")
    with house.registry.database.read() as session:
        house.engine.refresh(session)
        return [each.tolist() for each in sample(house.registry, house.engine.index.vectors, mei.reader, mei.at)]


def test_works_are_taken_that_may_be_seen_and_what_is_hidden_moves_nothing(cast: Cast) -> None:
    for number in range(WORKS + 3):
        shelve(cast, f"Report {number} on {TOPICS[number % len(TOPICS)]}.", title=f"Report {number}")
    before = of_mei(cast)
    assert len(before) == WORKS
    for number in range(5):
        shelve(cast, f"Secret {number}.", title=f"Secret {number}", **SECRET)
    assert of_mei(cast) == before


def test_a_search_that_stood_before_there_was_anything_gets_a_ground_as_works_come(cast: Cast) -> None:
    alerted = Alerted.of(cast)
    alerted.stand("mei", "ransomware in hospitals")
    alerted.look()
    assert worked(cast).ground is None
    for number in range(12):
        shelve(cast, f"Report {number} on {TOPICS[number % len(TOPICS)]}.", title=f"Report {number}")
    alerted.look()
    alerted.look()
    made = worked(cast)
    assert made.ground is not None
    assert made.counted == 12
    alerted.look()
    assert worked(cast) == made


def test_grounds_are_taken_anew_some_at_a_time_and_alerts_do_not_wait_for_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.questions.AT_ONCE", 1)
    alerted = Alerted.of(cast)
    people = ("mei", "lena", "amina")
    for username in people:
        alerted.stand(username, "ransomware in hospitals")
    alerted.look()
    for number in range(12):
        shelve(cast, f"Report {number} on {TOPICS[number % len(TOPICS)]}.", title=f"Report {number}")
    alerted.look()
    shelve(cast, "Ransomware in hospitals: ransomware stops hospitals.", title="Arrived")
    assert alerted.look() == len(people)
    assert sorted(made.counted for made in all_worked(cast)) == [0, 0, 12]
    alerted.look()
    alerted.look()
    assert all(made.counted for made in all_worked(cast)), "what others gained delays, and takes nobody's turn"


def worked(cast: Cast) -> Worked:
    """What is kept of the one standing search."""
    (made,) = all_worked(cast)
    return made


def all_worked(cast: Cast) -> list[Worked]:
    """What is kept of each standing search."""
    registry = cast.house.registry
    with registry.database.read() as session:
        rows = session.exec(select(StandingSearch)).all()
        sealed = [standing_searches.unseal_vector(registry.vault, row.search_id, row.vector or b"") for row in rows]
    return [unpacked(raw)[0] for raw in sealed]
