"""How much a document says of themes, by the words of a lexicon that its portions and headings hold.

A lexicon gives every theme its terms by language (``any``: names that are the same in all), each with a
weight: 3 names the theme, 2 belongs to it, 1 goes with it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files

from ingest.finding import Evidence, Found
from ingest.phrase import Phrases, phrase
from ingest.reading import Passage, Reading

NAMES_IT, BELONGS = 3, 2
_MUCH = 2 * NAMES_IT
_MOST_A_PORTION = 9.0
_REPEATS = 4
_OPENING = 10


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a lexicon: its theme, how it is written there, its weight, its language or ``any``."""

    theme: str
    written: str
    weight: int
    language: str


@dataclass(slots=True)
class Tally:
    """What a document says of one theme: portions about it and those that say much of it, how much all say and how
    much those it opens with, headings that name it and that have a word of it, whether its front names it, and
    the words that belong to it.
    """

    focused: int = 0
    strong: int = 0
    mass: float = 0.0
    opening: float = 0.0
    headed: int = 0
    touched: int = 0
    fronted: bool = False
    said: set[str] = field(default_factory=set)
    found: list[tuple[float, Evidence]] = field(default_factory=list)

    def share(self, portions: int) -> float:
        """How much is said of it by portion, of so many ``portions``, on a scale of logarithms."""
        return math.log1p(100 * self.mass / (NAMES_IT * max(1, portions)))

    def beside(self, most: float) -> float:
        """How much is said of it beside the theme of which ``most`` is said, 0 to 1."""
        return self.mass / most if most else 0.0


@dataclass(frozen=True, slots=True)
class Whole:
    """How many portions and headings a document has, and how much it says of the theme it says ``most`` of."""

    portions: int
    headings: int
    most: float


Features = Callable[[Tally, Whole], tuple[float, ...]]
"""What confidence is computed from."""


def tallies(reading: Reading, lexicon: Phrases[Term]) -> dict[str, Tally]:
    """Count what a document says of every theme of which it has a word."""
    made: dict[str, Tally] = {}
    for passage in reading.portions:
        _count(passage, lexicon, made)
    front = {passage.portion for passage in reading.front()}
    for heading in reading.headings:
        weights: dict[str, int] = {}
        for term, _, _ in _terms(heading, lexicon):
            weights[term.theme] = max(term.weight, weights.get(term.theme, 0))
        for theme, weight in weights.items():
            each = made.setdefault(theme, Tally())
            each.headed += weight == NAMES_IT
            each.touched += weight == BELONGS
            each.fronted = each.fronted or (weight == NAMES_IT and heading.portion in front)
    return made


def counted(reading: Reading, lexicon: Phrases[Term]) -> tuple[dict[str, Tally], Whole]:
    """Return the tallies of a document and what they are seen against."""
    made = tallies(reading, lexicon)
    most = max((each.mass for each in made.values()), default=0.0)
    return made, Whole(len(reading.portions), len(reading.headings), most)


def themes(
    reading: Reading, lexicon: Phrases[Term], features: Features, constant: float, coefficients: tuple[float, ...]
) -> list[Found]:
    """Return the themes of a document, the surest first, by a logistic regression over their ``features``.

    Above 0.5 a theme is more likely right than wrong.
    """
    made, whole = counted(reading, lexicon)
    found = [
        reading.found(theme, _logistic(constant, coefficients, features(each, whole)), each.found)
        for theme, each in made.items()
        if each.found
    ]
    return sorted(found, key=lambda each: (-each.confidence, each.value))


def _logistic(constant: float, coefficients: tuple[float, ...], features: tuple[float, ...]) -> float:
    score = constant + sum(weight * each for weight, each in zip(coefficients, features, strict=True))
    return 1 / (1 + math.exp(-score))


def terms(name: str) -> list[Term]:
    """Return the terms of a file of this package: themes, languages, terms (``*`` behind a stem), weights."""
    raw = json.loads(files("ingest").joinpath(name).read_text("utf-8"))
    return [
        Term(theme, written, weight, language)
        for theme, languages in raw.items()
        for language, weights in languages.items()
        for written, weight in weights.items()
    ]


def lexicon(terms: Iterable[Term]) -> Phrases[Term]:
    """Return the terms as phrases that are looked for together."""
    return Phrases(phrase(term.written, term) for term in terms)


def _terms(passage: Passage, lexicon: Phrases[Term]) -> list[tuple[Term, int, int]]:
    """Terms in the passage's language; the longest of a theme that begins at a word wins there."""
    found: list[tuple[Term, int, int]] = []
    taken: set[tuple[int, str]] = set()
    for match in lexicon.all(passage.words):
        term = match.meaning
        spoken = term.language == "any" or passage.language is None or term.language == passage.language
        if spoken and (match.first, term.theme) not in taken:
            taken.add((match.first, term.theme))
            found.append((term, match.first, match.last))
    return found


def _count(passage: Passage, lexicon: Phrases[Term], made: dict[str, Tally]) -> None:
    scores: dict[str, float] = {}
    seen: dict[tuple[str, str], int] = {}
    first: dict[str, tuple[int, int, int]] = {}
    for term, start, end in _terms(passage, lexicon):
        times = seen[term.theme, term.written] = seen.get((term.theme, term.written), 0) + 1
        # Repeating a word says a little more, saying the thing in other words says much more.
        said = term.weight if times == 1 else term.weight / _REPEATS if times < _REPEATS else 0
        scores[term.theme] = scores.get(term.theme, 0.0) + said
        if term.weight >= BELONGS:
            made.setdefault(term.theme, Tally()).said.add(term.written)
        if term.theme not in first or term.weight > first[term.theme][0]:
            first[term.theme] = (term.weight, start, end)
    for theme, (_, begin, stop) in first.items():
        score = min(scores[theme], _MOST_A_PORTION)
        each = made.setdefault(theme, Tally())
        each.focused += score >= NAMES_IT
        each.strong += score >= _MUCH
        each.mass += score
        each.opening += score if passage.portion < _OPENING else 0.0
        each.found.append((score, Evidence(passage.portion, *passage.place(begin, stop))))
