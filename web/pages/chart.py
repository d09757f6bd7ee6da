"""Charts that the server draws: where bars, lines and marks stand, in the direction in which a page is read.

Every figure of a chart stands beside it in words or in a table; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.pages.language import direction

STEP = 34
"""How far one period stands from the next, in pixels, or farther where its name takes more."""
LETTER = 8
EDGE = 8
BARS = 64
LEVEL = 11
"""How far one level of threat stands from the next."""
UNDER = 18
"""What the names of the periods take."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure at a place of the time axis; ``middle`` is where its words stand."""

    name: str
    count: int
    left: float
    top: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars over time; ``base`` is the line on which they stand."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]


def bars(counts: Sequence[tuple[str, int]], highest: int, language: str) -> Bars:
    """Return a bar for each period with its count, all to one scale of which ``highest`` is the top."""
    step = _step(name for name, _ in counts)
    width, base = 2 * EDGE + step * max(len(counts), 1), BARS + UNDER
    drawn = []
    for number, (name, count) in enumerate(counts):
        middle = _middle(number, step, width, language)
        height = round(BARS * count / max(highest, 1), 1) if count else 0.0
        left, wide = round(middle - STEP / 3, 1), round(2 * STEP / 3, 1)
        drawn.append(Bar(name, count, left, base - height, wide, height, middle))
    return Bars(width, base + UNDER, base, tuple(drawn))


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement at a place of the time axis: its height is its level, its shape the trend it says."""

    name: str
    x: float
    y: float
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Levels over time: marks, the line that joins them, and the heights of all levels from the highest down."""

    width: int
    height: int
    base: int
    marks: tuple[Mark, ...]
    line: str
    rules: tuple[int, ...]


def steps(points: Sequence[tuple[str, int, str | None, str]], levels: int, language: str) -> Steps:
    """Return the marks of judgements, each given by its period, its level from 0, its trend and its words."""
    step = _step(name for name, _, _, _ in points)
    width, base = 2 * EDGE + step * max(len(points), 1), LEVEL * levels + EDGE
    marks = []
    for number, (name, level, trend, words) in enumerate(points):
        x, y = _middle(number, step, width, language), float(base - LEVEL * (level + 0.5))
        marks.append(Mark(name, x, y, _shape(x, y, trend), words))
    rules = tuple(base - LEVEL * level for level in range(levels, -1, -1))
    line = " ".join(f"{mark.x:g},{mark.y:g}" for mark in marks)
    return Steps(width, base + UNDER, base, tuple(marks), line, rules)


def _step(names: Iterable[str]) -> int:
    return max(STEP, *(LETTER * len(name) + 4 for name in names), 0)


def _middle(number: int, step: int, width: int, language: str) -> float:
    """Return where a period stands: time runs as the page is read."""
    along = EDGE + step * (number + 0.5)
    return width - along if direction(language) == "rtl" else along


def _shape(x: float, y: float, trend: str | None) -> str:
    """Return the corners of a mark: it points up or down where the threat moves, and is a square where it stays."""
    size = 5
    match trend:
        case "increasing":
            corners = [(x, y - size), (x + size, y + size), (x - size, y + size)]
        case "decreasing":
            corners = [(x, y + size), (x + size, y - size), (x - size, y - size)]
        case "stable":
            corners = [(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)]
        case _:
            corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    return " ".join(f"{across:g},{down:g}" for across, down in corners)
