"""Kin: editions and translations of one work, as far as one reader may see them; nobody discovers her own (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.handling import RELEASED, SUPERSEDED
from models.tables.relation import SOURCE, SUPERSEDES, TRANSLATION
from repository.catalogue import Entry
from repository.disclosure import ReleasedAssessment, released
from repository.registry import Registry
from repository.scope import Scope

EARLIER, LATER, TRANSLATED, EMBEDDED, DERIVED = "earlier", "later", "translation", "source", "derived"
RELATIONS = (LATER, EARLIER, TRANSLATED, EMBEDDED, DERIVED)
"""What a work may be to another of its kin: a later or an earlier edition, a translation, a source, made of it."""
_EFFECTIVE = (RELEASED, SUPERSEDED)
_FARTHEST = 60
_NAMED = {SUPERSEDES: EARLIER, TRANSLATION: TRANSLATED}
_NAMING = {SUPERSEDES: LATER, TRANSLATION: TRANSLATED}


def kin(registry: Registry, scope: Scope, shown: ReleasedAssessment, at: datetime) -> dict[str, str]:
    """Return the relation of every kin of an assessment that its reader may see, by edition.

    Editions and translations are followed through one another, sources and what was made of it one step. A work
    that she may not see joins nothing (case 8).
    """
    around = _Around(registry, scope, shown.edition)
    found = {shown.edition: ""}
    waiting = [shown.edition]
    while waiting and len(found) < _FARTHEST:
        edition = waiting.pop(0)
        for other, relation in around.edges(edition, _NAMED, _NAMING):
            if other in found or released(registry, scope, other, at) is None:
                continue
            found[other] = _through(found[edition], relation)
            waiting.append(other)
    for other, relation in around.edges(shown.edition, {SOURCE: EMBEDDED}, {SOURCE: DERIVED}):
        if other not in found and released(registry, scope, other, at) is not None:
            found[other] = relation
    del found[shown.edition]
    return found


def _through(before: str, step: str) -> str:
    """Return what a work is that is ``step`` to one which is ``before``; an edition of a translation is one."""
    return step if before in ("", step) else TRANSLATED


@dataclass(frozen=True, slots=True)
class _Around:
    registry: Registry
    scope: Scope
    asked: str

    def edges(self, edition: str, named: dict[str, str], naming: dict[str, str]) -> list[tuple[str, str]]:
        """Return the editions of the scope to which one refers, and those that refer to it, with what each is."""
        catalogue, found = self.registry.catalogue, list[tuple[str, str]]()
        entry = catalogue.get(edition)
        if entry is None:
            return []
        for kind, target in entry.edges if self._refers(entry) else ():
            other = catalogue.of_assessment(target)
            if kind in named and other is not None and other in self.scope.editions:
                found.append((other, named[kind]))
        for other in catalogue.referring_to(entry.assessment) & self.scope.editions.keys():
            later = catalogue.get(other)
            edges = later.edges if later is not None and self._refers(later) else ()
            found += [(other, naming[kind]) for kind, to in edges if kind in naming and to == entry.assessment]
        return sorted(found)

    def _refers(self, entry: Entry) -> bool:
        """Tell whether a work refers to others: from its release on; before, only where it is the one asked for."""
        return entry.state in _EFFECTIVE or entry.edition == self.asked
