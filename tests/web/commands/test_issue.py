"""``concord issue``: a numbered copy into a file."""

from __future__ import annotations

import stat
from pathlib import Path

import pypdfium2
import pytest

from ingest.pipeline import Reader
from ingest.worker import Worker
from search.centring import Centring
from tests.encoders import HashingEncoder
from tests.web.commands.line import Command, act, printed
from web.commands.environment import settings
from web.house import open_registry


def test_a_copy_is_written_once_for_the_owner_of_the_token(
    founded: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "r.md", tmp_path / "copy.pdf"
    source.write_text("# Convoys\n\nConvoys were seen on three roads.\n")
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    options = ("--marking", "interpol:IFOUO", "--release-to", "europol")
    ident = printed(founded("upload", source, *options, "--json"))["id"]
    code, _, err = founded("issue", ident, "--output", target)
    assert (code, target.exists()) == (1, False)
    assert "no text" in err
    read_all()
    said = printed(founded("issue", ident, "--output", target, "--json"))
    with pypdfium2.PdfDocument(target) as document:
        assert said["pages"] == len(document) == 2
        assert said["number"] in document[1].get_textpage().get_text_bounded()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert act(data, "issue").outcome == "done"
    kept = target.read_bytes()
    code, _, err = founded("issue", ident, "--output", target)
    assert (code, target.read_bytes()) == (1, kept)
    assert "File exists" in err


def test_whoever_may_not_read_it_gets_no_file(
    founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "lena", "--json"))["token"])
    code, _, err = founded("issue", "a" * 26, "--output", tmp_path / "copy.pdf")
    assert (code, (tmp_path / "copy.pdf").exists()) == (1, False)
    assert "nothing here" in err


def read_all() -> None:
    """Work off the queue with an encoder that needs no model."""
    registry = open_registry(settings())
    encoder = HashingEncoder()
    worker = Worker(registry, lambda: Reader(encoder, Centring.learn(encoder)))
    while worker.step():
        pass
    registry.database.close()
