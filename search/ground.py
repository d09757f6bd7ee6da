"""The ground of a question: how near it comes to most works that its owner may see, whatever they are about.

Some questions lie near to every report of their trade. What a single work has to say of them counts above that. The
ground is taken from a few works, chosen by nothing but their random ids, that the owner may see: what is hidden from
her moves it in no way (P1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from models.handling import CARD
from models.reader import Reader
from repository.registry import Registry
from search.encoder import FloatArray
from search.vectors import Vectors

WORKS = 12
FEWEST = 6
"""With fewer works than these a question has no ground."""
_AT_ONCE = 64
"""So many editions are decided at once until enough are found that may be seen."""

Parts = NDArray[np.int64]


def sample(registry: Registry, vectors: Vectors, reader: Reader, at: datetime) -> list[Parts]:
    """Return the handlings of ``WORKS`` works that somebody may see and that have vectors, or of as many as there are.

    They are the first by their ids, so that those of different people are mostly the same.
    """
    held, found = set(vectors.handlings), list[Parts]()
    editions = iter(sorted(registry.handlings.editions()))
    while len(found) < WORKS and (some := list(islice(editions, _AT_ONCE))):
        scope = registry.scopes.part(reader, at, some)
        for parts in scope.editions.values():
            kept = sorted(ident for ident in parts if ident in held and not _card(registry, ident))
            if kept:
                found.append(np.array(kept, dtype=np.int64))
    return found[:WORKS]


def ground(vectors: Vectors, works: Iterable[Parts], question: FloatArray) -> float | None:
    """Return the median of how near the nearest passage of each work lies to a centred question; None for too few."""
    nearest = [vectors.nearest(question, parts, 1).scores[:1] for parts in works]
    scores = np.concatenate(nearest).astype(np.float64) if nearest else np.empty(0)
    return round(max(0.0, float(np.median(scores))), 4) if len(scores) >= FEWEST else None


def _card(registry: Registry, ident: int) -> bool:
    handling = registry.handlings.get(ident)
    return handling is None or handling.part == CARD
