"""Standing questions against what has just become visible: which of them one handling answers.

An answer is a function of the question and of the portions of that handling alone: one of them bears on it far enough,
by its meaning, its best sentence and its words together (``search/bearing.py``), or holds every word of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from search.bearing import NEAR, Asked, Matter, Reading, bearing, enough
from search.encoder import FloatArray
from search.query import Query
from search.terms import Terms, loose
from search.vocabulary import plain_words

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_HEAD = Struct("<IIIBfI")
_FEW = 12
_NONE = np.empty(0, dtype=np.int64)
_SLACK = 1e-4
"""A product of matrices may round otherwise beside other questions; what may be near enough is summed alone."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What is worked out of a question: by what it is put, and its ground (``search/ground.py``), if it has one.

    ``counted`` is how many handlings its owner had come to see when the ground was taken.
    """

    asked: Asked
    ground: float | None = None
    counted: int = 0

    def outdated(self, counted: int) -> bool:
        """Tell whether the ground is to be taken anew: its owner sees twice as much by now."""
        return counted >= 2 * self.counted + _FEW


@dataclass(frozen=True, slots=True)
class Question:
    """A standing question: whose it is, what it asks, and what was worked out of it; ``version`` is that of its row."""

    search: str
    person: str
    query: Query
    worked: Worked
    version: int = 0

    @property
    def asked(self) -> Asked:
        """Return by what it is put."""
        return self.worked.asked

    @property
    def wordless(self) -> bool:
        """Tell whether the question asks for all that its filters let through."""
        return not self.query.words.strip()


def asked_by(query: Query, key: bytes) -> Asked:
    """Return by what a question is put: its terms by the language that it may be in, keyed as postings are."""
    found = Terms.of(query.words, key)
    spoken = zip(found.languages, found.readings, strict=True)
    return Asked(
        tuple(Reading(mark, tuple(sorted(terms))) for mark, terms in spoken),
        tuple(sorted(found.exact)),
        any(map(loose, query.phrases)),
        _literal(query),
    )


def _literal(query: Query) -> bool:
    """Tell whether a question asks for phrases and for nothing beside them."""
    said = {word for phrase in query.phrases for word in plain_words(phrase)}
    return bool(query.phrases) and said.issuperset(plain_words(query.words))


def packed(worked: Worked, vector: FloatArray | None) -> bytes:
    """Return what was worked out of a question as bytes: stemming 10,000 of them in every language takes a minute."""
    asked = worked.asked
    lengths = np.array([len(reading.terms) for reading in asked.readings], dtype="<u4")
    flat = [*asked.exact, *(reading.mark for reading in asked.readings)]
    flat += [term for reading in asked.readings for term in reading.terms]
    coded = b"" if vector is None else vector.astype("<f4").tobytes()
    flags, ground = asked.loose + 2 * asked.literal, -1.0 if worked.ground is None else worked.ground
    head = _HEAD.pack(len(lengths), len(asked.exact), len(flat), flags, ground, worked.counted)
    return head + lengths.tobytes() + np.array(flat, dtype="<u8").tobytes() + coded


def unpacked(raw: bytes) -> tuple[Worked, FloatArray | None]:
    """Return what ``packed`` made bytes of; raise ``ValueError`` where it is cut."""
    if len(raw) < _HEAD.size:
        raise ValueError("what was worked out of a question is cut short")
    many, exact, flat, flags, ground, counted = _HEAD.unpack_from(raw)
    at = _HEAD.size + 4 * many
    lengths = np.frombuffer(raw, "<u4", many, _HEAD.size).tolist()
    every = np.frombuffer(raw, "<u8", flat, at).tolist()
    coded = raw[at + 8 * flat :]
    marks, terms = every[exact : exact + many], every[exact + many :]
    ends = list(accumulate(lengths))
    spoken = tuple(
        Reading(mark, tuple(terms[end - length : end])) for mark, end, length in zip(marks, ends, lengths, strict=True)
    )
    asked = Asked(spoken, tuple(every[:exact]), bool(flags & 1), bool(flags & 2))
    worked = Worked(asked, None if ground < 0 else round(ground, 4), counted)
    return worked, np.frombuffer(coded, "<f4").astype(np.float32) if coded else None


class Questions:
    """All standing questions, with their centred vectors as one matrix; changed between two looks only."""

    def __init__(self, dimensions: int) -> None:
        """Start empty."""
        self._known: dict[str, Question] = {}
        self._vectors: dict[str, FloatArray] = {}
        self._dimensions = dimensions
        self._table: list[Question] = []
        self._matrix: FloatArray = np.empty((0, dimensions), dtype=np.float32)
        self._always: Flags = np.empty(0, dtype=np.bool_)
        self._terms: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._starts, self._owners = _NONE, _NONE
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
        """Return those of some places, ascending, whose questions a handling's portions answer.

        Of questions that ask for phrases alone those that it may answer: whether it does is read in its text.
        """
        if not len(places):
            return []
        near = matter.best(self._matrix[places]) >= NEAR - _SLACK
        said = self._standing(matter)[places]
        maybe = np.flatnonzero(near | said | self._always[places])
        found = (
            int(places[at]) for at in maybe if self._answers(int(places[at]), matter, bool(near[at]), bool(said[at]))
        )
        return sorted(found)

    def _standing(self, matter: Matter) -> Flags:
        """Tell of each question whether all words of one of its alternatives stand somewhere in a handling."""
        flags = np.zeros(len(self._table), dtype=np.bool_)
        if len(self._starts):
            whole = np.logical_and.reduceat(matter.stands(self._terms), self._starts)
            flags[self._owners[whole]] = True
        return flags

    def _answers(self, place: int, matter: Matter, near: bool, stands: bool) -> bool:
        question = self._table[place]
        asked = question.asked
        if self._always[place] or (stands and said(asked, matter)):
            return True
        if not near:
            return False
        vector = self._matrix[place]
        cosines = matter.near(vector)
        if float(cosines.max()) < NEAR:
            return False
        return asked.literal or bearing(matter, asked, vector, cosines) >= enough(question.worked.ground)

    def outdated(self, person: str, counted: int) -> list[str]:
        """Return a person's searches whose ground is to be taken anew; ``counted`` handlings she has come to see."""
        mine = (self._table[place] for place in self.of(person).tolist())
        return [one.search for one in mine if not one.wordless and one.worked.outdated(counted)]

    def _tabulate(self) -> None:
        self._table = sorted(self._known.values(), key=lambda question: (question.person, question.search))
        self._matrix = np.array([self._vectors[question.search] for question in self._table], dtype=np.float32)
        self._always = np.array([one.wordless or one.asked.loose for one in self._table], dtype=np.bool_)
        held = [(place, terms) for place, one in enumerate(self._table) for terms in alternatives(one.asked) if terms]
        lengths = np.array([len(terms) for _, terms in held], dtype=np.int64)
        self._terms = np.array([term for _, terms in held for term in terms], dtype=np.uint64)
        self._starts = np.cumsum(lengths) - lengths
        self._owners = np.array([place for place, _ in held], dtype=np.int64)
        places: dict[str, list[int]] = {}
        for place, question in enumerate(self._table):
            places.setdefault(question.person, []).append(place)
        self._of = {person: np.array(own, dtype=np.int64) for person, own in places.items()}


def said(asked: Asked, matter: Matter) -> bool:
    """Tell whether one portion holds every word of a question, in one of the languages it may be in."""
    return any(matter.together(terms) for terms in alternatives(asked))


def alternatives(asked: Asked) -> Iterator[tuple[int, ...]]:
    """Yield all words of a question in each of the languages that it may be in."""
    yield from ((*reading.terms, *asked.exact) for reading in asked.readings)
    if not asked.readings:
        yield asked.exact
