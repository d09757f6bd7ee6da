from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.deposit import Deposit
from repository import editions, people, requests
from repository.access import read_reader
from repository.acts import Actor
from repository.registry import Registry
from tests.web.commands.line import Command, act, printed
from web.commands.environment import opened, settings

MARKING = {"scheme": "interpol", "level": "IFOUO"}


def actor(registry: Registry, session: Any, username: str) -> Actor:
    person = people.named(session, username)
    reader = read_reader(session, person.id, registry.clock.now())
    assert reader is not None
    return Actor(person, reader)


@pytest.fixture
def request_id(founded: Command, monkeypatch: pytest.MonkeyPatch) -> str:
    """Kofi of AFRIPOL asks to destroy a work of theirs; Amina's token is set."""
    founded("people", "add", "kofi", "--organization", "afripol", "--role", "originator")
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    said = Deposit.model_validate({"register_title": "Cyber note 4", "marking": MARKING, "release_to": []})
    with opened(settings()) as registry, registry.database.write() as session:
        kofi = actor(registry, session, "kofi")
        edition = editions.draft(registry.vault, registry.ids, registry.clock, kofi.person, said)
        editions.keep(session, edition, said)
        return requests.ask(registry, session, kofi, "destroy", ["afripol"], edition=edition, reason="old").id


def test_what_waits_is_listed_and_declined_with_a_reason(founded: Command, data: Path, request_id: str) -> None:
    code, out, _ = founded("consents", "list")
    assert code == 0
    assert request_id in out
    assert "kofi of afripol asks to destroy “Cyber note 4”" in out
    assert [one["id"] for one in printed(founded("consents", "list", "--json"))] == [request_id]
    assert founded("consents", "decline", request_id)[0] == 2
    answered = printed(founded("consents", "decline", request_id, "--reason", "a case is open", "--json"))
    assert (answered["state"], answered["answers"][0]["reason"]) == ("declined", "a case is open")
    assert act(data, "decline").detail["reason"] == "a case is open"
    assert printed(founded("consents", "list", "--json")) == []
    assert len(printed(founded("consents", "list", "--all", "--json"))) == 1


def test_what_is_refused_ends_in_one_sentence(founded: Command, request_id: str) -> None:
    code, _, err = founded("consents", "grant", "none")
    assert code == 1
    assert "There is nothing here under that id" in err
    founded("consents", "decline", request_id, "--reason", "no")
    code, _, err = founded("consents", "grant", request_id)
    assert code == 1
    assert "mina of afripol declined it already" in err


def test_the_operator_changes_where_somebody_is_mailed(founded: Command, data: Path) -> None:
    printed(
        founded(
            *("people", "add", "omar", "--organization", "aimc", "--role", "analyst"),
            *("--email", "omar@aimc.example", "--json"),
        )
    )

    def shown() -> Any:
        return next(p for p in printed(founded("people", "list", "--json")) if p["username"] == "omar")["email"]

    assert shown() == "omar@aimc.example"
    assert founded("people", "email", "omar", "omar at aimc")[0] == 1
    assert founded("people", "email", "omar", "o@aimc.example")[0] == 0
    assert shown() == "o@aimc.example"
    assert founded("people", "email", "omar")[0] == 0
    assert shown() is None
    assert "aimc.example" not in str(act(data, "person-email").detail)
