"""The process of one engine, seen from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from benchmarks.apart import apart
from benchmarks.peers import PEERS
from benchmarks.results import ROOT
from benchmarks.sample import I64, NEAREST, Sample

ALONE = ("OMP", "OPENBLAS", "MKL", "RAYON", "TOKIO_WORKER", "LANCE_CPU", "LANCE_IO")
"""What has a thread count of its own."""


class EngineFailed(Exception):
    """An engine ended before it answered."""


def build(name: str, kept: Path, sample: Sample) -> None:
    """Build what an engine keeps between runs, where it is not there, on all processors."""
    if subprocess.run(_command("build", name, kept, sample), cwd=ROOT, check=False).returncode:
        raise EngineFailed(f"{name} could not be built")


def _command(what: str, name: str, kept: Path, sample: Sample) -> list[str]:
    python = apart() if PEERS[name].apart else Path(sys.executable)
    return [str(python), "-m", "benchmarks.peers", what, name, str(kept), str(sample.size), sample.way]


class Engine:
    """An engine with a sample loaded, in a process of its own on one thread."""

    def __init__(self, name: str, kept: Path, sample: Sample) -> None:
        """Build what the engine keeps, on all processors; then start it."""
        self.name = name
        build(name, kept, sample)
        single = os.environ | {f"{what}_NUM_THREADS": "1" for what in ALONE}
        single |= {f"{what}_THREADS": "1" for what in ALONE}
        asked = _command("answer", name, kept, sample)
        self._process = subprocess.Popen(
            asked, cwd=ROOT, env=single, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        said = self._read()
        self.version: str = said["version"]
        self.widths: list[int] = said["widths"]

    def see(self, handlings: int, scope: I64, everything: bool, width: int) -> None:
        """Tell the scope of the questions to come; where it is everything, without a filter."""
        self._ask({"handlings": handlings, "see": None if everything else scope.tolist(), "width": width})

    def ask(self, questions: Sequence[int]) -> Asked:
        """Ask questions by their numbers."""
        said = self._ask({"ask": list(questions)})
        return Asked(list(questions), said["rows"], 1000 * np.array(said["wall"]), 1000 * np.array(said["cpu"]))

    def __enter__(self) -> Engine:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise EngineFailed(f"{self.name} ended") from error
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailed(f"{self.name} ended with {self._process.wait(60)}")
        said: dict[str, Any] = json.loads(line)
        return said


class Asked:
    """What came of some questions: rows found, milliseconds by the clock and of the processor."""

    def __init__(self, questions: list[int], rows: list[list[int]], wall: Any, cpu: Any) -> None:
        """Take them as they came."""
        self.questions, self.rows, self.wall, self.cpu = questions, rows, wall, cpu

    def recall(self, truth: I64) -> float:
        """Return the share of the rows that had to be found [questions, 10] and were."""
        wanted = [set(truth[number][truth[number] >= 0].tolist()) for number in self.questions]
        right = sum(len(one & set(found[:NEAREST])) for one, found in zip(wanted, self.rows, strict=True))
        return right / max(1, sum(map(len, wanted)))

    @classmethod
    def together(cls, parts: Sequence[Asked]) -> Asked:
        """Return several as one."""
        return cls(
            [number for part in parts for number in part.questions],
            [rows for part in parts for rows in part.rows],
            np.concatenate([part.wall for part in parts]),
            np.concatenate([part.cpu for part in parts]),
        )
