"""What every format becomes: pages of blocks of lines, and their serialised form.

The serialised form comes out of a sandbox that has just read a hostile file, so reading it back
checks every type, size and count before a value is made of it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, get_args

from ingest.errors import StructureError

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points from the top left corner of the page as it is shown."""

Kind = Literal["pdf", "docx", "pptx", "html", "text", "mail", "image"]
BlockKind = Literal["heading", "paragraph", "list", "table", "footnote", "furniture"]
HiddenKind = Literal["deleted", "inserted", "comment", "unseen", "attachment"]

MAX_PAGES = 5_000
MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_JSON_BYTES = 256 * 1024 * 1024
MAX_BLOCKS = 1_000_000
MAX_LINES = 2_000_000
MAX_CELLS = 2_000_000
MAX_WARNINGS = 200
MAX_HIDDEN = 500
MAX_HIDDEN_LENGTH = 500
MAX_WARNING_LENGTH = 1_000
MAX_TITLE_LENGTH = 500
MAX_LEVEL = 9
MAX_COORDINATE = 1e6


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: the part of its block's text that begins at ``start``; no box where the format has
    none.

    ``confidences`` has, for text recognised in a picture, how sure each of its words (between blanks) is, in
    per cent; it is empty for text that was read.
    """

    text: str
    box: Box | None
    start: int
    confidences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list entry, table, footnote, or furniture (running heads, page numbers).

    ``level`` is 1 for the highest heading and 0 for what is no heading. A table's ``rows`` hold its cells;
    its ``text`` holds one row a line, cells joined by " | ", and each of its lines is a row.
    """

    kind: BlockKind
    level: int
    text: str
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page, numbered from 1; width and height in points, 0 where the format has no pages of its own.

    ``picture`` says that what the page shows is not its text, so that it must be recognised to be searched.
    """

    number: int
    width: float
    height: float
    blocks: tuple[Block, ...]
    has_text: bool
    picture: bool = False

    @property
    def confidence(self) -> float | None:
        """How sure the words recognised on the page are on average, 0 to 1; None where none was recognised."""
        sure = [percent for block in self.blocks for line in block.lines for percent in line.confidences]
        return sum(sure) / (100 * len(sure)) if sure else None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that a reader of the file does not see, or sees as changed: told to the depositor, never searched.

    ``deleted`` and ``inserted`` are tracked changes (what was inserted is also read as text); ``unseen`` is
    hidden, white on white or too small; the first 500 characters are kept.
    """

    kind: HiddenKind
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file: its kind, pages, own title if it names one, sentences about what was left out, and what is
    hidden in it.
    """

    kind: Kind
    pages: tuple[Page, ...]
    title: str | None
    warnings: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()

    def to_json(self) -> bytes:
        """Serialise; a line is written as start, length, confidences and box, since its text is part of its block's."""
        value = {
            "kind": self.kind,
            "title": self.title,
            "warnings": list(self.warnings),
            "hidden": [[hidden.kind, hidden.page, hidden.text] for hidden in self.hidden],
            "pages": [
                [page.number, page.width, page.height, page.has_text, page.picture, _plain(page.blocks)]
                for page in self.pages
            ],
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_json(raw: bytes) -> Document:
        """Read what ``to_json`` wrote, believing nothing; raise ``StructureError`` on anything unexpected."""
        if len(raw) > MAX_JSON_BYTES:
            _refuse("it is larger than 256 MB")
        try:
            value = json.loads(raw.decode("utf-8"), parse_constant=_constant)
        except (ValueError, RecursionError, MemoryError) as error:
            raise StructureError("The parsed document is not well-formed; parse the file again.") from error
        return _Reader().document(value)


def _plain(blocks: tuple[Block, ...]) -> list[list[Any]]:
    return [
        [
            block.kind,
            block.level,
            block.text,
            [[line.start, len(line.text), list(line.confidences), *(line.box or ())] for line in block.lines],
            [list(row) for row in block.rows],
        ]
        for block in blocks
    ]


def _refuse(what: str) -> NoReturn:
    raise StructureError(f"The parsed document cannot be believed: {what}.")


def _constant(name: str) -> NoReturn:
    _refuse(f"it holds {name}")


class _Reader:
    """Reads one document, counting what it takes as it goes so that no total exceeds its limit."""

    def __init__(self) -> None:
        self._bytes = self._blocks = self._lines = self._cells = 0

    def document(self, value: object) -> Document:
        fields = value if isinstance(value, dict) else _refuse("it is no object")
        kinds: tuple[Kind, ...] = get_args(Kind)
        kind = next((known for known in kinds if known == fields.get("kind")), None)
        if kind is None:
            _refuse("its kind is unknown")
        warnings = self._list(fields.get("warnings"), MAX_WARNINGS, "warnings")
        pages = self._list(fields.get("pages"), MAX_PAGES, "pages")
        hidden = self._list(fields.get("hidden"), MAX_HIDDEN, "hidden passages")
        title = fields.get("title")
        return Document(
            kind=kind,
            pages=tuple(self._page(page, number) for number, page in enumerate(pages, start=1)),
            title=None if title is None else self._text(title, MAX_TITLE_LENGTH),
            warnings=tuple(self._text(warning, MAX_WARNING_LENGTH) for warning in warnings),
            hidden=tuple(self._hidden(passage) for passage in hidden),
        )

    def _page(self, value: object, expected: int) -> Page:
        match value:
            case [int(number), width, height, bool(has_text), bool(picture), list(blocks)] if number == expected:
                self._blocks += len(blocks)
                if self._blocks > MAX_BLOCKS:
                    _refuse("it has too many blocks")
                made = tuple(self._block(block) for block in blocks)
                return Page(number, self._number(width), self._number(height), made, has_text, picture)
        _refuse(f"page {expected} is malformed")

    def _hidden(self, value: object) -> Hidden:
        kinds: tuple[HiddenKind, ...] = get_args(HiddenKind)
        match value:
            case [str(kind), int(page), text] if kind in kinds and 0 <= page <= MAX_PAGES:
                return Hidden(kind, page, self._text(text, MAX_HIDDEN_LENGTH))
        _refuse("a hidden passage is malformed")

    def _block(self, value: object) -> Block:
        match value:
            case [str(kind), int(level), raw, list(lines), list(rows)] if 0 <= level <= MAX_LEVEL:
                if kind not in get_args(BlockKind) or isinstance(level, bool):
                    _refuse("a block is of unknown kind")
                text = self._text(raw)
                self._lines += len(lines)
                if self._lines > MAX_LINES:
                    _refuse("it has too many lines")
                made = tuple(self._line(line, text) for line in lines)
                return Block(kind, level, text, made, tuple(self._row(row) for row in rows))  # type: ignore[arg-type]
        _refuse("a block is malformed")

    def _line(self, value: object, text: str) -> Line:
        match value:
            case [int(start), int(length), list(sure), *box] if 0 <= start <= start + length <= len(text):
                printed = text[start : start + length]
                return Line(printed, self._box(box), start, self._confidences(sure, printed))
        _refuse("a line is malformed")

    @staticmethod
    def _confidences(value: list[object], printed: str) -> tuple[int, ...]:
        sure = tuple(percent for percent in value if type(percent) is int and 0 <= percent <= 100)
        if len(sure) != len(value) or (sure and len(sure) != len(printed.split())):
            _refuse("the words of a line and how sure they are do not match")
        return sure

    def _box(self, value: list[object]) -> Box | None:
        if not value:
            return None
        if len(value) != 4:
            _refuse("a line is malformed")
        x0, top, x1, bottom = (self._number(part) for part in value)
        return (x0, top, x1, bottom)

    def _row(self, value: object) -> tuple[str, ...]:
        cells = self._list(value, MAX_CELLS, "cells")
        self._cells += len(cells)
        if self._cells > MAX_CELLS:
            _refuse("it has too many cells")
        return tuple(self._text(cell) for cell in cells)

    def _text(self, value: object, limit: int | None = None) -> str:
        if not isinstance(value, str) or "\0" in value or (limit is not None and len(value) > limit):
            _refuse("a text is missing, too long or holds NUL")
        try:
            self._bytes += len(value.encode())
        except UnicodeEncodeError:
            _refuse("a text holds half a character")
        # Cells repeat the text of their table, hence the factor.
        if self._bytes > 2 * MAX_TEXT_BYTES:
            _refuse("it holds more than 64 MB of text")
        return value

    @staticmethod
    def _number(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            _refuse("a length is no number")
        if not math.isfinite(value) or abs(value) > MAX_COORDINATE:
            _refuse("a length is out of bounds")
        return float(value)

    @staticmethod
    def _list(value: object, limit: int, what: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > limit:
            _refuse(f"it has no or too many {what}")
        return value
