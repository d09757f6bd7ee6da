"""Which of the four pillars a report is about, by the words its portions and headings hold (domain 1)."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from ingest.finding import Found
from ingest.phrase import Phrases
from ingest.reading import Reading
from ingest.theme import BELONGS, NAMES_IT, Tally, Term, Whole, counted, lexicon, terms, themes
from models import vocabulary

PILLARS = ("terrorism", "cybercrime", "organized-crime", "border")
LEAST_CONFIDENCE = 0.05

# From a logistic regression over the documents labelled in benchmarks/labels for tuning, further documents of
# the same public sources, the reports written for it and the sample assessments (benchmarks/labels/README.md);
# what it looks at was chosen by leaving out one family of documents at a time (benchmarks/families.py).
_CONSTANT, _COEFFICIENTS = -5.71, (1.24, 1.04, 6.66, 0.98, -0.81)
_PORTIONS_BY_HEADING = 40
_PORTIONS_FOR_ONE = 20

# A report on one of its crime areas is of the pillar, so their words are its own; but not of these, which
# reports on armed conflict, human rights or technology speak of as well.
_OF_OTHERS = {
    "organized-crime": (
        *("firearms", "trafficking-in-human-beings", "cultural-property"),
        *("excise-and-tax-fraud", "corruption", "fugitives"),
    ),
    "cybercrime": ("critical-infrastructure", "ai-enabled-crime"),
}


def pillars(reading: Reading) -> list[Found]:
    """Return every pillar that words speak for, the surest first; several may be sure at once.

    Above 0.5 a pillar is more likely right than wrong.
    """
    found = themes(reading, _lexicon(), _features, _CONSTANT, _COEFFICIENTS)
    return [each for each in found if each.confidence >= LEAST_CONFIDENCE]


def weighed(reading: Reading) -> dict[str, tuple[float, ...]]:
    """Return by pillar what its confidence is computed from, for ``benchmarks/families.py``."""
    made, whole = counted(reading, _lexicon())
    return {pillar: _features(made.get(pillar, Tally()), whole) for pillar in PILLARS}


def _features(said: Tally, whole: Whole) -> tuple[float, ...]:
    """Portions that say much, how much all say, headings, how much the opening says, and in how many words.

    What is said of other pillars does not count: a report may be of several.
    """
    counts = (_headed(said, whole), said.opening, len(said.said))
    return math.log1p(said.strong), said.share(whole.portions), *map(math.log1p, counts)


def _headed(said: Tally, whole: Whole) -> float:
    """Headings about it, half of one that has but a word of it; where hardly any are to be seen, as in plain text,
    a number of portions about it stands for one.
    """
    headed = said.headed + said.touched / 2
    if whole.headings < 1 + whole.portions / _PORTIONS_BY_HEADING:
        return max(headed, said.focused / _PORTIONS_FOR_ONE)
    return headed


@cache
def _lexicon() -> Phrases[Term]:
    """The words of the pillars, and of their crime areas where they have none of their own for it."""
    own = {(term.theme, term.language, term.written): term for term in terms("pillars.json")}
    for term in _of_areas():
        own.setdefault((term.theme, term.language, term.written), term)
    return lexicon(own.values())


def _of_areas() -> list[Term]:
    pillar = {area: each for each in _OF_OTHERS for area in vocabulary.areas(each) if area not in _OF_OTHERS[each]}
    found = [replace(term, theme=pillar[term.theme]) for term in terms("areas.json") if term.theme in pillar]
    # What names an area of cybercrime, as crypto assets, need not be of a crime.
    less = [replace(term, weight=BELONGS) for term in found if term.theme == "cybercrime" and term.weight == NAMES_IT]
    return less + [term for term in found if term.theme == "organized-crime" and term.weight >= BELONGS]
