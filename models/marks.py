"""Portion marks: what the letters or words in brackets at the start of a paragraph mean (cases 10 to 12)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.scheme import Level, classification_schemes, fold, portion_letters, recognise, schemes

_SHORT = 5


@dataclass(frozen=True, slots=True)
class PortionMark:
    """A mark as it was read: the highest rank it may mean, and whether it may mean others too.

    ``level`` is the code of a level where the scheme that was asked for has one of that name.
    """

    text: str
    rank: int
    ambiguous: bool = False
    level: str | None = None


def read_mark(text: str, scheme: str | None = None) -> PortionMark | None:
    """Return what a portion mark means, or None where it is none; brackets are left out of ``text``.

    Within the scheme of the document a mark is clear: (R) is RESERVADO, so SECRET, in Spain. Where the scheme
    does not know it, it may mean whatever any scheme calls so, and counts as the highest of that. Small letters
    number paragraphs and mark none.
    """
    word = fold(text)
    if not word or (len(word) <= _SHORT and unicodedata.normalize("NFKC", text) != text.upper()):
        return None
    own = [entry for entry in _spellings().get(word, ()) if entry.scheme == scheme]
    if len(own) == 1:
        return PortionMark(text, own[0].rank or 0, level=own[0].code)
    ranks = set(_ranks(word))
    return PortionMark(text, max(ranks), ambiguous=len(ranks) > 1) if ranks else None


def raised_to(rank: int, scheme: str) -> Level | None:
    """Return the lowest level of a scheme that is as high as a rank, or None where it has none (case 10)."""
    known = schemes().get(scheme)
    high = [entry for entry in (known.levels if known else ()) if entry.rank is not None and entry.rank >= rank]
    return min(high, key=lambda entry: entry.rank or 0, default=None)


def _ranks(word: str) -> Iterator[int]:
    yield from (found.rank for found in recognise(word))
    yield from (entry.rank for entry in _spellings().get(word, ()) if entry.rank is not None)
    if word in portion_letters():
        yield portion_letters()[word]


@cache
def _spellings() -> dict[str, tuple[Level, ...]]:
    """Return the levels of the enforced schemes by every word that may stand for them on a portion."""
    found: dict[str, list[Level]] = {}
    for scheme in classification_schemes():
        for entry in scheme.levels:
            for word in {fold(word) for word in (entry.label, *entry.aliases, *entry.portion)}:
                found.setdefault(word, []).append(entry)
    return {word: tuple(levels) for word, levels in found.items()}
