"""Runs of characters without a blank, far longer than any word: what is encoded or repeated is not searched."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.structure import MAX_WARNINGS, Block, Document, Line
from search.language import chief_script

LONGEST = 2_000
"""Characters without a blank from which a run is no word; addresses on the web stay below it."""
KEPT = 500
MARK = "\u2026"
WARNING = (
    f"The file holds runs of more than {LONGEST:,} characters without a blank, which are no words; of each only the "
    f"first {KEPT} characters are shown and searched."
)
_UNSPACED = frozenset({"HIRAGANA", "KATAKANA", "CJK", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
_BLANKS = re.compile(r"(\s+)")


def shortened(document: Document) -> Document:
    """Return the document with the beginnings of its endless runs alone, and a warning; or itself, if it has none.

    Five megabytes of one letter would make 15,000 portions. Scripts that put no blanks between words are left alone.
    """
    pages = tuple(replace(page, blocks=tuple(map(_block, page.blocks))) for page in document.pages)
    if pages == document.pages:
        return document
    return replace(document, pages=pages, warnings=(*document.warnings, WARNING)[:MAX_WARNINGS])


def _block(block: Block) -> Block:
    text = _text(block.text)
    if text is block.text:
        return block
    rows = tuple(tuple(map(_text, row)) for row in block.rows)
    # A run of this length has no place on a page that would help anybody.
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(line, None, start))
        start += len(line) + 1
    return replace(block, text=text, lines=tuple(lines), rows=rows)


def _text(text: str) -> str:
    if len(text) <= LONGEST or max(map(len, text.split()), default=0) <= LONGEST:
        return text
    return "".join(map(_run, _BLANKS.split(text)))


def _run(run: str) -> str:
    if len(run) <= LONGEST or run.isspace() or chief_script(run[:KEPT])[0] in _UNSPACED:
        return run
    return run[:KEPT] + MARK
