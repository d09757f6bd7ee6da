"""The register over REST: what the auditor may find and prove, what everybody else sees of herself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from models.tables.register import RegisterEntry
from repository import people
from repository.proof import check
from repository.register import Act
from tests.house import START, Cast, TurningClock
from tests.repository.history import tamper
from tests.web.asking import REPORT, Asking

CONFIDENTIAL: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
QUESTION = "minister and gold in the harbour"


def entries(ask: Asking, username: str, **asked: Any) -> list[dict[str, Any]]:
    answer = ask.get(username, "/register", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def clear(cast: Cast, username: str, clearance: str = "interpol:IC") -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        person = people.named(session, username)
        people.clear(session, person, clearance, None, registry.ids)


@pytest.fixture
def history(ask: Asking, cast: Cast) -> dict[str, str]:
    """Two assessments, low and high, a view of each, a search by Lena and an act of Amina's that is refused."""
    low = cast.release("amina", REPORT.encode(), title="The low title")
    high = cast.release("amina", REPORT.encode(), title="The high title", **CONFIDENTIAL)
    for ident in (low, high):
        assert ask.get("lena", f"/assessments/{ident}").status_code == 200
    ask.get("lena", "/search", params={"q": QUESTION})
    assert ask.act("amina", "submit", high).status_code == 409
    return {"low": low, "high": high}


def test_the_auditor_finds_entries_by_who_what_which_and_when(
    ask: Asking, cast: Cast, clock: TurningClock, history: dict[str, str]
) -> None:
    lena = cast.person("lena").id
    assert {entry["username"] for entry in entries(ask, "owen", actor="lena")} == {"lena"}
    assert entries(ask, "owen", actor="lena") == entries(ask, "owen", actor=lena)
    views = entries(ask, "owen", actor="lena", action="view")
    assert [view["assessments"][0]["id"] for view in views] == [history["high"], history["low"]]
    about = entries(ask, "owen", assessment=history["high"])
    assert {entry["action"] for entry in about} >= {"deposit", "submit", "register", "release", "view"}
    assert [entry["action"] for entry in about if entry["outcome"] == "refused"] == ["submit"]
    assert entries(ask, "owen", assessment=views[0]["editions"][0]) == about
    assert [entry["action"] for entry in entries(ask, "owen", outcome="refused")] == ["submit"]
    clock.turn(timedelta(days=1))
    ask.get("lena", "/search", params={"q": "later"})
    later = (START + timedelta(days=1)).isoformat()
    assert [entry["action"] for entry in entries(ask, "owen", **{"from": later})] == ["search"]
    assert "search" not in [entry["action"] for entry in entries(ask, "owen", to=later, **{"from": later})]
    assert entries(ask, "owen", to=START.isoformat()) == []
    for nothing in ({"actor": "nobody"}, {"action": "dance"}, {"assessment": "none"}):
        assert entries(ask, "owen", **nothing) == []
    assert ask.get("owen", "/register?outcome=maybe").status_code == 422


def test_pages_of_entries_follow_one_another_for_everybody(ask: Asking, history: dict[str, str]) -> None:
    for username in ("owen", "lena"):
        every = entries(ask, username, limit=500)
        found: list[dict[str, Any]] = []
        while batch := entries(ask, username, limit=3, **({"before": found[-1]["id"]} if found else {})):
            found += batch
        assert found == every
    foreign = entries(ask, "owen", actor="amina")[0]["id"]
    for before in (foreign, "5", "none"):
        assert ask.get("lena", "/register", params={"before": before}).status_code == 404


def test_no_entry_holds_a_title_a_passage_or_the_words_of_a_question(
    ask: Asking, cast: Cast, history: dict[str, str]
) -> None:
    with cast.house.registry.database.read() as session:
        export = json.dumps(list(cast.house.registry.register.export(session)))
    every = ask.get("owen", "/register?limit=500").text
    for content in ("The low title", "The high title", "encrypt the backup", "minister"):
        assert content not in export
        assert content not in every


def test_case_28_reasons_are_content_of_the_rank_of_what_they_are_about(
    ask: Asking, cast: Cast, history: dict[str, str]
) -> None:
    def refused(username: str) -> dict[str, Any]:
        return entries(ask, username, outcome="refused")[0]

    hidden = refused("owen")
    assert (hidden["withheld"], hidden["detail"]) == (["why"], {"assessment": history["high"]})
    assert "it is released" in refused("amina")["detail"]["why"]
    clear(cast, "owen")
    shown = refused("owen")
    assert shown["withheld"] == []
    assert "it is released" in shown["detail"]["why"]


def test_case_28_a_reason_rises_with_the_edition_it_is_about(ask: Asking, cast: Cast, history: dict[str, str]) -> None:
    registry = cast.house.registry
    edition = entries(ask, "owen", assessment=history["high"], action="release")[0]["editions"]
    act = Act(action="recall", at=START, editions=tuple(edition), rank=1, detail={"reason": "a source was named"})
    registry.recorder.record(act)
    newest = ask.get("owen", "/register?limit=1").json()["entries"][0]
    assert (newest["withheld"], newest["detail"]) == (["reason"], {})
    assert "a source was named" not in ask.get("owen", "/register?limit=500").text


def test_case_31_words_are_their_askers_and_an_auditors_whose_clearance_reaches_them(
    ask: Asking, cast: Cast, history: dict[str, str]
) -> None:
    own = entries(ask, "lena", action="search")[0]
    assert own["words"] == QUESTION
    address = f"/register/{own['id']}"
    listed = entries(ask, "owen", action="search")[0]
    assert (listed["worded"], listed["words"]) == (True, None)
    assert ask.get("owen", address).json()["words"] is None
    for other in ("amina", "ingrid", "yuki", "mei"):
        assert ask.get(other, address).status_code == 404
    with cast.house.registry.database.read() as session:
        assert session.get_one(RegisterEntry, listed["sequence"]).rank == 3
    clear(cast, "owen")
    assert entries(ask, "owen", action="search")[0]["words"] is None
    assert ask.get("owen", address).json()["words"] == QUESTION
    read = entries(ask, "owen", action="register-read")
    assert [entry["detail"] for entry in read] == [{"entry": own["id"]}]


def test_an_entry_is_found_by_its_id_and_by_its_number_only_by_the_auditor(
    ask: Asking, history: dict[str, str]
) -> None:
    entry = entries(ask, "owen", actor="lena")[0]
    by_number = ask.get("owen", f"/register/{entry['sequence']}").json()
    assert by_number["id"] == entry["id"]
    assert ask.get("lena", f"/register/{entry['id']}").json()["sequence"] is None
    absent = ask.get("lena", "/register/none")
    assert absent.status_code == 404
    assert ask.get("lena", f"/register/{entry['sequence']}").content == absent.content
    foreign = entries(ask, "owen", actor="amina")[0]["id"]
    assert ask.get("lena", f"/register/{foreign}").content == absent.content
    assert ask.get("owen", "/register/99999999999999999999").status_code == 404
    assert ask.get("owen", "/register/0").status_code == 404


def test_an_assessment_is_a_link_only_for_who_may_see_it(ask: Asking, cast: Cast, history: dict[str, str]) -> None:
    for username, opens in (("owen", False), ("lena", True)):
        view = entries(ask, username, action="view", limit=1)[0]
        assert view["assessments"] == [{"id": history["high"], "opens": opens}]
    ask.act("amina", "withdraw", history["high"])
    assert entries(ask, "lena", action="view", limit=1)[0]["assessments"][0]["opens"] is False


def test_proofs_reach_the_auditor_and_hold_elsewhere(ask: Asking, cast: Cast, history: dict[str, str]) -> None:
    kept = ask.get("owen", "/register/checkpoint").json()
    entry = entries(ask, "owen", actor="lena")[0]
    ask.get("lena", "/search", params={"q": "more"})
    proof = ask.get("owen", f"/register/{entry['id']}/proof", params={"size": kept["size"]}).json()
    assert check(proof, [kept]).proven
    assert proof["entry"]["id"] == entry["id"]
    refused = entries(ask, "owen", outcome="refused")[0]
    closed = ask.get("owen", f"/register/{refused['sequence']}/proof").json()
    assert closed["entry"] is None
    assert check(closed).proven
    grown = ask.get("owen", "/register/consistency", params={"first": kept["size"]}).json()
    assert check(grown, [kept]).proven
    assert grown["second"] == ask.get("owen", "/register/checkpoint").json()["size"]
    beyond = ask.get("owen", "/register/consistency", params={"first": 10**6})
    assert (beyond.status_code, "number of entries" in beyond.json()["detail"]) == (422, True)
    assert ask.get("owen", "/register/none/proof").status_code == 404
    own = entries(ask, "lena")[0]["id"]
    for path in (f"/register/{own}/proof", "/register/none/proof", "/register/consistency?first=1"):
        assert ask.get("lena", path).status_code == 403


def test_the_auditor_verifies_now_and_it_is_recorded(ask: Asking, cast: Cast, history: dict[str, str]) -> None:
    kept = ask.get("owen", "/register/checkpoint").json()
    verdict = ask("owen", "POST", "/register/verify", json={"checkpoint": kept}).json()
    assert (verdict["sound"], verdict["size"]) == (True, kept["size"])
    assert "in order of time" in verdict["sentence"]
    recorded = entries(ask, "owen", action="register-verify")[0]["detail"]
    assert recorded == {"first_bad": None, "size": kept["size"], "sound": True}
    assert ask("lena", "POST", "/register/verify").status_code == 403
    tamper(cast.house.registry.database, "UPDATE register_entry SET outcome = 'done' WHERE outcome = 'refused'")
    bad = ask("owen", "POST", "/register/verify").json()
    assert bad["sound"] is False
    assert bad["first_bad"] == entries(ask, "owen", action="submit")[0]["sequence"]
    tamper(cast.house.registry.database, "UPDATE register_head SET frontier = x'00'")
    assert ask("owen", "POST", "/register/verify").json()["sound"] is False


def test_acts_go_on_when_the_clock_jumps_back_and_each_sees_her_own_time(
    ask: Asking, clock: TurningClock, history: dict[str, str]
) -> None:
    clock.turn(timedelta(hours=-5))
    ident = ask.get("lena", f"/assessments/{history['low']}")
    assert ident.status_code == 200
    early = (START - timedelta(hours=5)).isoformat().replace("+00:00", "Z")
    seen = entries(ask, "owen", limit=1)[0]
    assert (seen["at"], seen["clock"]) == (START.isoformat().replace("+00:00", "Z"), early)
    own = entries(ask, "lena", limit=1)[0]
    assert (own["at"], own["clock"], own["detail"]) == (early, None, {})
    assert [entry["id"] for entry in entries(ask, "lena", to=early.replace("03:00", "03:01"))] == [own["id"]]
    assert own["id"] not in [entry["id"] for entry in entries(ask, "lena", **{"from": START.isoformat()})]
    assert seen["id"] in [entry["id"] for entry in entries(ask, "owen", **{"from": START.isoformat()})]
    assert ask("owen", "POST", "/register/verify").json()["backwards"] is None
