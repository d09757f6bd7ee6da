"""The words of what a reader may see, as they are written there: for what is mistyped, and what is excluded.

Every handling has a list of its own words, sealed beside its postings; a scope's words are those of its handlings,
so a hidden text adds no word and no count (P1, domain 6). Words are kept folded, without accents and case; beside
each stands how that handling writes it, where it does otherwise.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from repository.scope import Scope
from search.analyser import ARABIC_LETTER, ARABIC_LETTERS, IDEOGRAPHS, fold
from search.arabic import LETTERS, MARKS
from search.spelling import Counted, Spellings

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]

SHORTEST, LONGEST = 2, 40
MOST_WORDS = 200_000
"""No handling of 20,000 portions has more words; what a hostile file has beyond is left out."""
MOST_SCOPES = 64
"""The words of so many scopes are kept, of those that were asked for last; some megabytes each."""
_APART = "\t"
"""Stands between a word and how it is written."""
_TURN = 20
_BROKEN = "A list of words is not whole. Index the assessment anew."
_LARGEST = 64 * 1024 * 1024
_WORD = re.compile(f"[{ARABIC_LETTERS}]+|(?:(?![{ARABIC_LETTERS}{IDEOGRAPHS}_])[\\w\u0300-\u036f])+")


class WordsUnreadable(ValueError):
    """A list of words is not what ``encode`` writes."""


def plain_words(text: str) -> Iterator[str]:
    """Yield the words of a text as they are kept, in order; numbers and single letters are none."""
    for written in _written(text):
        word = _kept(written)
        if word is not None:
            yield word


def spelt_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text as they are kept, each with how it is written there, in small letters."""
    for written in _written(text):
        word = _kept(written)
        if word is not None:
            yield word, unicodedata.normalize("NFC", written)


def plain_word(written: str) -> str | None:
    """Return one word as it is kept, or None for what is no single word."""
    found = list(plain_words(written))
    return found[0] if len(found) == 1 else None


def _written(text: str) -> Iterator[str]:
    """Yield the words of a text as they are written, in small letters and without vowel signs."""
    small = text.casefold()
    if ARABIC_LETTER.search(small):
        small = MARKS.sub("", unicodedata.normalize("NFKC", small))
    return (match.group() for match in _WORD.finditer(small))


def _kept(written: str) -> str | None:
    word = fold(written.translate(LETTERS))
    return word if SHORTEST <= len(word) <= LONGEST and not word.isdecimal() else None


def encode(texts: Iterable[str]) -> bytes:
    """Return the words of a handling's portions, each once, as bytes to be sealed.

    Beside a word stands the form in which it is written most often, where that is another.
    """
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(_written(text))
    forms: dict[str, str] = {}
    # The most frequent first, so that the first form of a word is the one to keep.
    for written, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        word = _kept(written)
        if word is not None:
            forms.setdefault(word, unicodedata.normalize("NFC", written))
    lines = [word if word == form else f"{word}{_APART}{form}" for word, form in sorted(forms.items())]
    return zlib.compress("\n".join(lines[:MOST_WORDS]).encode(), 6)


def decode(raw: bytes) -> list[str]:
    """Return the words that ``encode`` wrote, each alone or with a tab and its form; raise ``WordsUnreadable``."""
    try:
        inflating = zlib.decompressobj()
        text = inflating.decompress(raw, _LARGEST).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise WordsUnreadable(_BROKEN) from error
    if not inflating.eof:
        raise WordsUnreadable(_BROKEN)
    return text.split("\n") if text else []


NO_WORDS = encode(())


def _readable(raw: bytes) -> list[str]:
    """Return the words that ``encode`` wrote, none where they are not whole, so that one bad row stops no search."""
    try:
        return decode(raw)
    except WordsUnreadable:
        return []


class Vocabulary:
    """The words of all handlings by number; safe to read from several threads while one writes."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._words, self._forms = Spellings(), Spellings()
        self._held: dict[int, I32] = {}
        self._written: dict[int, I32] = {}
        self._waiting: dict[int, bytes] = {}
        self._views: WeakKeyDictionary[Scope, Words] = WeakKeyDictionary()

    def __len__(self) -> int:
        """Return the number of handlings."""
        return len(self._held) + len(self._waiting)

    def take(self, words: Mapping[int, bytes | None]) -> None:
        """Replace the words of handlings by those that ``encode`` wrote, or forget them where there are none.

        With them goes every word that no other handling has (case 25). They are read once somebody asks for them: to
        read those of 20,000 handlings takes ten seconds and more, for which no start and no search waits.
        """
        with self._lock:
            for handling, raw in words.items():
                self._forget(handling)
                if raw is not None:
                    self._waiting[handling] = raw
            self._move(words)

    def tidy(self, most: int = 1000) -> bool:
        """Read the words of some handlings that wait; return whether any did. To be called where nobody waits."""
        with self._lock:
            waiting = list(islice(self._waiting, most))
        self._settle(waiting)
        return bool(waiting)

    def view(self, scope: Scope) -> Words:
        """Return the words of a scope, kept while neither it nor the words of its handlings have changed."""
        with self._lock:
            words = self._views.pop(scope, None)
            if words is not None:
                # None of its handlings waits, and those of others are looked for by nobody (P1).
                self._views[scope] = words
                return words
        handlings = scope.handlings.tolist()
        self._settle(handlings)
        with self._lock:
            # What came since then.
            self._settled(handlings)
            self._views[scope] = words = self._seen(handlings)
            while len(self._views) > MOST_SCOPES:
                self._views.pop(next(iter(self._views)))
            return words

    def holding(self, words: Iterable[str], handlings: Iterable[int]) -> list[int]:
        """Return those of some handlings that have every one of some words."""
        handlings = list(handlings)
        self._settle(handlings)
        with self._lock:
            self._settled(handlings)
            numbers = [self._words.numbers.get(word, -1) for word in words]
            if -1 in numbers:
                return []
            return [handling for handling in handlings if self._has(handling, numbers)]

    def _has(self, handling: int, numbers: Sequence[int]) -> bool:
        held = self._held.get(handling)
        if held is None or not len(held):
            return False
        places = np.searchsorted(held, numbers)
        return bool((held[np.minimum(places, len(held) - 1)] == numbers).all())

    def _seen(self, handlings: Sequence[int]) -> Words:
        words, forms = Counted.of(self._words, self._held, handlings), Counted.of(self._forms, self._written, handlings)
        return _Seen(words, forms)

    def _settle(self, handlings: Sequence[int]) -> None:
        """Read the words of those of some handlings that wait, a few at a time, so that nobody waits long meanwhile."""
        waiting = [handling for handling in handlings if handling in self._waiting]
        for start in range(0, len(waiting), _TURN):
            with self._lock:
                self._settled(waiting[start : start + _TURN])

    def _settled(self, handlings: Sequence[int]) -> None:
        """Read the words of those of some handlings that wait; the caller holds the lock."""
        for handling in handlings:
            raw = self._waiting.get(handling)
            if raw is not None:
                self._number(handling, _readable(raw))

    def _number(self, handling: int, words: Sequence[str]) -> None:
        plain = [word.partition(_APART)[0] if _APART in word else word for word in words]
        forms = [word.partition(_APART)[2] for word in words if _APART in word]
        held, written = self._words.use(plain), self._forms.use(forms)
        self._forget(handling)
        self._held[handling], self._written[handling] = held, written

    def _move(self, handlings: Collection[int]) -> None:
        """Forget the words of every scope that has any of some handlings: they are others now, or gone (case 25)."""
        moved = np.array(sorted(handlings), dtype=np.int64)
        for scope in list(self._views):
            if scope.meets(moved):
                del self._views[scope]

    def _forget(self, handling: int) -> None:
        self._waiting.pop(handling, None)
        held = self._held.pop(handling, None)
        if held is not None:
            self._words.leave(held)
            self._forms.leave(self._written.pop(handling))


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

    def written(self, word: str) -> str:
        """Return a word as most visible handlings write it, in small letters."""
        return word

    def starting(self, start: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, with their counts: those of most handlings first, then by spelling."""
        first, last = bisect_left(self.spelt, start), bisect_left(self.spelt, start + "\U0010ffff")
        inside = self.held[first:last]
        order = np.lexsort((np.arange(len(inside)), -inside))[:most]
        return [(self.spelt[first + place], int(inside[place])) for place in order.tolist()]


class _Seen(Words):
    """The words of a scope, listed only once somebody asks for the list: whether one is among them is known at once."""

    def __init__(self, words: Counted, forms: Counted) -> None:
        """Take what is seen of words, and of the forms in which some of them are written."""
        self._known = None
        self._words, self._forms = words, forms
        self._by_word: dict[str, list[tuple[str, int]]] | None = None

    def count(self, word: str) -> int:
        """Return in how many visible handlings a word stands."""
        return self._words.count(word)

    def written(self, word: str) -> str:
        """Return a word as most visible handlings write it, in small letters."""
        if self._by_word is None:
            self._by_word = self._grouped()
        forms = self._by_word.get(word, [])
        plain = (word, self.count(word) - sum(count for _, count in forms))
        return min((plain, *forms), key=lambda form: (-form[1], form[0]))[0]

    def _grouped(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for form, count in self._forms.listed():
            found.setdefault(_kept(form) or form, []).append((form, count))
        return found

    def _list(self) -> tuple[list[str], I64]:
        pairs = self._words.listed()
        return [word for word, _ in pairs], np.array([count for _, count in pairs], dtype=np.int64)
