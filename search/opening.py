"""Opening what answers: each assessment is decided once more, and its best passages are opened and quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from repository.scope import Scope
from search.answer import Group, Hit
from search.changeover import sentences
from search.evidence import Evidence, Sought, asked_for, show, telling
from search.exactly import stating
from search.places import Passage, passages_at
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
        for group in groups:
            again = released(self.registry, self.scope, group.shown.edition, self.at)
            if again is None:
                continue
            best = [(p, passages[p.place]) for p in group.portions[:EVIDENCE] if p.place in passages]
            if self.vector is None:
                yield Hit(again, ())
                continue
            phrases = self.query.phrases
            yield Hit(again, opened(self.registry, self.session, again, best, self.vector, asked, phrases, self.model))


def opened(
    registry: Registry,
    session: Session,
    shown: ReleasedAssessment,
    best: Sequence[tuple[Ranked, Passage]],
    vector: NDArray[np.float32],
    asked: Sought,
    phrases: Sequence[str],
    model: str,
) -> tuple[Evidence, ...]:
    """Return passages of a work with the sentences that answer; none where this snapshot has or opens none of them."""
    if not best:
        return ()
    rows, of = [passage.row for _, passage in best], {passage.row.handling_id: passage.model for _, passage in best}
    try:
        key = key_of(best[0][1].edition, registry.vault)
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
        show(portions[row.id], nearest[row.id], portion.matched)
        for (portion, _), row in zip(best, rows, strict=True)
        if row.id in portions
    )
