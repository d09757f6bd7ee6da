"""Which handlings were considered for a person already: a bit each, kept in blocks so that little is rewritten.

What was considered once stays so: a handling that is withheld for a while and comes back raises no second alert.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 512
BLOCK = 8 * BLOCK_BYTES
"""So many handlings share a row of the database."""

Ids = NDArray[np.int64]


class Considered:
    """A set of handling ids as a packed bitmap; remembers which of its blocks have changed."""

    __slots__ = ("_bits", "_changed")

    def __init__(self, blocks: Mapping[int, bytes] | None = None) -> None:
        """Take the blocks that are kept, by their numbers; those between them are empty."""
        self._bits = np.zeros((max(blocks, default=-1) + 1 if blocks else 0) * BLOCK_BYTES, dtype=np.uint8)
        self._changed: set[int] = set()
        for number, raw in (blocks or {}).items():
            start = number * BLOCK_BYTES
            self._bits[start : start + BLOCK_BYTES] = np.frombuffer(raw[:BLOCK_BYTES].ljust(BLOCK_BYTES, b"\0"), "u1")

    def __len__(self) -> int:
        """Return how many handlings were considered."""
        return int(np.bitwise_count(self._bits).sum())

    def lacking(self, idents: Ids) -> list[int]:
        """Return those of some handlings [n] that were not considered, in their order."""
        places = idents >> 3
        inside = places < len(self._bits)
        known = np.zeros(len(idents), dtype=np.bool_)
        known[inside] = (self._bits[places[inside]] >> (idents[inside] & 7).astype(np.uint8)) & 1 == 1
        found: list[int] = idents[~known].tolist()
        return found

    def add(self, idents: Iterable[int]) -> None:
        """Note that handlings were considered."""
        for ident in idents:
            place = ident >> 3
            if place >= len(self._bits):
                self._grow(ident // BLOCK + 1)
            self._bits[place] |= np.uint8(1 << (ident & 7))
            self._changed.add(ident // BLOCK)

    def changed(self) -> Iterator[tuple[int, bytes]]:
        """Give the blocks that changed since the last call, which are then to be kept."""
        changed, self._changed = sorted(self._changed), set()
        for number in changed:
            yield number, self._bits[number * BLOCK_BYTES : (number + 1) * BLOCK_BYTES].tobytes()

    def _grow(self, blocks: int) -> None:
        larger = np.zeros(blocks * BLOCK_BYTES, dtype=np.uint8)
        larger[: len(self._bits)] = self._bits
        self._bits = larger
