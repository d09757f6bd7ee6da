"""Plots of the vectors' rows, drawn into ``docs/benchmarks``; runs where the peers are installed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plot

from benchmarks.peers import CONCORD, PEERS

ROOT = Path(__file__).resolve().parent.parent
WHERE = ROOT / "docs" / "benchmarks"
COLOURS = (
    "#1b4f8a",
    "#c8553d",
    "#e0995e",
    "#8a6d1b",
    "#b8a03c",
    "#3c7d5a",
    "#76b08c",
    "#7a3c8a",
    "#4a4a4a",
    "#9a9a9a",
    "#d06aa8",
)
MARKS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "p", "h")
# The same rows give the same file.
mpl.rcParams.update({"svg.hashsalt": "concord", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10})


def main() -> int:
    """Draw what the rows allow."""
    known = json.loads((ROOT / "benchmarks" / "results.json").read_text("utf-8"))
    rows = [row for row in known.get("vectors", {}).get("rows", []) if not row["grouped"]]
    if not rows:
        return 0
    size = max(row["n"] for row in rows)
    few = min(row["handlings"] for row in rows)
    here = [row for row in rows if (row["n"], row["handlings"]) == (size, few)]
    _drawn(
        here,
        "visible",
        f"{size:,} rows, {few} handlings, one thread",
        "share of the rows the reader may see",
        "visible",
    )
    growing = [row for row in rows if row["visible"] == 0.01 and row["handlings"] == few]
    if len({row["n"] for row in growing}) > 1:
        _drawn(growing, "n", f"1 % visible, {few} handlings, one thread", "rows stored", "growth")
    return 0


def _drawn(rows: Sequence[dict[str, Any]], along: str, title: str, below: str, name: str) -> None:
    """Draw a line for every engine: processor milliseconds of a question along a field, both logarithmic."""
    figure, axes = plot.subplots(figsize=(8.2, 5.0))
    for number, (peer, known) in enumerate(PEERS.items()):
        points = sorted((row[along], row["cpu"]) for row in rows if row["peer"] == peer)
        if points:
            axes.plot(
                *zip(*points, strict=True),
                label=known.title,
                color=COLOURS[number % len(COLOURS)],
                marker=MARKS[number % len(MARKS)],
                markersize=8 if peer == CONCORD else 5,
                linewidth=3 if peer == CONCORD else 1.2,
                zorder=3 if peer == CONCORD else 2,
            )
    axes.set_xscale("log")
    axes.set_yscale("log")
    places = sorted({row[along] for row in rows})
    axes.set_xticks(places, [f"{place:,}" if along == "n" else f"{100 * place:.4g} %" for place in places])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set(title=title, xlabel=below, ylabel="processor ms for ten nearest (median)")
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    WHERE.mkdir(exist_ok=True)
    figure.savefig(WHERE / f"{name}.svg", bbox_inches="tight", metadata={"Date": None})
    if len(sys.argv) > 1:
        figure.savefig(Path(sys.argv[1]) / f"{name}.png", bbox_inches="tight", dpi=100)
    plot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
