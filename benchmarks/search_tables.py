"""Tables of search end to end: what a question takes, what its peers take, and what was reached of design 9.

``own`` is what ``benchmarks.search`` measured: ``asked``, a row for every scope with milliseconds of every question,
and what the process took to start and at most held.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Table
from benchmarks.sizes import CLOCK, MEMORY, PROCESSOR, WANTED

HEADS = (
    "",
    "portions seen",
    "ms p50",
    CLOCK,
    "CPU ms p50",
    "CPU ms p95",
    "of it embedding, p50",
    "embedding, p95",
    PROCESSOR,
)


def tables(size: str, own: dict[str, Any]) -> list[Table]:
    """Return the tables of Concord alone."""
    return [Table("Concord", HEADS, [_row(row) for row in own["asked"]]), _process(own), *_targets(size, own)]


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    figures = chain.from_iterable(_both(row[name]) for name in ("wall", "cpu", "embedding"))
    return (
        f"{row['visible']:.0%} of the works",
        f"{row['portions']:,}",
        *figures,
        f"{np.percentile(_by_embedding(row), 95):.2f}",
    )


def _by_embedding(row: dict[str, Any]) -> NDArray[np.float64]:
    """Return how many times its embedding's processor time every question took."""
    ratio: NDArray[np.float64] = np.array(row["cpu"]) / np.array(row["embedding"])
    return ratio


def _both(taken: Sequence[float] | NDArray[np.float64]) -> tuple[str, str]:
    return f"{np.percentile(taken, 50):.1f}", f"{np.percentile(taken, 95):.1f}"


def peers_table(own: dict[str, Any], beside: Sequence[dict[str, Any]]) -> Table:
    """Return what the same answer takes without the embedding, of which peers are spared, beside what theirs do."""
    heads = ("ms p50 / p95; CPU ms on average", "Concord, all but the embedding", *(one["peer"] for one in beside))
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(own["asked"]):
        wall = np.array(row["wall"]) - np.array(row["embedding_wall"])
        cpu = np.array(row["cpu"]) - np.array(row["embedding"])
        cells = [(wall, cpu), *((one["asked"][number]["wall"], one["asked"][number]["cpu"]) for one in beside)]
        told = (f"{' / '.join(_both(wall))}; {np.mean(cpu):.1f}" for wall, cpu in cells)
        rows.append((f"{row['visible']:.0%} of the works", *told))
    return Table("peers", heads, rows)


def _process(own: dict[str, Any]) -> Table:
    firsts = ", ".join(f"{row['first']:.0f}" for row in own["asked"])
    rows: list[tuple[str, ...]] = [
        ("ready for the first question after, s", f"{own['started']:.1f}"),
        ("then postings are joined and words counted beside the first questions, s", f"{own['tidied']:.1f}"),
        ("the first question of each reader, ms", firsts),
        (MEMORY, f"{own['memory']:,.0f}"),
    ]
    return Table("process", ("", "figure"), rows)


def _targets(size: str, own: dict[str, Any]) -> list[Table]:
    """Return what is wanted of a size beside what the slowest reader gets."""
    found = {
        CLOCK: max(np.percentile(row["wall"], 95) for row in own["asked"]),
        PROCESSOR: max(np.percentile(_by_embedding(row), 95) for row in own["asked"]),
        MEMORY: own["memory"],
    }
    rows: list[tuple[str, ...]] = [
        (what, f"{found[what]:,.4g}", f"{most:,.4g}", "reached" if found[what] <= most else "**missed**")
        for what, most in WANTED.get(size, {}).items()
    ]
    return [Table("targets", ("the slowest reader", "figure", "wanted", "verdict"), rows)] if rows else []
