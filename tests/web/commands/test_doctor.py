from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.line import Command
from web.commands.environment import settings
from web.house import model_folder


def test_doctor_names_what_is_to_be_mended(concord: Command, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> tuple[int, dict[str, tuple[bool, str]]]:
        code, out, _ = concord("doctor", "--json")
        return code, {entry["subject"]: (entry["well"], entry["sentence"]) for entry in json.loads(out)}

    code, before = found()
    assert code == 1
    assert "concord init" in before["data folder"][1]
    assert not data.exists()
    concord("init")
    code, after = found()
    assert (code, [name for name, (well, _) in after.items() if not well]) == (0, [])
    assert str(model_folder(settings())) in after["model"][1]
    data.chmod(0o755)
    code, open_ = found()
    assert code == 1
    assert f"chmod go-rwx {data}" in open_["data folder"][1]
    monkeypatch.setenv("CONCORD_PROT", "1")
    code, strange = found()
    assert code == 1
    assert "CONCORD_PORT" in strange["settings"][1]
