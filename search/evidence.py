"""Evidence: the sentence of a portion that answers best, its words around it, and where it stands on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from repository.disclosure import Box, ReleasedPortion
from search.analyser import question_tokens, tokens

EXCERPT = 360
"""About how many characters an excerpt has: the best sentence and its neighbours."""

WORDS_WEIGHT = 0.1
LENGTH_WEIGHT = 0.02
NEARLY = 0.04
"""A second sentence is highlighted where it scores so little less than the best."""

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


def telling(
    text: str,
    spans: Sequence[Span],
    language: str | None,
    raw: bytes,
    question: NDArray[np.float32],
    asked: frozenset[str],
) -> tuple[int, ...]:
    """Return which sentences of a passage answer best: the one, and a second where it is nearly as good.

    ``asked`` are the terms of the question, as ``asked_for`` gives them. Beside nearness count those words of the
    question that are rare in the passage, and a little the length of a sentence: cross-headings lie near to much
    and say nothing.
    """
    near = closeness(raw, question)
    if not len(near) or len(near) != len(spans):
        return (0,)
    said = [text[start:end] for start, end in spans]
    long = np.log(np.maximum([len(one) for one in said], 1))
    scores = near + WORDS_WEIGHT * _worded(said, language, asked) + LENGTH_WEIGHT * long
    order = np.argsort(-scores, kind="stable")[:2].tolist()
    second = len(order) > 1 and scores[order[0]] - scores[order[1]] < NEARLY
    return tuple(order) if second else (order[0],)


def asked_for(words: str) -> frozenset[str]:
    """Return the terms of a question."""
    return frozenset(token.term for token in question_tokens(words))


def _worded(said: Sequence[str], language: str | None, asked: frozenset[str]) -> NDArray[np.float64]:
    """Return the share of the question's words in each sentence, each by how rare it is among the sentences."""
    held = [asked.intersection(token.term for token in tokens(one, language)) for one in said]
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
