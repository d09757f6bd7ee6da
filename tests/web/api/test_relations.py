"""Works among others by REST: editions (8), joint markings (17), derived works (24), translations (30)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import REPORT, Asking

IFOUO, IR = {"scheme": "interpol", "level": "IFOUO"}, {"scheme": "interpol", "level": "IR"}
IC = {"scheme": "interpol", "level": "IC"}
DERIVABLE = ["view", "excerpt", "cite", "download", "derive", "translate"]
NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"


def deposited(ask: Asking, username: str, **said: Any) -> str:
    """Deposit a report, read it, and return its id."""
    answer = ask.deposit(
        username, REPORT.encode(), **{"marking": IFOUO, "release_to": ["ALL-DIALOGUE-MEMBERS"], **said}
    )
    assert answer.status_code == 202, answer.text
    ask.cast.work()
    ident: str = answer.json()["id"]
    return ident


def submitted(ask: Asking, username: str, **said: Any) -> str:
    ident = deposited(ask, username, **said)
    answer = ask.act(username, "submit", ident)
    assert answer.status_code == 200, answer.text
    return ident


def released(ask: Asking, username: str, **said: Any) -> str:
    ident = submitted(ask, username, **said)
    for act in ("register", "release"):
        answer = ask.act("ingrid", act, ident)
        assert answer.status_code == 200, answer.text
    return ident


def titles(ask: Asking, username: str, path: str = "/search?q=hospitals") -> list[str]:
    return [hit["assessment"]["title"] for hit in ask.get(username, path).json()["results"]]


def history(ask: Asking, username: str, ident: str) -> dict[str, Any]:
    answer = ask.get(username, f"/assessments/{ident}/history")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return {
        name: [work["title"] for work in works] if isinstance(works, list) else works and works["title"]
        for name, works in found.items()
        if name not in ("assessment", "state")
    }


NOTHING: dict[str, Any] = {
    "earlier": [],
    "later": [],
    "original": None,
    "translations": [],
    "sources": [],
    "derived": [],
}


def consented(ask: Asking, username: str) -> None:
    """Grant what waits for somebody."""
    waiting = ask.get(username, "/consents?waiting=true").json()
    for request in waiting["consents"] if "consents" in waiting else waiting["requests"]:
        if request["may_answer"]:
            answer = ask(username, "POST", f"/consents/{request['id']}", json={"answer": "grant", "reason": ""})
            assert answer.status_code == 200, answer.text


def test_case_8_a_later_edition_takes_the_place_of_the_earlier_for_those_who_may_see_both(ask: Asking) -> None:
    first = released(ask, "amina", title="First")
    seen = [ask.get("mei", path).content for path in (f"/assessments/{first}", f"/assessments/{first}/history")]
    second = released(ask, "amina", title="Second", marking=IC, release_to=["europol"], supersedes=first)
    again = [ask.get("mei", path).content for path in (f"/assessments/{first}", f"/assessments/{first}/history")]
    assert again == seen
    assert titles(ask, "mei") == ["First"]
    assert history(ask, "mei", first) == NOTHING
    assert titles(ask, "lena") == ["Second"]
    found = [hit["assessment"] for hit in ask.get("lena", "/search?q=hospitals&superseded=true").json()["results"]]
    assert sorted((one["title"], one["superseded_by"]) for one in found) == [("First", second), ("Second", None)]
    assert ask.get("lena", "/assessments").json()["total"] == 1
    assert ask.get("lena", "/assessments?superseded=true").json()["total"] == 2
    page = ask.get("lena", f"/assessments/{first}").json()
    assert (page["state"], page["superseded_by"]) == ("superseded", second)
    assert history(ask, "lena", first) == {**NOTHING, "later": ["Second"]}
    assert history(ask, "lena", second) == {**NOTHING, "earlier": ["First"]}
    assert ask.act("amina", "withdraw", second).status_code == 200
    assert titles(ask, "lena") == ["First"]
    assert ask.get("lena", f"/assessments/{first}").json()["state"] == "released"


def test_case_8_cycles_are_rejected_in_words_and_change_nothing(ask: Asking) -> None:
    first, second = released(ask, "amina", title="First"), released(ask, "amina", title="Second")
    tied = ask("amina", "POST", f"/assessments/{first}/supersede", json={"by": second})
    assert tied.json() == {"id": first, "state": "superseded"}
    back = ask("amina", "POST", f"/assessments/{second}/supersede", json={"by": first})
    assert back.status_code == 422
    assert back.json()["errors"] == [
        {"field": "by", "sentence": "it would supersede itself: the other one is a later edition of this one"}
    ]
    assert titles(ask, "mei") == ["Second"]


@pytest.mark.parametrize("field", ["supersedes", "translation_of", "sources"])
def test_naming_what_may_not_be_seen_is_answered_as_naming_nothing(ask: Asking, field: str) -> None:
    hidden = released(ask, "piotr", release_to=["frontex"], actions=DERIVABLE)
    answers = []
    for ident in (hidden, NOWHERE):
        said: dict[str, Any] = {field: [ident] if field == "sources" else ident}
        answer = ask.deposit("amina", **said)
        assert answer.status_code == 422
        answers.append(answer.text.replace(ident, "X"))
    assert answers[0] == answers[1]


def test_case_24_a_derived_work_waits_for_consents_and_carries_its_sources_restrictions(ask: Asking) -> None:
    a = released(ask, "piotr", title="A", marking=IC, release_to=["aimc", "gccpol", "afripol"], actions=DERIVABLE)
    b = released(ask, "ines", title="B", marking=IR, release_to=["gccpol", "frontex", "afripol"], actions=DERIVABLE)
    said = {"title": "Made of both", "marking": IR, "release_to": ["aimc", "gccpol", "frontex"], "sources": [a, b]}
    work = submitted(ask, "amina", **said)
    shown = ask.get("amina", f"/assessments/{work}/sources").json()
    assert [(one["organization"], one["state"]) for one in shown["consents"]] == [
        ("ameripol", "asked"), ("europol", "asked"),
    ]  # fmt: skip
    assert ask.act("ingrid", "register", work).status_code == 200
    refused = ask.act("ingrid", "release", work)
    assert refused.status_code == 409
    assert "ameripol or europol" in refused.json()["detail"]
    for username in ("stefan", "ines"):
        consented(ask, username)
    assert ask.act("ingrid", "release", work).status_code == 200
    page = ask.get("khalid", f"/assessments/{work}").json()
    assert page["marking"]["rank"] == 3
    for username, status in (("samir", 404), ("elena", 404), ("amina", 200), ("lena", 200), ("ines", 200)):
        assert ask.get(username, f"/assessments/{work}").status_code == status, username
    assert history(ask, "khalid", work) == {**NOTHING, "sources": ["A", "B"]}
    assert history(ask, "samir", a) == NOTHING
    assert history(ask, "khalid", a) == {**NOTHING, "derived": ["Made of both"]}
    assert ask.act("ines", "withdraw", b).status_code == 200
    assert ask.get("khalid", f"/assessments/{work}").status_code == 200
    flagged = ask.get("kofi", f"/assessments/{work}/sources").json()
    assert (flagged["changed"], {one["id"]: one["change"] for one in flagged["sources"]}) == (
        1, {a: None, b: "withdrawn"},
    )  # fmt: skip
    seen = ask("kofi", "POST", f"/assessments/{work}/seen-sources", json={"note": "rewritten"})
    assert seen.json()["changed"] == 0


def test_w5_a_refusal_is_shown_with_its_reason_and_the_request_can_be_repeated(ask: Asking) -> None:
    a = released(ask, "piotr", title="A", actions=DERIVABLE)
    work = submitted(ask, "amina", sources=[a])
    request = ask.get("piotr", "/consents").json()
    ident = next(iter(request.values()))[0]["id"]
    ask("piotr", "POST", f"/consents/{ident}", json={"answer": "decline", "reason": "too early"})
    shown = ask.get("amina", f"/assessments/{work}/sources").json()["consents"]
    assert shown == [{"organization": "europol", "state": "declined", "reason": "too early"}]
    assert ask("amina", "POST", f"/assessments/{work}/ask-sources").status_code == 202
    assert ask("ines", "POST", f"/assessments/{work}/ask-sources").status_code == 404


def test_case_29_a_source_that_conceals_its_originator_is_not_named_to_the_depositor(ask: Asking) -> None:
    a = released(ask, "piotr", title="A", actions=DERIVABLE, conceal_originator=True)
    work = submitted(ask, "amina", sources=[a])
    shown = ask.get("amina", f"/assessments/{work}/sources")
    assert "europol" not in shown.text
    assert "europol" in ask.get("ingrid", f"/assessments/{work}/sources").text


def test_w5_the_originators_of_what_a_source_embeds_are_asked_and_not_named_to_the_depositor(ask: Asking) -> None:
    a = released(ask, "piotr", title="A", actions=DERIVABLE)
    b = submitted(ask, "ines", title="B", sources=[a], actions=DERIVABLE)
    consented(ask, "stefan")
    for act in ("register", "release"):
        assert ask.act("ingrid", act, b).status_code == 200
    draft = deposited(ask, "amina", sources=[b])
    assert "europol" not in ask.get("amina", f"/assessments/{draft}/sources").text
    assert ask.act("amina", "submit", draft).status_code == 200
    shown = ask.get("amina", f"/assessments/{draft}/sources").json()["consents"]
    assert [one["organization"] for one in shown] == ["ameripol", None]


def test_r9_a_waiver_is_asked_granted_and_shown(ask: Asking) -> None:
    a = released(ask, "piotr", title="A", release_to=["afripol"], actions=DERIVABLE)
    work = submitted(ask, "amina", sources=[a], release_to=["aimc"])
    consented(ask, "stefan")
    asked = ask("amina", "POST", f"/assessments/{work}/waiver", json={"source": a, "reason": "cleared for all"})
    assert asked.status_code == 202
    consented(ask, "piotr")
    for act in ("register", "release"):
        assert ask.act("ingrid", act, work).status_code == 200
    assert ask.get("samir", f"/assessments/{work}").status_code == 200
    (source,) = ask.get("amina", f"/assessments/{work}/sources").json()["sources"]
    assert (source["waived"], source["waiver"]) == (True, "granted")


def test_case_30_a_translation_is_read_by_who_may_read_its_original(ask: Asking) -> None:
    original = released(ask, "amina", title="Original", languages=["fr"], release_to=["europol"])
    translation = released(ask, "amina", title="Translation", languages=["en"], translation_of=original)
    assert ask.get("mei", f"/assessments/{translation}").status_code == 404
    assert titles(ask, "mei") == []
    assert history(ask, "lena", original) == {**NOTHING, "translations": ["Translation"]}
    assert history(ask, "lena", translation) == {**NOTHING, "original": "Original"}
    assert ask.act("amina", "withdraw", original).status_code == 200
    assert titles(ask, "lena", "/search?q=hospitals&language=en") == []
    assert ask.get("amina", f"/assessments/{translation}").status_code == 404


def test_case_17_both_markings_of_joint_originators_are_shown(ask: Asking) -> None:
    secret = {"scheme": "eu", "level": "C-UE/EU-C"}
    joint = {"organization": "europol", "marking": secret, "release_to": ["ameripol", "aimc"]}
    said: dict[str, Any] = {"originators": ["afripol", "europol"], "marking": IR, "release_to": ["aimc", "gccpol"]}
    work = released(ask, "amina", joint_markings=[joint], **said)
    page = ask.get("samir", f"/assessments/{work}").json()
    assert page["marking"]["rank"] == 3
    assert (page["marking"]["level"], [one["level"] for one in page["joint_markings"]]) == ("IR", ["C-UE/EU-C"])
    for username in ("khalid", "ines", "mei"):
        assert ask.get(username, f"/assessments/{work}").status_code == 404
    for refused in ({**joint, "organization": "aimc"}, {**joint, "release_to": ["nowhere"]}):
        assert ask.deposit("amina", joint_markings=[refused], **said).status_code == 422


def test_sources_are_for_officers_of_the_originators_and_the_registry(ask: Asking, cast: Cast) -> None:
    a = released(ask, "piotr", title="A", register_title="Register A", actions=DERIVABLE)
    work = submitted(ask, "amina", sources=[a])
    for username, status in (("mei", 403), ("owen", 403), ("piotr", 404), ("ingrid", 200), ("kofi", 200)):
        assert ask.get(username, f"/assessments/{work}/sources").status_code == status, username
    assert ask.get("kofi", f"/assessments/{NOWHERE}/sources").status_code == 404
    (source,) = ask.get("ingrid", f"/assessments/{work}/sources").json()["sources"]
    assert (source["register_title"], source["originators"], source["rank"]) == ("Register A", ["europol"], 1)
    for username in ("mei", "kofi"):
        assert ask.get(username, f"/assessments/{NOWHERE}/history").status_code == 404
