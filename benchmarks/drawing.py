"""Line plots on logarithmic axes as SVG: panels side by side, every line named at its end."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 700, 290
"""Pixels: the whole picture's width, and the height of a panel."""
LEFT, GAP, NAMES, BELOW = 48, 44, 158, 46
LINE = 15
"""Pixels from one line of words to the next."""
INK, FAINT, GRID = "#1f2328", "#57606a", "#e4e7eb"


@dataclass(frozen=True, slots=True)
class Line:
    """What one name took, by rising places; what stands out is drawn thick, what is approximate dashed."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]]
    thick: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over one pair of axes; ``ticks`` are the places below and their words, ``wanted`` values to stay under."""

    title: str
    lines: Sequence[Line]
    ticks: Sequence[tuple[float, str]]
    low: float
    high: float
    wanted: Sequence[tuple[float, float, str]] = ()


def drawn(title: str, told: str, below: str, panels: Sequence[Panel]) -> str:
    """Return the picture: what was found, how, and what the places are; names stand right of the last panel."""
    head, words = textwrap.wrap(title, 76), textwrap.wrap(told, 118)
    top = 12 + 19 * len(head) + LINE * len(words) + 26
    height = top + HEIGHT + BELOW
    width = (WIDTH - LEFT - NAMES - GAP * (len(panels) - 1)) / len(panels)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" fill="{INK}">',
        f"<title>{escape(title, quote=False)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *(_text(8, 22 + 19 * n, one, size=15, bold=True) for n, one in enumerate(head)),
        *(_text(8, 20 + 19 * len(head) + LINE * n, one, colour=FAINT) for n, one in enumerate(words)),
    ]
    for number, panel in enumerate(panels):
        axes = _Axes(panel, LEFT + number * (width + GAP), top, width)
        parts += [*axes.frame(), *axes.curves()]
        if number == len(panels) - 1:
            parts += axes.names()
    middle = LEFT + (WIDTH - LEFT - NAMES) / 2
    parts.append(_text(middle, height - 10, below, anchor="middle", colour=FAINT))
    return "\n".join([*parts, "</svg>", ""])


class _Axes:
    """Where a panel's values stand in the picture."""

    def __init__(self, panel: Panel, left: float, top: float, width: float) -> None:
        """Take the panel and its frame."""
        self.panel, self.left, self.top, self.width = panel, left, top, width
        places = [place for place, _ in panel.ticks]
        self._from, self._to = math.log(min(places)), math.log(max(places))

    def across(self, place: float) -> float:
        """Return where a place stands, some pixels inside the frame."""
        share = (math.log(place) - self._from) / (self._to - self._from) if self._to > self._from else 0.5
        return self.left + 10 + share * (self.width - 20)

    def down(self, value: float) -> float:
        """Return where a value stands."""
        share = math.log(value / self.panel.low) / math.log(self.panel.high / self.panel.low)
        return self.top + HEIGHT * (1 - share)

    def frame(self) -> Iterator[str]:
        """Yield the title, the grid, the words of both axes, and what is wanted."""
        right, bottom = self.left + self.width, self.top + HEIGHT
        yield _text(self.left, self.top - 9, self.panel.title, bold=True)
        for value in _steps(self.panel.low, self.panel.high):
            at = self.down(value)
            yield _stroke([(self.left, at), (right, at)], GRID)
            yield _text(self.left - 6, at + 4, f"{value:,g}", anchor="end")
        for place, words in self.panel.ticks:
            yield _text(self.across(place), bottom + 17, words, anchor="middle")
        yield _stroke([(self.left, bottom), (right, bottom)], FAINT)
        for place, value, words in self.panel.wanted:
            at, middle = self.down(value), self.across(place)
            yield _stroke([(middle - 16, at), (middle + 16, at)], INK, 2.5)
            yield _text(middle, at + 16, words, anchor="middle")

    def curves(self) -> Iterator[str]:
        """Yield the lines with a dot at every point, the thick ones above the others."""
        for line in sorted(self.panel.lines, key=lambda one: one.thick):
            points = [(self.across(place), self.down(value)) for place, value in line.points]
            yield _stroke(points, line.colour, 3.5 if line.thick else 1.5, "5 3" if line.dashed else "")
            for x, y in points:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4.5 if line.thick else 2.5}" fill="{line.colour}"/>'

    def names(self) -> Iterator[str]:
        """Yield every line's name beside its end, moved where two would meet."""
        ends = sorted((self.down(line.points[-1][1]), line.name, line) for line in self.panel.lines)
        at = self.left + self.width + 16
        for (own, _, line), moved in zip(ends, _apart([y for y, *_ in ends], self.top + HEIGHT), strict=True):
            yield _stroke([(self.across(line.points[-1][0]) + 5, own), (at - 3, moved)], line.colour, 0.8)
            yield _text(at, moved + 4, line.name, colour=line.colour, bold=line.thick)


def _apart(wanted: Sequence[float], bottom: float) -> list[float]:
    """Return places in the same order, none nearer to the next than a line of words and none below the bottom."""
    placed: list[float] = []
    for one in wanted:
        placed.append(max(one, placed[-1] + LINE) if placed else one)
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], bottom - LINE * (len(placed) - 1 - number))
    return placed


def _steps(low: float, high: float) -> list[float]:
    """Return the powers of ten within, and 2 and 5 times these where they are few."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    tens = [10.0**power for power in powers if low <= 10.0**power <= high]
    steps = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    return tens if len(tens) > 2 else [step for step in steps if low <= step <= high]


def _stroke(points: Sequence[tuple[float, float]], colour: str, width: float = 1, dashes: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{broken}/>'


def _text(
    x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", colour: str = INK, bold: bool = False
) -> str:
    strong = ' font-weight="700"' if bold else ""
    placed = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {placed}{strong}>{escape(words, quote=False)}</text>"
