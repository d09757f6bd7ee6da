"""Legal holds from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.deposit import Deposit
from repository import editions, people
from tests.web.commands.line import Command, act, printed
from web.commands.environment import opened, settings


def a_draft() -> str:
    """Keep a draft of AFRIPOL and return its assessment."""
    with opened(settings()) as registry:
        with registry.database.read() as session:
            amina = people.named(session, "amina")
        edition = editions.draft(registry.vault, registry.ids, registry.clock, amina, Deposit(title="Ports"))
        with registry.database.write() as session:
            editions.keep(session, edition, Deposit(title="Ports"))
        return edition.assessment_id


def test_a_hold_is_placed_listed_and_lifted_by_its_side(
    founded: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    ident = a_draft()
    hold = printed(founded("holds", "place", ident, "--reason", "a court asks", "--json"))
    assert (hold["assessment"], hold["side"], hold["lifted_at"]) == (ident, "afripol", None)
    assert printed(founded("holds", "list", "--json")) == [hold]
    assert "a court asks" in founded("holds", "life", ident)[1]
    code, _, err = founded("act", "discard", ident)
    assert code == 1
    assert "legal hold" in err
    assert founded("holds", "lift", hold["id"], "--reason", "closed")[0] == 0
    assert act(data, "lift-hold").detail["reason"] == "closed"
    assert founded("act", "discard", ident)[0] == 0
    assert printed(founded("holds", "life", ident, "--json"))["state"] == "destroyed"


def test_what_does_not_concern_her_is_not_there(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = a_draft()
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "lena", "--json"))["token"])
    for arguments in (("place", ident, "--reason", "mine"), ("life", ident), ("list",)):
        assert founded("holds", *arguments)[0] == 1
