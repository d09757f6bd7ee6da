"""Turns of phrase by which reports mark what they say: read from ``cues.json``, found in folded text.

A turn is words in order; ``*`` lets a word begin or end otherwise, ``...`` stands for up to four words in between,
``.....`` for up to twelve, and ``a|b`` for one of several words.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from ingest.phrase import fold
from search.function_words import FUNCTION_WORDS

LATIN = ("en", "fr", "es")
_NEAR, _FAR = r"(?:\s+\S{1,40}){0,4}?", r"(?:\s+\S{1,40}){0,12}?"
_REST = r"\w{0,30}"
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 600
_AHEAD = 3
_LETTERS = 40


def languages(text: str) -> tuple[str, ...]:
    """Return the languages whose turns may stand in a text: by its script, and by its function words where that is
    Latin; all three of those where they do not tell.
    """
    sample = folded(text[:_SAMPLE])
    arabic = sum("\u0600" <= char <= "\u06ff" for char in sample[:_LETTERS])
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in sample[:_LETTERS])
    if max(arabic, cyrillic) >= _LETTERS // 4 or ((arabic or cyrillic) and len(sample) < _LETTERS):
        return ("ar",) if arabic > cyrillic else ("ru",)
    words = _WORD.findall(sample)
    counts = sorted(((sum(word in FUNCTION_WORDS[code] for word in words), code) for code in LATIN), reverse=True)
    return (counts[0][1],) if counts[0][0] >= counts[1][0] + _AHEAD else LATIN


def folded(text: str) -> str:
    """Return a text as turns are looked for in it: every character keeps its place."""
    return fold(text).replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")


def find(name: str, text: str, spoken: tuple[str, ...], start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """Return the first turn of a list in a folded text, or None; ``name`` is as in ``cues.json``."""
    pattern = _pattern(name, spoken)
    return pattern.search(text, start, len(text) if end is None else min(end, len(text))) if pattern else None


def names(family: str) -> tuple[str, ...]:
    """Return the names of the lists of a family, such as ``level``: what its turns say."""
    return tuple(name for name in _lists() if name.partition(":")[0] == family)


def _turn(words: str) -> str:
    """Return the expression for a turn; it is bounded, so that no text makes it run back and forth."""
    parts: list[str] = []
    gap = ""
    for word in folded(words).lower().split():
        if not word.strip("."):
            gap = _NEAR if len(word) <= len("...") else _FAR
            continue
        one = f"(?:{'|'.join(map(_open, word.split('|')))})"
        parts.append((gap + r"\s+" if parts else "") + one)
        gap = ""
    return "".join(parts)


def _open(word: str) -> str:
    """Return the expression for a word; ``*`` before or after it lets it begin or end otherwise."""
    return (_REST if word.startswith("*") else "") + re.escape(word.strip("*")) + (_REST if word.endswith("*") else "")


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    raw: dict[str, dict[str, list[str]]] = json.loads(files("ingest").joinpath("cues.json").read_text("utf-8"))
    return raw


@cache
def _pattern(name: str, spoken: tuple[str, ...]) -> re.Pattern[str] | None:
    turns = sorted({turn for language in spoken for turn in _lists()[name].get(language, [])}, key=len, reverse=True)
    # Arabic writes "and" and "so" together with the word that follows; "low-level" is no level.
    prefix = "[\u0648\u0641]?" if spoken == ("ar",) else ""
    return re.compile(rf"(?<![\w-]){prefix}(?:{'|'.join(map(_turn, turns))})(?!\w|-\w)") if turns else None
