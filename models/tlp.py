"""Which TLP label fits which rank and which release list; a label only ever narrows (domain 2, case 22)."""

from __future__ import annotations

from collections.abc import Iterable

from models.scheme import RANKS, TLP, words
from models.token import BadToken, parse

KINDS = ("body", "members", "country", "list", "person", "status")
"""The kinds of tokens that a release list may hold."""

RANKS_OF = {label: tuple(range(len(RANKS))) for label in TLP} | {"CLEAR": (0,)}
"""The ranks that a label does not contradict: what is clear to everybody cannot be classified."""

KINDS_OF: dict[str, tuple[str, ...]] = dict.fromkeys(TLP, KINDS) | {
    "RED": ("person",),
    "AMBER+STRICT": tuple(kind for kind in KINDS if kind != "members"),
}
"""The tokens that a label lets a release list hold."""

WORDS: dict[tuple[str, ...], str] = {
    **{words(f"TLP {label}"): label for label in TLP},
    words("TLP AMBER STRICT"): "AMBER+STRICT",
    words("TLP WHITE"): "CLEAR",
}
"""The labels by the folded words that print them; WHITE is what the first version called CLEAR."""


def read_label(text: str) -> str | None:
    """Return the label that a text spells, or None where it spells none."""
    return WORDS.get(words(text))


def narrower(label: str, than: str | None) -> bool:
    """Tell whether a label lets fewer people read than another, or than no label at all."""
    return label != "CLEAR" and (than is None or TLP.index(label) > TLP.index(than))


def fits_tokens(label: str, release_to: Iterable[str]) -> bool:
    """Tell whether a release list may stand under a label; words that are no tokens count for nothing here."""
    return all(kind in KINDS_OF[label] for kind in _kinds(release_to))


def fits_rank(label: str, rank: int | None) -> bool:
    """Tell whether a label contradicts no rank; while the rank is not known, TLP:CLEAR does."""
    return label != "CLEAR" if rank is None else rank in RANKS_OF[label]


def fitting(rank: int | None, release_to: Iterable[str] | None) -> tuple[str, ...]:
    """Return the labels that fit a rank, None where it is not known yet, and a release list."""
    tokens = tuple(release_to or ())
    return tuple(label for label in TLP if fits_rank(label, rank) and fits_tokens(label, tokens))


def _kinds(words: Iterable[str]) -> list[str]:
    kinds = []
    for word in words:
        try:
            kinds.append(parse(word).kind)
        except BadToken:
            continue
    return kinds
