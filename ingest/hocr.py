"""The words in what Tesseract writes (hOCR 1.2): read with bounds, since hostile pixels made it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from ingest.characters import clean
from ingest.engine import Recognised

MAX_WORDS = 50_000
"""Of one page; one of dense print has 1,000."""

_TAG = re.compile(
    r"<(?P<tag>p|span) class=(?P<q>['\"])(?P<kind>\w{1,20})(?P=q)(?: dir='\w{1,5}')? id=['\"]\w{1,30}['\"] "
    r"(?:lang='\w{1,20}' )?title=(?P<t>['\"])(?P<title>[^'\"<>]{1,300})(?P=t)[^<>]{0,100}>(?P<text>[^<]{0,2000})"
)
_WORD = re.compile(r"bbox (\d{1,5}) (\d{1,5}) (\d{1,5}) (\d{1,5}); x_wconf (\d{1,3})\Z")
_SIZE = re.compile(r"; x_size (\d{1,5}(?:\.\d{1,9})?); x_descenders (\d{1,5}(?:\.\d{1,9})?)")
_GUESSED = 0.25
"""The share of descenders that Tesseract puts where a line has too few letters to measure them."""


def words(raw: bytes) -> list[Recognised]:
    """Return the words in order; what has not the form of one is passed over.

    A word's size is that of its paragraph, the middle of its lines' by letters: lines with few tall letters are
    measured badly. It is 0 where no line could be measured.
    """
    found: list[Recognised] = []
    paragraph: list[Recognised] = []
    line, size = -1, 0.0
    for tag in _TAG.finditer(raw.decode("utf-8", "replace")):
        if tag["tag"] == "p":
            found += _sized(paragraph)
            paragraph = []
        elif tag["kind"] != "ocrx_word":
            line, size = line + 1, _size(tag["title"])
        elif len(found) + len(paragraph) < MAX_WORDS:
            paragraph += _word(tag["title"], tag["text"], line, size)
    return found + _sized(paragraph)


def _word(title: str, text: str, line: int, size: float) -> list[Recognised]:
    place = _WORD.match(title)
    # A word with a blank inside would be counted as two.
    plain = "".join(clean(unescape(text)).split())
    if place is None or not plain:
        return []
    x0, top, x1, bottom, sure = (int(number) for number in place.groups())
    if x0 > x1 or top > bottom:
        return []
    return [Recognised(plain, (x0, top, x1, bottom), line, min(sure, 100), size)]


def _size(title: str) -> float:
    measured = _SIZE.search(title)
    if measured is None:
        return 0.0
    size, below = float(measured[1]), float(measured[2])
    return 0.0 if abs(below - _GUESSED * size) < 0.01 * size else size


def _sized(paragraph: list[Recognised]) -> list[Recognised]:
    heights = sorted((word.size, len(word.text)) for word in paragraph if word.size > 0)
    half = sum(letters for _, letters in heights) / 2
    middle = 0.0
    for height, letters in heights:
        middle = height
        half -= letters
        if half <= 0:
            break
    return [replace(word, size=middle) for word in paragraph]
