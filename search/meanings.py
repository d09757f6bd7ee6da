"""The meanings of assessments: the vectors of their visible passages, read from the rows that keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from repository.editions import key_of
from repository.errors import SealBroken
from repository.sealed import Vault
from search.changeover import rows
from search.engine import Engine
from search.index import vectors_from_bytes
from search.places import Place

PASSAGES = 600
"""So many passages of a work take part, evenly spaced: what a comparison takes grows with their square.

A report of two hundred pages has about as many; of a longer one every second or third still says what it is about.
"""
_TOGETHER = 16
"""Of so many works the passages are read in full at once."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The places of an assessment's visible passages and their centred vectors [n, dimensions], in that order.

    ``ground`` [n] is how near each lies to most other works, whatever they are about (``search/background.py``);
    ``model`` is what made the vectors.
    """

    places: tuple[Place, ...]
    vectors: NDArray[np.float32]
    ground: NDArray[np.float32]
    model: str = ""

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.places)


def meanings(
    engine: Engine, vault: Vault, session: Session, works: Sequence[ReleasedAssessment]
) -> dict[str, Meanings]:
    """Return the meanings of assessments by edition, of the model in use.

    Of a long one ``PASSAGES`` of those that are visible, evenly spaced. What was not read yet, or cannot be opened,
    has none. The caller has brought the engine up to the session.
    """
    found: dict[str, Meanings] = {}
    for start in range(0, len(works), _TOGETHER):
        found |= _read(engine, vault, session, works[start : start + _TOGETHER])
    return found


def _read(engine: Engine, vault: Vault, session: Session, works: Sequence[ReleasedAssessment]) -> dict[str, Meanings]:
    encoder = engine.generation(session).encoder
    owners = {handling: shown.edition for shown in works for handling in shown.handlings}
    parts: dict[str, list[tuple[int, NDArray[np.float32]]]] = {}
    for row in rows(session, owners):
        try:
            raw = row.vectors(encoder.fingerprint, key_of(row.edition, vault))
        except SealBroken:
            continue
        if raw is not None:
            handling = row.kept.handling_id
            parts.setdefault(owners[handling], []).append((handling, vectors_from_bytes(raw, encoder.dimensions)))
    return {edition: _joined(some, encoder.fingerprint) for edition, some in parts.items()}


def _joined(parts: list[tuple[int, NDArray[np.float32]]], model: str) -> Meanings:
    places = [(handling, ordinal) for handling, matrix in parts for ordinal in range(len(matrix))]
    vectors = np.concatenate([matrix for _, matrix in parts])
    if len(places) > PASSAGES:
        chosen = np.linspace(0, len(places) - 1, PASSAGES).astype(int)
        places, vectors = [places[at] for at in chosen.tolist()], vectors[chosen]
    return Meanings(tuple(places), vectors, np.zeros(len(places), dtype=np.float32), model)
