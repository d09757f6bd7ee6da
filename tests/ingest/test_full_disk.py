"""A disk that is full refuses in words, loses nothing, and everything goes on by itself once there is room (P5)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.model import ROOT

ALONE = ("unshare", "--mount", "--propagation", "private")


@cache
def can_mount() -> bool:
    """Tell whether this machine lets us mount a small disk for one process."""
    script = "mount -t tmpfs -o size=64k tmpfs /mnt"
    try:
        return not subprocess.run([*ALONE, "sh", "-c", script], capture_output=True, check=False).returncode
    except OSError:
        return False


@pytest.mark.parametrize("left", [0, 4096, 1 << 20])
def test_p5_a_full_disk_is_said_in_words_and_costs_nothing_once_there_is_room(left: int, tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("a disk of a few megabytes can only be mounted by root, with 'unshare'")
    command = [*ALONE, sys.executable, "-m", "tests.ingest.full_disk", str(tmp_path), str(left)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    status, sentence = said["large"]
    assert (status, "The disk is full" in sentence) == (507, True), sentence
    for name in ("small", "me", "search", "read", "page"):
        status, sentence = said[name]
        assert status in (200, 202) or (status in (503, 507) and "disk" in sentence), (name, status, sentence)
    assert said["me"][0] == 200
    assert said["health"][0] == 204
    assert said["working files"] == []
    assert said["after"] == [202, 200]
    assert said["found"]
    assert said["kept"] == said["accepted"]
    assert said["states"] == ["done"] * said["accepted"]
    assert said["attempts"] == 1
    assert said["unsound"] == []
