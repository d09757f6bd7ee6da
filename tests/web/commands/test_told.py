"""Notices, what is disclosed, and rooms, on the command line: as the token's owner, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.commands.line import Command, act, printed
from tests.web.commands.shelf import released


@pytest.fixture
def become(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lena's token is set; making it left her a notice."""
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "lena", "--json"))["token"])


@pytest.mark.usefixtures("become")
def test_a_notice_is_listed_until_it_is_acknowledged(founded: Command) -> None:
    [notice] = printed(founded("notices", "list", "--json"))["notices"]
    assert notice["kind"] in founded("notices", "list")[1]
    code, out, _ = founded("notices", "acknowledge", notice["id"])
    assert (code, out) == (0, "The notice is acknowledged.\n")
    assert printed(founded("notices", "list", "--json"))["notices"] == []
    assert len(printed(founded("notices", "list", "--all", "--json"))["notices"]) == 1
    code, _, err = founded("notices", "acknowledge", "none")
    assert (code, "There is nothing here under that id" in err) == (1, True)


@pytest.mark.usefixtures("become")
def test_what_is_disclosed_is_listed_and_access_is_asked_for(founded: Command, data: Path) -> None:
    hidden = released(release_to=["ameripol"])
    ident = released(release_to=["ameripol"], disclosure="abstract", abstract="Hospitals and their suppliers.")
    [disclosed] = printed(founded("access", "list", "--json"))["disclosed"]
    assert (disclosed["assessment"], disclosed["abstract"]) == (ident, "Hospitals and their suppliers.")
    assert "Hospitals" in founded("access", "list")[1]
    made = printed(founded("access", "ask", ident, "--reason", "two hospitals report it", "--json"))
    assert (made["kind"], made["state"]) == ("access", "open")
    assert act(data, "ask").detail["reason"] == "two hospitals report it"
    for command in (("ask", hidden), ("ask", "none"), ("permit", hidden, "--actions", "translate")):
        code, _, err = founded("access", *command, "--reason", "why not")
        assert (code, "There is nothing here under that id" in err) == (1, True)


def test_a_room_sees_what_all_in_it_may_see_and_an_officer_why_not_the_rest(
    founded: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    founded("people", "add", "mei", "--organization", "aseanapol", "--role", "analyst")
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    both, europols = released(release_to=["europol", "aseanapol"]), released(release_to=["europol"])
    met = printed(founded("rooms", "meeting", "--person", "mei", "--person", "lena", "--json"))
    assert [line["assessment"]["id"] for line in met["results"]] == [both]
    assert [one["assessment"] for one in met["withheld"]] == [europols]
    out = founded("rooms", "meeting", "--organization", "aseanapol")[1]
    assert both in out
    assert "Withheld: " in out
    seen = printed(founded("rooms", "view-as", "europol", "--json"))
    assert {line["assessment"]["id"] for line in seen["results"]} == {both, europols}
    assert founded("rooms", "meeting")[0] == founded("rooms", "view-as", "nobody")[0] == 1
