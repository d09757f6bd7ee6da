"""Loading an archive: ``python -m benchmarks.bulk [FILES]`` makes one-page PDFs and imports them, with the real model.

Once on the way ``concord import`` is killed with all it started, and goes on where it stopped. Prints files a
second, memory at its highest, and what the interruption cost.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from benchmarks.server import Server, concord
from web.house import offline

FILES = 5_000
WORK = Path("var") / "bulk"
TEXT = """
network convoy border harbour officer report region market weapon vehicle courier payment village station river
northern southern coastal seized arrested observed likely unlikely increase decrease during before after several
groups members routes goods people months years police customs and the of in to with from by for
"""
WORDS = TEXT.split()


@dataclass(slots=True)
class Import:
    """One run of ``concord import``: how long it took, its highest memory, how it ended."""

    seconds: float
    memory: int
    code: int


def main(files: int) -> int:
    """Print the figures of one loading with an interruption in the middle."""
    shutil.rmtree(WORK, ignore_errors=True)
    archive = WORK / "archive"
    archive.mkdir(parents=True)
    manifest = _made(archive, files)
    environment = offline(
        {
            **os.environ,
            "CONCORD_DATA": str(WORK / "data"),
            "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models"),
        }
    )
    subprocess.run([*concord(), "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    cut = _import(archive, manifest, environment, until=files // 2)
    before = _released(environment)
    rest = _import(archive, manifest, environment)
    after = _released(environment)
    _say("files", files)
    _say("killed after", f"{cut.seconds:.0f} s, {before} released")
    _say("the second import", f"{rest.seconds:.0f} s, exit code {rest.code}, {after} released")
    _say("files a second, both", f"{files / (cut.seconds + rest.seconds):.2f}")
    _say("highest memory of import and workers", f"{max(cut.memory, rest.memory) / 1e6:.0f} MB")
    return 0 if after == files else 1


def _say(name: str, value: object) -> None:
    print(f"{name:<46} {value}", flush=True)


def _made(archive: Path, files: int) -> Path:
    """Write one-page files, no two alike, and their manifest."""
    draw = random.Random(4)
    manifest = archive / "manifest.csv"
    with manifest.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(["file", "originator", "marking", "release_to"])
        for number in range(files):
            pdf = FPDF(format="A4")
            pdf.add_page()
            pdf.set_font("Helvetica", size=11)
            for _ in range(4):
                words = " ".join(draw.choice(WORDS) for _ in range(60))
                pdf.multi_cell(0, 6, f"{words.capitalize()} in case {number}.", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
                pdf.ln(4)
            (archive / f"{number:05}.pdf").write_bytes(bytes(pdf.output()))
            writer.writerow([f"{number:05}.pdf", "afripol", "interpol:IFOUO", "europol"])
    return manifest


@dataclass(slots=True)
class _Watch:
    """Looks at the memory of a process and all below it, every quarter of a second."""

    server: Server
    highest: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self._stop.wait(0.25):
            self.highest = max(self.highest, self.server.memory())

    def stop(self) -> None:
        self._stop.set()


def _import(archive: Path, manifest: Path, environment: dict[str, str], until: int = 0) -> Import:
    """Run the import; with ``until`` it is killed, and its workers with it, once so many files are done."""
    began = time.perf_counter()
    command = [*concord(), "import", str(archive), "--manifest", str(manifest)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watch = _Watch(Server(process))  # type: ignore[arg-type]
    looking = threading.Thread(target=watch.run, daemon=True)
    looking.start()
    assert process.stderr is not None
    for line in process.stderr:
        print(f"    {line.rstrip()}", flush=True)
        done = line.partition(" of ")[0].replace(",", "")
        if until and "pages" in line and done.isdecimal() and int(done) >= until:
            process.send_signal(signal.SIGKILL)
            break
    code = process.wait()
    watch.stop()
    looking.join()
    return Import(time.perf_counter() - began, watch.highest, code)


def _released(environment: dict[str, str]) -> int:
    """Return how many editions are released by now."""
    command = [*concord(), "doctor", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = {entry["subject"]: entry["sentence"] for entry in json.loads(done.stdout)}
    for subject, sentence in found.items():
        if subject.startswith(("assessment", "files")):
            _say("  doctor", f"{subject}: {sentence}")
    return _count(Path(environment["CONCORD_DATA"]))


def _count(data: Path) -> int:
    # Looked at from outside, past everything that Concord does.
    connection = sqlite3.connect(f"file:{data / 'concord.sqlite'}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM edition WHERE state = 'released'").fetchone()[0])
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES))
