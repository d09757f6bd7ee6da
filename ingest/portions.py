"""A document cut into portions: what is embedded, found and shown as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ingest.errors import ParseFailed
from ingest.place import Span, joined
from ingest.structure import Document
from ingest.units import Count, Placed, Unit, divided, flow, row_units, runs_on, sentence_units

__all__ = ["LEAST_TOKENS", "MAX_PORTIONS", "MOST_TOKENS", "Portion", "PortionKind", "Span", "cut"]

PortionKind = Literal["text", "table", "footnote", "heading"]

LEAST_TOKENS = 120
MOST_TOKENS = 220
MAX_PORTIONS = 20_000

_ENOUGH = (LEAST_TOKENS + MOST_TOKENS) // 2
_CAPTION = re.compile(
    r"(?:table|tableau|cuadro|tabla|\u0442\u0430\u0431\u043b\u0438\u0446\u0430|(?:\u0627\u0644)?\u062c\u062f\u0648\u0644)\b",
    re.IGNORECASE,
)
_MAX_CAPTION = 300


@dataclass(frozen=True, slots=True)
class Portion:
    """A stretch of 120 to 220 tokens under one heading; shorter where a page or section ends.

    ``page`` is where it begins; ``heading`` the path of headings above it; ``spans`` are empty where the
    format has
    no places. ``block_from`` and ``block_to`` (inclusive) count the document's blocks from 0. ``recognised`` has
    start, end and per cent of confidence of every word that was recognised.
    """

    page: int
    heading: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]
    kind: PortionKind
    block_from: int
    block_to: int
    recognised: tuple[tuple[int, int, int], ...] = ()

    @property
    def confidence(self) -> float | None:
        """How sure its recognised words are on average, 0 to 1; None where all of it was read."""
        sure = [percent for _, _, percent in self.recognised]
        return sum(sure) / (100 * len(sure)) if sure else None

    @property
    def boxes(self) -> tuple[tuple[float, ...], ...]:
        """(page, x0, top, x1, bottom) of every line, in points from the top left."""
        return tuple((float(span.page), *span.box) for span in self.spans)

    def boxes_of(self, start: int, end: int) -> tuple[tuple[float, ...], ...]:
        """The same for the characters ``start`` to ``end``; a line that they fill in part is cut to that
        part.
        """
        parts = [s.part(start, end, self.text) for s in self.spans if s.start < end and s.end > start]
        return tuple((float(span.page), *span.box) for span in parts)


def cut(document: Document, count: Count, language: str | None = None) -> list[Portion]:
    """Cut a document; ``count`` returns the tokens of a text, ``language`` steers where sentences end.

    Furniture is left out, a table keeps its caption and repeats its first row, a portion ends with its page
    unless
    its paragraph runs on. Raises ``ParseFailed`` beyond 20,000 portions.
    """
    cutter = _Cutter(count, language)
    blocks = list(flow(document))
    # No token holds two words, so this is certain before a minute is spent on counting.
    if sum(len(placed.block.text.split()) for placed in blocks) > MAX_PORTIONS * MOST_TOKENS:
        raise _too_many()
    index = 0
    while index < len(blocks):
        group = [blocks[index]]
        index += 1
        while index < len(blocks) and runs_on(group[-1], blocks[index]):
            group.append(blocks[index])
            index += 1
        cutter.take(group)
    return cutter.finish()


def _too_many() -> ParseFailed:
    return ParseFailed(f"This document makes more than {MAX_PORTIONS:,} portions; split it into parts.")


class _Cutter:
    """Takes blocks in order and fills one portion after the other."""

    def __init__(self, count: Count, language: str | None) -> None:
        self._count, self._language = count, language
        self._path: list[tuple[int, str]] = []
        self._bare: Placed | None = None
        self._open: list[Unit] = []
        self._notes: list[Unit] = []
        self._made: list[Portion] = []

    def take(self, group: list[Placed]) -> None:
        """Take a block, or the blocks of one paragraph that runs over pages."""
        kind = group[0].block.kind
        if kind == "footnote":
            # Notes interrupt neither the paragraph above them nor its portion; those of a page stand together,
            # since a lone number or reference is near to many questions and answers none.
            held, self._open = self._open, self._notes
            self._fill(self._sentences(group), "footnote")
            self._notes, self._open = self._open, held
            return
        self._close_notes()
        if kind == "heading":
            self._heading(group[0])
        else:
            self._bare = None
            if kind == "table":
                self._table(group[0])
            else:
                self._fill(self._sentences(group), "text")

    def finish(self) -> list[Portion]:
        """Return all portions."""
        self._close_notes()
        self._flush("text")
        self._close_heading()
        return self._made

    def _close_notes(self) -> None:
        held, self._open = self._open, self._notes
        self._flush("footnote")
        self._notes, self._open = [], held

    def _sentences(self, group: list[Placed]) -> Iterable[Unit]:
        return sentence_units(group, self._count, self._language, MOST_TOKENS)

    def _heading(self, placed: Placed) -> None:
        self._flush("text")
        if self._bare is not None and self._bare.block.level >= placed.block.level:
            self._close_heading()
        while self._path and self._path[-1][0] >= placed.block.level:
            self._path.pop()
        self._path.append((placed.block.level, placed.block.text))
        self._bare = placed

    def _close_heading(self) -> None:
        """A heading with nothing under it would be lost, so it becomes a portion of its own."""
        placed, self._bare = self._bare, None
        if placed is not None:
            last = self._path.pop()
            self._fill(self._sentences([placed]), "heading")
            self._flush("heading")
            self._path.append(last)

    def _table(self, placed: Placed) -> None:
        caption = self._caption()
        self._flush("text")
        self._open += caption
        rows = row_units(placed, self._count)
        header = rows[0] if len(rows) > 1 and rows[0].tokens <= MOST_TOKENS // 4 else None
        for row in rows:
            for unit in divided(row, self._count, MOST_TOKENS):
                if self._open and self._tokens() + unit.tokens > MOST_TOKENS:
                    self._flush("table")
                    if header is not None:
                        self._open.append(header)
                self._open.append(unit)
        self._flush("table")

    def _caption(self) -> list[Unit]:
        """The paragraph just above, if it announces a table; it moves into the table's portion."""
        last = [unit for unit in self._open if unit.block == self._open[-1].block]
        if not last or sum(len(unit.text) for unit in last) > _MAX_CAPTION or not _CAPTION.match(last[0].text):
            return []
        del self._open[-len(last) :]
        return last

    def _fill(self, units: Iterable[Unit], kind: PortionKind) -> None:
        for unit in units:
            if self._open and self._full(unit):
                self._flush(kind)
            self._open.append(unit)

    def _full(self, unit: Unit) -> bool:
        held = self._tokens()
        if unit.page != self._open[0].page and not (unit.runs_on and held < LEAST_TOKENS):
            return True
        return held + unit.tokens > MOST_TOKENS or held >= _ENOUGH

    def _tokens(self) -> int:
        return sum(unit.tokens for unit in self._open)

    def _flush(self, kind: PortionKind) -> None:
        units, self._open = self._open, []
        if not units:
            return
        if len(self._made) >= MAX_PORTIONS:
            raise _too_many()
        text = ""
        spans: list[Span] = []
        for unit in units:
            text += unit.joint if text else ""
            spans += [span.moved(len(text)) for span in unit.spans]
            text += unit.text
        path = tuple(heading for _, heading in self._path)
        numbers = [unit.block for unit in units]
        sure = tuple((span.start, span.end, span.confidence) for span in spans if span.confidence is not None)
        made = Portion(units[0].page, path, text, joined(spans), kind, min(numbers), max(numbers), sure)
        self._made.append(made)
