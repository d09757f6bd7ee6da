"""Translations: assessments in another language whose passages mean the same as a subject's, in the same order.

A few passages of the subject are asked for their nearest ones inside the scope by centred vectors, which do not
tell languages apart. Over XQuAD's parallel passages in Arabic, English, Russian and Spanish ``NEAR`` holds for 95 of
100 that are translations of each other, and for one of ten that are merely the nearest other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from repository.scope import Scope
from search.engine import Engine
from search.meanings import meanings
from search.places import Place, portions_at

SAMPLES = 16
NEAREST = 24
NEAR = 0.48
FEWEST = 2
"""So many passages at least must meet their like: one alone may be on the same event."""
SHARE = 0.5
"""From this share of the passages asked for on, a work looks like a translation."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """An edition in another language, the share of the passages asked for that it has, and which meet which."""

    edition: str
    share: float
    pairs: tuple[tuple[Place, Place, float], ...]


@dataclass(frozen=True, slots=True)
class _Meeting:
    place: int
    here: Place
    there: Place
    score: float


@dataclass(frozen=True, slots=True)
class _Sample:
    here: Place
    language: str | None
    vector: NDArray[np.float32]


def parallels(engine: Engine, session: Session, scope: Scope, shown: ReleasedAssessment) -> list[Parallel]:
    """Return the editions of a scope that look like translations of an assessment, or it of them.

    Of editions that follow one another the last takes part alone, so that the earlier ones do not crowd others out.
    """
    samples = _samples(engine, session, shown)
    others = np.setdiff1d(engine.newest(scope).handlings, np.array(shown.handlings, dtype=np.int64))
    met: dict[str, list[_Meeting]] = {}
    for sample in samples:
        for edition, meeting in _met(engine, session, others, sample).items():
            met.setdefault(edition, []).append(meeting)
    found = (_parallel(edition, meetings, len(samples)) for edition, meetings in met.items())
    return sorted((one for one in found if one is not None), key=lambda one: (-one.share, one.edition))


def _samples(engine: Engine, session: Session, shown: ReleasedAssessment) -> list[_Sample]:
    """Return some passages of an assessment, evenly spread."""
    own = meanings(engine, session, [shown]).get(shown.edition)
    if own is None:
        return []
    chosen = np.unique(np.linspace(0, len(own) - 1, SAMPLES).astype(int)).tolist()
    kept, vectors = portions_at(session, [own.places[at] for at in chosen]), own.vectors
    spread = ((own.places[at], vectors[at]) for at in chosen)
    return [_Sample(place, kept[place].language, vector) for place, vector in spread if place in kept]


def _met(engine: Engine, session: Session, others: NDArray[np.int64], sample: _Sample) -> dict[str, _Meeting]:
    """Return what a passage meets in another language, for each edition the nearest."""
    nearest = engine.generation(session).vectors.nearest(sample.vector, others, NEAREST)
    near = nearest.scores >= NEAR
    places = list(zip(nearest.handlings[near].tolist(), nearest.ordinals[near].tolist(), strict=True))
    kept, best = portions_at(session, places), dict[str, _Meeting]()
    for place, score in zip(places, nearest.scores[near].tolist(), strict=True):
        row = kept.get(place)
        if row is not None and row.language and row.language != sample.language:
            best.setdefault(row.edition_id, _Meeting(row.place, sample.here, place, score))
    return best


def _parallel(edition: str, meetings: list[_Meeting], asked: int) -> Parallel | None:
    """Return what an edition has in parallel, or None where that is too little, or in another order."""
    ordered = sum(one.place <= other.place for one, other in pairwise(meetings))
    if len(meetings) < FEWEST or 3 * ordered < 2 * (len(meetings) - 1):
        return None
    share = round(len(meetings) / asked, 4)
    if share < SHARE:
        return None
    return Parallel(edition, share, tuple((one.here, one.there, round(one.score, 4)) for one in meetings))
