"""Words of a text in five languages, and phrases found among them in one pass.

Folding takes case, accents and Arabic spellings away, so that a list of phrases needs each of them once.
Everything here is linear in the text: a word is looked up, never searched for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

T = TypeVar("T")

LEAST_STEM = 3
_LONGEST_STEM = 24
_MOST_KEPT = 50_000
# Combining accents, Arabic vowel signs and the stroke that lengthens a word.
_MARKS = "\u0300-\u036f\u064b-\u0652\u0670\u0640"
_MARK = re.compile(f"[{_MARKS}]")
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}][^\W_]*)*")
_NO_MARKS = dict.fromkeys([*range(0x300, 0x370), *range(0x64B, 0x653), 0x670, 0x640])
_PREFIX = re.compile("[\u0648\u0641\u0628\u0643\u0644]?(?:\u0627\u0644|\u0644\u0644)|[\u0648\u0641\u0628\u0644]")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """Words in a row, each by the forms it may have, and what they stand for.

    A form that ends in ``*`` is a stem: the word may be longer.
    """

    words: tuple[frozenset[str], ...]
    meaning: T


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a phrase stands for, and its words from and to (exclusive)."""

    meaning: T
    first: int
    last: int


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    found = _WORD.findall(fold(text))
    return [word.translate(_NO_MARKS) or word for word in found] if _MARK.search(text) else found


def spans(text: str) -> list[tuple[int, int]]:
    """Return the characters from and to of the same words."""
    return [match.span() for match in _WORD.finditer(fold(text))]


def phrase(written: str, meaning: T) -> Phrase[T]:
    """Return the phrase of words as they are written in a list, ``*`` behind a stem."""
    return Phrase(tuple(frozenset((fold(word),)) for word in written.split()), meaning)


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    """A phrase ready to be compared: the number of its words, and of those after the first the forms and stems."""

    length: int
    rest: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    meaning: T


class Phrases(Generic[T]):
    """Many phrases, looked for together."""

    def __init__(self, phrases: Iterable[Phrase[T]], *, particles: bool = True) -> None:
        """Index the phrases; with ``particles`` an Arabic word is also looked up without its prefixes."""
        self._shapes = _shapes if particles else _as_it_is
        self._by_form: dict[str, list[_Entry[T]]] = {}
        for each in phrases:
            entry = _Entry(len(each.words), tuple(_compared(forms) for forms in each.words[1:]), each.meaning)
            for form in each.words[0]:
                self._by_form.setdefault(form, []).append(entry)
        self._begun: dict[str, list[_Entry[T]]] = {}

    def all(self, text: Sequence[str]) -> Iterator[Match[T]]:
        """Yield every phrase at every word, the longer ones first where several begin at one."""
        begun, end = self._begun, len(text)
        for first, word in enumerate(text):
            entries = begun.get(word)
            if entries is None:
                entries = self._beginning(word)
            for entry in entries:
                last = first + entry.length
                if last <= end and (entry.length == 1 or self._fits(entry, text, first)):
                    yield Match(entry.meaning, first, last)

    def longest(self, text: Sequence[str]) -> Iterator[Match[T]]:
        """Yield phrases that do not overlap: at each word the longest one, of equal ones the first listed."""
        free = 0
        for match in self.all(text):
            if match.first >= free:
                free = match.last
                yield match

    def _fits(self, entry: _Entry[T], text: Sequence[str], first: int) -> bool:
        for at, (forms, stems) in enumerate(entry.rest, first + 1):
            word = text[at]
            if word in forms or (stems and word.startswith(stems)):
                continue
            if not any(shape in forms or (stems and shape.startswith(stems)) for shape in self._shapes(word)):
                return False
        return True

    def _beginning(self, form: str) -> list[_Entry[T]]:
        found = sorted(self._look_up(form), key=lambda entry: -entry.length)
        # A hostile text invents words; what is kept of them is bounded.
        if len(self._begun) < _MOST_KEPT:
            self._begun[form] = found
        return found

    def _look_up(self, form: str) -> Iterator[_Entry[T]]:
        for shape in self._shapes(form):
            yield from self._by_form.get(shape, ())
            for stem in _stems(shape):
                yield from self._by_form.get(stem, ())


def _compared(forms: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    return forms, tuple(form[:-1] for form in forms if form.endswith("*"))


def _stems(word: str) -> Iterator[str]:
    return (word[:length] + "*" for length in range(LEAST_STEM, min(len(word), _LONGEST_STEM) + 1))


def _as_it_is(word: str) -> list[str]:
    return [word]


def _shapes(word: str) -> list[str]:
    """The word, and without the article and particles that Arabic writes together with it."""
    if word[0] < "\u0600" or word[0] > "\u06ff":
        return [word]
    prefix = _PREFIX.match(word)
    return [word] if prefix is None or len(word) - prefix.end() < LEAST_STEM else [word, word[prefix.end() :]]


def fold(text: str) -> str:
    """Fold case, accents and Arabic spellings character by character, so that places stay the same."""
    return text.translate(_folding())


@cache
def _folding() -> dict[int, str]:
    table = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        # The Cyrillic short i is a letter of its own.
        base = chr(code) if chr(code) in "\u0419\u0439" else base
        table[code] = base.lower() if len(base.lower()) == 1 else base
    arabic = {"\u0623": "\u0627", "\u0625": "\u0627", "\u0622": "\u0627", "\u0671": "\u0627"}
    arabic |= {"\u0629": "\u0647", "\u0649": "\u064a"}
    return table | {ord(old): new for old, new in arabic.items()}
