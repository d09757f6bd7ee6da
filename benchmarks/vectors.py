"""Nearest ten inside a scope: Concord's vectors against named engines, one thread, each in a process of its own.

``python -m benchmarks.vectors [--size 10k,100k,1m] [--peers NAME,...] [--calm LOAD] [--changed] [--again | --build]``.
Every peer takes turns with Concord, round by round, both with the same questions, so that a ratio is the median of
ratios of neighbouring rounds. What is in ``benchmarks/results.json`` is not measured a second time, so that a run that
was broken off goes on where it ended; but ``--calm 2`` measures anew what was measured while more than two processes
ran, ``--changed`` what was measured with other code of Concord's vectors, ``--again`` all. ``--build`` makes what
engines keep between runs and measures nothing. ``SIZE`` in the environment names sizes too.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks import plots
from benchmarks.embedded import folder
from benchmarks.peers import CONCORD, PEERS
from benchmarks.peers.running import Asked, Engine, EngineFailed, build
from benchmarks.results import Row, alike, keep_row, kept_rows, made_again
from benchmarks.sample import I64, QUESTIONS, WAYS, Sample
from benchmarks.sizes import SIZES, USUAL, named
from benchmarks.vector_tables import tables
from search import listed, sketch, vectors

NAME = "vectors"
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
    parser.add_argument("--calm", type=float, default=math.inf, metavar="LOAD")
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--build", action="store_true")
    asked = parser.parse_args(given)
    sizes, names = named(asked.size, SIZES), named(asked.peers, PEERS)
    for size in sizes:
        for way in WAYS[:1] if SIZES[size] >= LARGE else WAYS:
            sample = Sample(folder().resolve() / "vectors" / str(SIZES[size]), SIZES[size], way).made()
            if asked.build:
                _built(sample, names)
            else:
                known = [] if asked.again else standing(kept_rows(NAME), asked.calm, asked.changed)
                _measured(sample, names, known, f"python -m benchmarks.vectors --size {size} --peers")
    made_again(NAME, tables)
    return plots.main()


def cases(sample: Sample) -> Iterator[Case]:
    """Yield what is asked of a sample."""
    for handlings in sample.handlings:
        for visible in LARGE_SHARES if sample.size >= LARGE else SHARES:
            yield Case(sample, handlings, visible)


def standing(rows: Sequence[Row], calm: float, changed: bool) -> list[Row]:
    """Return the rows that need not be measured anew: of calm times, and where it matters of the code as it is."""
    now = code()
    calm_ones = [row for row in rows if row.get("load", math.inf) <= calm]
    return [row for row in calm_ones if not changed or row.get("code") == now]


def code() -> str:
    """Return what tells the code of Concord's vectors from any other."""
    told = hashlib.sha256()
    for module in (vectors, listed, sketch):
        told.update(Path(str(module.__file__)).read_bytes())
    return told.hexdigest()[:8]


def missing(wanted: Iterable[Case], peer: str, rows: Sequence[Row]) -> list[Case]:
    """Return the cases of which a peer has no row yet."""
    return [case for case in wanted if not any(alike(row, case.key(peer), KEY) for row in rows)]


def _built(sample: Sample, names: Sequence[str]) -> None:
    for name in names:
        try:
            build(name, folder().resolve(), sample)
        except EngineFailed as error:
            print(error, file=sys.stderr)


def _measured(sample: Sample, names: Sequence[str], known: Sequence[Row], command: str) -> None:
    """Measure what is missing of each peer, Concord's process beside it."""
    wanted = list(cases(sample))
    todo = {name: left for name in names if (left := missing(wanted, name, known))}
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
        tried = theirs.ask(range(LARGE_QUESTIONS if len(theirs.widths) > 1 else 2))
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
    row |= {"load": round(os.getloadavg()[0], 1), "at": datetime.now(UTC).strftime("%Y-%m-%d")}
    row |= {"code": code(), "command": command}
    keep_row(NAME, row, KEY, tables)
    times = f" {row['ratio']:.1f} times" if "ratio" in row else ""
    said = f"{engine.name:<12} {case.sample.size:>9,} {case.sample.way} {case.handlings:>6,} {case.visible:>6.1%}"
    print(f"{said}: {row['ms']:.3g} ms, cpu {row['cpu']:.3g}, recall {row['recall']:.3f}{times}", flush=True)


def _short(value: float) -> float:
    return float(f"{value:.3g}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
