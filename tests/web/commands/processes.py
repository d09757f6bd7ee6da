"""The command line as processes of their own, over one data folder and the model the other tests use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from tests.model import ROOT, model_folder

SECONDS = 240.0


@dataclass(slots=True)
class Processes:
    """Starts ``concord`` with one environment."""

    folder: Path
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("CONCORD_")}
        models = self.folder / "models"
        models.mkdir()
        (models / model_folder().name).symlink_to(model_folder())
        self.environment = {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder),
            "CONCORD_DATA": str(self.folder / "data"),
            "CONCORD_MODEL_FOLDER": str(models),
        }

    def run(self, *arguments: object, token: str = "", code: int = 0) -> str:
        """Run a command to its end and return what it printed."""
        done = subprocess.run(
            self._command(arguments),
            env={**self.environment, "CONCORD_TOKEN": token},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    def json(self, *arguments: object, token: str = "") -> Any:
        """Run a command to its end and return the JSON it printed."""
        return json.loads(self.run(*arguments, "--json", token=token))

    @contextmanager
    def started(self, *arguments: object, **more: str) -> Iterator[Running]:
        """Give a command that stays; it is killed at the end where it is still there."""
        process = subprocess.Popen(
            self._command(arguments),
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with process:
            try:
                yield Running(process)
            finally:
                process.kill()

    def _command(self, arguments: tuple[object, ...]) -> list[str]:
        return [sys.executable, "-m", "web.cli", *map(str, arguments)]


class Running:
    """A command at work, and the lines it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._queue: Queue[str | None] = Queue()
        Thread(target=self._read, daemon=True).start()

    def until(self, words: str) -> str:
        """Return the first line from now on that holds the words; fail where it ends before."""
        while (line := self._queue.get(timeout=SECONDS)) is not None:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError("it ended without: " + words + "\n" + "".join(self.lines))

    def end(self, number: int) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(line)
        self._queue.put(None)
