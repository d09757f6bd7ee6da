"""Tables that run over pages: the head of the first part stands over the others as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.sheet import Sheet
from ingest.tables import Ruled

_SIDES = 6.0
_MOST_NUMBERS = 0.34


def carry_heads(sheets: Sequence[Sheet], hidden: Sequence[set[int]]) -> None:
    """Give the first table of a page the head of the table that ended the page before, if it goes on with it.

    It does if nothing but furniture stands between them, and both have the same sides and columns.
    """
    before: Ruled | None = None
    for sheet, furniture in zip(sheets, hidden, strict=True):
        body = [line for index, line in enumerate(sheet.lines) if index not in furniture and not line.aside]
        if before is not None and body and body[0].table is not None:
            first = sheet.tables[body[0].table]
            head = before.carried or before.rows[0]
            if _alike(before, first) and _is_head(head) and first.rows[0] != head:
                sheet.tables[body[0].table] = replace(first, carried=head)
        last = body[-1].table if body else None
        before = sheet.tables[last] if last is not None else None


def _alike(one: Ruled, other: Ruled) -> bool:
    same_sides = abs(one.box[0] - other.box[0]) <= _SIDES and abs(one.box[2] - other.box[2]) <= _SIDES
    return same_sides and len(one.rows[0]) == len(other.rows[0])


def _is_head(row: Sequence[str]) -> bool:
    """Whether a row reads like the names of columns: words rather than numbers, and no long passages."""
    filled = [text for text in row if text]
    numbers = sum(any(map(str.isdigit, text)) for text in filled)
    return len(filled) >= 2 and numbers <= _MOST_NUMBERS * len(filled) and all(len(text) <= 80 for text in filled)
