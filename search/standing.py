"""Standing questions against what has just become visible: which portions of one handling answer which of them.

An answer is a function of the question and of the portions of that handling alone: a meaning lies near enough, or a
portion holds every word of the question, in one of the languages it may be in. Word scores are no
measure here, as they are shares of the best of a whole scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from search import ranking
from search.analyser import tokens
from search.language import readings
from search.query import Query
from search.segment import Segment, keyed

FloatArray = NDArray[np.float32]
Rows = NDArray[np.int64]

NEARER = 0.04
"""So much nearer than for a result of search: a report has a hundred passages and may be about nothing that was asked.

Over 27 real reports 18 in a hundred that did not answer a question reached search's own nearness, and nine this one;
of those that did, 80 in a hundred and 72 (``benchmarks/alerts.py``).
"""

_HEAD = Struct("<II")
_SLACK = 1e-4
"""A product of matrices may round otherwise beside other questions; what is so near the threshold is summed alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A standing question: whose it is, what it asks, and its keyed terms by the language that it may be in."""

    search: str
    person: str
    query: Query
    terms: tuple[tuple[int, ...], ...]

    @property
    def wordless(self) -> bool:
        """Tell whether the question asks for all that its filters let through."""
        return not self.query.words.strip()


def terms_of(query: Query, key: bytes) -> tuple[tuple[int, ...], ...]:
    """Return the terms of a question by the language that it may be in, keyed as postings are."""
    terms = {
        tuple(sorted({keyed(token.term, key) for token in tokens(query.words, language)}))
        for language in readings(query.words) or (None,)
    }
    return tuple(sorted(terms - {()}))


def packed(terms: Sequence[Sequence[int]], vector: FloatArray | None) -> bytes:
    """Return what was worked out of a question as bytes: stemming 10,000 of them in every language takes a minute."""
    flat = [term for reading in terms for term in reading]
    lengths = np.array([len(reading) for reading in terms], dtype="<u4")
    coded = b"" if vector is None else vector.astype("<f4").tobytes()
    return _HEAD.pack(len(lengths), len(flat)) + lengths.tobytes() + np.array(flat, dtype="<u8").tobytes() + coded


def unpacked(raw: bytes) -> tuple[tuple[tuple[int, ...], ...], FloatArray | None]:
    """Return what ``packed`` made bytes of; raise ``ValueError`` where it is cut."""
    if len(raw) < _HEAD.size:
        raise ValueError("what was worked out of a question is cut short")
    readings_, flat = _HEAD.unpack_from(raw)
    at = _HEAD.size + 4 * readings_
    lengths = np.frombuffer(raw, "<u4", readings_, _HEAD.size).tolist()
    every = np.frombuffer(raw, "<u8", flat, at).tolist()
    coded = raw[at + 8 * flat :]
    ends = list(accumulate(lengths))
    terms = tuple(tuple(every[end - length : end]) for end, length in zip(ends, lengths, strict=True))
    return terms, np.frombuffer(coded, "<f4").astype(np.float32) if coded else None


class Matter:
    """What search keeps of one handling: a vector [portions, dimensions] of length one each, and its postings."""

    def __init__(self, handling: int, vectors: FloatArray, postings: Segment) -> None:
        """Take both as they are kept."""
        self.handling = handling
        self.vectors = vectors
        self._postings = postings
        self._places = {term: place for place, term in enumerate(postings.terms.tolist())}

    def together(self, terms: Sequence[int]) -> bool:
        """Tell whether one portion holds all of some keyed terms; none are held by nothing."""
        places = [self._places.get(term, -1) for term in terms]
        if not places or min(places) < 0:
            return False
        common = set(self._ordinals(places[0]))
        for place in places[1:]:
            common.intersection_update(self._ordinals(place))
        return bool(common)

    def _ordinals(self, place: int) -> list[int]:
        starts = self._postings.starts
        found: list[int] = self._postings.rows[int(starts[place]) : int(starts[place + 1])].tolist()
        return found


class Questions:
    """All standing questions, with their centred vectors as one matrix; changed between two looks only."""

    def __init__(self, dimensions: int) -> None:
        """Start empty."""
        self._known: dict[str, Question] = {}
        self._vectors: dict[str, FloatArray] = {}
        self._dimensions = dimensions
        self._table: list[Question] = []
        self._matrix: FloatArray = np.empty((0, dimensions), dtype=np.float32)
        self._of: dict[str, Rows] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)

    def put(self, question: Question, vector: FloatArray | None) -> None:
        """Add or replace a question; it has no vector where it has no words."""
        self._known[question.search] = question
        self._vectors[question.search] = np.zeros(self._dimensions, np.float32) if vector is None else vector
        self._of = {}

    def keep(self, searches: set[str]) -> None:
        """Drop all questions but these."""
        for search in self._known.keys() - searches:
            del self._known[search], self._vectors[search]
            self._of = {}

    def of(self, person: str) -> Rows:
        """Return the places of a person's questions."""
        if not self._of and self._known:
            self._tabulate()
        return self._of.get(person, _NONE)

    def __getitem__(self, place: int) -> Question:
        """Return the question of a place."""
        return self._table[place]

    def answered(self, matter: Matter, places: Rows) -> list[int]:
        """Return those of some places, ascending, whose questions a handling's portions answer."""
        near = places[near_enough(self._matrix[places], matter.vectors)].tolist() if len(places) else []
        worded = [place for place in places.tolist() if self._table[place].wordless or self._said(place, matter)]
        return sorted({place for place in near if not self._table[place].wordless} | set(worded))

    def _said(self, place: int, matter: Matter) -> bool:
        return any(matter.together(terms) for terms in self._table[place].terms)

    def _tabulate(self) -> None:
        self._table = sorted(self._known.values(), key=lambda question: (question.person, question.search))
        self._matrix = np.array([self._vectors[question.search] for question in self._table], dtype=np.float32)
        places: dict[str, list[int]] = {}
        for place, question in enumerate(self._table):
            places.setdefault(question.person, []).append(place)
        self._of = {person: np.array(held, dtype=np.int64) for person, held in places.items()}


_NONE = np.empty(0, dtype=np.int64)


def near_enough(questions: FloatArray, portions: FloatArray) -> NDArray[np.bool_]:
    """Tell of each question [n, dimensions] whether a portion [m, dimensions] lies near enough.

    The same whatever other questions are asked with it.
    """
    if not len(questions) or not len(portions):
        return np.zeros(len(questions), dtype=np.bool_)
    best: FloatArray = (questions @ portions.T).max(axis=1)
    enough = ranking.NEAR + NEARER
    near: NDArray[np.bool_] = best >= enough
    for place in np.flatnonzero(np.abs(best - enough) < _SLACK):
        alone = (portions.astype(np.float64) * questions[place].astype(np.float64)).sum(axis=1)
        near[place] = float(alone.astype(np.float32).max()) >= enough
    return near
