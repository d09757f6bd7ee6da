"""The assessments of a reader's scope as released to her, kept while nothing of them has moved."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from models.reader import Reader
from repository.catalogue import Entry
from repository.disclosure import ReleasedAssessment, released
from repository.registry import Registry
from repository.scope import Scope

MOST_READERS = 64
"""For so many readers, those who asked last, assessments are kept; about 1 kB each."""


@dataclass(frozen=True, slots=True)
class _Kept:
    parts: tuple[int, ...]
    entry: Entry
    shown: ReleasedAssessment


class Held:
    """One scope's assessments by edition, each released at the first asking.

    A scope gives an edition another tuple of parts whenever it decides it again, because a row moved or an
    instant came; so what was released for the same tuple and the same description still holds, as long as the same
    later edition, or none, stands beside it in the scope (case 8).
    """

    def __init__(self, registry: Registry, scope: Scope, at: datetime, kept: dict[str, _Kept]) -> None:
        """Take what is kept of this reader, which is added to."""
        self._registry = registry
        self._scope = scope
        self._at = at
        self._kept = kept
        self._later = registry.succession.later(scope)

    def get(self, edition: str) -> ReleasedAssessment | None:
        """Return an edition as released, or None where it is not listed."""
        shown = self._released(edition)
        return None if shown is None or shown.unread else shown

    def __iter__(self) -> Iterator[ReleasedAssessment]:
        """Give every assessment of the scope."""
        return (shown for edition in self._scope.editions if (shown := self.get(edition)) is not None)

    def _released(self, edition: str) -> ReleasedAssessment | None:
        parts = self._scope.editions.get(edition)
        entry = self._registry.catalogue.get(edition)
        if parts is None or entry is None:
            return None
        known, later = self._kept.get(edition), self._later.get(entry.assessment)
        if known is not None and known.parts is parts and known.entry is entry and known.shown.superseded_by == later:
            return known.shown
        shown = released(self._registry, self._scope, edition, self._at)
        if shown is not None:
            self._kept[edition] = _Kept(parts, entry, shown)
            # Destroyed in the meantime, it may have been forgotten already.
            if self._registry.catalogue.get(edition) is not entry:
                self._kept.pop(edition, None)
        return shown


class Holdings:
    """What is kept for each reader, the one who has not asked for longest forgotten first."""

    def __init__(self, registry: Registry) -> None:
        """Start empty."""
        self._registry = registry
        self._lock = Lock()
        self._readers: OrderedDict[Reader, dict[str, _Kept]] = OrderedDict()
        self._forgotten = 0

    def of(self, scope: Scope, at: datetime) -> Held:
        """Return a scope's assessments as of an instant."""
        with self._lock:
            self._forget()
            kept = self._readers.pop(scope.reader, {})
            if len(kept) > 2 * len(scope.editions):
                # Another of her requests may be adding to it.
                kept = {edition: known for edition, known in kept.copy().items() if edition in scope.editions}
            self._readers[scope.reader] = kept
            while len(self._readers) > MOST_READERS:
                self._readers.popitem(last=False)
        return Held(self._registry, scope, at, kept)

    def _forget(self) -> None:
        """Drop, for every reader, what was destroyed since: its words stay in no memory (case 25)."""
        lost = self._registry.catalogue.gone[self._forgotten :]
        self._forgotten += len(lost)
        for edition in lost:
            for kept in self._readers.values():
                kept.pop(edition, None)
