"""How much a document says of themes, by the words of a lexicon that its portions and headings hold.

A lexicon gives every theme its terms by language (``any``: names that are the same in all), each with a
weight: 3 names the theme, 2 belongs to it, 1 goes with it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ingest.finding import Evidence, Found
from ingest.phrase import Phrases, phrase
from ingest.reading import Passage, Reading

NAMES_IT = 3
_MOST_A_PORTION = 9.0
_REPEATS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a lexicon: its theme, how it is written there, its weight, its language or ``any``."""

    theme: str
    written: str
    weight: int
    language: str


@dataclass(slots=True)
class Tally:
    """What a document says of one theme: portions about it, how much all say, headings that name it, and whether
    its front does.
    """

    focused: int = 0
    mass: float = 0.0
    headed: int = 0
    fronted: bool = False
    found: list[tuple[float, Evidence]] = field(default_factory=list)

    def features(self, total: int, most: float) -> tuple[float, ...]:
        """What confidence is computed from: portions about it, how much is said by ``total``, headings, front, and
        how much is said beside the theme of which ``most`` is said.
        """
        share = math.log1p(100 * self.mass / (NAMES_IT * max(1, total)))
        beside = self.mass / most if most else 0.0
        return math.log1p(self.focused), share, math.log1p(self.headed), float(self.fronted), beside


def tallies(reading: Reading, lexicon: Phrases[Term]) -> dict[str, Tally]:
    """Count what a document says of every theme of which it has a word."""
    made: dict[str, Tally] = {}
    for passage in reading.portions:
        _count(passage, lexicon, made)
    front = {passage.portion for passage in reading.front()}
    for heading in reading.headings:
        for theme in {term.theme for term, _, _ in _terms(heading, lexicon) if term.weight == NAMES_IT}:
            each = made.setdefault(theme, Tally())
            each.headed += 1
            each.fronted = each.fronted or heading.portion in front
    return made


def themes(reading: Reading, lexicon: Phrases[Term], constant: float, coefficients: tuple[float, ...]) -> list[Found]:
    """Return the themes of a document, the surest first, by a logistic regression over their features.

    Above 0.5 a theme is more likely right than wrong.
    """
    made = tallies(reading, lexicon)
    total = max(1, len(reading.portions))
    most = max((each.mass for each in made.values()), default=0.0)
    found = [
        reading.found(theme, _logistic(constant, coefficients, each.features(total, most)), each.found)
        for theme, each in made.items()
        if each.found
    ]
    return sorted(found, key=lambda each: (-each.confidence, each.value))


def _logistic(constant: float, coefficients: tuple[float, ...], features: tuple[float, ...]) -> float:
    score = constant + sum(weight * each for weight, each in zip(coefficients, features, strict=True))
    return 1 / (1 + math.exp(-score))


@cache
def lexicon(name: str) -> Phrases[Term]:
    """Return the lexicon of a file of this package: themes, languages, terms (``*`` behind a stem), weights."""
    raw = json.loads(files("ingest").joinpath(name).read_text("utf-8"))
    return Phrases(
        phrase(written, Term(theme, written, weight, language))
        for theme, languages in raw.items()
        for language, terms in languages.items()
        for written, weight in terms.items()
    )


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
        if term.theme not in first or term.weight > first[term.theme][0]:
            first[term.theme] = (term.weight, start, end)
    for theme, (_, begin, stop) in first.items():
        score = min(scores[theme], _MOST_A_PORTION)
        each = made.setdefault(theme, Tally())
        each.focused += score >= NAMES_IT
        each.mass += score
        each.found.append((score, Evidence(passage.portion, *passage.place(begin, stop))))
