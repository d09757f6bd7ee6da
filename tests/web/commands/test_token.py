from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.notice import Notice
from repository import people
from tests.web.commands.line import Command, act, printed
from web.commands.environment import opened, settings


def test_a_token_acts_as_its_person_who_is_told_until_it_is_revoked(
    founded: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = printed(founded("token", "create", "amina", "--label", "scripts", "--json"))["token"]
    monkeypatch.setenv("CONCORD_TOKEN", secret)
    assert printed(founded("jobs", "--json")) == []
    with opened(settings()) as registry, registry.database.read() as session:
        notice = session.exec(select(Notice)).one()
        assert notice.person_id == people.named(session, "amina").id
    assert (notice.kind, notice.detail) == ("token", {"by": "operator", "label": "scripts"})
    entry = act(data, "token-create")
    assert entry.actor is None
    assert secret not in json.dumps(entry.detail)
    founded("token", "create", "amina")
    assert printed(founded("token", "revoke", "--json")) == {"revoked": 1}
    code, _, err = founded("jobs")
    assert code == 1
    assert "not a living token" in err
    assert printed(founded("token", "revoke", "amina", "--json")) == {"revoked": 1}
    assert printed(founded("token", "revoke", "amina", "--json")) == {"revoked": 0}


def test_suspension_holds_for_the_tokens_next_use(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    assert founded("jobs")[0] == 0
    founded("people", "suspend", "amina")
    assert founded("jobs")[0] == 1


@pytest.mark.parametrize("line", [("jobs",), ("search", "convoys"), ("upload", __file__)], ids=lambda line: line[0])
def test_whoever_acts_for_a_person_needs_her_token(founded: Command, line: tuple[str, ...]) -> None:
    code, out, err = founded(*line)
    assert (code, out) == (1, "")
    assert "Set CONCORD_TOKEN" in err
