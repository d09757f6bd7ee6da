"""Tables of ruled pages: pdfplumber's search for cells, fed with PDFium's rules and words.

pdfplumber's own reading of a page is slow and spells Arabic backwards; its search needs nothing of it but
edges. It is loaded for the first page that has rules enough: most files have none, and loading it takes longer than
reading five of their pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.arabic import right_to_left
from ingest.glyphs import Word
from ingest.ruled import Rules
from ingest.structure import Box

MAX_EDGES = 1_200
MAX_CROSSINGS = 2_500
"""The search takes time by the square of these, so a page beyond them is read without its tables."""

_TOLERANCE = 3.0
_LEAST_FILLED = 0.3


class TooManyRules(Exception):
    """The page has more ruled lines than a table, so they were not followed."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """One table: its box, its rows of cells, the box of each row, and the indices of the words in it.

    The cells of a row are in the order of reading, from the right in Arabic. ``carried`` is the head of the table that
    this one goes on with on the next page.
    """

    box: Box
    rows: tuple[tuple[str, ...], ...]
    row_boxes: tuple[Box, ...]
    words: frozenset[int]
    carried: tuple[str, ...] = ()


def tables(rules: Rules, words: Sequence[Word]) -> list[Ruled]:
    """Return the tables that a page's rules enclose; raise ``TooManyRules`` beyond the limits."""
    from pdfplumber import table as search  # noqa: PLC0415

    edges = [_edge(box, "h") for box in rules.horizontal] + [_edge(box, "v") for box in rules.vertical]
    edges = search.merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    if len(edges) > MAX_EDGES:
        raise TooManyRules
    crossings = search.edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    if len(crossings) > MAX_CROSSINGS:
        raise TooManyRules
    cells = search.intersections_to_cells(crossings)
    if not cells:
        return []
    made = (
        _ruled(group, _grid(search.Table(None, group)), words)  # type: ignore[arg-type]
        for group in search.cells_to_tables(cells)
    )
    return [table for table in made if table is not None]


def _grid(table: Any) -> list[list[Box | None]]:
    return [list(row.cells) for row in table.rows]


def _edge(box: Box, orientation: str) -> dict[str, Any]:
    x0, top, x1, bottom = box
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
        "object_type": "line",
    }


def _ruled(cells: list[Box], grid: list[list[Box | None]], words: Sequence[Word]) -> Ruled | None:
    """Fill cells with the words whose middles they hold; None if it is a frame or a form rather than
    a table.
    """
    if len(grid) < 2 or max(len([cell for cell in row if cell]) for row in grid) < 2:
        return None
    box = _around(cells)
    inside = sorted((_middle(word.box), i) for i, word in enumerate(words) if _holds(box, word.box))
    used: set[int] = set()
    rows: list[tuple[str, ...]] = []
    for row in grid:
        near = _between(inside, [cell for cell in row if cell])
        texts: list[str] = []
        for cell in row:
            members = [i for i in near if i not in used and cell is not None and _holds(cell, words[i].box)]
            used.update(members)
            texts.append(" ".join(words[i].text for i in members))
        rows.append(tuple(texts))
    filled = sum(bool(text) for row in rows for text in row)
    many_columns = sum(1 for row in rows if sum(bool(text) for text in row) >= 2)
    if many_columns < 2 or filled < _LEAST_FILLED * sum(len(row) for row in rows):
        return None
    if right_to_left(" ".join(text for row in rows for text in row)):
        rows = [row[::-1] for row in rows]
    rows = _without_empty_columns(rows)
    kept = [index for index, row in enumerate(rows) if any(row)]
    row_boxes = tuple(_around([cell for cell in grid[index] if cell]) for index in kept)
    return Ruled(box, tuple(rows[index] for index in kept), row_boxes, frozenset(used))


def _without_empty_columns(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows without the columns that double rules and merged cells leave behind."""
    width = max(map(len, rows))
    filled = [column for column in range(width) if any(column < len(row) and row[column] for row in rows)]
    return [tuple(row[column] if column < len(row) else "" for column in filled) for row in rows]


def _between(inside: list[tuple[float, int]], cells: list[Box]) -> list[int]:
    """Indices of the words, in the order of the page's content, whose middles are as high as these cells."""
    start = bisect_left(inside, (min(cell[1] for cell in cells), -1))
    end = bisect_right(inside, (max(cell[3] for cell in cells), len(inside)))
    return sorted(index for _, index in inside[start:end])


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _holds(cell: Box, word: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
