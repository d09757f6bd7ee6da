"""Search: a question put to the portions one reader may see (design 4).

query -> scope -> nearest meanings and matching words -> fused -> grouped by assessment -> evidence -> facets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from repository.registry import Registry
from repository.scope import Scope
from search.absent import notice, worded
from search.anchors import Anchors
from search.answer import Answer, Count, Group, Hit, facets, widening
from search.centring import Centring
from search.encoder import Encoder
from search.exactly import Exactly
from search.generation import Generation
from search.holdings import Held, Holdings
from search.index import Index, Open
from search.instead import instead
from search.language import readings
from search.lexicon import View
from search.opening import Opening
from search.query import DATE, LONGEST, Filters, Query
from search.ranking import NOTHING_NEAR, NOTHING_SAYS, Ranked, Terms, faint, rank
from search.sharpening import sharpened
from search.stranger import strangers
from search.suggesting import Stocks
from search.terms import stems
from search.typo import mended

__all__ = ["Answer", "Count", "Engine", "Hit", "facets"]

_GENERATION = "concord_generation"


@dataclass(frozen=True, slots=True)
class _Found:
    groups: list[Group]
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
        self.anchors = Anchors()
        self._holdings = Holdings(registry)
        self.stocks = Stocks(registry.catalogue)

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
        scope = scope if query.filters.superseded else self.newest(scope)
        held = self._holdings.of(scope, at)
        respelt = self._respelt(session, scope, query)
        asked, query = query, query if respelt is None else replace(query, words=respelt)
        vector = self.generation(session).query(query.words)
        found = self._found(session, scope, query, vector, held)
        groups = sorted(found.groups, key=lambda group: group.newest if query.order == DATE else group.order)
        page = groups[start : start + query.limit]
        more = len(groups) > start + query.limit
        opening = Opening(self._registry, session, scope, at, query, vector, self.generation(session).model)
        return Answer(
            query=asked.typed,
            total=len(groups),
            total_is_floor=found.floor,
            results=tuple(opening.hits(page)),
            facets=facets([group.shown for group in groups]) | (widening(held, query.filters) if query.listing else {}),
            next=asked.cursor_at(start + query.limit) if more else None,
            notices=(*query.notices, *strangers(session, query.filters), *found.notices),
            instead=instead(query, partial(self._count, session, scope, vector, held), empty=not groups),
            respelt=respelt,
        )

    def _respelt(self, session: Session, scope: Scope, query: Query) -> str | None:
        if query.literal or not query.words.strip():
            return None
        view, spoken = self.index.view(scope), readings(query.words) or (None,)
        better = mended(
            query.words,
            lambda word: [one for one in spoken if view.stands(stems(word, [one], self._registry.vault.posting_key))],
            lambda: self.index.vocabulary.view(scope),
            query.phrases,
            self.generation(session).encoder.count,
        )
        return better if better is not None and len(better) <= LONGEST else None

    def newest(self, scope: Scope) -> Scope:
        """Return the scope without what a later edition in it supersedes (case 8)."""
        return self._registry.succession.newest(scope)

    def shelf(self, scope: Scope, at: datetime, *, superseded: bool = False) -> Held:
        """Return every assessment of a scope as released, superseded ones only where they are asked for."""
        return self._holdings.of(scope if superseded else self.newest(scope), at)

    def _found(
        self,
        session: Session,
        scope: Scope,
        query: Query,
        vector: NDArray[np.float32] | None,
        held: Held,
        *,
        counted: bool = False,
    ) -> _Found:
        """Return the groups that answer; where they are but ``counted``, in no order and without notices."""
        if query.silent:
            return _Found([])
        generation = self.generation(session)
        exactly = Exactly(self._registry, self.index, generation.vectors, session, vector)
        works = exactly.narrowed(_narrowed(held, query.filters), query) if query.bound else None
        if vector is None:
            listed = [Group(shown) for shown in (held if works is None else works)]
            return _Found(listed, exactly.partly, exactly.notices)
        if works is None:
            wanted, view = scope.handlings, self.index.view(scope)
        else:
            wanted = np.array(sorted(chain.from_iterable(shown.handlings for shown in works)), dtype=np.int64)
            view = self.index.lexicon.view(wanted)
        ranked, floor = rank(
            generation.vectors, view, vector, Terms.of(query.words, self._registry.vault.posting_key), wanted
        )
        if not counted:
            ranked = sharpened(session, self._registry.vault, generation.model, ranked, vector)
        groups = self._grouped(held, ranked)
        if works is not None and query.phrases:
            own = {group.shown.edition: group.portions for group in groups}
            groups = [Group(shown, exactly.ranked(shown.edition, own.get(shown.edition, ()))) for shown in works]
        told = () if counted else self._told(query, view, ranked, listed=bool(groups))
        return _Found(groups, floor or exactly.partly, (*exactly.notices, *told))

    def _told(self, query: Query, view: View, ranked: Sequence[Ranked], *, listed: bool) -> Iterator[str]:
        """Yield what is to be said of what is listed: that nothing of it is clear, and which words stand nowhere."""
        key = self._registry.vault.posting_key
        words = worded(query.words, query.phrases, view, key, ranked if listed else ())
        if listed and not query.phrases and faint(ranked, nowhere=words.nowhere, together=words.together):
            yield NOTHING_SAYS
        if words.lacking:
            yield notice(words.lacking, listed=listed)
        elif not (listed or query.bound):
            yield NOTHING_NEAR

    def _count(
        self, session: Session, scope: Scope, vector: NDArray[np.float32] | None, held: Held, query: Query
    ) -> tuple[int, bool]:
        found = self._found(session, scope, query, vector if query.words else None, held, counted=True)
        return len(found.groups), found.floor

    def _grouped(self, held: Held, ranked: Sequence[Ranked]) -> list[Group]:
        works = {handling: self._work(held, handling) for handling in {portion.handling for portion in ranked}}
        found: dict[str, tuple[ReleasedAssessment, list[Ranked]]] = {}
        for portion in ranked:
            shown = works[portion.handling]
            if shown is not None:
                found.setdefault(shown.edition, (shown, []))[1].append(portion)
        return [Group(shown, portions) for shown, portions in found.values()]

    def _work(self, held: Held, handling: int) -> ReleasedAssessment | None:
        """Return the assessment that shows a handling, or None."""
        known = self._registry.handlings.get(handling)
        shown = held.get(known.edition) if known else None
        return shown if shown is not None and handling in shown.handlings else None


def _narrowed(held: Held, filters: Filters) -> Iterable[ReleasedAssessment]:
    return held if filters.empty else (shown for shown in held if filters.accept(shown))
