"""Disclosure, access requests and permits over REST: who learns of what, who decides, what holds afterwards."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.tables.assessment import Edition, HandlingRecord
from repository.organizations import change_standing
from tests.house import Cast, TurningClock
from tests.web.asking import REPORT, Asking

IC = {"scheme": "interpol", "level": "IC"}
IFOUO = {"scheme": "interpol", "level": "IFOUO"}
SAID: dict[str, Any] = {
    "title": "Ransomware against hospitals",
    "register_title": "Cyber note 4",
    "abstract": "Hospitals and their suppliers.",
    "marking": IFOUO,
    "release_to": ["europol"],
    "disclosure": "existence",
}


def release(cast: Cast, username: str = "amina", **said: Any) -> str:
    return cast.release(username, REPORT.encode(), "report.md", **{**SAID, **said})


def disclosed(ask: Asking, username: str) -> list[dict[str, Any]]:
    answer = ask.get(username, "/access-requests/disclosed")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["disclosed"]
    return found


def request(ask: Asking, username: str, ident: str, whom: str = "person") -> Any:
    body = {"assessment": ident, "reason": "two cases at home", "for": whom}
    return ask(username, "POST", "/access-requests", json=body)


def decide(ask: Asking, username: str, ident: str, answer: str = "grant", reason: str = "") -> Any:
    return ask(username, "POST", f"/consents/{ident}", json={"answer": answer, "reason": reason})


def permit(ask: Asking, username: str, ident: str, *actions: str) -> Any:
    body = {"actions": list(actions), "reason": "for the field"}
    return ask(username, "POST", f"/assessments/{ident}/permits", json=body)


def waiting(ask: Asking, username: str) -> list[str]:
    return [one["id"] for one in ask.get(username, "/consents?waiting=true").json()["requests"]]


def total(ask: Asking, username: str) -> int:
    return int(ask.get(username, "/search?q=ransomware hospitals").json()["total"])


@pytest.mark.parametrize(
    ("disclosure", "abstract"), [("existence", None), ("abstract", "Hospitals and their suppliers.")]
)
def test_a_reader_outside_learns_what_is_disclosed_and_nothing_else(
    ask: Asking, cast: Cast, disclosure: str, abstract: str | None
) -> None:
    ident = release(cast, disclosure=disclosure)
    card = {"assessment": ident, "title": "Cyber note 4", "originators": ["afripol"], "abstract": abstract}
    assert disclosed(ask, "mei") == [card]
    for path in (f"/assessments/{ident}", f"/assessments/{ident}/portions", f"/assessments/{ident}/file"):
        assert ask.get("mei", path).content == ask.get("mei", "/assessments/none").content
    assert total(ask, "mei") == 0
    assert ask.get("mei", "/assessments").json()["total"] == 0


def test_it_is_disclosed_to_nobody_who_reads_it_originated_it_or_is_outside_the_dialogue(
    ask: Asking, cast: Cast
) -> None:
    release(cast)
    assert disclosed(ask, "lena") == disclosed(ask, "amina") == disclosed(ask, "kofi") == disclosed(ask, "nadia") == []
    assert len(disclosed(ask, "tomas")) == 1
    for username in ("ingrid", "owen", "yuki"):
        assert ask.get(username, "/access-requests/disclosed").status_code == 403


def test_by_default_an_assessment_is_invisible(ask: Asking, cast: Cast) -> None:
    ident = release(cast, disclosure="invisible")
    assert disclosed(ask, "mei") == []
    hidden, absent = request(ask, "mei", ident), request(ask, "mei", "none")
    assert hidden.status_code == 404
    assert hidden.content == absent.content


def test_r7_an_exclusion_shuts_out_from_the_existence_too_through_any_body(ask: Asking, cast: Cast) -> None:
    ident = release(cast, exclude=["ID", "ameripol", "TN"])
    assert disclosed(ask, "mei") == disclosed(ask, "rafael") == disclosed(ask, "samir") == []
    assert len(disclosed(ask, "huda")) == 1
    assert request(ask, "mei", ident).status_code == 404


def test_r3_r10_an_embargo_and_a_withdrawal_hold_for_what_is_disclosed(
    ask: Asking, cast: Cast, clock: TurningClock
) -> None:
    until = clock.at + timedelta(hours=2)
    ident = release(cast, embargo_until=until.isoformat())
    assert disclosed(ask, "mei") == []
    clock.turn(timedelta(hours=2))
    assert len(disclosed(ask, "mei")) == 1
    cast.act("amina", "withdraw", ident)
    assert disclosed(ask, "mei") == []
    assert request(ask, "mei", ident).status_code == 404


def test_a_concealed_originator_is_named_nowhere_on_the_way(ask: Asking, cast: Cast) -> None:
    """Case 29, from the card to the answer."""
    ident = release(cast, conceal_originator=True)
    assert disclosed(ask, "mei")[0]["originators"] == []
    made = request(ask, "mei", ident).json()
    assert made["answers"][0]["organization"] is None
    decide(ask, "kofi", made["id"], "decline", "not yet")
    for path in (f"/consents/{made['id']}", "/consents", "/access-requests", "/notices", "/register"):
        told = ask.get("mei", path)
        assert told.status_code == 200
        assert "afripol" not in told.text, path
        assert "Kofi" not in told.text, path
    assert "not yet" in ask.get("mei", f"/consents/{made['id']}").text


@pytest.mark.parametrize("tlp", ["RED", "AMBER+STRICT"])
def test_what_tlp_keeps_among_the_recipients_cannot_be_disclosed(ask: Asking, cast: Cast, tlp: str) -> None:
    names = [f"person:{cast.person('lena').id}"] if tlp == "RED" else ["europol"]
    answer = ask.deposit("amina", **{**SAID, "marking": {**IFOUO, "tlp": tlp}, "release_to": names})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["disclosure"]


@pytest.mark.parametrize(
    ("said", "field"),
    [({"register_title": None}, "register_title"), ({"disclosure": "abstract", "abstract": None}, "abstract")],
)
def test_what_is_to_be_disclosed_must_be_said_before_submission(
    ask: Asking, cast: Cast, said: dict[str, Any], field: str
) -> None:
    given = {name: value for name, value in {**SAID, **said}.items() if value is not None}
    ident = ask.deposit("amina", **given).json()["id"]
    cast.work()
    answer = ask.act("amina", "submit", ident)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_w3_granted_access_holds_for_the_next_request_and_keeps_every_pin(ask: Asking, cast: Cast) -> None:
    ident = release(cast, release_to=["list:cyber-fusion"], marking={**IFOUO, "tlp": "AMBER"})
    cast.change_list("cyber-fusion", ["europol"])
    assert len(disclosed(ask, "samir")) == 1
    made = request(ask, "samir", ident)
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/v1/consents/{made.json()['id']}"
    assert total(ask, "samir") == 0
    assert waiting(ask, "samir") == []
    assert waiting(ask, "amina") == [made.json()["id"]]
    shown = ask.get("amina", f"/consents/{made.json()['id']}").json()
    assert shown["effect"] == {"reading": ["Samir Belhouari"], "stopped": []}
    assert shown["title"] == "Cyber note 4"
    assert decide(ask, "amina", made.json()["id"]).json()["state"] == "granted"
    assert total(ask, "samir") == 1
    assert total(ask, "huda") == 0
    assert disclosed(ask, "samir") == []
    assert ask.get("samir", f"/assessments/{ident}").status_code == 200
    registry = cast.house.registry
    with registry.database.read() as session:
        rows = session.exec(select(HandlingRecord).where(HandlingRecord.assessment_id == ident)).all()
        pins = {row.part: row.terms["policy"]["audience"][0]["pinned"] for row in rows}  # type: ignore[index]
    assert all(["body", "aimc"] in pin for pin in pins.values())


def test_access_for_the_organization_lets_in_its_people_and_says_whom_it_would_not(ask: Asking, cast: Cast) -> None:
    ident = release(cast, marking=IC)
    made = request(ask, "rafael", ident, "organization").json()
    effect = ask.get("kofi", f"/consents/{made['id']}").json()["effect"]
    assert effect == {
        "reading": ["Inés Palomeque"],
        "stopped": [{"person": "Rafael Quintanar", "rules": ["R4"]}],
    }
    assert decide(ask, "kofi", made["id"]).status_code == 200
    assert total(ask, "ines") == 1
    assert total(ask, "rafael") == 0


def test_whose_clearance_does_not_reach_it_would_still_not_read_it(ask: Asking, cast: Cast) -> None:
    ident = release(cast, marking=IC)
    made = request(ask, "mei", ident).json()
    effect = ask.get("amina", f"/consents/{made['id']}").json()["effect"]
    assert effect == {"reading": [], "stopped": [{"person": "Mei Suryadi", "rules": ["R4"]}]}
    assert decide(ask, "amina", made["id"]).status_code == 200
    assert ask.get("mei", f"/assessments/{ident}").status_code == 404


def test_a_refusal_gives_its_reason_to_both_and_changes_nothing(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    made = request(ask, "mei", ident).json()
    assert decide(ask, "amina", made["id"], "decline").status_code == 409
    assert decide(ask, "amina", made["id"], "decline", "not before the arrests").json()["state"] == "declined"
    for username in ("mei", "kofi"):
        shown = ask.get(username, f"/consents/{made['id']}").json()
        assert shown["answers"][0]["reason"] == "not before the arrests"
        assert shown["reason"] == "two cases at home"
    assert ask.get("mei", f"/assessments/{ident}").status_code == 404
    told = ask.get("mei", "/notices").json()["notices"]
    assert [(one["kind"], one["detail"]["reason"]) for one in told] == [("declined", "not before the arrests")]
    assert request(ask, "mei", ident).status_code == 201


def test_joint_originators_must_all_agree_and_case_16_a_suspended_one_blocks(ask: Asking, cast: Cast) -> None:
    ident = release(cast, originators=["afripol", "ameripol"])
    made = request(ask, "mei", ident).json()["id"]
    assert decide(ask, "amina", made).json()["state"] == "open"
    assert ask.get("mei", f"/assessments/{ident}").status_code == 404
    registry = cast.house.registry
    with registry.database.write() as session:
        change_standing(session, "ameripol", "suspended", registry.clock.now())
    assert decide(ask, "ines", made).status_code == 404
    with registry.database.write() as session:
        change_standing(session, "ameripol", "active", registry.clock.now())
        change_standing(session, "afripol", "suspended", registry.clock.now())
    refused = decide(ask, "ines", made)
    assert refused.status_code == 409
    assert "afripol is suspended" in refused.json()["detail"]
    with registry.database.write() as session:
        change_standing(session, "afripol", "active", registry.clock.now())
    assert decide(ask, "ines", made).json()["state"] == "granted"
    assert ask.get("mei", f"/assessments/{ident}").status_code == 200


def test_what_was_withdrawn_meanwhile_can_only_be_declined(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    made = request(ask, "mei", ident).json()["id"]
    cast.act("amina", "withdraw", ident)
    refused = decide(ask, "kofi", made)
    assert refused.status_code == 409
    assert "it is withdrawn" in refused.json()["detail"]
    shown = ask.get("mei", f"/consents/{made}").json()
    assert (shown["state"], shown["answers"][0]["state"], shown["title"], shown["assessment"]) == (
        "open",
        "asked",
        None,
        None,
    )
    assert decide(ask, "kofi", made, "decline", "withdrawn").json()["state"] == "declined"


def test_the_same_is_asked_once_and_can_be_taken_back_by_its_asker_alone(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    made = request(ask, "rafael", ident, "organization").json()["id"]
    again = request(ask, "ines", ident, "organization")
    assert again.status_code == 409
    assert "asked already" in again.json()["detail"]
    assert ask("ines", "DELETE", f"/consents/{made}").status_code == 404
    assert ask("rafael", "DELETE", f"/consents/{made}").json()["state"] == "taken-back"
    assert decide(ask, "amina", made).status_code == 409
    assert request(ask, "ines", ident, "organization").status_code == 201


def test_a_reason_is_needed_and_a_role(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    for reason in ("", "   "):
        body = {"assessment": ident, "reason": reason, "for": "person"}
        assert ask("mei", "POST", "/access-requests", json=body).status_code in (409, 422)
    for username in ("ingrid", "owen", "yuki"):
        assert request(ask, username, ident).status_code == 403


def test_what_somebody_asked_is_known_to_her_and_to_those_who_decide(ask: Asking, cast: Cast) -> None:
    made = request(ask, "rafael", release(cast), "organization").json()["id"]
    for username in ("ines", "lena", "ingrid", "owen", "yuki", "piotr"):
        assert ask.get(username, f"/consents/{made}").content == ask.get(username, "/consents/none").content
        assert made not in ask.get(username, "/consents").text
    for username in ("rafael", "amina", "kofi"):
        assert ask.get(username, f"/consents/{made}").status_code == 200
        assert made in ask.get(username, "/access-requests").text


def test_looking_at_what_is_disclosed_is_recorded_first(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    with cast.house.registry.database.read() as session:
        edition = session.exec(select(Edition).where(Edition.assessment_id == ident)).one().id
    disclosed(ask, "mei")
    request(ask, "mei", ident)
    entries = ask.get("mei", "/register").json()["entries"]
    looked = [one for one in entries if one["action"] == "list-disclosed"]
    assert looked[0]["editions"] == [edition]
    assert "ask" in {one["action"] for one in entries}
    request(ask, "mei", "none")
    [newest, *_] = ask.get("mei", "/register").json()["entries"]
    assert (newest["action"], newest["outcome"]) == ("ask", "refused")


# ---------------------------------------------------------------- permits


def test_r11_h2_keeps_actions_until_the_provider_permits_them_to_one_organization(ask: Asking, cast: Cast) -> None:
    ident = release(cast, marking={**IFOUO, "handling": ["H2"]}, release_to=["europol", "ameripol"])
    actions = ask.get("lena", f"/assessments/{ident}").json()["actions"]
    assert actions == ["view", "cite"]
    made = permit(ask, "lena", ident, "excerpt", "derive")
    assert made.status_code == 201
    assert "for a permit on “Cyber note 4”: derive, excerpt" in made.json()["sentence"]
    assert decide(ask, "amina", made.json()["id"]).json()["state"] == "granted"
    assert ask.get("lena", f"/assessments/{ident}").json()["actions"] == ["view", "excerpt", "cite", "derive"]
    assert ask.get("piotr", f"/assessments/{ident}").json()["actions"] == ["view", "excerpt", "cite", "derive"]
    assert ask.get("ines", f"/assessments/{ident}").json()["actions"] == ["view", "cite"]
    assert permit(ask, "piotr", ident, "excerpt").status_code == 409


def test_a_permit_outlives_a_change_of_circulation_and_ends_when_an_originator_takes_it_back(
    ask: Asking, cast: Cast
) -> None:
    ident = release(cast, marking={**IFOUO, "handling": ["H2"]}, release_to=["europol", "ameripol"])
    made = permit(ask, "lena", ident, "download").json()["id"]
    decide(ask, "amina", made)
    narrowed = ask("amina", "POST", f"/assessments/{ident}/narrow", json={"remove": ["ameripol"], "reason": "so"})
    assert narrowed.status_code == 200, narrowed.text
    assert "download" in ask.get("lena", f"/assessments/{ident}").json()["actions"]
    assert ask("lena", "DELETE", f"/consents/{made}").status_code == 409
    assert ask("kofi", "DELETE", f"/consents/{made}").json()["state"] == "taken-back"
    assert "download" not in ask.get("lena", f"/assessments/{ident}").json()["actions"]
    assert ask.get("lena", "/notices").json()["notices"][0]["kind"] == "permit-withdrawn"
    narrowed = ask("amina", "POST", f"/assessments/{ident}/narrow", json={"exclude": ["EG"], "reason": "so"})
    assert narrowed.status_code == 200, narrowed.text
    assert "download" not in ask.get("lena", f"/assessments/{ident}").json()["actions"]


def test_a_permit_is_for_those_who_read_it_and_only_where_h2_stops_them(ask: Asking, cast: Cast) -> None:
    ident = release(cast, marking={**IFOUO, "handling": ["H2"]})
    assert permit(ask, "mei", ident, "excerpt").content == permit(ask, "mei", "none", "excerpt").content
    assert permit(ask, "mei", ident, "excerpt").status_code == 404
    plain = release(cast)
    refused = permit(ask, "lena", plain, "excerpt")
    assert refused.status_code == 409
    assert "does not carry H2" in refused.json()["detail"]
    assert (
        ask("lena", "POST", f"/assessments/{ident}/permits", json={"actions": ["view"], "reason": "x"}).status_code
        == 422
    )


def test_a_declined_permit_grants_nothing(ask: Asking, cast: Cast) -> None:
    ident = release(cast, marking={**IFOUO, "handling": ["H2"]})
    made = permit(ask, "lena", ident, "excerpt").json()["id"]
    decide(ask, "amina", made, "decline", "no")
    assert ask.get("lena", f"/assessments/{ident}").json()["actions"] == ["view", "cite"]
    assert json.dumps(ask.get("lena", "/notices").json()).count("declined") == 1


def test_p1_asking_a_permit_tells_nothing_of_the_parts_that_are_not_seen(ask: Asking, cast: Cast) -> None:
    tearline = {"portions": ["heading:Outlook"], "marking": IFOUO, "release_to": ["aseanapol"]}
    said: dict[str, Any] = {"release_to": ["europol"], "tearlines": [tearline]}
    bound = release(cast, marking={**IFOUO, "handling": ["H2"]}, **said)
    plain = release(cast, **said)
    assert ask.get("mei", f"/assessments/{bound}").status_code == 200
    answers = [permit(ask, "mei", ident, "excerpt") for ident in (bound, plain)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
