"""A room: what several readers may all see, cut to what somebody sees who looks on their behalf (design 3).

It is an intersection of scopes, handling by handling. What an originator conceals from the looker is not told by
letting its own people in: they count there as anybody else (case 29).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlmodel import Session

from models.handling import BODY, CARD, DRAFT, RELEASED, SUPERSEDED, Handling
from models.marking import Marking
from models.policy import Policy, Source
from models.reader import Reader
from repository.registry import Registry
from repository.release import Withheld, decide
from repository.scope import Scope


@dataclass(frozen=True, slots=True)
class Registered:
    """A work at the level of its register page: what the registry sees of it, and nothing more."""

    edition: str
    assessment: str
    register_title: str | None
    originators: tuple[str, ...]
    marking: Marking
    rank: int
    state: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A work that the room may not see, and for each reader who is not shown it the rules that stop her."""

    edition: str
    stops: tuple[tuple[Reader, tuple[str, ...]], ...]


def room(registry: Registry, session: Session, scope: Scope, readers: Sequence[Reader], at: datetime) -> Scope:
    """Return the part of a scope that every one of the readers sees too; its reader stays the scope's."""
    scopes = [registry.scopes.of(session, reader, at) for reader in readers]
    editions = {}
    for edition, parts in scope.editions.items():
        if not all(edition in other.editions for other in scopes):
            continue
        common = tuple(part for part in parts if all(part in other.editions[edition] for other in scopes))
        shown = _told(registry, edition, common, scope.reader.organization, readers, at)
        if _listed(registry, shown):
            # While nothing is cut the very tuple stays, so that what was derived from it is kept.
            editions[edition] = parts if shown == parts else shown
    flat = sorted(ident for parts in editions.values() for ident in parts)
    return Scope(scope.reader, np.array(flat, dtype=np.int64), editions)


def registered(registry: Registry, session: Session, readers: Sequence[Reader], at: datetime) -> list[Registered]:
    """Return the register pages of what was submitted and every one of the readers is shown, whole or in part."""
    scopes = [registry.scopes.of(session, reader, at) for reader in readers]
    registry.catalogue.refresh(session)
    found = []
    shared = set(scopes[0].editions).intersection(*(one.editions for one in scopes[1:])) if scopes else set()
    for edition in shared:
        entry = registry.catalogue.get(edition)
        common = tuple(p for p in scopes[0].editions[edition] if all(p in one.editions[edition] for one in scopes))
        if entry is None or entry.state == DRAFT or not _listed(registry, common):
            continue
        top = max((h for h in _parts(registry, common) if h.part != CARD), key=lambda h: h.rank_at(at))
        title, names = entry.deposit.register_title, entry.originators
        found.append(Registered(edition, entry.assessment, title, names, top.marking, top.rank_at(at), entry.state))
    found.sort(key=lambda one: (one.register_title or "", one.assessment))
    return found


def kept_out(registry: Registry, scope: Scope, seen: Scope, readers: Sequence[Reader], at: datetime) -> list[Kept]:
    """Return what the scope's organization originated and circulates, and the room is not shown, with the reasons."""
    found = []
    for edition in sorted(scope.editions.keys() - seen.editions.keys()):
        entry = registry.catalogue.get(edition)
        own = entry is not None and scope.reader.organization in entry.originators
        if own and entry is not None and entry.state in (RELEASED, SUPERSEDED):
            stops = ((reader, _stopping(registry, edition, reader, at)) for reader in readers)
            found.append(Kept(edition, tuple((reader, rules) for reader, rules in stops if rules)))
    return found


def _stopping(registry: Registry, edition: str, reader: Reader, at: datetime) -> tuple[str, ...]:
    """Return the rules that stop a reader from the body; none where it is released to her."""
    for handling in _parts(registry, sorted(registry.handlings.parts(edition))):
        decision = decide(reader, handling, "view", at)
        if handling.part == BODY and isinstance(decision, Withheld):
            return decision.reasons
    return ()


def _listed(registry: Registry, parts: Iterable[int]) -> bool:
    names = {handling.part for handling in _parts(registry, parts)}
    return CARD in names and len(names) > 1


def _parts(registry: Registry, idents: Iterable[int]) -> list[Handling]:
    found = (registry.handlings.get(ident) for ident in idents)
    return [handling for handling in found if handling is not None]


def _told(
    registry: Registry, edition: str, parts: tuple[int, ...], looker: str, readers: Sequence[Reader], at: datetime
) -> tuple[int, ...]:
    """Drop what a reader sees only as an originator that conceals itself from the looker."""
    kept = []
    for handling in _parts(registry, parts):
        known = _as_known(registry, edition, handling, looker)
        if known is handling or all(not isinstance(decide(r, known, "view", at), Withheld) for r in readers):
            kept.append(handling.id)
    return tuple(kept)


def _as_known(registry: Registry, edition: str, handling: Handling, looker: str) -> Handling:
    """Return a handling as somebody knows it: without originators whose names are concealed from her."""
    sources = tuple(_source_as_known(registry, source, looker) for source in handling.sources)
    policy = _unnamed(handling.policy) if _conceals(registry, edition, looker) else handling.policy
    if policy is handling.policy and all(a is b for a, b in zip(sources, handling.sources, strict=True)):
        return handling
    return replace(handling, policy=policy, sources=sources)


def _source_as_known(registry: Registry, source: Source, looker: str) -> Source:
    concealed = _conceals(registry, source.edition, looker)
    return replace(source, policy=_unnamed(source.policy)) if concealed else source


def _unnamed(policy: Policy) -> Policy:
    return replace(policy, originators=frozenset())


def _conceals(registry: Registry, edition: str, looker: str) -> bool:
    entry = registry.catalogue.get(edition)
    # Whether it was concealed cannot be read any more where there is no entry; then nobody is named.
    return entry is None or (entry.deposit.conceal_originator and looker not in entry.originators)
