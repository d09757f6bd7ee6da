"""Plots of what was kept, drawn into ``docs/benchmarks``: ``python -m benchmarks.plots``.

Titles say what was found and are made of the rows, so that no plot claims what its figures do not.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.drawing import Line, Panel, drawn
from benchmarks.peers import CONCORD, PEERS
from benchmarks.results import PAGES, Row, kept_rows, kept_tables
from benchmarks.sizes import CLOCK, PROCESSOR, SIZES, WANTED

COLOURS = {
    CONCORD: "#d03a00",
    "flat-array": "#2f4358",
    "flat-bitmap": "#66788a",
    "faiss-hnsw": "#3f7a4c",
    "hnswlib": "#6f7a1f",
    "qdrant-exact": "#5f4a9c",
    "qdrant-graph": "#8d5fa5",
    "pgvector": "#1f7480",
    "duckdb": "#8a6d1b",
    "sqlite-vec": "#75564a",
    "lancedb": "#a04a72",
}
GRAPHS = {"faiss-hnsw", "hnswlib", "qdrant-graph"}
HOW = "Processor milliseconds of a question (median), one thread, logarithmic; dashed: a graph, which is approximate."
PERCENT = "share of the rows that the reader may see"
TINTS = ("#d03a00", "#b06a1c", "#7d6a5c")


def main() -> int:
    """Draw what there are figures of."""
    pictures = {"visible": visible, "growth": growth}
    rows = [row for row in kept_rows("vectors") if not row["grouped"]]
    made = {name: picture(rows) for name, picture in pictures.items()} if rows else {}
    made["search"] = search()
    PAGES.mkdir(exist_ok=True)
    for name, picture in made.items():
        if picture:
            (PAGES / f"{name}.svg").write_text(picture, "utf-8")
            print(PAGES / f"{name}.svg")
    return 0


def visible(rows: Sequence[Row]) -> str:
    """Return the plot by what is visible, of the largest size."""
    size = max(row["n"] for row in rows)
    here = [row for row in rows if row["n"] == size]
    return drawn(f"Nearest of {size:,} rows: {_found(here)}", HOW, PERCENT, _panels(here, "visible"))


def growth(rows: Sequence[Row]) -> str:
    """Return the plot by the number of rows, where a hundredth is visible."""
    here = [row for row in rows if row["visible"] == 0.01]
    return drawn(f"Nearest where 1 % is visible: {_found(here)}", HOW, "rows stored", _panels(here, "n"))


def _found(rows: Sequence[Row]) -> str:
    """Say how many times Concord's processor time the quickest exact peer takes, at worst and at best."""
    best: dict[tuple[Any, ...], float] = {}
    for row in rows:
        if "ratio_cpu" in row and row["peer"] not in GRAPHS:
            case = row["n"], row["handlings"], row["visible"]
            best[case] = min(best.get(case, math.inf), row["ratio_cpu"])
    if not best:
        return "Concord alone"
    low, high = (f"{one:.2g}" for one in (min(best.values()), max(best.values())))
    return f"the quickest exact peer takes {low} to {high} times Concord's time"


def _panels(rows: Sequence[Row], along: str) -> list[Panel]:
    """Return a panel for few handlings and one for many, on the same axes."""
    places = sorted({row[along] for row in rows})
    ticks = [(place, f"{place:,}" if along == "n" else f"{100 * place:.4g} %") for place in places]
    low, high = _around([row["cpu"] for row in rows])
    few = min(row["handlings"] for row in rows)
    panels = []
    for held in (
        [row for row in rows if row["handlings"] == few],
        [row for row in rows if row["handlings"] != few],
    ):
        lines = [
            Line(known.title, COLOURS[peer], points, peer == CONCORD, peer in GRAPHS)
            for peer, known in PEERS.items()
            if (points := sorted((row[along], row["cpu"]) for row in held if row["peer"] == peer))
        ]
        counts = sorted({row["handlings"] for row in held})
        title = " or ".join(f"{count:,}" for count in counts)
        panels.append(Panel(f"{title} handlings", lines, ticks, low, high))
    return panels


def search() -> str:
    """Return the plot of search end to end by size, beside what is wanted."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name, size in SIZES.items():
        for row in kept_tables(f"search-{name}").get("Concord", []):
            found.setdefault(row[""], []).append((size, row))
    if not found:
        return ""
    ticks = [(size, f"{size:,}") for size in SIZES.values()]
    panels = []
    for title, head in (("by the clock, ms", CLOCK), ("processor, times the question's embedding", PROCESSOR)):
        lines = [
            Line(who, colour, [(size, float(row[head])) for size, row in rows], number == 0)
            for number, (colour, (who, rows)) in enumerate(zip(TINTS, found.items(), strict=False))
        ]
        wanted = _wanted(head)
        values = [value for line in lines for _, value in line.points] + [value for _, value in wanted]
        marks = [(size, most, f"{most:.4g}") for size, most in wanted]
        panels.append(Panel(title, lines, ticks, *_around(values, 2), marks))
    said = f"Search end to end, 95 of 100 questions: {_missed(found)}"
    told = "By how much of the works the reader may see; black bars: what is wanted. Logarithmic."
    return drawn(said, told, "portions", panels)


def _missed(found: dict[str, list[tuple[int, dict[str, str]]]]) -> str:
    """Say which of the targets are missed, by how much at worst."""
    said = []
    for head, what in ((CLOCK, "the clock"), (PROCESSOR, "the processor")):
        for size, wanted in _wanted(head):
            worst = [float(row[head]) / wanted for rows in found.values() for at, row in rows if at == size]
            if worst:
                verdict = "reached" if max(worst) <= 1 else f"{max(worst):.2g} times what is wanted"
                said.append(f"{what} at {size:,} {verdict}")
    return ", ".join(said) or "no size with a target is measured yet"


def _wanted(head: str) -> list[tuple[int, float]]:
    """Return the most that a figure may be, by size."""
    return [(SIZES[name], wanted[head]) for name, wanted in WANTED.items() if head in wanted]


def _around(values: Sequence[float], room: float = 1.25) -> tuple[float, float]:
    """Return the ends of an axis outside all values."""
    return min(values) / room, room * max(values)


if __name__ == "__main__":
    sys.exit(main())
