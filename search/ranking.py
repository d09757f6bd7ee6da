"""From a question to ranked portions: nearest meanings and matching words of the scope, fused.

Every number here is a function of the question and of the scope's portions alone (domain 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from search.lexicon import Hits, View
from search.places import Place
from search.terms import Terms
from search.vectors import Vectors

__all__ = ["FAINT", "FAINTLY", "MOST_PORTIONS", "NEAR", "NOTHING_SAYS", "Place", "Ranked", "Terms", "faint", "rank"]

MOST_PORTIONS = 1000
"""This many portions are ranked, and those that tie with the last; a result that reaches it is a floor."""

NEAR = 0.26
"""Centred cosine from which a portion counts as about the question, however many others do.

Over the tuned half of the topics questions about nothing in the reports seldom reach it, in no language; half of the
answers in another language than the question do not reach 0.34.
"""
FAINT = 0.18
FAINTLY = 10
"""So many of the nearest portions count from this cosine on: a quarter of the answers to Arabic questions in English
reports lie between the two."""

CLEARLY = 0.28
MOSTLY = 0.5
"""A passage, or its best sentence, that is so near says something of the question, and so does one in which so much of
what the question asks for stands; where none does, the answer says so."""
NOTHING_SAYS = (
    "nothing that was searched says this clearly; what is listed only comes nearest to it, "
    "and may be about something else"
)

WORDS_WEIGHT = 0.25
"""What a portion with all the question's words gains over one with as many as its meaning lets expect."""
EXACT_WEIGHT = 0.15
FOREIGN_WEIGHT = 0.35
"""What exact terms add, if each stands in one portion alone, in the question's own language, where they are among the
words already, and in another; those that stand in many add less."""
SLIGHT_LOSS = 0.15
WORDS_SHARE = 0.45
"""A portion counts as matched by words when it reaches this share of the best word score."""
WHOLE = 1.5
"""A term in a portion of middling length that has it once or twice weighs so many times its weight."""

Handlings = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A portion by (handling, ordinal), its fused score, what matched, and its cosine.

    ``said`` is how much of what the question asks for stands in it (1 for all of it, in a portion of middling
    length), ``sentence`` the cosine of its best sentence where that is known.
    """

    handling: int
    ordinal: int
    exactly: float
    near: bool
    worded: bool
    meaning: float = 0.0
    said: float = 0.0
    sentence: float = 0.0

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
class _Worded:
    """What words say of portions: their share of the best score, and of what all the words would come to."""

    shares: dict[Place, float]
    covered: dict[Place, float]

    @classmethod
    def of(cls, hits: Hits, asked: float) -> _Worded:
        """Weigh hits against ``asked``, the weight of all that the question asks for."""
        places = list(zip(hits.handlings.tolist(), hits.ordinals.tolist(), strict=True))
        shares = (hits.scores / hits.scores[0]).tolist()
        covered = (hits.scores / (WHOLE * asked)).tolist() if asked > 0 else shares
        return cls(dict(zip(places, shares, strict=True)), dict(zip(places, covered, strict=True)))


_NO_WORDS = _Worded({}, {})


def rank(
    vectors: Vectors, view: View, vector: NDArray[np.float32], terms: Terms, handlings: NDArray[np.int64]
) -> tuple[list[Ranked], bool]:
    """Return the scope's matching portions, best first, and whether there may be more than were ranked.

    ``vector`` is the centred question [dimensions]; ``handlings`` the scope, ascending. Portions of one
    handling that tie stand as in the document; which of two handlings comes first is the caller's to say.
    """
    near = _near(vectors, vector, handlings)
    terms = _spoken(view, terms)
    words = _worded(view, terms.readings or [terms.all], terms.exact, handlings)
    exact = _exact(view, terms.exact, handlings)
    worded = {place for place, share in words.shares.items() if share >= WORDS_SHARE} | set(exact.shares)
    meaning = near | _meaning(vectors, vector, sorted(worded - near.keys()))
    places = list(meaning)
    own = _marked(view, terms.languages, places) if terms.languages else set(words.covered)
    slight = _marked(view, [terms.slight], places) if terms.slight is not None else set()
    ranked = [
        Ranked(
            handling=place[0],
            ordinal=place[1],
            exactly=_fused(
                score, words.covered.get(place, 0.0) if place in own else None, exact.covered.get(place, 0.0)
            )
            - (SLIGHT_LOSS if place in slight else 0.0),
            near=place in near,
            worded=place in worded,
            meaning=score,
            said=words.covered.get(place, 0.0),
        )
        for place, score in meaning.items()
    ]
    ranked.sort(key=lambda portion: (-portion.score, portion.handling, portion.ordinal))
    return _cut(ranked), len(ranked) >= MOST_PORTIONS


def faint(ranked: Iterable[Ranked]) -> bool:
    """Tell whether nothing that was found is clearly about the question: all of it is only faintly near."""
    return not any(max(one.meaning, one.sentence) >= CLEARLY or one.said >= MOSTLY for one in ranked)


def _spoken(view: View, terms: Terms) -> Terms:
    """Return a question that may be in one of several languages in those in which most of its words stand.

    Two or three words seldom tell their language. In one in which they stand nowhere they count for nothing, and that
    none of them stands in a portion of it counts for nothing either.
    """
    if len(terms.languages) < 2:
        return terms
    shares = [sum(view.stands([term]) for term in reading) / len(reading) for reading in terms.readings]
    most = max(shares)
    kept = [number for number, share in enumerate(shares) if share == most > 0]
    readings = [terms.readings[number] for number in kept]
    languages = [terms.languages[number] for number in kept]
    every = [*terms.exact, *(term for reading in readings for term in reading)]
    return replace(terms, all=every, readings=readings, languages=languages)


def _fused(meaning: float, words: float | None, exact: float) -> float:
    """Return a portion's score from its cosine and from the shares of the question's words and exact terms in it.

    ``words`` is None in another language, where none can be expected. In the question's own as many are expected as
    the portion is near: that they stand there is evidence, that it is written in this language is none.
    """
    if words is None:
        return meaning + FOREIGN_WEIGHT * exact
    return meaning + WORDS_WEIGHT * (words - max(meaning, 0.0)) + EXACT_WEIGHT * exact


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


def _near(vectors: Vectors, vector: NDArray[np.float32], handlings: Handlings) -> dict[Place, float]:
    found, ordinals, scores = vectors.nearest(vector, handlings, MOST_PORTIONS)
    least = min(NEAR, max(FAINT, float(scores[min(FAINTLY, len(scores)) - 1]))) if len(scores) else NEAR
    return {
        (int(handling), int(ordinal)): float(score)
        for handling, ordinal, score in zip(found, ordinals, scores, strict=True)
        if score >= least
    }


def _marked(view: View, marks: Iterable[int], places: Sequence[Place]) -> set[Place]:
    """Return those of some portions that have one of the marks."""
    if not places:
        return set()
    handlings, ordinals = np.array(places, dtype=np.int64).T
    found = np.zeros(len(places), dtype=np.bool_)
    for mark in marks:
        found |= view.having(mark, handlings, ordinals)
    return {places[number] for number in np.flatnonzero(found).tolist()}


def _worded(view: View, readings: Iterable[Sequence[int]], exact: Sequence[int], handlings: Handlings) -> _Worded:
    """Return what the words of each reading, and exact terms, say of the portions that have any.

    Each reading is weighed against what it asks for itself: a word that is rare in one language makes no other less.
    """
    covered: dict[Place, float] = {}
    for reading in readings:
        terms = [*exact, *reading]
        hits = view.search(terms, MOST_PORTIONS) if terms and len(handlings) else None
        if hits is not None and len(hits.scores):
            for place, share in _Worded.of(hits, sum(hits.weights.values())).covered.items():
                covered[place] = max(share, covered.get(place, 0.0))
    if not covered:
        return _NO_WORDS
    most = max(covered.values())
    return _Worded({place: share / most for place, share in covered.items()}, covered)


def _exact(view: View, terms: Sequence[int], handlings: Handlings) -> _Worded:
    """Return what exact terms say of the portions that have any, against as many that stand in one portion alone."""
    hits = view.search(terms, MOST_PORTIONS) if terms and len(handlings) else None
    if hits is None or not len(hits.scores):
        return _NO_WORDS
    return _Worded.of(hits, len(set(terms)) * log(1 + (view.portions - 0.5) / 1.5))
