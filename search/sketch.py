"""Sketches: two bits a dimension of every row, by which a wide scope is looked through before its best rows are read.

A row is turned by a rotation that is drawn once from a fixed seed, and each of its coordinates is cut to one of four
steps. Nothing is trained: a sketch is made of its own handling's rows alone (promise P1). faiss finds the products of a
question's coordinates with all steps in registers, and reads an eighth of the rows' bytes.

What a sketch says of a score is off by what cutting took away. Of that the part along the row itself is known, and
the part across it is at most its length; as the rotation knows neither rows nor questions, that part lies in any
direction alike, and along the question it exceeds ``SURE / sqrt(dimensions)`` of its length less than once in sixty
million rows. So ``Margin.floor`` says how low a sketch may stand whose row reaches a score: see ``docs/decisions.md``.
"""

from __future__ import annotations

from functools import cache
from math import inf, sqrt
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
FloatArray = NDArray[np.float32]
Flags = NDArray[np.bool_]

SEED = 20261122
WIDTH, LONGER = 1.05, 1.12
"""The width of a step where coordinates vary by one; and how much longer steps are read than cut, to keep lengths."""
MIDDLE = 1.5
SURE = 6.0
"""So many standard deviations an error is never larger; by the bound for coordinates of a sphere, exp(-18)."""
ROUNDED = 1e-4
"""What single precision may add to an error, for vectors of length one."""
LONGEST, SHORTEST = 1.01, 0.99
"""Rows of about this length have sketches, and rows of zeros; where others stand, every row is read."""
TOGETHER, TABLE_BITS = 2, 4
"""The steps of two coordinates are read together, in a table of sixteen products."""
LANES = 32
"""So many rows faiss looks at together."""
LONG = 256
"""A list of so many rows is long."""
_ORDER = np.array([0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15])
_AT_ONCE = 512


class Sketch(NamedTuple):
    """The sketches of a handling's rows as faiss reads them, and how far they may be off.

    ``across`` is the most that cutting took from a row across it, ``along`` the largest share along it; ``across`` is
    infinite where rows are too long or too short.
    """

    blocks: U8
    across: float
    along: float


class Margin(NamedTuple):
    """How far the sketches of a scope may be off for one question of a length."""

    dimensions: int
    tables: int
    length: float
    across: float
    along: float
    rounded: float
    """The most by which faiss rounds what it reads in one table of products."""

    def floor(self, score: float) -> float:
        """Return what the sketch of a row says at least that reaches a score; -inf where nothing can be said."""
        if score <= 0 or self.across == inf:
            return -inf
        # The part of the question that lies across the row; the part along it is what makes the score.
        across = sqrt(max(self.length**2 - (score / LONGEST) ** 2, 0.0)) * self.across
        strict = across + self.tables * self.rounded
        likely = SURE * sqrt(across**2 / max(self.dimensions - 1, 1) + self.tables * self.rounded**2)
        return score * (1 - self.along) - min(strict, likely) - ROUNDED * max(self.length, 1.0)


class Sketches:
    """The sketches of all rows by list; the caller sees to it that nobody reads while somebody writes."""

    def __init__(self, dimensions: int, lists: int) -> None:
        """Start empty, with so many lists."""
        self.dimensions = dimensions
        self._step = WIDTH / sqrt(dimensions)
        self._rotation = rotation(dimensions)
        self._tables = self._rotation.shape[1] // TOGETHER
        self._index = self._empty(lists)

    def of(self, rows: NDArray[np.float16]) -> Sketch:
        """Return the sketches of a handling's rows [n, dimensions]."""
        codes = np.zeros((-(-len(rows) // LANES) * LANES, self._tables + self._tables % 2), dtype=np.uint8)
        across = along = 0.0
        for start in range(0, len(rows), _AT_ONCE):
            turned = rows[start : start + _AT_ONCE].astype(np.float32) @ self._rotation
            outer, lost = self._cut(turned)
            positive = turned >= 0
            steps = (positive.view(np.uint8) << 1) | (positive == outer)
            codes[start : start + len(steps), : self._tables] = steps[:, ::2] | steps[:, 1::2] << 2
            across, along = max(across, lost[0]), max(along, lost[1])
        return Sketch(_packed(codes), across, along)

    def keep(self, which: int, ids: I64, sketch: Sketch) -> None:
        """Put the sketches of rows with some ids into a list, which is empty."""
        if len(ids):
            self._index.invlists.add_entries(which, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(sketch.blocks))

    def drop(self, which: int) -> None:
        """Empty a list."""
        _clear(self._index, which)
        self._index.invlists.resize(which, 0)

    def grow(self, lists: int, sizes: dict[int, int]) -> None:
        """Have so many lists; ``sizes`` are those of the lists in use."""
        larger = self._empty(lists)
        moved(self._index.invlists, larger.invlists, sizes)
        former, self._index = self._index, larger
        for which in sizes:
            _clear(former, which)

    def margin(self, question: FloatArray, across: float, along: float) -> Margin:
        """Return how far sketches of lists that are off so far may be off for a question [dimensions]."""
        turned = np.abs(self._turned(question)).astype(np.float64).reshape(self._tables, TOGETHER).sum(axis=1)
        spans = turned * (2 * MIDDLE * self._step * LONGER)
        rounded = 0.5 * max(float(spans.max()) / 255, float(spans.sum()) / 65535)
        return Margin(self.dimensions, self._tables, float(np.linalg.norm(question)), across, along, rounded)

    def best(self, question: FloatArray, lists: I64, rows: int, wanted: int) -> tuple[I64, FloatArray]:
        """Return the ids of the ``wanted`` of some lists' rows that stand highest, and what their sketches say.

        Of rows that say the same as the last any may be missing; of those that say more, none.
        """
        # Both find the same, one being quicker in long lists, the other in short ones; both keep a reservoir, as
        # thousands are wanted. Where another thread puts the other in between, only time is lost.
        self._index.implem = 13 if rows >= LONG * len(lists) else 11
        rough, ids = np.empty(wanted, dtype=np.float32), np.empty(wanted, dtype=np.int64)
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = len(lists)
        # Named, so that they live until the call returns.
        turned, visible = self._turned(question), np.ascontiguousarray(lists)
        nearness = np.zeros(len(lists), dtype=np.float32)
        self._index.search_preassigned_c(
            1,
            faiss.swig_ptr(turned),
            wanted,
            faiss.swig_ptr(visible),
            faiss.swig_ptr(nearness),
            faiss.swig_ptr(rough),
            faiss.swig_ptr(ids),
            False,
            parameters,
        )
        present = ids >= 0
        return ids[present], rough[present]

    def _cut(self, turned: FloatArray) -> tuple[Flags, tuple[float, float]]:
        """Return which coordinates lie on outer steps, and the most that is lost of a row across and along it.

        A row that loses or gains along itself is stretched by as much and cut again. Of rows of zeros nothing is lost.
        """
        read = self._step * LONGER
        sizes = np.abs(turned)
        squares, sums = np.einsum("ij,ij->i", sizes, sizes), sizes.sum(axis=1)
        safe = np.maximum(squares, np.finfo(np.float32).tiny)
        outer = sizes > np.float32(self._step)
        met = read * (0.5 * sums + np.einsum("ij,ij->i", sizes, outer))
        outer = sizes > (self._step / np.clip(2 - met / safe, 0.5, 2))[:, None]
        met = read * (0.5 * sums + np.einsum("ij,ij->i", sizes, outer))
        present = squares > 0
        if not present.any():
            return outer, (0.0, 0.0)
        squares, met = squares[present].astype(np.float64), met[present].astype(np.float64)
        if squares.max() > LONGEST**2 or squares.min() < SHORTEST**2:
            return outer, (inf, 0.0)
        lengths = read**2 * (0.25 * turned.shape[1] + 2 * outer.sum(axis=1)[present])
        across = np.sqrt(np.maximum(lengths - met**2 / squares, 0))
        return outer, (float(across.max()), max(float((1 - met / squares).max()), 0.0))

    def _turned(self, question: FloatArray) -> FloatArray:
        return np.ascontiguousarray(question.astype(np.float32) @ self._rotation)

    def _empty(self, lists: int) -> Any:
        """Return an index without rows, its steps given and not learnt; untyped, as the package's stubs differ."""
        width, cosines = self._rotation.shape[1], faiss.METRIC_INNER_PRODUCT
        coarse = faiss.IndexFlatIP(width)
        index = faiss.IndexIVFPQFastScan(coarse, width, lists, self._tables, TABLE_BITS, cosines, LANES, True)
        entries = np.arange(1 << TABLE_BITS)
        pairs = np.stack([entries & 3, entries >> 2], axis=1) - MIDDLE
        read = np.tile(pairs.reshape(-1) * (self._step * LONGER), self._tables).astype(np.float32)
        faiss.copy_array_to_vector(read, index.pq.centroids)
        index.is_trained = True
        return index


@cache
def rotation(dimensions: int) -> FloatArray:
    """Return a rotation for row vectors [dimensions, the next even number], uniform over all, always the same."""
    drawn = np.random.default_rng((SEED, dimensions)).standard_normal((dimensions, dimensions))
    turning, rest = np.linalg.qr(drawn)
    # Without the signs it would depend on how the decomposition is computed, and not be uniform.
    turning = turning * np.sign(np.diag(rest))
    return np.pad(turning, ((0, 0), (0, dimensions % 2))).astype(np.float32)


def moved(old: Any, new: Any, sizes: dict[int, int]) -> None:
    """Copy the lists of some sizes from one of faiss's stores to another, as blocks."""
    for which, size in sizes.items():
        if size:
            new.add_entries(which, size, old.get_ids(which), old.get_codes(which))


def _clear(index: Any, which: int) -> None:
    """Leave nothing of a list's sketches in its room, which faiss frees as it is (case 25)."""
    blocks = -(-index.invlists.list_size(which) // LANES)
    if blocks:
        faiss.rev_swig_ptr(index.invlists.get_codes(which), blocks * LANES * index.M2 * TABLE_BITS // 8)[:] = 0


def _packed(codes: U8) -> U8:
    """Return codes [n, tables], n a multiple of 32, in faiss's order: by block, table, and pair of rows."""
    lower, upper = codes.reshape(-1, 2, LANES // 2, codes.shape[1]).swapaxes(0, 1)[:, :, _ORDER]
    return np.ascontiguousarray((lower | upper << TABLE_BITS).swapaxes(1, 2)).reshape(-1)
