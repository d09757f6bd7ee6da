"""Tables of the vectors' rows: what every engine took, and what was reached of design 9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from benchmarks.peers import CONCORD, PEERS
from benchmarks.results import Row, Table

MEANT = 1_000_000
"""The rows that the targets are meant for."""
RECALL = 0.99
"""Concord's own must be so high where a target is reached."""
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
    return Table(name, ("visible", *(f"{share:.4g} %" for share in (100 * one for one in shares))), lines, rows)


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
    here = {(row["visible"], row["peer"], row["handlings"]): row for row in scattered if row["n"] == size}
    for (visible, peer, wanted), handlings in product(TARGETS, sorted({held for *_, held in here})):
        row = here.get((visible, peer, handlings))
        what = f"{100 * visible:.4g} % visible, {handlings:,} handlings, {PEERS[peer].title}"
        lines.append((what, *_reached(row), f"{wanted} ×", _verdict(row, size, wanted)))
    heads = (f"{size:,} rows", "peer, ms", "Concord, ms", "ratio", "ratio of CPU", "wanted at 1M", "verdict")
    return [Table("targets", heads, lines, [here[one] for one in sorted(here) if _counts(*one)])]


def _counts(visible: float, peer: str, _handlings: int) -> bool:
    """Tell whether a row is one of those that a target is set for."""
    return any((visible, peer) == target[:2] for target in TARGETS)


def _reached(row: Row | None) -> tuple[str, ...]:
    if row is None:
        return ("",) * 4
    return _number(row["ms"]), _number(row["concord_ms"]), _times(row["ratio"]), _times(row["ratio_cpu"])


def _verdict(row: Row | None, size: int, wanted: int) -> str:
    """Say whether both ratios reach what is wanted, and nothing was missed; what was not measured is not left out."""
    if size < MEANT:
        return "at 1M only"
    if row is None:
        return "not measured"
    reached = min(row["ratio"], row["ratio_cpu"]) >= wanted and row["concord_recall"] >= RECALL
    return "reached" if reached else "**missed**"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.2g} ×"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
