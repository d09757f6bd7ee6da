"""Posting lists of some handlings as flat arrays, and what one scope sees of them.

A handling's blob (what the database keeps) is u16 portions, u16 analyser, u32 postings, u16 length[portions],
then the postings by (term, ordinal): u64 keyed term, u16 ordinal, u8 count; little endian. It is a segment of one
handling; larger segments are merged from smaller ones. Which analyser made its terms says whether they are
those of today; until they are made anew the older ones serve.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analyser import ANALYSER

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]
U16 = NDArray[np.uint16]
U8 = NDArray[np.uint8]
Flags = NDArray[np.bool_]

HEAD = struct.Struct("<HHI")
ANALYSED = ANALYSER.to_bytes(2, "little")
"""The third and fourth byte of every blob whose terms are those of today."""
POSTING_BYTES = 8 + 2 + 1
MOST_PORTIONS = 0xFFFF
LONGEST_PORTION = 0xFFFF
HIGHEST_COUNT = 0xFF
MOST_TERMS = 1 << 24
"""No segment is merged from more distinct terms: their numbers are sorted beside rows and counts."""
_RUNS = 256
"""So many runs are looked at together for a term of which one place is enough."""


class PostingsUnreadable(ValueError):
    """A blob of postings is not what ``encode`` writes."""


def keyed(term: str, key: bytes) -> int:
    """Return the 64-bit token of a term: a keyed BLAKE2b, so that the stored index holds no words."""
    return int.from_bytes(hashlib.blake2b(term.encode(), key=key[:64], digest_size=8).digest(), "little")


def encode(portions: Sequence[Sequence[str]], key: bytes) -> bytes:
    """Return the blob of one handling from the terms of its portions in order; at most 65,535 portions."""
    if len(portions) > MOST_PORTIONS:
        raise ValueError(f"A handling holds at most {MOST_PORTIONS} portions; this one has {len(portions)}.")
    postings = sorted(
        (keyed(term, key), ordinal, min(count, HIGHEST_COUNT))
        for ordinal, terms in enumerate(portions)
        for term, count in Counter(terms).items()
    )
    lengths = np.array([min(len(terms), LONGEST_PORTION) for terms in portions], dtype="<u2")
    terms = np.array([posting[0] for posting in postings], dtype="<u8")
    ordinals = np.array([posting[1] for posting in postings], dtype="<u2")
    counts = np.array([posting[2] for posting in postings], dtype="u1")
    head = HEAD.pack(len(portions), ANALYSER, len(postings))
    return head + lengths.tobytes() + terms.tobytes() + ordinals.tobytes() + counts.tobytes()


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Postings of handlings in ascending order.

    ``rows`` and ``counts`` of the term ``terms[t]`` lie from ``starts[t]`` to ``starts[t + 1]``, rows
    ascending; ``lengths`` are the portions' by row; the rows of ``handlings[h]`` go from ``bounds[h]`` to
    ``bounds[h + 1]``, and the rows before them are ``sums[h]`` long together.
    """

    terms: U64
    starts: I64
    rows: U32
    counts: U8
    lengths: U16
    handlings: I64
    bounds: I64
    sums: I64

    @property
    def portions(self) -> int:
        """The number of rows."""
        return len(self.lengths)

    def listed(self, term: int) -> slice | I64:
        """Return where the postings of a term lie; nowhere for one that is unknown."""
        found = int(np.searchsorted(self.terms, np.uint64(term)))
        if found == len(self.terms) or int(self.terms[found]) != term:
            return slice(0, 0)
        return slice(int(self.starts[found]), int(self.starts[found + 1]))


class Gathered(Segment):
    """Segments as they came, one behind the other: a term stands in ``terms`` once for each that has it.

    Nothing is sorted, so that it is made in a tenth of the time of ``merge``; a term is looked for among all.
    """

    def listed(self, term: int) -> slice | I64:
        """Return where the postings of a term lie; nowhere for one that is unknown."""
        places = np.flatnonzero(self.terms == np.uint64(term))
        return _ranges(self.starts[places], self.starts[places + 1])


def decode(handling: int, blob: bytes) -> Segment:
    """Return a blob as the segment of one handling; raise ``PostingsUnreadable``."""
    if len(blob) < HEAD.size:
        raise PostingsUnreadable("A blob of postings is cut short. Index the assessment anew.")
    portions, _, postings = HEAD.unpack_from(blob)
    if len(blob) != HEAD.size + 2 * portions + POSTING_BYTES * postings:
        raise PostingsUnreadable("A blob of postings has a wrong length. Index the assessment anew.")
    at = HEAD.size
    lengths = np.frombuffer(blob, "<u2", portions, at).astype(np.uint16)
    at += 2 * portions
    listed = np.frombuffer(blob, "<u8", postings, at)
    ordinals = np.frombuffer(blob, "<u2", postings, at + 8 * postings)
    counts = np.frombuffer(blob, "u1", postings, at + 10 * postings)
    first = np.flatnonzero(np.concatenate([[True], listed[1:] != listed[:-1]])) if postings else np.empty(0, np.int64)
    return Segment(
        terms=listed[first].astype(np.uint64),
        starts=np.append(first, postings).astype(np.int64),
        rows=ordinals.astype(np.uint32),
        counts=counts,
        lengths=lengths,
        handlings=np.array([handling], dtype=np.int64),
        bounds=np.array([0, portions], dtype=np.int64),
        sums=np.array([0, lengths.sum(dtype=np.int64)], dtype=np.int64),
    )


def gather(segments: Sequence[Segment]) -> Gathered:
    """Return segments of one handling each, which stand in ascending order and are one at least, as one."""
    portions = np.array([segment.portions for segment in segments])
    postings = np.array([len(segment.rows) for segment in segments])
    bounds, ends = np.append(0, np.cumsum(portions)), np.append(0, np.cumsum(postings))
    starts = np.concatenate([segment.starts[:-1] for segment in segments])
    starts += np.repeat(ends[:-1], [len(segment.terms) for segment in segments])
    lengths = np.concatenate([segment.lengths for segment in segments])
    return Gathered(
        terms=np.concatenate([segment.terms for segment in segments]),
        starts=np.append(starts, ends[-1]),
        rows=np.concatenate([segment.rows for segment in segments])
        + np.repeat(bounds[:-1].astype(np.uint32), postings),
        counts=np.concatenate([segment.counts for segment in segments]),
        lengths=lengths,
        handlings=np.concatenate([segment.handlings for segment in segments]),
        bounds=bounds,
        sums=_sums(lengths, bounds),
    )


def merge(parts: Sequence[tuple[Segment, Flags]]) -> Segment:
    """Return one segment of the flagged handlings of some segments, each handling in one of them only."""
    segments = [segment for segment, _ in parts]
    kept = np.concatenate([flags for _, flags in parts])
    handlings = np.concatenate([segment.handlings for segment in segments])
    sizes = np.concatenate([np.diff(segment.bounds) for segment in segments])
    order = np.flatnonzero(kept)[np.argsort(handlings[kept], kind="stable")]
    bounds = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    begins = np.full(len(sizes), -1, dtype=np.int64)
    begins[order] = bounds[:-1]
    moved = _moved(sizes, begins)
    lengths = np.empty(int(bounds[-1]), dtype=np.uint16)
    visible = moved >= 0
    lengths[moved[visible]] = np.concatenate([segment.lengths for segment in segments])[visible]
    terms, keys = _packed(segments, moved, bool(visible.all()))
    return _unpacked(keys, terms, lengths, handlings[order], bounds)


def _moved(sizes: I64, begins: I64) -> I64:
    """Return the new row of every row of handlings of some sizes, -1 where they begin nowhere."""
    ends = np.cumsum(sizes)
    within = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
    begin = np.repeat(begins, sizes)
    return np.where(begin >= 0, begin + within, -1)


def _packed(segments: Sequence[Segment], moved: I64, every: bool) -> tuple[U64, U64]:
    """Return the terms, and the postings that stay as sortable numbers: term number, new row, count.

    All segments at once: at the start there are thousands, of one handling each.
    """
    listed = np.concatenate([segment.terms for segment in segments])
    terms = np.sort(listed)
    terms = terms[np.concatenate([[True], terms[1:] != terms[:-1]])] if len(terms) else terms
    if len(terms) > MOST_TERMS:
        raise ValueError("A segment holds more distinct terms than its index can number; merge fewer handlings.")
    each = np.concatenate([np.diff(segment.starts) for segment in segments])
    postings = np.array([len(segment.rows) for segment in segments])
    first = np.cumsum([0, *(segment.portions for segment in segments[:-1])])
    rows = moved[np.concatenate([segment.rows for segment in segments]) + np.repeat(first, postings)]
    keys = np.repeat(np.searchsorted(terms, listed).astype(np.uint64) << np.uint64(40), each)
    keys |= rows.astype(np.uint64) << np.uint64(8)
    keys |= np.concatenate([segment.counts for segment in segments])
    return terms, keys if every else keys[rows >= 0]


def _unpacked(keys: U64, terms: U64, lengths: U16, handlings: I64, bounds: I64) -> Segment:
    """Return the segment of packed postings; terms without any are left out."""
    keys.sort()
    numbers = keys >> np.uint64(40)
    changes = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]])) if len(keys) else np.empty(0, int)
    return Segment(
        terms=terms[numbers[changes].astype(np.int64)],
        starts=np.append(changes, len(keys)).astype(np.int64),
        rows=((keys >> np.uint64(8)) & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        counts=(keys & np.uint64(0xFF)).astype(np.uint8),
        lengths=lengths,
        handlings=handlings,
        bounds=bounds,
        sums=_sums(lengths, bounds),
    )


def _sums(lengths: U16, bounds: I64) -> I64:
    """Return how long the rows before each bound are together."""
    sums: I64 = np.append(0, np.cumsum(lengths, dtype=np.int64))[bounds]
    return sums


def _ranges(begins: I64, ends: I64) -> I64:
    """Return the numbers of some ranges [begin, end), one range behind the other."""
    sizes = ends - begins
    numbers: I64 = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    return numbers


class Part:
    """One segment as one scope sees it: runs of visible rows, numbered on from ``base`` over all parts.

    Every visible handling is a run, also where neighbours could be one, so that it costs the same whatever lies
    between (P1). Postings outside the runs are neither counted nor scored, and a list longer than the runs is not
    even read there; a term that nobody visible has is looked for like one that stands nowhere.
    """

    def __init__(self, segment: Segment, visible: I64, base: int) -> None:
        """Take the indices of the visible handlings, ascending and at least one."""
        begins, ends = segment.bounds[visible], segment.bounds[visible + 1]
        sizes = ends - begins
        self.segment = segment
        self.base = base
        self.portions = int(sizes.sum())
        self.length = int((segment.sums[visible + 1] - segment.sums[visible]).sum())
        self._begins, self._ends = begins.astype(np.uint32), ends.astype(np.uint32)
        self._numbers = np.cumsum(sizes) - sizes + base
        self._shifts = self._numbers - begins
        self._indices, self._visible = visible, segment.handlings[visible]

    def postings(self, term: int) -> tuple[I64, U32, U8] | None:
        """Return the visible portions' numbers, rows and counts, or ``None`` where there are none."""
        listed = self.segment.listed(term)
        rows, counts = self.segment.rows[listed], self.segment.counts[listed]
        if len(rows) < 2 * len(self._begins):
            picked, runs = self._by_row(rows)
        else:
            picked, runs = self._by_run(rows)
        if not len(picked):
            return None
        rows = rows[picked]
        return rows + self._shifts[runs], rows, counts[picked]

    def stands(self, term: int) -> bool:
        """Tell whether a visible portion has the term; of a long list no more runs are looked at than it takes."""
        rows = self.segment.rows[self.segment.listed(term)]
        if len(rows) < 2 * len(self._begins):
            return len(self._by_row(rows)[0]) > 0
        for start in range(0, len(self._begins), _RUNS):
            some = slice(start, start + _RUNS)
            if (np.searchsorted(rows, self._begins[some]) < np.searchsorted(rows, self._ends[some])).any():
                return True
        return False

    def having(self, term: int, handlings: I64, ordinals: I64) -> Flags:
        """Tell of each portion whether it is seen in this part and has the term; reads no list to its end."""
        segment = self.segment
        seen = np.minimum(np.searchsorted(self._visible, handlings), len(self._visible) - 1)
        inside = self._visible[seen] == handlings
        which = self._indices[seen]
        rows = segment.bounds[which] + ordinals
        inside &= rows < segment.bounds[which + 1]
        listed = segment.rows[segment.listed(term)]
        wanted = rows.astype(np.uint32)
        has: Flags = inside & (np.searchsorted(listed, wanted) < np.searchsorted(listed, wanted, side="right"))
        return has

    def _by_row(self, rows: U32) -> tuple[I64, I64]:
        runs = np.searchsorted(self._begins, rows, side="right") - 1
        inside = runs >= 0
        inside[inside] = rows[inside] < self._ends[runs[inside]]
        picked = np.flatnonzero(inside)
        return picked, runs[picked]

    def _by_run(self, rows: U32) -> tuple[I64, I64]:
        first, last = np.searchsorted(rows, self._begins), np.searchsorted(rows, self._ends)
        runs = np.flatnonzero(first < last)
        first, last = first[runs], last[runs]
        return _ranges(first, last), np.repeat(runs, last - first)

    def resolve(self, numbers: I64) -> tuple[I64, I64]:
        """Return the handlings and ordinals of portions numbered within this part."""
        which = np.searchsorted(self._numbers, numbers, side="right") - 1
        return self._visible[which], numbers - self._numbers[which]


def known(terms: Iterable[int]) -> list[int]:
    """Return distinct terms in ascending order, the one order in which scores are summed."""
    return sorted(set(terms))
