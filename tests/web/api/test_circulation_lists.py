"""Circulation lists over REST: shown to whom they concern, weighed, narrowed at once, widened by two."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from tests.house import START, Cast, TurningClock
from tests.repository.test_lists import CYBER, HOUR
from tests.web.asking import Asking

LIST: dict[str, Any] = {"name": "maritime", "purpose": "Piracy and ports", "members": ["europol", "country:BR"]}
SAID: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "title": "Hospitals"}


def refused(cast: Cast) -> list[tuple[str, str]]:
    with cast.house.registry.database.read() as session:
        query = select(RegisterEntry).where(RegisterEntry.outcome == "refused")
        return [(row.action, str(row.detail["why"])) for row in session.exec(query)]


def released(ask: Asking, cast: Cast, *release_to: str) -> str:
    ident = ask.deposit("amina", release_to=list(release_to), **SAID).json()["id"]
    cast.work()
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        assert ask.act(username, act, ident).status_code == 200
    return str(ident)


def found(ask: Asking, username: str) -> int:
    answer = ask.get(username, f"/search?q={quote('ransomware against hospitals')}").json()
    assert sum(one["count"] for one in answer["facets"].get("originator", [])) == answer["total"]
    return int(answer["total"])


def test_a_list_is_founded_by_one_officer_and_approved_by_another(ask: Asking) -> None:
    made = ask("ingrid", "POST", "/circulation-lists", json=LIST | {"reason": "Ports asked for it"})
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/circulation-lists/maritime")
    assert (made.json()["version"], made.json()["members"], made.json()["since"]) == (0, [], None)
    proposed = made.json()["proposed"]
    assert (proposed["version"], proposed["members"], proposed["author"]) == (
        1, ["country:BR", "europol"], "Ingrid Solberg-Haas",
    )  # fmt: skip
    assert ask.get("lena", "/circulation-lists/maritime").status_code == 404
    path = "/circulation-lists/maritime/versions/1/approve"
    assert ask("ingrid", "POST", path).status_code == 409
    assert ask("claire", "POST", path).status_code == 403
    approved = ask("ruth", "POST", path).json()
    assert (approved["version"], approved["members"], approved["proposed"]) == (1, ["country:BR", "europol"], None)
    assert ask.get("lena", "/circulation-lists/maritime").json() == approved
    assert "already" in ask("ruth", "POST", path).json()["detail"]


def test_members_are_taken_off_at_once_by_the_shape_of_before(ask: Asking) -> None:
    changed = ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json={"members": ["europol"]}).json()
    assert (changed["version"], changed["members"], changed["proposed"]) == (2, ["europol"], None)
    assert ask.get("lena", "/circulation-lists/cyber-fusion").json() == changed
    assert ask.get("mei", "/circulation-lists/cyber-fusion").status_code == 404


def test_case_13_whoever_leaves_a_list_loses_what_it_opened_for_the_next_request(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast, "list:cyber-fusion")
    assert found(ask, "mei") == 1
    link = f"/assessments/{ident}"
    assert ask.get("mei", link).status_code == 200
    ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json={"members": ["europol"], "reason": "Fewer"})
    assert found(ask, "mei") == 0
    for path in (link, f"{link}/portions", f"{link}/pages/1.png"):
        gone, none = ask.get("mei", path), ask.get("mei", path.replace(ident, "a" * 26))
        assert (gone.status_code, gone.content) == (404, none.content)
    assert found(ask, "lena") == 1


def test_case_14_a_wider_list_opens_nothing_that_was_released_until_each_originator_consents(
    ask: Asking, cast: Cast
) -> None:
    released(ask, cast, "list:cyber-fusion")
    body = {"members": [*CYBER, "frontex"], "reason": "Frontex joins"}
    waits = ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json=body).json()["proposed"]
    assert ask("ruth", "POST", f"/consents/{waits['request']}", json={"answer": "grant"}).status_code == 200
    assert "cyber-fusion" in ask.get("elena", "/me").json()["lists"]
    assert found(ask, "elena") == 0
    asked = ask.get("amina", "/consents?waiting=true").json()["requests"]
    assert [one["kind"] for one in asked] == ["widen"]
    assert ask("amina", "POST", f"/consents/{asked[0]['id']}", json={"answer": "grant"}).status_code == 200
    assert found(ask, "elena") == 1


def test_what_a_version_does_not_say_stays_and_null_takes_it_away(ask: Asking, clock: TurningClock) -> None:
    path, until = "/circulation-lists/cyber-fusion", (START + 5 * HOUR).isoformat()
    first = ask("claire", "PATCH", path, json={"valid_until": until, "reason": "For a while"}).json()
    assert (first["members"], first["valid_until"]) == (sorted(CYBER), "2026-11-02T13:00:00Z")
    ruled = ask("ingrid", "PATCH", path, json={"rule": "country:EG"}).json()["proposed"]
    assert (ruled["members"], ruled["rule"], ruled["rule_changed"]) == (sorted(CYBER), "country:EG", True)
    assert ask("ruth", "POST", f"{path}/versions/{ruled['version']}/approve").json()["rule"] == "country:EG"
    assert ask("ingrid", "PATCH", path, json={"rule": None}).json()["rule"] is None
    clock.turn(5 * HOUR)
    ended = ask.get("ingrid", path).json()
    assert ended["ended"]
    assert ask.get("mei", path).status_code == 404
    again = ask("ingrid", "PATCH", path, json={"valid_until": None}).json()["proposed"]
    assert not ask("ruth", "POST", f"{path}/versions/{again['version']}/approve").json()["ended"]


def test_a_version_is_declined_with_a_reason_that_its_history_keeps(ask: Asking) -> None:
    path = "/circulation-lists/cyber-fusion"
    ask("ingrid", "PATCH", path, json={"members": [*CYBER, "unodc"]})
    assert ask("ruth", "POST", f"{path}/versions/2/decline", json={}).status_code == 422
    assert ask("ruth", "POST", f"{path}/versions/2/decline", json={"reason": "Not agreed"}).json()["version"] == 1
    ask("ingrid", "PATCH", path, json={"members": ["europol"], "reason": "Narrower"})
    kept = ask.get("owen", f"{path}/versions").json()["versions"]
    assert [(one["version"], one["state"]) for one in kept] == [(3, "in-force"), (2, "declined"), (1, "past")]
    assert (kept[1]["answer"], kept[1]["approver"]) == ("Not agreed", "Ruth Adeyemi-Lund")
    assert kept[0]["removed"] == sorted(set(CYBER) - {"europol"})
    assert [one["version"] for one in ask.get("amina", f"{path}/versions").json()["versions"]] == [3, 1]
    assert ask.get("lena", f"{path}/versions").status_code == 403
    assert ask.get("owen", "/circulation-lists/none/versions").status_code == 404
    assert ask("ruth", "POST", f"{path}/versions/9/approve").status_code == 404


def test_who_is_only_named_by_a_list_learns_nothing_of_what_was_proposed(ask: Asking) -> None:
    path = "/circulation-lists/cyber-fusion"
    before = ask.get("mei", path).content
    ask("ingrid", "PATCH", path, json={"members": [*CYBER, "unodc"], "reason": "Secret talks"})
    assert ask.get("mei", path).content == before
    assert ask.get("amina", path).json()["proposed"] is None
    assert ask.get("claire", path).json()["proposed"]["reason"] == "Secret talks"
    ask("ruth", "POST", f"{path}/versions/2/decline", json={"reason": "No"})
    ask("ingrid", "PATCH", path, json={"members": [one for one in CYBER if one != "aimc"]})
    assert ask.get("mei", path).json()["version"] == 2
    assert ask.get("amina", path).json()["version"] == 3


def test_a_version_is_weighed_before_anything_is_kept(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast, "list:cyber-fusion")
    body = {"name": "cyber-fusion", "members": ["europol"], "rule": "body:afripol and body:aimc and not country:EG"}
    weighed = ask("ingrid", "POST", "/circulation-lists/preview", json=body)
    answer = weighed.json()
    assert weighed.status_code == 200, weighed.text
    assert answer["needs_approval"]
    assert "EG" not in answer["countries"]
    assert {"country": "DZ", "bodies": ["afripol", "aimc"]} in answer["through_two_bodies"]
    assert "aseanapol" in answer["newly_out"]
    assert answer["assessments"] == [{"assessment": ident, "register_title": None}]
    assert answer["assessments_total"] == 1
    assert ask("claire", "POST", "/circulation-lists/preview", json=body).json()["assessments_total"] == 0
    assert ask("amina", "POST", "/circulation-lists/preview", json=body).status_code == 403
    assert ask("lena", "POST", "/circulation-lists/preview", json=body).status_code == 403
    new = {"rule": "body:gccpol"}
    assert ask("ingrid", "POST", "/circulation-lists/preview", json=new).json()["organizations"][0] == "ncb-ae"
    assert ask("claire", "POST", "/circulation-lists/preview", json=new).status_code == 403
    assert ask.get("ingrid", "/circulation-lists/cyber-fusion").json()["version"] == 1


def test_the_registry_sees_what_relies_on_a_list_and_an_originator_her_own(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast, "list:cyber-fusion")
    path = "/circulation-lists/cyber-fusion/assessments"
    assert [one["assessment"] for one in ask.get("ingrid", path).json()["assessments"]] == [ident]
    assert [one["assessment"] for one in ask.get("amina", path).json()["assessments"]] == [ident]
    assert ask.get("piotr", path).json() == {"assessments": []}
    assert ask.get("mei", path).status_code == 403
    assert "Hospitals" not in ask.get("ingrid", path).text


def test_a_list_that_does_not_name_the_reader_is_absent_for_her(ask: Asking) -> None:
    known, unknown = (
        ask.get("mei", "/circulation-lists/border-security"),
        ask.get("mei", "/circulation-lists/none"),
    )
    assert known.status_code == 404
    assert known.content == unknown.content
    assert "border-security" not in ask.get("mei", "/circulation-lists").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": ["nowhere"]},
        {"name": "Not A Name"},
        {"name": "cyber-fusion"},
        {"purpose": " "},
        {"owner": "nobody"},
        {"rule": "kind:bureau and"},
        {"rule": "body:nowhere"},
        {"valid_until": "2020-01-01T00:00:00Z"},
        {"members": ["list:maritime"]},
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_in_words_and_recorded(
    ask: Asking, cast: Cast, wrong: dict[str, object]
) -> None:
    answer = ask("ingrid", "POST", "/circulation-lists", json=LIST | wrong)
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) > 15
    assert refused(cast) == [("list-create", answer.json()["detail"])]
    assert ask.get("ingrid", "/circulation-lists/maritime").status_code == 404


def test_a_list_cannot_come_to_include_itself_through_others(ask: Asking, cast: Cast) -> None:
    cast.change_list("border-security", ["list:cyber-fusion"])
    answer = ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json={"members": ["list:border-security"]})
    assert answer.json()["detail"] == "the list 'cyber-fusion' would include itself"
    assert refused(cast)[0][0] == "list-change"


def test_every_act_on_a_list_is_recorded_with_who_did_it(ask: Asking, cast: Cast) -> None:
    ask("ingrid", "POST", "/circulation-lists", json=LIST)
    ask("ruth", "POST", "/circulation-lists/maritime/versions/1/approve")
    entries = ask.get("owen", "/register?limit=10").json()["entries"]
    acts = [(one["action"], one["actor"]) for one in entries[::-1]]
    ingrid, ruth = cast.person("ingrid").id, cast.person("ruth").id
    assert acts == [
        ("list-create", ingrid), ("ask", ingrid), ("list-propose", ingrid), ("grant", ruth), ("list-approve", ruth),
    ]  # fmt: skip
