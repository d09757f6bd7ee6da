"""Words of marking printed at the head or foot of pages, as candidates: what they mean, a scheme says.

A line is read as a marking where nothing else stands in it but page numbers, dates, references and caveats.
The longest words win, over two lines where they are broken, so that nothing is read as lower than it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.furniture_words import RELEASING, known
from ingest.structure import Block, Document, Page
from models.scheme import fold, spellings, squeezed, words
from models.tlp import WORDS as TLP_WORDS

MAX_BANNER = 160
_OUTER_BLOCKS = 3
_STACKED_WORDS = 4
_BOX_CELLS = 6
_MOST_WORDS = 10
_READER = 5
_LEAST_RUN = 3
_BOTH_SIDES = 2
_TOKEN = re.compile(r"[^\W_]+(?:\+[^\W_]+)?")
_UNSEEN = re.compile("[\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_STRONG = re.compile(r"//|[|\u00b7\u2022\u2014\u2013()\[\]{}<>*=\t]|\s-|-\s|\s/\s|_|\s{3}")
_OCR = str.maketrans("015", "ois")
_LONGEST = max(map(len, spellings()))


@dataclass(frozen=True, slots=True)
class BannerFound:
    """Words that some scheme knows, and the first page that carries them."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line: as folded, and where it stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A marking, a known word or another one; ``segment`` counts what strong separators part."""

    kind: str
    segment: int
    text: str


def banners(document: Document) -> list[BannerFound]:
    """Return each word of marking found in running heads, at the edges of pages, and on the first page.

    ``models.scheme.recognise`` or ``models.tlp.read_label`` reads every text returned here; several levels may
    answer for one word.
    """
    found: dict[tuple[str, ...], BannerFound] = {}
    for page in document.pages:
        for text in _of_page(page):
            found.setdefault(words(text), BannerFound(page.number, text))
    return list(found.values())


def readings(line: str, *, loose: bool = False) -> Iterator[str]:
    """Yield the markings of a line that holds nothing else but furniture.

    ``loose`` also takes capitals at either end of a short line that holds other words, as running heads do.
    """
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", line))[:MAX_BANNER]
    if text.rstrip().endswith(".") and text.lstrip()[:1].islower():
        return
    for _, group in groupby(_items(text), key=lambda item: item.segment):
        segment = list(group)
        if all(item.kind != "other" for item in segment) or (loose and _stands_out(segment)):
            yield from (item.text for item in segment if item.kind == "marking")


def _items(text: str) -> Iterator[_Item]:
    tokens = list(_tokens(text))
    place = segment = 0
    end, releasing = 0, False
    while place < len(tokens):
        token = tokens[place]
        if _STRONG.search(text, end, token.start):
            segment, releasing = segment + 1, False
        length, spelled = _longest(tokens, place)
        last = tokens[place + max(length, 1) - 1]
        printed = text[token.start : last.end]
        releasing = releasing or token.folded in RELEASING
        reader = releasing and len(printed) <= _READER and printed.isupper()
        numbered = place + 1 < len(tokens) and tokens[place + 1].folded.isdigit() and len(printed) <= _READER
        if length:
            yield _Item("marking", segment, printed if words(printed) == spelled else " ".join(spelled).upper())
        else:
            yield _Item(
                "known" if reader or (numbered and printed.isupper()) or known(token.folded) else "other",
                segment,
                printed,
            )
        place, end = place + max(length, 1), last.end


def _tokens(text: str) -> Iterator[_Word]:
    """Yield the words of a line; letters with a blank between each other are one word: S E C R E T."""
    run: list[_Word] = []
    for match in _TOKEN.finditer(text):
        for folded in fold(match[0]).split():
            word = _Word(folded, match.start(), match.end())
            single = len(folded) == 1 and folded.isalpha()
            if run and not (single and word.start - run[-1].end <= 1):
                yield from _merged(run)
                run = []
            if single:
                run.append(word)
            else:
                yield word
    yield from _merged(run)


def _merged(run: Sequence[_Word]) -> Iterator[_Word]:
    if len(run) < _LEAST_RUN:
        yield from run
    else:
        yield _Word("".join(word.folded for word in run), run[0].start, run[-1].end)


def _longest(tokens: Sequence[_Word], place: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from a place on spell the longest marking, and its words; 0 where none does."""
    said = tuple(token.folded for token in tokens[place : place + _LONGEST])
    for length in range(len(said), 0, -1):
        key = said[:length]
        # Recognised text confuses letters with digits: T0P SECRET must not be read as SECRET.
        for one in (key, tuple(word.translate(_OCR) for word in key)):
            if one in spellings() or one in TLP_WORDS:
                return length, one
        if "".join(key) in squeezed():
            return length, squeezed()["".join(key)]
    return 0, ()


def _stands_out(segment: Sequence[_Item]) -> bool:
    """Tell whether the marking is in capitals at an end of a short line, and no capitals go on beside it."""
    if len(segment) > _MOST_WORDS or segment[0].text[:1].islower():
        return False
    return any(item.kind == "marking" and _alone(segment, place) for place, item in enumerate(segment))


def _alone(segment: Sequence[_Item], place: int) -> bool:
    beside = [segment[near] for near in (place - 1, place + 1) if 0 <= near < len(segment)]
    others = [item.text for item in beside if item.kind == "other"]
    if not segment[place].text.isupper() or any(text.isupper() and len(text) > 1 for text in others):
        return False
    return len(beside) < _BOTH_SIDES or len(others) < len(beside)


def places(page: Page) -> Iterator[list[Block]]:
    """Yield the blocks among which markings stand: running heads, and the edges of a page, or all of the first."""
    body = [block for block in page.blocks if block.kind != "furniture"]
    yield [block for block in page.blocks if block.kind == "furniture"]
    yield body if page.number == 1 else body[:_OUTER_BLOCKS] + body[_OUTER_BLOCKS:][-_OUTER_BLOCKS:]


def _of_page(page: Page) -> Iterator[str]:
    for blocks in places(page):
        yield from _of_blocks(blocks)


def _of_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    above = ""
    for block in blocks:
        apart = block.kind in ("furniture", "heading") or len(block.lines) == 1
        for text in _texts(block):
            loose = apart or (_capital(text) and text.isupper())
            stacked = _stacked(above, text)
            above = "" if stacked else text
            if stacked:
                yield stacked
            else:
                yield from readings(text, loose=loose and not text.rstrip().endswith((".", ",", ";")))


def _stacked(above: str, below: str) -> str | None:
    """Return the marking that two short lines spell together, one word under the other."""
    if not above or len(above.split()) > _STACKED_WORDS or len(below.split()) > _STACKED_WORDS:
        return None
    together = " ".join(f"{above} {below}".split())
    return together if words(together) in spellings() else None


def _texts(block: Block) -> Iterator[str]:
    """Yield the texts of a block that may be a marking: the whole, or those lines that look like one."""
    if block.kind == "table":
        cells = [cell for row in block.rows for cell in row if cell.strip()]
        yield from (cell for cell in cells if len(cells) <= _BOX_CELLS and len(cell) <= MAX_BANNER)
        return
    if len(block.text) <= MAX_BANNER and (len(block.lines) <= 1 or any(readings(block.text))):
        yield block.text
        return
    for line in block.lines:
        # A line of a paragraph may end in such a word; a marking stands in capitals of its own.
        if 0 < len(line.text) <= MAX_BANNER and (block.kind == "furniture" or _capital(line.text)):
            yield line.text


def _capital(line: str) -> bool:
    cased = [char for char in line if char.lower() != char.upper()]
    return not line.rstrip().endswith((".", ",", ";")) and all(char.isupper() for char in cased)
