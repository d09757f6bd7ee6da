"""How two works are compared, and the background by which a passage that is near to every work is told."""

from __future__ import annotations

import numpy as np
import pytest

from search import background
from search.background import COMMON, FEWEST, Background
from search.meanings import Meanings
from search.meeting import NEAR, meet

DIMENSIONS = 32


def work(*directions: int, tilt: int | None = None) -> Meanings:
    """A work whose passages point in these directions, each tilted a little towards another."""
    vectors = np.zeros((len(directions), DIMENSIONS), dtype=np.float32)
    for row, direction in enumerate(directions):
        vectors[row, direction] = 1.0
        if tilt is not None:
            vectors[row, tilt] = 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    places = tuple((1, ordinal) for ordinal in range(len(directions)))
    return Meanings(places, vectors, np.zeros(len(directions), dtype=np.float32))


def test_shares_count_both_ways_and_the_likeness_is_the_same_from_either_side() -> None:
    here, there = work(0, 1, 2, 3), work(0, 1)
    one, other = meet(here, there), meet(there, here)
    assert (one.share_here, one.share_there, one.likeness) == (0.5, 1.0, 0.75)
    assert (other.share_here, other.share_there, other.likeness) == (1.0, 0.5, 0.75)
    assert [(pair.here, pair.there) for pair in one.pairs] == [((1, 0), (1, 0)), ((1, 1), (1, 1))]
    assert [(pair.there, pair.here) for pair in other.pairs] == [(pair.here, pair.there) for pair in one.pairs]


def test_a_passage_meets_only_the_one_that_is_nearest_to_it_from_both_sides() -> None:
    meeting = meet(work(0, 0, 5), work(0))
    assert len(meeting.pairs) == 1
    assert (meeting.share_here, meeting.share_there) == (0.6667, 1.0)


def test_what_is_too_far_apart_does_not_meet_and_nothing_meets_nothing() -> None:
    assert meet(work(0), work(1)).pairs == ()
    assert float((work(0, tilt=9).vectors @ work(1, tilt=9).vectors.T)[0, 0]) < NEAR
    for meeting in (meet(work(0, tilt=9), work(1, tilt=9)), meet(work(), work(0)), meet(work(0), work())):
        assert (meeting.share_here, meeting.share_there, meeting.likeness, meeting.pairs) == (0.0, 0.0, 0.0, ())


def sample(count: int) -> dict[str, Meanings]:
    """Works that have one passage in common, the last direction, and else nothing."""
    return {f"work {number}": work(number, DIMENSIONS - 1) for number in range(count)}


def test_what_is_near_to_most_works_is_common_and_counts_on_neither_side() -> None:
    works = sample(FEWEST + 2)
    known = Background(works).all_grounded(works)
    assert [one.ground[1] for one in known.values()] == [COMMON] * len(works)
    assert meet(known["work 0"], known["work 1"]).pairs == ()
    assert meet(works["work 0"], works["work 1"]).pairs != ()
    same = Background(works).grounded("another", work(0, DIMENSIONS - 1))
    meeting = meet(same, known["work 0"])
    assert (meeting.share_here, meeting.share_there, len(meeting.pairs)) == (1.0, 1.0, 1)


@pytest.mark.parametrize("count", [0, 1, FEWEST])
def test_of_too_few_works_nothing_is_told(count: int) -> None:
    works = sample(count)
    background = Background(works)
    for name, one in works.items():
        assert background.grounded(name, one).ground.tolist() == [0.0, 0.0]
    assert background.all_grounded(works).keys() == works.keys()


def test_kin_are_no_background_of_one_another() -> None:
    works = sample(FEWEST + 1)
    kin = list(works)[1:4]
    assert Background(works).grounded("work 0", works["work 0"]).ground[1] == COMMON
    assert Background(works).grounded("work 0", works["work 0"], kin).ground.tolist() == [0.0, 0.0]


def test_each_work_has_the_ground_that_it_has_alone() -> None:
    works = sample(FEWEST + 3)
    background = Background(works)
    together = background.all_grounded(works)
    for name, one in works.items():
        assert together[name].ground.tolist() == background.grounded(name, one).ground.tolist()


def long_works(count: int, length: int) -> dict[str, Meanings]:
    """Works of many passages that point wherever chance, always the same, has them point."""
    chance = np.random.default_rng(7)
    made = {}
    for number in range(count):
        vectors = chance.standard_normal((length + number, DIMENSIONS), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        places = tuple((number, ordinal) for ordinal in range(len(vectors)))
        made[f"work {number}"] = Meanings(places, vectors, np.zeros(len(vectors), dtype=np.float32))
    return made


@pytest.mark.parametrize("rows", [1, 7, 64])
def test_compared_a_few_passages_at_a_time_a_work_has_the_same_ground(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    works = long_works(FEWEST + 2, 60)
    whole = Background(works).all_grounded(works)
    monkeypatch.setattr(background, "ROWS", rows)
    parts = Background(works).all_grounded(works)
    assert all(one.ground.any() for one in whole.values())
    assert {name: one.ground.tolist() for name, one in parts.items()} == {
        name: one.ground.tolist() for name, one in whole.items()
    }
