"""Ten leaks that registries have had, each planted on purpose: the two-world test must catch every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlmodel import Session

from ingest import assign as assigning
from repository.catalogue import Catalogue
from repository.scope import Scope
from search import engine as engines
from search.encoder import Encoded, Span
from search.engine import Answer, Count, Engine
from search.index import Index
from search.lexicon import View
from search.query import Query
from search.ranking import Ranked, Terms, rank
from search.vectors import Vectors
from tests.encoders import HashingEncoder
from tests.worlds import World
from web import reading
from web.depositing import RoleRefused

Patch = pytest.MonkeyPatch


def _stored(vectors: Vectors) -> Any:
    return np.array(sorted(vectors.handlings), dtype=np.int64)


def filter_after_ranking(patch: Patch) -> None:
    """Rank everything, keep the first ten, then drop what the reader may not see."""

    def ranked(vectors: Any, view: View, vector: Any, terms: Terms, handlings: Any) -> tuple[list[Ranked], bool]:
        found, floor = rank(vectors, view, vector, terms, _stored(vectors))
        visible = set(handlings.tolist())
        return [portion for portion in found[:10] if portion.handling in visible], floor

    patch.setattr(engines, "rank", ranked)


def global_statistics(patch: Patch) -> None:
    """Count document frequencies over everything that is stored."""

    def view(self: Index, scope: Scope) -> View:
        return self.lexicon.view(_stored(self.vectors))

    patch.setattr(Index, "view", view)


def total_count(patch: Patch) -> None:
    """Say how many documents there are, not how many the reader may see."""
    _answer(patch, lambda engine, answer: replace(answer, total=answer.total + len(_all(engine)._known)))


def facet_over_all(patch: Patch) -> None:
    """Count facets over every document."""

    def counted(engine: Engine, answer: Answer) -> Answer:
        pillars = Counter(p for entry in _all(engine)._known.values() for p in entry.deposit.pillars or ())
        return replace(answer, facets={**answer.facets, "pillar": tuple(Count(v, n) for v, n in pillars.items())})

    _answer(patch, counted)


def forbidden_for_what_exists(patch: Patch) -> None:
    """Answer 403 for what exists and is withheld, 404 for what does not."""
    honest = reading._find

    def find(house: Any, scope: Scope, ident: str, at: Any) -> Any:
        known = house.registry.catalogue.of_assessment(ident)
        if known and known not in scope.editions:
            raise RoleRefused("this is not for you")
        return honest(house, scope, ident, at)

    patch.setattr(reading, "_find", find)


def cache_without_scope(patch: Patch) -> None:
    """Keep answers by question alone."""
    kept: dict[tuple[int, Query], Answer] = {}
    honest = Engine.search

    def search(self: Engine, session: Session, scope: Scope, query: Query, at: Any) -> Answer:
        key = (id(self), query)
        if key not in kept:
            kept[key] = honest(self, session, scope, query, at)
        return kept[key]

    patch.setattr(Engine, "search", search)


class Serial:
    """Ids that count."""

    def __init__(self) -> None:
        self.count = 0

    def new(self) -> str:
        """Return the next number, spelt as ids are."""
        self.count += 1
        return np.base_repr(10**30 + self.count, 32).lower().translate(str.maketrans("0189", "wxyz"))[:26]


def serial_ids(patch: Patch) -> None:
    """Number documents one after the other, hidden ones included."""
    sequences: dict[int, Serial] = {}

    def sequence(self: World) -> Serial:
        return sequences.setdefault(id(self), Serial())

    def show(self: World, content: str, number: int) -> None:
        self.house.registry.ids = self.hidden_ids
        self.visible.append(self.cast.release("amina", content.encode(), "n.md", title=f"Note {number}"))

    patch.setattr(World, "hidden_ids", property(sequence, _ignore), raising=False)
    patch.setattr(World, "show", show)


def mixed_embedding_batch(patch: Patch) -> None:
    """Embed the portions of all handlings in one run, where a vector leans towards its neighbours."""
    honest = HashingEncoder.passages
    before: list[np.ndarray[Any, Any]] = []

    def passages(self: HashingEncoder, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        leaning = []
        for one in honest(self, texts, sentences):
            near = before[-1] if before else one.vector
            before.append(one.vector)
            mixed = one.vector + 0.4 * near
            leaning.append(Encoded((mixed / np.linalg.norm(mixed)).astype(np.float32), one.sentences))
        return leaning

    patch.setattr(HashingEncoder, "passages", passages)


def _ignore(_: World, __: object) -> None:
    """Leave the sequence as it is."""


def _every_heading(heading: tuple[str, ...], *_: object) -> tuple[str, ...]:
    return heading


def hidden_heading_as_context(patch: Patch) -> None:
    """Show and embed a tearline under the headings of the body around it."""
    patch.setattr(assigning, "_own_headings", _every_heading)


def cursor_that_counts_hidden_rows(patch: Patch) -> None:
    """Put into the cursor how many rows were passed over, hidden ones included."""
    _answer(
        patch,
        lambda engine, answer: replace(answer, next=answer.next and f"{answer.next}-{len(_all(engine)._known)}"),
    )


def _answer(patch: Patch, change: Callable[[Engine, Answer], Answer]) -> None:
    honest = Engine.search

    def search(self: Engine, session: Session, scope: Scope, query: Query, at: Any) -> Answer:
        return change(self, honest(self, session, scope, query, at))

    patch.setattr(Engine, "search", search)


def _all(engine: Engine) -> Catalogue:
    return engine._registry.catalogue


LEAKS = (
    filter_after_ranking,
    global_statistics,
    total_count,
    facet_over_all,
    forbidden_for_what_exists,
    cache_without_scope,
    serial_ids,
    mixed_embedding_batch,
    hidden_heading_as_context,
    cursor_that_counts_hidden_rows,
)
