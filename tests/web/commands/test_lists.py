"""``concord lists``: as the owner of a token, through the same desk as everybody."""

from __future__ import annotations

import pytest

from tests.web.commands.line import Command, printed


@pytest.fixture
def officers(founded: Command) -> dict[str, str]:
    """The tokens of two registry officers and of an analyst of Europol."""
    for name in ("ingrid", "ruth"):
        printed(founded("people", "add", name, "--organization", "interpol", "--role", "registry", "--json"))
    return {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("ingrid", "ruth", "lena")}


def test_a_list_is_founded_approved_narrowed_and_widened(
    founded: Command, officers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", officers["ingrid"])
    what = ("--purpose", "Ports", "--members", "europol,country:BR", "--rule", "body:gccpol", "--reason", "Asked")
    made = printed(founded("lists", "create", "maritime", *what, "--valid-until", "2035-01-01", "--json"))
    assert (made["version"], made["proposed"]["rule"]) == (0, "body:gccpol")
    assert "Nobody decides her own request" in founded("lists", "approve", "maritime", 1)[2]
    monkeypatch.setenv("CONCORD_TOKEN", officers["ruth"])
    assert "Version 1 of maritime is in force." in founded("lists", "approve", "maritime", 1)[1]
    monkeypatch.setenv("CONCORD_TOKEN", officers["lena"])
    assert "[body:gccpol]" in founded("lists", "show")[1]
    assert printed(founded("lists", "show", "maritime", "--json"))[0]["valid_until"] == "2035-01-01T00:00:00Z"
    assert founded("lists", "propose", "maritime", "--members", "europol")[0] == 1
    monkeypatch.setenv("CONCORD_TOKEN", officers["ingrid"])
    assert printed(founded("lists", "propose", "maritime", "--rule", "", "--json"))["rule"] is None
    tried = printed(founded("lists", "propose", "maritime", "--members", "europol,frontex", "--preview"))
    assert (tried["newly_in"], tried["newly_out"], tried["needs_approval"]) == (["frontex"], ["ncb-br"], True)
    waits = founded("lists", "propose", "maritime", "--valid-until", "never", "--reason", "For good")[1]
    assert waits == "Version 3 of maritime waits for another officer of the registry.\n"
    monkeypatch.setenv("CONCORD_TOKEN", officers["ruth"])
    assert founded("lists", "decline", "maritime", 3)[0] == 2
    assert founded("lists", "decline", "maritime", 3, "--reason", "No")[0] == 0
    assert printed(founded("lists", "show", "--json"))[0]["proposed"] is None


def test_what_is_refused_is_said_in_a_sentence(
    founded: Command, officers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", officers["ingrid"])
    code, _, err = founded("lists", "create", "maritime", "--purpose", "Ports", "--rule", "kind:ship")
    assert (code, "Character 1: 'kind:ship' is not known here" in err) == (1, True)
    assert founded("lists", "create", "maritime", "--purpose", "Ports", "--valid-until", "soon")[0] == 2
    assert "nothing here under that id" in founded("lists", "show", "maritime")[2]
