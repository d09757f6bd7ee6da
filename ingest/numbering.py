"""Numbers and bullets in front of paragraphs, list entries and headings."""

from __future__ import annotations

import re

_BULLET = re.compile(
    r"[\u2022\u2023\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u2043\u2219\u00b7\uf0b7\uf0a7\u27a2\u2713*\u2013\u2014-]\s+\S"
)
_LETTERED = re.compile(r"\(?([a-z]|[ivx]{1,5}|[\u0621-\u064a])\)\s+\S|\([A-Z0-9]{1,3}\)\s+\S", re.IGNORECASE)
_DOTTED = re.compile(r"(?:\d{1,3}|[A-Za-z]|[IVXLC]{1,6})[.)]\s+\S")
_ROMAN = re.compile(
    r"(?:chapter|chapitre|cap[i\u00ed]tulo|part|partie|parte|annex|annexe|anexo|appendix|[IVXLC]{1,6}\.)\s",
    re.IGNORECASE,
)
_ROMAN_LETTERS = "CDILMVX"
_CAPITAL = re.compile(r"[A-Z]\.\s")
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,5})[.)]?\s")
_SMALL = re.compile(r"\(?[a-z\u0621-\u064a]\)\s")


def starts_entry(text: str) -> bool:
    """Whether a line starts with a bullet, a letter or a number as a paragraph or list entry does."""
    return bool(_BULLET.match(text) or _LETTERED.match(text) or _DOTTED.match(text))


def starts_bullet(text: str) -> bool:
    """Whether a line starts with a bullet, which nothing but an entry does."""
    return _BULLET.match(text) is not None


def is_list_entry(text: str) -> bool:
    """Whether a paragraph is an entry of a list (a bullet or a letter in brackets); numbered paragraphs are
    not.
    """
    return bool(_BULLET.match(text) or _LETTERED.match(text))


class Numbering:
    """Ranks headings one after the other: C. is a letter behind B. and a Roman number otherwise."""

    def __init__(self) -> None:
        """Begin before the first heading."""
        self._letter = ""

    def rank(self, text: str) -> int:
        """Return the rank of the next heading as ``numbering_rank`` does."""
        if not _CAPITAL.match(text):
            return numbering_rank(text)
        if text[0] in _ROMAN_LETTERS and ord(text[0]) - 1 != ord(self._letter or "\0"):
            return 0
        self._letter = text[0]
        return 1


def numbering_rank(text: str) -> int:
    """Return how deep a heading's numbering usually lies: 0 none or I., 1 A., 2 and more 1., 1.1.,
    then (a).
    """
    if _ROMAN.match(text):
        return 0
    if _CAPITAL.match(text):
        return 1
    decimal = _DECIMAL.match(text)
    if decimal:
        return 2 + decimal[1].count(".")
    return 8 if _SMALL.match(text) else 0
