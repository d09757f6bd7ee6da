"""Words of marking printed at the head or foot of pages, as candidates: what they mean, a scheme says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.structure import Block, Document, Page
from models.scheme import recognise

MAX_BANNER = 120
_OUTER_BLOCKS = 3
_PARTS = re.compile(r"\s*(?://|[|;:\u00b7\u2022\u2014\u2013]|\s-\s)\s*")
_DECORATION = " \t*-_=.[]()<>\u2022\u00b7"


@dataclass(frozen=True, slots=True)
class BannerFound:
    """Words that some scheme knows, and the first page that carries them."""

    page: int
    text: str


def banners(document: Document) -> list[BannerFound]:
    """Return each word of marking found in running heads, at the edges of pages, and on the first page.

    ``models.scheme.recognise`` reads every text returned here; several levels may answer for one word.
    """
    found: dict[str, BannerFound] = {}
    for page in document.pages:
        for line in _lines(page):
            for text in readings(line):
                found.setdefault(text.casefold(), BannerFound(page.number, text))
    return list(found.values())


def _lines(page: Page) -> Iterator[str]:
    body = [block for block in page.blocks if block.kind != "furniture"]
    edges = body if page.number == 1 else body[:_OUTER_BLOCKS] + body[-_OUTER_BLOCKS:]
    blocks: list[Block] = [block for block in page.blocks if block.kind == "furniture"] + edges
    for block in blocks:
        for text in {
            block.text,
            *(line.text for line in block.lines),
            *(cell for row in block.rows for cell in row),
        }:
            if 0 < len(text) <= MAX_BANNER:
                yield text


def readings(line: str) -> Iterator[str]:
    """Yield the line if a scheme knows it, else those of its parts that one knows."""
    whole = line.strip(_DECORATION)
    if recognise(whole):
        yield whole
        return
    for part in _PARTS.split(whole):
        bare = part.strip(_DECORATION)
        if bare and recognise(bare):
            yield bare
