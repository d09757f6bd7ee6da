"""Which work is the newest to a reader: editions follow one another only where she may see both (case 8)."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from repository.catalogue import Catalogue
from repository.scope import Scope


def successor(catalogue: Catalogue, scope: Scope, assessment: str) -> str | None:
    """Return the edition that supersedes a work, where the scope's reader may see it; None otherwise.

    Each work that refers to it is looked at, seen or not: for a whole scope ask for its ``successors``.
    """
    found = (catalogue.get(edition) for edition in sorted(catalogue.referring_to(assessment) & scope.editions.keys()))
    return next((entry.edition for entry in found if entry and assessment in entry.supersedes), None)


def successors(catalogue: Catalogue, scope: Scope) -> dict[str, str]:
    """Return which assessment supersedes which, by the one that is superseded; nothing outside the scope is looked at.

    Of several that supersede one work it is that of ``successor``.
    """
    found: dict[str, str] = {}
    for edition in scope.editions:
        entry = catalogue.get(edition)
        if entry is not None and entry.edges:
            for superseded in entry.supersedes:
                found.setdefault(superseded, entry.assessment)
    return found


class Newest:
    """Each scope without what a later edition in it supersedes, kept while neither has changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Start empty over the catalogue of one registry."""
        self._catalogue = catalogue
        self._lock = Lock()
        # None stands for the scope itself: a value that held its own key would keep it for ever.
        self._kept: WeakKeyDictionary[Scope, tuple[int, Scope | None]] = WeakKeyDictionary()

    def of(self, scope: Scope) -> Scope:
        """Return the scope without what is superseded in it: the scope itself where nothing is."""
        now = self._catalogue.successions
        with self._lock:
            known = self._kept.get(scope)
            if known is None or known[0] != now:
                rest = self._without(scope)
                # What moved lies outside this scope where as much is left of it: others go on with what they
                # derived from the same object.
                if known is not None and known[1] is not None and rest is not None and _same(known[1], rest):
                    rest = known[1]
                known = (now, rest)
                self._kept[scope] = known
        return known[1] or scope

    def _without(self, scope: Scope) -> Scope | None:
        superseded = successors(self._catalogue, scope)
        dropped = {self._catalogue.of_assessment(assessment) for assessment in superseded} & scope.editions.keys()
        if not dropped:
            return None
        editions = {edition: parts for edition, parts in scope.editions.items() if edition not in dropped}
        flat = sorted(ident for parts in editions.values() for ident in parts)
        return Scope(scope.reader, np.array(flat, dtype=np.int64), editions, scope.disclosed)


def _same(one: Scope, other: Scope) -> bool:
    """Tell whether two remainders of one scope leave the same."""
    return one.editions.keys() == other.editions.keys()
