"""From a question to ranked portions: nearest meanings and matching words of the scope, fused.

Every number here is a function of the question and of the scope's portions alone (domain 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.lexicon import View
from search.vectors import Vectors

MOST_PORTIONS = 1000
"""This many portions are ranked, and those that tie with the last; a result that reaches it is a floor."""

NEAR = 0.26
"""Centred cosine from which a portion counts as about the question.

Over six reports questions about nothing in them reach 0.24, questions asked in another language 0.35.
"""

WORDS_WEIGHT = 0.15
EXACT_WEIGHT = 0.30
WORDS_SHARE = 0.45
"""A portion counts as matched by words when it reaches this share of the best word score."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A portion by (handling, ordinal), its fused score and what matched."""

    handling: int
    ordinal: int
    exactly: float
    near: bool
    worded: bool

    @property
    def score(self) -> float:
        """Return the score by which portions are ordered, rounded to 1e-4."""
        return round(self.exactly, 4)

    @property
    def matched(self) -> str:
        """Say what the match rests on: ``meaning``, ``words`` or ``both``."""
        if self.near and self.worded:
            return "both"
        return "words" if self.worded else "meaning"


@dataclass(frozen=True, slots=True)
class Terms:
    """The question's words: all keyed terms, and those that must be found to the letter."""

    all: Sequence[int]
    exact: Sequence[int]


def rank(
    vectors: Vectors, view: View, vector: NDArray[np.float32], terms: Terms, handlings: NDArray[np.int64]
) -> tuple[list[Ranked], bool]:
    """Return the scope's matching portions, best first, and whether there may be more than were ranked.

    ``vector`` is the centred question [dimensions]; ``handlings`` the scope, ascending. Portions of one
    handling that tie stand as in the document; which of two handlings comes first is the caller's to say.
    """
    near = _near(vectors, vector, handlings)
    words = _shares(view, terms.all, handlings)
    exact = _shares(view, terms.exact, handlings)
    worded = {place for place, share in words.items() if share >= WORDS_SHARE} | set(exact)
    meaning = near | _meaning(vectors, vector, sorted(worded - near.keys()))
    ranked = [
        Ranked(
            handling=place[0],
            ordinal=place[1],
            exactly=score + WORDS_WEIGHT * words.get(place, 0.0) + EXACT_WEIGHT * exact.get(place, 0.0),
            near=score >= NEAR,
            worded=place in worded,
        )
        for place, score in meaning.items()
    ]
    ranked.sort(key=lambda portion: (-portion.score, portion.handling, portion.ordinal))
    return _cut(ranked), len(ranked) >= MOST_PORTIONS


def _cut(ranked: list[Ranked]) -> list[Ranked]:
    """Return the best and all that tie with the last of them, so that no number of a handling decides."""
    if len(ranked) <= MOST_PORTIONS:
        return ranked
    last = ranked[MOST_PORTIONS - 1].score
    return [portion for portion in ranked if portion.score >= last]


def _meaning(vectors: Vectors, vector: NDArray[np.float32], places: list[Place]) -> dict[Place, float]:
    """Return what portions score by meaning; those that another thread has just taken away are left out."""
    try:
        found = vectors.scores(vector, [h for h, _ in places], [o for _, o in places])
    except KeyError:
        half = len(places) // 2
        if not half:
            return {}
        return _meaning(vectors, vector, places[:half]) | _meaning(vectors, vector, places[half:])
    return {place: float(score) for place, score in zip(places, found, strict=True)}


def _near(vectors: Vectors, vector: NDArray[np.float32], handlings: NDArray[np.int64]) -> dict[Place, float]:
    found, ordinals, scores = vectors.nearest(vector, handlings, MOST_PORTIONS)
    return {
        (int(handling), int(ordinal)): float(score)
        for handling, ordinal, score in zip(found, ordinals, scores, strict=True)
        if score >= NEAR
    }


def _shares(view: View, terms: Iterable[int], handlings: NDArray[np.int64]) -> dict[Place, float]:
    """Return BM25 scores as shares of the best one in the scope."""
    if not terms or not len(handlings):
        return {}
    hits = view.search(terms, MOST_PORTIONS)
    if not len(hits.scores):
        return {}
    places = zip(hits.handlings.tolist(), hits.ordinals.tolist(), strict=True)
    shares = (hits.scores / hits.scores[0]).tolist()
    return dict(zip(places, shares, strict=True))
