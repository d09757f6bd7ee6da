"""Time: UTC only, intervals closed at the start and open at the end (case 33)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import LONGEST_WAIT, Interval, SystemClock, as_utc, earliest, parse_instant

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
instants = st.integers(-1000, 1000).map(lambda hours: NOON + timedelta(hours=hours))


def test_the_clock_of_the_machine_counts_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_clock_that_jumps_back_stands_still_until_it_has_caught_up() -> None:
    said = [NOON, NOON - SECOND, NOON - LONGEST_WAIT, NOON, NOON + SECOND]
    clock = SystemClock(machine=lambda: said.pop(0))
    assert [clock.now() for _ in range(5)] == [NOON, NOON, NOON, NOON, NOON + SECOND]


def test_a_clock_that_was_wrong_by_more_than_an_hour_is_believed_again() -> None:
    said = [NOON - LONGEST_WAIT - SECOND, NOON]
    clock = SystemClock(since=NOON, machine=lambda: said.pop(0))
    assert [clock.now() for _ in range(2)] == [NOON - LONGEST_WAIT - SECOND, NOON]


def test_a_clock_starts_no_earlier_than_what_was_present_already() -> None:
    assert SystemClock(since=NOON, machine=lambda: NOON - SECOND).now() == NOON


def test_an_instant_keeps_its_place_whatever_its_zone() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-7)))
    assert as_utc(elsewhere) == NOON
    assert as_utc(elsewhere).tzinfo is UTC
    assert as_utc(NOON.replace(tzinfo=None)) == NOON


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        (" 2026-03-01T12:00:00Z ", NOON),
        ("2026-03-01T17:30:00+05:30", NOON),
        ("2026-03-01 12:00", NOON),
    ],
)
def test_dates_and_instants_are_read(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "tomorrow", "01/03/2026", "2026-02-30", "0001-01-01T00:00+14:00"])
def test_what_is_no_instant_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date or an instant; write 2025-07-24"):
        parse_instant(text)


def test_an_interval_is_closed_at_the_start_and_open_at_the_end() -> None:
    interval = Interval(NOON, NOON + SECOND)
    assert NOON in interval
    assert NOON - SECOND not in interval
    assert NOON + SECOND not in interval


def test_a_missing_end_is_open_and_an_empty_interval_holds_nothing() -> None:
    assert NOON in Interval()
    assert NOON in Interval(from_=NOON)
    assert NOON in Interval(until=NOON + SECOND)
    assert NOON not in Interval(NOON, NOON)


def test_an_interval_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end before it starts"):
        Interval(NOON, NOON - SECOND)


def test_the_edges_still_to_come_are_told() -> None:
    interval = Interval(NOON, NOON + SECOND)
    assert interval.edges_after(NOON - SECOND) == [NOON, NOON + SECOND]
    assert interval.edges_after(NOON) == [NOON + SECOND]
    assert interval.edges_after(NOON + SECOND) == []
    assert Interval().edges_after(NOON) == []


@given(instants, instants, instants, instants)
def test_membership_changes_at_an_edge_and_nowhere_else(
    one: datetime, other: datetime, at: datetime, later: datetime
) -> None:
    interval = Interval(min(one, other), max(one, other))
    at, later = min(at, later), max(at, later)
    if (at in interval) != (later in interval):
        assert any(at < edge <= later for edge in interval.edges_after(at))


def test_the_earliest_of_what_is_known_is_taken() -> None:
    assert earliest(None, NOON, NOON - SECOND) == NOON - SECOND
    assert earliest(None, None) is None
    assert earliest() is None
