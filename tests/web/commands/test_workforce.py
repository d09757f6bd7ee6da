"""The processes a command starts run Concord's own code."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from repository.settings import Settings
from web.commands.workforce import WORKER
from web.house import builder

BUILDER = builder(Settings(Path("data"), Path("built"), Path("key")))[:4]


@pytest.mark.parametrize("command", [[*WORKER, "--help"], [*BUILDER, "--help"]], ids=["worker", "builder"])
def test_what_lies_in_the_folder_where_a_command_is_given_is_not_run(command: list[str], tmp_path: Path) -> None:
    for package in ("models", "repository", "search", "ingest", "web"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('a stranger was here')\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "usage" in done.stdout.lower()
    assert "stranger" not in done.stdout + done.stderr
