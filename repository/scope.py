"""A reader's scope: the handlings the policy shows her now; everything else is set membership (design 3.3)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.clock import earliest
from models.handling import CARD
from models.reader import Reader
from repository.handlings import Handlings
from repository.release import Released, decide

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Scope:
    """The handlings released for ``view``, ascending; empty means nothing, never "no filter".

    Only handlings of editions that are *listed* are in it: the card and at least one part are readable.
    ``editions`` maps each listed edition to its readable handlings. A scope is itself, not its contents:
    while nothing of it changed the same object is given, so that others may keep what they derive from it.
    """

    reader: Reader
    handlings: Ids
    editions: dict[str, tuple[int, ...]]

    def __contains__(self, handling: int) -> bool:
        """Tell whether a handling is in the scope."""
        place = int(np.searchsorted(self.handlings, handling))
        return place < len(self.handlings) and int(self.handlings[place]) == handling


@dataclass(slots=True)
class _Entry:
    version: int
    until: datetime | None
    at: datetime
    released: dict[str, frozenset[int]] = field(default_factory=dict)
    scope: Scope | None = None


class Scopes:
    """Scopes by access context, kept true by deciding only what changed; never visible from outside."""

    def __init__(self, handlings: Handlings, capacity: int = 512) -> None:
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
            if entry is None or at < entry.at or (entry.until is not None and at >= entry.until):
                entry = self._decide_all(reader, at, version)
            elif entry.version != version:
                self._decide_changed(entry, reader, at, version)
            self._entries[reader] = entry
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
            if entry.scope is None:
                entry.scope = _listed(reader, entry.released, self.handlings)
            return entry.scope

    def _decide_all(self, reader: Reader, at: datetime, version: int) -> _Entry:
        entry = _Entry(version, reader.next_instant(at), at)
        editions = {handling.edition for handling in self.handlings.all()}
        self._decide(entry, reader, at, editions)
        return entry

    def _decide_changed(self, entry: _Entry, reader: Reader, at: datetime, version: int) -> None:
        moved = (self.handlings.get(ident) for ident in self.handlings.changed_since(entry.version))
        editions = {handling.edition for handling in moved if handling is not None}
        unreadable = set(entry.released) - editions
        editions |= {e for e in unreadable if any(self.handlings.get(i) is None for i in entry.released[e])}
        concerned = any(edition in entry.released for edition in editions)
        self._decide(entry, reader, at, editions)
        entry.version = version
        if concerned or any(edition in entry.released for edition in editions):
            entry.scope = None

    def _decide(self, entry: _Entry, reader: Reader, at: datetime, editions: Iterable[str]) -> None:
        for edition in editions:
            shown: list[int] = []
            for ident in self.handlings.parts(edition):
                handling = self.handlings.get(ident)
                if handling is None:
                    continue
                entry.until = earliest(entry.until, handling.next_instant(at))
                if isinstance(decide(reader, handling, "view", at), Released):
                    shown.append(ident)
            if shown:
                entry.released[edition] = frozenset(shown)
            else:
                entry.released.pop(edition, None)


def _listed(reader: Reader, released: dict[str, frozenset[int]], handlings: Handlings) -> Scope:
    editions: dict[str, tuple[int, ...]] = {}
    for edition, idents in released.items():
        parts = {handling.part for ident in idents if (handling := handlings.get(ident)) is not None}
        if CARD in parts and len(parts) > 1:
            editions[edition] = tuple(sorted(idents))
    flat = sorted(ident for idents in editions.values() for ident in idents)
    return Scope(reader, np.array(flat, dtype=np.int64), editions)
