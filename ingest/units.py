"""The smallest pieces that portions are made of: sentences of paragraphs, rows of tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.place import Span, line_spans, within
from ingest.structure import Block, Document
from search.sentence import sentences

Count = Callable[[str], int]

_SLICE = 1_000
"""Longest stretch without a sentence's end that is counted in one piece."""
_CHUNK = 20_000
_ENDS = tuple(".!?:;\u061f\u06d4\u3002")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its number in the document, from 0, and its page."""

    block: Block
    number: int
    page: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or row, where it stands, and how many tokens it has.

    ``joint`` is what parts it from the unit before it; ``runs_on`` whether its paragraph began on an
    earlier page.
    """

    text: str
    page: int
    block: int
    spans: tuple[Span, ...]
    tokens: int = 0
    joint: str = "\n"
    runs_on: bool = False


def flow(document: Document) -> Iterator[Placed]:
    """Blocks in order, without furniture; the notes of a page come before its last paragraph, which may run
    on.
    """
    number = 0
    for page in document.pages:
        body: list[Placed] = []
        notes: list[Placed] = []
        for block in page.blocks:
            if block.kind != "furniture":
                (notes if block.kind == "footnote" else body).append(Placed(block, number, page.number))
            number += 1
        last = [body.pop()] if body and notes and body[-1].block.kind in ("paragraph", "list") else []
        yield from (*body, *notes, *last)


def runs_on(one: Placed, other: Placed) -> bool:
    """Whether a paragraph goes on at the top of the next page: unfinished here, without a beginning there."""
    kinds = (one.block.kind, other.block.kind)
    if other.page != one.page + 1 or kinds[0] not in ("paragraph", "list") or kinds[1] != "paragraph":
        return False
    following = other.block.text[:1]
    # Scripts without capitals do not show where a sentence begins.
    return not one.block.text.endswith(_ENDS) and following.isalpha() and not following.isupper()


def sentence_units(group: Sequence[Placed], count: Count, language: str | None, most: int) -> Iterator[Unit]:
    """The sentences of a paragraph, which may run over pages; each belongs to the page on which it begins."""
    text = ""
    starts: list[int] = []
    spans: list[Span] = []
    for placed in group:
        text += " " if text else ""
        starts.append(len(text))
        spans += [span.moved(len(text)) for span in line_spans(placed.block.lines, placed.page)]
        text += placed.block.text
    ends = [span.end for span in spans]
    joint = "\n"
    for start, end in _sentence_spans(text, language):
        home = group[bisect_right(starts, start) - 1]
        first = bisect_right(ends, start)
        last = first
        while last < len(spans) and spans[last].start < end:
            last += 1
        held = tuple(within(spans[first:last], start, end, text))
        unit = Unit(text[start:end], home.page, home.number, held, 0, joint, home is not group[0])
        yield from divided(unit, count, most)
        joint = " "


def row_units(placed: Placed, count: Count) -> list[Unit]:
    """The rows of a table, uncut."""
    return [
        Unit(
            line.text,
            placed.page,
            placed.number,
            tuple(span.moved(-line.start) for span in line_spans([line], placed.page)),
            count(line.text[:_SLICE]),
        )
        for line in placed.block.lines
    ]


def divided(unit: Unit, count: Count, most: int) -> Iterator[Unit]:
    """The unit with its tokens counted; in pieces of equal length, cut at blanks, if it has more than
    ``most``.
    """
    size = _SLICE
    if len(unit.text) <= _SLICE:
        tokens = count(unit.text)
        if tokens <= most or len(unit.text) < 2:
            yield replace(unit, tokens=tokens)
            return
        size = max(1, len(unit.text) * most // (tokens + 1))
    for number, (start, end) in enumerate(_pieces(unit.text, size)):
        joint = " " if number else unit.joint
        spans = tuple(within(unit.spans, start, end, unit.text))
        yield from divided(replace(unit, text=unit.text[start:end], spans=spans, joint=joint), count, most)


def _pieces(text: str, size: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _blank_before(text, start, start + size)
        yield start, end
        start = end + (text[end : end + 1] == " ")


def _sentence_spans(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Sentences; a text without end is looked at in chunks, so that the search for them stays linear."""
    start = 0
    while start < len(text):
        end = _blank_before(text, start, start + _CHUNK)
        for first, last in sentences(text[start:end], language):
            yield start + first, start + last
        start = end


def _blank_before(text: str, start: int, end: int) -> int:
    """The last blank in the second half of a stretch, or its end."""
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", (start + end) // 2, end)
    return blank if blank > start else end
