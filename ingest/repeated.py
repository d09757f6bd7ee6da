"""Running heads and page numbers typed into the text of a file, page after page: found by their repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.structure import Block, Line, Page

_DIGITS = re.compile(r"\d+")
_NEAR = 3
"""Blocks from the head or the foot of a page."""
_LEAST_PAGES = 4
_SHARE = 0.3
_LONGEST = 150


def apart(pages: Sequence[Page]) -> tuple[tuple[Page, ...], dict[int, int]]:
    """Make furniture of what stands at the head or foot of many pages, wherever it stands; numbers in it may differ.

    A page with nothing else on it was made by the break around it, and goes to the page before. Returns the pages,
    and the new number of each old page.
    """
    counts = Counter(key for page in pages for key in {_key(block) for block in _edges(page)} if key)
    enough = max(_LEAST_PAGES, _SHARE * len(pages))
    known = frozenset(key for key, count in counts.items() if count >= enough)
    if not known:
        return tuple(pages), {page.number: page.number for page in pages}
    blocks = [block for page in pages for block in page.blocks if block.kind == "table" and _key(block) in known]
    rows = frozenset(_row(row) for block in blocks for row in block.rows)
    made: list[Page] = []
    numbers: dict[int, int] = {}
    for page in pages:
        parted = tuple(part for block in page.blocks for part in _parted(block, known, rows))
        if made and parted and all(block.kind == "furniture" for block in parted):
            made[-1] = replace(made[-1], blocks=made[-1].blocks + parted)
        else:
            has_text = any(block.kind != "furniture" for block in parted)
            made.append(replace(page, number=len(made) + 1, blocks=parted, has_text=has_text))
        numbers[page.number] = len(made)
    return tuple(made), numbers


def _edges(page: Page) -> list[Block]:
    text = [block for block in page.blocks if block.kind not in ("furniture", "footnote")]
    return text if len(text) <= 2 * _NEAR else text[:_NEAR] + text[-_NEAR:]


def _key(block: Block) -> str:
    return _folded(block.text) if len(block.text) <= _LONGEST else ""


def _folded(text: str) -> str:
    return _DIGITS.sub("#", text.casefold())


def _row(row: Sequence[str]) -> str:
    return _folded(" ".join(cell for cell in row if cell))


def _parted(block: Block, known: frozenset[str], rows: frozenset[str]) -> Iterator[Block]:
    """A block as furniture, as it is, or as a table and the running head that was joined to it."""
    if _key(block) in known:
        yield _furniture(block.text.replace("\n", " "))
        return
    ours = 0
    while block.kind == "table" and ours < len(block.rows) and _row(block.rows[ours]) in rows:
        ours += 1
    if not ours:
        yield block
        return
    yield from (_furniture(line.text) for line in block.lines[:ours])
    if block.rows[ours:]:
        yield _table(block.rows[ours:])


def _furniture(text: str) -> Block:
    return Block("furniture", 0, text, (Line(text, None, 0),))


def _table(rows: tuple[tuple[str, ...], ...]) -> Block:
    lines: list[Line] = []
    start = 0
    for row in rows:
        text = " | ".join(row)
        lines.append(Line(text, None, start))
        start += len(text) + 1
    return Block("table", 0, "\n".join(line.text for line in lines), tuple(lines), rows)
