"""``python -m benchmarks.recognition FOLDER``: how well text is recognised in pictures, by the path of the product.

Pages drawn from known texts in five languages, clean and as scans: character error rate, seconds, memory, and
whether the confidence of a word tells how often it is right, for Tesseract and, where it is installed, for rapidocr.
Then the scans of the corpus, by Tesseract.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.pictures import CLEAN, POOR, SCAN, drawn, texts
from ingest.edits import distance
from ingest.engine import LOW, Engine, Picture
from ingest.errors import IngestError
from ingest.latin import models
from ingest.rapid import COMMAND, ENVIRONMENT, Rapid
from ingest.recognise import DPI, recognise
from ingest.sandbox import parse, render
from ingest.structure import Document, Page
from ingest.tesseract import Tesseract, tesseract
from search.language import LATIN

SCANS = ("scans-un-su/*.pdf", "formats/docling__ocr_test*.pdf", "formats/tika__testOCR.pdf")
BROKEN = ("un2025/A_79_876.en.pdf", range(2, 9))
TYPESET = ("mueller/mueller-report-vol-1.pdf", range(20, 50))

_PASSAGE = 60
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_WORDS = re.compile(r"\w+")
_A4 = (595.0, 842.0)


def main(root: Path) -> int:
    """Print every figure."""
    engine = tesseract()
    if not engine.languages():
        print("Tesseract is not installed; 'concord doctor' says how to install it.")
        return 1
    print(f"tesseract with {', '.join(engine.languages())}")
    judged = _known(engine, tuple(texts()))
    _print_cost("Tesseract", [str(engine.path), "stdin", "stdout", "-l", "eng", "--dpi", str(DPI), "hocr"], _ONE_THREAD)
    corpus = root / "corpus"
    judged += _typeset(corpus, engine)
    _calibration(judged)
    _passages(judged)
    _rapid(engine)
    _scans(corpus, engine)
    _broken(corpus, engine)
    return 0


Judged = list[tuple[int, bool]]
"""The confidence of each word recognised, in per cent, and whether it is right."""

_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}


def _rapid(other: Tesseract) -> None:
    """The same known texts by rapidocr, in the languages of the house that it reads."""
    if models() is None:
        print("\nrapidocr is not installed (pip install 'concord[ocr]'), so it is not measured.")
        return
    print("\nrapidocr")
    judged = _known(Rapid(other), tuple(language for language in texts() if language in LATIN), faces=1)
    _print_cost("rapidocr", COMMAND, ENVIRONMENT)
    _calibration(judged)


def _known(engine: Engine, languages: Sequence[str], faces: int | None = None) -> Judged:
    judged: Judged = []
    print("\nKnown texts: character error rate, words right, seconds a page by the clock")
    for language in languages:
        for quality in (CLEAN, SCAN, POOR):
            for page in drawn(language, texts()[language], quality)[: 1 if quality is POOR else faces]:
                started = time.monotonic()
                made = recognise(_picture(page.pdf), page.pdf, engine)
                spent = time.monotonic() - started
                found = _judge(made.pages[0], page.text)
                judged += found
                right = sum(well for _, well in found) / max(1, len(page.text.split()))
                rate = error_rate(page.text, text_of(made.pages[0]))
                print(
                    f"  {language} {quality.name:5} {page.face:11} CER {rate:.4f}  words {right:6.1%}  {spent:4.1f} s",
                    flush=True,
                )
    return judged


def _print_cost(name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Processor seconds and memory of one page, outside the walls, where the system counts them for us."""
    page = drawn("en", texts()["en"], CLEAN)[0]
    (raster,) = render(page.pdf, [1], DPI)
    with tempfile.TemporaryFile() as file:
        file.write(Picture.of(raster, DPI).pgm)
        file.seek(0)
        started = time.monotonic()
        process = subprocess.Popen(
            command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(environment)
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    spent, seconds = time.monotonic() - started, used.ru_utime + used.ru_stime
    print(
        f"  {name} alone on the English page: {spent:.1f} s by the clock, {seconds:.1f} s of a processor, "
        f"at most {used.ru_maxrss / 1024:.0f} MB{' (FAILED)' if process.returncode else ''}",
        flush=True,
    )


def _typeset(corpus: Path, engine: Tesseract) -> Judged:
    """Pages that are text, drawn and recognised as if they were pictures: their own text tells what is right."""
    file, numbers = TYPESET
    path = corpus / file
    if not path.exists():
        return []
    document = parse(path)
    started = time.monotonic()
    wanted = [page for page in document.pages if page.number in numbers]
    made = recognise(_of(document, numbers), path, engine)
    read = {page.number: page for page in made.pages}
    judged = [one for page in wanted for one in _judge(read[page.number], text_of(page))]
    rates = sorted(error_rate(text_of(page), text_of(read[page.number])) for page in wanted)
    words = sum((Counter(_words(text_of(page))) for page in wanted), Counter[str]())
    found = sum((Counter(_words(text_of(read[page.number]))) for page in wanted), Counter[str]())
    recall = (words & found).total() / words.total()
    print(f"\n{file}, {len(wanted)} pages: CER median {rates[len(rates) // 2]:.4f}, words found {recall:.1%}, ", end="")
    print(f"{(time.monotonic() - started) / len(wanted):.1f} s a page by the clock")
    return judged


def _calibration(judged: Judged) -> None:
    print("\nConfidence of words, and how many of them are right")
    for low in range(0, 100, 10):
        held = [right for sure, right in judged if low <= sure < low + 10 or (low == 90 and sure == 100)]
        if held:
            print(f"  {low:2}-{low + 10:3} %: {sum(held) / len(held):6.1%} of {len(held):,}")


def _passages(judged: Judged) -> None:
    """What the average of a passage tells: runs of as many words as a passage has."""
    print(f"\nAverage confidence of {_PASSAGE} words, and how many of them are right (pages say so below {LOW:.0%})")
    runs = [judged[start : start + _PASSAGE] for start in range(0, len(judged) - _PASSAGE + 1, _PASSAGE)]
    held: dict[int, list[float]] = {}
    for run in runs:
        mean = sum(sure for sure, _ in run) / _PASSAGE
        held.setdefault(int(mean) // 5 * 5, []).append(sum(right for _, right in run) / _PASSAGE)
    for low, shares in sorted(held.items()):
        print(f"  {low:2}-{low + 5:3} %: {sum(shares) / len(shares):6.1%} right, {len(shares)} passages")


def _scans(corpus: Path, engine: Tesseract) -> None:
    print("\nScans of the corpus: pages, words, confidence, seconds by the clock")
    for path in sorted(found for pattern in SCANS for found in corpus.glob(pattern)):
        started = time.monotonic()
        try:
            made = recognise(parse(path), path, engine)
        except IngestError as error:
            print(f"  {path.name}: {error.reason}")
            continue
        sure = [page.confidence for page in made.pages if page.confidence is not None]
        count = sum(len(text_of(page).split()) for page in made.pages if page.confidence is not None)
        mean = f"{sum(sure) / len(sure):.0%}" if sure else "-"
        pages = f"{len(sure)} of {len(made.pages)} recognised"
        print(
            f"  {path.name[:60]:60} {pages:20} {count:6,} words {mean:>4} {time.monotonic() - started:5.1f} s",
            flush=True,
        )


def _broken(corpus: Path, engine: Tesseract) -> None:
    """Pages whose fonts map to wrong letters: single letters among the words show what is garbage."""
    file, numbers = BROKEN
    if not (corpus / file).exists():
        return
    made = recognise(_of(parse(corpus / file), numbers), corpus / file, engine)
    print(f"\n{file}: words, single letters among them, confidence")
    for page in made.pages:
        if page.number in numbers:
            words = re.findall("[\u0621-\u064a]+", text_of(page))
            single = sum(len(word) == 1 for word in words) / max(1, len(words))
            print(f"  page {page.number}: {len(words):4} {single:6.1%} {page.confidence or 0:.0%}")


def _judge(page: Page, truth: str) -> Judged:
    sure = [percent for block in page.blocks for line in block.lines for percent in line.confidences]
    words = [word for block in page.blocks for line in block.lines if line.confidences for word in line.text.split()]
    if len(sure) != len(words):
        return []
    found, true = [_folded(word) for word in words], [_folded(word) for word in truth.split()]
    right = [False] * len(found)
    for start, _, length in SequenceMatcher(None, found, true, autojunk=False).get_matching_blocks():
        right[start : start + length] = [True] * length
    return list(zip(sure, right, strict=True))


def error_rate(truth: str, found: str) -> float:
    """Return the edits that lead from what was found to the truth, a character of it; both are folded before."""
    one, other = _folded(truth), _folded(found)
    return distance(one, other) / max(1, len(one))


def text_of(page: Page) -> str:
    """Return all the text of a page."""
    return "\n".join(block.text for block in page.blocks)


def _folded(text: str) -> str:
    # Straight or slanting quotation marks are a matter of the typeface.
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split())


def _words(text: str) -> list[str]:
    return _WORDS.findall(_folded(text).lower())


def _picture(_pdf: bytes) -> Document:
    return Document("pdf", (Page(1, *_A4, (), False, picture=True),), None)


def _of(document: Document, numbers: Sequence[int]) -> Document:
    """The document as if some of its pages were pictures, and the rest empty."""
    pages = [
        Page(page.number, page.width, page.height, (), False, picture=page.number in numbers) for page in document.pages
    ]
    return Document(document.kind, tuple(pages), None)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
