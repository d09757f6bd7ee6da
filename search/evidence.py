"""Evidence: the sentence of a portion that answers best, its words around it, and where it stands on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from repository.disclosure import Box, ReleasedPortion
from search.analyser import among, question_tokens
from search.figure import asks_for_figure, holding_figures

EXCERPT = 360
"""About how many characters an excerpt has: the best sentence and its neighbours."""

WORDS_WEIGHT = 0.1
FIGURE_WEIGHT = 0.04
LENGTH_WEIGHT = 0.02
COMMON = 0.3
"""So much of what all sentences of a passage have in common is taken out of each before they are compared."""
NEARLY, NEARLY_FOREIGN = 0.04, 0.08
"""A second sentence is highlighted where it scores so little less than the best, in the question's language and in
another one, where no word helps to choose."""
_SMALLEST = 1e-9

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage shown for a result; ``highlights`` are offsets into ``excerpt``, ``boxes`` PDF points."""

    portion: ReleasedPortion
    page: int
    excerpt: str
    highlights: tuple[Span, ...]
    boxes: tuple[Box, ...]
    matched: str


def sentences_to_bytes(matrix: NDArray[np.float32]) -> bytes:
    """Return sentence vectors [n, dimensions] of length one as int8, 127 for 1.0."""
    return np.clip(np.rint(matrix * 127), -127, 127).astype(np.int8).tobytes()


def closeness(raw: bytes, question: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how near each of the stored sentence vectors lies to the question [dimensions].

    Nothing where there is none, or where they are another model's.
    """
    if not raw or len(raw) % len(question):
        return np.empty(0)
    matrix = np.frombuffer(raw, np.int8).reshape(-1, len(question))
    near: NDArray[np.float64] = (matrix.astype(np.float64) * question).sum(axis=1) / 127
    return near


def best_sentence(raw: bytes, question: NDArray[np.float32]) -> int:
    """Return which of the stored sentence vectors lies nearest to the question [dimensions].

    The first of several; 0 where there is none, or where they are another model's.
    """
    near = closeness(raw, question)
    return int(near.argmax()) if len(near) else 0


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question looks for in a sentence: its terms, its words, and whether it asks for a figure."""

    terms: frozenset[str]
    words: str
    figure: bool

    def speaks(self, language: str | None) -> bool:
        """Tell whether the question may be in a language."""
        return any(term.startswith(f"{language}:") for term in self.terms)


def asked_for(words: str) -> Sought:
    """Return what a question looks for."""
    return Sought(frozenset(token.term for token in question_tokens(words)), words, asks_for_figure(words))


def telling(
    text: str,
    spans: Sequence[Span],
    language: str | None,
    raw: bytes,
    question: NDArray[np.float32],
    asked: Sought,
) -> tuple[int, ...]:
    """Return which sentences of a passage answer best: the one, and a second where it is nearly as good.

    Beside nearness count those words of the question that are rare in the passage, numbers where it asks for one, and
    a little the length of a sentence: cross-headings lie near to much and say nothing.
    """
    near = _parted(raw, question)
    if not len(near) or len(near) != len(spans):
        return (0,)
    said = [text[start:end] for start, end in spans]
    long = np.log(np.maximum([len(one) for one in said], 1))
    scores = near + WORDS_WEIGHT * _worded(said, language, asked.terms) + LENGTH_WEIGHT * long
    if asked.figure:
        scores += FIGURE_WEIGHT * np.array(holding_figures(said, asked.words))
    order = np.argsort(-scores, kind="stable")[:2].tolist()
    enough = NEARLY if asked.speaks(language) else NEARLY_FOREIGN
    second = len(order) > 1 and scores[order[0]] - scores[order[1]] < enough
    return tuple(order) if second else (order[0],)


def _parted(raw: bytes, question: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how near each sentence lies to the question, with less of what all of its passage have in common."""
    near = closeness(raw, question)
    if len(near) <= 1:
        return near
    matrix = np.frombuffer(raw, np.int8).reshape(len(near), -1).astype(np.float64) / 127
    common = matrix.sum(axis=0)
    common /= max(float(np.sqrt((common * common).sum())), _SMALLEST)
    shared = (matrix * common).sum(axis=1)
    left = near - COMMON * shared * float((common * question).sum())
    lengths = np.sqrt(np.maximum(1 - (2 * COMMON - COMMON * COMMON) * shared * shared, _SMALLEST))
    parted: NDArray[np.float64] = left / lengths
    return parted


def _worded(said: Sequence[str], language: str | None, asked: frozenset[str]) -> NDArray[np.float64]:
    """Return the share of the question's words in each sentence, each by how rare it is among the sentences."""
    held = among(asked, said, language)
    often = Counter(term for terms in held for term in terms)
    weight = {term: log(1 + len(held) / count) for term, count in often.items()}
    # In the order of their spelling, so that the sums are the same in every process.
    sums = np.array([sum(weight[term] for term in sorted(terms)) for terms in held])
    total = sum(weight[term] for term in sorted(weight))
    shares: NDArray[np.float64] = sums / total if total else np.zeros(len(held))
    return shares


def show(portion: ReleasedPortion, sentence: int | Sequence[int], matched: str) -> Evidence:
    """Return the evidence of a portion around one of its sentences, on the page where that sentence begins.

    Of several the first is the best; others are highlighted where they lie in a stretch that stays short.
    """
    spans = portion.sentences or ((0, len(portion.text)),)
    wanted = [sentence] if isinstance(sentence, int) else list(sentence) or [0]
    chosen = [min(one, len(spans) - 1) for one in wanted]
    low, high = min(chosen), max(chosen)
    if spans[high][1] - spans[low][0] > 2 * EXCERPT:
        chosen, low, high = chosen[:1], chosen[0], chosen[0]
    first, last = _around(spans, low, high)
    best = spans[chosen[0]]
    start, end = best[0], min(best[1], last)
    page = portion.page_of(start, end)
    parts = sorted({(spans[one][0], min(spans[one][1], last)) for one in chosen})
    boxes = [box for a, b in parts if portion.page_of(a, b) == page for box in portion.boxes(a, b)]
    return Evidence(
        portion=portion,
        page=page,
        excerpt=portion.text[first:last],
        highlights=tuple((a - first, b - first) for a, b in parts),
        boxes=tuple(dict.fromkeys(boxes)),
        matched=matched,
    )


def _around(spans: tuple[Span, ...], low: int, high: int) -> Span:
    """Return the stretch of whole sentences around some, grown on both sides while it stays short."""
    while True:
        grown = False
        if high + 1 < len(spans) and spans[high + 1][1] - spans[low][0] <= EXCERPT:
            high, grown = high + 1, True
        if low > 0 and spans[high][1] - spans[low - 1][0] <= EXCERPT:
            low, grown = low - 1, True
        if not grown:
            break
    start, end = spans[low][0], spans[high][1]
    return (start, end) if end - start <= 4 * EXCERPT else (start, start + 4 * EXCERPT)
