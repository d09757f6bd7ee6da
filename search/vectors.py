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
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from search.latch import Latch
from search.listed import Held, Table, Visible
from search.sketch import Sketch, Sketches, moved

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
FIRST_READ = 24
"""So many rows more than are wanted, those that stand highest, are read first, to know what score is to be reached."""
LEAST_SAVED = 8
"""Where more than one row in so many may be among the best, all are read at once."""
PASSING = 200
"""So many rows are passed over while one is gathered."""
AT_ONCE = 128
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
        self._table: Table | None = None

    def __len__(self) -> int:
        """Return the number of vectors."""
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
            table = self._table_now()
            visible = table.visible(scope)
            if not visible.rows or k <= 0:
                return _nothing()
            found = self._sketched(query, visible, k, table) if visible.many and k <= FEW else None
            return found or self._read(query, visible.lists, visible.rows, k, table)

    def scores(self, query: FloatArray, handlings: Sequence[int], ordinals: Sequence[int]) -> FloatArray:
        """Return the scores [n] of portions by handling and ordinal; raise ``KeyError`` where unknown."""
        with self._latch.reading():
            for handling, ordinal in zip(handlings, ordinals, strict=True):
                held = self._held.get(handling)
                if held is None or not 0 <= ordinal < len(held.rows):
                    raise KeyError(f"No vector is known for portion {ordinal} of handling {handling}.")
            return _dots(self._gathered(np.asarray(handlings, np.int64), np.asarray(ordinals, np.int64)), query)

    def matrix(self, handling: int) -> FloatArray | None:
        """Return the vectors [n, dimensions] of a handling in single precision; None where it is unknown."""
        with self._latch.reading():
            held = self._held.get(handling)
            return None if held is None else held.rows.astype(np.float32)

    def _keep(self, handling: int, codes: NDArray[np.float16], sketch: Sketch) -> None:
        if not self._free:
            self._grow()
        which = self._free.pop()
        ids = _ids(which, len(codes))
        if len(codes):
            self._index.invlists.add_entries(which, len(codes), faiss.swig_ptr(ids), _bytes_of(codes))
            self._sketches.keep(which, ids, sketch)
        self._held[handling] = Held(which, self._kept(which, len(codes)), (sketch.across, sketch.along))
        self._table = None

    def _drop(self, handling: int) -> None:
        held = self._held.pop(handling, None)
        if held is not None:
            self._index.invlists.resize(held.which, 0)
            self._sketches.drop(held.which)
            self._free.append(held.which)
            self._table = None

    def _grow(self) -> None:
        """Double the number of lists; codes move as blocks."""
        before = self._index.nlist
        sizes = {held.which: len(held.rows) for held in self._held.values()}
        larger = _inverted(self.dimensions, 2 * before)
        moved(self._index.invlists, larger.invlists, sizes)
        self._sketches.grow(2 * before, sizes)
        self._index = larger
        for handling, held in self._held.items():
            self._held[handling] = held._replace(rows=self._kept(held.which, len(held.rows)))
        self._free.extend(range(before, 2 * before))

    def _kept(self, which: int, size: int) -> NDArray[np.float16]:
        """Return the rows of a list where faiss keeps them."""
        if not size:
            return np.empty((0, self.dimensions), dtype=np.float16)
        codes = faiss.rev_swig_ptr(self._index.invlists.get_codes(which), size * 2 * self.dimensions)
        rows: NDArray[np.float16] = codes.view(np.float16).reshape(size, self.dimensions)
        return rows

    def _table_now(self) -> Table:
        table = self._table
        if table is None:
            table = self._table = Table.of(self._held, self._index.nlist)
        return table

    def _sketched(self, query: FloatArray, visible: Visible, k: int, table: Table) -> Nearest | None:
        """Return the nearest rows, or None where so many may be among them that all are better read.

        It depends on the question and the visible rows alone which of the two ways is taken.
        """
        margin = self._sketches.margin(query, visible.across, visible.along)
        for many in CANDIDATES[visible.rows > MOST :]:
            if visible.rows < LEAST_SAVED * many:
                break
            ids, rough = self._sketches.best(query, visible.lists, visible.rows, many)
            floor = margin.floor(self._last(query, ids[: k + FIRST_READ], k, table))
            if not len(rough) or not rough[-1] < floor:
                continue
            # No row that reaches the last of these scores is outside.
            inside = ids[rough >= floor]
            lists = np.unique(inside >> ORDINAL_BITS)
            # Gathering takes about 5 us a list and 1 us a row, passing a row over 5 ns.
            if PASSING * (5 * len(lists) + len(inside)) < visible.rows:
                return _best(self._scored(query, inside, table), k)
            return self._read(query, lists, len(inside), k, table, inside)
        return None

    def _last(self, query: FloatArray, ids: I64, k: int, table: Table) -> float:
        """Return the k-th score of some rows: that of the k-th of all is no lower."""
        scores = self._scored(query, ids, table).scores
        return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if len(scores) >= k else -inf

    def _read(
        self, query: FloatArray, lists: I64, rows: int, k: int, table: Table, inside: I64 | None = None
    ) -> Nearest:
        """Return the nearest of the rows of some lists, or of those ``inside``."""
        wanted = min(rows, k + SPARE_ROWS + k // SPARE_SHARE)
        while True:
            ids, roughly = self._candidates(query, lists, wanted, inside)
            found = self._scored(query, ids, table)
            best = _best(found, k)
            # Complete once no row outside the candidates can reach the last score.
            if wanted >= rows or (len(found.scores) >= k and float(roughly) + self._slack < float(best.scores[-1])):
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

    def _scored(self, query: FloatArray, ids: I64, table: Table) -> Nearest:
        lists = ids >> ORDINAL_BITS
        handlings, ordinals = table.owners[lists], (ids & (MOST_ROWS - 1)) ^ _mixed(lists)
        return Nearest(handlings, ordinals, _dots(self._gathered(handlings, ordinals), query))

    def _gathered(self, handlings: I64, ordinals: I64) -> NDArray[np.float16]:
        """Gather rows [n, dimensions]."""
        gathered = np.empty((len(handlings), self.dimensions), dtype=np.float16)
        order = np.argsort(handlings, kind="stable")
        ordered = handlings[order]
        starts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        for start, end in pairwise([0, *starts.tolist(), len(order)] if len(order) else ()):
            picked = order[start:end]
            gathered[picked] = self._held[int(ordered[start])].rows[ordinals[picked]]
        return gathered


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


def _mixed(lists: Any) -> Any:
    """Return what ordinals of lists are mixed with, so that low bits of ids differ, which faiss tells them apart by."""
    return (lists * 0x9E3779B1 >> 7) & (MOST_ROWS - 1)


def _bytes_of(codes: NDArray[np.float16]) -> object:
    """Return a pointer to the codes, which faiss copies before the call returns."""
    return faiss.swig_ptr(codes.view(np.uint8).reshape(-1))


def _dots(rows: NDArray[np.float16], query: FloatArray) -> FloatArray:
    """Return each row's dot product with the query; sums along the last axis depend on the row alone."""
    dots, exact = np.empty(len(rows), dtype=np.float32), query.astype(np.float64)
    products = np.empty((min(len(rows), AT_ONCE), rows.shape[1]), dtype=np.float64)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        np.multiply(some, exact, out=products[: len(some)])
        dots[start : start + len(some)] = products[: len(some)].sum(axis=1)
    return dots


def _best(found: Nearest, k: int) -> Nearest:
    """Return the best ``k`` and all that tie with the last of them."""
    scores = found.scores
    if len(scores) > k:
        last = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = np.flatnonzero(scores >= last)
        found = Nearest(found.handlings[kept], found.ordinals[kept], scores[kept])
    order = np.lexsort((found.ordinals, found.handlings, -found.scores))
    return Nearest(found.handlings[order], found.ordinals[order], found.scores[order])


def _nothing() -> Nearest:
    empty = np.empty(0, dtype=np.int64)
    return Nearest(empty, empty, np.empty(0, dtype=np.float32))
