from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.web.commands.line import Command, act, printed
from web.commands.caller import open_desk
from web.commands.environment import settings
from web.visitor import sign_in


def test_a_person_is_added_listed_cleared_and_suspended_and_each_is_recorded(founded: Command, data: Path) -> None:
    added = founded(
        *("people", "add", "omar", "--organization", "aimc", "--role", "analyst", "--briefed"),
        *("--clearance", "interpol:IC", "--expires", "2036-01-01", "--compartments", "LANTERN,OWL", "--json"),
    )
    ident = printed(added)["id"]

    def shown() -> Any:
        return next(p for p in printed(founded("people", "list", "--json")) if p["username"] == "omar")

    assert shown() == {
        "id": ident,
        "username": "omar",
        "name": "omar",
        "organization": "aimc",
        "role": "analyst",
        "active": True,
        "email": None,
        "briefed": True,
        "compartments": ["LANTERN", "OWL"],
        "clearances": [{"level": "interpol:IC", "expires": "2036-01-01T00:00:00Z"}],
    }
    assert act(data, "person-add").detail == {"by": "operator", "person": ident}
    assert act(data, "person-add").actor is None
    printed(founded("people", "clear", "omar", "--revoke", "--no-briefed", "--compartments", "", "--json"))
    assert (shown()["clearances"], shown()["briefed"], shown()["compartments"]) == ([], False, [])
    assert act(data, "person-clear").detail["revoked"] == 1
    printed(founded("people", "clear", "omar", "--clearance", "un:C", "--json"))
    assert [held["level"] for held in shown()["clearances"]] == ["un:C"]
    assert printed(founded("people", "suspend", "omar", "--json"))["active"] is False
    assert shown()["active"] is False
    assert printed(founded("people", "resume", "omar", "--json"))["active"] is True
    assert (
        act(data, "person-suspend").detail == act(data, "person-resume").detail == {"by": "operator", "person": ident}
    )


def test_an_analyst_is_lent_to_another_organization_until_that_ends(founded: Command, data: Path) -> None:
    lent = printed(founded("people", "affiliate", "lena", "frontex", "--json"))
    assert lent["acts_for"] == ["europol", "frontex"]
    assert act(data, "affiliate").detail["organization"] == "frontex"
    assert founded("people", "affiliate", "lena", "frontex", "--end")[1] == "lena acts for: europol.\n"
    assert founded("people", "affiliate", "lena", "europol")[0] == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            ("add", "amina", "--organization", "afripol", "--role", "analyst"),
            "already a person named 'amina'",
        ),
        (("add", "x", "--organization", "atlantis", "--role", "analyst"), "no organization 'atlantis'"),
        (("add", "x", "--organization", "afripol", "--role", "king"), "'king' is not a role"),
        (
            ("add", "x", "--organization", "afripol", "--role", "analyst", "--clearance", "interpol:X"),
            "'X' is not a level",
        ),
        (
            ("add", "x", "--organization", "afripol", "--role", "analyst", "--password-stdin"),
            "holds no password",
        ),
        (("clear", "amina"), "Say what changes"),
        (("suspend", "nobody"), "no person named 'nobody'"),
    ],
)
def test_what_cannot_be_said_of_people_is_refused_in_a_sentence(
    founded: Command, line: tuple[str, ...], sentence: str
) -> None:
    before = founded("people", "list", "--json")
    code, out, err = founded("people", *line)
    assert (code, out) == (1, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert founded("people", "list", "--json") == before


def test_a_password_comes_from_standard_input(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame please\n"))
    code, _, _ = founded("people", "add", "omar", "--organization", "aimc", "--role", "analyst", "--password-stdin")
    assert code == 0
    house = open_desk(settings())
    assert sign_in(house, "omar", "open sesame please")
    assert not sign_in(house, "omar", "open sesame please ")
    house.registry.database.close()
