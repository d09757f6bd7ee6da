"""Vectors found by their sketches: the same to the bit as reading every row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import listed
from search import vectors as module
from search.vectors import Nearest, Vectors
from tests.search.matrices import FloatArray, ids, rows, same


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Have every scope looked through by its sketches, and collect whether these told what is nearest."""
    told: list[bool] = []
    honest = Vectors._sketched

    def watched(self: Vectors, *given: Any) -> Nearest | None:
        found = honest(self, *given)
        told.append(found is not None)
        return found

    monkeypatch.setattr(Vectors, "_sketched", watched)
    monkeypatch.setattr(listed, "MANY", 1)
    monkeypatch.setattr(listed, "SHORTEST", 0)
    monkeypatch.setattr(module, "LEAST_SAVED", 1)
    monkeypatch.setattr(module, "CANDIDATES", (40, 160))
    return told


def plainly(held: Vectors, query: FloatArray, scope: NDArray[np.int64], k: int) -> Nearest:
    """Read every row of the scope, without sketches."""
    visible = held._table.visible(scope)
    return held._read(query, visible.lists, visible.rows, k)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "put", "put", "remove"]), st.integers(1, 8), st.integers(0, 70)),
        min_size=4,
        max_size=16,
    ),
    st.sets(st.integers(1, 8), min_size=3),
    st.integers(1, 12),
    st.integers(0, 2**20),
    st.sampled_from(["spread", "clustered", "zeros", "long", "equal"]),
)
def test_sketches_tell_the_same_to_the_bit_after_any_history(
    sketched: list[bool], acts: list[tuple[str, int, int]], scope: set[int], k: int, seed: int, kind: str
) -> None:
    lived, stored = Vectors(64), dict[int, FloatArray]()
    for number, (act, handling, count) in enumerate(acts):
        if act == "put":
            stored[handling] = of_kind(kind, number % 5, count)
            lived.put(handling, stored[handling])
        else:
            stored.pop(handling, None)
            lived.remove(handling)
    fresh = Vectors(64)
    for handling in sorted(scope & stored.keys(), reverse=True):
        fresh.put(handling, stored[handling])
    query = (rows(seed, 1, 64) + 2 * of_kind(kind, seed % 5, 1))[0]
    found = lived.nearest(query, ids(*scope), k)
    assert same(found, fresh.nearest(query, ids(*scope), k))
    if any(len(stored[handling]) for handling in scope & stored.keys()):
        assert same(found, plainly(lived, query, ids(*scope), k))


def of_kind(kind: str, seed: int, count: int) -> FloatArray:
    """Rows around a few centres, with zeros among them, of other lengths than one, equal ones, or anywhere."""
    drawn = rows(seed, count, 64)
    if kind == "clustered":
        drawn = rows(99, 3, 64)[np.arange(count) % 3] + 0.4 * drawn
        drawn = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    if kind == "zeros":
        drawn = drawn * (np.arange(count) % 4 > 0)[:, None]
    if kind == "long":
        drawn = drawn * (1 + np.arange(count) % 3)[:, None]
    if kind == "equal":
        drawn = drawn[np.arange(count) // 20]
    return drawn.astype(np.float32)


def test_sketches_do_tell_what_is_nearest_among_many(sketched: list[bool]) -> None:
    held, scope, topics = Vectors(384), ids(*range(1, 41)), rows(99, 40, 384)
    for handling in range(1, 81):
        matrix = topics[np.arange(50) * handling % 40] + 0.7 * rows(handling, 50, 384)
        held.put(handling, matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
    for seed in range(30):
        query = topics[seed] + 0.5 * rows(1_000 + seed, 1, 384)[0]
        assert same(held.nearest(query, scope, 5), plainly(held, query, scope, 5))
    assert sum(sketched) >= 25


def test_what_sketches_leave_is_read_in_one_way_or_the_other(
    sketched: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, scope, query = Vectors(384), ids(*range(1, 41)), rows(500, 1, 384)[0]
    for handling in range(1, 41):
        held.put(handling, rows(handling, 60, 384))
    held.put(7, np.repeat(query[None], 30, axis=0))
    found = held.nearest(query, scope, 12)
    assert len(found.scores) == 30
    monkeypatch.setattr(module, "PASSING", 10**9)
    monkeypatch.setattr(module, "GATHERED", 0)
    assert same(found, held.nearest(query, scope, 12))
    assert sketched == [True, True]


def test_where_too_many_rows_may_be_nearest_all_are_read(sketched: list[bool]) -> None:
    held, row = Vectors(64), rows(7, 1, 64)
    for handling in range(1, 11):
        held.put(handling, np.repeat(row, 50, axis=0))
    assert len(held.nearest(row[0], ids(*range(1, 11)), 10).scores) == 500
    assert sketched == [False]


def test_of_questions_that_are_opposite_to_all_or_nothing_every_row_is_read(sketched: list[bool]) -> None:
    held, row = Vectors(64), rows(7, 1, 64)
    held.put(1, np.repeat(row, 300, axis=0) * np.linspace(0.995, 1.005, 300)[:, None].astype(np.float32))
    for query in (-row[0], np.zeros(64, dtype=np.float32)):
        assert same(held.nearest(query, ids(1), 5), plainly(held, query, ids(1), 5))
    assert sketched == [False, False]


def test_few_rows_and_short_lists_are_read_without_sketches(
    sketched: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, query = Vectors(16), rows(90, 1)[0]
    for handling in range(1, 21):
        held.put(handling, rows(handling, 4))
    monkeypatch.setattr(listed, "MANY", 40)
    held.nearest(query, ids(*range(1, 10)), 3)
    assert not sketched
    held.nearest(query, ids(*range(1, 11)), 3)
    assert len(sketched) == 1
    monkeypatch.setattr(listed, "SHORTEST", 5)
    held.nearest(query, ids(*range(1, 21)), 3)
    assert len(sketched) == 1
