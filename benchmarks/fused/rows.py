"""What every peer gets: rows with vectors, labels and texts, and what is asked: questions, their vectors, scopes."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RRF = 60
DEEP, BEST = 100, 10
"""So many rows of either kind are fused, and so many are the answer."""

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]


class Rows:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; what is in it is read when it is needed."""
        self.folder = folder
        self._asked: dict[str, Any] = json.loads((folder / "asked.json").read_text("utf-8"))

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return int(self._asked["dimensions"])

    @property
    def questions(self) -> list[str]:
        """The words of every question."""
        return [str(words) for words in self._asked["questions"]]

    @cached_property
    def vectors_asked(self) -> F32:
        """The questions' vectors [n, dimensions]."""
        return np.array(self._asked["vectors"], dtype=np.float32)

    @property
    def scopes(self) -> dict[float, I32]:
        """The labels that may be seen, ascending, by the share of the works."""
        return {float(share): np.array(labels, dtype=np.int32) for share, labels in self._asked["scopes"].items()}

    @property
    def labels(self) -> I32:
        """The label of every row."""
        return np.fromfile(self.folder / "labels.i4", dtype="<i4")

    @property
    def vectors(self) -> NDArray[np.float16]:
        """The vectors [n, dimensions], read as they are needed."""
        return np.memmap(self.folder / "vectors.f2", dtype="<f2", mode="r").reshape(-1, self.dimensions)

    def texts(self) -> Iterator[str]:
        """Yield the text of every row."""
        with (self.folder / "texts.txt").open(encoding="utf-8") as file:
            yield from file


class Peer(ABC):
    """Words and meaning of one or two engines, fused."""

    name: str

    def __init__(self, folder: Path) -> None:
        """Take the folder of what it keeps."""
        self.folder = folder

    @abstractmethod
    def build(self, rows: Rows) -> None:
        """Take in all rows, unless they are there."""

    @abstractmethod
    def open(self, rows: Rows) -> None:
        """Make ready to be asked."""

    @abstractmethod
    def scope(self, labels: I32 | None) -> Any:
        """Return what a scope is to it; None is everything."""

    @abstractmethod
    def ask(self, words: str, vector: F32, scope: Any) -> list[int]:
        """Return the best rows of a scope."""

    def spent(self) -> float:
        """Return the seconds of the processor so far."""
        return time.process_time()

    @abstractmethod
    def close(self) -> None:
        """End what was opened."""


def fused(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Return the best of some rankings by the sum of their reciprocal ranks."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, row in enumerate(ranking):
            scores[row] = scores.get(row, 0.0) + 1 / (RRF + place + 1)
    return sorted(scores, key=lambda row: (-scores[row], row))[:BEST]
