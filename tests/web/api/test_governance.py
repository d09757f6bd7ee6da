from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.house import Cast
from tests.web.asking import REPORT, Asking

LIST = {"name": "maritime", "purpose": "Piracy and ports", "members": ["europol", "country:BR"]}
PERSON = {"username": "jo", "name": "Jo Marsh", "organization": "europol", "role": "analyst"}
ROLES = {
    "analyst": "lena",
    "originator": "amina",
    "registry": "ingrid",
    "auditor": "owen",
    "administrator": "yuki",
}


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("GET", "/registrations", None, {"registry"}),
        ("GET", "/register/checkpoint", None, {"auditor"}),
        ("GET", "/people", None, {"administrator", "registry", "originator"}),
        ("POST", "/people", PERSON, {"administrator"}),
        ("POST", "/people/lena/suspend", None, {"administrator"}),
        ("POST", "/circulation-lists", LIST, {"registry"}),
        ("PATCH", "/circulation-lists/cyber-fusion", {"members": ["europol"]}, {"registry"}),
    ],
)
def test_each_office_is_for_its_roles(
    ask: Asking, method: str, path: str, body: dict[str, object] | None, allowed: set[str]
) -> None:
    for role, username in sorted(ROLES.items(), key=lambda pair: pair[0] in allowed):
        answer = ask(username, method, path, json=body)
        assert (answer.status_code < 300) == (role in allowed), f"{role}: {answer.text}"
        assert answer.status_code in (200, 201) if role in allowed else answer.status_code == 403


def test_a_person_is_added_suspended_and_let_back(ask: Asking) -> None:
    added = ask("yuki", "POST", "/people", json=PERSON | {"clearance": "eu:C-UE/EU-C", "briefed": True})
    assert added.status_code == 201
    assert added.json()["clearances"] == ["eu:C-UE/EU-C"]
    assert ask.get("jo", "/me").json()["rank"] == 3
    assert ask("yuki", "POST", "/people/jo/suspend").json()["active"] is False
    assert ask.get("jo", "/me").status_code == 401
    assert ask("yuki", "POST", "/people/jo/resume").json()["active"] is True
    assert ask.get("jo", "/me").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "amina"},
        {"organization": "nowhere"},
        {"role": "king"},
        {"clearance": "eu:NONE"},
        {"password": "short"},
        {"language": "tlh"},
    ],
)
def test_a_person_who_cannot_be_kept_is_refused_in_words(ask: Asking, wrong: dict[str, str]) -> None:
    answer = ask("yuki", "POST", "/people", json=PERSON | wrong)
    assert answer.status_code == 422
    assert "short" not in answer.text
    assert "jo" not in [one["username"] for one in ask.get("yuki", "/people").json()["people"]]


def test_the_registry_sees_register_pages_and_no_title(ask: Asking, cast: Cast) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
    ident = ask.deposit("amina", title="The secret title", register_title="Note 7", **said).json()["id"]
    assert ask.get("ingrid", f"/registrations/{ident}").status_code == 404
    cast.work()
    ask.act("amina", "submit", ident)
    queue = ask.get("ingrid", "/registrations")
    assert [page["register_title"] for page in queue.json()["registrations"]] == ["Note 7"]
    assert queue.json()["registrations"][0] == ask.get("ingrid", f"/registrations/{ident}").json()
    assert "secret title" not in queue.text
    assert ask.get("ingrid", f"/assessments/{ident}").status_code == 404


def test_a_preview_says_who_would_read_and_what_stops_whom_and_changes_nothing(ask: Asking, cast: Cast) -> None:
    said: dict[str, Any] = {
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["afripol+members", "aimc+members"],
    }
    ident = ask.deposit("amina", title="Note", exclude=["EG"], **said).json()["id"]
    cast.work()
    before = ask.get("amina", f"/assessments/{ident}/metadata").content
    found = ask("amina", "POST", "/release-preview", json={"assessment": ident}).json()
    assert "EG" in found["exclusions"]
    assert "EG" not in found["countries"]
    assert {"country": "EG", "bodies": ["afripol", "aimc"]} in found["through_two_bodies"]
    assert {"organization": "ncb-eg", "rules": ["R7"]} in found["blocked"]
    wider = {"assessment": ident, "metadata": {**said, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}}
    assert "europol" in ask("amina", "POST", "/release-preview", json=wider).json()["organizations"]
    assert ask.get("amina", f"/assessments/{ident}/metadata").content == before
    assert ask("lena", "POST", "/release-preview", json={"assessment": ident}).status_code == 403
    assert ask("piotr", "POST", "/release-preview", json={"assessment": ident}).status_code == 404


def test_the_auditor_reads_every_act_and_others_their_own_without_a_count(ask: Asking, cast: Cast) -> None:
    ask.get("mei", "/search", params={"q": "words nobody else should read"})
    ask.get("lena", "/search", params={"q": "hospitals"})
    every = ask.get("owen", "/register?limit=500")
    assert "words nobody" not in every.text
    sequences = [entry["sequence"] for entry in every.json()["entries"]]
    assert sequences == sorted(sequences, reverse=True)
    assert "search" in [entry["action"] for entry in every.json()["entries"]]
    older = ask.get("owen", f"/register?before={sequences[0]}&limit=1").json()["entries"]
    assert [entry["sequence"] for entry in older] == [sequences[0] - 1]
    own = ask.get("mei", "/register").json()["entries"]
    assert {entry["sequence"] for entry in own} == {None}
    assert {entry["actor"] for entry in own} == {cast.person("mei").id}


def test_the_checkpoint_is_signed_and_grows(ask: Asking) -> None:
    first = ask.get("owen", "/register/checkpoint").json()
    ask.get("lena", "/search", params={"q": "x"})
    second = ask.get("owen", "/register/checkpoint").json()
    assert second["size"] > first["size"]
    assert second["signature"] != first["signature"]


def test_everybody_may_know_organizations_and_vocabularies(ask: Asking) -> None:
    organizations = ask.get("mei", "/organizations").json()["organizations"]
    assert sum(one["kind"] == "body" for one in organizations) == 12
    shown = ask.get("mei", "/organizations/afripol").json()
    assert {name: shown[name] for name in organizations[0]} in organizations
    assert ask.get("mei", "/organizations/none").status_code == 404
    words = ask.get("mei", "/vocabularies").json()
    assert [pillar["value"] for pillar in words["pillars"]] == [
        "terrorism",
        "cybercrime",
        "organized-crime",
        "border",
    ]
    assert all(set(area["labels"]) == {"ar", "en", "es", "fr"} for area in words["pillars"][0]["areas"])
    levels = {
        level["level"]: level["rank"] for s in words["markings"] if s["scheme"] == "interpol" for level in s["levels"]
    }
    assert (levels["IFOUO"], levels["IR"], levels["IC"]) == (1, 2, 3)


def test_me_says_what_i_may_see_and_until_when(ask: Asking) -> None:
    lapsed, lena = ask.get("rafael", "/me").json(), ask.get("lena", "/me").json()
    assert (lapsed["rank"], lena["rank"]) == (2, 4)
    assert lena["until"] == "2036-01-01T00:00:00Z"
    assert "counter-terrorism" in lena["lists"]


def test_health_has_no_content(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (204, b"")


def test_p1_a_preview_of_another_deposit_names_nothing_that_its_officer_may_not_see(ask: Asking, cast: Cast) -> None:
    hidden = cast.release("piotr", REPORT.encode(), "report.md", release_to=["frontex"])
    ident = cast.deposit("amina", REPORT.encode(), "report.md").assessment
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["europol"]}
    for name in ("sources", "translation_of"):
        answers = []
        for target in (hidden, "absent"):
            named = [target] if name == "sources" else target
            body = {"assessment": ident, "metadata": {**said, name: named}}
            answers.append(ask("amina", "POST", "/release-preview", json=body))
        assert [answer.status_code for answer in answers] == [422, 422]
        assert answers[0].text.replace(hidden, "X") == answers[1].text.replace("absent", "X")
