"""Printed lines of a page: words gathered into pieces, pieces into lines in the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ingest.arabic import right_to_left
from ingest.columns import in_reading_order
from ingest.glyphs import Word
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
    table: int | None = None
    rtl: bool = field(default=False)
    confidences: tuple[int, ...] = ()
    parts: tuple[tuple[str, Box], ...] = ()
    aside: bool = False


def pieces(words: Sequence[Word], is_bold: Callable[[Word], bool]) -> list[Piece]:
    """Gather words, in the order of the page's content, into pieces."""
    gathered: list[list[Word]] = []
    held: list[Word] = []
    for word in words:
        if held and held[-1].line == word.line and _continues(held[-1].box, word.box):
            held.append(word)
        else:
            held = [word]
            gathered.append(held)
    return [_piece(group, is_bold) for group in gathered]


def _continues(last: Box, box: Box) -> bool:
    if box[1] > last[3] or last[1] > box[3]:
        return False
    height = max(last[3] - last[1], box[3] - box[1], 1.0)
    return box[0] - last[2] <= _WIDE_GAP * height and last[0] - box[2] <= _WIDE_GAP * height


def _piece(words: list[Word], is_bold: Callable[[Word], bool]) -> Piece:
    bold = is_bold(words[0]) and (len(words) == 1 or is_bold(words[-1]))
    boxes = [word.box for word in words]
    size = _median([box[3] - box[1] for box in boxes])
    text = " ".join([word.text for word in words])
    if text.startswith("o ") and boxes[1][0] - boxes[0][2] > _TAB * size:
        text = _SUB_BULLET + text[1:]
    sure = tuple([word.confidence for word in words if word.confidence is not None])
    return Piece(text, _around(boxes), size, bold, words[0].line, words[-1].hyphen, confidences=sure)


def _median(sizes: list[float]) -> float:
    """What ``statistics.median`` gives, which is called for every line and takes four times as long."""
    sizes.sort()
    return (sizes[len(sizes) // 2] + sizes[(len(sizes) - 1) // 2]) / 2


def printed_lines(found: Sequence[Piece]) -> list[Printed]:
    """Return the page's lines in the order of reading: columns one after the other, right ones first in
    Arabic.
    """
    rtl = right_to_left(" ".join([piece.text for piece in found]))
    rows = in_reading_order([piece.box for piece in found], [piece.table is not None for piece in found], rtl)
    return [_line([found[index] for index in row]) for row in rows]


def _line(row: list[Piece]) -> Printed:
    piece = row[0]
    if len(row) == 1:
        rtl = right_to_left(piece.text)
        sure = piece.confidences
        return Printed(piece.text, piece.box, piece.size, piece.bold, piece.hyphen, piece.table, rtl, sure)
    rtl = right_to_left(" ".join([piece.text for piece in row]))
    if len({piece.line for piece in row}) > 1:
        row.sort(key=lambda piece: -piece.box[2] if rtl else piece.box[0])
    if row[0].text == "o":
        row[0].text = _SUB_BULLET
    return Printed(
        text=" ".join([piece.text for piece in row]),
        box=_around([piece.box for piece in row]),
        size=max(row, key=lambda piece: len(piece.text)).size,
        bold=all(piece.bold for piece in row),
        hyphen=row[-1].hyphen,
        table=row[0].table,
        rtl=rtl,
        confidences=tuple([percent for piece in row for percent in piece.confidences]),
        parts=tuple([(piece.text, piece.box) for piece in row]),
    )


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
