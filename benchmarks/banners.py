"""How many banner markings are found, how many read as lower than they are, and how many made up.

Generates pages over enforced schemes x levels x spellings x positions as PDFs, reads them through the sandbox,
and adds 200 unmarked pages: 120 whose sentences use the words of markings, and 80 of the corpus.
Run as ``python -m benchmarks.banners FOLDER``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.marked_pages import POSITIONS, Marked, marked, marked_pages, repeated, unmarked_pages
from ingest.banner import banners
from ingest.sandbox import parse
from ingest.structure import Document, Page
from models.scheme import TLP, recognise
from models.tlp import read_label

SPOKEN, PRINTED = 120, 80
_BATCH = 150
_REPEATED_EVERY = 23


def main(root: Path) -> int:
    """Print recall, false downgrades and false alarms; return 1 where one was read as lower than it is."""
    cases = list(marked())
    found, missed, lowered = Counter[str](), list[str](), list[str]()
    for case, document in _read(cases):
        outcome = judge(case, document)
        found[case.position] += outcome == "found"
        (missed if outcome == "missed" else lowered if outcome == "lowered" else []).append(
            f"{case.scheme}:{case.level} {case.printed!r} {case.position}"
        )
    total = Counter(case.position for case in cases)
    total["on every page of a report"] = len(cases[::_REPEATED_EVERY])
    for position in (*POSITIONS, "on every page of a report"):
        print(f"  {position:<44} {found[position]} of {total[position]}")
    every = sum(total.values())
    print(f"  recall of banners                            {sum(found.values()) / every:.4f} of {every} pages")
    print(f"  read as lower than they are                  {len(lowered)}")
    print(f"  TLP labels found                             {_labels()} of {len(TLP)}")
    alarms = list(_alarms(root))
    print(f"  false alarms on unmarked pages               {len(alarms)} of {SPOKEN + PRINTED}")
    for line in (*missed[:40], *lowered, *alarms):
        print(f"    {line}")
    return 1 if lowered else 0


def judge(case: Marked, document: Document) -> str:
    """Return whether the marking of a page was ``found``, ``missed``, or ``lowered``: all it may mean is less."""
    ranks = [level.rank for banner in banners(document) for level in recognise(banner.text)]
    if not ranks:
        return "missed"
    return "found" if max(ranks) >= case.rank else "lowered"


def _read(cases: list[Marked]) -> Iterator[tuple[Marked, Document]]:
    for start in range(0, len(cases), _BATCH):
        some = cases[start : start + _BATCH]
        document = parse(marked_pages(some))
        for case, page in zip(some, document.pages, strict=True):
            yield case, _alone(document, page, first=case.position in ("cover", "boxed"))
    for case in cases[::_REPEATED_EVERY]:
        again = Marked(case.text, case.text.upper(), case.scheme, case.level, case.rank, "on every page of a report")
        yield again, parse(repeated(again))


def _alone(document: Document, page: Page, *, first: bool = False) -> Document:
    """Return one page as a document of its own; only first pages are searched to their middle."""
    number = 1 if first else 2
    made = Page(number, page.width, page.height, page.blocks, page.has_text)
    return Document(document.kind, (made,), None)


def _labels() -> int:
    cases = [Marked(f"TLP:{label}", f"TLP:{label}", "tlp2", label, 0, "both") for label in TLP]
    document = parse(marked_pages(cases))
    pages = zip(cases, document.pages, strict=True)
    return sum(
        case.level in [read_label(banner.text) for banner in banners(_alone(document, page))] for case, page in pages
    )


def _alarms(root: Path) -> Iterator[str]:
    made = parse(unmarked_pages(SPOKEN))
    yield from (f"sentence page {page.number}: {text}" for page in made.pages for text in _levels(made, page))
    files = sorted((root / "corpus" / "un2025").glob("*.pdf"))
    pages = [
        (file.name, document, page) for file in files[::4] for document in [parse(file)] for page in document.pages
    ]
    for name, document, page in pages[:: max(1, len(pages) // PRINTED)][:PRINTED]:
        yield from (f"{name} page {page.number}: {text}" for text in _levels(document, page))


def _levels(document: Document, page: Page) -> Iterator[str]:
    found = banners(_alone(document, page, first=page.number == 1 or page.number % 2 == 0))
    yield from (banner.text for banner in found if recognise(banner.text))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
