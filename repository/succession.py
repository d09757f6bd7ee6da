"""Which work is the newest to a reader: editions follow one another only where she may see both (case 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from repository.catalogue import Catalogue
from repository.scope import Scope


@dataclass(frozen=True, slots=True)
class _Kept:
    """What holds of a scope as of so many moves of the catalogue."""

    moves: int
    later: Mapping[str, str]
    newest: Scope | None
    """None stands for the scope itself: a value that held its own key would keep it for ever."""


class Succession:
    """What supersedes what in each scope, kept until an edition of that scope moves; others cost it nothing (P1)."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Start empty over the catalogue of one registry."""
        self._catalogue = catalogue
        self._lock = Lock()
        self._scopes: WeakKeyDictionary[Scope, _Kept] = WeakKeyDictionary()

    def later(self, scope: Scope) -> Mapping[str, str]:
        """Return which assessment supersedes which in a scope, by the one that is superseded.

        Of several it is that of the edition whose id comes first.
        """
        return self._of(scope).later

    def newest(self, scope: Scope) -> Scope:
        """Return a scope without what is superseded in it: the scope itself where nothing is."""
        return self._of(scope).newest or scope

    def _of(self, scope: Scope) -> _Kept:
        moved = self._catalogue.moved
        with self._lock:
            # Counted before anything is looked at: what moves meanwhile is looked at again.
            moves, known = len(moved), self._scopes.get(scope)
            if known is None or not scope.editions.keys().isdisjoint(moved[known.moves : moves]):
                later = self._superseding(scope)
                known = self._scopes[scope] = _Kept(moves, later, self._without(scope, later))
            elif moves > known.moves:
                known = self._scopes[scope] = replace(known, moves=moves)
            return known

    def _superseding(self, scope: Scope) -> dict[str, str]:
        """Look at every edition of a scope, and at nothing outside it."""
        found: dict[str, str] = {}
        for edition in scope.editions:
            entry = self._catalogue.get(edition)
            if entry is not None and entry.edges:
                for superseded in entry.supersedes:
                    found.setdefault(superseded, entry.assessment)
        return found

    def _without(self, scope: Scope, superseded: Mapping[str, str]) -> Scope | None:
        dropped = {self._catalogue.of_assessment(assessment) for assessment in superseded} & scope.editions.keys()
        if not dropped:
            return None
        editions = {edition: parts for edition, parts in scope.editions.items() if edition not in dropped}
        flat = sorted(ident for parts in editions.values() for ident in parts)
        return Scope(scope.reader, np.array(flat, dtype=np.int64), editions, scope.disclosed)
