"""A small deterministic encoder of our own, for tests that need many vectors and no meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from search.encoder import Encoded, FloatArray, Span

DIMENSIONS = 64
GRAM = 4
WORD = re.compile(r"\w+")


@lru_cache(maxsize=50_000)
def place(gram: str) -> tuple[int, float]:
    """Return the dimension and the sign that a piece of a word falls on."""
    digest = hashlib.blake2b(gram.encode(), digest_size=3).digest()
    return int.from_bytes(digest[:2], "little") % DIMENSIONS, 1.0 if digest[2] & 1 else -1.0


class HashingEncoder:
    """Words and their four-letter pieces hashed to 64 dimensions: texts that share words are alike."""

    dimensions = DIMENSIONS
    fingerprint = "hashing-64"

    def count(self, text: str) -> int:
        """Count words."""
        return len(WORD.findall(text))

    def query(self, text: str) -> FloatArray:
        """Encode a question as a passage is encoded."""
        return self._vector(text)

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode each text, and each sentence on its own."""
        encoded = []
        for text, spans in zip(texts, sentences, strict=True):
            rows = np.zeros((len(spans), DIMENSIONS), dtype=np.float32)
            for number, (start, end) in enumerate(spans):
                rows[number] = self._vector(text[start:end])
            encoded.append(Encoded(self._vector(text), rows))
        return encoded

    def _vector(self, text: str) -> FloatArray:
        total = np.zeros(DIMENSIONS, dtype=np.float64)
        for word in WORD.findall(text.casefold()):
            grams = [f"^{word}$"] + [word[at : at + GRAM] for at in range(len(word) - GRAM + 1)]
            for gram in grams:
                where, sign = place(gram)
                total[where] += sign / len(grams)
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)
