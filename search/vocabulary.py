"""The words of what a reader may see, as they are written there: for suggestions, and for what is mistyped.

Every handling has a list of its own words, sealed beside its postings; a scope's words are those of its handlings,
so a hidden text adds no word and no count (P1, domain 6). Words are kept folded, without accents and case.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from repository.scope import Scope
from search.analyser import ARABIC_LETTERS, IDEOGRAPHS, fold, normalise_script

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]

SHORTEST, LONGEST = 2, 40
MOST_WORDS = 200_000
"""No handling of 20,000 portions has more words; what a hostile file has beyond is left out."""
_BROKEN = "A list of words is not whole. Index the assessment anew."
_LARGEST = 64 * 1024 * 1024
_WORD = re.compile(f"[{ARABIC_LETTERS}]+|(?:(?![{ARABIC_LETTERS}{IDEOGRAPHS}_])[\\w\u0300-\u036f])+")


class WordsUnreadable(ValueError):
    """A list of words is not what ``encode`` writes."""


def plain_words(text: str) -> Iterator[str]:
    """Yield the words of a text as they are kept, in order; numbers and single letters are none."""
    for match in _WORD.finditer(normalise_script(text.casefold())):
        word = fold(match.group())
        if SHORTEST <= len(word) <= LONGEST and not word.isdecimal():
            yield word


def plain_word(written: str) -> str | None:
    """Return one word as it is kept, or None for what is no single word."""
    found = list(plain_words(written))
    return found[0] if len(found) == 1 else None


def encode(texts: Iterable[str]) -> bytes:
    """Return the words of a handling's portions, each once, as bytes to be sealed."""
    found = sorted({word for text in texts for word in plain_words(text)})[:MOST_WORDS]
    return zlib.compress("\n".join(found).encode(), 6)


def decode(raw: bytes) -> list[str]:
    """Return the words that ``encode`` wrote; raise ``WordsUnreadable``."""
    try:
        inflating = zlib.decompressobj()
        text = inflating.decompress(raw, _LARGEST).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise WordsUnreadable(_BROKEN) from error
    if not inflating.eof:
        raise WordsUnreadable(_BROKEN)
    return text.split("\n") if text else []


class Vocabulary:
    """The words of all handlings by number; safe to read from several threads while one writes."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._uses: list[int] = []
        self._held: dict[int, I32] = {}
        self._moved: list[int] = []
        self._views: WeakKeyDictionary[Scope, tuple[int, Words]] = WeakKeyDictionary()

    def __len__(self) -> int:
        """Return the number of handlings."""
        return len(self._held)

    def put(self, handling: int, words: Sequence[str]) -> None:
        """Add or replace the words of a handling."""
        with self._lock:
            numbers = [self._number(word) for word in words]
            self._forget(handling)
            self._held[handling] = np.array(sorted(numbers), dtype=np.int32)
            self._moved.append(handling)

    def remove(self, handling: int) -> None:
        """Forget a handling, and every word that no other has (case 25); one that is unknown is no error."""
        with self._lock:
            if self._forget(handling):
                self._moved.append(handling)

    def view(self, scope: Scope) -> Words:
        """Return the words of a scope, kept while neither it nor the words of its handlings have changed."""
        with self._lock:
            known = self._views.get(scope)
            if known is None or any(handling in scope for handling in self._moved[known[0] :]):
                known = (len(self._moved), self._seen(scope.handlings))
            else:
                known = (len(self._moved), known[1])
            self._views[scope] = known
            return known[1]

    def holding(self, words: Iterable[str], handlings: Iterable[int]) -> list[int]:
        """Return those of some handlings that have every one of some words."""
        with self._lock:
            numbers = [self._numbers.get(word, -1) for word in words]
            if -1 in numbers:
                return []
            return [handling for handling in handlings if self._has(handling, numbers)]

    def _has(self, handling: int, numbers: Sequence[int]) -> bool:
        held = self._held.get(handling)
        if held is None or not len(held):
            return False
        places = np.searchsorted(held, numbers)
        return bool((held[np.minimum(places, len(held) - 1)] == numbers).all())

    def _seen(self, handlings: I64) -> Words:
        counts = np.zeros(len(self._words), dtype=np.int64)
        for ident in handlings.tolist():
            held = self._held.get(ident)
            if held is not None:
                # A handling has every word once, so no place is counted twice here.
                counts[held] += 1
        # What is kept is as long as what is seen, not as what is stored.
        seen = np.flatnonzero(counts)
        return _Seen(self._numbers, self._words, seen, counts[seen])

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            # A number is given once: what was counted by it before never means another word.
            number = self._numbers[word] = len(self._words)
            self._words.append(word)
            self._uses.append(0)
        self._uses[number] += 1
        return number

    def _forget(self, handling: int) -> bool:
        held = self._held.pop(handling, None)
        for number in () if held is None else held.tolist():
            self._uses[number] -= 1
            if not self._uses[number]:
                del self._numbers[self._words[number]]
                self._words[number] = ""
        return held is not None


class Words:
    """The words of one scope in the order of their spelling; ``held`` counts the handlings that have each."""

    def __init__(self, spelt: list[str], held: I64) -> None:
        """Take words in order, and how many visible handlings have each."""
        self._known: tuple[list[str], I64] | None = (spelt, held)

    @property
    def spelt(self) -> list[str]:
        """Return the words in the order of their spelling."""
        return self._listed()[0]

    @property
    def held(self) -> I64:
        """Return how many visible handlings have each word."""
        return self._listed()[1]

    def _listed(self) -> tuple[list[str], I64]:
        if self._known is None:
            self._known = self._list()
        return self._known

    def _list(self) -> tuple[list[str], I64]:
        return [], np.empty(0, np.int64)

    def __contains__(self, word: str) -> bool:
        """Tell whether a word, as ``plain_word`` gives it, stands in a visible handling."""
        return self.count(word) > 0

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.spelt)

    def count(self, word: str) -> int:
        """Return in how many visible handlings a word stands."""
        place = bisect_left(self.spelt, word)
        return int(self.held[place]) if place < len(self.spelt) and self.spelt[place] == word else 0

    def starting(self, start: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, with their counts: those of most handlings first, then by spelling."""
        first, last = bisect_left(self.spelt, start), bisect_left(self.spelt, start + "\U0010ffff")
        inside = self.held[first:last]
        order = np.lexsort((np.arange(len(inside)), -inside))[:most]
        return [(self.spelt[first + place], int(inside[place])) for place in order.tolist()]


class _Seen(Words):
    """The words of a scope, listed only once somebody asks for the list: whether one is among them is known at once."""

    def __init__(self, numbers: Mapping[str, int], words: Sequence[str], seen: I64, counts: I64) -> None:
        """Take the numbers of all words, those seen in order, and how many visible handlings have each of these."""
        self._known = None
        self._numbers = numbers
        self._words = words
        self._seen = seen
        self._counts = counts

    def count(self, word: str) -> int:
        """Return in how many visible handlings a word stands."""
        number = self._numbers.get(word, -1)
        place = int(np.searchsorted(self._seen, number))
        return int(self._counts[place]) if place < len(self._seen) and self._seen[place] == number else 0

    def _list(self) -> tuple[list[str], I64]:
        counted = zip(self._seen.tolist(), self._counts.tolist(), strict=True)
        pairs = sorted((word, count) for number, count in counted if (word := self._words[number]))
        return [word for word, _ in pairs], np.array([count for _, count in pairs], dtype=np.int64)
