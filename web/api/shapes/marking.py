"""A marking as it is shown."""

from __future__ import annotations

from typing import Self

from models.marking import Marking
from web.api.shapes.shape import Shape, shown_by

EXAMPLE = {"scheme": "interpol", "level": "IR", "label": "INTERPOL RESTRICTED", "rank": 2, "tlp": None}


class MarkingShown(Shape):
    """Scheme and level with the common rank, 0 PUBLIC to 5 TOP SECRET; an unread marking has no scheme."""

    model_config = shown_by(**EXAMPLE)

    scheme: str
    level: str
    label: str
    rank: int
    tlp: str | None

    @classmethod
    def of(cls, marking: Marking, rank: int | None = None) -> Self:
        """Return what is shown of a marking; ``rank`` where a schedule has already lowered it (W4)."""
        return cls(
            scheme=marking.scheme,
            level=marking.level,
            label=marking.label,
            rank=marking.rank if rank is None else rank,
            tlp=marking.tlp,
        )


class MarkingWhole(MarkingShown):
    """The same with the verbatim words, handling codes and compartments."""

    model_config = shown_by(
        **EXAMPLE, text="", handling=["H1"], handling_text="", compartments=[], compilation_reason=None
    )

    text: str
    handling: list[str]
    handling_text: str
    compartments: list[str]
    compilation_reason: str | None

    @classmethod
    def of(cls, marking: Marking, rank: int | None = None) -> Self:
        """Return all that is shown of a marking."""
        shown = MarkingShown.of(marking, rank)
        return cls(
            **shown.model_dump(),
            text=marking.text,
            handling=sorted(marking.handling),
            handling_text=marking.handling_text,
            compartments=sorted(marking.compartments),
            compilation_reason=marking.compilation_reason,
        )
