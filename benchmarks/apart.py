"""Where peers live: an environment of their own, ``.bench/venv``, which ``make bench`` fills."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from benchmarks.results import ROOT

APART = ROOT / ".bench" / "venv"


def apart() -> Path:
    """Return the Python of the peers."""
    python = APART / "bin" / "python"
    if not python.exists():
        raise SystemExit("The peers are not installed. `make bench` installs them into .bench/venv.")
    return python


def brought(package: str) -> Path | None:
    """Return the folder of a package beside Concord or among the peers; None where neither has it."""
    places = [Path(sysconfig.get_path("purelib")), *APART.glob("lib/python3*/site-packages")]
    return next((place / package for place in places if (place / package).is_dir()), None)
