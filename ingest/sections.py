"""Pages for formats that have none: a break, or about 3,000 characters, begins the next one."""

from __future__ import annotations

from ingest.characters import squeeze
from ingest.errors import NeedsPerson, ParseFailed
from ingest.structure import (
    MAX_BLOCKS,
    MAX_LEVEL,
    MAX_PAGES,
    MAX_TEXT_BYTES,
    MAX_TITLE_LENGTH,
    Block,
    BlockKind,
    Document,
    Hidden,
    Kind,
    Line,
    Page,
)

PAGE_CHARACTERS = 3_000


class Sections:
    """Takes blocks in order and lays them out on pages; raises ``ParseFailed`` beyond the limits."""

    def __init__(self, kind: Kind, *, by_length: bool = True) -> None:
        self._kind = kind
        self._by_length = by_length
        self._pages: list[list[Block]] = [[]]
        self._notes: list[Block] = []
        self._characters = self._bytes = self._blocks = 0
        self._cut = False

    @property
    def broken(self) -> bool:
        """Whether pages end where the file says so, and none for its length alone."""
        return not self._cut and len(self._pages) > 1

    @property
    def pages(self) -> int:
        """How many pages there are by now."""
        return len(self._pages)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block; white space is squeezed and an empty one left out."""
        text = squeeze(text)
        if text:
            self._room(text, heading=kind == "heading")
            self._pages[-1].append(Block(kind, min(level, MAX_LEVEL), text, (Line(text, None, 0),)))

    def note(self, text: str) -> None:
        """Add a footnote, to stand at the end of the page."""
        text = squeeze(text)
        if text:
            self._count(text)
            self._notes.append(Block("footnote", 0, text, (Line(text, None, 0),)))

    def table(self, rows: list[list[str]]) -> None:
        """Add a table of cells; rows and columns without any text are left out."""
        cells = [[squeeze(cell) for cell in row] for row in rows]
        columns = sorted({place for row in cells for place, cell in enumerate(row) if cell})
        kept = tuple(tuple(row[place] if place < len(row) else "" for place in columns) for row in cells if any(row))
        if not kept:
            return
        lines: list[Line] = []
        start = 0
        for row in kept:
            text = " | ".join(row)
            lines.append(Line(text, None, start))
            start += len(text) + 1
        text = "\n".join(line.text for line in lines)
        self._room(text, heading=False)
        self._pages[-1].append(Block("table", 0, text, tuple(lines), kept))

    def turn(self, *, always: bool = False) -> None:
        """Begin the next page, unless this one is empty; or ``always``, where pages have numbers of their own."""
        if always or self._pages[-1] or self._notes:
            self._pages[-1] += self._notes
            self._notes = []
            if len(self._pages) >= MAX_PAGES:
                raise ParseFailed(f"This file makes more than {MAX_PAGES:,} pages; split it into parts.")
            self._pages.append([])
        self._characters = 0

    def document(self, title: str | None, warnings: list[str], hidden: tuple[Hidden, ...] = ()) -> Document:
        """Return the whole; raise ``NeedsPerson`` if there is no text in it."""
        self._pages[-1] += self._notes
        if len(self._pages) > 1 and not self._pages[-1]:
            self._pages.pop()
        if not any(char.isalnum() for page in self._pages for block in page for char in block.text):
            raise NeedsPerson("This file has no text in it (only images or blanks); deposit a version with text.")
        return Document(
            self._kind, self.laid_out(), squeeze(title or "")[:MAX_TITLE_LENGTH] or None, tuple(warnings), hidden
        )

    def laid_out(self) -> tuple[Page, ...]:
        """Return the pages there are by now."""
        return tuple(
            Page(number, 0.0, 0.0, tuple(blocks), any(block.kind != "furniture" for block in blocks))
            for number, blocks in enumerate(self._pages, start=1)
        )

    def _room(self, text: str, heading: bool) -> None:
        full = self._characters >= (0.8 * PAGE_CHARACTERS if heading else PAGE_CHARACTERS)
        if self._by_length and full:
            self.turn()
            self._cut = True
        self._characters += len(text)
        self._count(text)

    def _count(self, text: str) -> None:
        self._bytes += len(text.encode())
        self._blocks += 1
        if self._bytes > MAX_TEXT_BYTES:
            raise ParseFailed("This file holds more than 64 MB of text; split it into parts.")
        if self._blocks > MAX_BLOCKS:
            raise ParseFailed("This file holds more than a million paragraphs; split it into parts.")
