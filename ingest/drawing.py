"""What DrawingML pictures say in words: the numbers behind a chart, the texts of a diagram."""

from __future__ import annotations

from lxml import etree

from ingest.ooxml import child, local

_MOST_SERIES = 50
_MOST_POINTS = 1_000


def chart(root: etree._Element | None) -> tuple[str, list[list[str]]]:
    """Return a chart's title, and its table: a row for each category, a column for each series."""
    if root is None:
        return "", []
    title = next((words(element) for element in root.iter("{*}title")), "")
    series = list(root.iter("{*}ser"))[:_MOST_SERIES]
    names = [" ".join(_points(child(one, "tx"))) for one in series]
    categories = next((found for one in series if (found := _points(child(one, "cat")))), [])
    columns = [_points(child(one, "val")) for one in series]
    height = max((len(column) for column in (categories, *columns)), default=0)
    rows = [[_at(categories, row), *(_at(column, row) for column in columns)] for row in range(height)]
    return title, [["", *names], *rows] if rows else []


def diagram(root: etree._Element | None) -> list[str]:
    """Return the texts of a diagram's boxes in their order."""
    if root is None:
        return []
    return [text for element in root.iter("{*}pt") if (text := words(element).strip())]


def words(element: etree._Element | None) -> str:
    """Return all text inside an element; paragraphs and breaks become blanks."""
    if element is None:
        return ""
    parts = ((part.text or "") if local(part) == "t" else " " for part in element.iter("{*}t", "{*}br", "{*}p"))
    return "".join(parts).strip()


def _points(element: etree._Element | None) -> list[str]:
    """The cached values of a reference, or a text given in place."""
    if element is None:
        return []
    found = [part.text or "" for part in element.iter("{*}v")][:_MOST_POINTS]
    return found or [text for text in [words(element)] if text]


def _at(column: list[str], row: int) -> str:
    return column[row] if row < len(column) else ""
