"""The default model for tests: built once from its wheel into the checkout's cache."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def model_folder() -> Path:
    """Return the folder of the default model; the first time this takes about twenty seconds."""
    folder = ROOT / ".cache" / "models" / "default"
    if not (folder / "model.json").is_file():
        subprocess.run([sys.executable, "-m", "search.model", str(folder)], cwd=ROOT, check=True)
    return folder
