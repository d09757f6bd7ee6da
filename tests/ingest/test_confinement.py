"""What the child may not do, tried in a real child."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOT = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ingest.confinement import confine, limit; "


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", BOOT + code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "code",
    [
        "import socket; confine(); socket.socket()",
        "import socket; confine(); socket.getaddrinfo('localhost', 80)",
        "import subprocess; confine(); subprocess.run(['true'])",
        "import os; confine(); os.system('true')",
        "confine(); open('/etc/passwd')",
        "confine(); open('/tmp/concord-test', 'w')",
        "import os; confine(); os.open('/dev/null', os.O_RDWR)",
        "import os; confine(); os.remove('/nowhere')",
    ],
)
def test_a_confined_process_is_refused(code: str) -> None:
    ended = run(code)
    assert ended.returncode == 1
    assert "is refused while a document is read" in ended.stderr


def test_a_confined_process_still_loads_libraries() -> None:
    ended = run("confine(); import colorsys, lxml.html; print('loaded')")
    assert (ended.returncode, ended.stdout) == (0, "loaded\n")


def test_memory_is_bounded() -> None:
    ended = run("limit(300 << 20, 5, 5)\ntry:\n    bytes(1 << 30)\nexcept MemoryError:\n    print('bounded')")
    assert ended.stdout == "bounded\n"


def test_files_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "written"
    ended = run(f"limit(1 << 30, 5, 5); f = open({str(target)!r}, 'w'); f.write('x'); f.flush()")
    assert ended.returncode != 0
    assert target.read_text() == ""
