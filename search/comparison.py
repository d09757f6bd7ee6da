"""Two texts compared: the paragraphs that both have, and what share of either that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.fingerprint import Match, matches
from search.text import Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one text has in common with another; ``matches`` are of the paragraphs here, in their order."""

    matches: tuple[Match, ...]
    found_there: int
    paragraphs: int
    paragraphs_there: int
    same_text: bool

    @property
    def share_here(self) -> float:
        """Return the share of the paragraphs here that the other text has too, 0 to 1."""
        return _share(len(self.matches), self.paragraphs, self.same_text)

    @property
    def share_there(self) -> float:
        """Return the share of the other's paragraphs that stand here too, 0 to 1."""
        return _share(self.found_there, self.paragraphs_there, self.same_text)


def compare(here: Text, there: Text, common: NDArray[np.bool_]) -> Comparison:
    """Compare two texts; paragraphs that are ``common`` (of those here) are boilerplate and match nothing."""
    one = [match for match in matches(here.fingerprint, there.fingerprint) if not common[match.here]]
    other = [match for match in matches(there.fingerprint, here.fingerprint) if not common[match.there]]
    same = bool(any(here.digests)) and here.digests == there.digests
    return Comparison(tuple(one), len(other), len(here.fingerprint), len(there.fingerprint), same)


def _share(found: int, paragraphs: int, same_text: bool) -> float:
    if same_text:
        return 1.0
    return round(found / paragraphs, 4) if paragraphs else 0.0
