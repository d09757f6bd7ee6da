"""A collection searched as the engine searches it, and beside it by words alone, by the model alone, and by RRF.

Vectors, postings, marks, ranking and the choice of sentences are the product's own functions; only the database is
left out: vectors come from a cache and are kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.embedded import Cache
from search.absent import worded
from search.centring import Centring
from search.encoder import FloatArray
from search.evidence import asked_for, closeness, sentences_to_bytes, telling
from search.lexicon import Lexicon, View
from search.places import Place
from search.ranking import Ranked, Terms, faint, rank
from search.segment import encode
from search.sentence import Span, sentences
from search.sharpening import weighed
from search.terms import indexed
from search.vectors import Vectors

KEY = b"benchmarks/collection.py, no secret"
RANKED = 1000
_RRF = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage under the name by which answers know it, with the headings it is embedded with."""

    name: str
    text: str
    language: str | None
    heading: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    """On which page each of its sentences begins, where that is known."""

    @property
    def context(self) -> str:
        """What stands before the text when it is embedded."""
        return "".join(f"{heading}\n" for heading in self.heading)

    @property
    def spans(self) -> list[Span]:
        """Where its sentences stand in the text."""
        return _spans(self.text, self.language)


@lru_cache(maxsize=50_000)
def _spans(text: str, language: str | None) -> list[Span]:
    return sentences(text, language)


@dataclass(frozen=True, slots=True)
class Model:
    """An encoder that remembers, and where the languages lie in it."""

    cache: Cache
    centring: Centring

    def passage(self, passage: Passage) -> tuple[FloatArray, FloatArray]:
        """Return the vector and those of the sentences, as they come from the model."""
        shift = len(passage.context)
        moved = [(start + shift, end + shift) for start, end in passage.spans]
        made = self.cache.passages([passage.context + passage.text], [moved])[0]
        return made.vector, made.sentences


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what the model makes of it."""

    words: str
    raw: FloatArray
    centred: FloatArray
    other: FloatArray | None = None


class Collection:
    """Passages of some documents, a handling each."""

    def __init__(self, model: Model, documents: Iterable[Sequence[Passage]], other: Cache | None = None) -> None:
        """Embed and index the documents' passages; ``other`` is another model to compare with."""
        self.passages: dict[Place, Passage] = {}
        self._model, self._other = model, other
        self._vectors, lexicon = Vectors(model.cache.dimensions), Lexicon()
        self._sentences: dict[Place, bytes] = {}
        raw: list[FloatArray] = []
        others: list[FloatArray] = []
        for handling, passages in enumerate(documents):
            made = [model.passage(passage) for passage in passages]
            self._vectors.put(handling, np.stack([model.centring.passage(vector) for vector, _ in made]))
            lexicon.put(handling, encode([indexed(p.heading, p.text, p.language) for p in passages], KEY))
            for ordinal, (passage, (vector, said)) in enumerate(zip(passages, made, strict=True)):
                self.passages[handling, ordinal] = passage
                self._sentences[handling, ordinal] = sentences_to_bytes(model.centring.passage(said))
                raw.append(vector)
                if other is not None:
                    others.append(other.passages([passage.context + passage.text], [[]])[0].vector)
        self._raw = np.stack(raw)
        self._others = np.stack(others) if others else None
        self._places = list(self.passages)
        self._handlings = np.arange(len(self.passages) and self._places[-1][0] + 1, dtype=np.int64)
        self._view: View = lexicon.view(self._handlings)

    def asked(self, words: str) -> Asked:
        """Return a question to be put."""
        raw = self._model.cache.query(words)
        other = self._other.query(words) if self._other is not None else None
        return Asked(words, raw, self._model.centring.query(raw), other)

    def rankings(self) -> dict[str, Callable[[Asked], list[Place]]]:
        """Return the ways to rank, by name; best first."""
        ways: dict[str, Callable[[Asked], list[Place]]] = {
            "BM25": self._words,
            "model": lambda asked: self._dots(self._raw, asked.raw),
            "model, centred": self._centred,
            "RRF": self._rrf,
            "Concord": self.concord,
        }
        others = self._others
        if others is not None:
            ways["MiniLM"] = lambda asked: [] if asked.other is None else self._dots(others, asked.other)
        return ways

    def concord(self, asked: Asked) -> list[Place]:
        """Rank as the engine does, over all that it keeps."""
        return [(portion.handling, portion.ordinal) for portion in self.ranked(asked)]

    def ranked(self, asked: Asked) -> list[Ranked]:
        """Return the portions as the engine orders them."""
        terms = Terms.of(asked.words, KEY)
        ranked, _ = rank(self._vectors, self._view, asked.centred, terms, self._handlings)

        def nearest(places: Sequence[Place]) -> Mapping[Place, float]:
            near = {place: closeness(self._sentences[place], asked.centred) for place in places}
            return {place: float(found.max()) for place, found in near.items() if len(found)}

        return weighed(ranked, nearest)

    def absent(self, asked: Asked, ranked: Sequence[Ranked]) -> tuple[str, ...]:
        """Return which words of a question an answer would say stand nowhere."""
        return worded(asked.words, (), self._view, KEY, ranked).lacking

    def faint(self, asked: Asked, ranked: Sequence[Ranked]) -> bool:
        """Tell whether an answer would say that nothing says this clearly."""
        words = worded(asked.words, (), self._view, KEY, ranked)
        return faint(ranked, nowhere=words.nowhere, together=words.together)

    def shown(self, place: Place, asked: Asked) -> list[str]:
        """Return the sentences that are highlighted in a passage, the best first."""
        passage = self.passages[place]
        if not passage.spans:
            return [passage.text]
        return [passage.text[slice(*passage.spans[one])] for one in self.told(place, asked)]

    def told(self, place: Place, asked: Asked) -> tuple[int, ...]:
        """Return which sentences of a passage are highlighted, the best first."""
        one, said = self.passages[place], asked_for(asked.words)
        return telling(one.text, one.spans, one.language, self._sentences[place], asked.centred, said)

    def _words(self, asked: Asked) -> list[Place]:
        hits = self._view.search(Terms.of(asked.words, KEY).all, RANKED)
        return list(zip(hits.handlings.tolist(), hits.ordinals.tolist(), strict=True))

    def _centred(self, asked: Asked) -> list[Place]:
        found = self._vectors.nearest(asked.centred, self._handlings, RANKED)
        return list(zip(found.handlings.tolist(), found.ordinals.tolist(), strict=True))

    def _dots(self, matrix: FloatArray, question: FloatArray) -> list[Place]:
        scores: NDArray[np.float32] = matrix @ question
        return [self._places[number] for number in np.argsort(-scores, kind="stable")[:RANKED]]

    def _rrf(self, asked: Asked) -> list[Place]:
        scores: dict[Place, float] = {}
        for ranking in (self._words(asked), self._centred(asked)):
            for place, portion in enumerate(ranking[:100]):
                scores[portion] = scores.get(portion, 0.0) + 1 / (_RRF + place + 1)
        return sorted(scores, key=lambda portion: -scores[portion])
