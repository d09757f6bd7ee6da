"""Cases 8, 24, 25, 27, 28, 30 and 33: editions, derived works, translations, destruction, ids, auditors, time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases.stage import CONFIDENTIAL, EU_SECRET, EVERYBODY, IFOUO, RESTRICTED, Stage

DAY = timedelta(days=1)
NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"


def test_case_08_who_may_see_only_the_old_edition_gets_no_hint_of_a_new_one(stage: Stage) -> None:
    old = stage.released("amina", "lighthouse", release_to=EVERYBODY)
    before = stage.ask.get("mei", f"/assessments/{old}").json(), stage.ask.get("mei", "/assessments").json()
    new = stage.released("amina", "lighthouse", supersedes=old, marking=CONFIDENTIAL, release_to=["europol"])
    after = stage.ask.get("mei", f"/assessments/{old}").json(), stage.ask.get("mei", "/assessments").json()
    assert after == before
    assert stage.ask.get("mei", f"/assessments/{old}/history").json()["later"] == []
    assert stage.sees("mei", old)
    assert not stage.sees("mei", new)

    assert [hit["assessment"]["id"] for hit in stage.found("lena", "lighthouse")["results"]] == [new]
    later = stage.ask.get("lena", f"/assessments/{old}/history").json()["later"]
    assert [one["id"] for one in later] == [new]
    circle = stage.act("amina", "supersede", new, by=old)
    assert circle.status_code in (409, 422), "cycles are rejected"
    assert stage.act("amina", "supersede", new, by=new).status_code in (409, 422)


def test_case_24_a_derived_work_takes_the_highest_rank_and_the_common_audience_of_its_sources(stage: Stage) -> None:
    derive = ["view", "excerpt", "cite", "download", "derive"]
    a = stage.released("piotr", "castle", marking=EU_SECRET, release_to=["afripol", "interpol"], actions=derive)
    b = stage.released("amina", "river", marking=RESTRICTED, release_to=["interpol", "europol"], actions=derive)
    ident = stage.deposit("piotr", "valley", marking=IFOUO, release_to=["interpol", "afripol", "aimc"], sources=[a, b])
    stage.done("piotr", "submit", ident)
    stage.done("ingrid", "register", ident)
    assert "consent" in stage.refused("ingrid", "release", ident).lower(), "each source's originator consents (W5)"
    [asked] = [one for one in stage.ask.get("amina", "/consents").json()["requests"] if one["may_answer"]]
    stage.granted("amina", asked["id"])
    stage.done("ingrid", "release", ident)
    assert stage.page("piotr", ident)["marking"]["rank"] == 4 or stage.page("piotr", ident)["rank"] == 4
    cleared = {"lena", "piotr", "stefan"}
    assert stage.readers(ident) == cleared, "originators; nobody of the common audience {interpol} is cleared to SECRET"
    stage.done("amina", "withdraw", b)
    flagged = stage.ask.get("piotr", f"/assessments/{ident}/sources").json()
    assert flagged["changed"] == 1
    assert stage.sees("piotr", ident), "the derived work stays, flagged"
    lowered = stage.done("piotr", "downgrade", a, marking=IFOUO, reason="declassified")["request"]
    stage.granted("stefan", lowered)
    assert stage.page("lena", a)["marking"]["rank"] == 1
    assert stage.readers(ident) == cleared, "when a source is downgraded the derived work stays"


def test_case_25_after_retention_content_is_gone_and_a_stub_stays_unless_a_legal_hold_stands(stage: Stage) -> None:
    ends = stage.clock.now() + DAY
    gone = stage.released("amina", "lighthouse", retention_until=ends.isoformat())
    kept = stage.released("amina", "windmill", retention_until=ends.isoformat())
    placed = stage.ask("ingrid", "POST", "/holds", json={"assessment": kept, "reason": "an inquiry is under way"})
    assert placed.status_code == 201, placed.text
    digest = stage.ask.get("amina", f"/assessments/{gone}/life").json()["digest"]
    stage.clock.turn(DAY)
    assert not stage.sees("amina", gone)
    assert not stage.sees("amina", kept), "nobody reads past retention, held or not"
    stub = stage.ask.get("ingrid", f"/assessments/{gone}/life").json()
    assert stub["state"] == "destroyed"
    assert (stub["assessment"], stub["digest"]) == (gone, digest)
    assert stub["decision"]
    assert stage.ask.get("ingrid", f"/assessments/{kept}/life").json()["state"] == "released"
    lift = {"reason": "the inquiry has ended"}
    hold = placed.json()["id"]
    assert stage.ask("ingrid", "DELETE", f"/holds/{hold}", json=lift).status_code == 200
    stage.clock.turn(DAY)
    stage.ask.get("ingrid", "/me")
    assert stage.ask.get("ingrid", f"/assessments/{kept}/life").json()["state"] == "destroyed"


@pytest.mark.parametrize("path", ["", "/portions", "/history", "/file", "/copies", "/metadata", "/pages/1.png"])
def test_case_27_what_is_withheld_and_what_is_nowhere_are_answered_with_the_same_bytes(stage: Stage, path: str) -> None:
    hidden = stage.released("amina", marking=CONFIDENTIAL, release_to=["europol"])
    answers = [stage.ask.get("huda", f"/assessments/{ident}{path}") for ident in (hidden, NOWHERE)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content.replace(hidden.encode(), b"?") == answers[1].content.replace(NOWHERE.encode(), b"?")


def test_case_27_references_are_no_global_sequence(stage: Stage) -> None:
    references = []
    for word in ("lighthouse", "windmill", "harbour"):
        references.append(stage.page("amina", stage.released("amina", word))["reference"])
    tails = [str(one).rsplit("/", 1)[-1] for one in references]
    assert len(set(tails)) == 3
    assert not any(tail.isdigit() for tail in tails)


def test_case_28_the_auditor_sees_decisions_and_ids_and_the_administrator_neither(stage: Stage) -> None:
    ident = stage.released("amina", "lighthouse", marking=CONFIDENTIAL, register_title="Entry on a coast")
    stage.found("lena", "lighthouse")
    stage.page("lena", ident)
    entries = stage.ask.get("owen", "/register", params={"limit": 200})
    assert {"release", "register", "submit", "view"} <= {one["action"] for one in entries.json()["entries"]}
    assert ident in entries.text
    for hidden in ("Report on", "lighthouse", "forged passports", "Entry on a coast"):
        assert hidden not in entries.text
    assert not stage.sees("owen", ident)
    own = stage.ask.get("yuki", "/register").json()["entries"]
    assert all(one["actor"] in (None, "yuki", stage.cast.person("yuki").id) for one in own)
    assert not stage.sees("yuki", ident)
    for who in ("yuki", "owen"):
        assert stage.ask.get(who, f"/registrations/{ident}").status_code in (403, 404)


def test_case_30_a_translation_inherits_the_policy_and_never_outlives_its_original(stage: Stage) -> None:
    everything = ["view", "excerpt", "cite", "download", "translate"]
    original = stage.released("amina", "lighthouse", marking=RESTRICTED, release_to=["europol"], actions=everything)
    translated = stage.released("amina", "phare", translation_of=original, languages=["fr"], release_to=EVERYBODY)
    assert stage.readers(translated) == stage.readers(original)
    assert not stage.sees("samir", translated)
    assert stage.sees("lena", translated)
    stage.done("amina", "withdraw", original)
    assert not stage.sees("lena", translated)


def test_case_33_instants_are_utc_and_intervals_are_closed_at_the_start_and_open_at_the_end(stage: Stage) -> None:
    start = stage.clock.now() + DAY
    cairo = start.isoformat().replace("+00:00", "") + "+02:00"
    ident = stage.released("amina", embargo_until=cairo)
    stage.turn_to(start - timedelta(hours=2, seconds=1))
    assert not stage.sees("lena", ident)
    stage.turn_to(start - timedelta(hours=2))
    assert stage.sees("lena", ident), "the offset was read, and the instant itself is inside"
    entry = stage.ask.get("lena", "/register").json()["entries"][0]
    assert entry["at"].endswith(("Z", "+00:00"))
