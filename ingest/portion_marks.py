"""Marks in brackets at the start of paragraphs and headings: (C), (EU RESTRICTED), (سري); candidates only.

A document marks its portions or it does not: a few brackets that look like marks are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.structure import Document
from models.marks import PortionMark, read_mark

LEAST_MARKS = 3
MOST_MARKS = 200
MOST_PLACES = 2_000

_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]?\s+|[\u2022\u25aa\u2013-]\s+)?"
_MARK = re.compile(
    r"\s*" + _NUMBER + r"(?:\((?P<round>[^()\[\]]{1,60})\)|\[(?P<square>[^()\[\]]{1,60})\])(?P<rest>.*)", re.DOTALL
)
_MEANS = re.compile(r"\s*(?:[=:\u2013\u2014-]|means\b|signifie\b|significa\b|\u062a\u0639\u0646\u064a)\s*")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\b")
_KINDS = ("heading", "paragraph", "list", "footnote")


@dataclass(frozen=True, slots=True)
class MarkFound:
    """A mark, the first page that carries it and on how many portions it stands.

    ``blocks`` are those that begin with it, counted from 0 over the document, ``headings`` the headings among
    them, ``pages`` all pages; the first 2,000 of each.
    """

    page: int
    mark: PortionMark
    count: int
    blocks: tuple[int, ...] = ()
    headings: frozenset[str] = frozenset()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Start:
    page: int
    text: str
    rest: str
    number: int
    heading: str | None


def portion_marks(document: Document, scheme: str | None = None) -> list[MarkFound]:
    """Return the portion marks of a document, each once, in the order of their first pages; often none.

    They are read in the scheme of the declared marking. Letters that number a list, the sign of copyright and
    the explanation of the marks are left out; without three marks or such an explanation nothing is returned.
    """
    starts = list(_starts(document))
    legend = any(_explains(start, scheme) for start in starts)
    found: dict[str, tuple[PortionMark, list[_Start]]] = {}
    total = 0
    for start in _unnumbered(starts):
        mark = read_mark(start.text, scheme)
        if mark is None or _YEAR.match(start.rest) or _explains(start, scheme):
            continue
        total += 1
        found.setdefault(mark.text, (mark, []))[1].append(start)
    if not legend and total < LEAST_MARKS:
        return []
    return [_found(mark, stood) for mark, stood in found.values()][:MOST_MARKS]


def _found(mark: PortionMark, starts: list[_Start]) -> MarkFound:
    some = starts[:MOST_PLACES]
    return MarkFound(
        page=starts[0].page,
        mark=mark,
        count=len(starts),
        blocks=tuple(start.number for start in some),
        headings=frozenset(start.heading for start in some if start.heading is not None),
        pages=tuple(dict.fromkeys(start.page for start in some)),
    )


def _starts(document: Document) -> Iterator[_Start]:
    blocks = ((page.number, block) for page in document.pages for block in page.blocks)
    for number, (page, block) in enumerate(blocks):
        match = _MARK.match(block.text) if block.kind in _KINDS else None
        if match:
            # What follows two strokes restricts the readers and is no level: (C//REL).
            text = (match["round"] or match["square"]).partition("//")[0]
            heading = block.text if block.kind == "heading" else None
            yield _Start(page, text.strip(), match["rest"], number, heading)


def _explains(start: _Start, scheme: str | None) -> bool:
    """Tell whether a line explains a mark, as in "(C) = Confidential"."""
    sign = _MEANS.match(start.rest)
    words = start.rest[sign.end() :].strip(" .;,\n") if sign else ""
    return bool(words) and len(words) <= 120 and read_mark(start.text, scheme) is not None and _names(words)


def _names(words: str) -> bool:
    return any(read_mark(part.strip(), None) is not None for part in re.split(r"[/,;(]", words.upper()) if part.strip())


def _unnumbered(starts: list[_Start]) -> Iterator[_Start]:
    """Yield the starts that do not number a list: (A), (B), (C) are no marks, and (C) after (S) is one."""
    numbered: str | None = None
    for start in starts:
        letter = start.text if len(start.text) == 1 and start.text.isascii() and start.text.isalpha() else None
        follows = letter is not None and numbered is not None and ord(letter) == ord(numbered) + 1
        if letter is not None and (follows or letter == "A" or read_mark(letter) is None):
            numbered = letter
            continue
        if letter is None or numbered is None:
            yield start
            continue
        numbered = None
        yield start
