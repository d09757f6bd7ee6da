from __future__ import annotations

import json
from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import Asking

STRANGE: list[dict[str, Any]] = [
    {"title": "\ud800"},
    {"title": "\x00\x01\u202etitle"},
    {"title": "t" * 501},
    {"abstract": "a" * 5001},
    {"embargo_until": "0001-01-01T00:00:00+14:00"},
    {"retention_until": "9999-12-31T23:59:59-14:00"},
    {"embargo_until": "2027-01-01", "retention_until": "2027-01-01T00:00:00+01:00"},
    {"embargo_until": 1e300},
    {"published_at": "0000-00-00"},
    {"downgrade_on": {"date": "0001-01-01T00:00:00+14:00", "level": "IFOUO"}},
    {"period": {"from": "2026-01-01", "until": "2025-01-01"}},
    {"release_to": ["person:" + "a" * 26]},
    {"release_to": ["list:\x00"]},
    {"release_to": [""]},
    {"release_to": ["europol"] * 301},
    {"originators": []},
    {"originators": ["europol"]},
    {"countries": ["ÄÄ"]},
    {"pillars": ["\ud83d"]},
    {"marking": {"scheme": "", "level": ""}},
    {"marking": {"text": "\u202e" * 200}},
    {"tearlines": [{"portions": [], "marking": {}, "release_to": []}]},
    {"kind": {"nested": []}},
]


@pytest.mark.parametrize("said", STRANGE, ids=str)
def test_strange_metadata_are_kept_as_they_are_or_refused_by_field_and_never_break_the_server(
    ask: Asking, cast: Cast, said: dict[str, Any]
) -> None:
    deposited = ask.deposit("amina", **said)
    assert deposited.status_code in (202, 422), deposited.text
    if deposited.status_code == 422:
        assert all(error["field"] and error["sentence"] for error in deposited.json()["errors"])
    else:
        assert ask.act("amina", "submit", deposited.json()["id"]).status_code == 409
    ident = ask.deposit("amina", title="Sound").json()["id"]
    headers = {"Content-Type": "application/json"}
    changed = ask("amina", "PATCH", f"/assessments/{ident}", content=json.dumps(said), headers=headers)
    assert changed.status_code in (200, 422), changed.text
    assert ask.get("amina", f"/assessments/{ident}/metadata").status_code == 200


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"\x00", b'{"username": "a", "username": "b"}', b""]
)
def test_bodies_that_are_no_json_are_refused(ask: Asking, body: bytes) -> None:
    for path in ("/session", "/people", "/circulation-lists", "/release-preview"):
        answer = ask("yuki", "POST", path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), path
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("username", ["\x00", "a b", "é", "\u202enimda", "x" * 200])
def test_strange_user_names_sign_nobody_in_and_are_not_added(ask: Asking, username: str) -> None:
    answer = ask(None, "POST", "/session", json={"username": username, "password": "x"})
    assert answer.status_code == 401
    person = {"username": username, "name": "N", "organization": "europol", "role": "analyst"}
    if ask("yuki", "POST", "/people", json=person | {"expires": "0001-01-01T00:00:00+14:00"}).status_code != 422:
        pytest.fail("a person with an impossible date was added")


@pytest.mark.parametrize("query", ["%00", "%ff", "\u202e", '"', "AND OR NOT *", "a" * 4000, "%F0%9F%92%A9" * 100])
def test_strange_questions_are_answered(ask: Asking, query: str) -> None:
    assert ask.get("lena", f"/search?q={query}").status_code == 200
