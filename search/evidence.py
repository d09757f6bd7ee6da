"""Evidence: the sentence of a portion that answers best, its words around it, and where it stands on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repository.disclosure import Box, ReleasedPortion

EXCERPT = 360
"""About how many characters an excerpt has: the best sentence and its neighbours."""

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


def best_sentence(raw: bytes, question: NDArray[np.float32]) -> int:
    """Return which of the stored sentence vectors lies nearest to the question [dimensions].

    The first of several; 0 where there is none, or where they are another model's.
    """
    if not raw or len(raw) % len(question):
        return 0
    matrix = np.frombuffer(raw, np.int8).reshape(-1, len(question))
    return int((matrix.astype(np.float64) * question).sum(axis=1).argmax())


def show(portion: ReleasedPortion, sentence: int, matched: str) -> Evidence:
    """Return the evidence of a portion around one of its sentences, on the page where that sentence begins."""
    spans = portion.sentences or ((0, len(portion.text)),)
    chosen = min(sentence, len(spans) - 1)
    first, last = _around(spans, chosen)
    start, end = spans[chosen][0], min(spans[chosen][1], last)
    return Evidence(
        portion=portion,
        page=portion.page_of(start, end),
        excerpt=portion.text[first:last],
        highlights=((start - first, end - first),),
        boxes=tuple(portion.boxes(start, end)),
        matched=matched,
    )


def _around(spans: tuple[Span, ...], sentence: int) -> Span:
    """Return the stretch of whole sentences around one, grown on both sides while it stays short."""
    low = high = sentence
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
