"""Vectors: exact, and the same to the bit whatever else is stored."""

from __future__ import annotations

import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import vectors as module
from search.vectors import Vectors
from tests.search.matrices import DIMENSIONS, FloatArray, ids, rows, same


def by_hand(stored: dict[int, FloatArray], query: FloatArray, scope: set[int], k: int) -> list[tuple[int, int]]:
    """The k best rows and ties, in double precision over half-precision rows, one row at a time."""
    scored = [
        (
            -np.float32((row.astype(np.float16).astype(np.float64) * query.astype(np.float64)).sum()),
            handling,
            n,
        )
        for handling in sorted(scope & stored.keys())
        for n, row in enumerate(stored[handling])
    ]
    scored.sort()
    last = scored[min(k, len(scored)) - 1][0] if scored and k else -np.inf
    return [(handling, n) for score, handling, n in scored if score <= last]


ACTS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "remove"]), st.integers(1, 12), st.integers(0, 6)),
    max_size=40,
)


@settings(deadline=None, max_examples=120)
@given(ACTS, st.sets(st.integers(1, 12)), st.integers(1, 20), st.integers(0, 2**20))
def test_any_history_answers_as_an_index_of_the_visible_alone(
    acts: list[tuple[str, int, int]], scope: set[int], k: int, seed: int
) -> None:
    stored: dict[int, FloatArray] = {}
    lived = Vectors(DIMENSIONS)
    for number, (act, handling, count) in enumerate(acts):
        if act == "put":
            # A few seeds only, so that different handlings hold equal rows and scores tie.
            stored[handling] = rows(number % 5, count)
            lived.put(handling, stored[handling])
        else:
            stored.pop(handling, None)
            lived.remove(handling)
    fresh = Vectors(DIMENSIONS)
    for handling in sorted(scope & stored.keys(), reverse=True):
        fresh.put(handling, stored[handling])
    query = rows(seed, 1)[0]
    found = lived.nearest(query, ids(*scope), k)
    assert same(found, fresh.nearest(query, ids(*scope), k))
    places = list(zip(found.handlings.tolist(), found.ordinals.tolist(), strict=True))
    assert places == by_hand(stored, query, scope, k)


def test_the_scan_of_many_rows_is_exact_and_equal_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    everything, alone = Vectors(64), Vectors(64)
    scope = ids(*range(0, 300, 3))
    for handling in range(300):
        matrix = rows(handling, 1 + handling % 40, 64)
        everything.put(handling, matrix)
        if handling % 3 == 0:
            alone.put(handling, matrix)
    for seed in range(20):
        query = rows(1_000 + seed, 1, 64)[0]
        scanned = everything.nearest(query, scope, 25)
        assert same(scanned, alone.nearest(query, scope, 25))
        # Every row as a candidate is the plainest way there is.
        monkeypatch.setattr(module, "SPARE_ROWS", 10**9)
        assert same(scanned, everything.nearest(query, scope, 25))
        monkeypatch.undo()


def test_more_equal_rows_than_candidates_are_all_found() -> None:
    held = Vectors(DIMENSIONS)
    row = rows(7, 1)
    for handling in range(1, 41):
        held.put(handling, np.repeat(row, 50, axis=0))
    found = held.nearest(row[0], ids(*range(1, 41)), 10)
    assert len(found.scores) == 2_000
    assert len(set(found.scores.tolist())) == 1


def test_an_empty_scope_has_no_rows_and_never_means_no_filter() -> None:
    held = Vectors(DIMENSIONS)
    held.put(1, rows(1, 5))
    assert len(held.nearest(rows(1, 1)[0], ids(), 10).scores) == 0
    assert len(held.nearest(rows(1, 1)[0], ids(99), 10).scores) == 0
    assert len(held.nearest(rows(1, 1)[0], ids(1), 0).scores) == 0


def test_a_handling_put_again_has_its_new_rows_only() -> None:
    held = Vectors(DIMENSIONS)
    held.put(1, rows(1, 5))
    held.put(1, rows(2, 3))
    found = held.nearest(rows(2, 3)[2], ids(1), 10)
    assert len(held) == len(found.scores) == 3
    assert found.ordinals[0] == 2


def test_lists_grow_without_losing_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_LISTS", 2)
    held = Vectors(DIMENSIONS)
    for handling in range(1, 30):
        held.put(handling, rows(handling, 2))
    for handling in range(1, 30):
        found = held.nearest(rows(handling, 2)[1], ids(*range(1, 30)), 1)
        assert (found.handlings[0], found.ordinals[0]) == (handling, 1)


def test_scores_of_named_portions_are_those_of_the_search() -> None:
    held = Vectors(DIMENSIONS)
    for handling in (4, 9):
        held.put(handling, rows(handling, 6))
    query = rows(3, 1)[0]
    found = held.nearest(query, ids(4, 9), 12)
    again = held.scores(query, found.handlings.tolist(), found.ordinals.tolist())
    assert again.tobytes() == found.scores.tobytes()
    with pytest.raises(KeyError, match="portion 6 of handling 4"):
        held.scores(query, [4], [6])


def test_a_score_is_the_same_to_the_bit_in_any_company() -> None:
    held, query = Vectors(384), rows(3, 1, 384)[0]
    # Numbers so small that half precision keeps only some of their bits, zeros of both signs, and the largest.
    odd = np.array([[2.0**-24, -(2.0**-24), 3e-5, -6e-5, 0.0, -0.0, 65504, -65504] * 48], dtype=np.float32)
    stored = np.concatenate([rows(1, 300, 384), odd])
    for handling in range(40):
        held.put(handling, np.roll(stored, handling, axis=0)[: 1 + handling * 7])
    named = [(handling, ordinal) for handling in range(40) for ordinal in range(1 + handling * 7)]
    together = held.scores(query, *map(list, zip(*named, strict=True)))
    for place in range(0, len(named), 97):
        handling, ordinal = named[place]
        row = np.roll(stored, handling, axis=0)[ordinal].astype(np.float16).astype(np.float64)
        assert held.scores(query, [handling], [ordinal]).tobytes() == together[place].tobytes()
        assert together[place] == pytest.approx(float(row @ query.astype(np.float64)), rel=1e-6, abs=1e-9)
    assert held.scores(query, [], []).size == 0


def test_portions_that_are_not_there_have_no_score() -> None:
    held, query = Vectors(DIMENSIONS), rows(3, 1)[0]
    with pytest.raises(KeyError, match="portion 0 of handling 1"):
        held.scores(query, [1], [0])
    held.put(4, rows(4, 6))
    held.put(9, rows(9, 0))
    for handling, ordinal in ((5, 0), (9, 0), (10, 0), (-1, 0), (4, -1), (4, 6)):
        with pytest.raises(KeyError, match=f"portion {ordinal} of handling {handling}"):
            held.scores(query, [4, handling], [5, ordinal])


def test_senseless_vectors_are_refused_in_words() -> None:
    held = Vectors(DIMENSIONS)
    with pytest.raises(ValueError, match=r"expected \[n, 16\]"):
        held.put(1, rows(1, 2, 8))
    with pytest.raises(ValueError, match="finite"):
        held.put(1, np.full((1, DIMENSIONS), np.nan, dtype=np.float32))
    with pytest.raises(ValueError, match="16 finite numbers"):
        held.nearest(np.full(DIMENSIONS, np.inf, dtype=np.float32), ids(1), 1)


def test_searches_beside_a_writer_see_whole_handlings() -> None:
    held = Vectors(DIMENSIONS)
    held.put(1, rows(1, 30))
    query, wrong, stop = rows(5, 1)[0], [], threading.Event()
    expected = held.nearest(query, ids(1), 5)

    def read() -> None:
        while not stop.is_set():
            if not same(held.nearest(query, ids(1), 5), expected):
                wrong.append("torn")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(150):
        held.put(2 + number % 7, rows(number, number % 25))
        held.remove(2 + (number + 3) % 7)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


def test_no_row_of_what_is_removed_stays_in_the_room_that_is_kept() -> None:
    held = Vectors(16)
    held.put(1, rows(1, 40))
    kept = held._held[1].rows
    assert kept.any()
    held.remove(1)
    assert not kept.any()


def test_no_row_stays_where_it_was_before_lists_grew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_LISTS", 1)
    held = Vectors(16)
    held.put(1, rows(1, 40))
    former, kept = held._index, held._held[1].rows
    assert kept.any()
    held.put(2, rows(2, 3))
    assert held._index is not former
    assert not kept.any()


@pytest.mark.parametrize("gone", [False, True])
def test_p1_who_sees_little_makes_nothing_anew_for_what_came_or_went_beside_it(gone: bool) -> None:
    held, query = Vectors(16), rows(3, 1)[0]
    for handling in range(3_000):
        held.put(handling, rows(1, 1))
    held.nearest(query, ids(7), 5)
    if gone:
        held.remove(2_999)
    else:
        held.put(3_000, rows(2, 4))
    tracemalloc.start()
    try:
        held.nearest(query, ids(7), 5)
        assert tracemalloc.get_traced_memory()[1] < 20_000
    finally:
        tracemalloc.stop()


def test_a_failure_while_lists_grow_leaves_no_table_of_where_rows_lay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_LISTS", 2)
    held = Vectors(16)
    for handling in (1, 2):
        held.put(handling, rows(handling, 3))
    query = rows(3, 1)[0]
    found = held.nearest(query, ids(1, 2), 6)

    def full(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as failing:
        failing.setattr(held._sketches, "keep", full)
        with pytest.raises(MemoryError):
            held.put(3, rows(3, 3))
    assert same(found, held.nearest(query, ids(1, 2), 6))
    assert len(held._table.owners) == held._index.nlist


@pytest.mark.parametrize("dimensions", [17, 383])
def test_a_score_is_the_same_wherever_its_row_lies(dimensions: int) -> None:
    held, query = Vectors(dimensions), rows(3, 1, dimensions)[0]
    row = rows(1, 1, dimensions)
    for handling in range(1, 9):
        held.put(handling, np.concatenate([rows(handling, handling, dimensions), row]))
    scores = held.scores(query, list(range(1, 9)), list(range(1, 9)))
    assert len(set(scores.tolist())) == 1
