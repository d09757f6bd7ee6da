"""Exact nearest portions inside a scope: the handling is the inverted list, and only visible lists are
read.

Vectors are kept once, as half-precision codes of the lists (2 bytes a dimension; a cosine moves by less
than 1e-4). faiss scans the visible lists in single precision and yields candidates; each candidate's score
is then computed from its own row alone in double precision. The result is therefore the same to the bit
whatever else is stored, in whatever order it came (promise P1). Ids inside faiss are (list, ordinal), never
those of the registry.

A scope of many rows is looked through by their sketches first, and only rows that may be among the best are read;
where too many may be, all are.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from search.latch import Latch
from search.listed import Held, Table, Visible
from search.sketch import Margin, Sketch, Sketches, moved

I64 = NDArray[np.int64]
FloatArray = NDArray[np.float32]

FIRST_LISTS = 1024
ORDINAL_BITS = 20
MOST_ROWS = 1 << ORDINAL_BITS
# A question asks for a few rows more than it needs, so that the last score is seldom in doubt: the more it wants, the
# closer together lie the last ones.
SPARE_ROWS, SPARE_SHARE = 8, 16
# The error of a single-precision sum, per dimension, for vectors no longer than one.
ROUNDING = 2.0**-23
FEW = 64
"""Where more rows than these are wanted, too many may be among them for their sketches to tell."""
CANDIDATES = (1_000, 4_000, 32_000)
"""So many rows that stand highest are asked for, and where more may be among the best, so many."""
MOST = 200_000
"""Of more visible rows than these the first number is seldom enough."""
FIRST_READ = 64
"""So many rows more than are wanted, those that stand highest, are read first, to know what score is to be reached."""
LEAST_SAVED = 8
"""Where more than one row in so many may be among the best, all are read at once."""
PASSING, GATHERED = 100, 500
"""So many rows are passed over while one is gathered; and so many are gathered at any rate."""
HALVED = 2.0**112
"""Bits of half precision, read as single precision, are by so much too small."""
AT_ONCE = 32
"""The products of so many rows stay near the processor."""


class Nearest(NamedTuple):
    """Portions by falling score (a dot product), equal ones by handling and ordinal."""

    handlings: I64
    ordinals: I64
    scores: FloatArray


class Vectors:
    """The vectors of all handlings; safe to search from several threads while one writes."""

    def __init__(self, dimensions: int) -> None:
        """Start empty, for vectors of a length."""
        self.dimensions = dimensions
        self._slack = 2 * dimensions * ROUNDING
        self._latch = Latch()
        self._index = _inverted(dimensions, FIRST_LISTS)
        self._sketches = Sketches(dimensions, FIRST_LISTS)
        self._held: dict[int, Held] = {}
        self._free = list(range(FIRST_LISTS))
        self._table = Table(dimensions, FIRST_LISTS)

    def __len__(self) -> int:
        """Return the number of vectors."""
        with self._latch.reading():
            return sum(len(held.rows) for held in self._held.values())

    @property
    def handlings(self) -> list[int]:
        """Return the handlings that are known, in no order."""
        return list(self._held)

    def put(self, handling: int, matrix: FloatArray | NDArray[np.float16]) -> None:
        """Add or replace the vectors [n, dimensions] of a handling, in the order of its portions."""
        if matrix.ndim != 2 or matrix.shape[1] != self.dimensions:
            raise ValueError(f"Vectors have the shape {matrix.shape}; expected [n, {self.dimensions}].")
        if len(matrix) >= MOST_ROWS:
            raise ValueError(f"A handling holds fewer than {MOST_ROWS} vectors; this one has {len(matrix)}.")
        codes = np.ascontiguousarray(matrix, dtype=np.float16)
        if not np.isfinite(codes).all():
            raise ValueError("Vectors must be finite numbers. Encode the portions anew.")
        sketch = self._sketches.of(codes)
        with self._latch.writing():
            self._drop(handling)
            self._keep(handling, codes, sketch)

    def remove(self, handling: int) -> None:
        """Forget a handling; one that is unknown is no error."""
        with self._latch.writing():
            self._drop(handling)

    def nearest(self, query: FloatArray, scope: I64, k: int) -> Nearest:
        """Return the ``k`` rows of the scope (handling ids) nearest to the query, and all tied with the
        last.

        An empty scope has no rows. Raise ``ValueError`` for a query of another length or with no finite
        numbers.
        """
        if query.shape != (self.dimensions,) or not np.isfinite(query).all():
            raise ValueError(f"The question's vector must hold {self.dimensions} finite numbers.")
        with self._latch.reading():
            visible = self._table.visible(scope)
            if not visible.rows or k <= 0:
                return _nothing()
            found = self._sketched(query, visible, k) if visible.many and k <= FEW else None
            return found or self._read(query, visible.lists, visible.rows, k)

    def scores(self, query: FloatArray, handlings: I64 | Sequence[int], ordinals: I64 | Sequence[int]) -> FloatArray:
        """Return the scores [n] of portions by handling and ordinal; raise ``KeyError`` where unknown."""
        with self._latch.reading():
            named, rows = np.asarray(handlings, dtype=np.int64), np.asarray(ordinals, dtype=np.int64)
            unknown = np.flatnonzero(~self._table.holds(named, rows))
            if len(unknown):
                first = unknown[0]
                raise KeyError(f"No vector is known for portion {rows[first]} of handling {named[first]}.")
            return _dots(self._table.gathered(self._table.lists[named], rows), query)

    def matrix(self, handling: int) -> NDArray[np.float16] | None:
        """Return the vectors [n, dimensions] of a handling in half precision, as kept; None where it is unknown."""
        with self._latch.reading():
            held = self._held.get(handling)
            return None if held is None else held.rows.copy()

    def _keep(self, handling: int, codes: NDArray[np.float16], sketch: Sketch) -> None:
        if not self._free:
            self._grow()
        which = self._free.pop()
        ids = _ids(which, len(codes))
        if len(codes):
            self._index.invlists.add_entries(which, len(codes), faiss.swig_ptr(ids), _bytes_of(codes))
            self._sketches.keep(which, ids, sketch)
        self._place(handling, which, len(codes), (sketch.across, sketch.along))

    def _place(self, handling: int, which: int, size: int, margin: tuple[float, float]) -> None:
        """Note where faiss keeps the rows of a handling."""
        held = self._held[handling] = Held(which, *self._kept(which, size), margin)
        self._table.put(handling, held)

    def _drop(self, handling: int) -> None:
        held = self._held.pop(handling, None)
        if held is not None:
            self._table.drop(handling)
            # faiss keeps the room for the next rows: no vector of what was destroyed stays in it (case 25).
            held.rows[:] = 0
            self._index.invlists.resize(held.which, 0)
            self._sketches.drop(held.which)
            self._free.append(held.which)

    def _grow(self) -> None:
        """Double the number of lists; codes move as blocks, and nothing of them stays where they were (case 25)."""
        before = self._index.nlist
        sizes = {held.which: len(held.rows) for held in self._held.values()}
        larger, table = _inverted(self.dimensions, 2 * before), Table(self.dimensions, 2 * before)
        moved(self._index.invlists, larger.invlists, sizes)
        self._sketches.grow(2 * before, sizes)
        # Named, so that it lives until its rows are cleared.
        former, self._index, self._table = self._index, larger, table
        for handling, held in self._held.items():
            held.rows[:] = 0
            self._place(handling, held.which, len(held.rows), held.margin)
        del former
        self._free.extend(range(before, 2 * before))

    def _kept(self, which: int, size: int) -> tuple[NDArray[np.float16], int]:
        """Return the rows of a list where faiss keeps them, and their address."""
        if not size:
            return np.empty((0, self.dimensions), dtype=np.float16), 0
        place = self._index.invlists.get_codes(which)
        codes = faiss.rev_swig_ptr(place, size * 2 * self.dimensions)
        rows: NDArray[np.float16] = codes.view(np.float16).reshape(size, self.dimensions)
        return rows, int(place)

    def _sketched(self, query: FloatArray, visible: Visible, k: int) -> Nearest | None:
        """Return the nearest rows, or None where so many may be among them that all are better read.

        It depends on the question and the visible rows alone which of the two ways is taken.
        """
        margin = self._sketches.margin(query, visible.across, visible.along)
        for many in CANDIDATES[visible.rows > MOST :]:
            if visible.rows < LEAST_SAVED * many:
                break
            ids, said = self._sketches.best(query, visible.lists, visible.rows, many)
            scores = self._scored(query, ids[: k + FIRST_READ])
            floor = _floor(margin, scores, k)
            if not len(said) or not said[-1] < floor:
                continue
            # No row that reaches the last of these scores is outside.
            inside = ids[: max(int((said >= floor).sum()), len(scores))]
            # Gathering takes about half a microsecond a row, passing a row over 5 ns.
            if len(inside) <= GATHERED or PASSING * len(inside) < visible.rows:
                if len(inside) > len(scores):
                    scores = np.concatenate([scores, self._scored(query, inside[len(scores) :])])
                return _best(inside, scores, k, self._table.owners)
            return self._read(query, np.unique(inside >> ORDINAL_BITS), len(inside), k, inside)
        return None

    def _read(self, query: FloatArray, lists: I64, rows: int, k: int, inside: I64 | None = None) -> Nearest:
        """Return the nearest of the rows of some lists, or of those ``inside``."""
        wanted = min(rows, k + SPARE_ROWS + k // SPARE_SHARE)
        while True:
            ids, roughly = self._candidates(query, lists, wanted, inside)
            scores = self._scored(query, ids)
            best = _best(ids, scores, k, self._table.owners)
            # Complete once no row outside the candidates can reach the last score.
            if wanted >= rows or (len(scores) >= k and float(roughly) + self._slack < float(best.scores[-1])):
                return best
            wanted = min(rows, 4 * wanted)

    def _candidates(self, query: FloatArray, lists: I64, wanted: int, inside: I64 | None) -> tuple[I64, np.float32]:
        """Return the ids of the rows faiss finds best in some lists, and the rough score of the last."""
        rough = np.empty(wanted, dtype=np.float32)
        ids = np.empty(wanted, dtype=np.int64)
        question = np.ascontiguousarray(query, dtype=np.float32)
        # The parameters and the statistics are this call's own: those of the index are shared between
        # threads.
        parameters, statistics = faiss.SearchParametersIVF(), faiss.IndexIVFStats()
        parameters.nprobe = len(lists)
        # Named, so that they live until the call returns.
        visible, nearness = np.ascontiguousarray(lists), np.zeros(len(lists), dtype=np.float32)
        only = None if inside is None else faiss.IDSelectorBatch(inside)
        if only is not None:
            parameters.sel = only
        self._index.search_preassigned_c(
            1,
            faiss.swig_ptr(question),
            wanted,
            faiss.swig_ptr(visible),
            faiss.swig_ptr(nearness),
            faiss.swig_ptr(rough),
            faiss.swig_ptr(ids),
            False,
            parameters,
            statistics,
        )
        present = ids >= 0
        return ids[present], rough[present][-1]

    def _scored(self, query: FloatArray, ids: I64) -> FloatArray:
        return _dots(self._table.gathered(*_placed(ids)), query)


def _inverted(dimensions: int, lists: int) -> Any:
    """Return an empty index of half-precision lists; nothing in it is ever trained or assigned by it.

    Untyped, because the calls below are not what the package's stubs say.
    """
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions),
        dimensions,
        lists,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    index.is_trained = True
    return index


def _ids(which: int, rows: int) -> I64:
    """Return the ids [rows] of a list's rows."""
    ids: I64 = (which << ORDINAL_BITS) + (np.arange(rows, dtype=np.int64) ^ _mixed(np.int64(which)))
    return ids


def _placed(ids: I64) -> tuple[I64, I64]:
    """Return the lists of rows, and their ordinals."""
    lists = ids >> ORDINAL_BITS
    return lists, (ids & (MOST_ROWS - 1)) ^ _mixed(lists)


def _mixed(lists: Any) -> Any:
    """Return what ordinals of lists are mixed with, so that low bits of ids differ, which faiss tells them apart by."""
    return (lists * 0x9E3779B1 >> 7) & (MOST_ROWS - 1)


def _bytes_of(codes: NDArray[np.float16]) -> object:
    """Return a pointer to the codes, which faiss copies before the call returns."""
    return faiss.swig_ptr(codes.view(np.uint8).reshape(-1))


def _dots(rows: NDArray[np.float16], query: FloatArray) -> FloatArray:
    """Return each row's dot product with the query; every one is summed by itself, so it depends on the row alone.

    Rows are widened by moving bits, in the same small places again and again: numpy takes three times as long.
    """
    dots, exact = np.empty(len(rows), dtype=np.float32), query.astype(np.float64) * HALVED
    halves, size = rows.view(np.int16), min(len(rows), AT_ONCE)
    bits = np.empty((size, rows.shape[1]), dtype=np.int32)
    wide = np.empty((size, rows.shape[1]), dtype=np.float64)
    for start in range(0, len(rows), AT_ONCE):
        some = halves[start : start + AT_ONCE]
        into = bits[: len(some)]
        into[:] = some
        into <<= 13
        into &= ~0x70000000
        wide[: len(some)] = into.view(np.float32)
        dots[start : start + len(some)] = np.vecdot(wide[: len(some)], exact)
    return dots


def _floor(margin: Margin, scores: FloatArray, k: int) -> float:
    """Return how low the sketch of a row that reaches the k-th of some scores may stand; that of all is no lower."""
    if len(scores) < k:
        return -inf
    return margin.floor(float(np.partition(scores, len(scores) - k)[len(scores) - k]))


def _best(ids: I64, scores: FloatArray, k: int, owners: I64) -> Nearest:
    """Return the best ``k`` and all that tie with the last of them."""
    if len(scores) > k:
        kept = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
        ids, scores = ids[kept], scores[kept]
    lists, ordinals = _placed(ids)
    handlings = owners[lists]
    order = np.lexsort((ordinals, handlings, -scores))
    return Nearest(handlings[order], ordinals[order], scores[order])


def _nothing() -> Nearest:
    empty = np.empty(0, dtype=np.int64)
    return Nearest(empty, empty, np.empty(0, dtype=np.float32))
