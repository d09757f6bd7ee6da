"""Spellings by number: what is counted for a reader costs her nothing of what is stored beside it (P1)."""

from __future__ import annotations

import tracemalloc

import pytest

from search.spelling import Counted, Spellings

WORDS = {1: ["boats", "ships"], 2: ["boats", "planes"], 3: ["orchids"]}
COUNTED = [("boats", 2), ("planes", 1), ("ships", 1)]


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
