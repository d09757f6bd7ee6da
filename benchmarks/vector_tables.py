"""Tables of the vectors' rows: what every engine took, and what was reached of design 9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.peers import CONCORD, PEERS
from benchmarks.results import Row, Table

MEANT = 1_000_000
"""The rows that the targets are meant for."""
FULL = 0.995
"""A recall below it is told."""
TARGETS = (
    (0.01, "qdrant-exact", 10),
    (0.01, "pgvector", 10),
    (0.01, "flat-array", 5),
    (0.01, "lancedb", 100),
    (0.01, "sqlite-vec", 100),
    (0.1, "qdrant-exact", 5),
    (0.1, "pgvector", 20),
    (1.0, "flat-array", 5),
)
"""Visible share, peer, and how many times Concord's time it must take at a million rows."""


def tables(rows: Sequence[Row]) -> list[Table]:
    """Return the table of targets at the largest size, and two for every size, way and number of handlings."""
    places = sorted({(row["n"], row["handlings"], row["grouped"]) for row in rows})
    made = []
    for size, handlings, grouped in places:
        here = [row for row in rows if (row["n"], row["handlings"], row["grouped"]) == (size, handlings, grouped)]
        made.append(_table(f"{title(size, handlings, grouped)}, by the clock", here, _clock))
        made.append(_table(f"{title(size, handlings, grouped)}, processor", here, _processor))
    return [*_targets(rows), *made]


def title(size: int, handlings: int, grouped: bool) -> str:
    """Return what the tables of a sample are called."""
    return f"{size:,} rows, {handlings:,} handlings, {'grouped' if grouped else 'scattered'}"


def _table(name: str, rows: Sequence[Row], cell: Any) -> Table:
    shares = sorted({row["visible"] for row in rows}, reverse=True)
    lines = []
    for peer, known in PEERS.items():
        by_share = {row["visible"]: row for row in rows if row["peer"] == peer}
        if by_share:
            version = next(iter(by_share.values()))["version"]
            cells = [cell(by_share[share]) if share in by_share else "" for share in shares]
            lines.append((f"{known.title} {version}", *cells))
    return Table(name, ("visible", *(f"{share:.4g} %" for share in (100 * one for one in shares))), lines)


def _clock(row: Mapping[str, Any]) -> str:
    """Return the median, how many times Concord's it is, and the recall where rows were missed."""
    times = f" ({_times(row['ratio'])})" if "ratio" in row else ""
    missed = f", recall {row['recall']:.2f}" if row["recall"] < FULL else ""
    return f"{_number(row['ms'])}{times}{missed}"


def _processor(row: Mapping[str, Any]) -> str:
    return f"{_number(row['cpu'])} / {_number(row['p95'])}"


def _targets(rows: Sequence[Row]) -> list[Table]:
    scattered = [row for row in rows if not row["grouped"] and row["peer"] != CONCORD]
    if not scattered:
        return []
    size = max(row["n"] for row in scattered)
    lines: list[tuple[str, ...]] = []
    for visible, peer, wanted in TARGETS:
        found = [row for row in scattered if (row["n"], row["visible"], row["peer"]) == (size, visible, peer)]
        for row in sorted(found, key=lambda one: int(one["handlings"])):
            verdict = (
                ("reached" if min(row["ratio"], row["ratio_cpu"]) >= wanted else "**missed**")
                if size >= MEANT
                else "at 1M only"
            )
            what = f"{100 * visible:.4g} % visible, {row['handlings']:,} handlings, {PEERS[peer].title}"
            figures = (_number(row["ms"]), _number(row["concord_ms"]), _times(row["ratio"]), _times(row["ratio_cpu"]))
            lines.append((what, *figures, f"{wanted} ×", verdict))
    heads = (f"{size:,} rows", "peer, ms", "Concord, ms", "ratio", "ratio of CPU", "wanted at 1M", "verdict")
    return [Table("targets", heads, lines)] if lines else []


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.2g} ×"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
