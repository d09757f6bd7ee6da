"""The meanings of assessments: the vectors of their visible passages, from the index of the model in use.

They are not read from the database: there the rows of what a reader sees lie between those that she does not, and how
far apart told by its time of what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from search.engine import Engine
from search.places import Place

PASSAGES = 600
"""So many passages of a work take part, evenly spaced: what a comparison takes grows with their square.

A report of two hundred pages has about as many; of a longer one every second or third still says what it is about.
"""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The places of an assessment's visible passages and their centred vectors [n, dimensions], in that order.

    They are ``kept`` as the index keeps them: those of hundreds of works are held at once while these are compared.
    ``ground`` [n] is how near each lies to most other works, whatever they are about (``search/background.py``);
    ``model`` is what made the vectors.
    """

    places: tuple[Place, ...]
    kept: NDArray[np.float16] | NDArray[np.float32]
    ground: NDArray[np.float32]
    model: str = ""

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.places)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Return the vectors in single precision, made anew each time."""
        return self.kept.astype(np.float32, copy=False)


def meanings(engine: Engine, session: Session, works: Sequence[ReleasedAssessment]) -> dict[str, Meanings]:
    """Return the meanings of assessments by edition, of the model in use.

    Of a long one ``PASSAGES`` of those that are visible, evenly spaced. What was not read yet, or cannot be opened,
    has none. The caller has brought the engine up to the session.
    """
    generation, found = engine.generation(session), dict[str, Meanings]()
    for shown in works:
        held = ((handling, generation.vectors.matrix(handling)) for handling in sorted(shown.handlings))
        parts = [(handling, matrix) for handling, matrix in held if matrix is not None]
        if parts:
            found[shown.edition] = _joined(parts, generation.model)
    return found


def _joined(parts: list[tuple[int, NDArray[np.float16]]], model: str) -> Meanings:
    places = [(handling, ordinal) for handling, matrix in parts for ordinal in range(len(matrix))]
    vectors = np.concatenate([matrix for _, matrix in parts])
    if len(places) > PASSAGES:
        chosen = np.linspace(0, len(places) - 1, PASSAGES).astype(int)
        places, vectors = [places[at] for at in chosen.tolist()], vectors[chosen]
    return Meanings(tuple(places), vectors, np.zeros(len(places), dtype=np.float32), model)
