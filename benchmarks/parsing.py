"""Reading PDF files against pdfplumber, and how much of what ``pdftotext`` reads is read.

Speed is CPU time in this one process, one after the other on the same files: ours for whole files, with tables and
structure; pdfplumber (``extract_text`` and ``find_tables``) for pages spread over each. Ratios are medians of rounds.
"""

from __future__ import annotations

import io
import re
import statistics
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from ingest.arabic import mostly_right_to_left
from ingest.errors import IngestError
from ingest.frame import frame
from ingest.objects import survey
from ingest.pdf import read
from ingest.structure import Document

ROUNDS = 3
PAGES = 3
"""Pages a file that pdfplumber reads in each round."""
PART, OVER = 10, 20
"""The first pages of the longest file, and how often they follow each other in the file made of them."""

FROM_RIGHT = ("un2025/A_AC.292*.pdf", "formats/docling__right_to_left*.pdf")
"""The files of the corpus with sound pages in Arabic script; those with broken fonts are pictures here."""

_ALONE = """
import resource, sys
from pathlib import Path
from ingest.pdf import read
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = peak()
read(Path(sys.argv[1]).read_bytes(), lambda done, total: None).to_json()
print(start, peak())
"""
_WORD = re.compile("[^\\W\\d_\u0590-\u08ff]+|[\u0590-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u08ff]+|\\d+")
"""Words, those of scripts from the right without the comma, semicolon and question mark beside them."""
_PIECES = 3
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BROKEN = re.compile(r"(?<=\w)[-\u2010]\n\s*(?=\w)")


@dataclass(slots=True)
class Timing:
    """CPU seconds: ours for each page of a file, pdfplumber's for some of its pages."""

    ours: list[float]
    theirs: dict[int, float] = field(default_factory=dict)


def main(folder: Path, step: int = 1, rounds_of_all: int = ROUNDS) -> int:
    """Print every figure; ``step`` takes every so manyth file only, for a quick look."""
    corpus = folder / "corpus"
    files = sorted((corpus / "un2025").glob("*.pdf"))[::step]
    _memory(max(files, key=_pages))
    ruled = {path: _ruled(path) for path in files}
    rounds = [[_timed(path) for path in files] for _ in range(rounds_of_all)]
    _speed(files, rounds, ruled)
    _length(max(files, key=_pages), rounds_of_all)
    _words(files)
    others = [path for name in ("formats", "cisa-tram") for path in sorted((corpus / name).glob("*.pdf"))[::step]]
    _words_from_right([path for pattern in FROM_RIGHT for path in sorted(corpus.glob(pattern))])
    _tables([*files, *others])
    return 0


def _say(name: str, value: object) -> None:
    print(f"{name:<58} {value}", flush=True)


def _pages(path: Path) -> int:
    return len(pdfium.PdfDocument(path))


def _sample(pages: int) -> list[int]:
    return sorted({index * pages // PAGES + pages // (2 * PAGES) for index in range(min(PAGES, pages))})


def _memory(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _ALONE, str(path)], capture_output=True, text=True, check=True)
    start, peak = done.stdout.split()
    _say(f"peak memory of a process that reads {_pages(path)} pages", f"{int(peak) / 1024:.0f} MB")
    _say("  of which before it reads", f"{int(start) / 1024:.0f} MB")


def _ruled(path: Path) -> list[bool]:
    """Whether each page has rules enough for a table; nearly all have one under their running head."""
    document = pdfium.PdfDocument(path)
    found = (survey(page, frame(page)).rules for page in document)
    return [rules.enough or rules.too_many for rules in found]


def _timed(path: Path) -> Timing:
    data = path.read_bytes()
    marks = [time.process_time()]
    document = read(data, lambda _done, _total: marks.append(time.process_time()))
    rest = (time.process_time() - marks[-1]) / len(document.pages)
    timing = Timing([end - start + rest for start, end in pairwise(marks)])
    with pdfplumber.open(path) as pdf:
        for index in _sample(len(pdf.pages)):
            start = time.process_time()
            page = pdf.pages[index]
            page.extract_text(x_tolerance_ratio=0.15)
            page.find_tables()
            timing.theirs[index] = time.process_time() - start
            page.close()
    return timing


def _speed(files: list[Path], rounds: list[list[Timing]], ruled: dict[Path, list[bool]]) -> None:
    overall, plain = [], []
    for timings in rounds:
        ours = sum(sum(timing.ours) for timing in timings)
        theirs = sum(statistics.mean(timing.theirs.values()) * len(timing.ours) for timing in timings)
        overall.append((theirs / ours, sum(len(timing.ours) for timing in timings) / ours))
        pairs = [
            (timing.theirs[index], timing.ours[index])
            for path, timing in zip(files, timings, strict=True)
            for index in timing.theirs
            if not ruled[path][index]
        ]
        plain.append((sum(theirs for theirs, _ in pairs) / sum(ours for _, ours in pairs), len(pairs)))
    _say("pages of un2025", sum(len(timing.ours) for timing in rounds[0]))
    _say("pages a CPU second, with tables", f"{statistics.median(rate for _, rate in overall):.0f}")
    _say("times pdfplumber (text and tables), all pages", f"{statistics.median(ratio for ratio, _ in overall):.1f}")
    shown = f"{statistics.median(ratio for ratio, _ in plain):.1f} ({plain[0][1]} pages)"
    _say("times pdfplumber, pages without rules for a table", shown)


def _length(path: Path, rounds: int) -> None:
    """The same pages alone and many times over: pages of longer files differ in more than their number."""
    alone, long = (_times_over(path, times) for times in (1, OVER))
    rates = [(_rate(alone), _rate(long)) for _ in range(rounds)]
    shown = " / ".join(f"{1000 * statistics.median(rate):.1f}" for rate in zip(*rates, strict=True))
    _say(f"CPU-ms a page of {PART} pages alone / {OVER} times over", shown)
    ratio = statistics.median(one / many for one, many in rates)
    _say("  pages a second of the long file, of the short one's", f"{100 * ratio:.0f} %")


def _times_over(path: Path, times: int) -> bytes:
    source, made, held = pdfium.PdfDocument(path), pdfium.PdfDocument.new(), io.BytesIO()
    made.import_pages(source, list(range(min(PART, len(source)))) * times)
    made.save(held)
    return held.getvalue()


def _rate(data: bytes) -> float:
    start = time.process_time()
    document = read(data, lambda _done, _total: None)
    return (time.process_time() - start) / len(document.pages)


def _told(path: Path) -> list[str]:
    """What pdftotext reads, page by page."""
    done = subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace").split("\f")


def _normal(text: str) -> list[str]:
    """Words without marks, controls and case; a number is apart from a word it touches."""
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", _BROKEN.sub("", _MARKS.sub("", text))))
    return _WORD.findall(folded.casefold())


def _read(path: Path) -> Document | None:
    try:
        return read(path.read_bytes(), lambda _done, _total: None)
    except IngestError:
        return None


def _both(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Ours and pdftotext's text of every page that is read and no picture."""
    for path in files:
        document = _read(path)
        if document is None:
            continue
        for page, told in zip(document.pages, _told(path), strict=False):
            if page.has_text:
                yield "\n".join(block.text for block in page.blocks), told


def _words(files: list[Path]) -> None:
    found = total = letters = told_letters = 0
    for ours, told in _both(files):
        wanted, held = Counter(_normal(told)), Counter(_normal(ours))
        found += (wanted & held).total()
        total += wanted.total()
        # A word that one of both breaks in two is no loss: the letters are all there.
        wanted, held = Counter("".join(wanted.elements())), Counter("".join(held.elements()))
        letters += (wanted & held).total()
        told_letters += wanted.total()
    _say("words of pdftotext that are read, un2025", f"{100 * found / total:.2f} % of {total:,}")
    _say("letters of pdftotext that are read, un2025", f"{100 * letters / told_letters:.2f} %")


def _words_from_right(files: list[Path]) -> None:
    """Pages in Arabic script: a word counts as found in pdftotext's order of a ligature's letters as well, and where
    pdftotext tears it at a vowel sign.
    """
    exact = found = total = pages = letters = told_letters = 0
    for ours, told in _both(files):
        if not mostly_right_to_left(told) or len(told) < 200:
            continue
        pages += 1
        wanted, held = Counter(_normal(told)), Counter(_normal(ours))
        exact += (wanted & held).total()
        found += _found(_normal(told), _normal(ours))
        total += wanted.total()
        wanted, held = Counter("".join(wanted.elements())), Counter("".join(held.elements()))
        letters += (wanted & held).total()
        told_letters += wanted.total()
    _say("pages in Arabic script", pages)
    _say("words of pdftotext that are read there", f"{100 * found / total:.1f} % of {total:,}")
    _say("  of which spelled as pdftotext spells them", f"{100 * exact / total:.1f} %")
    _say("  letters", f"{100 * letters / told_letters:.1f} %")


def _found(told: list[str], ours: list[str]) -> int:
    """How many words are among ours, by their letters, alone or as pieces of one word that follow each other."""
    held = Counter("".join(sorted(word)) for word in ours)
    found = place = 0
    while place < len(told):
        for pieces in range(1, _PIECES + 1):
            letters = "".join(sorted("".join(told[place : place + pieces])))
            if held[letters] > 0:
                held[letters] -= 1
                found += min(pieces, len(told) - place)
                place += pieces
                break
        else:
            place += 1
    return found


def _tables(files: list[Path]) -> None:
    """Tables of pdfplumber with two rows of two filled cells or more, on some pages of each file."""
    given = alike = cells = same = extra = 0
    for path in files:
        document = _read(path)
        if document is None:
            continue
        with pdfplumber.open(path) as pdf:
            for index in _sample(len(pdf.pages)):
                theirs = [
                    rows for table in pdf.pages[index].find_tables() if _is_table(rows := _cells(table.extract()))
                ]
                blocks = document.pages[index].blocks
                ours = [Counter(_cells_of(block.rows)) for block in blocks if block.kind == "table"]
                pdf.pages[index].close()
                given += len(theirs)
                extra += max(0, len(ours) - len(theirs))
                for rows in theirs:
                    wanted = Counter(_cells_of(rows))
                    shared = max(((wanted & held).total() for held in ours), default=0)
                    alike += 2 * shared >= wanted.total()
                    cells += wanted.total()
                    same += shared
    _say("tables of pdfplumber found / given (others)", f"{alike} / {given} ({extra})")
    _say("  cells with the same text", f"{same} / {cells}")


def _cells(rows: list[list[str | None]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell or "" for cell in row) for row in rows)


def _is_table(rows: tuple[tuple[str, ...], ...]) -> bool:
    return sum(sum(bool(cell.strip()) for cell in row) >= 2 for row in rows) >= 2


def _cells_of(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """The cells as their letters and digits: blanks and their order in a cell are the extractor's."""
    texts = ("".join(sorted(filter(str.isalnum, unicodedata.normalize("NFKC", cell)))) for row in rows for cell in row)
    return [text for text in texts if text]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
