"""Search: a question put to the portions one reader may see (design 4).

query -> scope -> nearest meanings and matching words -> fused -> grouped by assessment -> evidence -> facets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, Portion
from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from repository.scope import Scope
from repository.succession import Newest
from search.centring import Centring
from search.changeover import sentences
from search.encoder import Encoder
from search.evidence import Evidence, asked_for, show, telling
from search.exactly import Exactly, stating
from search.generation import Generation
from search.holdings import Held, Holdings
from search.index import Index, Open
from search.instead import Instead, instead
from search.language import readings
from search.places import portions_at
from search.query import DATE, FACETS, Filters, Query
from search.ranking import Ranked, Terms, rank
from search.sharpening import sharpened
from search.suggesting import Stocks
from search.terms import stems
from search.typo import mended

_GENERATION = "concord_generation"
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
    """A page of results; ``total`` counts assessments and is a floor where ``total_is_floor``.

    ``respelt`` is the question that was answered where words of the one that was asked are mistyped.
    """

    query: str
    total: int
    total_is_floor: bool
    results: tuple[Hit, ...]
    facets: dict[str, tuple[Count, ...]]
    next: str | None
    notices: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()
    respelt: str | None = None

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
        best = self.portions[0].score if self.portions else 0.0
        return -best, self.shown.order, [-portion.exactly for portion in self.portions]

    @property
    def newest(self) -> tuple[object, ...]:
        """Newest first, then as by relevance; what has no date stands last."""
        return -(self.shown.published_at or date.min).toordinal(), self.order


@dataclass(frozen=True, slots=True)
class _Found:
    groups: list[_Group]
    floor: bool = False
    notices: tuple[str, ...] = ()


class Engine:
    """Answers questions over one registry with the model in use."""

    def __init__(self, registry: Registry, encoder: Encoder, centring: Centring, open_: Open | None = None) -> None:
        """Start with an empty index; the first search reads it from the database.

        With ``open_`` it turns to whatever model comes into use; without, it stays with the one it is given.
        """
        self._registry = registry
        self.index = Index(registry.vault, Generation(registry.vault, encoder, centring), open_)
        self._holdings = Holdings(registry)
        self._newest = Newest(registry.catalogue)
        self.stocks = Stocks()

    def refresh(self, session: Session) -> None:
        """Bring policy, catalogue and index up to the session's snapshot.

        In this order, so that what is newer in one never meets an older decision of the one before.
        """
        self._registry.handlings.refresh(session)
        self._registry.catalogue.refresh(session)
        session.info.setdefault((_GENERATION, id(self)), self.index.refresh(session))

    def generation(self, session: Session) -> Generation:
        """Return the model, its centres and its vectors for one session: the same as long as the session lasts."""
        known: Generation | None = session.info.get((_GENERATION, id(self)))
        return known or self.index.generation

    @property
    def encoder(self) -> Encoder:
        """Return the encoder of the model in use."""
        return self.index.generation.encoder

    @property
    def centring(self) -> Centring:
        """Return where the languages lie in the model in use."""
        return self.index.generation.centring

    def search(self, session: Session, scope: Scope, query: Query, at: datetime) -> Answer:
        """Answer a question within a scope; raise ``BadQuery`` where its cursor is not its own.

        Without words the scope's assessments that pass the filters are listed, the newest first. What a later
        edition in the scope supersedes is left out, unless it is asked for (case 8).
        """
        start = query.start
        self.refresh(session)
        scope = scope if query.filters.superseded else self._newest.of(scope)
        held = self._holdings.of(scope, at)
        respelt = self._respelt(session, scope, query)
        asked, query = query, query if respelt is None else replace(query, words=respelt)
        vector = self._vector(self.generation(session), query.words)
        found = self._found(session, scope, query, vector, held)
        groups = sorted(found.groups, key=lambda group: group.newest if query.order == DATE else group.order)
        page = groups[start : start + query.limit]
        more = len(groups) > start + query.limit
        return Answer(
            query=asked.typed,
            total=len(groups),
            total_is_floor=found.floor,
            results=tuple(self._hits(session, scope, page, vector, at, query)),
            facets=facets([group.shown for group in groups]),
            next=asked.cursor_at(start + query.limit) if more else None,
            notices=(*query.notices, *found.notices),
            instead=() if groups else instead(query, partial(self._count, session, scope, vector, held)),
            respelt=respelt,
        )

    def _respelt(self, session: Session, scope: Scope, query: Query) -> str | None:
        if query.literal or not query.words.strip():
            return None
        view, spoken = self.index.view(scope), readings(query.words) or (None,)
        return mended(
            query.words,
            lambda word: view.stands(stems(word, spoken, self._registry.vault.posting_key)),
            lambda: self.index.vocabulary.view(scope),
            query.phrases,
            self.generation(session).encoder.count,
        )

    def newest(self, scope: Scope) -> Scope:
        """Return the scope without what a later edition in it supersedes (case 8)."""
        return self._newest.of(scope)

    def shelf(self, scope: Scope, at: datetime, *, superseded: bool = False) -> Held:
        """Return every assessment of a scope as released, superseded ones only where they are asked for."""
        return self._holdings.of(scope if superseded else self._newest.of(scope), at)

    def _vector(self, generation: Generation, words: str) -> NDArray[np.float32] | None:
        # Letters composed or with their marks apart are the same question, whatever a model makes of them.
        composed = normalize("NFC", words)
        return generation.centring.query(generation.encoder.query(composed)) if composed.strip() else None

    def _found(
        self, session: Session, scope: Scope, query: Query, vector: NDArray[np.float32] | None, held: Held
    ) -> _Found:
        if query.silent:
            return _Found([])
        generation = self.generation(session)
        exactly = Exactly(self._registry, self.index, generation.vectors, session, vector)
        bound = not query.filters.empty or query.phrases or query.without
        works = exactly.narrowed(_narrowed(held, query.filters), query) if bound else None
        if vector is None:
            listed = [_Group(shown) for shown in (held if works is None else works)]
            return _Found(listed, exactly.partly, exactly.notices)
        if works is None:
            wanted, view = scope.handlings, self.index.view(scope)
        else:
            wanted = np.array(sorted(chain.from_iterable(shown.handlings for shown in works)), dtype=np.int64)
            view = self.index.lexicon.view(wanted)
        ranked, floor = rank(
            generation.vectors, view, vector, Terms.of(query.words, self._registry.vault.posting_key), wanted
        )
        ranked = sharpened(session, self._registry.vault, generation.model, ranked, vector)
        groups = self._grouped(held, ranked)
        if works is not None and query.phrases:
            own = {group.shown.edition: group.portions for group in groups}
            groups = [_Group(shown, exactly.ranked(shown.edition, own.get(shown.edition, ()))) for shown in works]
        return _Found(groups, floor or exactly.partly, exactly.notices)

    def _count(
        self, session: Session, scope: Scope, vector: NDArray[np.float32] | None, held: Held, query: Query
    ) -> tuple[int, bool]:
        found = self._found(session, scope, query, vector, held)
        return len(found.groups), found.floor

    def _grouped(self, held: Held, ranked: Iterable[Ranked]) -> list[_Group]:
        found: dict[str, tuple[ReleasedAssessment, list[Ranked]]] = {}
        for portion in ranked:
            handling = self._registry.handlings.get(portion.handling)
            shown = held.get(handling.edition) if handling else None
            if shown is not None and portion.handling in shown.handlings:
                found.setdefault(shown.edition, (shown, []))[1].append(portion)
        return [_Group(shown, portions) for shown, portions in found.values()]

    def _hits(
        self,
        session: Session,
        scope: Scope,
        groups: list[_Group],
        vector: NDArray[np.float32] | None,
        at: datetime,
        query: Query,
    ) -> Iterator[Hit]:
        """Yield the groups as hits: each is decided once more."""
        asked = asked_for(query.words)
        shown = chain.from_iterable(group.portions[:EVIDENCE] for group in groups)
        rows = portions_at(session, ((portion.handling, portion.ordinal) for portion in shown))
        # Read together and held here, they are found in the session when each is asked for.
        editions = [group.shown.edition for group in groups]
        _held = session.exec(select(Edition).where(col(Edition.id).in_(editions))).all()
        for group in groups:
            again = released(self._registry, scope, group.shown.edition, at)
            if again is None:
                continue
            places = ((p, rows.get((p.handling, p.ordinal))) for p in group.portions[:EVIDENCE])
            best = [(p, row) for p, row in places if row is not None]
            yield Hit(
                again, () if vector is None else self._evidence(session, again, best, vector, query.phrases, asked)
            )

    def _evidence(
        self,
        session: Session,
        shown: ReleasedAssessment,
        best: list[tuple[Ranked, Portion]],
        vector: NDArray[np.float32],
        phrases: Sequence[str],
        asked: frozenset[str],
    ) -> tuple[Evidence, ...]:
        """Return the passages that show why; none where this snapshot does not have or cannot open them."""
        edition = session.get(Edition, shown.edition)
        if edition is None:
            return ()
        try:
            key = key_of(edition, self._registry.vault)
            rows = [row for _, row in best]
            opened = {p.id: p for p in open_portions(self._registry, session, {shown.edition: shown}, rows)}
            meanings = sentences(session, key, rows, self.generation(session).model)
            nearest = {
                ident: telling(p.text, p.sentences, p.language, meanings[ident], vector, asked)
                for ident, p in opened.items()
            }
        except SealBroken:
            return ()
        if phrases:
            said = {ident: stating(portion, phrases) for ident, portion in opened.items()}
            nearest |= {ident: (number,) for ident, number in said.items() if number is not None}
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
