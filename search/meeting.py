"""Where two assessments meet: passages that lie nearest to each other from both sides, in whatever language.

Vectors are centred, so that they do not tell languages apart (``search/centring.py``). What counts is how much nearer
two passages lie to each other than either lies to most other works: a front page, a method, a scale of likelihood is
near to every other one and says nothing of the threat (``search/background.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.tables.assessment import Edition
from repository.disclosure import ReleasedAssessment, open_portions
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from search.background import COMMON
from search.changeover import sentences
from search.evidence import Evidence, best_sentence, show
from search.meanings import Meanings
from search.places import Place, portions_at

NEAR = 0.40
"""Centred cosine from which two passages may count as being about the same."""
MARGIN = 0.10
"""So much nearer than to most other works they must lie."""
QUOTED = 3
"""So many meetings of two assessments are quoted, the nearest first."""
_TRIED = 8
_SHORT = 60
"""What has fewer characters, as a heading that stands alone, says nothing by which one could judge."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage here and the one there that it meets, by place, and their cosine rounded to 1e-4."""

    here: Place
    there: Place
    nearness: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """How near two assessments are: shares of passages with a near one on the other side, and those that meet.

    Common passages do not count.

    ``likeness`` is the mean, over the passages of both sides, of how much nearer the nearest on the other side lies
    than most other works do. Passages meet where each is the other's nearest.
    """

    share_here: float
    share_there: float
    likeness: float
    pairs: tuple[Pair, ...]


def meet(here: Meanings, there: Meanings) -> Meeting:
    """Compare two assessments passage by passage; the pairs stand with the nearest first, then in reading order."""
    if not len(here) or not len(there):
        return Meeting(0.0, 0.0, 0.0, ())
    cosines = np.round(here.vectors @ there.vectors.T, 4)
    nearer = np.round(cosines - np.maximum(here.ground[:, None], there.ground[None, :]), 4)
    nearer = np.where(cosines >= NEAR, np.maximum(nearer, 0), 0)
    from_here, from_there = nearer.argmax(axis=1), nearer.argmax(axis=0)
    best_here, best_there = nearer.max(axis=1), nearer.max(axis=0)
    mutual = [at for at in range(len(here)) if from_there[from_here[at]] == at and best_here[at] >= MARGIN]
    found = [(float(best_here[at]), at, int(from_here[at])) for at in mutual]
    found.sort(key=lambda one: (-one[0], one[1]))
    return Meeting(
        share_here=_share(best_here, here),
        share_there=_share(best_there, there),
        likeness=round(float(best_here.mean() + best_there.mean()) / 2, 4),
        pairs=tuple(
            Pair(here.places[one], there.places[other], round(float(cosines[one, other]), 4)) for _, one, other in found
        ),
    )


def _share(best: NDArray[np.float32], found: Meanings) -> float:
    """Return the share of passages with a near one on the other side, of those that are not common."""
    counted = found.ground < COMMON
    return round(float((best[counted] >= MARGIN).mean()), 4) if counted.any() else 0.0


@dataclass(frozen=True, slots=True)
class Quoted:
    """Two passages that meet, as a reader may see them: the sentences of each nearest to the other's meaning."""

    here: Evidence
    there: Evidence
    nearness: float


def quoted(
    registry: Registry,
    session: Session,
    here: tuple[ReleasedAssessment, Meanings],
    there: tuple[ReleasedAssessment, Meanings],
    pairs: Sequence[Pair],
) -> tuple[Quoted, ...]:
    """Open the passages of the first pairs, three at most; each passes the policy as it is opened (design 3.5)."""
    pairs = pairs[:_TRIED]
    vectors = dict(zip(here[1].places, here[1].vectors, strict=True))
    vectors |= dict(zip(there[1].places, there[1].vectors, strict=True))
    model = here[1].model
    ours = _opened(registry, session, here[0], {pair.here: vectors[pair.there] for pair in pairs}, model)
    theirs = _opened(registry, session, there[0], {pair.there: vectors[pair.here] for pair in pairs}, model)
    both = ((ours.get(pair.here), theirs.get(pair.there), pair.nearness) for pair in pairs)
    found = [Quoted(one, other, near) for one, other, near in both if one is not None and other is not None]
    return tuple(one for one in found if min(len(one.here.excerpt), len(one.there.excerpt)) >= _SHORT)[:QUOTED]


def _opened(
    registry: Registry,
    session: Session,
    shown: ReleasedAssessment,
    wanted: dict[Place, NDArray[np.float32]],
    model: str,
) -> dict[Place, Evidence]:
    """Return what is shown of passages, each with the sentence that is nearest to a vector."""
    edition, rows = session.get(Edition, shown.edition), portions_at(session, wanted)
    if edition is None:
        return {}
    try:
        key = key_of(edition, registry.vault)
        opened = {one.id: one for one in open_portions(registry, session, {shown.edition: shown}, list(rows.values()))}
        told = sentences(session, key, list(rows.values()), model)
    except SealBroken:
        return {}
    found = {}
    for place, row in rows.items():
        if row.id in opened:
            found[place] = show(opened[row.id], best_sentence(told[row.id], wanted[place]), "meaning")
    return found
