"""``concord reindex``: the index made anew by the operator; and what the doctor says of a change of model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model import model_folder
from tests.web.commands.line import Command, act, printed
from tests.web.commands.test_overlaps import read_all


@pytest.fixture
def kept(founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One assessment that was read, by another model than the one that is built; its id."""
    monkeypatch.setenv("CONCORD_MODEL_FOLDER", str(model_folder().parent))
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    (tmp_path / "ports.md").write_text("# Ports\n\nFerries leave at noon.\n")
    ident: str = printed(founded("upload", tmp_path / "ports.md", "--marking", "interpol:IFOUO", "--json"))["id"]
    read_all()
    return ident


def test_everything_or_some_is_made_anew_and_recorded(founded: Command, data: Path, kept: str) -> None:
    code, out, err = founded("reindex")
    assert (code, out) == (0, "1 editions are indexed anew; 0 could not be.\n")
    assert "1 of 1 editions" in err
    assert act(data, "reindex").detail == {"editions": 1}
    assert printed(founded("reindex", kept, "--json")) == [{"assessment": kept, "outcome": "done"}]
    assert "Ferries leave at noon." in founded("search", "ferries")[1]
    code, _, err = founded("reindex", "unknown")
    assert (code, "nothing here under these ids" in err) == (1, True)


def test_the_doctor_tells_of_a_model_that_follows(founded: Command, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert founded("reindex")[0] == 0
    assert "model in use" not in founded("doctor")[1]
    monkeypatch.setenv("CONCORD_MODEL", "another")
    assert "It is to be followed by 'another', which is not built yet" in founded("doctor")[1]
