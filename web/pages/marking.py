"""A marking in plain words: what it asks of its readers, as which rank it counts, what a picker may offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.marking import Marking
from models.scheme import TLP, UnknownLevel, level
from models.tlp import fitting
from web.caveats import HANDLING_SENTENCES, NOT_SHOWN, TLP_SENTENCES, Caveat, Circulation, caveats, counts_as
from web.pages.language import sentences
from web.pages.wording import Wording


@dataclass(frozen=True, slots=True)
class MarkingWords:
    """Says markings in one language; templates know it as ``marks``."""

    say: Wording

    def sentence(self, marking: Marking, circulation: Circulation = NOT_SHOWN, *, rank: int | None = None) -> list[str]:
        """Say everything that a marking asks, one sentence for each constraint; never nothing."""
        return [self._said(caveat) for caveat in caveats(marking, circulation, rank=rank)]

    def counted(self, marking: Marking, rank: int | None = None) -> str:
        """Say as which common rank a marking counts, and whether that is agreed, assumed or its originator's word."""
        return self._said(counts_as(marking, rank))

    def tlp(self, label: str) -> str:
        """Say what a TLP label means for the release list."""
        return self._said(Caveat(TLP_SENTENCES[label]))

    def handling(self, code: str) -> str:
        """Say what a handling code asks."""
        return self._said(Caveat(HANDLING_SENTENCES[code]))

    @staticmethod
    def circulation(release_to: Sequence[str] | None, exclude: Sequence[str]) -> Circulation:
        """Return a circulation that is named in the sentence; None is one that is not decided yet."""
        return Circulation(None if release_to is None else tuple(release_to), tuple(exclude))

    @staticmethod
    def labels(marking: Mapping[str, Any] | None, release_to: Sequence[str] | None) -> list[str]:
        """Return the TLP labels that a picker offers: those that fit, and the one that was said before."""
        said = marking or {}
        try:
            rank = level(said.get("scheme") or "", said.get("level") or "").rank
        except UnknownLevel:
            rank = None
        found = [*fitting(rank, release_to)]
        before = said.get("tlp")
        return found if before in found or before not in TLP else [*found, before]

    def _said(self, caveat: Caveat) -> str:
        say = self.say
        return caveat.said(sentences(say.language).gettext, say.tokens, say.rank, say.all)
