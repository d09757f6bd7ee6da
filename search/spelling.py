"""Spellings by number, and how many of some handlings have each.

A number dies with the last handling that has its spelling, so nothing destroyed is kept (case 25), and is given again,
so that they need no more room than there were spellings at once. Who counted before that does not know it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]

_ROOM = 1024
_FEW = 8
"""Where so many times fewer spellings are seen than stored, only those that are seen are looked at."""
_NONE = np.empty(0, dtype=np.int64)


class Spellings:
    """Spellings by number, each as long as a handling has it."""

    def __init__(self) -> None:
        """Start empty."""
        self.numbers: dict[str, int] = {}
        self.spelt: list[str] = []
        self.given = 0
        """So many times a number was given."""
        self.since = np.zeros(_ROOM, dtype=np.int64)
        """Which of these times each number was given last."""
        self._uses = np.zeros(_ROOM, dtype=np.int32)
        self._free: list[int] = []

    def use(self, spellings: Sequence[str]) -> I32:
        """Return the numbers, ascending, of spellings that one more handling has."""
        found = list(map(self.numbers.get, spellings))
        for place in [place for place, number in enumerate(found) if number is None]:
            found[place] = self._number(spellings[place])
        numbers: I32 = np.unique(np.array(found, dtype=np.int32))
        self._uses[numbers] += 1
        return numbers

    def leave(self, numbers: I32) -> None:
        """Forget that a handling has the spellings of some numbers, and those that no other has."""
        self._uses[numbers] -= 1
        for number in numbers[self._uses[numbers] == 0].tolist():
            del self.numbers[self.spelt[number]]
            self.spelt[number] = ""
            self._free.append(number)

    def _number(self, spelling: str) -> int:
        number = self.numbers.get(spelling)
        if number is None:
            number = self._free.pop() if self._free else self._another()
            self.given += 1
            # In this order: whoever reads the spelling meanwhile learns that it is another one.
            self.since[number] = self.given
            self.spelt[number] = spelling
            self.numbers[spelling] = number
        return number

    def _another(self) -> int:
        number = len(self.spelt)
        self.spelt.append("")
        if number == len(self._uses):
            self._uses = np.concatenate([self._uses, np.zeros_like(self._uses)])
            self.since = np.concatenate([self.since, np.zeros_like(self.since)])
        return number


@dataclass(frozen=True, slots=True)
class Counted:
    """Spellings that are seen, by number in ascending order, and how many visible handlings have each."""

    spellings: Spellings
    given: int
    """How many numbers had been given by then."""
    seen: I64
    counts: I64

    @classmethod
    def of(cls, spellings: Spellings, held: Mapping[int, I32], handlings: Iterable[int]) -> Counted:
        """Count what some handlings have; ``held`` are numbers by handling, each once."""
        having = [numbers for handling in handlings if (numbers := held.get(handling)) is not None]
        if _FEW * sum(map(len, having)) < len(spellings.spelt):
            # Nobody pays for much more than what she sees, whatever is stored beside it (P1).
            return cls(spellings, spellings.given, *np.unique(np.concatenate([_NONE, *having]), return_counts=True))
        counts = np.zeros(len(spellings.spelt), dtype=np.int64)
        for numbers in having:
            # Each stands there once, so no place is counted twice here.
            counts[numbers] += 1
        seen = np.flatnonzero(counts)
        return cls(spellings, spellings.given, seen, counts[seen])

    def count(self, spelling: str) -> int:
        """Return how many of them have a spelling."""
        number = self.spellings.numbers.get(spelling, -1)
        place = int(np.searchsorted(self.seen, number))
        seen = place < len(self.seen) and self.seen[place] == number and self.spellings.since[number] <= self.given
        return int(self.counts[place]) if seen else 0

    def listed(self) -> list[tuple[str, int]]:
        """Return the spellings in order; what was forgotten since is left out."""
        spelt = [self.spellings.spelt[number] for number in self.seen.tolist()]
        same = self.spellings.since[self.seen] <= self.given
        counted = zip(spelt, self.counts.tolist(), same.tolist(), strict=True)
        return sorted((spelling, count) for spelling, count, as_then in counted if spelling and as_then)
