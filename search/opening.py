"""Opening what answers: each assessment is decided once more, and its best passages are opened and quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.tables.assessment import Edition, Portion
from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from repository.scope import Scope
from search.answer import Group, Hit
from search.changeover import sentences
from search.evidence import Evidence, Sought, asked_for, show, telling
from search.exactly import stating
from search.places import passages_at
from search.query import Query
from search.ranking import Ranked

EVIDENCE = 3
"""At most this many passages are shown for one assessment."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What was asked, by whom and when; ``vector`` is the question's, by the model of this fingerprint."""

    registry: Registry
    session: Session
    scope: Scope
    at: datetime
    query: Query
    vector: NDArray[np.float32] | None
    model: str

    def hits(self, groups: list[Group]) -> Iterator[Hit]:
        """Yield the groups as hits: each is decided once more."""
        asked = asked_for(self.query.words)
        shown = chain.from_iterable(group.portions[:EVIDENCE] for group in groups)
        passages = passages_at(self.session, (portion.place for portion in shown))
        of = {handling: passage.model for (handling, _), passage in passages.items()}
        for group in groups:
            again = released(self.registry, self.scope, group.shown.edition, self.at)
            if again is None:
                continue
            best = [(p, passages[p.place].row) for p in group.portions[:EVIDENCE] if p.place in passages]
            if self.vector is None:
                yield Hit(again, ())
                continue
            told = opened(
                self.registry, self.session, again, best, self.vector, asked, self.query.phrases, self.model, of
            )
            yield Hit(again, told)


def opened(
    registry: Registry,
    session: Session,
    shown: ReleasedAssessment,
    best: Sequence[tuple[Ranked, Portion]],
    vector: NDArray[np.float32],
    asked: Sought,
    phrases: Sequence[str],
    model: str,
    of: Mapping[int, str | None] | None = None,
) -> tuple[Evidence, ...]:
    """Return passages of a work with the sentences that answer; none where this snapshot has or opens none of them.

    ``of`` are the models of their handlings, where they are known.
    """
    edition = session.get(Edition, shown.edition)
    if edition is None:
        return ()
    try:
        key = key_of(edition, registry.vault)
        rows = [row for _, row in best]
        portions = {p.id: p for p in open_portions(registry, session, {shown.edition: shown}, rows)}
        meanings = sentences(session, key, rows, model, of)
        nearest = {
            ident: telling(p.text, p.sentences, p.language, meanings[ident], vector, asked)
            for ident, p in portions.items()
        }
    except SealBroken:
        return ()
    if phrases:
        said = {ident: stating(portion, phrases) for ident, portion in portions.items()}
        nearest |= {ident: (number,) for ident, number in said.items() if number is not None}
    return tuple(
        show(portions[row.id], nearest[row.id], portion.matched) for portion, row in best if row.id in portions
    )
