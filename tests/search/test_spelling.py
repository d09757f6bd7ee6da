"""Spellings by number: what is counted for a reader costs her nothing of what is stored beside it (P1)."""

from __future__ import annotations

import tracemalloc

import pytest

from search.spelling import Counted, Spellings

WORDS = {1: ["boats", "ships"], 2: ["boats", "planes"], 3: ["orchids"]}
COUNTED = [("boats", 2), ("planes", 1), ("ships", 1)]


def test_numbers_are_given_again_and_who_counted_before_does_not_know_them_any_more() -> None:
    spellings = Spellings()
    held = {1: spellings.use(["boats", "ships"]), 2: spellings.use(["boats"])}
    before = Counted.of(spellings, held, [1, 2])
    for _ in range(5):
        spellings.leave(held[1])
        held[1] = spellings.use(["granite", "marble", "quartz"])
    assert len(spellings.spelt) == 4
    assert before.listed() == [("boats", 2)]
    assert [before.count(word) for word in ("boats", "ships", "granite", "marble", "quartz")] == [2, 0, 0, 0, 0]
    after = Counted.of(spellings, held, [1, 2])
    assert after.listed() == [("boats", 1), ("granite", 1), ("marble", 1), ("quartz", 1)]


def test_more_spellings_than_there_is_room_for_make_more_room() -> None:
    spellings, words = Spellings(), [f"word{number}" for number in range(5_000)]
    held = {1: spellings.use(words), 2: spellings.use(words[:10])}
    counted = Counted.of(spellings, held, [1, 2])
    assert [counted.count(word) for word in (words[0], words[10], words[-1])] == [2, 1, 1]
    assert len(counted.listed()) == 5_000


@pytest.mark.parametrize("hidden", [0, 50_000])
def test_what_is_seen_is_counted_alike_whatever_else_is_stored(hidden: int) -> None:
    spellings = Spellings()
    held = {9: spellings.use([f"hidden{number}" for number in range(hidden)])}
    held |= {handling: spellings.use(words) for handling, words in WORDS.items()}
    counted = Counted.of(spellings, held, [1, 2, 77])
    assert counted.listed() == COUNTED
    assert [counted.count(word) for word in ("boats", "orchids", "hidden7", "nowhere")] == [2, 0, 0, 0]
    assert Counted.of(spellings, held, []).listed() == []


def test_p1_nothing_as_long_as_what_is_stored_is_made_for_who_sees_little() -> None:
    spellings = Spellings()
    held = {9: spellings.use([f"hidden{number}" for number in range(50_000)]), 1: spellings.use(WORDS[1])}
    tracemalloc.start()
    try:
        Counted.of(spellings, held, [1])
        assert tracemalloc.get_traced_memory()[1] < 50_000
    finally:
        tracemalloc.stop()
