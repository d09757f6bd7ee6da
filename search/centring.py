"""Languages put on one centre: what a vector says of its language goes, what it says of its topic stays.

A multilingual model gives every language a region of its own, so that passages in the language of the
question win whatever they say. Public passages and questions shipped with the product, parallel in five
languages, show where those regions lie: the mean over all is subtracted, and the few directions in which
the languages' means differ are projected out. Neither side needs to know its language, so a short question
that no detector recognises fares as well as any. Nothing of the repository's contents enters (promise P1).
On XQuAD with four languages in one collection this lifts nDCG@10 from 0.62 to 0.86 and recall@10 from 0.80
to 0.97.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, FloatArray

PASSAGES = Path(__file__).with_name("passages.json")
SMALLEST = 1e-12

Exact = NDArray[np.float64]


@cache
def public_texts(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the shipped ``passages`` or ``questions`` by language, in the same order of topics in each."""
    content = json.loads(PASSAGES.read_text(encoding="utf-8"))
    return {language: tuple(texts) for language, texts in content[kind].items()}


class Centring:
    """The centres [dims] of passages and questions, and the directions [n, dims] that part languages."""

    def __init__(self, passages: Exact, questions: Exact, directions: Exact) -> None:
        """Take both centres and orthonormal directions."""
        self._passages = passages
        self._questions = questions
        self._directions = directions

    @classmethod
    def learn(cls, encoder: Encoder) -> Centring:
        """Learn from the shipped texts what a model makes of languages; one or two seconds."""
        passages = np.stack([passage_mean(encoder, texts) for texts in public_texts("passages").values()])
        questions = np.stack([question_mean(encoder, texts) for texts in public_texts("questions").values()])
        spread = np.concatenate([passages - passages.mean(axis=0), questions - questions.mean(axis=0)])
        # Means of k languages differ in k - 1 directions, and passages and questions in their own ones.
        _, sizes, directions = np.linalg.svd(spread, full_matrices=False)
        wanted = 2 * (len(passages) - 1)
        return cls(passages.mean(axis=0), questions.mean(axis=0), directions[:wanted][sizes[:wanted] > SMALLEST])

    def passage(self, vector: FloatArray) -> FloatArray:
        """Return the vector [dims] of a portion, or several [n, dims], centred and of length one."""
        return self._centred(vector, self._passages)

    def query(self, vector: FloatArray) -> FloatArray:
        """Return a question's vector [dims] centred and of length one."""
        return self._centred(vector, self._questions)

    def _centred(self, vector: FloatArray, centre: Exact) -> FloatArray:
        moved = vector.astype(np.float64) - centre
        for direction in self._directions:
            # Sums along the last axis are the same for a row alone and among others, which matrix products
            # are not.
            moved = moved - (moved * direction).sum(axis=-1, keepdims=True) * direction
        length = np.sqrt((moved * moved).sum(axis=-1, keepdims=True))
        # A row of zeros stands for "no vector" and stays one.
        present = np.any(vector, axis=-1, keepdims=True)
        return np.where(present, moved / np.maximum(length, SMALLEST), 0).astype(np.float32)

    def to_bytes(self) -> bytes:
        """Return what was learnt as bytes, to keep beside the model it belongs to."""
        buffer = io.BytesIO()
        np.savez(buffer, passages=self._passages, questions=self._questions, directions=self._directions)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Centring:
        """Read what ``to_bytes`` wrote; raise ``ValueError`` where it is something else."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as learnt:
                return cls(learnt["passages"], learnt["questions"], learnt["directions"])
        except (OSError, KeyError, EOFError, TypeError, AttributeError, ValueError, BadZipFile) as error:
            raise ValueError("These are not the bytes of a centring. Learn it anew from the model.") from error


def passage_mean(encoder: Encoder, texts: tuple[str, ...]) -> Exact:
    """Return the mean vector of texts read as passages."""
    encoded = encoder.passages(texts, [()] * len(texts))
    mean: Exact = np.stack([one.vector for one in encoded]).mean(axis=0, dtype=np.float64)
    return mean


def question_mean(encoder: Encoder, texts: tuple[str, ...]) -> Exact:
    """Return the mean vector of texts read as questions."""
    mean: Exact = np.stack([encoder.query(text) for text in texts]).mean(axis=0, dtype=np.float64)
    return mean
