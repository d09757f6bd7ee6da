"""Markings found in a file that are lower than what was chosen: said plainly, and taken over on confirmation only.

Nothing that is detected ever lowers a marking by itself (domain 2).
"""

from __future__ import annotations

from dataclasses import dataclass

from models.deposit import Deposit, MarkingDeclared
from models.marking import Marking
from repository.editions import declared
from web import equating
from web.house import House
from web.pages.description import Values
from web.pages.suggestion import Suggestions
from web.visitor import Visitor

_CONFIRMED, _BANNER = "lower:", "banner:"


@dataclass(frozen=True, slots=True)
class Lowering:
    """What is chosen, the lower level that a banner would put in its place, and the button that confirms it."""

    before: Marking
    after: Marking
    confirm: str


def lowerings(
    house: House, visitor: Visitor, deposit: Deposit, said: Values, found: Suggestions
) -> dict[str, Lowering]:
    """Return, by the name of its button, each banner's level that is lower than the marking said in the form.

    Where the form says none, that of the ``deposit`` as it was saved counts; ranks are those of its originators.
    """

    def counted(marking: MarkingDeclared) -> Marking:
        return equating.counted(house, visitor, declared(marking), deposit.originators)

    chosen = _chosen(said["marking"]) or _chosen(deposit.marking.model_dump() if deposit.marking else None)
    if chosen is None:
        return {}
    before = counted(chosen)
    lower = {}
    for number, banner in enumerate(found.banners):
        for other, level in enumerate(banner.levels):
            after = counted(MarkingDeclared(scheme=level.scheme, level=level.code))
            if after.rank < before.rank:
                which = f"{number}:{other}"
                lower[_BANNER + which] = Lowering(before, after, _CONFIRMED + which)
    return lower


def confirmed(wanted: str) -> str:
    """Return the button that was meant, where ``wanted`` confirms that it lowers the marking; else ``wanted``."""
    return _BANNER + wanted.removeprefix(_CONFIRMED) if wanted.startswith(_CONFIRMED) else wanted


def _chosen(marking: Values | None) -> MarkingDeclared | None:
    """Return scheme, level and words of a marking that a person chose; labels and codes fix no level."""
    said = marking or {}
    if not (said.get("level") or said.get("text")):
        return None
    return MarkingDeclared(scheme=said.get("scheme"), level=said.get("level"), text=(said.get("text") or "")[:200])
