"""BM25 over exactly what a reader may see: k1 1.2, b 0.75 (Robertson and Zaragoza, 2009).

Frequencies, lengths and the number of portions are counted inside the scope, so nothing hidden moves a
score (promise P1): a view answers byte for byte as an index built of the visible handlings alone would,
whatever was added or removed before. The lexicon is a cache of the blobs in the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.segment import I64, Flags, Part, Segment, decode, encode, keyed, known, merge

__all__ = ["Hits", "Lexicon", "View", "encode", "keyed"]

K1 = 1.2
B = 0.75
LARGEST_SEGMENT = 100_000
MOST_PENDING = 100_000
"""So many portions that come at once, as at the start, become a segment in one go."""
SMALL = 5_000
"""Segments of so many portions together are joined at once, within tens of milliseconds; larger ones by ``tidy``."""


class Hits(NamedTuple):
    """Portions by falling score; equal ones by handling and ordinal, until the caller orders them."""

    handlings: I64
    ordinals: I64
    scores: NDArray[np.float64]
    weights: dict[int, float]
    """What every term that was asked for weighs in the scope, also those that stand nowhere in it."""


class Shelf:
    """A segment, and which of its handlings are still current."""

    def __init__(self, segment: Segment) -> None:
        """Take a segment whose handlings are all current."""
        self.segment = segment
        self.current: Flags = np.ones(len(segment.handlings), dtype=np.bool_)

    def retire(self, handling: int) -> None:
        """Mark a handling as no longer current."""
        self.current[np.searchsorted(self.segment.handlings, handling)] = False

    @property
    def worn(self) -> bool:
        """Whether more than a quarter of the handlings are no longer current."""
        return int(self.current.sum()) * 4 < len(self.current) * 3

    def visible(self, scope: I64) -> I64:
        """Return the indices of current handlings in the scope, ascending."""
        return np.flatnonzero(self.current & np.isin(self.segment.handlings, scope))


class Lexicon:
    """Segments of postings by handling; safe to read from several threads while one writes."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._shelves: list[Shelf] = []
        self._pending: dict[int, Segment] = {}
        self._pending_portions = 0
        self._home: dict[int, Shelf] = {}

    def __len__(self) -> int:
        """Return the number of handlings."""
        return len(self._home) + len(self._pending)

    @property
    def handlings(self) -> list[int]:
        """Return the handlings that are known, in no order."""
        return [*self._home, *self._pending]

    def put(self, handling: int, blob: bytes) -> None:
        """Add or replace a handling by its blob; raise ``PostingsUnreadable``."""
        segment = decode(handling, blob)
        with self._lock:
            self._forget(handling)
            self._pending[handling] = segment
            self._pending_portions += segment.portions
            if self._pending_portions >= MOST_PENDING:
                self._settle()

    def remove(self, handling: int) -> None:
        """Forget a handling; one that is unknown is no error."""
        with self._lock:
            self._forget(handling)

    def view(self, scope: I64) -> View:
        """Return what a scope (handling ids, ascending) sees now; later changes do not reach the view."""
        with self._lock:
            self._settle()
            return View(self._shelves, scope)

    def tidy(self) -> bool:
        """Join two larger segments, or make a worn one anew, while others read on; return whether there was any.

        To be called by a thread on which nobody waits.
        """
        with self._lock:
            those = self._untidy()
            parts = [(shelf.segment, shelf.current.copy()) for shelf in those]
        if not those:
            return False
        joined = Shelf(merge(parts)) if any(current.any() for _, current in parts) else None
        with self._lock:
            if all(shelf in self._shelves for shelf in those):
                self._replace(those, joined)
        return True

    def _untidy(self) -> list[Shelf]:
        """Return a worn shelf, or two neighbours that should be one; nothing where all is well."""
        for shelf in self._shelves:
            if shelf.worn:
                return [shelf]
        for older, newer in pairwise(self._shelves):
            if mergeable(older.segment.portions, newer.segment.portions):
                return [older, newer]
        return []

    def _replace(self, those: list[Shelf], joined: Shelf | None) -> None:
        """Put what was joined in the place of neighbours; what was forgotten meanwhile stays so."""
        if joined is not None:
            for number, handling in enumerate(joined.segment.handlings.tolist()):
                if self._home.get(handling) in those:
                    self._home[handling] = joined
                else:
                    joined.current[number] = False
        place = self._shelves.index(those[0])
        self._shelves = [
            *self._shelves[:place],
            *([] if joined is None else [joined]),
            *self._shelves[place + len(those) :],
        ]

    def _forget(self, handling: int) -> None:
        pending = self._pending.pop(handling, None)
        if pending is not None:
            self._pending_portions -= pending.portions
        shelf = self._home.pop(handling, None)
        if shelf is not None:
            shelf.retire(handling)

    def _settle(self) -> None:
        """Bring pending handlings onto a shelf, and join small or worn shelves."""
        waiting = [Shelf(segment) for segment in self._pending.values()]
        worn = [shelf for shelf in self._shelves if shelf.worn and shelf.segment.portions <= SMALL]
        if not waiting and not worn:
            return
        self._pending, self._pending_portions = {}, 0
        whole = [shelf for shelf in self._shelves if shelf not in worn]
        waiting += [shelf for shelf in worn if shelf.current.any()]
        if waiting:
            whole.append(self._joined(waiting))
        # Merging the last two while they are of like size keeps few segments and reads each posting rarely.
        while len(whole) > 1 and mergeable(whole[-2].segment.portions, whole[-1].segment.portions, SMALL):
            last = whole.pop()
            whole[-1] = self._joined([whole[-1], last])
        self._shelves = whole

    def _joined(self, shelves: list[Shelf]) -> Shelf:
        joined = Shelf(merge([(shelf.segment, shelf.current) for shelf in shelves]))
        self._home.update(dict.fromkeys(joined.segment.handlings.tolist(), joined))
        return joined


def mergeable(older: int, newer: int, most: int | None = None) -> bool:
    """Tell whether two neighbouring segments of so many portions should become one of at most so many."""
    return older <= 2 * newer and older + newer <= min(LARGEST_SEGMENT, most or LARGEST_SEGMENT)


class View:
    """A scope over all segments; build it once per scope and state of the index."""

    def __init__(self, shelves: Iterable[Shelf], scope: I64) -> None:
        """Find the visible handlings of every shelf."""
        self._parts: list[Part] = []
        self.portions = 0
        for shelf in shelves:
            visible = shelf.visible(scope)
            if len(visible):
                part = Part(shelf.segment, visible, self.portions)
                self._parts.append(part)
                self.portions += part.portions
        length = sum(part.length for part in self._parts)
        self._average = length / self.portions if self.portions else 0.0

    def search(self, terms: Iterable[int], limit: int) -> Hits:
        """Return the ``limit`` best portions with any of the keyed terms, and all that tie with the last."""
        scores = np.zeros(self.portions)
        touched = np.zeros(self.portions, dtype=np.bool_)
        weights = {term: self._add(term, scores, touched) for term in known(terms)}
        numbers = np.flatnonzero(touched)
        found = scores[numbers]
        if len(numbers) > limit > 0:
            last = np.partition(found, len(found) - limit)[len(found) - limit]
            numbers, found = numbers[found >= last], found[found >= last]
        elif limit <= 0:
            numbers, found = numbers[:0], found[:0]
        handlings, ordinals = self._resolve(numbers)
        order = np.lexsort((ordinals, handlings, -found))
        return Hits(handlings[order], ordinals[order], found[order], weights)

    def stands(self, terms: Iterable[int]) -> bool:
        """Tell whether any of some keyed terms stands in a portion that is seen here."""
        return any(part.stands(term) for term in known(terms) for part in self._parts)

    def having(self, term: int, handlings: I64, ordinals: I64) -> Flags:
        """Tell of each portion, by handling and ordinal, whether it is seen here and has a keyed term."""
        found = np.zeros(len(handlings), dtype=np.bool_)
        for part in self._parts:
            found |= part.having(term, handlings, ordinals)
        return found

    def holding(self, terms: Iterable[int]) -> tuple[I64, I64]:
        """Return the handlings and ordinals of the portions that have every one of the keyed terms."""
        left: I64 | None = None
        for term in known(terms):
            lists = [found[0] for part in self._parts if (found := part.postings(term)) is not None]
            numbers = np.concatenate(lists) if lists else np.empty(0, np.int64)
            left = numbers if left is None else np.intersect1d(left, numbers, assume_unique=True)
            if not len(left):
                break
        return self._resolve(np.empty(0, np.int64) if left is None else left)

    def _add(self, term: int, scores: NDArray[np.float64], touched: Flags) -> float:
        """Add a term's share to the scores and return its weight.

        They are the same sums in the same order whatever the segments are.
        """
        lists = [(part, found) for part in self._parts if (found := part.postings(term)) is not None]
        frequency = sum(len(numbers) for _, (numbers, _, _) in lists)
        weight = log(1 + (self.portions - frequency + 0.5) / (frequency + 0.5))
        for part, (numbers, rows, counts) in lists:
            count = counts.astype(np.float64)
            length = part.segment.lengths[rows].astype(np.float64)
            scores[numbers] += weight * (count * (K1 + 1) / (count + K1 * (1 - B + B * length / self._average)))
            touched[numbers] = True
        return weight

    def _resolve(self, numbers: I64) -> tuple[I64, I64]:
        handlings, ordinals = np.empty_like(numbers), np.empty_like(numbers)
        for part in self._parts:
            inside = slice(*np.searchsorted(numbers, [part.base, part.base + part.portions]).tolist())
            handlings[inside], ordinals[inside] = part.resolve(numbers[inside])
        return handlings, ordinals
