"""Where a text is printed: stretches of it in boxes of pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.arabic import right_to_left
from ingest.structure import Box, Line

_SAME_LINE = 0.5
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text stand in this box (points from the top left) of this page.

    ``confidence`` is per cent, of a word that was recognised.
    """

    start: int
    end: int
    page: int
    box: Box
    confidence: int | None = None

    def moved(self, by: int) -> Span:
        """The same place, for a text that begins so much later."""
        return replace(self, start=self.start + by, end=self.end + by)

    def part(self, start: int, end: int, text: str) -> Span:
        """The part of the span within a stretch of its text; the box is cut by the share of characters."""
        first, last = max(start, self.start), min(end, self.end)
        length = max(1, self.end - self.start)
        left, right = (first - self.start) / length, (last - self.start) / length
        if right_to_left(text[self.start : self.end]):
            left, right = 1 - right, 1 - left
        x0, top, x1, bottom = self.box
        width = x1 - x0
        return replace(self, start=first, end=last, box=(x0 + left * width, top, x0 + right * width, bottom))


def line_spans(lines: Sequence[Line], page: int) -> list[Span]:
    """The spans of a block's lines, word by word where they were recognised; none where the format has no places."""
    spans: list[Span] = []
    for line in lines:
        if line.box is not None and line.text:
            whole = Span(0, len(line.text), page, line.box)
            parts = _word_spans(line, whole) if line.confidences else [whole]
            spans += [part.moved(line.start) for part in parts]
    return spans


def _word_spans(line: Line, whole: Span) -> list[Span]:
    words = [word.span() for word in _WORD.finditer(line.text)]
    return [
        replace(whole.part(start, end, line.text), confidence=percent)
        for (start, end), percent in zip(words, line.confidences, strict=False)
    ]


def within(spans: Sequence[Span], start: int, end: int, text: str) -> list[Span]:
    """The places of the characters ``start`` to ``end`` of a text, counted from ``start``."""
    return [span.part(start, end, text).moved(-start) for span in spans if span.start < end and span.end > start]


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Parts of one printed line that follow each other, made one span again."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and last.page == span.page and span.start - last.end <= 1 and _level(last.box, span.box):
            around = (min(last.box[0], span.box[0]), last.box[1], max(last.box[2], span.box[2]), last.box[3])
            found[-1] = Span(last.start, span.end, last.page, around)
        else:
            found.append(span)
    return tuple(found)


def _level(one: Box, other: Box) -> bool:
    return abs(one[1] - other[1]) < _SAME_LINE and abs(one[3] - other[3]) < _SAME_LINE
