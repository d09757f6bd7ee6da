"""The life of an assessment through REST: held, resolved, assigned, reviewed, kept by a hold, destroyed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from tests.house import START, Cast, TurningClock
from tests.web.asking import Asking

OPEN: dict[str, Any] = {
    "marking": {"scheme": "interpol", "level": "IFOUO"},
    "release_to": ["ALL-DIALOGUE-PARTICIPANTS"],
}
WHY = {"reason": "two of its sources are the same person"}


def submitted(ask: Asking, cast: Cast, **said: Any) -> str:
    ident: str = ask.deposit("amina", title="Ransomware", **{**OPEN, **said}).json()["id"]
    cast.work()
    assert ask.act("amina", "submit", ident).status_code == 200
    return ident


def released(ask: Asking, cast: Cast, **said: Any) -> str:
    ident = submitted(ask, cast, **said)
    for act in ("register", "release"):
        assert ask.act("ingrid", act, ident).status_code == 200
    return ident


def life(ask: Asking, username: str, ident: str) -> dict[str, Any]:
    answer = ask.get(username, f"/assessments/{ident}/life")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def post(ask: Asking, username: str, ident: str, act: str, **body: Any) -> Any:
    return ask(username, "POST", f"/assessments/{ident}/{act}", json=body)


def test_of_two_officers_who_decide_at_once_one_wins_and_the_other_is_told_by_whom(ask: Asking, cast: Cast) -> None:
    for first, second in (("register", "register"), ("register", "hold"), ("hold", "hold")):
        ident, gate = submitted(ask, cast), Barrier(2)
        for username in ("ingrid", "ruth"):
            cast.secret(username)

        def decide(username: str, act: str, ident: str = ident, gate: Barrier = gate) -> Any:
            gate.wait()
            body = WHY if act == "hold" else None
            return ask(username, "POST", f"/assessments/{ident}/{act}", json=body)

        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(decide, ("ingrid", "ruth"), (first, second)))
        state = life(ask, "ingrid", ident)["state"]
        won = [answer for answer in answers if answer.status_code == 200]
        lost = [answer for answer in answers if answer.status_code == 409]
        # A hold may follow a registration, whose officer then has not lost anything.
        assert (len(won), len(lost)) == (1, 1) or (len(won) == 2 and state == "held")
        for answer in lost:
            winner = life(ask, "ingrid", ident)["decision"]
            assert answer.json()["detail"].startswith(f"it is {state}, by the act '{winner['act']}' of {winner['by']}")


def test_cases_22_and_23_what_is_held_is_shown_to_both_sides_and_resolved_with_a_reason(
    ask: Asking, cast: Cast
) -> None:
    ident = submitted(ask, cast, marking={"scheme": "interpol", "level": "IFOUO", "tlp": "CLEAR"})
    assert "TLP:CLEAR contradicts" in life(ask, "amina", ident)["held_reason"]
    assert post(ask, "ruth", ident, "resolve").status_code == 422
    assert post(ask, "ruth", ident, "resolve", reason="agreed by telephone").json()["state"] == "submitted"
    assert life(ask, "amina", ident)["held_reason"] is None


def test_case_23_an_unknown_marking_is_for_an_officer_cleared_to_the_highest_rank(ask: Asking, cast: Cast) -> None:
    ident = submitted(ask, cast, marking={"text": "RESERVADO"})
    named = {"reason": "a Spanish paper", "marking": {"scheme": "nat-es", "level": "R"}}
    refused = post(ask, "ruth", ident, "resolve", **named)
    assert (refused.status_code, "cleared to the highest rank" in refused.text) == (409, True)
    assert post(ask, "ingrid", ident, "resolve", **named).status_code == 200
    assert ask.get("ingrid", f"/registrations/{ident}").json()["marking"]["level"] == "R"


@pytest.mark.parametrize("act", ["hold", "resolve", "assign", "unassign", "register", "release"])
@pytest.mark.parametrize("username", ["amina", "lena", "owen", "yuki", "piotr"])
def test_the_acts_of_the_registry_are_refused_to_everybody_else_and_recorded(
    ask: Asking, cast: Cast, username: str, act: str
) -> None:
    ident = submitted(ask, cast)
    answer = post(ask, username, ident, act, **(WHY if act in ("hold", "resolve") else {}))
    assert answer.status_code == (409 if username == "amina" else 404)
    assert life(ask, "ingrid", ident)["state"] == "submitted"
    entry = ask.get("owen", "/register?limit=9").json()["entries"][1]
    refused = [e for e in ask.get("owen", "/register?limit=9").json()["entries"] if e["outcome"] == "refused"]
    assert refused[0]["action"] == act, entry


def test_r6_the_case_officer_reads_what_its_originator_lets_her_read(ask: Asking, cast: Cast) -> None:
    ident = submitted(ask, cast, release_to=["europol"])
    assert ask.get("ingrid", f"/assessments/{ident}").status_code == 404
    assert post(ask, "ingrid", ident, "assign").status_code == 200
    assert life(ask, "amina", ident)["case_officer"] == {
        "username": "ingrid",
        "name": "Ingrid Solberg-Haas",
        "accepted": False,
    }
    waiting = ask.get("kofi", "/consents?waiting=true").json()["requests"]
    assert [one["kind"] for one in waiting] == ["case-officer"]
    assert post(ask, "kofi", ident, "accept-officer").status_code == 200
    assert ask.get("ingrid", f"/assessments/{ident}/portions").json()["portions"]
    assert post(ask, "amina", ident, "decline-officer", reason="done").status_code == 200
    assert ask.get("ingrid", f"/assessments/{ident}").status_code == 404


def test_a_review_is_kept_with_the_next_one(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    assert post(ask, "amina", ident, "review", review_by="2027-05-01").status_code == 200
    assert life(ask, "ingrid", ident)["dates"]["review_by"] == "2027-05-01T00:00:00Z"
    wrong = post(ask, "amina", ident, "review", review_by="2020-05-01")
    assert [one["field"] for one in wrong.json()["errors"]] == ["review_by"]


def test_a_draft_is_discarded_and_a_line_in_the_register_stays(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", **OPEN).json()["id"]
    cast.work()
    assert post(ask, "amina", ident, "discard").json() == {"id": ident, "state": "destroyed"}
    for path in ("", "/metadata", "/portions"):
        assert ask.get("amina", f"/assessments/{ident}{path}").status_code == 404
    assert life(ask, "amina", ident)["decision"] == {"act": "discard", "by": "Amina Konaré"}
    assert ask.get("ingrid", f"/assessments/{ident}/life").status_code == 404
    assert "discard" in [entry["action"] for entry in ask.get("owen", "/register").json()["entries"]]


def test_case_25_destruction_needs_every_originator_and_leaves_a_stub(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast, originators=["afripol", "europol"])
    asked = post(ask, "amina", ident, "destroy", **WHY)
    assert (asked.status_code, asked.json()["state"]) == (202, "released")
    request = asked.json()["request"]
    assert ask("amina", "POST", f"/consents/{request}", json={"answer": "grant"}).status_code in (404, 409)
    assert ask.get("mei", f"/assessments/{ident}").status_code == 200
    assert ask("stefan", "POST", f"/consents/{request}", json={"answer": "grant"}).status_code == 200
    for username in ("mei", "amina", "ingrid"):
        for path in ("", "/portions", "/pages/1.png"):
            assert ask.get(username, f"/assessments/{ident}{path}").status_code == 404
    assert ask.get("mei", "/search?q=hospitals").json()["total"] == 0
    stub = life(ask, "ingrid", ident)
    assert (stub["state"], stub["decision"]["act"], len(stub["digest"])) == ("destroyed", "destroy", 64)
    assert stub["dates"].keys() >= {"created_at", "submitted_at", "released_at", "destroyed_at"}
    assert stub["possible"] == []
    for act in ("withdraw", "review", "destroy"):
        body = {"review_by": None} if act == "review" else WHY if act == "destroy" else {}
        assert "it is destroyed" in post(ask, "amina", ident, act, **body).json()["detail"]
    for path in (f"/registrations/{ident}",):
        assert ask.get("ingrid", path).status_code == 404
    assert ident not in ask.get("ingrid", "/registrations").text


def test_case_25_at_its_retention_it_is_gone_unless_a_legal_hold_stands(
    ask: Asking, cast: Cast, clock: TurningClock
) -> None:
    until = (START + timedelta(days=2)).isoformat()
    kept, gone = (released(ask, cast, retention_until=until) for _ in range(2))
    placed = ask("ingrid", "POST", "/holds", json={"assessment": kept, "reason": "a court asks for it"})
    assert placed.status_code == 201
    clock.turn(timedelta(days=2))
    for ident in (kept, gone):
        assert ask.get("mei", f"/assessments/{ident}").status_code == 404
    assert (life(ask, "amina", kept)["state"], life(ask, "amina", gone)["state"]) == ("released", "destroyed")
    assert life(ask, "amina", gone)["decision"] == {"act": "retention", "by": None}
    assert "a legal hold stands" in post(ask, "amina", kept, "destroy", **WHY).json()["detail"]
    hold = f"/holds/{placed.json()['id']}"
    refused = ask("amina", "DELETE", hold, json={"reason": "enough"})
    assert "only the side that placed a legal hold lifts it: registry" in refused.json()["detail"]
    assert ask("ruth", "DELETE", hold, json={"reason": "  "}).status_code == 422
    assert ask("ruth", "DELETE", hold, json={"reason": "the case is closed"}).status_code == 200
    assert "lifted already" in ask("ruth", "DELETE", hold, json={"reason": "again"}).json()["detail"]
    assert life(ask, "amina", kept)["state"] == "destroyed"


def test_legal_holds_are_shown_to_whom_they_concern_and_to_nobody_else(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    placed = ask("amina", "POST", "/holds", json={"assessment": ident, "reason": "an inquiry"}).json()
    for username in ("amina", "kofi", "ingrid"):
        assert ask.get(username, "/holds").json()["holds"] == [placed]
        assert life(ask, username, ident)["holds"] == [placed]
    assert ask.get("piotr", "/holds").json()["holds"] == []
    for username in ("lena", "owen", "yuki"):
        assert ask.get(username, "/holds").status_code == 403
    for body in ({"assessment": ident, "reason": "mine"}, {"assessment": "nothing", "reason": "mine"}):
        assert ask("piotr", "POST", "/holds", json=body).status_code == 404
    assert ask("piotr", "DELETE", f"/holds/{placed['id']}", json={"reason": "mine"}).status_code == 404
    assert ask("ingrid", "DELETE", f"/holds/{placed['id']}", json={"reason": "ours"}).status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"embargo_until": 9, "retention_until": 5}, "retention_until"),
        ({"downgrade_on": 9, "retention_until": 5}, "downgrade_on"),
        ({"review_by": 9, "retention_until": 5}, "review_by"),
        ({"retention_until": -5}, "retention_until"),
        ({"downgrade_on": -5}, "downgrade_on"),
    ],
)
def test_dates_in_the_wrong_order_are_refused_field_by_field(
    ask: Asking, cast: Cast, said: dict[str, int], field: str
) -> None:
    dates: dict[str, Any] = {name: (START + timedelta(days=days)).isoformat() for name, days in said.items()}
    if "downgrade_on" in dates:
        dates["downgrade_on"] = {"date": dates["downgrade_on"], "level": "IFOUO"}
    if "review_by" in dates:
        dates["review_by"] = dates["review_by"][:10]
    metadata = {**OPEN, "marking": {"scheme": "interpol", "level": "IC"}, **dates}
    answer = ask.deposit("amina", **metadata)
    if answer.status_code == 202:
        cast.work()
        answer = ask.act("amina", "submit", answer.json()["id"])
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
