"""The sheets of an issued copy: fonts, directions, and the stamps that stand on every one of them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.enums import TextDirection, TextMode, XPos, YPos
from fpdf.fonts import TTFFont

from ingest.stamp import Framed, Stamp
from ingest.structure import Box
from ingest.typeface import is_right_to_left, printable, typefaces

Colour = tuple[int, int, int]

INK: Colour = (33, 37, 41)
NAVY: Colour = (22, 50, 92)
GREY: Colour = (96, 104, 114)
BANNER: Colour = (156, 28, 36)
_PALE: Colour = (224, 224, 232)
_SIDE, _TOP, _BOTTOM = 64.0, 74.0, 84.0
_SLANT = 24
_ARABIC = 1.1
"""Arabic letters look smaller than Latin ones of the same size."""


class Sheets(FPDF):
    """An A4 document in points; every page carries the marking, the holder and the number, in its own content."""

    def __init__(self, stamp: Stamp, language: str) -> None:
        super().__init__(unit="pt", format="A4")
        self.stamp = stamp
        self._pictures: set[int] = set()
        self._widths: dict[tuple[str, str, bool], float] = {}
        families = [f"type{number}" for number, _ in enumerate(typefaces())]
        for family, face in zip(families, typefaces(), strict=True):
            self.add_font(family, "", face.regular)
            self.add_font(family, "B", face.bold)
        self._family = families[0]
        self.set_fallback_fonts(families[1:], exact_match=False)
        self.set_margins(_SIDE, _TOP, _SIDE)
        self.c_margin = 0
        self.set_auto_page_break(True, _BOTTOM)
        # The copy names itself by its number; nothing of the original's own description is carried over.
        self.set_creation_date(stamp.at)
        self.set_producer("Concord")
        self.set_title(stamp.number)
        self.set_lang(language)

    def header(self) -> None:
        """Draw the slanted lines under all else, and the marking above."""
        if self.page in self._pictures:
            return
        # A page may end in the middle of a paragraph, whose lines then go on as they ran.
        shaping = self.text_shaping
        text = printable(self.stamp.slanted)
        with self.style(16, _PALE):
            across = int(self.get_string_width(text)) + 40
            for row, y in enumerate(range(90, int(self.h) + across // 2, across // 2)):
                for x in range((row % 4) * across // 4 - across, int(self.w), across):
                    with self.rotation(_SLANT, x, y):
                        self.text(x, y, text)
        self._centred(self.stamp.banner, 28.0, 10, BANNER, bold=True)
        self.text_shaping = shaping
        self.set_y(_TOP)

    def footer(self) -> None:
        """Draw the marking, the holder and the page's number below."""
        if self.page in self._pictures:
            return
        shaping = self.text_shaping
        self._centred(self.stamp.banner, self.h - 58.0, 10, BANNER, bold=True)
        self._centred(self.stamp.line, self.h - 42.0, 8, INK)
        self._centred(f"{self.page} / {{nb}}", self.h - 28.0, 8, GREY)
        self.text_shaping = shaping

    def picture(self, framed: Framed, size: tuple[float, float], lines: list[tuple[str, Box]]) -> None:
        """Add a stamped page as it was deposited; ``lines`` are its words, unseen, for search and for screen readers.

        ``size`` is the page's in points; boxes are points from its top left.
        """
        self._pictures.add(self.page + 1)
        self.add_page(format=size)
        self.set_auto_page_break(False)
        width, height = size
        self.image(io.BytesIO(framed.jpeg), 0, 0, width, height)
        with self.local_context(text_mode=TextMode.INVISIBLE):
            for text, (x0, top, x1, bottom) in lines:
                x, y = framed.left * width + x0 * framed.scale, framed.top * height + top * framed.scale
                self._unseen(text, x, y, (x1 - x0) * framed.scale, (bottom - top) * framed.scale)
            self._unseen(self.stamp.line, 0.1 * width, height - 12, 0.8 * width, 9)

    def _unseen(self, text: str, x: float, y: float, width: float, height: float) -> None:
        text = printable(text).replace("\n", " ").strip()
        if not text or width <= 0 or not 0 < height < 400:
            return
        self.shape(text)
        self.set_font(self._family, "", 0.75 * height)
        natural = self.get_string_width(text)
        if natural > 0:
            self.set_stretching(min(max(100 * width / natural, 10), 1000))
            self.set_xy(x, y)
            self.cell(width, height, text)
            self.set_stretching(100)

    @contextmanager
    def style(self, size: float, colour: Colour = INK, *, bold: bool = False) -> Iterator[None]:
        """Write in a size and colour for a while."""
        with self.local_context():
            self.set_font(self._family, "B" if bold else "", size)
            self.set_text_color(*colour)
            yield

    def shape(self, text: str, from_right: bool | None = None) -> bool:
        """Set how a text runs, by its first letter if not said, and tell whether that is from right to left.

        Arabic only is shaped: Latin without ligatures is read back letter by letter.
        """
        from_right = begins_right_to_left(text) if from_right is None else from_right
        direction = TextDirection.RTL if from_right else TextDirection.LTR
        self.set_text_shaping(is_right_to_left(text), direction=direction)
        return from_right

    def write_lines(
        self,
        text: str,
        size: float,
        colour: Colour = INK,
        *,
        bold: bool = False,
        indent: float = 0.0,
        gap: float = 4.0,
        from_right: bool | None = None,
    ) -> None:
        """Write a paragraph from the side on which its script begins, if not said, then leave a gap."""
        text = printable(text).strip()
        if not text:
            return
        from_right = self.shape(text, from_right)
        scaled = size * (_ARABIC if from_right else 1.0)
        with self.style(scaled, colour, bold=bold):
            side, room = "R" if from_right else "L", self.epw - indent
            for line in self._wrapped(text, room):
                self.set_x(self.l_margin if from_right else self.l_margin + indent)
                self.cell(room, scaled * 1.42, line, align=side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def _wrapped(self, text: str, room: float) -> list[str]:
        """Break a text into lines by words measured once each: the library measures a line anew at every letter."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line, used, blank = "", 0.0, self._width(" ")
            for piece in self._pieces(paragraph, room):
                width = self._width(piece)
                if line and used + blank + width > room:
                    lines.append(line)
                    line, used = "", 0.0
                used += width + (blank if line else 0.0)
                line = f"{line} {piece}" if line else piece
            lines.append(line)
        return lines

    def _pieces(self, text: str, room: float) -> Iterator[str]:
        """Yield the words of a text; one that is wider than a line in parts."""
        for word in text.split(" "):
            while word and self._width(word) > room:
                fitting = max(1, int(len(word) * room / self._width(word)) - 1)
                yield word[:fitting]
                word = word[fitting:]
            if word:
                yield word

    def _width(self, word: str) -> float:
        """Return the width of a word in the font as it is set."""
        key = (word, self.font_style, self.text_shaping is not None)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(word) / self.font_size_pt
        return self._widths[key] * self.font_size_pt

    def _centred(self, text: str, y: float, size: float, colour: Colour, *, bold: bool = False) -> None:
        text = printable(text)
        self.set_text_shaping(is_right_to_left(text), direction=TextDirection.LTR)
        with self.style(size, colour, bold=bold):
            shrunk = min(1.0, self.epw / max(self.get_string_width(text), 1.0))
            self.set_font_size(max(size * shrunk, 4.0))
            self.set_xy(self.l_margin, y)
            self.cell(self.epw, size * 1.3, text, align="C")

    def finish(self) -> bytes:
        """Return the file; the font files, which the library leaves open, are closed."""
        try:
            return bytes(self.output())
        finally:
            for font in self.fonts.values():
                if isinstance(font, TTFFont):
                    font.ttfont.close()


def begins_right_to_left(text: str) -> bool:
    """Tell whether the first letter of a text runs from right to left."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"
