"""What is found in a document: a value, how sure it is, and the places that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.portions import Portion


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters from ``start`` to ``end`` of a portion, counted from 0, that say so."""

    portion: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure it is (0 to 1), the page that says so first, and the places, the strongest first.

    ``more`` holds what belongs to the value besides, as JSON has it.
    """

    value: str
    confidence: float
    page: int
    evidence: tuple[Evidence, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def plain(self, portions: Sequence[Portion], ids: Sequence[str]) -> dict[str, Any]:
        """Return it ready for JSON; ``ids`` name the portions, so that evidence can point at them."""
        places = [
            {"portion": ids[at.portion], "page": portions[at.portion].page, "start": at.start, "end": at.end}
            for at in self.evidence
        ]
        rest: dict[str, Any] = {"evidence": places} if places else {}
        return {"value": self.value, "confidence": self.confidence, "page": self.page, **rest, **self.more}
