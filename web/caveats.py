"""What a marking asks of its readers, in plain sentences: who may read it, and what may not be done with it.

A sentence is kept apart from what varies in it, so that a page can say it in its language; ``in_english`` says it
for programs. Nothing is decided here: the sentences explain the rules of ``repository/release.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.marking import Marking
from models.scheme import RANKS, assumed

TLP_SENTENCES = {
    "CLEAR": "TLP:CLEAR: the label does not narrow who may read it.",
    "GREEN": "TLP:GREEN: nobody outside the participants of the Dialogue.",
    "AMBER": "TLP:AMBER: the recipients only, and their members’ bureaus where the release list says so.",
    "AMBER+STRICT": "TLP:AMBER+STRICT: the recipients’ own staff only.",
    "RED": "TLP:RED: only people who are named one by one.",
}
HANDLING_SENTENCES = {
    "H0": "H0: to be used for fighting crime only.",
    "H1": "H1: not to be used in judicial proceedings without the originator’s permission.",
    "H2": "H2: not to be passed on, quoted, copied, translated or embedded without the originator’s permission.",
    "H3": "H3: %(words)s",
}
_CLEARED = 3
_BRIEFED = 2


@dataclass(frozen=True, slots=True)
class Caveat:
    """One sentence with what varies in it: tokens of circulation, a common rank, or words as they stand."""

    sentence: str
    tokens: tuple[str, ...] = ()
    rank: int | None = None
    words: tuple[str, ...] = ()

    def said(
        self,
        translated: Callable[[str], str],
        tokens: Callable[[Iterable[str]], str],
        rank: Callable[[int], str],
        listed: Callable[[Iterable[str]], str],
    ) -> str:
        """Return the sentence as one language says it."""
        named = {"tokens": tokens(self.tokens), "words": listed(self.words)}
        named["rank"] = "" if self.rank is None else rank(self.rank)
        return translated(self.sentence) % named


@dataclass(frozen=True, slots=True)
class Circulation:
    """Who was let in and shut out; ``release_to`` is None while that is undecided, ``shown`` whether to name them."""

    release_to: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    shown: bool = True


NOT_SHOWN = Circulation(shown=False)
"""A circulation that the reader of the sentence is not told."""


def caveats(marking: Marking, circulation: Circulation = NOT_SHOWN, *, rank: int | None = None) -> tuple[Caveat, ...]:
    """Return every constraint of a marking, in the order in which an officer reads them; never none.

    ``rank`` is given where a schedule has already lowered it (W4).
    """
    standing = marking.rank if rank is None else rank
    return (
        _audience(circulation),
        *([Caveat("Excluded, through whatever body: %(tokens)s.", circulation.exclude)] if circulation.exclude else []),
        _clearance(marking, standing),
        *_narrowed(marking),
        counts_as(marking, standing),
    )


def _audience(circulation: Circulation) -> Caveat:
    if not circulation.shown:
        return Caveat("May be read by those on its release list and by its originators.")
    if circulation.release_to is None:
        return Caveat("Who may read it is not decided yet; meanwhile its originators only.")
    if not circulation.release_to:
        return Caveat("May be read by its originators only.")
    return Caveat("May be read by its originators and by: %(tokens)s.", circulation.release_to)


def _clearance(marking: Marking, rank: int) -> Caveat:
    """Say what R4 asks of a person; a marking nobody could read counts as the highest."""
    if not marking.known:
        return Caveat("Nobody could read its marking: it counts as %(rank)s until an officer resolves it.", rank=rank)
    if rank >= _CLEARED:
        return Caveat("Readers must be cleared to %(rank)s or higher.", rank=rank)
    if rank == _BRIEFED:
        return Caveat("Readers must have been briefed.")
    if rank:
        return Caveat("Readers need no clearance; it is for official use only.")
    return Caveat("Readers need no clearance: it is public information.")


def _narrowed(marking: Marking) -> Iterator[Caveat]:
    if marking.compartments:
        yield Caveat("Readers must hold these compartments: %(words)s.", words=tuple(sorted(marking.compartments)))
    if marking.tlp is not None:
        yield Caveat(TLP_SENTENCES[marking.tlp])
    for code in sorted(marking.handling):
        yield Caveat(HANDLING_SENTENCES[code], words=(marking.handling_text,))


def counts_as(marking: Marking, rank: int | None = None) -> Caveat:
    """Return as which common rank a marking counts, and on whose word (domain 2)."""
    standing = marking.rank if rank is None else rank
    if marking.known and marking.counted is not None:
        return Caveat("Counts as %(rank)s, as its originator has decided.", rank=standing)
    if marking.known and not assumed(marking.scheme):
        return Caveat("Counts as %(rank)s (agreed equivalence).", rank=standing)
    return Caveat("Counts as %(rank)s (assumed equivalence).", rank=standing)


def in_english(found: Sequence[Caveat]) -> str:
    """Return the sentences for programs: tokens as they are written, ranks by their names."""
    return " ".join(one.said(str, ", ".join, RANKS.__getitem__, ", ".join) for one in found)
