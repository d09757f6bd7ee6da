"""One engine in a process of its own: ``python -m benchmarks.peers (build|answer) NAME FOLDER SIZE WAY``.

``answer`` reads a request a line and writes an answer a line, both JSON; whatever the engine itself prints goes to
the standard error.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from benchmarks.peers import PEERS
from benchmarks.peers.peer import Peer
from benchmarks.sample import Sample


def main(what: str, name: str, root: Path, size: int, way: str) -> int:
    """Build what an engine keeps, or answer until the requests end."""
    sample = Sample(root / "vectors" / str(size), size, way)
    found = PEERS[name].found()
    folder = root / "peers" / f"{found.kept}-{found.version()}" / f"{size}-{way}"
    if what == "build":
        return _build(found, folder, sample)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    engine = found(folder, sample)
    _say(answers, {"version": found.version(), "widths": found.widths})
    try:
        for line in sys.stdin:
            _say(answers, _answer(engine, sample, json.loads(line)))
    finally:
        engine.close()
    return 0


def _build(found: type[Peer], folder: Path, sample: Sample) -> int:
    """Build anew where nothing was built to its end."""
    if found.kept and not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.perf_counter()
        found.build(folder, sample)
        (folder / "complete").write_text(f"{time.perf_counter() - began:.1f} s\n", "ascii")
    return 0


def _answer(engine: Peer, sample: Sample, asked: dict[str, Any]) -> dict[str, Any]:
    if "see" in asked:
        scope = None if asked["see"] is None else np.array(asked["see"], dtype=np.int64)
        engine.see(asked["handlings"], scope, asked["width"])
        return {}
    questions = sample.questions
    rows, wall, cpu = [], [], []
    for number in asked["ask"]:
        used, began = engine.cpu(), time.perf_counter()
        found = engine.ask(questions[number])
        wall.append(time.perf_counter() - began)
        cpu.append(engine.cpu() - used)
        rows.append([int(row) for row in found])
    return {"rows": rows, "wall": wall, "cpu": cpu}


def _say(answers: TextIO, said: dict[str, Any]) -> None:
    answers.write(json.dumps(said) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
