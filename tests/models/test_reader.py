"""The reader: her rank, and the instants at which it changes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from models.reader import Clearance
from tests.values import NOON, SECOND, a_reader

HOUR = timedelta(hours=1)


def test_a_clearance_holds_until_the_instant_it_ends() -> None:
    clearance = Clearance(4, NOON)
    assert clearance.valid(NOON - SECOND)
    assert not clearance.valid(NOON)
    assert Clearance(4).valid(NOON)


def test_the_rank_is_one_and_two_with_the_briefing() -> None:
    plain = a_reader(clearances=(), briefed=False)
    assert plain.rank(NOON) == 1
    assert replace(plain, briefed=True).rank(NOON) == 2


def test_the_rank_is_that_of_the_highest_unexpired_clearance() -> None:
    reader = a_reader(clearances=(Clearance(3), Clearance(5, NOON), Clearance(4, NOON + HOUR)), briefed=False)
    assert [reader.rank(at) for at in (NOON - SECOND, NOON, NOON + HOUR)] == [5, 4, 3]


def test_a_clearance_below_never_lowers() -> None:
    assert a_reader(clearances=(Clearance(0),), briefed=False).rank(NOON) == 1
    assert a_reader(clearances=(Clearance(1),), briefed=True).rank(NOON) == 2


def test_the_next_instant_is_the_first_end_still_to_come() -> None:
    reader = a_reader(clearances=(Clearance(3, NOON + 2 * HOUR), Clearance(4)), until=NOON + HOUR)
    asked = (NOON, NOON + HOUR, NOON + 2 * HOUR)
    assert [reader.next_instant(at) for at in asked] == [NOON + HOUR, NOON + 2 * HOUR, None]
    assert a_reader(clearances=(), until=None).next_instant(NOON) is None
    assert a_reader(clearances=(Clearance(3, NOON + HOUR),)).next_instant(NOON) == NOON + HOUR


def test_equal_facts_make_equal_readers_that_serve_as_keys() -> None:
    assert len({a_reader(), a_reader(), a_reader("frontex")}) == 2
