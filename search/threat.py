"""What an assessment is about, as far as its reader sees it: pillars, crime areas, regions, and the actors it names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from repository.disclosure import ReleasedAssessment
from repository.editions import read_suggestions
from repository.errors import SealBroken
from repository.sealed import Vault

SURE = 0.5
"""An actor that ingest found counts from this confidence on."""
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Threat:
    """What two assessments have in common, or what one is about; each in the order of its name."""

    pillars: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    @classmethod
    def of(cls, shown: ReleasedAssessment, actors: Iterable[str] = ()) -> Threat:
        """Return what an assessment is about."""
        named = (shown.pillars, shown.areas, shown.regions, actors)
        return cls(*(tuple(sorted(set(words))) for words in named))

    def shared(self, other: Threat) -> Threat:
        """Return what both are about."""
        return Threat(
            pillars=_both(self.pillars, other.pillars),
            areas=_both(self.areas, other.areas),
            regions=_both(self.regions, other.regions),
            actors=_both(self.actors, other.actors),
        )

    def same(self, other: Threat) -> bool:
        """Tell whether both are about one threat: an area or an actor in common.

        A pillar alone does where one of them names no area: two areas of one pillar are two threats.
        """
        if not set(self.areas).isdisjoint(other.areas) or not set(self.actors).isdisjoint(other.actors):
            return True
        unsaid = not self.areas or not other.areas
        return unsaid and not set(self.pillars).isdisjoint(other.pillars)


def actors_of(vault: Vault, session: Session, works: Iterable[ReleasedAssessment]) -> dict[str, tuple[str, ...]]:
    """Return the actors that ingest found in assessments, by edition; only where the reader sees the whole (P1).

    They were found in the whole text: of a part nobody can say whether it names them.
    """
    complete = sorted(shown.edition for shown in works if shown.complete)
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(complete), _BATCH):
        query = select(Edition).where(col(Edition.id).in_(complete[start : start + _BATCH]))
        for edition in session.exec(query):
            try:
                suggested = read_suggestions(edition, vault).get("actors", [])
            except (SealBroken, json.JSONDecodeError):
                continue
            found[edition.id] = tuple(one["value"] for one in suggested if one["confidence"] >= SURE)
    return found


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in one if word in other)
