"""Which crime areas a report is about, of all pillars and the cross-cutting ones (domain 1)."""

from __future__ import annotations

import math
from functools import cache

from ingest.finding import Found
from ingest.phrase import Phrases
from ingest.reading import Reading
from ingest.theme import Tally, Term, Whole, lexicon, terms, themes

LEAST_CONFIDENCE = 0.2
_MOST = 12

# From a logistic regression over the documents labelled for tuning and the sample assessments.
_CONSTANT, _COEFFICIENTS = -2.48, (0.33, 0.31, 1.52, 0.29, 1.86)


def areas(reading: Reading) -> list[Found]:
    """Return the crime areas by their ids in the vocabulary, the surest first, at most twelve."""
    found = themes(reading, _lexicon(), _features, _CONSTANT, _COEFFICIENTS)
    return [each for each in found if each.confidence >= LEAST_CONFIDENCE][:_MOST]


def _features(said: Tally, whole: Whole) -> tuple[float, ...]:
    counts = math.log1p(said.focused), said.share(whole.portions), math.log1p(said.headed)
    return *counts, float(said.fronted), said.beside(whole.most)


@cache
def _lexicon() -> Phrases[Term]:
    return lexicon(terms("areas.json"))
