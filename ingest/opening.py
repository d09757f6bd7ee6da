"""What a document opens with: the blocks of its first pages, and where words of them stand in its portions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.finding import Evidence
from ingest.portions import Portion
from ingest.structure import Block, Document

LEADING_PAGES = 2
_MOST_BLOCKS = 80
_MOST_TEXT = 8_000
_NEAR = 40
_LONGEST = 400
_SPACED = re.compile(r"\S|\s+")


@dataclass(frozen=True, slots=True)
class Opened:
    """A block of the first pages, and how high its letters are in points; 0 where the format has no places."""

    page: int
    block: Block
    height: float

    @property
    def text(self) -> str:
        """The words of the block on one line."""
        return " ".join(self.block.text.split())


def opening(document: Document, *, furniture: bool = False, pages: int = LEADING_PAGES) -> list[Opened]:
    """Return the blocks of the first pages in order, without running heads unless they are asked for."""
    return [
        Opened(page.number, block, _height(block))
        for page in document.pages[:pages]
        for block in page.blocks[:_MOST_BLOCKS]
        if furniture or block.kind != "furniture"
    ]


def first_text(document: Document, pages: int = 1) -> str:
    """Return what the first pages say, a block a line, 8,000 characters of it at most."""
    texts = [opened.text for opened in opening(document, furniture=True, pages=pages)]
    return "\n".join(texts)[:_MOST_TEXT]


def places(portions: Sequence[Portion], page: int, words: str) -> tuple[Evidence, ...]:
    """Return where words of a page stand in a portion near it; nothing where they stand in a heading only."""
    wanted = " ".join(words[:_LONGEST].split())
    signs = wanted.replace(" ", "")
    near = [index for index, portion in enumerate(portions) if page - 1 <= portion.page <= page][:_NEAR]
    for index in near if wanted else ():
        if signs not in "".join(portions[index].text.split()):
            continue
        # No pattern is made of the words: Python would remember it beyond the document (case 25).
        spaced = list(_SPACED.finditer(portions[index].text))
        at = "".join(" " if one.group().isspace() else one.group() for one in spaced).find(wanted)
        if at >= 0:
            return (Evidence(index, spaced[at].start(), spaced[at + len(wanted) - 1].end()),)
    return ()


def _height(block: Block) -> float:
    box = block.lines[0].box if block.lines else None
    return round(box[3] - box[1], 1) if box else 0.0
