"""Changes after release through REST: who may, what holds for the next request, what is recorded (cases 9, 13-16)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from models.tables.issued_copy import IssuedCopy
from tests.house import Cast
from tests.web.asking import REPORT, Asking

WHY = "two of the sources turned out to be one"
MARKING = {"scheme": "interpol", "level": "IR"}


@pytest.fixture
def ident(cast: Cast) -> str:
    """An assessment of AFRIPOL, released to Europol, AMERIPOL and AIMC."""
    said: dict[str, Any] = {"title": "Ransomware", "register_title": "Note 7", "marking": MARKING}
    return cast.release("amina", REPORT.encode(), release_to=["europol", "ameripol", "aimc+members"], **said)


def act(ask: Asking, username: str, name: str, ident: str, **said: Any) -> Any:
    return ask(username, "POST", f"/assessments/{ident}/{name}", json={"reason": WHY, **said})


def total(ask: Asking, username: str) -> int:
    found: int = ask.get(username, "/search", params={"q": "hospitals"}).json()["total"]
    return found


def last(ask: Asking) -> dict[str, Any]:
    entry: dict[str, Any] = ask.get("owen", "/register?limit=1").json()["entries"][0]
    return entry


def test_w8_narrowing_holds_for_the_very_next_search_and_count(ask: Asking, ident: str) -> None:
    assert [total(ask, name) for name in ("lena", "ines", "nadia")] == [1, 1, 1]
    done = act(ask, "amina", "narrow", ident, remove=["ameripol"], exclude=["EG"])
    assert (done.status_code, done.json()) == (200, {"id": ident, "state": "released", "request": None})
    assert [total(ask, name) for name in ("lena", "ines", "nadia")] == [1, 0, 0]
    gone = ask.get("ines", f"/assessments/{ident}")
    assert gone.status_code == 404
    assert gone.content == ask.get("ines", "/assessments/aaaaaaaaaaaaaaaaaaaaaaaaaa").content


def test_w8_a_raise_holds_for_the_very_next_search(ask: Asking, ident: str) -> None:
    raised = act(ask, "kofi", "raise", ident, marking={**MARKING, "compartments": ["LANTERN"]})
    assert raised.status_code == 200
    assert [total(ask, name) for name in ("lena", "ines", "nadia")] == [1, 0, 0]


def test_w3_w6_a_downgrade_holds_once_two_persons_have_consented(ask: Asking, ident: str) -> None:
    lower = {"scheme": "interpol", "level": "IFOUO"}
    asked = act(ask, "amina", "downgrade", ident, marking=lower)
    assert asked.status_code == 202
    request = asked.json()["request"]
    assert ask.get("lena", f"/assessments/{ident}").json()["marking"]["rank"] == 2
    own = ask("amina", "POST", f"/consents/{request}", json={"answer": "grant"})
    assert (own.status_code, "W7" in own.json()["detail"]) == (409, True)
    assert ask("kofi", "POST", f"/consents/{request}", json={"answer": "grant"}).status_code == 200
    assert ask.get("lena", f"/assessments/{ident}").json()["marking"]["rank"] == 1


def test_case_14_widening_lets_nobody_in_before_the_consent(ask: Asking, ident: str) -> None:
    asked = act(ask, "amina", "widen", ident, add=["unodc"])
    assert total(ask, "tomas") == 0
    request = asked.json()["request"]
    ask("kofi", "POST", f"/consents/{request}", json={"answer": "grant"})
    assert total(ask, "tomas") == 1


@pytest.mark.parametrize("name", ["downgrade", "widen", "raise", "narrow", "recall"])
@pytest.mark.parametrize(("username", "status"), [("lena", 404), ("ines", 404), ("yuki", 404), ("mei", 404)])
def test_case_9_an_act_of_whom_it_does_not_concern_is_refused_and_recorded(
    ask: Asking, cast: Cast, ident: str, name: str, username: str, status: int
) -> None:
    said = {"marking": {"scheme": "interpol", "level": "IC"}} if name in ("downgrade", "raise") else {"add": ["unodc"]}
    answer = act(ask, username, name, ident, **({} if name == "recall" else said))
    assert answer.status_code == status
    entry = last(ask)
    assert (entry["action"], entry["outcome"], entry["actor"]) == (name, "refused", cast.person(username).id)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("downgrade", {"marking": {"scheme": "interpol", "level": "IFOUO"}}),
        ("widen", {"add": ["unodc"]}),
        ("recall", {}),
    ],
)
def test_case_9_the_registry_lowers_widens_and_recalls_nothing(
    ask: Asking, ident: str, name: str, said: dict[str, Any]
) -> None:
    answer = act(ask, "ingrid", name, ident, **said)
    assert answer.status_code == 409
    assert "only a person in the role 'originator'" in answer.json()["detail"]
    assert (last(ask)["action"], last(ask)["outcome"]) == (name, "refused")


def test_w2_the_registry_narrows_and_the_originator_reverses_it(ask: Asking, ident: str) -> None:
    done = act(ask, "ingrid", "narrow", ident, exclude=["EG"]).json()
    assert total(ask, "nadia") == 0
    asked = ask.get("amina", "/consents?waiting=true").json()["requests"]
    assert [one["id"] for one in asked] == [done["request"]]
    answer = {"answer": "decline", "reason": "the source agreed"}
    assert ask("amina", "POST", f"/consents/{done['request']}", json=answer).status_code == 200
    assert total(ask, "nadia") == 1


def test_what_is_wrong_is_said_field_by_field(ask: Asking, ident: str) -> None:
    wrong = act(ask, "amina", "narrow", ident, remove=["gccpol"], add=["unodc"])
    assert wrong.status_code == 422
    assert {entry["field"] for entry in wrong.json()["errors"]} == {"remove"}
    assert act(ask, "amina", "narrow", ident).status_code == 409
    assert ask("amina", "POST", f"/assessments/{ident}/narrow", json={"exclude": ["EG"]}).status_code == 422


def test_a_preview_of_a_change_names_who_gains_and_loses_and_whose_consents_it_needs(ask: Asking, ident: str) -> None:
    narrow = {"kind": "narrow", "remove": ["ameripol"], "exclude": ["EG"]}
    found = ask("amina", "POST", "/release-preview", json={"assessment": ident, "change": narrow}).json()
    assert {one["name"].split()[0] for one in found["people_out"]} == {"Rafael", "Inés", "Nadia"}
    assert (found["gained"], found["lost"], found["consents"]) == (0, 3, [])
    assert "ameripol" in found["organizations_out"]
    assert {"organization": "ncb-eg", "rules": ["R7"]} in found["blocked"]
    assert total(ask, "ines") == 1
    widen = {"kind": "widen", "add": ["unodc"]}
    found = ask("amina", "POST", "/release-preview", json={"assessment": ident, "change": widen}).json()
    assert ([one["name"] for one in found["people_in"]], found["consents"]) == (["Tomás Lindqvist-Rey"], ["afripol"])
    recall = {"assessment": ident, "change": {"kind": "recall"}}
    found = ask("amina", "POST", "/release-preview", json=recall).json()
    assert (found["people"], found["gained"]) == ([], 0)
    assert found["lost"] >= 8


def test_a_preview_is_refused_as_the_act_would_be(ask: Asking, ident: str) -> None:
    widen = {"assessment": ident, "change": {"kind": "widen", "add": ["unodc"]}}
    assert ask("ingrid", "POST", "/release-preview", json=widen).status_code == 409
    assert ask("piotr", "POST", "/release-preview", json=widen).status_code == 404
    assert ask("lena", "POST", "/release-preview", json=widen).status_code == 403
    mixed = {"assessment": ident, "change": {"kind": "widen", "exclude": ["EG"]}}
    assert ask("amina", "POST", "/release-preview", json=mixed).status_code == 422


def test_a_preview_of_a_list_says_who_would_lose_an_assessment(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), release_to=["list:cyber-fusion"])
    change = {"kind": "list", "name": "cyber-fusion", "members": ["europol", "unodc"]}
    found = ask("ingrid", "POST", "/release-preview", json={"assessment": ident, "change": change}).json()
    assert found["people_in"] == []
    assert {one["organization"] for one in found["people_out"]} >= {"ameripol", "aimc"}


def test_a_recall_needs_a_second_person_and_tells_who_opened_it_or_holds_a_copy(
    ask: Asking, cast: Cast, ident: str
) -> None:
    ask.get("lena", f"/assessments/{ident}/portions")
    ask.get("samir", f"/assessments/{ident}")
    request = act(ask, "amina", "recall", ident).json()["request"]
    assert total(ask, "lena") == 1
    assert ask("amina", "POST", f"/consents/{request}", json={"answer": "grant"}).status_code == 409
    assert ask("ruth", "POST", f"/consents/{request}", json={"answer": "grant"}).status_code == 200
    assert [total(ask, name) for name in ("lena", "amina")] == [0, 0]
    status = ask.get("ingrid", f"/assessments/{ident}/recall").json()
    told = {one["name"].split()[0]: one for one in status["recipients"]}
    assert told.keys() >= {"Lena", "Samir"}
    assert "Nadia" not in told
    assert (status["state"], status["outstanding"]) == ("withdrawn", len(told))
    assert told["Lena"]["opened"]["times"] == 1
    (notice,) = [one for one in ask.get("lena", "/notices").json()["notices"] if one["kind"] == "recalled"]
    ask("lena", "POST", f"/notices/{notice['id']}/acknowledge", json={})
    after = ask.get("amina", f"/assessments/{ident}/recall").json()
    assert after["outstanding"] == len(told) - 1
    for username in ("lena", "samir", "mei"):
        assert ask.get(username, f"/assessments/{ident}/recall").status_code == 403
    assert ask.get("piotr", f"/assessments/{ident}/recall").status_code == 404


def test_any_other_originator_may_be_the_second_person_of_a_recall(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), originators=["afripol", "europol", "aimc"])
    request = act(ask, "amina", "recall", ident).json()["request"]
    assert ask("piotr", "POST", f"/consents/{request}", json={"answer": "grant"}).json()["state"] == "granted"
    assert total(ask, "lena") == 0


def test_what_was_withdrawn_is_recalled_from_the_hands_that_hold_it(ask: Asking, cast: Cast, ident: str) -> None:
    issued = ask.get("lena", f"/assessments/{ident}/file")
    assert issued.status_code == 200, issued.text
    ask.act("amina", "withdraw", ident)
    request = act(ask, "kofi", "recall", ident).json()["request"]
    ask("amina", "POST", f"/consents/{request}", json={"answer": "grant"})
    (lena,) = ask.get("amina", f"/assessments/{ident}/recall").json()["recipients"]
    with cast.house.registry.database.read() as session:
        number = session.exec(select(IssuedCopy.number)).one()
    assert ([copy["number"] for copy in lena["copies"]], lena["name"]) == ([number], "Lena Brandhorst")
