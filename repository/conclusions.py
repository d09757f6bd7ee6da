"""Recommendations and intelligence gaps as a reader may see them (domain 7).

They name no passage, so they rest on the whole work: who may not see all of it sees none of them, nor learns that
there are any (P1).
"""

from __future__ import annotations

from dataclasses import dataclass

from repository.disclosure import ReleasedAssessment
from repository.registry import Registry
from repository.release import Released


@dataclass(frozen=True, slots=True)
class ReleasedConclusions:
    """What one reader may see of what an edition recommends and does not know, each in the order of its originator."""

    proofs: tuple[Released, ...] = ()
    recommendations: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.recommendations or self.gaps)


def released_conclusions(registry: Registry, shown: ReleasedAssessment) -> ReleasedConclusions:
    """Return the recommendations and gaps of an edition for the reader to whom all of it is released."""
    entry = registry.catalogue.get(shown.edition)
    if entry is None or not shown.complete:
        return ReleasedConclusions()
    return ReleasedConclusions(shown.proofs, tuple(entry.deposit.recommendations), tuple(entry.deposit.gaps))
