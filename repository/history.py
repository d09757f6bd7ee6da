"""What a work follows, translates, embeds, and what follows it: only edges of which a reader sees both ends (P1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from models.handling import RELEASED, SUPERSEDED
from models.tables.relation import SOURCE, SUPERSEDES, TRANSLATION
from repository.disclosure import ReleasedAssessment, released
from repository.registry import Registry
from repository.scope import Scope

Works = tuple[ReleasedAssessment, ...]
_Step = Callable[[ReleasedAssessment, str], Works]


@dataclass(frozen=True, slots=True)
class History:
    """A work among others as one reader sees them; earlier and later editions stand the nearest first."""

    shown: ReleasedAssessment
    earlier: Works = ()
    later: Works = ()
    original: ReleasedAssessment | None = None
    translations: Works = ()
    sources: Works = ()
    derived: Works = ()

    @property
    def all(self) -> Works:
        """Return every work that is shown."""
        original = () if self.original is None else (self.original,)
        related = (*self.earlier, *self.later, *original, *self.translations, *self.sources, *self.derived)
        return tuple({work.edition: work for work in (self.shown, *related)}.values())


def history(registry: Registry, scope: Scope, edition: str, at: datetime) -> History | None:
    """Return a work of the scope with what it refers to and what refers to it, or None where it is not listed.

    A work refers to others from its release on; before, only to whoever works on it.
    """
    around = _Around(registry, scope, edition, at)
    shown = around.work(edition)
    if shown is None:
        return None
    return History(
        shown=shown,
        earlier=around.chain(shown, around.named_by),
        later=around.chain(shown, around.naming),
        original=next(iter(around.named_by(shown, TRANSLATION)), None),
        translations=around.naming(shown, TRANSLATION),
        sources=around.named_by(shown, SOURCE),
        derived=around.naming(shown, SOURCE),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    registry: Registry
    scope: Scope
    asked: str
    at: datetime

    def work(self, edition: str | None) -> ReleasedAssessment | None:
        return None if edition is None else released(self.registry, self.scope, edition, self.at)

    def named_by(self, work: ReleasedAssessment, kind: str) -> Works:
        """Return the works to which one refers."""
        if not self._refers(work.edition):
            return ()
        entry = self.registry.catalogue.get(work.edition)
        targets = [target for edge, target in (entry.edges if entry else ()) if edge == kind]
        return self._ordered(self.registry.catalogue.of_assessment(target) for target in targets)

    def naming(self, work: ReleasedAssessment, kind: str) -> Works:
        """Return the works that refer to one."""
        found = self.registry.catalogue.referring_to(work.id) & self.scope.editions.keys()
        entries = [entry for edition in found if (entry := self.registry.catalogue.get(edition)) is not None]
        those = [entry.edition for entry in entries if (kind, work.id) in entry.edges]
        return self._ordered(edition for edition in those if self._refers(edition))

    def chain(self, work: ReleasedAssessment, step: _Step) -> Works:
        """Follow editions one way as far as each is shown; there are no circles (case 8)."""
        found: list[ReleasedAssessment] = []
        while nearest := step(found[-1] if found else work, SUPERSEDES):
            found.append(nearest[0])
        return tuple(found)

    def _refers(self, edition: str) -> bool:
        entry = self.registry.catalogue.get(edition)
        return entry is not None and (entry.state in (RELEASED, SUPERSEDED) or edition == self.asked)

    def _ordered(self, editions: Iterable[str | None]) -> Works:
        found = [shown for edition in editions if (shown := self.work(edition)) is not None]
        return tuple(sorted(found, key=lambda shown: shown.order))
