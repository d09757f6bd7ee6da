"""What ``concord doctor`` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well by now, and a sentence that says how it is or how to mend it."""

    subject: str
    well: bool
    sentence: str
    repaired: bool = False

    @property
    def verdict(self) -> str:
        """Return the word for a line of text."""
        if self.repaired and self.well:
            return "DONE"
        return "ok  " if self.well else "MEND"
