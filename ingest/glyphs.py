"""The words of a PDF page with their places, by PDFium's character boxes."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.arabic import has_right_to_left, mostly_right_to_left, repair
from ingest.characters import clean
from ingest.direction import Glyph, in_logical_order
from ingest.frame import Frame, as_shown, upright
from ingest.handles import passed, unchecked
from ingest.structure import Box
from ingest.transform import is_sound

MAX_CHARACTERS = 300_000
"""Characters read of one page; a page of dense print has 10,000."""

_box = unchecked(raw.FPDFText_GetLooseCharBox)
_font_info = unchecked(raw.FPDFText_GetFontInfo)
_font_weight = unchecked(raw.FPDFText_GetFontWeight)
_angle = unchecked(raw.FPDFText_GetCharAngle)

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_WORD = re.compile(r"[^\s\x02\ufffe]+")
_BREAK = re.compile(r"[\n\x02\ufffe]")
_HYPHENS = "\x02\ufffe"
"""PDFium puts these in place of a hyphen and the end of the line behind it."""
_LEADERS = re.compile(r"\.{4,}")
_NAME_BYTES = 128
_NAME_SIZE = ctypes.c_ulong(_NAME_BYTES)
_MARK = 4
_SMALL = 0.85
_CELL = 8.0
_TWICE = 0.15
_CROWD = 16
_TALL = 0.8
_SAMPLE = 40
_CLEAR = 20
_SIDES = 4 * ctypes.sizeof(ctypes.c_float)


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


class Glyphs:
    """The text of one page; close it before its page. Raises nothing on odd input, yields fewer words."""

    def __init__(self, page: pdfium.PdfPage, frame: Frame) -> None:
        self._page = page.get_textpage()
        self._handle = passed(self._page.raw)
        self._frame = frame
        self._total = max(0, int(self._page.count_chars()))
        self._count = min(self._total, MAX_CHARACTERS)
        self._bold_fonts: dict[bytes, bool] = {}
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.byref(ctypes.c_int())

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
        words = self._words(text)
        if _drawn_twice(words):
            kept = _once(text, self._boxes(range(self._count)))
            return self._words("".join([text[index] for index in kept]), kept)
        return words

    def is_bold(self, word: Word) -> bool:
        """Return whether a word's first character is printed bold."""
        size = _font_info(self._handle, word.first, self._name, _NAME_SIZE, self._flags)
        # Where there is no name, or one that does not fit, the last word's stands there still.
        name = self._name.value if 0 < size <= _NAME_BYTES else b""
        bold = self._bold_fonts.get(name)
        if bold is None:
            bold = self._bold_fonts[name] = _BOLD.search(name.decode("latin-1")) is not None
        return bold or _font_weight(self._handle, word.first) >= _BOLD_WEIGHT

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

    def _sides(self, indices: Sequence[int]) -> tuple[list[float], list[float], list[float], list[float]]:
        """Lefts, tops, rights, bottoms of characters, as high as their font, upwards from the foot of the page."""
        held = (ctypes.c_float * (4 * len(indices)))()
        places = map(ctypes.byref, repeat(held), range(0, _SIDES * len(indices), _SIDES))
        deque(map(_box, repeat(self._handle), indices, places), maxlen=0)
        sides = held[:]
        return sides[0::4], sides[1::4], sides[2::4], sides[3::4]

    def _boxes(self, indices: Sequence[int]) -> list[Box]:
        """Left, bottom, right, top of characters."""
        lefts, tops, rights, bottoms = self._sides(indices)
        return list(zip(lefts, bottoms, rights, tops, strict=True))

    def _right_to_left(self, text: str) -> list[Word]:
        """The words of a page with Arabic or Hebrew: by where the letters stand if most are of such a script."""
        boxes = self._boxes(range(self._count))
        chars, kept = repair(text, boxes)
        if not mostly_right_to_left(text):
            return self._words("".join(chars), kept)
        signs: list[Glyph] = []
        held: Box | None = None
        for char, index in zip(chars, kept, strict=True):
            box = boxes[index]
            if signs and box == held and not char.isspace() and not signs[-1].text.isspace():
                signs[-1].text += char
            elif is_sound(box) and (char.isspace() or clean(char)):
                signs.append(Glyph(char, self._frame.place(*box), index))
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

    def _words(self, text: str, places: Sequence[int] | None = None) -> list[Word]:
        """Words by the boxes of their first and last characters, which is a third of the work; ``places`` are PDFium's
        indices of the characters where they are not all.
        """
        indices = range(len(text)) if places is None else places
        spans = self._without_marks(text, indices, [found.span() for found in _WORD.finditer(text)])
        breaks = [found.start() for found in _BREAK.finditer(text)]
        words: list[Word] = []
        turns, seen = 0, -1
        for (start, end), box, line in zip(spans, self._around(spans, indices), _lines(spans, breaks), strict=True):
            if not is_sound(box):
                continue
            left, top, right, bottom = box
            plain = clean(text[start:end])
            if "...." in plain:
                plain = _LEADERS.sub("\u2026", plain)
            if not plain or plain.isspace():
                continue
            if seen != line and bottom - top > _TALL * (right - left):
                turns, seen = self._turns(indices[start]), line
            words.append(Word(plain, box, line, indices[start], False, None, turns if seen == line else 0))
        for line, place in enumerate(breaks):
            if text[place] in _HYPHENS:
                last = bisect_right(words, line, key=lambda word: word.line) - 1
                if last >= 0 and words[last].line == line:
                    words[last].hyphen = True
        return words

    def _around(self, spans: Sequence[tuple[int, int]], indices: Sequence[int]) -> list[Box]:
        """Boxes, as the page is shown, around the first and last characters of spans."""
        firsts = self._sides([indices[start] for start, _ in spans])
        lasts = self._sides([indices[end - 1] for _, end in spans])
        # Conditions in place of min and max, which take half of the time of this function.
        around = [
            (
                left if left < other_left else other_left,
                bottom if bottom < other_bottom else other_bottom,
                right if right > other_right else other_right,
                top if top > other_top else other_top,
            )
            for left, top, right, bottom, other_left, other_top, other_right, other_bottom in zip(
                *firsts, *lasts, strict=True
            )
        ]
        return self._frame.places(around)

    def _without_marks(self, text: str, indices: Sequence[int], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Words apart from the small digits of a note's mark, by the boxes of the few characters at their ends."""
        numbered = [
            place
            for place, (start, end) in enumerate(spans)
            if end - start > 1 and (text[start].isdigit() or text[end - 1].isdigit())
        ]
        parts: list[tuple[int, int]] = []
        done = 0
        for place in numbered:
            start, end = spans[place]
            edges = [*range(start, min(end, start + _MARK + 1)), *range(max(start + _MARK + 1, end - _MARK - 1), end)]
            _, tops, _, bottoms = self._sides([indices[edge] for edge in edges])
            heights = {edge: abs(top - bottom) for edge, top, bottom in zip(edges, tops, bottoms, strict=True)}
            if min(heights.values()) < _SMALL * max(heights.values()):
                parts += spans[done:place]
                parts += _apart(text, heights, start, end)
                done = place + 1
        return parts + spans[done:]

    def _turns(self, index: int) -> int:
        """Quarter turns clockwise of a character on the page as it is shown."""
        angle = _angle(self._handle, index)
        # PDFium measures in radians; a negative angle is its word for a character that has none.
        if not 0 <= angle < 7:
            return 0
        return int(round(angle / (math.pi / 2)) + self._frame.turns) % 4


def _lines(spans: Sequence[tuple[int, int]], breaks: Sequence[int]) -> list[int]:
    """The number of each word's line, by the places where lines end."""
    lines: list[int] = []
    for line, place in enumerate(breaks):
        lines += repeat(line, bisect_left(spans, (place, 0)) - len(lines))
    return lines + [len(breaks)] * (len(spans) - len(lines))


def _once(text: str, boxes: Sequence[Box]) -> list[int]:
    """Indices of the characters without those that are drawn a second time a hair's breadth beside the first."""
    drawn: dict[tuple[str, int, int], list[Box]] = {}
    kept: list[int] = []
    for index, (char, box) in enumerate(zip(text, boxes, strict=True)):
        if char.isspace() or char in _HYPHENS or not is_sound(box):
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
    return kept


def _drawn_twice(words: Sequence[Word]) -> bool:
    """Whether some words stand on top of themselves, as a poor man's bold or a shadow does."""
    places = [(word.text, int(word.box[0] / _CELL), int(word.box[1] / _CELL)) for word in words if len(word.text) > 2]
    return len(places) - len(set(places)) >= 2


def _apart(text: str, heights: dict[int, float], start: int, end: int) -> Iterator[tuple[int, int]]:
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
