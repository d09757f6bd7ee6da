"""Fingerprints of texts: which paragraphs of one another has too, and how much of either that is.

A paragraph matches where enough of its pairs of words stand in one paragraph of the other text or in its neighbours:
so cutting it elsewhere, changing every fifth word or reading it by OCR hides nothing. Kept as little-endian arrays:
u32 paragraphs, hashes, anchors; u32 ordinal, start, end, number of hashes and of anchors of every paragraph; i64
hashes, i64 anchors.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.shingle import Paragraph

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]

LIKE, MANY = 0.25, 9
"""A paragraph matches from this share of its hashes on, where they are so many ..."""
ALIKE, FEW = 0.5, 7
"""... or from this share on, where they are fewer: the name of an office alone is some of them."""
COMMON = 16
"""A hash that stands in more paragraphs of a text than this singles none of them out."""
HEAD = struct.Struct("<III")
_ROWS = 5


class FingerprintUnreadable(ValueError):
    """A blob is not what ``Fingerprint.to_bytes`` writes."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """The paragraphs of a text as arrays; ``owners`` and ``anchored`` name the paragraph of every hash and anchor."""

    ordinals: U32
    starts: U32
    ends: U32
    sizes: I64
    owners: I64
    hashes: I64
    anchored: I64
    anchors: I64

    def __len__(self) -> int:
        """Return the number of paragraphs."""
        return len(self.ordinals)

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> Fingerprint:
        """Return the fingerprint of paragraphs in their order."""
        rows = [(one.ordinal, one.start, one.end, len(one.hashes), len(one.anchors)) for one in paragraphs]
        hashes = [value for one in paragraphs for value in one.hashes]
        anchors = [value for one in paragraphs for value in one.anchors]
        table = np.array(rows, dtype=np.uint32).reshape(-1, _ROWS).T
        return cls._made(table, np.array(hashes, dtype=np.int64), np.array(anchors, dtype=np.int64))

    @classmethod
    def joined(cls, parts: Sequence[Fingerprint]) -> Fingerprint:
        """Return several as one, paragraph after paragraph."""
        if not parts:
            return cls.of(())
        table = np.concatenate([one._table() for one in parts], axis=1)
        hashes, anchors = (np.concatenate(rows) for rows in zip(*((p.hashes, p.anchors) for p in parts), strict=True))
        return cls._made(table, hashes, anchors)

    @classmethod
    def from_bytes(cls, blob: bytes) -> Fingerprint:
        """Read what ``to_bytes`` wrote; raise ``FingerprintUnreadable``."""
        if len(blob) < HEAD.size:
            raise FingerprintUnreadable("A fingerprint is cut short. Run 'concord doctor --repair'.")
        count, total, anchors = HEAD.unpack_from(blob)
        ends = HEAD.size + 4 * _ROWS * count
        if len(blob) != ends + 8 * (total + anchors):
            raise FingerprintUnreadable("A fingerprint has a wrong length. Run 'concord doctor --repair'.")
        table = np.frombuffer(blob, "<u4", _ROWS * count, HEAD.size).reshape(_ROWS, count)
        if (int(table[3].sum()), int(table[4].sum())) != (total, anchors):
            raise FingerprintUnreadable("A fingerprint has a wrong length. Run 'concord doctor --repair'.")
        hashes = np.frombuffer(blob, "<i8", total + anchors, ends).astype(np.int64)
        return cls._made(table.astype(np.uint32), hashes[:total], hashes[total:])

    def to_bytes(self) -> bytes:
        """Return the bytes that are kept, sealed."""
        head = HEAD.pack(len(self), len(self.hashes), len(self.anchors))
        return (
            head
            + self._table().astype("<u4").tobytes()
            + np.concatenate([self.hashes, self.anchors]).astype("<i8").tobytes()
        )

    @classmethod
    def _made(cls, table: U32, hashes: I64, anchors: I64) -> Fingerprint:
        ordinals, starts, ends, sizes, anchored = table
        places = np.arange(table.shape[1])
        owned = sizes.astype(np.int64)
        return cls(
            ordinals, starts, ends, owned, np.repeat(places, owned), hashes, np.repeat(places, anchored), anchors
        )

    def _table(self) -> U32:
        anchored = np.bincount(self.anchored, minlength=len(self))
        return np.stack([self.ordinals, self.starts, self.ends, self.sizes, anchored]).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph that another text has too: both by their places, and the share of its shingles found there."""

    here: int
    there: int
    likeness: float


def matches(one: Fingerprint, other: Fingerprint) -> list[Match]:
    """Return for each paragraph of one text that the other has too where it stands there, in order."""
    mine, theirs, telling = _pairs(one, other)
    if not len(mine):
        return []
    best = _best(one.owners[mine], theirs, len(one), len(other))
    near = np.abs(theirs - best[one.owners[mine]]) <= 1
    found = np.bincount(one.owners[np.unique(mine[near])], minlength=len(one))
    share = found / np.maximum(np.bincount(one.owners[telling], minlength=len(one)), 1)
    told = ((share >= LIKE) & (found >= MANY)) | ((share >= ALIKE) & (found >= FEW))
    kept = np.flatnonzero(told)
    return [Match(int(here), int(best[here]), round(float(share[here]), 4)) for here in kept]


def _pairs(one: Fingerprint, other: Fingerprint) -> tuple[I64, I64, NDArray[np.bool_]]:
    """Return where hashes of one text stand in the other, and which of them single a paragraph out at all.

    Each meeting is the place of the hash in ``one.hashes`` and its paragraph there.
    """
    order = np.argsort(other.hashes, kind="stable")
    listed = other.hashes[order]
    first = np.searchsorted(listed, one.hashes, side="left")
    count = np.searchsorted(listed, one.hashes, side="right") - first
    telling = count <= COMMON
    count[~telling] = 0
    mine = np.repeat(np.arange(len(one.hashes)), count)
    inside = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    return mine, other.owners[order[np.repeat(first, count) + inside]], telling


def _best(here: I64, there: I64, ours: int, theirs: int) -> I64:
    """Return for each paragraph the one of the other text that shares most with it, the first of several."""
    pairs, counts = np.unique(here * theirs + there, return_counts=True)
    ranked = np.lexsort((pairs, -counts))
    best = np.full(ours, -2, dtype=np.int64)
    # Assigned from the worst to the best, so that the best stays.
    best[pairs[ranked[::-1]] // theirs] = pairs[ranked[::-1]] % theirs
    return best
