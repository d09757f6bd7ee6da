"""Printed lines gathered into headings, paragraphs, list entries and footnotes."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.numbering import Numbering, is_list_entry, numbering_rank, starts_bullet, starts_entry
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
_NOTE_MARK = re.compile(
    r"(?:\d{1,4}|[*\u2020\u2021]{1,3})[\s\u00a0)]{0,2}\S|[a-z][\s\u00a0)]{1,2}[A-Z\u00c0-\u00de(\u201c\u0410-\u042f]"
)
_HYPHENATES = 0.01
"""A document with fewer hyphens at the ends of its lines does not break words: those are of compounds."""
_GOES_ON = (",", " and", " or", " et", " ou", " y", " o", " \u0438", " \u0623\u0648")
_HYPHENS = "-\u2010\u2011"
_WORDS = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_LEADERS = re.compile(r"\u2026|(?:\s?\.){4,}")


@dataclass(slots=True)
class Style:
    """What is ordinary in a document: the height of its letters (of those that run from right to left apart),
    whether it is bold, its words in lower case, and whether it breaks words at the ends of lines.
    """

    size: float
    bold: bool
    words: Collection[str]
    rtl_size: float = 0.0
    hyphenates: bool = True

    def ordinary(self, line: Printed) -> float:
        """The ordinary height of letters in the script of a line: Arabic is set larger than Latin."""
        return self.rtl_size if line.rtl and self.rtl_size else self.size


def style_of(lines: Iterable[Printed]) -> Style:
    """Measure a document's ordinary print by the characters that are printed so."""
    sizes: Counter[float] = Counter()
    from_right: Counter[float] = Counter()
    bold = total = count = hyphens = 0
    words: set[str] = set()
    broken = False
    for line in lines:
        (from_right if line.rtl else sizes)[round(line.size * 2) / 2] += len(line.text)
        total += len(line.text)
        bold += len(line.text) * line.bold
        found = _WORDS.findall(line.text.lower())
        count += 1
        hyphens += line.hyphen
        # The halves of a broken word are none.
        first, broken = int(broken), line.hyphen or line.text.endswith(tuple(_HYPHENS))
        words.update(found[first : len(found) - 1 if broken else len(found)])
    rtl_size = from_right.most_common(1)[0][0] if from_right else 0.0
    size = sizes.most_common(1)[0][0] if sizes and sum(sizes.values()) * 9 >= total else rtl_size
    return Style(size, 2 * bold > total, words, rtl_size, hyphens > _HYPHENATES * count)


def footnotes(lines: Sequence[Printed], style: Style) -> frozenset[int]:
    """Return the indices of the small print at the foot of a page or of a column, from the first mark of a note on."""
    found: set[int] = set()
    plain = [index for index, line in enumerate(lines) if not line.aside]
    end = len(plain)
    while end:
        start = end
        while (
            start
            and _is_small(lines[plain[start - 1]], style)
            and (start == end or not _jumps(lines[plain[start - 1]], lines[plain[start]]))
        ):
            start -= 1
        marked = start
        while marked < end and not _NOTE_MARK.match(lines[plain[marked]].text):
            marked += 1
        found.update(plain[marked:end])
        # The next foot above is that of the column before.
        end = min(start, end - 1)
        while end and not (end < len(plain) and _jumps(lines[plain[end - 1]], lines[plain[end]])):
            end -= 1
    return frozenset(found)


def _is_small(line: Printed, style: Style) -> bool:
    return line.table is None and line.size <= _FOOTNOTE_SHRINK * style.ordinary(line)


def _jumps(line: Printed, following: Printed) -> bool:
    """Whether reading goes on higher up the page, at the head of the next column."""
    return following.box[3] < line.box[1]


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
    numbering = Numbering()
    keys = [(classes[sized.size], numbering.rank(sized.block.text)) for sized in headings]
    levels = {rank: min(level, MAX_LEVEL) for level, rank in enumerate(sorted(set(keys)), start=1)}
    found = iter(keys)

    def leveled(sized: Sized) -> Block:
        block = sized.block
        if block.kind != "heading":
            return block
        return Block("heading", levels[next(found)], block.text, block.lines)

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
    if _differs(line, group):
        return _heading(group, style) or _heading([line], style, unfinished=True)
    step = line.box[1] - last.box[1]
    if step <= 0:
        return not line.text[:1].islower() and (_ended(last, line) or starts_entry(line.text))
    if step > _LOOSE_PITCH * max(pitch, last.size) and step > 1.2 * last.size:
        return True
    if starts_entry(line.text):
        return starts_bullet(line.text) or _ended(last, line) or last.text.endswith(_GOES_ON)
    indented = (last.box[2] - line.box[2] if line.rtl else line.box[0] - last.box[0]) > _INDENT
    return indented and last.text.endswith(_ENDS)


def _differs(line: Printed, group: list[Printed]) -> bool:
    """Whether a line is printed in another way than the lines before it: larger, bolder, in capitals."""
    first, last = group[0], group[-1]
    larger = max(first.size, line.size) > _HEADING_GROWTH * min(first.size, line.size)
    return larger or last.bold != line.bold or last.text.isupper() != line.text.isupper()


def _ended(last: Printed, line: Printed) -> bool:
    return last.text.endswith(_ENDS) or last.box[2] - last.box[0] < 0.75 * (line.box[2] - line.box[0])


def _heading(group: Sequence[Printed], style: Style, unfinished: bool = False) -> bool:
    """Whether lines are a heading, or the first lines of one that is ``unfinished``."""
    text = " ".join(line.text for line in group)
    if not any(char.isalpha() for char in text) or _LEADERS.search(text) or len(text) < 3:
        return False
    numbered = numbering_rank(text) > 0
    if (text[0].islower() and not numbered) or (text.startswith("(") and text.endswith(")")):
        return False
    if text.endswith(_NO_HEADING_END) and not unfinished and not (numbered and len(text) < 60):
        return False
    size = max(line.size for line in group)
    ordinary = style.ordinary(group[0])
    if size >= _HEADING_GROWTH * ordinary:
        return len(text) <= _MAX_HEADING
    if size < _FOOTNOTE_SHRINK * ordinary or len(text) > _MAX_BOLD_HEADING:
        return False
    if all(line.bold for line in group) and not style.bold:
        return True
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= max(5, 0.6 * len(text.replace(" ", ""))) and text.isupper() and len(text) <= 120


def _block(group: list[Printed], style: Style, notes: bool) -> Sized:
    text, lines = joined(group, style)
    kind: BlockKind = "paragraph"
    if notes:
        kind = "footnote"
    elif _heading(group, style):
        kind = "heading"
    elif is_list_entry(text):
        kind = "list"
    return Sized(Block(kind, 0, text, lines), max(line.size for line in group))


def joined(group: Sequence[Printed], style: Style) -> tuple[str, tuple[Line, ...]]:
    """Join printed lines into one text, mending words broken at a line's end; return it and its lines."""
    text = ""
    lines: list[Line] = []
    for index, line in enumerate(group):
        following = group[index + 1].text if index + 1 < len(group) else ""
        piece = _without_break(line, following, style) if following else line.text
        # A hyphen that stood alone goes, and its word with it.
        lines.append(Line(piece, line.box, len(text), line.confidences[: len(piece.split())]))
        broken = following and (line.hyphen or line.text.endswith(tuple(_HYPHENS)))
        text += piece if broken or not following else piece + " "
    return text, tuple(lines)


def _without_break(line: Printed, following: str, style: Style) -> str:
    """The line's text, without its last hyphen if that was only put there to break a word."""
    words, bare = style.words, line.text.rstrip(_HYPHENS)
    if bare == line.text and not line.hyphen:
        return line.text
    first, second = _WORDS.findall(bare.lower())[-1:], _WORDS.findall(following.lower())[:1]
    if not first or not second:
        return line.text
    if "-".join(first + second) in words or "/" in bare.rpartition(" ")[2]:
        return bare + "-"
    if "".join(first + second) in words:
        return bare
    # Two words of the document that meet at a hyphen are a compound; of a broken word one half is none.
    known = min(len(first[0]), len(second[0])) > 2 and first[0] in words and second[0] in words
    broken = following[0].islower() and bare[-1].isalpha() and style.hyphenates and not known
    return bare if broken else bare + "-"
