"""Similar: the neighbours of an assessment inside a scope, and its own kin, which is named as such (design 4).

visible passages -> nearest ones in the scope -> candidates -> compared passage by passage -> released once more ->
quoted. What may not be seen takes no part in any step (P1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

import numpy as np
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment, released
from repository.kin import RELATIONS, kin
from repository.registry import Registry
from repository.scope import Scope
from search.background import COMMON, Background
from search.engine import Engine
from search.meanings import Meanings, meanings
from search.meeting import NEAR, Meeting, Quoted, meet, quoted

SAMPLES = 32
"""So many passages of the assessment that are not common, evenly spread, ask for their nearest ones."""
NEAREST = 48
CANDIDATES = 40
"""So many assessments are compared passage by passage."""
LEAST = 0.05
"""The likeness from which an assessment is a neighbour; see ``docs/quality.md``."""
MOST = 12


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An assessment of the scope that lies near, how near, and up to three passages on both sides that show it."""

    assessment: ReleasedAssessment
    meeting: Meeting
    passages: tuple[Quoted, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """The likest first, then what is shown; never an id."""
        return (-self.meeting.likeness, -len(self.meeting.pairs), self.assessment.order)


@dataclass(frozen=True, slots=True)
class Relative:
    """An edition or translation of the same work, a source of it or what was made of it: no discovery."""

    assessment: ReleasedAssessment
    relation: str


@dataclass(frozen=True, slots=True)
class Similar:
    """What lies near an assessment; ``ready`` is False where it has not been read, so that nothing can be said."""

    shown: ReleasedAssessment
    ready: bool
    neighbours: tuple[Neighbour, ...]
    kin: tuple[Relative, ...]

    @property
    def works(self) -> tuple[ReleasedAssessment, ...]:
        """Return every work that is shown."""
        return (self.shown, *(n.assessment for n in self.neighbours), *(k.assessment for k in self.kin))


def similar(
    engine: Engine, registry: Registry, session: Session, scope: Scope, shown: ReleasedAssessment, at: datetime
) -> Similar:
    """Return the neighbours of an assessment, the likest first, at most twelve, and its kin."""
    engine.refresh(session)
    family = kin(registry, scope, shown, at)
    own = meanings(engine, session, [shown]).get(shown.edition)
    near = [] if own is None else _Around(engine, registry, session, scope, at, shown, own, set(family)).neighbours()
    works = ((released(registry, scope, edition, at), relation) for edition, relation in family.items())
    relatives = [Relative(work, relation) for work, relation in works if work is not None]
    relatives.sort(key=lambda one: (RELATIONS.index(one.relation), one.assessment.order))
    return Similar(shown, own is not None, tuple(near), tuple(relatives))


@dataclass(frozen=True, slots=True)
class _Around:
    engine: Engine
    registry: Registry
    session: Session
    scope: Scope
    at: datetime
    shown: ReleasedAssessment
    read: Meanings
    family: set[str]

    def neighbours(self) -> list[Neighbour]:
        """Return what lies near and is not kin."""
        background = Background.of(self.engine, self.session, self.engine.shelf(self.scope, self.at))
        own = background.grounded(self.shown.edition, self.read, self.family)
        editions = self._candidates(own)
        works = [work for edition in editions if (work := released(self.registry, self.scope, edition, self.at))]
        theirs = meanings(self.engine, self.session, works)
        met = [
            Neighbour(work, meet(own, background.grounded(work.edition, theirs[work.edition])), ())
            for work in works
            if work.edition in theirs
        ]
        found = [one for one in met if one.meeting.pairs and one.meeting.likeness >= LEAST]
        return [self._quoted(one, theirs) for one in sorted(found, key=lambda one: one.order)[:MOST]]

    def _quoted(self, one: Neighbour, theirs: dict[str, Meanings]) -> Neighbour:
        other = one.assessment, theirs[one.assessment.edition]
        pairs = one.meeting.pairs
        return replace(one, passages=quoted(self.registry, self.session, (self.shown, self.read), other, pairs))

    def _candidates(self, own: Meanings) -> list[str]:
        """Return the editions whose passages lie nearest, by the sum of how much nearer than most works."""
        current = self.engine.newest(self.scope)
        apart = (current.editions.get(edition, ()) for edition in (self.shown.edition, *self.family))
        others = np.setdiff1d(current.handlings, np.array(list(chain.from_iterable(apart)), dtype=np.int64))
        totals, vectors = dict[str, float](), self.engine.generation(self.session).vectors
        passages = own.vectors
        telling = np.flatnonzero(own.ground < COMMON)
        spread = np.unique(np.linspace(0, max(len(telling) - 1, 0), SAMPLES).astype(int))
        for place in telling[spread].tolist() if len(telling) else ():
            nearest = vectors.nearest(passages[place], others, NEAREST)
            best: dict[str, float] = {}
            for handling, score in zip(nearest.handlings.tolist(), nearest.scores.tolist(), strict=True):
                known = self.registry.handlings.get(handling)
                if known is not None and score >= NEAR:
                    best.setdefault(known.edition, score - float(own.ground[place]))
            for edition, score in best.items():
                totals[edition] = totals.get(edition, 0.0) + max(round(score, 4), 0.0)
        # Ids are random: of equal candidates it is as good as by lot which come, but always the same.
        return sorted(totals, key=lambda edition: (-round(totals[edition], 4), edition))[:CANDIDATES]
