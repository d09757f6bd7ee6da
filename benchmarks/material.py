"""Works that benchmarks of search stand on: real reports and passages, and as many as wanted made of their sentences.

Passages are cut once and kept under ``.bench``; their vectors are kept by ``benchmarks/embedded.py``. A generated
portion is seven real sentences, most of them of one matter, and three words that hardly any other has: its text, its
sentences' vectors and its terms are real, its own vector is their mean with some noise. So a million portions cost no
embedding, and a real question meets what it would meet: near ones, far ones, and its words in many.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.collection import Model, Passage
from benchmarks.embedded import folder
from benchmarks.reports import reports
from benchmarks.retrieval import labelled
from ingest.portions import cut
from ingest.text import read
from search import vocabulary
from search.analyser import ANALYSER, UNKNOWN, tokens
from search.encoder import FloatArray
from search.evidence import sentences_to_bytes
from search.language import detect
from search.segment import HEAD, HIGHEST_COUNT, LONGEST_PORTION, encode, keyed
from search.sentence import Span
from search.terms import indexed
from search.vocabulary import plain_words

WORKS = 20_000
"""So many works hold a million portions; their sizes are lognormal."""
REAL = 10_000
EVERY = 4
"""Of so many real passages one lends its sentences to generated ones."""
TOGETHER = 10
"""So many passages that are no report's make a work."""
SENTENCES, MADE = 7, 3
OWN_MATTER = 0.85
NEIGHBOURS = 40
NOISE = 0.35

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Work:
    """One work as search keeps it: portions with sentence spans, vectors [n, dimensions], postings and words."""

    title: str
    texts: Sequence[str]
    spans: Sequence[Sequence[Span]]
    headings: Sequence[Sequence[str]]
    languages: Sequence[str | None]
    vectors: FloatArray
    sentences: Sequence[bytes]
    postings: bytes
    words: bytes


def passages(root: Path, model: Model) -> list[list[Passage]]:
    """Return real works until there are 10,000 passages: reports, then passages in three languages."""
    kept = folder() / "passages.json"
    if not kept.exists():
        made = [*reports(root, model).values(), *_others(root, model)]
        kept.write_text(json.dumps([[asdict(one) for one in work] for work in made], ensure_ascii=False), "utf-8")
    found: list[list[Passage]] = []
    for work in json.loads(kept.read_text("utf-8")):
        left = REAL - sum(map(len, found))
        if work and left > 0:
            found.append([Passage(**{**one, "heading": tuple(one["heading"])}) for one in work[:left]])
    return found


def _others(root: Path, model: Model) -> Iterator[list[Passage]]:
    for name, of in (("xquad/en", "en"), ("xquad/es", "es"), ("xquad/ar", "ar"), ("piaf-fr", "fr")):
        known = list(labelled(root / "ir" / name).passages.items())
        for start in range(0, len(known), TOGETHER):
            yield [Passage(f"{name}/{key}", text, of) for key, text in known[start : start + TOGETHER]]
    for name, text in labelled(root / "ir" / "annoctr").passages.items():
        portions = cut(read(text.encode(), lambda *_: None), model.cache.count)
        yield [
            Passage(f"{name}#{n}", one.text, detect(one.text) or "en", one.heading) for n, one in enumerate(portions)
        ]


def real(works: Sequence[Sequence[Passage]], model: Model, key: bytes) -> Iterator[Work]:
    """Yield works as ingest would index them; ``key`` is that of the postings."""
    for work in works:
        made = [model.passage(one) for one in work]
        texts = ["\n".join((*one.heading, one.text)) for one in work]
        yield Work(
            title=work[0].name.partition("#")[0],
            texts=[one.text for one in work],
            spans=[one.spans for one in work],
            headings=[one.heading for one in work],
            languages=[one.language for one in work],
            vectors=np.stack([model.centring.passage(vector) for vector, _ in made]),
            sentences=[sentences_to_bytes(model.centring.passage(said)) for _, said in made],
            postings=encode([indexed(one.heading, one.text, one.language) for one in work], key),
            words=vocabulary.encode(texts),
        )


@dataclass(slots=True)
class _Stock:
    """Real sentences: their texts, vectors, words and terms, and to which passages they belong."""

    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    words: list[set[str]] = field(default_factory=list)
    terms: list[U64] = field(default_factory=list)
    vectors: list[FloatArray] = field(default_factory=list)
    of: list[str] = field(default_factory=list)

    def add(self, passage: Passage, owner: int, vectors: FloatArray, key: bytes) -> None:
        """Add a passage's sentences; one that the model did not read is left out."""
        of = passage.language or UNKNOWN
        for (start, end), vector in zip(passage.spans, vectors, strict=True):
            text = passage.text[start:end].replace("\n", " ")
            if not vector.any():
                continue
            self.texts.append(text)
            self.owners.append(owner)
            self.of.append(of)
            self.words.append(set(plain_words(text)))
            self.vectors.append(vector)
            said = [keyed(token.term, key) for token in tokens(text, passage.language)]
            self.terms.append(np.array(said, dtype=np.uint64))


class Generated:
    """Works of a number of portions, drawn from real sentences; each of them is a function of its number."""

    def __init__(self, works: Sequence[Sequence[Passage]], model: Model, key: bytes, portions: int) -> None:
        """Take the real works apart; ``key`` is that of the postings."""
        rng = np.random.default_rng(1)
        raw = rng.lognormal(0, 1, max(10, WORKS * portions // 1_000_000))
        self.sizes: I64 = np.maximum(1, np.round(raw * portions / raw.sum())).astype(np.int64)
        stock = _Stock()
        means: list[FloatArray] = []
        self._names: list[str] = []
        for passage in (one for work in works for one in work):
            vector, said = model.passage(passage)
            stock.add(passage, len(means), model.centring.passage(said), key)
            means.append(model.centring.passage(vector))
            self._names.append(passage.name)
        self._stock = stock
        self._means, self._vectors = np.stack(means), np.stack(stock.vectors)
        self._codes: NDArray[np.int8] = np.frombuffer(sentences_to_bytes(self._vectors), np.int8).reshape(
            self._vectors.shape
        )
        self._owners = np.array(stock.owners)
        self._languages = np.array(stock.of)
        self._length = np.array([len(terms) for terms in stock.terms])
        self._starts = np.concatenate([[0], np.cumsum(self._length)])
        # As a collection grows so does the number of its words, more slowly (Heaps).
        self._made: U64 = rng.integers(1, 1 << 63, int(8 * portions**0.78), dtype=np.uint64)
        marks = {of: keyed(f"{of}:", key) for of in sorted(set(stock.of))}
        told = np.array([*marks.values()], dtype=np.uint64)
        self._terms, numbers = np.unique(np.concatenate([*stock.terms, self._made, told]), return_inverse=True)
        self._numbers, rest = np.split(numbers, [self._starts[-1]])
        self._made_numbers, last = np.split(rest, [len(self._made)])
        self._marks = dict(zip(marks, last.tolist(), strict=True))

    def __iter__(self) -> Iterator[Work]:
        """Yield all works."""
        return map(self.work, range(len(self.sizes)))

    def work(self, number: int) -> Work:
        """Return the work of a number."""
        rng, rows = np.random.default_rng((1, number)), int(self.sizes[number])
        anchor = int(rng.integers(len(self._owners)))
        fellows = np.flatnonzero(self._languages == self._languages[anchor])
        near = np.argpartition(-(self._means @ self._means[self._owners[anchor]]), NEIGHBOURS)[:NEIGHBOURS]
        own = fellows[np.isin(self._owners[fellows], near)]
        shape = rows, SENTENCES
        picked = np.where(rng.random(shape) < OWN_MATTER, rng.choice(own, shape), rng.choice(fellows, shape))
        made = rng.integers(0, len(self._made), (rows, MADE))
        written = [
            _written([self._stock.texts[one] for one in row], rare) for row, rare in zip(picked, made, strict=True)
        ]
        words = set().union(*(self._stock.words[one] for one in np.unique(picked).tolist()))
        words |= {_word(one) for one in np.unique(made).tolist()}
        of = str(self._languages[anchor])
        return Work(
            title=f"{self._names[self._owners[anchor]].partition('#')[0]} {number}",
            texts=[text for text, _ in written],
            spans=[spans for _, spans in written],
            headings=[()] * rows,
            languages=[None if of == UNKNOWN else of] * rows,
            vectors=self._meant(picked, rng),
            # The made words are a sentence that is never the best.
            sentences=[self._codes[row].tobytes() + bytes(self._codes.shape[1]) for row in picked],
            postings=self._posted(picked, made, self._marks[of]),
            # They are folded already; what ``vocabulary.encode`` does besides would take longer than all the rest.
            words=zlib.compress("\n".join(sorted(words)).encode(), 1),
        )

    def _meant(self, picked: I64, rng: np.random.Generator) -> FloatArray:
        mean = _unit(self._vectors[picked].sum(axis=1))
        noise = rng.standard_normal(mean.shape, dtype=np.float32)
        return _unit(mean + NOISE * _unit(noise))

    def _posted(self, picked: I64, made: I64, mark: int) -> bytes:
        """Return the postings of portions as ``segment.encode`` would; ``mark`` is the number of their language's."""
        long = self._length[picked]
        flat = np.repeat(self._starts[picked.ravel()], long.ravel())
        inside = np.arange(len(flat)) - np.repeat(np.cumsum(long.ravel()) - long.ravel(), long.ravel())
        rows = len(picked)
        terms = np.concatenate([self._numbers[flat + inside], self._made_numbers[made.ravel()], np.full(rows, mark)])
        every = np.arange(rows)
        places = np.concatenate([np.repeat(every, long.sum(axis=1)), np.repeat(every, MADE), every])
        pairs, counts = np.unique(terms * rows + places, return_counts=True)
        lengths = np.minimum(long.sum(axis=1) + MADE + 1, LONGEST_PORTION)
        parts = (
            HEAD.pack(rows, ANALYSER, len(pairs)),
            lengths.astype("<u2").tobytes(),
            self._terms[pairs // rows].astype("<u8").tobytes(),
            (pairs % rows).astype("<u2").tobytes(),
            np.minimum(counts, HIGHEST_COUNT).astype("u1").tobytes(),
        )
        return b"".join(parts)


def _written(said: Sequence[str], rare: I64) -> tuple[str, list[Span]]:
    """Return the text of sentences and some made words, and where they stand in it."""
    spans, at = [], 0
    every = [*said, f"{' '.join(map(_word, rare.tolist())).capitalize()}."]
    for one in every:
        spans.append((at, at + len(one)))
        at += len(one) + 1
    return " ".join(every), spans


def _word(number: int) -> str:
    """Return a word for a number, one of its own."""
    said = ""
    while number or not said:
        number, rest = divmod(number, 70)
        said += "bcdfghklmnprst"[rest % 14] + "aeiou"[rest // 14]
    return f"{said}qu"


def _unit(matrix: FloatArray) -> FloatArray:
    unit: FloatArray = (matrix / np.maximum(np.linalg.norm(matrix, axis=-1, keepdims=True), 1e-9)).astype(np.float32)
    return unit


def works_of(size: int, root: Path, model: Model, key: bytes) -> Iterator[Work]:
    """Return so many portions: the real ones up to 10,000, beyond it generated ones."""
    found = passages(root, model)
    if size <= REAL:
        return real(found, model, key)
    return iter(Generated([work[::EVERY] for work in found], model, key, size))
