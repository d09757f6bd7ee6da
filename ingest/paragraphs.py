"""Printed lines gathered into headings, paragraphs, list entries and footnotes."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.numbering import is_list_entry, numbering_rank, starts_entry
from ingest.printed import Printed
from ingest.structure import MAX_LEVEL, Block, BlockKind, Line

_HEADING_GROWTH = 1.12
_FOOTNOTE_SHRINK = 0.94
_LOOSE_PITCH = 1.3
_INDENT = 8.0
_MAX_HEADING = 500
_MAX_BOLD_HEADING = 250
_ENDS = (".", "!", "?", ":", ";", "\u061f", "\u06d4", "\u061b", "\u3002", "\u201d", "\u00bb", ")", '"')
_NO_HEADING_END = (".", ";", ",", "\u060c", "\u061b")
_NOTE_MARK = re.compile(r"(\d{1,4}|[*\u2020\u2021a-z])[\s\u00a0]?\S")
_HYPHENS = "-\u2010\u2011"
_WORDS = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_LEADERS = re.compile(r"\u2026|(?:\s?\.){4,}")


@dataclass(slots=True)
class Style:
    """What is ordinary in a document: the height of its letters, whether it is bold, its words in
    lower case.
    """

    size: float
    bold: bool
    words: Collection[str]


def style_of(lines: Iterable[Printed]) -> Style:
    """Measure a document's ordinary print by the characters that are printed so."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    words: set[str] = set()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
        total += len(line.text)
        bold += len(line.text) * line.bold
        words.update(_WORDS.findall(line.text.lower()))
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    return Style(size, 2 * bold > total, words)


def footnote_start(lines: Sequence[Printed], style: Style) -> int:
    """Return the index at which the small print at the foot of a page begins; ``len(lines)`` without one."""
    start = len(lines)
    while start and lines[start - 1].table is None and lines[start - 1].size <= _FOOTNOTE_SHRINK * style.size:
        start -= 1
    while start < len(lines) and not _NOTE_MARK.match(lines[start].text):
        start += 1
    return start


@dataclass(frozen=True, slots=True)
class Sized:
    """A block and the height of its letters, by which headings are ranked."""

    block: Block
    size: float


def gather(lines: Sequence[Printed], style: Style, notes: bool = False) -> list[Sized]:
    """Gather the lines of one page, none of them a table, into blocks; headings get their level later."""
    pitch = _usual_pitch(lines)
    groups: list[list[Printed]] = []
    for line in lines:
        if groups and not _begins(line, groups[-1], style, pitch, notes):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, style, notes) for group in groups]


def with_levels(pages: Sequence[Sequence[Sized]]) -> list[list[Block]]:
    """Number the headings of a document: larger letters first, then by the kind of numbering."""
    headings = [sized for page in pages for sized in page if sized.block.kind == "heading"]
    classes = _size_classes(sorted({sized.size for sized in headings}, reverse=True))
    ranks = sorted({(classes[sized.size], numbering_rank(sized.block.text)) for sized in headings})
    levels = {rank: min(level, MAX_LEVEL) for level, rank in enumerate(ranks, start=1)}

    def leveled(sized: Sized) -> Block:
        block = sized.block
        if block.kind != "heading":
            return block
        level = levels[classes[sized.size], numbering_rank(block.text)]
        return Block("heading", level, block.text, block.lines)

    return [[leveled(sized) for sized in page] for page in pages]


def _size_classes(sizes: Sequence[float]) -> dict[float, int]:
    """Heights that differ by less than a fifteenth are one class; classes count from the largest."""
    classes: dict[float, int] = {}
    largest = 0.0
    for size in sizes:
        if size < largest * (1 - 1 / 15) or not classes:
            largest = size
            classes[size] = len(set(classes.values()))
        else:
            classes[size] = len(set(classes.values())) - 1
    return classes


def _usual_pitch(lines: Sequence[Printed]) -> float:
    steps = [b.box[1] - a.box[1] for a, b in pairwise(lines) if 0 < b.box[1] - a.box[1] < 3 * a.size]
    return statistics.median_low(steps) if steps else 0.0


def _begins(line: Printed, group: list[Printed], style: Style, pitch: float, notes: bool) -> bool:
    """Whether a line begins a new block after the lines of ``group``."""
    last = group[-1]
    if notes:
        return _NOTE_MARK.match(line.text) is not None and _ended(last, line)
    larger = max(last.size, line.size) > _HEADING_GROWTH * min(last.size, line.size)
    if larger or last.bold != line.bold:
        return _heading(group, style) or _heading([line], style)
    step = line.box[1] - last.box[1]
    if step <= 0:
        return not line.text[:1].islower() and (_ended(last, line) or starts_entry(line.text))
    if step > _LOOSE_PITCH * max(pitch, last.size) and step > 1.2 * last.size:
        return True
    if starts_entry(line.text):
        return True
    indented = (last.box[2] - line.box[2] if line.rtl else line.box[0] - last.box[0]) > _INDENT
    return indented and last.text.endswith(_ENDS)


def _ended(last: Printed, line: Printed) -> bool:
    return last.text.endswith(_ENDS) or last.box[2] - last.box[0] < 0.75 * (line.box[2] - line.box[0])


def _heading(group: Sequence[Printed], style: Style) -> bool:
    text = " ".join(line.text for line in group)
    if not any(char.isalpha() for char in text) or _LEADERS.search(text) or len(text) < 3:
        return False
    numbered = numbering_rank(text) > 0
    if text.endswith(_NO_HEADING_END) and not (numbered and len(text) < 60):
        return False
    size = max(line.size for line in group)
    if size >= _HEADING_GROWTH * style.size:
        return len(text) <= _MAX_HEADING
    if size < _FOOTNOTE_SHRINK * style.size or len(text) > _MAX_BOLD_HEADING:
        return False
    if all(line.bold for line in group) and not style.bold:
        return True
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 5 and len(group) <= 2 and text.isupper() and len(text) <= 120


def _block(group: list[Printed], style: Style, notes: bool) -> Sized:
    text, lines = joined(group, style.words)
    kind: BlockKind = "paragraph"
    if notes:
        kind = "footnote"
    elif _heading(group, style):
        kind = "heading"
    elif is_list_entry(text):
        kind = "list"
    return Sized(Block(kind, 0, text, lines), max(line.size for line in group))


def joined(group: Sequence[Printed], words: Collection[str]) -> tuple[str, tuple[Line, ...]]:
    """Join printed lines into one text, mending words broken at a line's end; return it and its lines."""
    text = ""
    lines: list[Line] = []
    for index, line in enumerate(group):
        following = group[index + 1].text if index + 1 < len(group) else ""
        piece = _without_break(line, following, words) if following else line.text
        lines.append(Line(piece, line.box, len(text)))
        broken = following and (line.hyphen or line.text.endswith(tuple(_HYPHENS)))
        text += piece if broken or not following else piece + " "
    return text, tuple(lines)


def _without_break(line: Printed, following: str, words: Collection[str]) -> str:
    """The line's text, without its last hyphen if that was only put there to break a word."""
    bare = line.text.rstrip(_HYPHENS)
    if bare == line.text and not line.hyphen:
        return line.text
    first, second = _WORDS.findall(bare.lower())[-1:], _WORDS.findall(following.lower())[:1]
    if not first or not second:
        return line.text
    if "-".join(first + second) in words:
        return bare + "-"
    broken = following[0].islower() and bare[-1].isalpha()
    return bare if broken or "".join(first + second) in words else bare + "-"
