"""``python -m benchmarks.garbled FOLDER``: markings on bad scans, by the path of the product.

Every second spelling of the enforced schemes on a page that is drawn, spoilt and recognised: it should be read, or be
told as what it resembles, and never be read as less without a word. Then 200 pages without a marking, drawn and
recognised: none may be told to carry one.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.marked_pages import Marked, marked, marked_pages, unmarked_pages
from ingest.banner import banners
from ingest.image import Raster
from ingest.recognise import recognise
from ingest.resemblance import Resembling, resembling
from ingest.sandbox import parse, render
from ingest.structure import Document, Page
from ingest.tesseract import tesseract
from models.scheme import TLP
from models.scheme import recognise as levels_of
from models.tlp import read_label

SPOKEN, PRINTED = 120, 80
SEED = 20251122
SPOILS = ((100, 35.0, 0.0), (80, 25.0, 0.0), (110, 10.0, 0.12), (110, 10.0, 0.18))
"""By turns: dots an inch, noise as a standard deviation of grey, and the share of the paper where the print is gone."""

Spoil = tuple[int, float, float]

_HOLE = 1.5
"""Pixels from the middle of a hole to its edge."""

_HEAD = 0.22
_FINE = 150
_BATCH = 12
_LINES = 40
_EVERY = 2


def main(root: Path) -> int:
    """Print what becomes of the markings, and the false alarms; return 1 where one is read as less, or told of none."""
    engine = tesseract()
    if not engine.languages():
        print("Tesseract is not installed; 'concord doctor' says how to install it.")
        return 1
    print("Markings on spoilt pages: read / told as what they resemble / only spoken of as less / lost")
    ends: Counter[tuple[Spoil, str]] = Counter()
    lines: list[str] = []
    for spoil, case, document in _spoilt():
        read = recognise(document[0], document[1], engine)
        end = judge(case, read)
        ends[spoil, end] += 1
        if end in ("lost", "less"):
            said = " | ".join(block.text for page in read.pages for block in page.blocks[:2])
            lines.append(f"{end}: {case.printed!r} recognised as {said[:100]!r}")
    for spoil in SPOILS:
        each = [ends[spoil, end] for end in ("read", "told", "less", "lost")]
        print(
            f"  {spoil[0]} dots an inch, noise {spoil[1]:.0f}, {spoil[2]:.0%} gone: {' / '.join(map(str, each))}",
            flush=True,
        )
    whole = Counter({end: sum(n for (_, e), n in ends.items() if e == end) for end in ("read", "told", "less", "lost")})
    garbled = whole["told"] + whole["less"] + whole["lost"]
    print(
        f"  read {whole['read']} of {whole.total()}; of the {garbled} that were not, told "
        f"{whole['told'] / max(1, garbled):.1%}"
    )
    print(f"  read as less than they are and not told      {whole['less']}")
    alarms = list(_alarms(root))
    print(f"  false alarms on unmarked pages, recognised   {len(alarms)} of {SPOKEN + PRINTED}")
    for line in (*alarms, *lines[:_LINES]):
        print(f"    {line}")
    return 1 if whole["less"] or alarms else 0


def judge(case: Marked, document: Document) -> str:
    """Return what became of a marking: ``read``, ``told`` as one it resembles, ``less`` than it is, or ``lost``."""
    ranks = [level.rank for found in banners(document) for level in levels_of(found.text)]
    if case.scheme == "tlp2":
        return _judge_label(case, document)
    if ranks and max(ranks) >= case.rank:
        return "read"
    if any(level.rank >= case.rank for found in resembling(document) for level in levels_of(found.known)):
        return "told"
    return "less" if ranks or resembling(document) else "lost"


def _judge_label(case: Marked, document: Document) -> str:
    labels = {read_label(found.text) for found in banners(document)}
    if case.level in labels:
        return "read"
    if any(found.known == case.printed for found in resembling(document)):
        return "told"
    return "less" if labels - {None} else "lost"


def _spoilt() -> Iterator[tuple[Spoil, Marked, tuple[Document, bytes]]]:
    cases = [case for case in marked() if case.position == "head"][::_EVERY]
    cases += [Marked(f"TLP:{label}", f"TLP:{label}", "tlp2", label, 0, "head") for label in TLP]
    spoils = cycle(SPOILS)
    generator = np.random.default_rng(SEED)
    for start in range(0, len(cases), _BATCH):
        some = cases[start : start + _BATCH]
        rasters = render(marked_pages(some), range(1, len(some) + 1), _FINE)
        for case, raster in zip(some, rasters, strict=True):
            spoil = next(spoils)
            yield spoil, case, _scan(raster, *spoil, generator)


def _scan(
    raster: Raster, dpi: int, noise: float, holes: float, generator: np.random.Generator
) -> tuple[Document, bytes]:
    """The head of a page as a bad scanner would give it, as a document of one picture and its file."""
    image = Image.frombytes("RGB", (raster.width, raster.height), raster.rgb).convert("L")
    image = image.crop((0, 0, image.width, round(_HEAD * image.height)))
    image = image.resize((image.width * dpi // _FINE, image.height * dpi // _FINE), Image.Resampling.BILINEAR)
    _pierce(image, holes, generator)
    spoilt = np.asarray(image, np.float32) * 0.9 + 10 + generator.normal(0.0, noise, (image.height, image.width))
    return _picture(Image.fromarray(np.clip(spoilt, 0, 255).astype(np.uint8)), dpi)


def _pierce(image: Image.Image, share: float, generator: np.random.Generator) -> None:
    """Take the print off where a stamp was dry or the paper rubbed."""
    pen = ImageDraw.Draw(image)
    for _ in range(round(share * image.width * image.height / (np.pi * _HOLE**2))):
        x, y = generator.uniform(0, image.width), generator.uniform(0, image.height)
        pen.ellipse((x - _HOLE, y - _HOLE, x + _HOLE, y + _HOLE), fill=255)


def _picture(image: Image.Image, dpi: int) -> tuple[Document, bytes]:
    out = io.BytesIO()
    image.save(out, "PDF", resolution=dpi)
    page = Page(1, image.width * 72 / dpi, image.height * 72 / dpi, (), False, picture=True)
    return Document("pdf", (page,), None), out.getvalue()


def _alarms(root: Path) -> Iterator[str]:
    pages = unmarked_pages(SPOKEN)
    document = parse(pages)
    yield from _told("sentence", document, pages, range(1, SPOKEN + 1))
    files = sorted((root / "corpus" / "un2025").glob("*.pdf"))[::4]
    each = max(1, PRINTED // max(1, len(files)))
    left = PRINTED
    for file in files:
        document = parse(file)
        every = max(1, len(document.pages) // each)
        numbers = [page.number for page in document.pages][::every][: min(each + 2, left)]
        left -= len(numbers)
        yield from _told(file.name, document, file, numbers)


def _told(name: str, document: Document, source: bytes | Path, numbers: Sequence[int]) -> Iterator[str]:
    """Recognise pages that are text as if they were pictures."""
    pages = [
        Page(page.number, page.width, page.height, (), False, picture=True)
        for page in document.pages
        if page.number in set(numbers)
    ]
    made = recognise(Document(document.kind, tuple(pages), None), source, tesseract())
    found: list[Resembling] = resembling(made)
    yield from (f"{name} page {one.page}: {one.text!r} resembles {one.known!r}" for one in found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
