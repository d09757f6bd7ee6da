"""From a question to ranked portions: nearest meanings and matching words of the scope, fused.

Every number here is a function of the question and of the scope's portions alone (domain 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.lexicon import Hits, View
from search.places import I64, Place, apart, coded
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
NOTHING_NEAR = "nothing that was searched comes near to this, in its words or in what it means"

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

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Ranked(NamedTuple):
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
    def place(self) -> Place:
        """Return where it stands."""
        return self.handling, self.ordinal

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


class Weighed(NamedTuple):
    """Portions by their place as one number, ascending, each once, with a value for each."""

    places: I64
    values: Scores

    def at(self, places: I64) -> Scores:
        """Return the values at some places, 0 where there is none."""
        if not len(self.places):
            return np.zeros(len(places))
        found = np.minimum(np.searchsorted(self.places, places), len(self.places) - 1)
        return np.where(self.places[found] == places, self.values[found], 0.0)


_NOTHING = Weighed(np.empty(0, np.int64), np.empty(0))


def rank(
    vectors: Vectors, view: View, vector: NDArray[np.float32], terms: Terms, handlings: I64
) -> tuple[list[Ranked], bool]:
    """Return the scope's matching portions, best first, and whether there may be more than were ranked.

    ``vector`` is the centred question [dimensions]; ``handlings`` the scope, ascending. Portions of one
    handling that tie stand as in the document; which of two handlings comes first is the caller's to say.
    """
    terms = _spoken(view, terms)
    words = _worded(view, terms.readings or [terms.all], terms.exact, handlings)
    exact = _exact(view, terms.exact, handlings)
    if terms.literal and len(exact.places):
        # What only comes near to a reference in meaning is another one.
        near, worded = _NOTHING, exact.places
    else:
        near = _near(vectors, vector, handlings)
        worded = np.union1d(words.places[words.values >= WORDS_SHARE * words.values.max(initial=0.0)], exact.places)
    meaning = _joined(near, meant(vectors, vector, np.setdiff1d(worded, near.places, assume_unique=True)))
    places, cosines = meaning
    own = _marked(view, terms.languages, places) if terms.languages else np.isin(places, words.places)
    slight = _marked(view, [] if terms.slight is None else [terms.slight], places)
    said = words.at(places)
    fused = _fused(cosines, said, own, exact.at(places)) - SLIGHT_LOSS * slight
    order = _cut(places, np.array([round(score, 4) for score in fused.tolist()]))
    columns = (
        *apart(places[order]),
        fused[order],
        np.isin(places, near.places)[order],
        np.isin(places, worded)[order],
        cosines[order],
        said[order],
    )
    return list(map(Ranked, *(column.tolist() for column in columns))), len(places) >= MOST_PORTIONS


def faint(ranked: Iterable[Ranked], *, nowhere: bool = False, together: bool = False) -> bool:
    """Tell whether nothing that was found is clearly about the question: all of it is only faintly near.

    So it is where the question's words stand ``nowhere``, and it is not where one passage has them ``together``.
    """
    clear = (max(one.meaning, one.sentence) >= CLEARLY or one.said >= MOSTLY for one in ranked)
    return nowhere or not (together or any(clear))


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


def _fused(meaning: Scores, words: Scores, own: Flags, exact: Scores) -> Scores:
    """Return portions' scores from their cosines and from the shares of the question's words and exact terms in them.

    In another language than the question's ``own`` no words can be expected. In its own as many are expected as a
    portion is near: that they stand there is evidence, that it is written in this language is none.
    """
    spoken = meaning + WORDS_WEIGHT * (words - np.maximum(meaning, 0.0)) + EXACT_WEIGHT * exact
    return np.where(own, spoken, meaning + FOREIGN_WEIGHT * exact)


def _cut(places: I64, scores: Scores) -> I64:
    """Return which portions are the best, these first, and all that tie with the last: no handling's number decides."""
    order = np.lexsort((places, -scores))
    if len(order) <= MOST_PORTIONS:
        return order
    return order[: np.searchsorted(-scores[order], -scores[order[MOST_PORTIONS - 1]], side="right")]


def _joined(one: Weighed, other: Weighed) -> Weighed:
    """Return the places of both, which have none in common."""
    places, values = np.concatenate([one.places, other.places]), np.concatenate([one.values, other.values])
    order = np.argsort(places)
    return Weighed(places[order], values[order])


def meant(vectors: Vectors, vector: NDArray[np.float32], places: I64) -> Weighed:
    """Return what portions score by meaning; those that another thread has just taken away are left out."""
    if not len(places):
        return _NOTHING
    try:
        return Weighed(places, vectors.scores(vector, *apart(places)).astype(np.float64))
    except KeyError:
        half = len(places) // 2
        if not half:
            return _NOTHING
        return _joined(*(meant(vectors, vector, some) for some in (places[:half], places[half:])))


def _near(vectors: Vectors, vector: NDArray[np.float32], handlings: I64) -> Weighed:
    found, ordinals, scores = vectors.nearest(vector, handlings, MOST_PORTIONS)
    least = min(NEAR, max(FAINT, float(scores[min(FAINTLY, len(scores)) - 1]))) if len(scores) else NEAR
    cosines = scores.astype(np.float64)
    return _weighed(found, ordinals, cosines, cosines >= least)


def _weighed(handlings: I64, ordinals: I64, values: Scores, wanted: Flags | None = None) -> Weighed:
    places = coded(handlings, ordinals)
    if wanted is not None:
        places, values = places[wanted], values[wanted]
    order = np.argsort(places)
    return Weighed(places[order], values[order])


def _marked(view: View, marks: Iterable[int], places: I64) -> Flags:
    """Tell of each portion whether it has one of the marks."""
    found = np.zeros(len(places), dtype=np.bool_)
    for mark in marks:
        found |= view.having(mark, *apart(places))
    return found


def _worded(view: View, readings: Iterable[Sequence[int]], exact: Sequence[int], handlings: I64) -> Weighed:
    """Return how much of what the question asks for stands in the portions that have any of its words.

    Each reading is weighed against what it asks for itself: a word that is rare in one language makes no other less.
    """
    covered = _NOTHING
    for reading in readings:
        hits = _hits(view, [*exact, *reading], handlings)
        if hits is not None:
            found = _covered(hits, sum(hits.weights.values()))
            places = np.union1d(covered.places, found.places)
            covered = Weighed(places, np.maximum(covered.at(places), found.at(places)))
    return covered


def _exact(view: View, terms: Sequence[int], handlings: I64) -> Weighed:
    """Return what exact terms say of the portions that have any, against as many that stand in one portion alone."""
    hits = _hits(view, terms, handlings)
    return _NOTHING if hits is None else _covered(hits, len(set(terms)) * log(1 + (view.portions - 0.5) / 1.5))


def _hits(view: View, terms: Sequence[int], handlings: I64) -> Hits | None:
    hits = view.search(terms, MOST_PORTIONS) if terms and len(handlings) else None
    return hits if hits is not None and len(hits.scores) else None


def _covered(hits: Hits, asked: float) -> Weighed:
    """Weigh hits against ``asked``, the weight of all that is asked for."""
    return _weighed(hits.handlings, hits.ordinals, hits.scores / (WHOLE * asked))
