"""Passages laid out as pages: for what has no fixed pages, and for a reader who may see some parts of it only."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fpdf.fonts import FontFace

from ingest.cover import words
from ingest.layout import GREY, INK, NAVY, Sheets, begins_right_to_left
from ingest.typeface import printable
from repository.disclosure import ReleasedPortion

_HEADINGS = (15.0, 13.0, 11.5, 10.5)
_BODY, _SMALL = 10.0, 8.5
_COLUMNS, _CELL = 8, 500
"""A table wider or fuller than this would not fit a page; its rows are written as lines."""
_ENTRY = re.compile(r"\s*(?:[•◦▪‣·–—-]|\(?[0-9]{1,3}[.)]|\(?[a-z][.)])\s")


def lay_out(sheets: Sheets, portions: Iterable[ReleasedPortion], language: str) -> None:
    """Lay passages out in their order, each heading above what it heads, each page of the assessment announced."""
    path: tuple[str, ...] = ()
    leaf = 0
    sheets.add_page()
    for portion in portions:
        if portion.page != leaf:
            leaf = portion.page
            _announce(sheets, words(language)["page"].format(n=leaf))
        for level, heading in enumerate(portion.heading):
            if portion.heading[: level + 1] != path[: level + 1]:
                _head(sheets, heading, level)
        path = portion.heading
        _write(sheets, portion)


def _announce(sheets: Sheets, text: str) -> None:
    if sheets.will_page_break(60):
        sheets.add_page()
    sheets.ln(4)
    sheets.write_lines(text, _SMALL, GREY, gap=3)


def _head(sheets: Sheets, text: str, level: int) -> None:
    """Write a heading on the page on which what follows it can begin."""
    if sheets.will_page_break(70):
        sheets.add_page()
    sheets.ln(5)
    sheets.write_lines(text, _HEADINGS[min(level, len(_HEADINGS) - 1)], NAVY, bold=True, gap=3)


def _write(sheets: Sheets, portion: ReleasedPortion) -> None:
    match portion.kind:
        case "heading":
            _head(sheets, portion.text, len(portion.heading))
        case "table":
            _tabulate(sheets, portion.text)
        case kind:
            size = _SMALL if kind == "footnote" else _BODY
            for paragraph in portion.text.split("\n"):
                entry = _ENTRY.match(paragraph) is not None
                sheets.write_lines(paragraph, size, indent=14.0 if entry else 0.0, gap=2.5 if entry else 6.0)


def _tabulate(sheets: Sheets, text: str) -> None:
    """Draw the rows of a table in columns; its caption, and rows that fit no columns, are lines."""
    rows = [[printable(cell).strip() for cell in line.split(" | ")] for line in text.split("\n")]
    columns = max(len(row) for row in rows)
    while rows and len(rows[0]) == 1 < columns:
        sheets.write_lines(rows.pop(0)[0], 9, NAVY, gap=3)
    fits = 1 < columns <= _COLUMNS and all(len(cell) <= _CELL for row in rows for cell in row)
    if not fits:
        for row in rows:
            sheets.write_lines(" | ".join(row), _SMALL, gap=2)
        return
    from_right = begins_right_to_left(text)
    sheets.shape(text)
    sheets.set_draw_color(176, 184, 196)
    heads = FontFace(emphasis="BOLD", color=NAVY, fill_color=(238, 241, 246))
    with (
        sheets.style(_SMALL, INK),
        sheets.table(
            headings_style=heads,
            text_align="R" if from_right else "L",
            line_height=12,
            padding=(2, 4),
            width=sheets.epw,
        ) as grid,
    ):
        for row in rows:
            cells = [*row, *[""] * (columns - len(row))]
            drawn = grid.row()
            for cell in cells[::-1] if from_right else cells:
                drawn.cell(cell)
    sheets.ln(8)
