from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.assessment import Edition
from repository import editions
from tests.web.commands.line import Command, act, printed
from tests.web.commands.shelf import released
from web.commands.caller import open_desk
from web.commands.environment import settings


def release_list(ident: str) -> list[str] | None:
    house = open_desk(settings())
    with house.registry.database.read() as session:
        edition = session.exec(select(Edition).where(Edition.assessment_id == ident)).one()
        found = editions.read_deposit(edition, house.registry.vault).release_to
    house.registry.database.close()
    return found


def test_an_officer_narrows_and_asks_by_command_and_others_are_refused(
    founded: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    ident = released(release_to=["europol"])
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    narrow = ("act", "narrow", ident, "--body", '{"remove": ["europol"]}', "--reason", "a source is at risk", "--json")
    assert printed(founded(*narrow)) == {"id": ident, "state": "released", "request": None}
    assert release_list(ident) == []
    asked = printed(founded("act", "recall", ident, "--reason", "a source is at risk", "--json"))
    assert asked["request"]
    code, out, _ = founded("act", "withdraw", ident)
    assert (code, "withdrawn" in out) == (0, True)
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    code, _, err = founded("act", "recall", ident, "--reason", "mine")
    assert (code, "nothing here" in err) == (1, True)
    assert act(data, "recall").outcome == "refused"


def test_a_preview_says_who_loses_and_changes_nothing(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    ident = released(release_to=["europol"])
    narrow = ("act", "narrow", ident, "--body", '{"remove": ["europol"]}', "--preview")
    found = printed(founded(*narrow, "--json"))
    assert [person["organization"] for person in found["people_out"]] == ["europol"]
    assert "lose: lena (europol)" in founded(*narrow)[1]
    assert "lose: amina (afripol), lena (europol)" in founded("act", "recall", ident, "--preview")[1]
    assert founded("act", "withdraw", ident, "--preview")[0] == 2
    assert release_list(ident) == ["europol"]


def test_what_an_act_is_told_wrongly_is_said(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    token = printed(founded("token", "create", "amina", "--json"))["token"]
    monkeypatch.setenv("CONCORD_TOKEN", token)
    ident = released(release_to=["europol"])
    assert founded("act", "dance", ident)[0] == 2
    code, _, err = founded("act", "narrow", ident, "--body", "[]")
    assert (code, "JSON object" in err) == (1, True)
    code, _, err = founded("act", "narrow", ident, "--body", '{"remove": ["europol"]}')
    assert (code, "Reason: is needed here" in err) == (1, True)
    code, _, err = founded("act", "narrow", ident, "--reason", "x", "--body", '{"remov": []}')
    assert (code, "is not a field of this request" in err) == (1, True)
