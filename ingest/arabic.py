"""Arabic as it comes out of a PDF: in logical order, with two known defects to put right.

Source: measured on pages of three producers; the pair of a lam-alef ligature comes out as alef, lam with one
character box for both, and a blank may be made up in front of a combining mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.structure import Box

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_WORD = re.compile("[\u0621-\u064a\u0671-\u06d3]+")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SAME_PLACE = 0.01
_BROKEN_SHARE = 0.10
_ENOUGH_WORDS = 30


def has_arabic(text: str) -> bool:
    """Tell whether any Arabic letter occurs."""
    return _ARABIC.search(text) is not None


def has_right_to_left(text: str) -> bool:
    """Tell whether any letter occurs that runs from right to left (Arabic or Hebrew script)."""
    return _RIGHT_TO_LEFT.search(text) is not None


def right_to_left(text: str) -> bool:
    """Tell whether most letters of a text run from right to left (Arabic or Hebrew script)."""
    leading = len(_RIGHT_TO_LEFT.findall(text))
    return leading > 0 and 2 * leading >= sum(char.isalpha() for char in text)


def mostly_right_to_left(text: str) -> bool:
    """Tell whether a page is written in such a script, though it may quote much in another (a fifth is enough)."""
    leading = len(_RIGHT_TO_LEFT.findall(text))
    return leading > 0 and 5 * leading >= sum(char.isalpha() for char in text)


def repair(chars: Sequence[str], boxes: Sequence[Box]) -> tuple[list[str], list[int]]:
    """Put the letters of ligatures in order and drop blanks in front of combining marks; return the characters and,
    for each, the index of the one that stood in its place.

    Letters that share one box were drawn as one sign, and arrive backwards: lam-alef as alef, lam; lam-meem as meem,
    lam; a whole name drawn as one sign from its last letter to its first.
    """
    fixed: list[str] = []
    places: list[int] = []
    start = 0
    for index, (char, box) in enumerate(zip(chars, boxes, strict=True)):
        if fixed and fixed[-1] == " " and unicodedata.combining(char):
            fixed.pop()
            places.pop()
        if not (fixed and _same_place(boxes[places[-1]], box) and _RIGHT_TO_LEFT.match(char) and _is_letter(fixed[-1])):
            _turn(fixed, start)
            start = len(fixed)
        fixed.append(char)
        places.append(index)
    _turn(fixed, start)
    return fixed, places


def _turn(chars: list[str], start: int) -> None:
    if len(chars) - start > 1:
        chars[start:] = chars[start:][::-1]


def _is_letter(char: str) -> bool:
    return _RIGHT_TO_LEFT.match(char) is not None


def _same_place(one: Box, other: Box) -> bool:
    return abs(one[0] - other[0]) < _SAME_PLACE and abs(one[2] - other[2]) < _SAME_PLACE and one[2] > one[0]


def broken_font_map(text: str) -> bool:
    """Tell whether the page's Arabic is garbage: more than a tenth of its words are single letters.

    A font whose letters map to the wrong characters shows 23-28 % of them, sound pages 3-4 % (ten pages
    measured).
    """
    words = _WORD.findall(_MARKS.sub("", text))
    if len(words) < _ENOUGH_WORDS:
        return False
    # Waw is written as a word of its own by some typists, so it counts for half.
    single = sum(0.5 if word == "\u0648" else 1.0 for word in words if len(word) == 1)
    return single > _BROKEN_SHARE * len(words)
