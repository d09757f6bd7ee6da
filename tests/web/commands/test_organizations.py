from __future__ import annotations

from pathlib import Path

import pytest

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


def test_the_registry_decides_by_command_and_as_nobody_else(
    founded: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert founded("people", "add", "ingrid", "--organization", "interpol", "--role", "registry")[0] == 0
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "ingrid")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    suspend = ("organizations", "standing", "europol", "suspended", "--reason", "A breach", "--json")
    assert founded(*suspend)[0] == 1
    monkeypatch.setenv("CONCORD_TOKEN", tokens["ingrid"])
    assert printed(founded(*suspend)) == {"state": "in-force", "request": None}
    assert act(data, "standing").detail["standing"] == "suspended"
    lift = printed(founded("organizations", "standing", "europol", "active", "--reason", "Cleared", "--json"))
    assert lift["state"] == "asked"
    agreed = ("organizations", "agreement", "afripol", "--ceiling", "3", "--reference", "MoU 4", "--json")
    assert printed(founded(*agreed))["state"] == "in-force"
    higher = ("organizations", "agreement", "afripol", "--change", "1", "--ceiling", "4", "--reason", "Rooms", "--json")
    assert printed(founded(*higher))["state"] == "asked"
    assert founded("organizations", "membership", "gccpol", "EG", "--json")[0] == 0
    assert founded("organizations", "membership", "gccpol", "EG", "--end")[0] == 0
    assert founded("organizations", "membership", "gccpol", "EG", "--from", "soon")[0] == 2
    assert "waits" in founded("organizations", "merge", "gccpol", "aimc", "--reason", "By treaty")[1]
    assert founded("organizations", "profile", "gccpol", "--mandate", "Gulf police", "--channel", "Mail")[0] == 0


def test_a_token_acts_for_another_organization_only_under_an_affiliation(founded: Command) -> None:
    code, _, err = founded("token", "create", "amina", "--organization", "europol")
    assert (code, "does not act for 'europol'" in err) == (1, True)
    assert founded("token", "create", "amina", "--organization", "afripol")[0] == 0
