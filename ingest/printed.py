"""Printed lines of a page: words gathered into pieces, pieces into lines in the order of reading."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ingest.arabic import right_to_left
from ingest.columns import in_reading_order
from ingest.glyphs import Print, Word
from ingest.structure import Box

_WIDE_GAP = 1.8
"""A gap of so many line heights ends a piece: it is a column's or a tabulator's, not a word's."""
_TAB = 0.5
_SUB_BULLET = "\u25e6"
"""What office programs print as a letter o of another font, and a tabulator behind it."""


@dataclass(slots=True)
class Piece:
    """Words that follow each other on one line without a wide gap; ``table`` is the number of a table
    instead.
    """

    text: str
    box: Box
    size: float
    bold: bool
    line: int
    hyphen: bool = False
    white: bool = False
    table: int | None = None
    confidences: tuple[int, ...] = ()


@dataclass(slots=True)
class Printed:
    """One printed line. ``size`` is the height of its letters in points; ``hyphen``: its last word
    runs on. ``parts`` are what stands apart on it, where that is more than one; a line is ``aside`` if it is printed
    in another direction than its page.
    """

    text: str
    box: Box
    size: float
    bold: bool
    hyphen: bool = False
    white: bool = False
    table: int | None = None
    rtl: bool = field(default=False)
    confidences: tuple[int, ...] = ()
    parts: tuple[tuple[str, Box], ...] = ()
    aside: bool = False


def pieces(words: Sequence[Word], print_of: Callable[[Word], Print]) -> list[Piece]:
    """Gather words, in the order of the page's content, into pieces."""
    gathered: list[list[Word]] = []
    for word in words:
        if gathered and _continues(gathered[-1][-1], word):
            gathered[-1].append(word)
        else:
            gathered.append([word])
    return [_piece(group, print_of) for group in gathered]


def _continues(last: Word, word: Word) -> bool:
    if last.line != word.line:
        return False
    height = max(last.box[3] - last.box[1], word.box[3] - word.box[1], 1.0)
    gap = max(word.box[0] - last.box[2], last.box[0] - word.box[2])
    apart = max(word.box[1] - last.box[3], last.box[1] - word.box[3])
    return gap <= _WIDE_GAP * height and apart <= 0


def _piece(words: list[Word], print_of: Callable[[Word], Print]) -> Piece:
    shown = print_of(words[0])
    bold = shown.bold and (len(words) == 1 or print_of(words[-1]).bold)
    size = statistics.median(word.box[3] - word.box[1] for word in words)
    text = " ".join(word.text for word in words)
    if text.startswith("o ") and words[1].box[0] - words[0].box[2] > _TAB * size:
        text = _SUB_BULLET + text[1:]
    sure = tuple(word.confidence for word in words if word.confidence is not None)
    box = _around([word.box for word in words])
    return Piece(text, box, size, bold, words[0].line, words[-1].hyphen, shown.white, confidences=sure)


def printed_lines(found: Sequence[Piece]) -> list[Printed]:
    """Return the page's lines in the order of reading: columns one after the other, right ones first in
    Arabic.
    """
    rtl = right_to_left(" ".join(piece.text for piece in found))
    rows = in_reading_order([piece.box for piece in found], [piece.table is not None for piece in found], rtl)
    return [_line([found[index] for index in row]) for row in rows]


def _line(row: list[Piece]) -> Printed:
    rtl = right_to_left(" ".join(piece.text for piece in row))
    if len({piece.line for piece in row}) > 1:
        row.sort(key=lambda piece: -piece.box[2] if rtl else piece.box[0])
    if len(row) > 1 and row[0].text == "o":
        row[0].text = _SUB_BULLET
    longest = max(row, key=lambda piece: len(piece.text))
    return Printed(
        text=" ".join(piece.text for piece in row),
        box=_around([piece.box for piece in row]),
        size=longest.size,
        bold=all(piece.bold for piece in row),
        hyphen=row[-1].hyphen,
        white=all(piece.white for piece in row),
        table=row[0].table,
        rtl=rtl,
        confidences=tuple(percent for piece in row for percent in piece.confidences),
        parts=tuple((piece.text, piece.box) for piece in row) if len(row) > 1 else (),
    )


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return (left, top, right, bottom)
