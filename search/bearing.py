"""How far one handling bears on a question: by the meaning of its passages, their best sentences and its words.

Everything is a function of the question and of that handling alone: an answer may neither change with what else is
kept (P1) nor with what arrives beside it. How telling a word is, is therefore told by how few passages of the handling
itself have it, and a word that stands in none of them tells most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from search.encoder import FloatArray
from search.evidence import closeness
from search.ranking import SLIGHT_LOSS
from search.segment import Segment
from search.sharpening import SENTENCE_WEIGHT

F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]
Sentences = Callable[[Sequence[int]], Mapping[int, bytes]]
"""Gives the stored sentence vectors of passages by their ordinals, as far as they can be had."""

WORDS_WEIGHT = 0.25
EXACT_WEIGHT = 0.15
NEAR = 0.22
"""A portion that lies less near bears on nothing, whatever words stand in it."""
ENOUGH = 0.19
SHARE = 0.75
USUAL = 0.25
"""A question is answered by a work that bears on it ``ENOUGH`` above this share of its ground; where it has none, of
what is usual. Tuned on half of the topics over real reports (``benchmarks/alerts.py``, docs/quality.md)."""
FOREMOST = 8
"""The sentences of so many passages are looked at."""
SHORT = 400
AT_ONCE = 512
"""So many questions are compared with a handling at once: all with 20,000 portions would take a gigabyte."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The keyed terms of a question in one language it may be in, and the mark of passages in that language."""

    mark: int
    terms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """By what a question is put: its readings, and those terms that mean the same in every language.

    ``loose`` ones ask for a phrase of words that are not indexed, ``literal`` ones for phrases and nothing beside them.
    """

    readings: tuple[Reading, ...] = ()
    exact: tuple[int, ...] = ()
    loose: bool = False
    literal: bool = False


class Matter:
    """What search keeps of one handling: a vector [portions, dimensions] of length one each, and its postings."""

    def __init__(
        self, handling: int, vectors: FloatArray, postings: Segment, slight: int = 0, sentences: Sentences | None = None
    ) -> None:
        """Take them as they are kept; ``slight`` is the mark of portions of a few words."""
        self.handling = handling
        self.vectors = vectors
        self._postings = postings
        self._places = {term: place for place, term in enumerate(postings.terms.tolist())}
        self._sentences = sentences
        self._told: dict[int, bytes] = {}
        self._weights: dict[int, float] = {}
        self.slight = self.having(slight)

    def __len__(self) -> int:
        """Return the number of portions."""
        return len(self.vectors)

    def best(self, questions: FloatArray) -> FloatArray:
        """Return how near the nearest portion lies to each of some questions [n, dimensions]."""
        nearest = np.full(len(questions), -1, dtype=np.float32)
        for start in range(0, len(questions) if len(self.vectors) else 0, AT_ONCE):
            some = slice(start, start + AT_ONCE)
            np.max(questions[some] @ self.vectors.T, axis=1, out=nearest[some])
        return nearest

    def near(self, question: FloatArray) -> F64:
        """Return how near each portion lies to one question, the same whatever others are asked."""
        cosines: F64 = (self.vectors @ question).astype(np.float64)
        return cosines

    def stands(self, terms: NDArray[np.uint64]) -> Flags:
        """Tell of each of some keyed terms whether it stands in any portion."""
        known = self._postings.terms
        if not len(known):
            return np.zeros(len(terms), dtype=np.bool_)
        flags: Flags = known[np.minimum(np.searchsorted(known, terms), len(known) - 1)] == terms
        return flags

    def together(self, terms: Sequence[int]) -> bool:
        """Tell whether one portion holds all of some keyed terms; none are held by nothing."""
        places = [self._places.get(term, -1) for term in terms]
        if not places or min(places) < 0:
            return False
        common = set(self._rows(places[0]))
        for place in places[1:]:
            common.intersection_update(self._rows(place))
        return bool(common)

    def having(self, term: int) -> Flags:
        """Tell of each portion whether it has a term."""
        flags = np.zeros(len(self.vectors), dtype=np.bool_)
        place = self._places.get(term)
        if place is not None:
            flags[self._rows(place)] = True
        return flags

    def covered(self, terms: Sequence[int]) -> F64:
        """Return which share of some terms stands in each portion, each weighed by how few portions have it."""
        found = np.zeros(len(self.vectors))
        whole = 0.0
        for term in terms:
            weight, place = self._weight(term), self._places.get(term)
            whole += weight
            if place is not None:
                found[self._rows(place)] += weight
        return found / whole if whole else found

    def rare(self, terms: Sequence[int]) -> F64:
        """Return how rare those of some terms are that stand in each portion: 1 if each stands in one portion alone."""
        found = np.zeros(len(self.vectors))
        for term in terms:
            place = self._places.get(term)
            if place is not None:
                found[self._rows(place)] += self._weight(term)
        return found / (len(terms) * log(1 + 2 * len(self.vectors))) if terms else found

    def sentence(self, ordinals: Sequence[int], vector: FloatArray) -> F64:
        """Return how near the best sentence of each of some portions lies; -1 where none can be had."""
        lacking = [ordinal for ordinal in ordinals if ordinal not in self._told]
        if lacking and self._sentences is not None:
            # Many questions are put to one handling: of a short one all are read at once.
            self._told |= self._sentences(range(len(self)) if len(self) <= SHORT else lacking)
        near = (closeness(self._told.get(ordinal, b""), vector) for ordinal in ordinals)
        return np.array([float(found.max()) if len(found) else -1.0 for found in near])

    def _weight(self, term: int) -> float:
        weight = self._weights.get(term)
        if weight is None:
            place, many = self._places.get(term), len(self.vectors)
            held = 0 if place is None else len(self._rows(place))
            weight = self._weights[term] = log(1 + (many - held + 0.5) / (held + 0.5))
        return weight

    def _rows(self, place: int) -> list[int]:
        starts = self._postings.starts
        found: list[int] = self._postings.rows[int(starts[place]) : int(starts[place + 1])].tolist()
        return found


def bearing(matter: Matter, asked: Asked, vector: FloatArray, near: F64) -> float:
    """Return how far the portion of a handling that answers best bears on a question.

    ``vector`` is the centred question, ``near`` what ``matter.near`` says of it.
    """
    exact = matter.rare(asked.exact)
    own, said = np.zeros(len(near), dtype=np.bool_), np.zeros(len(near))
    for reading in asked.readings:
        spoken = matter.having(reading.mark)
        own |= spoken
        said = np.where(spoken, np.maximum(said, matter.covered(reading.terms)), said)
    worded = WORDS_WEIGHT * (said - np.maximum(near, 0)) + EXACT_WEIGHT * exact
    # In another language no words can be expected, and what is written alike everywhere stands in half of all passages.
    scores = near + np.where(own, worded, 0) - SLIGHT_LOSS * matter.slight
    foremost = np.argsort(-scores, kind="stable")[:FOREMOST]
    more = matter.sentence(foremost.tolist(), vector) - near[foremost]
    return float((scores[foremost] + SENTENCE_WEIGHT * np.maximum(more, 0)).max(initial=-1.0))


def enough(ground: float | None) -> float:
    """Return from which bearing on a question of this ground is answered."""
    return ENOUGH + SHARE * (USUAL if ground is None else ground)
