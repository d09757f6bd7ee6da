"""A program run on hostile content: behind the same walls as a reader of files, its output read within bounds."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest import sandbox

_ROOT = Path(__file__).resolve().parent.parent
_BOOT = (
    "import sys, json; sys.path.insert(0, sys.argv[1]); "
    "from ingest.confinement import become; become(**json.loads(sys.argv[2]))"
)
_CHUNK = 1 << 16


class ProgramFailed(Exception):
    """The program took too long, wrote too much, or ended with an error."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one run may take: bytes of memory and of output, seconds of processor time and of wall clock."""

    memory: int
    output: int
    cpu_seconds: int
    seconds: float


def run(command: Sequence[str], content: bytes, amounts: Amounts, environment: Mapping[str, str]) -> bytes:
    """Run a program by its full path with ``content`` as its standard input; return what it writes.

    It has no network, sees no files but installed ones and may write none. Raises ``ProgramFailed``.
    """
    asked = {
        "command": list(command),
        "environment": dict(environment),
        "memory": amounts.memory,
        "cpu_seconds": amounts.cpu_seconds,
    }
    started = [sys.executable, "-I", "-B", "-S", "-c", _BOOT, str(_ROOT), json.dumps(asked)]
    if sandbox.level() == "bubblewrap":
        started = [*sandbox.walls(), *started]
    with sandbox.handed(content) as descriptor:
        process = subprocess.Popen(
            started,
            stdin=descriptor,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
    try:
        return _output(process, amounts)
    finally:
        _end(process)


def _output(process: subprocess.Popen[bytes], amounts: Amounts) -> bytes:
    end = time.monotonic() + amounts.seconds
    pipe = process.stdout.fileno() if process.stdout is not None else -1
    held = bytearray()
    while True:
        wait = end - time.monotonic()
        if wait <= 0 or not select.select([pipe], [], [], wait)[0]:
            raise ProgramFailed(f"it took more than {amounts.seconds:g} seconds")
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            break
        held += chunk
        if len(held) > amounts.output:
            raise ProgramFailed("it wrote more than is believed")
    with suppress(subprocess.TimeoutExpired):
        if process.wait(max(1.0, end - time.monotonic())) == 0:
            return bytes(held)
    raise ProgramFailed("it ended with an error")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
