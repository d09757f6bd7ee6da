"""BM25 over exactly what a reader may see: k1 1.2, b 0.75 (Robertson and Zaragoza, 2009).

Frequencies, lengths and the number of portions are counted inside the scope, so nothing hidden moves a
score (promise P1): a view answers byte for byte as an index built of the visible handlings alone would,
whatever was added or removed before. The lexicon is a cache of the blobs in the database.

What comes stands by itself until ``tidy`` joins it to segments, where nobody waits. Whoever asks joins nothing, and of
what came she gathers only what she may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.segment import I64, MOST_TERMS, Flags, Part, Segment, decode, gather, known, merge

K1 = 1.2
B = 0.75
LARGEST_SEGMENT = 100_000
"""So many portions are in one segment at most; joining them takes a second."""
_ROOM = 1024


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
        """Return the indices of current handlings in the scope, ascending; no others are looked at."""
        held = self.segment.handlings
        wanted = scope[slice(*np.searchsorted(scope, [held[0], held[-1] + 1]).tolist())]
        places = np.searchsorted(held, wanted)
        found: I64 = places[(held[places] == wanted) & self.current[places]]
        return found


class Lexicon:
    """Segments of postings by handling; safe to read from several threads while one writes."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._shelves: list[Shelf] = []
        self._pending: dict[int, Shelf] = {}
        self._waits: Flags = np.zeros(_ROOM, dtype=np.bool_)
        """Of every handling whether it is pending: what is seen of them is found alike however many are not (P1)."""
        self._loose = 0
        """How many portions are pending."""
        self._home: dict[int, Shelf] = {}

    def __len__(self) -> int:
        """Return the number of handlings."""
        return len(self._home)

    @property
    def handlings(self) -> list[int]:
        """Return the handlings that are known, in no order."""
        return list(self._home)

    def put(self, handling: int, blob: bytes) -> None:
        """Add or replace a handling by its blob; raise ``PostingsUnreadable``."""
        shelf = Shelf(decode(handling, blob))
        with self._lock:
            self._forget(handling)
            self._home[handling] = self._pending[handling] = shelf
            if handling >= len(self._waits):
                self._waits = np.append(self._waits, np.zeros(handling + 1, dtype=np.bool_))
            self._waits[handling] = True
            self._loose += shelf.segment.portions

    def remove(self, handling: int) -> None:
        """Forget a handling; one that is unknown is no error."""
        with self._lock:
            self._forget(handling)

    def view(self, scope: I64) -> View:
        """Return what a scope (handling ids, ascending) sees now; later changes do not reach the view."""
        with self._lock:
            pending = [self._pending[handling].segment for handling in self._seen(scope)]
            return View(self._shelves, pending, scope)

    def outdated(self, view: View) -> bool:
        """Tell whether a view is of segments that were joined since: it answers alike, but holds them in memory."""
        with self._lock:
            kept = {shelf.segment for shelf in (*self._shelves, *self._pending.values())}
        return not kept.issuperset(view.segments)

    def pack(self) -> None:
        """Join what came where it makes a whole segment: for a process that reads everything, before anybody asks it.

        What is not joined takes several times the memory.
        """
        if self._loose >= LARGEST_SEGMENT:
            self._join(self._came)

    def tidy(self) -> bool:
        """Join what came, and two neighbours or make a worn segment anew, while others read on; tell if there was any.

        To be called by a thread on which nobody waits, until there is none.
        """
        came = self._join(self._came)
        return self._join(self._untidy) or came

    def _seen(self, scope: I64) -> list[int]:
        """Return the handlings of a scope that are pending, ascending; no others are looked at."""
        known = scope[: np.searchsorted(scope, len(self._waits))]
        seen: list[int] = known[self._waits[known]].tolist()
        return seen

    def _came(self) -> list[Shelf]:
        """Return what came, as far as it can be joined at once."""
        return _together(self._pending.values())

    def _untidy(self) -> list[Shelf]:
        """Return a worn shelf, or two neighbours that should be one; nothing where all is well."""
        for shelf in self._shelves:
            if shelf.worn:
                return [shelf]
        for older, newer in pairwise(self._shelves):
            # Only what is of like size is joined, so that few segments are kept and each posting is read rarely.
            if older.segment.portions <= 2 * newer.segment.portions and len(both := _together((older, newer))) > 1:
                return both
        return []

    def _join(self, choose: Callable[[], list[Shelf]]) -> bool:
        """Join the shelves that are chosen; return whether there were any. Until it is done they stay as they are."""
        with self._lock:
            those = choose()
            parts = [(shelf.segment, shelf.current.copy()) for shelf in those if shelf.current.any()]
        joined = Shelf(_merged(parts)) if parts else None
        with self._lock:
            self._replace(set(those), joined)
        return bool(those)

    def _replace(self, those: set[Shelf], joined: Shelf | None) -> None:
        """Put what was joined in the place of neighbours; what was forgotten meanwhile stays so."""
        if joined is not None:
            for number, handling in enumerate(joined.segment.handlings.tolist()):
                if self._home.get(handling) in those:
                    self._home[handling] = joined
                else:
                    joined.current[number] = False
        place = next((place for place, shelf in enumerate(self._shelves) if shelf in those), len(self._shelves))
        left = [shelf for shelf in self._shelves if shelf not in those]
        self._shelves = [*left[:place], *([] if joined is None else [joined]), *left[place:]]
        self._pending = {handling: shelf for handling, shelf in self._pending.items() if shelf not in those}
        self._waits[:] = False
        self._waits[list(self._pending)] = True
        self._loose = sum(shelf.segment.portions for shelf in self._pending.values())

    def _forget(self, handling: int) -> None:
        shelf = self._home.pop(handling, None)
        if shelf is None:
            return
        shelf.retire(handling)
        if self._pending.pop(handling, None) is not None:
            self._waits[handling] = False
            self._loose -= shelf.segment.portions


def _together(shelves: Iterable[Shelf]) -> list[Shelf]:
    """Return the first of some shelves, as many as may be one segment, and one at least."""
    those: list[Shelf] = []
    portions = terms = 0
    for shelf in shelves:
        portions += shelf.segment.portions
        # No segment has more distinct terms than its parts have together.
        terms += len(shelf.segment.terms)
        if those and (portions > LARGEST_SEGMENT or terms > MOST_TERMS):
            break
        those.append(shelf)
    return those


def _merged(parts: Sequence[tuple[Segment, Flags]]) -> Segment:
    """Return one segment of the flagged handlings; a single whole one as it is, however many terms it has."""
    segment, current = parts[0]
    return segment if len(parts) == 1 and current.all() else merge(parts)


class View:
    """A scope over all segments; build it once per scope and state of the index."""

    def __init__(self, shelves: Iterable[Shelf], pending: Sequence[Segment], scope: I64) -> None:
        """Find the visible handlings of every shelf; those that are ``pending``, all of them visible, are one part."""
        self._parts: list[Part] = []
        self.portions = 0
        self.segments = list(pending)
        """The segments it is of."""
        for shelf in shelves:
            visible = shelf.visible(scope)
            if len(visible):
                self.segments.append(shelf.segment)
                self._take(shelf.segment, visible)
        if pending:
            self._take(gather(pending), np.arange(len(pending)))
        length = sum(part.length for part in self._parts)
        self._average = length / self.portions if self.portions else 0.0

    def _take(self, segment: Segment, visible: I64) -> None:
        part = Part(segment, visible, self.portions)
        self._parts.append(part)
        self.portions += part.portions

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
