"""Nearest ten inside a scope: Concord's vectors against named engines, one thread, each in a process of its own.

``python -m benchmarks.vectors [--size 10k,100k,1m] [--peers NAME,...] [--again | --calm LOAD | --build]``. Every peer
takes turns with Concord, round by round over the same questions, so that a ratio is the median of ratios of
neighbouring rounds. What is in ``benchmarks/results.json`` is not measured a second time, so that a run that was broken
off goes on where it ended; ``--again`` measures all anew, ``--calm 2`` only what was measured while more than two
processes ran. ``--build`` makes what engines keep between runs and measures nothing. ``SIZE`` in the environment names
sizes too.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.embedded import folder
from benchmarks.peers import CONCORD, PEERS
from benchmarks.peers.running import APART, ROOT, Asked, Engine, EngineFailed, build
from benchmarks.results import Row, alike, keep_row, kept_rows, made_again
from benchmarks.sample import I64, QUESTIONS, WAYS, Sample
from benchmarks.vector_tables import tables

NAME = "vectors"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
USUAL = "10k,100k"
LARGE = 1_000_000
SHARES = (1.0, 0.5, 0.1, 0.01, 0.001)
LARGE_SHARES = (1.0, 0.1, 0.01)
ROUNDS = 5
LARGE_QUESTIONS = 30
LONGEST = 10.0
"""Seconds that the questions of one row may take; slow peers are asked fewer."""
FEWEST = 4
ENOUGH = 0.99
"""The recall that a graph is widened for."""
KEY = ("peer", "n", "handlings", "visible", "grouped")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked: of so many handlings, how much is visible."""

    sample: Sample
    handlings: int
    visible: float

    def key(self, peer: str) -> Row:
        """Return what a row of it is known by."""
        grouped = self.sample.way == "grouped"
        return dict(zip(KEY, (peer, self.sample.size, self.handlings, self.visible, grouped), strict=True))


def main(given: Sequence[str] = ()) -> int:
    """Measure what is missing, and write tables and plots."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default=os.environ.get("SIZE") or USUAL)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--calm", type=float, default=math.inf, metavar="LOAD")
    parser.add_argument("--build", action="store_true")
    asked = parser.parse_args(given)
    calm = 0.0 if asked.again else asked.calm
    sizes, names = _named(asked.size, SIZES), _named(asked.peers, PEERS)
    for size in sizes:
        for way in WAYS[:1] if SIZES[size] >= LARGE else WAYS:
            sample = Sample(folder().resolve() / "vectors" / str(SIZES[size]), SIZES[size], way).made()
            if asked.build:
                _built(sample, names)
            else:
                _measured(sample, names, calm, f"python -m benchmarks.vectors --size {size} --peers")
    drawn()
    return 0


def drawn() -> None:
    """Make tables and plots of the rows; matplotlib lives with the peers."""
    made_again(NAME, tables)
    subprocess.run([str(APART), "-m", "benchmarks.plots"], cwd=ROOT, check=True)


def cases(sample: Sample) -> Iterator[Case]:
    """Yield what is asked of a sample."""
    for handlings in sample.handlings:
        for visible in LARGE_SHARES if sample.size >= LARGE else SHARES:
            yield Case(sample, handlings, visible)


def missing(wanted: Iterable[Case], peer: str, rows: Sequence[Row]) -> list[Case]:
    """Return the cases of which a peer has no row yet."""
    return [case for case in wanted if not any(alike(row, case.key(peer), KEY) for row in rows)]


def _named(said: str, known: Mapping[str, Any]) -> list[str]:
    names = [name.strip().lower() for name in said.split(",")]
    for name in names:
        if name not in known:
            raise SystemExit(f"'{name}' is not known here; known are {', '.join(known)}.")
    return names


def _built(sample: Sample, names: Sequence[str]) -> None:
    for name in names:
        try:
            build(name, folder().resolve(), sample)
        except EngineFailed as error:
            print(error, file=sys.stderr)


def _measured(sample: Sample, names: Sequence[str], calm: float, command: str) -> None:
    """Measure what is missing of each peer, Concord's process beside it; rows of busier times are missing too."""
    wanted = list(cases(sample))
    rows = [row for row in kept_rows(NAME) if row.get("load", math.inf) <= calm]
    todo = {name: left for name in names if (left := missing(wanted, name, rows))}
    if not todo:
        return
    with Engine(CONCORD, folder().resolve(), sample) as ours:
        for name, left in todo.items():
            try:
                if name == CONCORD:
                    for case in left:
                        _kept(_alone(ours, case), case, ours, f"{command} {name}")
                    continue
                with Engine(name, folder().resolve(), sample) as theirs:
                    for case in left:
                        _kept(_paired(ours, theirs, case), case, theirs, f"{command} {name}")
            except EngineFailed as error:
                print(f"{error}; its remaining rows are left out.", file=sys.stderr, flush=True)


def _alone(ours: Engine, case: Case) -> Row:
    scope = case.sample.scope(case.handlings, case.visible)
    ours.see(case.handlings, scope, False, 0)
    ours.ask(range(2))
    answered = ours.ask(range(QUESTIONS))
    return _figures(answered, case.sample.truth(scope, case.handlings))


def _paired(ours: Engine, theirs: Engine, case: Case) -> Row:
    """Ask both in turn, the peer as widely as it needs to find what it must."""
    scope = case.sample.scope(case.handlings, case.visible)
    truth = case.sample.truth(scope, case.handlings)
    ours.see(case.handlings, scope, False, 0)
    ours.ask(range(2))
    width, each = _width(theirs, case, scope, truth)
    total = LARGE_QUESTIONS if case.sample.size >= LARGE else QUESTIONS
    count = min(total, max(FEWEST, int(LONGEST / ROUNDS / each)))
    mine, others, ratios, spent = [], [], [], []
    for turn in range(ROUNDS):
        questions = [number % total for number in range(turn * count, (turn + 1) * count)]
        pair = [engine.ask(questions) for engine in ((ours, theirs) if turn % 2 else (theirs, ours))]
        own, other = pair if turn % 2 else pair[::-1]
        mine.append(own)
        others.append(other)
        ratios.append(float(np.median(other.wall) / np.median(own.wall)))
        spent.append(float(np.median(other.cpu) / np.median(own.cpu)))
    concord = _figures(Asked.together(mine), truth)
    row = _figures(Asked.together(others), truth) | ({"width": width} if width else {})
    beside = {f"concord_{field}": concord[field] for field in ("recall", "ms", "cpu")}
    return row | beside | {"ratio": _short(statistics.median(ratios)), "ratio_cpu": _short(statistics.median(spent))}


def _width(theirs: Engine, case: Case, scope: I64, truth: I64) -> tuple[int, float]:
    """Return the least width that finds enough, or the last, and the seconds a question takes."""
    width, each = 0, 0.0
    for width in theirs.widths:
        theirs.see(case.handlings, scope, case.visible == 1, width)
        theirs.ask([0])
        tried = theirs.ask(range(10 if len(theirs.widths) > 1 else 2))
        each = float(tried.wall.min()) / 1000
        if tried.recall(truth) >= ENOUGH:
            break
    return width, each


def _figures(asked: Asked, truth: I64) -> Row:
    return {
        "recall": round(asked.recall(truth), 4),
        "ms": _short(float(np.median(asked.wall))),
        "p95": _short(float(np.quantile(asked.wall, 0.95))),
        "cpu": _short(float(np.median(asked.cpu))),
        "questions": len(asked.questions),
    }


def _kept(figures: Row, case: Case, engine: Engine, command: str) -> None:
    """Keep a row and say it."""
    seen = case.sample.labels(case.handlings)
    shown = float(np.isin(seen, case.sample.scope(case.handlings, case.visible)).mean())
    row = case.key(engine.name) | {"version": engine.version, "shown": round(shown, 5)} | figures
    row |= {"load": round(os.getloadavg()[0], 1), "at": datetime.now(UTC).strftime("%Y-%m-%d"), "command": command}
    keep_row(NAME, row, KEY, tables)
    times = f" {row['ratio']:.1f} times" if "ratio" in row else ""
    said = f"{engine.name:<12} {case.sample.size:>9,} {case.sample.way} {case.handlings:>6,} {case.visible:>6.1%}"
    print(f"{said}: {row['ms']:.3g} ms, cpu {row['cpu']:.3g}, recall {row['recall']:.3f}{times}", flush=True)


def _short(value: float) -> float:
    return float(f"{value:.3g}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
