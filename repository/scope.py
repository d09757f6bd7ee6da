"""A reader's scope: the handlings the policy shows her now; all else is set membership (design 3.3)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.clock import earliest
from models.handling import CARD
from models.reader import Reader
from repository.handlings import Basis, Handlings
from repository.release import Released, decide

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Scope:
    """The handlings released for ``view``, ascending; empty means nothing, never "no filter".

    Only handlings of editions that are *listed* are in it: the card and at least one part are readable.
    ``editions`` maps each listed edition to its readable handlings, in an order that tells nothing of when
    they came. A scope is itself, not its contents: while nothing of it changed the same object is given, and
    while an edition was not decided again its tuple is the same object, so that others may keep what they
    derive from them. ``disclosed`` holds the editions of which nothing but the card is readable and whose
    originator discloses that they exist: they are in no listing and no search, but access may be asked for.
    """

    reader: Reader
    handlings: Ids
    editions: dict[str, tuple[int, ...]]
    disclosed: frozenset[str] = frozenset()

    def __contains__(self, handling: int) -> bool:
        """Tell whether a handling is in the scope."""
        place = int(np.searchsorted(self.handlings, handling))
        return place < len(self.handlings) and int(self.handlings[place]) == handling

    def meets(self, handlings: Ids) -> bool:
        """Tell whether any of some handlings is in the scope."""
        if not len(self.handlings):
            return False
        places = np.searchsorted(self.handlings[:-1], handlings)
        return bool((self.handlings[places] == handlings).any())


MOST_READERS = 512


@dataclass(slots=True)
class _Entry:
    """What one reader sees as of a version; ``edges`` are the instants at which one is decided again."""

    version: int
    since: datetime
    until: datetime | None
    listed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    disclosed: set[str] = field(default_factory=set)
    edges: list[tuple[datetime, str]] = field(default_factory=list)
    next_edge: dict[str, datetime] = field(default_factory=dict)
    scope: Scope | None = None

    def forget(self, edition: str) -> bool:
        """Take an edition away; tell whether it was shown."""
        listed = self.listed.pop(edition, None) is not None
        disclosed = edition in self.disclosed
        self.disclosed.discard(edition)
        return listed or disclosed

    def show(self, edition: str, parts: list[int], disclosed: bool) -> bool:
        """Keep what of an edition is released, its card among it; tell whether it is shown at all."""
        if len(parts) > 1:
            self.listed[edition] = tuple(parts)
        elif parts and disclosed:
            self.disclosed.add(edition)
        else:
            return False
        return True


class Scopes:
    """Scopes by access context, kept true by deciding only what changed; never visible from outside.

    A change or an instant that concerns only what this reader is not shown leaves her scope the same object.
    """

    def __init__(self, handlings: Handlings, capacity: int = MOST_READERS) -> None:
        """Keep at most ``capacity`` access contexts, the least recently asked for dropped first."""
        self.handlings = handlings
        self._capacity = capacity
        self._lock = Lock()
        self._entries: OrderedDict[Reader, _Entry] = OrderedDict()

    def of(self, session: Session, reader: Reader, at: datetime) -> Scope:
        """Return the reader's scope at an instant, as of the session's snapshot or newer."""
        version = self.handlings.refresh(session)
        with self._lock:
            entry = self._entries.pop(reader, None)
            if entry is None or at < entry.since or (entry.until is not None and at >= entry.until):
                entry = _Entry(version, at, reader.next_instant(at))
                self._decide(entry, reader, at, self.handlings.editions())
            else:
                moved = self._moved(entry, at, version)
                if moved:
                    entry.since = at
                    self._decide(entry, reader, at, moved)
            self._entries[reader] = entry
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
            if entry.scope is None:
                entry.scope = _scope(reader, entry)
            return entry.scope

    def part(self, reader: Reader, at: datetime, editions: Iterable[str]) -> Scope:
        """Return what some editions add to a reader's scope at an instant, as of the last refresh; it is not kept."""
        entry = _Entry(0, at, None)
        self._decide(entry, reader, at, editions)
        return _scope(reader, entry)

    def _moved(self, entry: _Entry, at: datetime, version: int) -> set[str]:
        """Return the editions to decide again: those that changed, and those whose instant has come."""
        moved = self.handlings.editions_changed_since(entry.version)
        entry.version = max(entry.version, version)
        while entry.edges and entry.edges[0][0] <= at:
            instant, edition = heappop(entry.edges)
            # An edge that a later change of the edition replaced is passed over.
            if entry.next_edge.get(edition) == instant:
                del entry.next_edge[edition]
                moved.add(edition)
        return moved

    def _decide(self, entry: _Entry, reader: Reader, at: datetime, editions: Iterable[str]) -> None:
        answers: dict[Basis, tuple[bool, datetime | None]] = {}
        for edition in editions:
            known, shown, edge = self.handlings.known(edition), list[int](), None
            for handling, basis in known:
                if basis not in answers:
                    released = isinstance(decide(reader, handling, "view", at), Released)
                    answers[basis] = (released, handling.next_instant(at))
                released, instant = answers[basis]
                if instant is not None:
                    edge = earliest(edge, instant)
                if released:
                    shown.append(handling.id)
                elif handling.part == CARD:
                    break  # Without its card an edition is not listed, whatever else of it is released.
            disclosed = bool(known) and known[0].handling.disclosed
            if entry.forget(edition) | entry.show(edition, shown, disclosed):
                entry.scope = None
            _watch(entry, edition, edge)


def _watch(entry: _Entry, edition: str, edge: datetime | None) -> None:
    if edge is None:
        entry.next_edge.pop(edition, None)
    else:
        entry.next_edge[edition] = edge
        heappush(entry.edges, (edge, edition))


def _scope(reader: Reader, entry: _Entry) -> Scope:
    editions = dict(sorted(entry.listed.items()))
    flat = sorted(ident for idents in editions.values() for ident in idents)
    return Scope(reader, np.array(flat, dtype=np.int64), editions, frozenset(entry.disclosed))
