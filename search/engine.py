"""Search: a question put to the portions one reader may see (design 4).

query -> scope -> nearest meanings and matching words -> fused -> grouped by assessment -> evidence -> facets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, Portion
from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.editions import key_of
from repository.registry import Registry
from repository.scope import Scope
from search.analyser import question_tokens
from search.centring import Centring
from search.encoder import Encoder
from search.evidence import Evidence, best_sentence, show
from search.index import Index
from search.lexicon import keyed
from search.query import FACETS, Query, facet_values
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
    portions: list[Ranked]

    @property
    def order(self) -> tuple[float, int, str]:
        """Best score, then newest, then title; never an id, which would tell of arrival."""
        day = self.shown.published_at or date.min
        return (-self.portions[0].score, -day.toordinal(), self.shown.title or "")


class Engine:
    """Answers questions over one registry with one encoder."""

    def __init__(self, registry: Registry, encoder: Encoder, centring: Centring) -> None:
        """Start with an empty index; the first search reads it from the database."""
        self._registry = registry
        self.encoder = encoder
        self.centring = centring
        self.index = Index(registry.vault, encoder.fingerprint, encoder.dimensions)
        self._lock = Lock()
        self._shelves: WeakKeyDictionary[Scope, dict[str, ReleasedAssessment]] = WeakKeyDictionary()

    def refresh(self, session: Session) -> None:
        """Bring index and catalogue up to the session's snapshot."""
        self._registry.catalogue.refresh(session)
        self.index.refresh(session)

    def search(self, session: Session, scope: Scope, query: Query, at: datetime) -> Answer:
        """Answer a question within a scope; raise ``BadQuery`` where its cursor is not its own.

        Without words the scope's assessments that pass the filters are listed, the newest first.
        """
        self.refresh(session)
        start = query.start
        shelf = self.shelf(scope, at)
        if not query.filters.empty:
            shelf = {edition: shown for edition, shown in shelf.items() if query.filters.accept(shown)}
        vector = self._vector(query.words)
        groups, floor = self._groups(scope, query, vector, shelf)
        page = groups[start : start + query.limit]
        more = len(groups) > start + query.limit
        return Answer(
            query=query.words,
            total=len(groups),
            total_is_floor=floor,
            results=tuple(self._hits(session, scope, page, vector, at)),
            facets=facets(group.shown for group in groups),
            next=query.cursor_at(start + query.limit) if more else None,
        )

    def shelf(self, scope: Scope, at: datetime) -> dict[str, ReleasedAssessment]:
        """Return every assessment of a scope as released, by edition; kept while the scope is the same."""
        with self._lock:
            known = self._shelves.get(scope)
            if known is None:
                all_ = ((edition, released(self._registry, scope, edition, at)) for edition in scope.editions)
                known = {edition: shown for edition, shown in all_ if shown is not None}
                self._shelves[scope] = known
            return known

    def _vector(self, words: str) -> NDArray[np.float32] | None:
        return self.centring.query(self.encoder.query(words)) if words.strip() else None

    def _groups(
        self,
        scope: Scope,
        query: Query,
        vector: NDArray[np.float32] | None,
        shelf: dict[str, ReleasedAssessment],
    ) -> tuple[list[_Group], bool]:
        if vector is None:
            groups = [_Group(shown, [Ranked(0, 0, 0.0, near=False, worded=False)]) for shown in shelf.values()]
            return sorted(groups, key=lambda group: group.order), False
        owner = {ident: edition for edition, shown in shelf.items() for ident in shown.handlings}
        wanted = np.array(sorted(owner), dtype=np.int64)
        ranked, floor = self._rank(scope, query.words, vector, wanted)
        groups_by: dict[str, _Group] = {}
        for portion in ranked:
            edition = owner.get(portion.handling)
            if edition is None:
                continue
            group = groups_by.setdefault(edition, _Group(shelf[edition], []))
            group.portions.append(portion)
        return sorted(groups_by.values(), key=lambda group: group.order), floor

    def _rank(
        self,
        scope: Scope,
        words: str,
        vector: NDArray[np.float32],
        wanted: NDArray[np.int64],
    ) -> tuple[list[Ranked], bool]:
        found = question_tokens(words)
        key = self._registry.vault.posting_key
        every = [keyed(token.term, key) for token in found]
        exact = [keyed(token.term, key) for token in found if token.exact]
        filtered = len(wanted) != sum(len(idents) - 1 for idents in scope.editions.values())
        view = self.index.lexicon.view(wanted) if filtered else self.index.view(scope)
        return rank(self.index.vectors, view, vector, Terms(every, exact), wanted)

    def _hits(
        self,
        session: Session,
        scope: Scope,
        groups: list[_Group],
        vector: NDArray[np.float32] | None,
        at: datetime,
    ) -> list[Hit]:
        shown = {
            again.edition: again
            for group in groups
            if (again := released(self._registry, scope, group.shown.edition, at)) is not None
        }
        if vector is None:
            return [Hit(shown[g.shown.edition], ()) for g in groups if g.shown.edition in shown]
        rows = self._rows(session, groups)
        hits = []
        for group in groups:
            again = shown.get(group.shown.edition)
            if again is None:
                continue
            best = [p for p in group.portions if (p.handling, p.ordinal) in rows][:EVIDENCE]
            passages = [rows[p.handling, p.ordinal] for p in best]
            evidence = self._evidence(session, again, best, passages, vector)
            hits.append(Hit(again, tuple(evidence)))
        return hits

    def _rows(self, session: Session, groups: list[_Group]) -> dict[tuple[int, int], Portion]:
        places = [(p.handling, p.ordinal) for group in groups for p in group.portions[:EVIDENCE]]
        key = tuple_(col(Portion.handling_id), col(Portion.ordinal))
        found = session.exec(select(Portion).where(key.in_(places))) if places else ()
        return {(row.handling_id, row.ordinal): row for row in found}

    def _evidence(
        self,
        session: Session,
        shown: ReleasedAssessment,
        ranked: list[Ranked],
        rows: list[Portion],
        vector: NDArray[np.float32],
    ) -> list[Evidence]:
        edition = session.get(Edition, shown.edition)
        assert edition is not None
        key = key_of(edition, self._registry.vault)
        opened = {p.id: p for p in open_portions(self._registry, session, {shown.edition: shown}, rows)}
        evidence = []
        for portion, row in zip(ranked, rows, strict=True):
            if row.id in opened:
                raw = key.unseal(f"sentences:{row.id}", row.sentences)
                evidence.append(show(opened[row.id], best_sentence(raw, vector), portion.matched))
        return evidence


def facets(shown: Iterable[ReleasedAssessment]) -> dict[str, tuple[Count, ...]]:
    """Count the values that released assessments carry, by facet, the most frequent first, then by name."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for assessment in shown:
        for name, values in facet_values(assessment).items():
            counts[name].update(values)
    return {
        name: tuple(Count(value, n) for value, n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
        for name, found in counts.items()
    }
