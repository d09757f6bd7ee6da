from __future__ import annotations

from pathlib import Path

from tests.web.commands.line import Command, act, printed


def test_organizations_are_listed_and_loaded_once(founded: Command, data: Path, tmp_path: Path) -> None:
    listed = printed(founded("organizations", "list", "--json"))
    bodies = [entry["id"] for entry in listed if entry["kind"] == "body"]
    assert len(bodies) == 12
    assert {"afripol", "europol", "interpol"} <= set(bodies)
    assert printed(founded("organizations", "load", "--json")) == {"added": 0}
    (tmp_path / "bad.json").write_text('{"organizations": [{"id": "x"}]}')
    code, _, err = founded("organizations", "load", tmp_path / "bad.json")
    assert code == 1
    assert "does not describe organizations" in err
    assert act(data, "organizations-load").detail == {"by": "operator", "added": 0}
