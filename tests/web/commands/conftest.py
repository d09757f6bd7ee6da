from __future__ import annotations

import io
import logging
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.commands.line import Command, Said
from web.cli import run


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that does not exist yet, named by the environment; no terminal, no token."""
    for name in ("CONCORD_TOKEN", "CONCORD_MODEL_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONCORD_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return tmp_path / "data"


@pytest.fixture
def undone() -> Iterator[None]:
    """What a long-running command sets for its whole process is put back."""
    logger = logging.getLogger("concord")
    before = logger.handlers[:], logger.level, logger.propagate
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    logger.handlers[:], logger.level, logger.propagate = before
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def concord(data: Path, undone: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command line in this process; exit code, standard output and error."""

    def command(*arguments: object) -> Said:
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository with an officer of AFRIPOL and an analyst of Europol, made once."""
    folder = tmp_path_factory.mktemp("template") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCORD_DATA", str(folder))
        assert run(["init", "--json"]) == 0
        for name, organization, role in (("amina", "afripol", "originator"), ("lena", "europol", "analyst")):
            assert run(["people", "add", name, "--organization", organization, "--role", role]) == 0
    return folder


@pytest.fixture
def founded(concord: Command, data: Path, template: Path) -> Command:
    """The same over a copy of that repository."""
    shutil.copytree(template, data)
    return concord
