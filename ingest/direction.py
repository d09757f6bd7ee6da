"""The characters of a page written from right to left, put in the order in which they are read.

A PDF says only where a letter stands. The order its file lists them in may be that of writing, that of drawing, or
neither (marks are often drawn last, which tears words apart), so lines are made anew from the places: sorted
from the right, with numbers and Latin words turned back. Source: Unicode Standard Annex 9, read backwards.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.arabic import right_to_left
from ingest.structure import Box

_ROW = 0.4
_BLANK = 0.1
_WIDE = 1.8
_REACH = 1.2
_STRONG = re.compile("[\u0590-\u05ff\u0600-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINS_DIGITS = ".,/:\u066b\u066c"
_OPENING, _CLOSING = "([{\u00ab", ")]}\u00bb"
_MIRROR = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_FREQUENT_WORDS = (
    "\u0645\u0646 \u0641\u064a \u0639\u0644\u0649 \u0625\u0644\u0649 \u0627\u0644\u062a\u064a \u0627\u0644\u0630\u064a"
    " \u0647\u0630\u0627 \u0647\u0630\u0647 \u0639\u0646 \u0645\u0639 \u062f\u0631 \u0628\u0647 \u0627\u0632"
    " \u0627\u06cc\u0646 \u06a9\u0647 \u05e9\u05dc \u05d0\u05ea \u05e2\u05dc \u05dc\u05d0 \u05d4\u05d5\u05d0"
)
_FREQUENT = frozenset(_FREQUENT_WORDS.split())
"""Words that no page of Arabic, Persian or Hebrew is without, none of them another one backwards."""

Read = tuple[str, Box, int, int]
"""A word: its text, its box, the number of its line, and the index of its first character."""


@dataclass(slots=True)
class Glyph:
    """One or more characters drawn as one sign; ``box`` in points from the top left of the page as shown."""

    text: str
    box: Box
    index: int
    marks: list[str] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Half way across."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> float:
        """From top to bottom, at least a point."""
        return max(1.0, self.box[3] - self.box[1])


def in_logical_order(glyphs: Sequence[Glyph]) -> list[Read]:
    """Return the words of a page in the order of its lines, each in the order of reading.

    Letters that were written from the left although they run from the right (a poor program's work) are known by
    frequent words that make sense only backwards, and turned.
    """
    rows = _rows([glyph for glyph in glyphs if not _is_mark(glyph)])
    _attach([glyph for glyph in glyphs if _is_mark(glyph)], rows)
    segments = [segment for row in rows for segment in _segments(row)]
    forwards = [_ordered(segment, backwards=False) for segment in segments]
    texts = " ".join(glyph.text for segment in forwards for glyph in segment).split()
    joined = " ".join("".join(g.text for g in segment) for segment in forwards).split() + texts
    if sum(word[::-1] in _FREQUENT for word in joined) > 2 + sum(word in _FREQUENT for word in joined):
        forwards = [_ordered(segment, backwards=True) for segment in segments]
    return [word for line, segment in enumerate(forwards) for word in _words(segment, line)]


def _is_mark(glyph: Glyph) -> bool:
    return all(unicodedata.combining(char) for char in glyph.text)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs whose middles are about as high, from the top; each row sorted from the right."""
    rows: list[list[Glyph]] = []
    level = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.box[1] + g.box[3]):
        middle = (glyph.box[1] + glyph.box[3]) / 2
        if rows and middle - level < _ROW * min(glyph.height, max(1.0, rows[-1][0].height)):
            rows[-1].append(glyph)
        elif not glyph.text.isspace():
            rows.append([glyph])
            level = middle
    for row in rows:
        row.sort(key=lambda g: -g.middle)
    return rows


def _attach(marks: Sequence[Glyph], rows: Sequence[list[Glyph]]) -> None:
    """Give vowel signs, which are drawn above or below, to the letters they stand at."""
    levels = [(row[0].box[1] + row[0].box[3]) / 2 for row in rows]
    across = [[-glyph.middle for glyph in row] for row in rows]
    for mark in marks:
        level = (mark.box[1] + mark.box[3]) / 2
        at = bisect_left(levels, level)
        near = [number for number in (at - 1, at) if 0 <= number < len(rows)]
        if not near:
            continue
        best = min(near, key=lambda number: abs(levels[number] - level))
        if abs(levels[best] - level) > _REACH * rows[best][0].height:
            continue
        place = bisect_left(across[best], -mark.middle)
        beside = rows[best][max(0, place - 2) : place + 2]
        letters = [glyph for glyph in beside if glyph.text.isalpha()]
        if letters:
            letter = min(letters, key=lambda glyph: abs(glyph.middle - mark.middle))
            if abs(letter.middle - mark.middle) <= letter.height:
                letter.marks.append(mark.text)


def _segments(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """The parts of a row, between gaps as wide as those of columns."""
    segment: list[Glyph] = []
    ink: Glyph | None = None
    for glyph in row:
        if glyph.text.isspace():
            if segment:
                segment.append(glyph)
            continue
        if ink is not None and ink.box[0] - glyph.box[2] > _WIDE * max(ink.height, glyph.height):
            yield segment
            segment = []
        segment.append(glyph)
        ink = glyph
    if segment:
        yield segment


def _ordered(segment: Sequence[Glyph], backwards: bool) -> list[Glyph]:
    """Glyphs in the order of reading, with blanks where they stand apart."""
    spaced = _spaced(segment)
    if right_to_left("".join(glyph.text for glyph in spaced)):
        runs = list(_runs(spaced))
        turned = [glyph for run, latin in runs for glyph in (reversed(run) if latin != backwards else run)]
        return _mended(turned)
    turned = []
    for run, strong in _strong_runs(list(reversed(spaced))):
        turned += list(reversed(run)) if strong else run
    return turned


def _spaced(segment: Sequence[Glyph]) -> list[Glyph]:
    spaced: list[Glyph] = []
    for glyph in segment:
        last = spaced[-1] if spaced else None
        if glyph.text.isspace():
            if (
                last is not None
                and not last.text.isspace()
                and glyph.box[2] - glyph.box[0] > 0.5 * _BLANK * glyph.height
            ):
                spaced.append(Glyph(" ", glyph.box, glyph.index))
            continue
        if last is not None and not last.text.isspace():
            gap = last.box[0] - glyph.box[2]
            # Typists forget the blank behind a Latin word in an Arabic line; one in front of it may be a prefix.
            ends = _STRONG.search(glyph.text) and last.text.isascii() and last.text.isalpha()
            if ends or gap > _BLANK * max(last.height, glyph.height):
                spaced.append(Glyph(" ", (glyph.box[2], glyph.box[1], last.box[0], glyph.box[3]), glyph.index))
        spaced.append(glyph)
    return spaced


def _runs(glyphs: Sequence[Glyph]) -> Iterator[tuple[list[Glyph], bool]]:
    """Runs from the right, and whether each holds what is written from the left: numbers and Latin words.

    A sign between two digits belongs to the number only if numbers are written with it; between Latin letters anything
    does, blanks too.
    """
    start = 0
    while start < len(glyphs):
        if not _from_left(glyphs[start]):
            end = start + 1
            while end < len(glyphs) and not _from_left(glyphs[end]):
                end += 1
            yield list(glyphs[start:end]), False
            start = end
            continue
        end = start + 1
        while (following := _continues(glyphs, end)) is not None:
            end = following
        yield list(glyphs[start:end]), True
        start = end


def _continues(glyphs: Sequence[Glyph], end: int) -> int | None:
    """The end of a run from the left if it goes on at ``end``, over signs that belong to it."""
    over = end
    while over < len(glyphs) and not _from_left(glyphs[over]) and not _STRONG.search(glyphs[over].text):
        over += 1
        if over - end > 3:
            return None
    if over >= len(glyphs) or not _from_left(glyphs[over]):
        return None
    between = "".join(glyph.text for glyph in glyphs[end:over])
    digits = _is_digit(glyphs[end - 1]) and _is_digit(glyphs[over])
    if digits and between and (len(between) > 1 or between not in _JOINS_DIGITS):
        return None
    return over + 1


def _strong_runs(glyphs: Sequence[Glyph]) -> Iterator[tuple[list[Glyph], bool]]:
    """Runs from the left, and whether each is of a script from the right, with the blanks between its words."""
    start = 0
    while start < len(glyphs):
        strong = bool(_STRONG.search(glyphs[start].text))
        end = last = start + 1
        while end < len(glyphs) and strong:
            if _STRONG.search(glyphs[end].text):
                last = end + 1
            elif _from_left(glyphs[end]):
                break
            end += 1
        yield list(glyphs[start:last]), strong
        start = last


def _from_left(glyph: Glyph) -> bool:
    return _is_digit(glyph) or (glyph.text[:1].isalpha() and not _STRONG.search(glyph.text))


def _is_digit(glyph: Glyph) -> bool:
    return glyph.text[:1].isdigit()


def _mended(glyphs: list[Glyph]) -> list[Glyph]:
    """Brackets that face the wrong way, as they look when drawn, turned: one that opens stands before its word."""
    for place, glyph in enumerate(glyphs):
        if glyph.text not in _OPENING and glyph.text not in _CLOSING:
            continue
        before = place == 0 or glyphs[place - 1].text.isspace()
        behind = place + 1 == len(glyphs) or glyphs[place + 1].text.isspace()
        opens = glyph.text in _OPENING
        if (opens and behind and not before) or (not opens and before and not behind):
            glyphs[place] = Glyph(glyph.text.translate(_MIRROR), glyph.box, glyph.index, glyph.marks)
    return glyphs


def _words(segment: Sequence[Glyph], line: int) -> Iterator[Read]:
    held: list[Glyph] = []
    for glyph in [*segment, Glyph(" ", (0.0, 0.0, 0.0, 0.0), 0)]:
        if not glyph.text.isspace():
            held.append(glyph)
        elif held:
            text = "".join(part.text + "".join(part.marks) for part in held)
            lefts, tops, rights, bottoms = zip(*(part.box for part in held), strict=True)
            box = (min(lefts), min(tops), max(rights), max(bottoms))
            yield text, box, line, min(part.index for part in held)
            held = []
