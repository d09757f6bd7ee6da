"""How far one report in several formats reads the same: words in order, headings and tables, format by format.

``python -m benchmarks.agreement FOLDER [--differences]`` takes the corpus' folder, in which ``corpus/cisa-tram``
holds one advisory as PDF, DOCX and HTML.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from itertools import permutations
from pathlib import Path

from ingest.portions import cut
from ingest.sandbox import parse
from ingest.structure import Document

_WORD = re.compile(r"[^\W_]+")
_SHOWN = 12
_TABLE = 4
_STRETCH = 7
"""Words: what is longer was left out by whoever made the file, or moved (a note to the foot of its page)."""


def words(text: str) -> list[str]:
    """Return the words of a text, folded, without signs between them."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def sequence(document: Document) -> list[str]:
    """Return the words of a document's portions in order, each heading where it begins."""
    found: list[str] = []
    path: tuple[str, ...] = ()
    for portion in cut(document, lambda text: len(text.split())):
        new = [head for level, head in enumerate(portion.heading) if portion.heading[: level + 1] != path[: level + 1]]
        path = portion.heading
        found += [word for text in (*new, portion.text) for word in words(text)]
    return found


def headings(document: Document) -> list[str]:
    """Return headings as folded words."""
    blocks = (block for page in document.pages for block in page.blocks if block.kind == "heading")
    return [text for block in blocks if (text := " ".join(words(block.text)))]


def cells(document: Document) -> Counter[str]:
    """Return the cells of tables of several rows, as folded words."""
    tables = [block.rows for page in document.pages for block in page.blocks if block.kind == "table"]
    texts = (" ".join(words(cell)) for rows in tables if len(rows) >= _TABLE for row in rows for cell in row)
    return Counter(text for text in texts if text)


def in_order(one: list[str], other: list[str]) -> tuple[float, list[tuple[str, str]]]:
    """Return the share of one's words that the other has in the same order, and what differs."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    differing = [
        (" ".join(one[a:b]), " ".join(other[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal" and b > a
    ]
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(one)), differing


def besides(count: int, differing: list[tuple[str, str]]) -> float:
    """Return the share in order of those words of stretches that the other does not lack or have elsewhere."""
    lengths = [len(mine.split()) for mine, _ in differing]
    lacking = sum(length for length in lengths if length > _STRETCH)
    return 1 - sum(length for length in lengths if length <= _STRETCH) / max(1, count - lacking)


def within(one: list[str], other: list[str]) -> float:
    """Return the share of one's words that the other has anywhere."""
    return sum((Counter(one) & Counter(other)).values()) / max(1, len(one))


def main(root: Path) -> int:
    """Print a row for each pair of formats."""
    folder = root / "corpus" / "cisa-tram"
    documents = {kind: parse(folder / f"AA20-302A.{kind}") for kind in ("pdf", "docx", "html")}
    for kind, document in documents.items():
        tables = sum(block.kind == "table" for page in document.pages for block in page.blocks)
        print(
            f"{kind}: {len(document.pages)} pages, {len(sequence(document)):,} words, "
            f"{len(headings(document))} headings, {tables} tables"
        )
    print("of     in     words in order   of shared stretches   words anywhere   headings   cells")
    for one, other in permutations(documents, 2):
        left, right = documents[one], documents[other]
        share, differing = in_order(sequence(left), sequence(right))
        shared = besides(len(sequence(left)), differing)
        every = within(sequence(left), sequence(right))
        heads, cell = within(headings(left), headings(right)), _cells(left, right)
        print(f"{one:6} {other:6} {share:14.4f} {shared:21.4f} {every:16.4f} {heads:10.3f} {cell:7.3f}")
        if "--differences" in sys.argv:
            for mine, theirs in sorted(differing, key=lambda pair: -len(pair[0]))[:_SHOWN]:
                print(f"    - {mine[:150]}\n    + {theirs[:150]}")
    return 0


def _cells(one: Document, other: Document) -> float:
    mine = cells(one)
    return sum((mine & cells(other)).values()) / max(1, mine.total())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
