"""The words of a PDF page with their places, by PDFium's character boxes."""

from __future__ import annotations

import ctypes
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.arabic import has_arabic, repair
from ingest.characters import clean
from ingest.frame import Frame
from ingest.structure import MAX_COORDINATE, Box

MAX_CHARACTERS = 300_000
"""Characters read of one page; a page of dense print has 10,000."""

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_WORD_OR_BREAK = re.compile(r"[^\s\x02\ufffe]+|\n|[\x02\ufffe]")
_HYPHENS = "\x02\ufffe"
_LEADERS = re.compile(r"\.{4,}")
_WHITE = 250
_NAME_BYTES = 128
_MARK = 4
_SMALL = 0.85


@dataclass(slots=True)
class Word:
    """A run of characters without white space; ``line`` counts PDFium's own line breaks, ``first`` its
    characters.
    """

    text: str
    box: Box
    line: int
    first: int
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """How a character is printed."""

    bold: bool
    white: bool


class Glyphs:
    """The text of one page; close it before its page. Raises nothing on odd input, yields fewer words."""

    def __init__(self, page: pdfium.PdfPage, frame: Frame) -> None:
        self._page = page.get_textpage()
        self._frame = frame
        self._total = max(0, int(self._page.count_chars()))
        self._count = min(self._total, MAX_CHARACTERS)

    @property
    def cut_short(self) -> bool:
        """Whether the page has more characters than are read."""
        return self._total > self._count

    def close(self) -> None:
        """Give the page's text back to PDFium."""
        self._page.close()

    def words(self) -> list[Word]:
        """Return the words in the order of the page's content, which is mostly that of reading."""
        chars, boxes = self._characters(), self._boxes()
        indices: list[int] | None = None
        if has_arabic("".join(chars)):
            chars, boxes = repair(chars, boxes)
            indices = _origins(chars, self._count)
        return self._split("".join(chars), boxes, indices)

    def print_of(self, word: Word) -> Print:
        """Return how a word's first character is printed."""
        name = ctypes.create_string_buffer(_NAME_BYTES)
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._page.raw, word.first, name, _NAME_BYTES, ctypes.byref(flags))
        bold = _BOLD.search(name.value.decode("latin-1")) is not None
        if not bold:
            bold = raw.FPDFText_GetFontWeight(self._page.raw, word.first) >= 600
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        found = raw.FPDFText_GetFillColor(
            self._page.raw,
            word.first,
            ctypes.byref(red),
            ctypes.byref(green),
            ctypes.byref(blue),
            ctypes.byref(alpha),
        )
        return Print(bold, bool(found) and min(red.value, green.value, blue.value) >= _WHITE)

    def _characters(self) -> list[str]:
        """One character an index: half a surrogate pair would shift every box behind it."""
        text_page = self._page.raw
        get = raw.FPDFText_GetUnicode
        buffer = (ctypes.c_ushort * (self._count + 1))()
        written = raw.FPDFText_GetText(text_page, 0, self._count, buffer)
        if written == self._count + 1:
            text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
            if len(text) == self._count:
                return list(text)
        codes = (get(text_page, index) for index in range(self._count))
        return [chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes]

    def _boxes(self) -> list[Box]:
        """Left, bottom, right, top of each character, as high as its font."""
        rects = (raw.FS_RECTF * self._count)()
        get, text_page = raw.FPDFText_GetLooseCharBox, self._page.raw
        for index in range(self._count):
            get(text_page, index, rects[index])
        return [(left, bottom, right, top) for left, top, right, bottom in struct.iter_unpack("4f", rects)]

    def _split(self, text: str, boxes: list[Box], indices: list[int] | None) -> list[Word]:
        words: list[Word] = []
        line = 0
        for found in _WORD_OR_BREAK.finditer(text):
            piece = found.group()
            if piece == "\n":
                line += 1
            elif piece in _HYPHENS:
                # PDFium puts this in place of a hyphen and the end of the line behind it.
                if words and words[-1].line == line:
                    words[-1].hyphen = True
                line += 1
            else:
                for start, end in _without_marks(text, boxes, *found.span()):
                    box = self._union(boxes[start:end])
                    plain = _LEADERS.sub("\u2026", clean(text[start:end]))
                    if box is not None and plain.strip():
                        words.append(Word(plain, box, line, indices[start] if indices else start))
        return words

    def _union(self, boxes: list[Box]) -> Box | None:
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        # The comparison is false for what is no number.
        if not (-MAX_COORDINATE / 4 < left <= right < MAX_COORDINATE / 4):
            return None
        if not (-MAX_COORDINATE / 4 < bottom <= top < MAX_COORDINATE / 4):
            return None
        return self._frame.place(left, bottom, right, top)


def _without_marks(text: str, boxes: list[Box], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A word, apart from the small digits of a note's mark that stand before or behind it."""
    first, last = start, end
    while first < min(end - 1, start + _MARK) and text[first].isdigit():
        first += 1
        if _height(boxes[first - 1]) < _SMALL * _height(boxes[first]):
            break
    else:
        first = start
    while last > max(first + 1, end - _MARK) and text[last - 1].isdigit():
        last -= 1
        if _height(boxes[last]) < _SMALL * _height(boxes[last - 1]):
            break
    else:
        last = end
    for piece in ((start, first), (first, last), (last, end)):
        if piece[0] < piece[1]:
            yield piece


def _height(box: Box) -> float:
    return box[3] - box[1]


def _origins(chars: list[str], total: int) -> list[int]:
    """Indices of PDFium for repaired characters; dropped blanks shift them by less than a word, which is
    enough.
    """
    last = max(0, total - 1)
    return [min(index, last) for index in range(len(chars))]
