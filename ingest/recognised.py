"""Recognised words made pages: lines, columns, headings and paragraphs, by the same path as printed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.assembly import assembled
from ingest.attempt import Reading
from ingest.engine import Recognised
from ingest.frame import upright
from ingest.furniture import furniture
from ingest.glyphs import Word
from ingest.paragraphs import style_of, with_levels
from ingest.printed import Printed, pieces, printed_lines
from ingest.structure import Block, Line, Page

_DOUBTFUL = 60
_HOPELESS = 30
_ORDINARY = 0.2
"""Recognised letters are measured as up to so much higher or lower than they are."""


@dataclass(slots=True)
class _Sheet:
    page: Page
    reading: Reading
    lines: list[Printed]

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the page set upright, in points."""
        sides = (self.page.width, self.page.height)
        return sides if self.reading.turns % 2 == 0 else (sides[1], sides[0])


def recognised_pages(readings: Sequence[tuple[Page, Reading]]) -> list[Page]:
    """Return the pages with what was read on them; one with nothing but noise comes back as it was."""
    kept = [(page, replace(reading, words=tuple(without_noise(reading.words)))) for page, reading in readings]
    ordinary = _ordinary([(page, reading) for page, reading in kept])
    sheets = [_Sheet(page, reading, _lines(page, reading, ordinary)) for page, reading in kept]
    style = style_of(line for sheet in sheets for line in sheet.lines)
    hidden = furniture([(sheet.lines, sheet.upright[1]) for sheet in sheets], style.size)
    sized = [
        assembled(sheet.lines, chosen, style, first=sheet.page.number == 1)
        for sheet, chosen in zip(sheets, hidden, strict=True)
    ]
    return [_page(sheet, blocks) for sheet, blocks in zip(sheets, with_levels(sized), strict=True)]


def without_noise(words: Sequence[Recognised]) -> list[Recognised]:
    """Drop what rules, stamps and stains are taken for: doubtful signs, and lines of which no word is sure."""
    kept: list[Recognised] = []
    for _, line in groupby(words, key=lambda word: word.line):
        sure = [word for word in line if not _is_noise(word)]
        if any(word.confidence >= _HOPELESS and any(map(str.isalnum, word.text)) for word in sure):
            kept += sure
    return kept


def _is_noise(word: Recognised) -> bool:
    written = sum(char.isalnum() for char in word.text)
    if not written:
        return word.confidence < _DOUBTFUL
    return len(word.text) <= 2 and word.confidence < _HOPELESS


def _ordinary(readings: Sequence[tuple[Page, Reading]]) -> float:
    """The height of most letters in points; it is measured line by line, so the middle one by letters counts."""
    heights = sorted(
        (word.size * _scale(page, reading)[1], len(word.text))
        for page, reading in readings
        for word in reading.words
        if word.size > 0
    )
    half = sum(letters for _, letters in heights) / 2
    for height, letters in heights:
        half -= letters
        if half <= 0:
            return height
    return 0.0


def _scale(page: Page, reading: Reading) -> tuple[float, float]:
    """Points of a pixel, across and down the page set upright."""
    width, height = (page.width, page.height) if reading.turns % 2 == 0 else (page.height, page.width)
    return width / max(1, reading.width), height / max(1, reading.height)


def _lines(page: Page, reading: Reading, ordinary: float) -> list[Printed]:
    across, down = _scale(page, reading)
    words: list[Word] = []
    for number, line in groupby(reading.words, key=lambda word: word.line):
        held = list(line)
        height = held[0].size * down or ordinary or (held[0].box[3] - held[0].box[1]) * down
        if abs(height - ordinary) <= _ORDINARY * ordinary:
            height = ordinary
        for word in held:
            middle = (word.box[1] + word.box[3]) / 2 * down
            box = (word.box[0] * across, middle - height / 2, word.box[2] * across, middle + height / 2)
            words.append(Word(word.text, box, number, len(words), confidence=word.confidence))
    return printed_lines(pieces(words, lambda _word: False))


def _page(sheet: _Sheet, blocks: Sequence[Block]) -> Page:
    read = sum(len(block.text) for block in sheet.page.blocks)
    if sum(len(block.text) for block in blocks) <= read:
        return sheet.page
    placed = tuple(replace(block, lines=tuple(_shown(line, sheet) for line in block.lines)) for block in blocks)
    return replace(sheet.page, blocks=placed, has_text=True)


def _shown(line: Line, sheet: _Sheet) -> Line:
    if line.box is None:
        return line
    # The page was turned clockwise to be read; turned the other way as often, its boxes lie as it is shown.
    return replace(line, box=upright(line.box, sheet.reading.turns, *sheet.upright))
