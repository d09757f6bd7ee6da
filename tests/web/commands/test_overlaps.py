"""``concord overlaps``: what shares text, for the owner of the token."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import Reader
from ingest.worker import Worker
from search.centring import Centring
from tests.encoders import HashingEncoder
from tests.overlapping import report
from tests.web.commands.line import Command, act, printed
from web.commands.environment import settings
from web.house import open_registry


def read_all() -> None:
    encoder = HashingEncoder()
    registry = open_registry(settings())
    worker = Worker(registry, lambda: Reader(encoder, Centring.learn(encoder)))
    while worker.step():
        pass
    registry.database.close()


def test_a_file_is_compared_with_what_the_owner_may_see_and_not_kept(
    founded: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, copy = tmp_path / "gold.md", tmp_path / "copy.md"
    kept.write_text(report("Gold", 0, 1))
    copy.write_text(report("Copy", 0, 1, 2, 3))
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    ident = printed(founded("upload", kept, "--marking", "interpol:IFOUO", "--json"))["id"]
    read_all()
    code, out, _ = founded("overlaps", copy)
    assert code == 0
    assert "50% of the paragraphs here stand there; 100% of the paragraphs there stand here." in out
    assert printed(founded("overlaps", copy, "--json"))["overlaps"][0]["assessment"]["id"] == ident
    assert act(data, "overlaps").outcome == "done"
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    assert "Nothing that you may see shares text with it." in founded("overlaps", copy)[1]
    code, _, err = founded("overlaps", tmp_path / "absent.md")
    assert (code, "There is nothing here under that id" in err) == (1, True)
