"""A document's portions as words: read once, for everything that is understood from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.finding import Evidence, Found
from ingest.phrase import spans, words
from ingest.portions import Portion

LANGUAGES = ("en", "fr", "es", "ar", "ru")

MOST_CHARACTERS = 3_000_000
"""A longer document is understood from an even sample of its portions."""

MOST_EVIDENCE = 12
"""As many places are shown for a value."""

_COMMONEST = {
    "en": "the of and to in is was for that with by on as are were from this which",
    "fr": "le les des et du dans est une un que qui pour par sur au aux ce cette sont a",
    "es": "el los las y del en que por con una un para se es al como su fue son",
}
_FUNCTION_WORDS = {language: frozenset(common.split()) for language, common in _COMMONEST.items()}
_SAMPLE = 80
_SAMPLED = 60
_BEGINNING = 600
_LEAST_WORDS = 2
_FRONT_PORTIONS = 3
_MOST_HEADINGS = 5_000


@dataclass(frozen=True)
class Passage:
    """A portion, or a heading: its text, its words as folded, and the portion it stands in, counted from 0."""

    portion: int
    text: str
    words: list[str]
    around: str | None = None

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The characters from and to of every word."""
        return spans(self.text)

    @cached_property
    def language(self) -> str | None:
        """The language by its script and commonest words, else that of most of the document, if known."""
        return _language(self.words) or self.around

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters from and to of the words ``first`` to ``last`` (exclusive)."""
        return self.spans[first][0], self.spans[last - 1][1]

    def written(self, at: int) -> str:
        """Return a word as the text has it."""
        start, end = self.spans[at]
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Reading:
    """The ``portions`` read, and every heading once, in order, with the first portion under it.

    ``pages`` has the page of every portion of the document, read or not.
    """

    portions: tuple[Passage, ...]
    headings: tuple[Passage, ...]
    pages: tuple[int, ...]

    def front(self) -> tuple[Passage, ...]:
        """Return the portions with which the document begins."""
        return tuple(passage for passage in self.portions if passage.portion < _FRONT_PORTIONS)

    def found(self, value: str, confidence: float, places: Iterable[tuple[float, Evidence]]) -> Found:
        """Return the value with its places, given with how much each says; the strongest are kept, strongest first."""
        ordered = sorted(places, key=lambda place: (-place[0], place[1].portion, place[1].start))
        kept = tuple(place for _, place in ordered[:MOST_EVIDENCE])
        page = self.pages[min(place.portion for place in kept)] if kept else 1
        return Found(value, round(confidence, 3), page, kept)


def read(portions: Sequence[Portion]) -> Reading:
    """Return the words of a document's portions."""
    size = sum(len(portion.text) for portion in portions)
    step = 1 + size // MOST_CHARACTERS
    around = _mostly(portions[:: 1 + len(portions) // _SAMPLED])
    headings: dict[str, int] = {}
    for index, portion in enumerate(portions):
        for heading in portion.heading:
            if len(headings) < _MOST_HEADINGS:
                headings.setdefault(heading, index)
    return Reading(
        tuple(_passage(index, portions[index].text, around) for index in range(0, len(portions), step)),
        tuple(_passage(index, heading, around) for heading, index in headings.items()),
        tuple(portion.page for portion in portions),
    )


def read_text(text: str) -> Passage:
    """Return one text as a passage of its own."""
    return _passage(0, text, None)


def _passage(index: int, text: str, around: str | None) -> Passage:
    return Passage(index, text, words(text), around)


def _mostly(portions: Sequence[Portion]) -> str | None:
    """The language of most of some portions."""
    said = Counter(filter(None, (_language(words(portion.text[:_BEGINNING])) for portion in portions)))
    return said.most_common(1)[0][0] if said else None


def _language(found: Sequence[str]) -> str | None:
    for word in found[:1]:
        if "\u0600" <= word[0] <= "\u06ff":
            return "ar"
        if "\u0400" <= word[0] <= "\u052f":
            return "ru"
    sample = set(found[:_SAMPLE])
    counts = {language: len(sample & common) for language, common in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= _LEAST_WORDS else None
