"""Sketches: what they say of scores, how far off they may be, and that they are made of their own rows alone."""

from __future__ import annotations

from math import inf
from typing import Any

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from search import sketch as module
from search.sketch import Margin, Sketches, rotation

FloatArray = NDArray[np.float32]


def rows(seed: int, count: int, dimensions: int, rank: int = 0) -> FloatArray:
    """Unit vectors; with a rank they lie in so many directions only, as those of one topic do."""
    draw = np.random.default_rng(seed)
    drawn = draw.standard_normal((count, rank or dimensions))
    if rank:
        drawn = drawn @ draw.standard_normal((rank, dimensions))
    unit: FloatArray = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def filled(sketches: Sketches, matrix: FloatArray, which: int = 0) -> Margin:
    """Keep the sketches of rows in a list, their numbers as ids, and return the margin of the first as a question."""
    sketch = sketches.of(matrix.astype(np.float16))
    sketches.keep(which, np.arange(len(matrix), dtype=np.int64) + 10_000 * which, sketch)
    return sketches.margin(matrix[0], sketch.across, sketch.along)


@pytest.mark.parametrize(("dimensions", "rank"), [(384, 0), (384, 6), (64, 0), (16, 0), (15, 0), (2, 0)])
def test_no_row_stands_lower_than_the_margin_lets_it(dimensions: int, rank: int) -> None:
    matrix = rows(1, 700, dimensions, rank)
    sketches = Sketches(dimensions, 4)
    sketch = sketches.of(matrix.astype(np.float16))
    sketches.keep(2, np.arange(700, dtype=np.int64), sketch)
    compared = 0
    for question in np.concatenate([rows(2, 20, dimensions), matrix[:20] + 0.3 * rows(3, 20, dimensions)]):
        ids, rough = sketches.best(question, np.array([2], dtype=np.int64), 700, 700)
        # Of rows that stand as low as can be any may be missing.
        assert 600 < len(set(ids.tolist())) == len(ids)
        assert (np.diff(rough) <= 0).all()
        margin = sketches.margin(question, sketch.across, sketch.along)
        scores = matrix.astype(np.float16).astype(np.float64)[ids] @ question.astype(np.float64)
        for score, said in zip(scores.tolist(), rough.tolist(), strict=True):
            if score > 0:
                compared += 1
                assert said >= margin.floor(score)
    assert compared > 1_000


def test_a_sketch_says_nearly_what_the_score_is() -> None:
    matrix = rows(1, 1_000, 384)
    sketches = Sketches(384, 1)
    filled(sketches, matrix)
    question = matrix[3]
    ids, rough = sketches.best(question, np.zeros(1, dtype=np.int64), 1_000, 1_000)
    assert ids[0] == 3
    assert float(np.std(rough - (matrix @ question)[ids])) < 0.03


def test_the_best_are_the_first_of_all_and_none_that_says_more_is_missing() -> None:
    sketches, lists = Sketches(64, 8), np.array([1, 4, 6], dtype=np.int64)
    for which in range(8):
        filled(sketches, rows(which, 200 + which, 64), which)
    question, held = rows(9, 1, 64)[0], 200 * 3 + 11
    for wanted in (30, 100, 400):
        ids, rough = sketches.best(question, lists, held, wanted)
        every, said = sketches.best(question, lists, held, held)
        assert len(ids) == wanted
        assert {int(one) // 10_000 for one in ids} <= {1, 4, 6}
        assert set(every[said > rough[-1]].tolist()) <= set(ids.tolist())
        assert rough.tobytes() == said[:wanted].tobytes()


def test_both_ways_of_reading_lists_find_the_same() -> None:
    sketches = Sketches(64, 4)
    filled(sketches, rows(1, 900, 64), 3)
    question, lists = rows(2, 1, 64)[0], np.array([3], dtype=np.int64)
    long, short = (sketches.best(question, lists, rows, 60)[1] for rows in (900, 10))
    assert long.tobytes() == short.tobytes()


def test_a_sketch_is_the_same_in_whatever_store_it_is_made() -> None:
    matrix = rows(1, 40, 64).astype(np.float16)
    one, other = Sketches(64, 4), Sketches(64, 16)
    filled(other, rows(2, 300, 64), 5)
    first, second = one.of(matrix), other.of(matrix)
    assert first.blocks.tobytes() == second.blocks.tobytes()
    assert first[1:] == second[1:]


def test_rows_that_are_too_long_or_too_short_have_no_margin_and_zeros_lose_nothing() -> None:
    sketches, unit = Sketches(64, 1), rows(1, 10, 64)
    for factor in (1.2, 0.8):
        assert sketches.of((unit * [[1.0]] * 5 + unit * (factor - 1)).astype(np.float16)).across == inf
    zeros = np.zeros((5, 64), dtype=np.float16)
    assert sketches.of(zeros)[1:] == (0.0, 0.0)
    mixed = np.concatenate([unit.astype(np.float16), zeros])
    # Of more rows a product may be summed in another order.
    assert sketches.of(mixed)[1:] == pytest.approx(sketches.of(unit.astype(np.float16))[1:], rel=1e-5)
    assert sketches.of(np.empty((0, 64), dtype=np.float16)).blocks.size == 0


def test_of_a_score_that_is_not_above_nothing_no_floor_is_known() -> None:
    margin = Margin(384, 192, 1.0, 0.4, 0.05, 1e-4)
    assert margin.floor(0.0) == margin.floor(-0.3) == -inf
    assert margin._replace(across=inf).floor(0.5) == -inf
    floors = [margin.floor(score) for score in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert floors == sorted(floors)
    assert 0.5 - floors[2] < 0.2


def test_the_margin_of_few_dimensions_is_what_cutting_took_away_at_most() -> None:
    margin = Margin(2, 1, 1.0, 0.4, 0.0, 0.0)
    assert margin.floor(0.01) == pytest.approx(0.01 - 0.4, abs=1e-3)


def test_rotations_keep_lengths_and_do_not_change() -> None:
    turning = rotation(64).astype(np.float64)
    assert np.abs(turning @ turning.T - np.eye(64)).max() < 1e-6
    assert rotation(64) is rotation(64)
    assert float(rotation(64)[0, 0]) == pytest.approx(module.rotation.__wrapped__(64)[0, 0], abs=1e-7)
    assert rotation(15).shape == (15, 16)


def test_lists_grow_and_empty() -> None:
    sketches, matrix = Sketches(64, 2), rows(1, 50, 64)
    filled(sketches, matrix, 1)
    before = sketches.best(matrix[7], np.array([1], dtype=np.int64), 50, 30)
    sketches.grow(4, {1: 50})
    filled(sketches, matrix, 3)
    after = sketches.best(matrix[7], np.array([1], dtype=np.int64), 50, 30)
    assert [part.tobytes() for part in before] == [part.tobytes() for part in after]
    sketches.drop(1)
    assert len(sketches.best(matrix[7], np.array([1], dtype=np.int64), 50, 30)[0]) == 0
    assert len(sketches.best(matrix[7], np.array([1, 3], dtype=np.int64), 50, 60)[0]) == 50


def room(sketches: Sketches, which: int, size: int) -> NDArray[np.uint8]:
    """The memory of so many bytes in which a list is."""
    bytes_: NDArray[np.uint8] = faiss.rev_swig_ptr(sketches._index.invlists.get_codes(which), size)
    return bytes_


@pytest.mark.parametrize(("dimensions", "count"), [(64, 50), (15, 33), (384, 32)])
def test_no_sketch_of_what_is_dropped_stays_in_the_room_that_is_freed(
    dimensions: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sketches, matrix = Sketches(dimensions, 2), rows(1, count, dimensions).astype(np.float16)
    sketch = sketches.of(matrix)
    sketches.keep(1, np.arange(count, dtype=np.int64), sketch)
    assert room(sketches, 1, sketch.blocks.size).tobytes() == sketch.blocks.tobytes()
    freed, honest = list[bytes](), faiss.InvertedLists.resize

    def watched(lists: Any, which: int, size: int) -> None:
        freed.append(room(sketches, which, sketch.blocks.size).tobytes())
        honest(lists, which, size)

    monkeypatch.setattr(faiss.InvertedLists, "resize", watched)
    sketches.drop(1)
    assert freed == [bytes(sketch.blocks.size)]
    sketches.drop(1)


def test_no_sketch_stays_where_it_was_before_lists_grew() -> None:
    sketches = Sketches(64, 2)
    filled(sketches, rows(1, 50, 64), 1)
    former, kept = sketches._index, room(sketches, 1, 64 * 16)
    assert kept.any()
    sketches.grow(4, {0: 0, 1: 50})
    assert sketches._index is not former
    assert not kept.any()
