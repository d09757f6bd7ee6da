"""A marking as a document carries it: level, TLP, handling codes, compartments (domain 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.scheme import HANDLING_CODES, TLP, UNKNOWN_RANK, Level, UnknownLevel, level


@dataclass(frozen=True, slots=True)
class Marking:
    """Scheme and level with the verbatim text, and what narrows or constrains beside them.

    A marking that nobody could read has an empty ``scheme`` and rank 5 until an officer resolves it. ``counted``
    is the rank as which its originator counts the level, where that is not the assumed one (domain 2).
    """

    scheme: str
    level: str
    text: str = ""
    tlp: str | None = None
    handling: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    compilation_reason: str | None = None
    handling_text: str = ""
    counted: int | None = None

    def __post_init__(self) -> None:
        """Refuse words outside the enforced vocabularies (a caller holds what it cannot read)."""
        if self.scheme:
            level(self.scheme, self.level)
        if self.tlp is not None and self.tlp not in TLP:
            raise UnknownLevel(f"'{self.tlp}' is not a TLP label; use one of: {', '.join(TLP)}")
        strange = self.handling - set(HANDLING_CODES)
        if strange:
            raise UnknownLevel(
                f"'{sorted(strange)[0]}' is not a handling code; use one of: {', '.join(HANDLING_CODES)}"
            )
        if "H3" in self.handling and not self.handling_text.strip():
            raise UnknownLevel("handling code H3 needs its free text")

    @property
    def known(self) -> bool:
        """Tell whether the level could be read."""
        return bool(self.scheme)

    @property
    def rank(self) -> int:
        """Return the common rank, 0 PUBLIC to 5 TOP SECRET; 5 where the level is unknown."""
        found = self._level
        if found is None or found.rank is None:
            return UNKNOWN_RANK
        return found.rank if self.counted is None else self.counted

    @property
    def label(self) -> str:
        """Return the words of the level, or the verbatim text where the level is unknown."""
        found = self._level
        return self.text if found is None else found.label

    @property
    def _level(self) -> Level | None:
        return level(self.scheme, self.level) if self.scheme else None


UNMARKED = Marking("interpol", "IFOUO", text="")
"""What an upload without a marking carries: for official use, originator only, never public (case 23)."""


def unknown(text: str) -> Marking:
    """Return the marking of words nobody could read: rank 5, to be held (domain 2)."""
    return Marking("", "", text=text)


def highest(markings: Iterable[Marking]) -> int:
    """Return the rank that several markings give together: the highest (domain 2)."""
    return max((marking.rank for marking in markings), default=UNKNOWN_RANK)
