"""Exact nearest portions inside a scope: the handling is the inverted list, and only visible lists are
read.

Vectors are kept once, as half-precision codes of the lists (2 bytes a dimension; a cosine moves by less
than 1e-4). faiss scans the visible lists in single precision and yields candidates; each candidate's score
is then computed from its own row alone in double precision. The result is therefore the same to the bit
whatever else is stored, in whatever order it came (promise P1). Ids inside faiss are (list, ordinal), never
those of the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from search.latch import Latch

I64 = NDArray[np.int64]
FloatArray = NDArray[np.float32]

FIRST_LISTS = 1024
ORDINAL_BITS = 20
MOST_ROWS = 1 << ORDINAL_BITS
# A question asks for a few rows more than it needs, so that the last score is seldom in doubt.
SPARE_ROWS = 64
# The error of a single-precision sum, per dimension, for vectors no longer than one.
ROUNDING = 2.0**-23


class Nearest(NamedTuple):
    """Portions by falling score (a dot product), equal ones by handling and ordinal."""

    handlings: I64
    ordinals: I64
    scores: FloatArray


class Table(NamedTuple):
    """The handlings that hold vectors, ascending, with lists and sizes; and the handling of every list."""

    handlings: I64
    lists: I64
    sizes: I64
    owners: I64
    places: NDArray[np.int32]
    """Where a handling stands here, by its number, or -1: what a scope costs depends on the scope alone."""

    @classmethod
    def of(cls, lists: dict[int, int], sizes: dict[int, int], count: int) -> Table:
        """Tabulate the lists in use of ``count``."""
        handlings = np.array(sorted(handling for handling, size in sizes.items() if size), dtype=np.int64)
        held = np.array([lists[handling] for handling in handlings.tolist()], dtype=np.int64)
        owners = np.full(count, -1, dtype=np.int64)
        owners[held] = handlings
        places = np.full(int(handlings[-1]) + 1 if len(handlings) else 0, -1, dtype=np.int32)
        places[handlings] = np.arange(len(handlings), dtype=np.int32)
        filled = np.array([sizes[handling] for handling in handlings.tolist()], np.int64)
        return cls(handlings, held, filled, owners, places)

    def visible(self, scope: I64) -> tuple[I64, int]:
        """Return the lists of the scope's handlings and how many rows they hold."""
        if not (scope[1:] > scope[:-1]).all():
            scope = np.unique(scope)
        inside = self.places[scope[(scope >= 0) & (scope < len(self.places))]]
        inside = inside[inside >= 0]
        return self.lists[inside], int(self.sizes[inside].sum())


class Vectors:
    """The vectors of all handlings; safe to search from several threads while one writes."""

    def __init__(self, dimensions: int) -> None:
        """Start empty, for vectors of a length."""
        self.dimensions = dimensions
        self._slack = 2 * dimensions * ROUNDING
        self._latch = Latch()
        self._index = _inverted(dimensions, FIRST_LISTS)
        self._lists: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._free = list(range(FIRST_LISTS))
        self._table: Table | None = None

    def __len__(self) -> int:
        """Return the number of vectors."""
        return sum(self._sizes.values())

    @property
    def handlings(self) -> list[int]:
        """Return the handlings that are known, in no order."""
        return list(self._sizes)

    def put(self, handling: int, matrix: FloatArray | NDArray[np.float16]) -> None:
        """Add or replace the vectors [n, dimensions] of a handling, in the order of its portions."""
        if matrix.ndim != 2 or matrix.shape[1] != self.dimensions:
            raise ValueError(f"Vectors have the shape {matrix.shape}; expected [n, {self.dimensions}].")
        if len(matrix) >= MOST_ROWS:
            raise ValueError(f"A handling holds fewer than {MOST_ROWS} vectors; this one has {len(matrix)}.")
        codes = np.ascontiguousarray(matrix, dtype=np.float16)
        if not np.isfinite(codes).all():
            raise ValueError("Vectors must be finite numbers. Encode the portions anew.")
        with self._latch.writing():
            self._drop(handling)
            if not self._free:
                self._grow()
            which = self._free.pop()
            ids = (which << ORDINAL_BITS) + np.arange(len(codes), dtype=np.int64)
            if len(codes):
                self._index.invlists.add_entries(which, len(codes), faiss.swig_ptr(ids), _bytes_of(codes))
            self._lists[handling] = which
            self._sizes[handling] = len(codes)
            self._table = None

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
            lists, rows = table.visible(scope)
            if not rows or k <= 0:
                return _nothing()
            wanted = min(rows, k + SPARE_ROWS)
            while True:
                ids, roughly = self._candidates(query, lists, wanted)
                found = self._scored(query, ids, table)
                best = _best(found, k)
                # Complete once no row outside the candidates can reach the last score.
                if wanted >= rows or (len(found.scores) >= k and float(roughly) + self._slack < float(best.scores[-1])):
                    return best
                wanted = min(rows, 4 * wanted)

    def scores(self, query: FloatArray, handlings: Sequence[int], ordinals: Sequence[int]) -> FloatArray:
        """Return the scores [n] of portions by handling and ordinal; raise ``KeyError`` where unknown."""
        with self._latch.reading():
            for handling, ordinal in zip(handlings, ordinals, strict=True):
                if not 0 <= ordinal < self._sizes.get(handling, 0):
                    raise KeyError(f"No vector is known for portion {ordinal} of handling {handling}.")
            lists = np.array([self._lists[handling] for handling in handlings], dtype=np.int64)
            rows = self._rows(lists, np.asarray(ordinals, dtype=np.int64))
            return _dots(rows, query)

    def _drop(self, handling: int) -> None:
        which = self._lists.pop(handling, None)
        if which is not None:
            self._index.invlists.resize(which, 0)
            self._free.append(which)
            del self._sizes[handling]
            self._table = None

    def _grow(self) -> None:
        """Double the number of lists; codes move as blocks."""
        before = self._index.nlist
        larger = _inverted(self.dimensions, 2 * before)
        old, new = self._index.invlists, larger.invlists
        for handling, which in self._lists.items():
            size = self._sizes[handling]
            if size:
                new.add_entries(which, size, old.get_ids(which), old.get_codes(which))
        self._index = larger
        self._free.extend(range(before, 2 * before))

    def _table_now(self) -> Table:
        table = self._table
        if table is None:
            table = self._table = Table.of(self._lists, self._sizes, self._index.nlist)
        return table

    def _candidates(self, query: FloatArray, lists: I64, wanted: int) -> tuple[I64, np.float32]:
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
        lists, ordinals = ids >> ORDINAL_BITS, ids & (MOST_ROWS - 1)
        return Nearest(table.owners[lists], ordinals, _dots(self._rows(lists, ordinals), query))

    def _rows(self, lists: I64, ordinals: I64) -> NDArray[np.float16]:
        """Gather rows [n, dimensions] from the lists' codes."""
        gathered = np.empty((len(lists), self.dimensions), dtype=np.float16)
        inverted = self._index.invlists
        order = np.argsort(lists, kind="stable")
        starts = np.flatnonzero(np.diff(lists[order], prepend=-1))
        for picked in np.split(order, starts[1:]) if len(order) else ():
            which = int(lists[picked[0]])
            size = int(inverted.list_size(which))
            codes = faiss.rev_swig_ptr(inverted.get_codes(which), size * 2 * self.dimensions)
            gathered[picked] = codes.view(np.float16).reshape(size, self.dimensions)[ordinals[picked]]
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


def _bytes_of(codes: NDArray[np.float16]) -> object:
    """Return a pointer to the codes, which faiss copies before the call returns."""
    return faiss.swig_ptr(codes.view(np.uint8).reshape(-1))


def _dots(rows: NDArray[np.float16], query: FloatArray) -> FloatArray:
    """Return each row's dot product with the query; sums along the last axis depend on the row alone."""
    products = rows.astype(np.float64) * query.astype(np.float64)
    dots: FloatArray = products.sum(axis=1).astype(np.float32)
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
