"""Words on a recognised page that are nearly a marking: a recogniser may have garbled it.

What is found here is taken for no marking. It is said to whoever deposits the file, who looks at the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from ingest.banner import MAX_BANNER, places, readings
from ingest.edits import apart, distance, letters
from ingest.furniture_words import known
from ingest.structure import Block, Document
from models.scheme import TLP, fold, recognise, schemes, spellings, words
from models.tlp import WORDS as TLP_WORDS
from models.tlp import read_label

MOST = 20
"""Words of one document that are told; a scan that is read badly on every page says the same on each."""
FIRST_PAGE_LINES, PAGE_LINES, LINES = 200, 40, 20_000
"""Lines looked at among the running heads or in the body of the first page, of a later one (of too many the first and
the last, where markings stand), and how many different ones of a document before no further page is looked at."""

_LEAST, _SHORT = 5, 8
"""Letters of a marking below which nothing is told, or only what has letters changed for others."""
_LETTERS_AN_EDIT, _MOST_EDITS = 5, 4
_STACKED_LETTERS = 40
_SPLIT_WORDS = 4
"""Words more than a marking has, for a recogniser breaks some in two, and signs stand between them."""
_LEAST_RUN = 3
_GAP = re.compile(r"\s\s+")
_JUNK = 2
_CAPITALS = 0.6
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "$": "s", "8": "b"})
_DOTLESS = str.maketrans("بتثنيجحدذرزسشصضطظعغفقئةه", "بببببححددررسسصصططععففبحح")
_KNOWN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Resembling:
    """Words as they were recognised, the first page that carries them, and the marking that they are nearly."""

    page: int
    text: str
    known: str


@dataclass(frozen=True, slots=True)
class _Marking:
    """A marking as printed, its words as folded, and how much it restricts, above all others of its letters."""

    printed: str
    words: tuple[str, ...]
    weight: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Near:
    """A marking that words of a line are near to; ``merit`` counts its letters, less five for each edit."""

    marking: _Marking
    merit: int
    text: str

    @property
    def order(self) -> tuple[int, tuple[int, int]]:
        """What is nearer comes last, and of equals what restricts more: nothing is said to be less than it may be."""
        return self.merit, self.marking.weight


def resembling(document: Document) -> list[Resembling]:
    """Return what may be a garbled marking where markings stand, on pages whose text was recognised.

    Bounded by the letters of the marking: one edit in five, four at most; words that the file's own words spell
    exactly are left to ``ingest.banner``. Of more than ``MOST`` those are kept that restrict most.
    """
    found: dict[tuple[str, str], tuple[Resembling, tuple[int, int]]] = {}
    nearest = cache(_nearest)
    looked: set[str] = set()
    for page in document.pages:
        if page.confidence is None or len(looked) >= LINES:
            continue
        for blocks in places(page):
            lines = _ends(_lines(blocks), FIRST_PAGE_LINES if page.number == 1 else PAGE_LINES)
            looked.update(lines)
            for near in _among(lines, nearest):
                key = (near.text, near.marking.printed)
                found.setdefault(key, (Resembling(page.number, *key), near.marking.weight))
    return _weightiest(list(found.values()))


def _weightiest(found: Sequence[tuple[Resembling, tuple[int, int]]]) -> list[Resembling]:
    """Return ``MOST`` in the order in which they were found: of ranks and of labels by turns those that are highest."""
    by_rank = sorted(range(len(found)), key=lambda place: found[place][1], reverse=True)
    by_label = sorted(range(len(found)), key=lambda place: found[place][1][::-1], reverse=True)
    turns = dict.fromkeys(place for both in zip(by_rank, by_label, strict=True) for place in both)
    return [found[place][0] for place in sorted(list(turns)[:MOST])]


def warnings(found: Sequence[Resembling]) -> list[str]:
    """Say of each what it may be, and on which page to look."""
    return [
        f"Page {one.page}: '{one.text}' may be a marking, for it resembles '{one.known}', so look at the page."
        for one in found
    ]


def _among(lines: Sequence[str], nearest: Callable[[str], _Near | None]) -> Iterator[_Near]:
    """Yield what lines that follow each other are near to: two short ones together, or each by itself."""
    place = 0
    while place < len(lines):
        both = " ".join(lines[place : place + 2])
        stacked = nearest(both) if len(both) <= _STACKED_LETTERS and both != lines[place] else None
        near = stacked or nearest(lines[place])
        if near is not None:
            yield near
        place += 2 if stacked else 1


def _lines(blocks: Sequence[Block]) -> list[str]:
    return [line for block in blocks for line in _of_block(block)]


def _of_block(block: Block) -> list[str]:
    lines = [line.text for line in block.lines] or [block.text]
    return [line for line in lines if 0 < len(line) <= MAX_BANNER]


def _ends(lines: Sequence[str], most: int) -> Sequence[str]:
    """Return the first and the last of too many lines."""
    first = most // 2
    return lines if len(lines) <= most else [*lines[:first], *lines[len(lines) - (most - first) :]]


def _nearest(line: str) -> _Near | None:
    """Return what a line is nearest to, if nothing stands in it besides, and it does not say as much in plain."""
    tokens = list(_tokens(line))
    near = [
        found
        for start, end in _spans(tokens)
        if (found := _near(" ".join(tokens[start:end]))) is not None and _alone([*tokens[:start], *tokens[end:]])
    ]
    # What is spelled well is read as a marking, or only speaks of one.
    near = [found for found in near if words(found.text) not in _spelled()]
    plain = [_weight(text) for text in readings(line, loose=True)]
    best = max(near, key=lambda found: found.order, default=None)
    if best is None or all(
        held <= max((weight[part] for weight in plain), default=-1) for part, held in enumerate(best.marking.weight)
    ):
        return None
    return best


def _alone(rest: Sequence[str]) -> bool:
    """Tell whether what else stands in the line is furniture, or a speck that was taken for letters."""
    others = [word for token in rest for word in fold(token).split() if not known(word)]
    return sum(map(len, others)) <= _JUNK or any(readings(" ".join(rest)))


def _tokens(line: str) -> Iterator[str]:
    """Yield the words of a line; letters with one blank between each other are one, as in S E C R E T."""
    for part in _GAP.split(line):
        for single, group in groupby(part.split(), key=lambda token: len(token) == 1 and token.isalpha()):
            some = list(group)
            yield from [" ".join(some)] if single and len(some) >= _LEAST_RUN else some


def _spans(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where words of a line may be a marking: not more of them, and not more letters, than one."""
    sizes = [len(_shape(token)) for token in tokens]
    for start in range(len(tokens)):
        size = 0
        for end in range(start + 1, min(start + _most_words() + _SPLIT_WORDS, len(tokens)) + 1):
            # Where two words meet, two letters may be of one shape.
            size += sizes[end - 1] - (end > start + 1)
            if size > _longest() + _MOST_EDITS:
                break
            yield start, end


def _near(text: str) -> _Near | None:
    if not _is_capital(text):
        return None
    shape = _shape(text)
    if not _LEAST <= len(shape) <= _longest() + _MOST_EDITS:
        return None
    best: _Near | None = None
    held = letters(shape)
    for length in range(len(shape) - _MOST_EDITS, len(shape) + _MOST_EDITS + 1):
        allowed = min(length // _LETTERS_AN_EDIT, _MOST_EDITS)
        if abs(len(shape) - length) > (0 if length < _SHORT else allowed):
            continue
        for spelled, counted, marking in _by_length().get(length, ()):
            if apart(held, counted) > allowed or (edits := distance(shape, spelled)) > allowed:
                continue
            found = _Near(marking, length - _LETTERS_AN_EDIT * edits, text)
            if best is None or found.order > best.order:
                best = found
    return best


def _is_capital(text: str) -> bool:
    """Tell whether a text is in capitals; a recogniser takes some of them for small letters."""
    cased = [char for char in text if char.lower() != char.upper()]
    return sum(char.isupper() for char in cased) >= _CAPITALS * len(cased)


def _shape(text: str) -> str:
    """The letters of a text without blanks, those that recognisers take for each other made one."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    letters = "".join(char for char in fold(plain) if char.isalnum())
    return letters.translate(_DOTLESS).replace("rn", "m").replace("vv", "w")


@cache
def _by_length() -> dict[int, tuple[tuple[str, int, _Marking], ...]]:
    """Every marking by the number of its letters, with shape and letters, whole or without its first or last word."""
    shapes: dict[str, _Marking] = {}
    for printed in _printed():
        spelled = words(printed)
        marking = _Marking(printed, spelled, _weight(printed))
        parts = [spelled, *([spelled[1:], spelled[:-1]] if len(spelled) >= _KNOWN_WORDS else [])]
        for part in parts:
            shape = _shape(" ".join(part))
            plain = part != spelled and part in _spelled()
            held = shapes.get(shape)
            if len(shape) >= _LEAST and not plain and (held is None or held.weight < marking.weight):
                shapes[shape] = marking
    lengths = {len(shape) for shape in shapes}
    return {
        length: tuple((shape, letters(shape), marking) for shape, marking in shapes.items() if len(shape) == length)
        for length in lengths
    }


@cache
def _spelled() -> frozenset[tuple[str, ...]]:
    return frozenset(spellings()) | frozenset(TLP_WORDS)


@cache
def _longest() -> int:
    return max(_by_length())


@cache
def _most_words() -> int:
    return max(len(marking.words) for held in _by_length().values() for _, _, marking in held)


def _printed() -> Iterator[str]:
    """Every marking of the data file as its scheme prints it, and the labels of the Traffic Light Protocol."""
    for scheme in schemes().values():
        for level in scheme.levels if scheme.kind == "classification" else ():
            yield from (text for text in (level.label, *level.label.split(" / "), *level.aliases) if recognise(text))
    yield from (f"TLP:{label}" for label in TLP)


def _weight(text: str) -> tuple[int, int]:
    """The highest rank that a text may mean, and how far a label narrows its readers."""
    label = read_label(text)
    rank = max((level.rank for level in recognise(text)), default=-1)
    return rank, TLP.index(label) if label is not None else -1
