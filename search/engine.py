"""Search: a question put to the portions one reader may see (design 4).

query -> scope -> nearest meanings and matching words -> fused -> grouped by assessment -> evidence -> facets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, Portion
from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from repository.scope import Scope
from repository.succession import Newest
from search.analyser import question_tokens
from search.centring import Centring
from search.encoder import Encoder
from search.evidence import Evidence, best_sentence, show
from search.holdings import Held, Holdings
from search.index import Index
from search.lexicon import keyed
from search.query import FACETS, Filters, Query
from search.ranking import Ranked, Terms, rank

EVIDENCE = 3
"""At most this many passages are shown for one assessment."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the results' assessments carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An assessment that answers, with the passages that show it."""

    assessment: ReleasedAssessment
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results; ``total`` counts assessments and is a floor where ``total_is_floor``."""

    query: str
    total: int
    total_is_floor: bool
    results: tuple[Hit, ...]
    facets: dict[str, tuple[Count, ...]]
    next: str | None
    notices: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """Return the highest rank on this page: the high-water mark of the record (case 31)."""
        return max((hit.assessment.rank for hit in self.results), default=0)


@dataclass(slots=True)
class _Group:
    shown: ReleasedAssessment
    portions: Sequence[Ranked] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Best score, then newest, then what is shown, then the exact scores of the passages; never an id."""
        if not self.portions:
            return self.shown.order
        return (-self.portions[0].score, self.shown.order, [-portion.exactly for portion in self.portions])


class Engine:
    """Answers questions over one registry with one encoder."""

    def __init__(self, registry: Registry, encoder: Encoder, centring: Centring) -> None:
        """Start with an empty index; the first search reads it from the database."""
        self._registry = registry
        self.encoder = encoder
        self.centring = centring
        self.index = Index(registry.vault, encoder.fingerprint, encoder.dimensions)
        self._holdings = Holdings(registry)
        self._newest = Newest(registry.catalogue)

    def refresh(self, session: Session) -> None:
        """Bring policy, catalogue and index up to the session's snapshot.

        In this order, so that what is newer in one never meets an older decision of the one before.
        """
        self._registry.handlings.refresh(session)
        self._registry.catalogue.refresh(session)
        self.index.refresh(session)

    def search(self, session: Session, scope: Scope, query: Query, at: datetime) -> Answer:
        """Answer a question within a scope; raise ``BadQuery`` where its cursor is not its own.

        Without words the scope's assessments that pass the filters are listed, the newest first. What a later
        edition in the scope supersedes is left out, unless it is asked for (case 8).
        """
        start = query.start
        self.refresh(session)
        scope = scope if query.filters.superseded else self._newest.of(scope)
        held = self._holdings.of(scope, at)
        vector = self._vector(query.words)
        if vector is None:
            groups, floor = [_Group(shown) for shown in _narrowed(held, query.filters)], False
        else:
            groups, floor = self._groups(scope, query, vector, held)
        groups.sort(key=lambda group: group.order)
        page = groups[start : start + query.limit]
        more = len(groups) > start + query.limit
        return Answer(
            query=query.words,
            total=len(groups),
            total_is_floor=floor,
            results=tuple(self._hits(session, scope, page, vector, at)),
            facets=facets([group.shown for group in groups]),
            next=query.cursor_at(start + query.limit) if more else None,
        )

    def shelf(self, scope: Scope, at: datetime, *, superseded: bool = False) -> Held:
        """Return every assessment of a scope as released, superseded ones only where they are asked for."""
        return self._holdings.of(scope if superseded else self._newest.of(scope), at)

    def _vector(self, words: str) -> NDArray[np.float32] | None:
        # Letters composed or with their marks apart are the same question, whatever a model makes of them.
        composed = normalize("NFC", words)
        return self.centring.query(self.encoder.query(composed)) if composed.strip() else None

    def _groups(self, scope: Scope, query: Query, vector: NDArray[np.float32], held: Held) -> tuple[list[_Group], bool]:
        if query.filters.empty:
            wanted, view = scope.handlings, self.index.view(scope)
        else:
            accepted = (shown.handlings for shown in _narrowed(held, query.filters))
            wanted = np.array(sorted(chain.from_iterable(accepted)), dtype=np.int64)
            view = self.index.lexicon.view(wanted)
        ranked, floor = rank(self.index.vectors, view, vector, self._terms(query.words), wanted)
        found: dict[str, tuple[ReleasedAssessment, list[Ranked]]] = {}
        for portion in ranked:
            handling = self._registry.handlings.get(portion.handling)
            shown = held.get(handling.edition) if handling else None
            if shown is not None and portion.handling in shown.handlings:
                found.setdefault(shown.edition, (shown, []))[1].append(portion)
        return [_Group(shown, portions) for shown, portions in found.values()], floor

    def _terms(self, words: str) -> Terms:
        found, key = question_tokens(words), self._registry.vault.posting_key
        every = [keyed(token.term, key) for token in found]
        return Terms(every, [keyed(token.term, key) for token in found if token.exact])

    def _hits(
        self,
        session: Session,
        scope: Scope,
        groups: list[_Group],
        vector: NDArray[np.float32] | None,
        at: datetime,
    ) -> Iterator[Hit]:
        """Yield the groups as hits: each is decided once more."""
        rows = self._rows(session, groups)
        # Read together and held here, they are found in the session when each is asked for.
        editions = [group.shown.edition for group in groups]
        _held = session.exec(select(Edition).where(col(Edition.id).in_(editions))).all()
        for group in groups:
            again = released(self._registry, scope, group.shown.edition, at)
            if again is None:
                continue
            places = ((p, rows.get((p.handling, p.ordinal))) for p in group.portions[:EVIDENCE])
            best = [(p, row) for p, row in places if row is not None]
            yield Hit(again, () if vector is None else self._evidence(session, again, best, vector))

    def _rows(self, session: Session, groups: list[_Group]) -> dict[tuple[int, int], Portion]:
        """Read the passages to be shown; a handling at a time is what the index of the table serves."""
        wanted: dict[int, list[int]] = {}
        for portion in chain.from_iterable(group.portions[:EVIDENCE] for group in groups):
            wanted.setdefault(portion.handling, []).append(portion.ordinal)
        those = [(col(Portion.handling_id) == h) & col(Portion.ordinal).in_(o) for h, o in wanted.items()]
        found = session.exec(select(Portion).where(or_(*those))) if those else ()
        return {(row.handling_id, row.ordinal): row for row in found}

    def _evidence(
        self,
        session: Session,
        shown: ReleasedAssessment,
        best: list[tuple[Ranked, Portion]],
        vector: NDArray[np.float32],
    ) -> tuple[Evidence, ...]:
        """Return the passages that show why; none where this snapshot does not have or cannot open them."""
        edition = session.get(Edition, shown.edition)
        if edition is None:
            return ()
        try:
            key = key_of(edition, self._registry.vault)
            rows = [row for _, row in best]
            opened = {p.id: p for p in open_portions(self._registry, session, {shown.edition: shown}, rows)}
            nearest = {row.id: best_sentence(key.unseal(f"sentences:{row.id}", row.sentences), vector) for row in rows}
        except SealBroken:
            return ()
        return tuple(
            show(opened[row.id], nearest[row.id], portion.matched) for portion, row in best if row.id in opened
        )


def _narrowed(held: Held, filters: Filters) -> Iterable[ReleasedAssessment]:
    return held if filters.empty else (shown for shown in held if filters.accept(shown))


def facets(shown: Sequence[ReleasedAssessment]) -> dict[str, tuple[Count, ...]]:
    """Count the values that released assessments carry, by facet, the most frequent first, then by name."""
    return {name: _counts(chain.from_iterable(set(values_of(s)) for s in shown)) for name, values_of in FACETS.items()}


def _counts(values: Iterable[str]) -> tuple[Count, ...]:
    found = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(value, number) for value, number in found)
