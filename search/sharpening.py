"""The foremost passages weighed once more by their best sentence: a short answer in a long passage comes forward.

A passage's vector is the mean of all it says. Those of its sentences lie beside it and are opened for the foremost
passages of an answer alone, all of them in the reader's scope (P1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingIndex, Portion
from repository.errors import SealBroken
from repository.sealed import EditionKey, Vault
from search.changeover import sentences
from search.evidence import closeness
from search.places import Place, at_places, named
from search.ranking import Ranked

FOREMOST = 20
"""So many passages are weighed, and those that tie with the last."""
SENTENCE_WEIGHT = 0.5


class _Row(NamedTuple):
    """A portion's sealed sentence vectors, whose model made them, and the wrapped key of its edition."""

    id: str
    edition: str
    handling: int
    ordinal: int
    sentences: bytes
    model: str
    key: bytes | None


_ROWS = (
    at_places(
        columns(
            *(col(each) for each in (Portion.id, Portion.edition_id, Portion.handling_id, Portion.ordinal)),
            col(Portion.sentences),
            col(HandlingIndex.model),
            col(Edition.key),
        )
    )
    .join(HandlingIndex, col(HandlingIndex.handling_id) == col(Portion.handling_id))
    .join(Edition, col(Edition.id) == col(Portion.edition_id))
)


def sharpened(
    session: Session, vault: Vault, model: str, ranked: Sequence[Ranked], vector: NDArray[np.float32]
) -> list[Ranked]:
    """Return ranked passages, best first, the foremost by how near their best sentence lies to the question.

    ``vector`` is the centred question [dimensions]; what does not open stays where it is.
    """
    return weighed(ranked, lambda places: _nearest(session, vault, model, places, vector))


def weighed(ranked: Sequence[Ranked], nearest: Callable[[Sequence[Place]], Mapping[Place, float]]) -> list[Ranked]:
    """Return ranked passages with the foremost weighed; ``nearest`` tells how near their best sentences lie."""
    if not ranked:
        return []
    last = ranked[:FOREMOST][-1].score
    foremost = [portion for portion in ranked if portion.score >= last]
    near = nearest([portion.place for portion in foremost])
    again = [_weighed(portion, near.get(portion.place)) for portion in foremost]
    again.sort(key=lambda portion: (-portion.score, portion.handling, portion.ordinal))
    return [*again, *ranked[len(foremost) :]]


def _weighed(portion: Ranked, near: float | None) -> Ranked:
    if near is None or near <= portion.meaning:
        return portion
    more = SENTENCE_WEIGHT * (near - portion.meaning)
    return portion._replace(exactly=portion.exactly + more, sentence=near)


def _nearest(
    session: Session, vault: Vault, model: str, places: Sequence[Place], vector: NDArray[np.float32]
) -> Mapping[Place, float]:
    """Return how near the best sentence of each passage lies."""
    rows: dict[str, list[_Row]] = {}
    for row in map(_Row._make, session.connection().execute(_ROWS, named(places))):
        rows.setdefault(row.edition, []).append(row)
    found: dict[Place, float] = {}
    for edition, own in rows.items():
        try:
            raw = _opened(session, vault.open(own[0].key, edition), model, own)
        except SealBroken:
            continue
        for row in own:
            near = closeness(raw[row.id], vector)
            if len(near):
                found[row.handling, row.ordinal] = float(near.max())
    return found


def _opened(session: Session, key: EditionKey, model: str, rows: Sequence[_Row]) -> Mapping[str, bytes]:
    if all(row.model == model for row in rows):
        return {row.id: key.unseal(f"sentences:{row.id}", row.sentences) for row in rows}
    portions = session.exec(select(Portion).where(col(Portion.id).in_([row.id for row in rows]))).all()
    return sentences(session, key, portions, model)
