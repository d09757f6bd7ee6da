"""The words of a PDF page with their places, by PDFium's character boxes."""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.arabic import has_right_to_left, mostly_right_to_left, repair
from ingest.characters import clean
from ingest.direction import Glyph, in_logical_order
from ingest.frame import Frame, as_shown, upright
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
_CELL = 8.0
_TWICE = 0.15
_CROWD = 16
_TALL = 0.8
_SAMPLE = 40
_CLEAR = 20


@dataclass(slots=True)
class Word:
    """A run of characters without white space; ``line`` counts PDFium's own line breaks, ``first`` its
    characters; ``confidence`` is per cent, of a word that was recognised. ``turns`` are the quarter turns clockwise
    by which its letters lean on the page as it is shown.
    """

    text: str
    box: Box
    line: int
    first: int
    hyphen: bool = False
    confidence: int | None = None
    turns: int = 0


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
        self._bold_fonts: dict[bytes, bool] = {}

    @property
    def cut_short(self) -> bool:
        """Whether the page has more characters than are read."""
        return self._total > self._count

    def close(self) -> None:
        """Give the page's text back to PDFium."""
        self._page.close()

    def words(self) -> list[Word]:
        """Return the words in the order of the page's content, which is mostly that of reading; those of a page in
        a script that runs from right to left in the order of its lines.
        """
        text = self._characters()
        if has_right_to_left(text):
            return self._right_to_left(text)
        words = self._plain(text)
        if _drawn_twice(words):
            return self._split(*self._once(text, self._boxes()))
        return words

    def print_of(self, word: Word) -> Print:
        """Return how a word's first character is printed."""
        name = ctypes.create_string_buffer(_NAME_BYTES)
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._page.raw, word.first, name, _NAME_BYTES, ctypes.byref(flags))
        bold = self._bold_fonts.get(name.value)
        if bold is None:
            bold = self._bold_fonts[name.value] = _BOLD.search(name.value.decode("latin-1")) is not None
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

    def has_ink(self, word: Word) -> bool:
        """Whether a word's first character leaves ink: it is not drawn as a mere layer for searching, nor all clear."""
        item = raw.FPDFText_GetTextObject(self._page.raw, word.first)
        if item and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            return False
        ink = tuple(ctypes.c_uint() for _ in range(4))
        found = raw.FPDFText_GetFillColor(self._page.raw, word.first, *(ctypes.byref(part) for part in ink))
        return not found or ink[3].value >= _CLEAR

    def _characters(self) -> str:
        """One character an index: half a surrogate pair would shift every box behind it."""
        text_page = self._page.raw
        get = raw.FPDFText_GetUnicode
        buffer = (ctypes.c_ushort * (self._count + 1))()
        written = raw.FPDFText_GetText(text_page, 0, self._count, buffer)
        if written == self._count + 1:
            text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
            if len(text) == self._count:
                return text
        codes = (get(text_page, index) for index in range(self._count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def _boxes(self) -> list[Box]:
        """Left, bottom, right, top of each character, as high as its font."""
        rects = (raw.FS_RECTF * self._count)()
        get, text_page = raw.FPDFText_GetLooseCharBox, self._page.raw
        for index in range(self._count):
            get(text_page, index, rects[index])
        sides = array("f", bytes(rects))
        return list(zip(sides[0::4], sides[3::4], sides[2::4], sides[1::4], strict=True))

    def _right_to_left(self, text: str) -> list[Word]:
        """The words of a page with Arabic or Hebrew: by where the letters stand if most are of such a script."""
        chars, boxes = repair(text, self._boxes())
        if not mostly_right_to_left(text):
            return self._split("".join(chars), boxes, _origins(chars, self._count))
        signs: list[Glyph] = []
        held: Box | None = None
        for index, (char, box) in enumerate(zip(chars, boxes, strict=True)):
            if signs and box == held and not char.isspace() and not signs[-1].text.isspace():
                signs[-1].text += char
            elif _sound(box) and (char.isspace() or clean(char)):
                signs.append(Glyph(char, self._placed(box), min(index, max(0, self._count - 1))))
            held = box
        width, height = self._frame.width, self._frame.height
        turns = self._usual_turns(signs)
        for sign in signs:
            sign.box = upright(sign.box, turns, width, height)
        return [
            Word(clean(text), as_shown(box, turns, width, height), line, first, turns=turns)
            for text, box, line, first in in_logical_order(signs)
            if clean(text).strip()
        ]

    def _usual_turns(self, signs: Sequence[Glyph]) -> int:
        some = signs[:: max(1, len(signs) // _SAMPLE)]
        turns = [self._turns(sign.index) for sign in some if not sign.text.isspace()]
        return max(set(turns), key=turns.count) if turns else 0

    def _plain(self, text: str) -> list[Word]:
        """Words by the boxes of their first and last characters, which is a third of the work."""
        words: list[Word] = []
        line, turns, seen = 0, 0, -1
        first, last = raw.FS_RECTF(), raw.FS_RECTF()
        get, text_page, place = raw.FPDFText_GetLooseCharBox, self._page.raw, self._frame.place
        for found in _WORD_OR_BREAK.finditer(text):
            piece = found.group()
            if piece == "\n":
                line += 1
                continue
            if piece in _HYPHENS:
                # PDFium puts this in place of a hyphen and the end of the line behind it.
                if words and words[-1].line == line:
                    words[-1].hyphen = True
                line += 1
                continue
            start, end = found.span()
            numbered = piece[0].isdigit() or piece[-1].isdigit()
            parts = self._parts(text, start, end) if numbered else ((start, end),)
            for start, end in parts:
                get(text_page, start, first)
                get(text_page, end - 1, last)
                box = (
                    min(first.left, last.left),
                    min(first.bottom, last.bottom),
                    max(first.right, last.right),
                    max(first.top, last.top),
                )
                if not _sound(box):
                    continue
                plain = clean(text[start:end])
                if "...." in plain:
                    plain = _LEADERS.sub("\u2026", plain)
                if plain and not plain.isspace():
                    shown = place(*box)
                    if seen != line and shown[3] - shown[1] > _TALL * (shown[2] - shown[0]):
                        turns, seen = self._turns(start), line
                    words.append(Word(plain, shown, line, start, turns=turns if seen == line else 0))
        return words

    def _parts(self, text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
        """A word apart from the small digits of a note's mark, by the boxes of the few characters at its ends."""
        if end - start < 2:
            return ((start, end),)
        edges = {*range(start, min(end, start + _MARK + 1)), *range(max(start, end - _MARK - 1), end)}
        box = raw.FS_RECTF()
        heights: dict[int, float] = {}
        for index in edges:
            raw.FPDFText_GetLooseCharBox(self._page.raw, index, box)
            heights[index] = abs(box.top - box.bottom)
        return list(_without_marks(text, heights, start, end))

    def _turns(self, index: int) -> int:
        """Quarter turns clockwise of a character on the page as it is shown."""
        angle = raw.FPDFText_GetCharAngle(self._page.raw, index)
        # PDFium measures in radians; a negative angle is its word for a character that has none.
        if not 0 <= angle < 7:
            return 0
        return int(round(angle / (math.pi / 2)) + self._frame.turns) % 4

    def _split(self, text: str, boxes: list[Box], indices: Sequence[int] | None = None) -> list[Word]:
        """Words by the boxes of all their characters."""
        words: list[Word] = []
        line = 0
        for found in _WORD_OR_BREAK.finditer(text):
            piece = found.group()
            if piece == "\n":
                line += 1
            elif piece in _HYPHENS:
                if words and words[-1].line == line:
                    words[-1].hyphen = True
                line += 1
            else:
                heights = {index: boxes[index][3] - boxes[index][1] for index in range(*found.span())}
                for start, end in _without_marks(text, heights, *found.span()):
                    around = _around(boxes[start:end])
                    plain = _LEADERS.sub("\u2026", clean(text[start:end]))
                    if _sound(around) and plain.strip():
                        origin = indices[start] if indices else start
                        words.append(Word(plain, self._placed(around), line, origin, turns=self._turns(origin)))
        return words

    def _placed(self, box: Box) -> Box:
        return self._frame.place(*box)

    def _once(self, text: str, boxes: list[Box]) -> tuple[str, list[Box], list[int]]:
        """The characters without those that are drawn a second time a hair's breadth beside the first."""
        drawn: dict[tuple[str, int, int], list[Box]] = {}
        kept: list[int] = []
        for index, (char, box) in enumerate(zip(text, boxes, strict=True)):
            if char.isspace() or char in _HYPHENS or not _sound(box):
                kept.append(index)
                continue
            near = _TWICE * max(box[3] - box[1], 1.0)
            cell = (int(box[0] / _CELL), int(box[1] / _CELL))
            around = [(char, cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
            twins = (other for place in around for other in drawn.get(place, ()))
            if any(abs(other[0] - box[0]) <= near and abs(other[1] - box[1]) <= near for other in twins):
                continue
            held = drawn.setdefault((char, *cell), [])
            # A page so dense that this is full shows nothing anyway, and comparing all would take by the square.
            if len(held) < _CROWD:
                held.append(box)
            kept.append(index)
        return "".join(text[index] for index in kept), [boxes[index] for index in kept], kept


def _drawn_twice(words: Sequence[Word]) -> bool:
    """Whether some words stand on top of themselves, as a poor man's bold or a shadow does."""
    places: set[tuple[str, int, int]] = set()
    twice = 0
    for word in words:
        if len(word.text) > 2:
            place = (word.text, int(word.box[0] / _CELL), int(word.box[1] / _CELL))
            twice += place in places
            places.add(place)
    return twice >= 2


def _sound(box: Box) -> bool:
    # The comparisons are false for what is no number.
    edge = MAX_COORDINATE / 4
    return -edge < box[0] <= box[2] < edge and -edge < box[1] <= box[3] < edge


def _around(boxes: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def _without_marks(text: str, heights: dict[int, float], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A word, apart from the small digits of a note's mark that stand before or behind it."""
    first, last = start, end
    while first < min(end - 1, start + _MARK) and text[first].isdigit():
        first += 1
        if heights[first - 1] < _SMALL * heights[first]:
            break
    else:
        first = start
    while last > max(first + 1, end - _MARK) and text[last - 1].isdigit():
        last -= 1
        if heights[last] < _SMALL * heights[last - 1]:
            break
    else:
        last = end
    for piece in ((start, first), (first, last), (last, end)):
        if piece[0] < piece[1]:
            yield piece


def _origins(chars: Sequence[str], total: int) -> list[int]:
    """Indices of PDFium for repaired characters; dropped blanks shift them by less than a word, which is
    enough.
    """
    last = max(0, total - 1)
    return [min(index, last) for index in range(len(chars))]
