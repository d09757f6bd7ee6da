"""``python -m benchmarks.verify``, as it is called."""

from __future__ import annotations

import subprocess
import sys

from tests.model import ROOT


def test_without_a_folder_it_says_what_is_missing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.verify"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Concord is measured on real documents: name the folder that holds them")
    assert "Traceback" not in done.stderr
