"""Covering: which organizations cover the same threat inside a scope, and in which passages.

what may be seen -> pairs of different organizations about one threat -> the nearest in meaning -> compared passage
by passage -> quoted. What may not be seen takes no part in any step (P1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.handling import RELEASED
from repository.disclosure import ReleasedAssessment
from repository.registry import Registry
from repository.scope import Scope
from search.background import Background
from search.engine import Engine
from search.meanings import Meanings, meanings
from search.meeting import Meeting, Quoted, meet, quoted
from search.query import Filters
from search.threat import Threat, actors_of

WORKS = 400
"""So many assessments are compared with one another, the newest; above that the reader is asked to narrow."""
CANDIDATES = 200
"""So many pairs, those whose passages lie nearest on average, are compared passage by passage."""
LEAST = 0.03
"""The likeness from which two assessments cover one threat."""
FEWEST = 2
"""So many passages at least must meet: one alone may be a turn of phrase."""

Edition = str
Rejected = Callable[[Edition, Edition], bool]


@dataclass(frozen=True, slots=True)
class Covered:
    """Two assessments of different organizations on one threat; ``first`` is the older one.

    ``common`` is what both are about, ``meeting`` how near their passages lie, ``passages`` those that meet.
    """

    first: ReleasedAssessment
    second: ReleasedAssessment
    common: Threat
    meeting: Meeting
    passages: tuple[Quoted, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """The likest first, then what is shown; never an id."""
        return (-self.meeting.likeness, -len(self.meeting.pairs), self.second.order, self.first.order)


@dataclass(frozen=True, slots=True)
class Covering:
    """Some of ``total`` pairs; ``works`` were compared of the ``asked`` that the filters let through."""

    pairs: tuple[Covered, ...]
    total: int
    works: int
    asked: int


def covering(
    engine: Engine,
    registry: Registry,
    session: Session,
    scope: Scope,
    at: datetime,
    filters: Filters,
    window: slice,
    rejected: Rejected,
) -> Covering:
    """Return the pairs of a scope that cover one threat, the likest first and those rejected behind all others.

    ``window`` says which of them; only those are quoted.
    """
    engine.refresh(session)
    released = [shown for shown in engine.shelf(scope, at) if shown.state == RELEASED and shown.originators]
    asked = sorted((shown for shown in released if filters.accept(shown)), key=lambda shown: shown.order)
    works = asked[:WORKS]
    about = _about(registry, session, works)
    background = Background.of(engine, session, engine.shelf(scope, at))
    candidates = _candidates(registry, about, _means(engine, session, works))
    met = {work.edition: work for pair in candidates for work in pair}
    known = background.all_grounded(meanings(engine, session, list(met.values())))
    found = []
    for first, second in candidates:
        # Another thread may just have taken one away.
        if first.edition not in known or second.edition not in known:
            continue
        meeting = meet(known[first.edition], known[second.edition])
        if len(meeting.pairs) >= FEWEST and meeting.likeness >= LEAST:
            common = about[first.edition].shared(about[second.edition])
            found.append(Covered(first, second, common, meeting))
    found.sort(key=lambda pair: (rejected(pair.first.edition, pair.second.edition), pair.order))
    shown = tuple(_quoted(registry, session, pair, known) for pair in found[window])
    return Covering(shown, len(found), len(works), len(asked))


def _about(registry: Registry, session: Session, works: Sequence[ReleasedAssessment]) -> dict[Edition, Threat]:
    actors = actors_of(registry.vault, session, works)
    return {work.edition: Threat.of(work, actors.get(work.edition, ())) for work in works}


def _means(
    engine: Engine, session: Session, works: Sequence[ReleasedAssessment]
) -> list[tuple[ReleasedAssessment, NDArray[np.float64]]]:
    """Return the works that have passages with the mean of these, one work after the other."""
    read = ((work, meanings(engine, session, [work]).get(work.edition)) for work in works)
    return [(work, own.vectors.mean(axis=0, dtype=np.float64)) for work, own in read if own is not None]


def _candidates(
    registry: Registry, about: dict[Edition, Threat], meant: list[tuple[ReleasedAssessment, NDArray[np.float64]]]
) -> list[tuple[ReleasedAssessment, ReleasedAssessment]]:
    """Return the pairs of different organizations on one threat whose passages lie nearest on average."""
    if len(meant) < 2:
        return []
    works, means = [work for work, _ in meant], np.stack([mean for _, mean in meant])
    means /= np.maximum(np.sqrt((means * means).sum(axis=1, keepdims=True)), 1e-12)
    nearness = np.round(means @ means.T, 4)
    pairs = [
        (-nearness[one, other], one, other)
        for one, other in combinations(range(len(works)), 2)
        if set(works[one].originators).isdisjoint(works[other].originators)
        and about[works[one].edition].same(about[works[other].edition])
        and not _tied(registry, works[one], works[other])
    ]
    # Works stand in an order of what is shown, so that equal pairs do as well.
    return [(works[other], works[one]) for _, one, other in sorted(pairs)[:CANDIDATES]]


def _tied(registry: Registry, one: ReleasedAssessment, other: ReleasedAssessment) -> bool:
    """Tell whether one translates, follows or embeds the other: that they are alike is known then."""
    named = ((registry.catalogue.get(here.edition), there.id) for here, there in ((one, other), (other, one)))
    return any(entry is not None and ident in {target for _, target in entry.edges} for entry, ident in named)


def _quoted(registry: Registry, session: Session, pair: Covered, known: dict[Edition, Meanings]) -> Covered:
    first, second = ((work, known[work.edition]) for work in (pair.first, pair.second))
    return replace(pair, passages=quoted(registry, session, first, second, pair.meeting.pairs))
