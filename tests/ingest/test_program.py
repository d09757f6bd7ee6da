"""Programs that read hostile content: behind walls, within bounds."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from ingest import sandbox
from ingest.program import Amounts, ProgramFailed, run

AMOUNTS = Amounts(memory=256 << 20, output=1 << 20, cpu_seconds=10, seconds=20.0)
needs_walls = pytest.mark.skipif(sandbox.level() != "bubblewrap", reason="bubblewrap does not work on this machine")


def program(name: str) -> str:
    return str(Path(shutil.which(name) or name).resolve())


def python(code: str, amounts: Amounts = AMOUNTS) -> bytes:
    return run([str(Path(sys.executable)), "-I", "-S", "-c", code], b"", amounts, {"LANG": "C.UTF-8"})


def test_a_program_reads_what_it_is_given_and_its_output_comes_back() -> None:
    assert run([program("cat")], b"picture", AMOUNTS, {}) == b"picture"


def test_its_environment_is_what_was_named_and_nothing_else() -> None:
    said = run([program("env")], b"", AMOUNTS, {"OMP_THREAD_LIMIT": "1"})
    assert said.split() == [b"OMP_THREAD_LIMIT=1"]


def test_one_that_fails_or_is_missing_is_said_to() -> None:
    for command in ([program("false")], ["/nowhere/at/all"]):
        with pytest.raises(ProgramFailed, match="ended with an error"):
            run(command, b"", AMOUNTS, {})


def test_one_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ProgramFailed, match=r"more than 0\.2 seconds"):
        run([program("sleep"), "60"], b"", Amounts(256 << 20, 1 << 20, 10, 0.2), {})


def test_one_that_writes_without_end_is_ended() -> None:
    with pytest.raises(ProgramFailed, match="more than is believed"):
        run([program("yes")], b"", AMOUNTS, {})


def test_one_that_wants_more_memory_than_it_may_have_is_ended() -> None:
    with pytest.raises(ProgramFailed, match="ended with an error"):
        python("x = bytearray(512 << 20); print(len(x))")


def test_it_may_write_no_file_and_start_no_other_program(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed):
        python(f"f = open({str(tmp_path / 'x')!r}, 'w'); f.write('y' * 9); f.close()")
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size


@needs_walls
def test_it_sees_neither_the_network_nor_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    assert (
        python(
            f"import os; print(os.path.exists({str(tmp_path)!r}), os.listdir('/sys') if os.path.exists('/sys') else 0)"
        )
        == b"False 0\n"
    )
    code = "import socket; s = socket.socket(); s.settimeout(1); print(s.connect_ex(('192.0.2.1', 9)) != 0)"
    assert python(code) == b"True\n"
