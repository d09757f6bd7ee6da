"""Cases 3, 4, 5, 16, 18, 19 and 20: standing, status, membership and merger of organizations."""

from __future__ import annotations

from datetime import timedelta

from models.reader import ACTIVE, SUPERVISED, SUSPENDED
from tests.cases.stage import EVERYBODY, IFOUO, RESTRICTED, Stage

DAY = timedelta(days=1)


def test_case_03_people_of_a_suspended_organization_are_denied_everywhere_and_its_documents_stay(stage: Stage) -> None:
    own = stage.released("amina", "lighthouse", release_to=["europol"], marking=RESTRICTED)
    others = stage.released("piotr", "windmill", release_to=EVERYBODY)
    stage.standing("afripol", SUSPENDED)
    for who in ("amina", "kofi"):
        assert not stage.sees(who, own), "its own documents included"
        assert not stage.sees(who, others)
        assert stage.ask.deposit(who).status_code in (401, 403)
    assert stage.sees("lena", own), "existing recipients keep it"
    lower = {"marking": IFOUO, "reason": "asked for"}
    for who in ("amina", "piotr", "ingrid", "yuki", "claire"):
        stage.refused(who, "downgrade", own, **lower)
        stage.refused(who, "widen", own, add=["frontex"], reason="asked for")
    assert stage.page("lena", own)["marking"]["rank"] == 2
    stage.standing("afripol", ACTIVE)
    assert stage.sees("amina", own)


def test_case_04_a_supervised_organization_reads_and_its_submissions_wait_for_review(stage: Stage) -> None:
    others = stage.released("piotr", "windmill")
    stage.standing("afripol", SUPERVISED)
    assert stage.sees("amina", others)
    ident = stage.deposit("amina", marking=IFOUO, release_to=EVERYBODY)
    assert stage.done("amina", "submit", ident)["state"] == "held"
    stage.refused("ingrid", "release", ident)
    stage.refused("amina", "resolve", ident, reason="it is fine")
    assert stage.done("ingrid", "resolve", ident, reason="reviewed, nothing stands against it")["state"] == "submitted"
    stage.done("ingrid", "register", ident)
    stage.done("ingrid", "release", ident)
    assert stage.sees("lena", ident)


def test_case_05_an_observer_is_reached_by_name_or_with_all_participants_never_with_all_members(stage: Stage) -> None:
    members = stage.released("amina", "lighthouse", release_to=["ALL-DIALOGUE-MEMBERS"])
    participants = stage.released("amina", "windmill", release_to=EVERYBODY)
    named = stage.released("amina", "harbour", release_to=["unodc"])
    assert not stage.sees("tomas", members)
    assert stage.sees("tomas", participants)
    assert stage.sees("tomas", named)
    now = stage.clock.now()
    said = {"status": "member", "from": (now + DAY).isoformat()}
    answer = stage.ask("ingrid", "POST", "/organizations/unodc/status", json=said)
    assert answer.status_code in (200, 201), answer.text
    assert not stage.sees("tomas", members), "the status of the time of access counts"
    stage.clock.turn(DAY)
    assert stage.sees("tomas", members)


def test_case_16_the_consent_of_a_suspended_joint_originator_is_still_required(stage: Stage) -> None:
    ident = stage.released("amina", originators=["afripol", "europol"], release_to=["ameripol"], marking=RESTRICTED)
    stage.standing("europol", SUSPENDED)
    asked = stage.act("amina", "downgrade", ident, marking=IFOUO, reason="the source is safe")
    if asked.status_code == 202:
        request = asked.json()["request"]
        for who in ("kofi", "ingrid", "piotr", "stefan"):
            assert stage.answer(who, request).status_code in (401, 403, 404, 409)
    assert stage.page("ines", ident)["marking"]["rank"] == 2


def test_case_18_two_officers_merge_and_the_successor_inherits_rights_but_no_release_list(stage: Stage) -> None:
    of_gccpol = stage.released("khalid", "lighthouse", release_to=["europol"], marking=RESTRICTED)
    for_gccpol = stage.released("amina", "windmill", release_to=["gccpol"])
    said = {"successor": "aimc", "reason": "the ministers decided"}
    assert stage.ask("claire", "POST", "/organizations/gccpol/merger", json=said).status_code == 403
    asked = stage.ask("ingrid", "POST", "/organizations/gccpol/merger", json=said)
    assert asked.status_code in (200, 201, 202), asked.text
    request = asked.json()["request"]
    assert stage.answer("ingrid", request).status_code in (404, 409), "nobody decides her own request (W7)"
    assert not stage.sees("huda", of_gccpol)
    stage.granted("ruth", request)
    assert stage.sees("huda", of_gccpol), "the successor inherits the originator's rights"
    assert stage.done("huda", "raise", of_gccpol, marking={"scheme": "interpol", "level": "IC"}, reason="a source")
    assert not stage.sees("huda", for_gccpol), "release lists do not expand until they are confirmed again"
    assert not stage.sees("samir", for_gccpol)


def test_case_19_who_joins_a_body_is_not_let_into_the_past_and_who_leaves_is_out_at_the_instant(stage: Stage) -> None:
    past = stage.released("amina", "lighthouse", release_to=["ameripol+members"])
    future = stage.released("amina", "windmill", release_to=["ameripol+members"], future_members=True)
    assert not stage.sees("nadia", past)
    now = stage.clock.now()
    said = {"country": "EG", "from": (now + DAY).isoformat()}
    joined = stage.ask("ingrid", "POST", "/organizations/ameripol/memberships", json=said)
    assert joined.status_code in (200, 201), joined.text
    assert not stage.sees("nadia", future), "membership begins at its instant"
    stage.clock.turn(DAY)
    assert not stage.sees("nadia", past)
    assert stage.sees("nadia", future), "only where the originator let future members in"

    member = stage.released("amina", "harbour", release_to=["aimc+members"])
    assert stage.sees("nadia", member)
    ends = {"until": (stage.clock.now() + DAY).isoformat()}
    left = stage.ask("ingrid", "POST", "/organizations/aimc/memberships/EG/end", json=ends)
    assert left.status_code == 200, left.text
    stage.clock.turn(DAY - timedelta(seconds=1))
    assert stage.sees("nadia", member)
    stage.clock.turn(timedelta(seconds=1))
    assert not stage.sees("nadia", member)


def test_case_20_release_to_a_body_reaches_its_staff_and_not_its_members_bureaus(stage: Stage) -> None:
    body = stage.released("amina", "lighthouse", release_to=["aimc"])
    extended = stage.released("amina", "windmill", release_to=["aimc+members"])
    interpol = stage.released("amina", "harbour", release_to=["interpol"])
    bureaus = stage.released("amina", "bridge", release_to=["ALL-INTERPOL-NCB"])
    assert stage.readers(body) == {"amina", "kofi", "samir", "huda"}
    assert stage.readers(extended) == {"amina", "kofi", "samir", "huda", "nadia"}
    assert stage.readers(interpol) == {"amina", "kofi", "claire"}, "INTERPOL is the General Secretariat"
    assert stage.readers(bureaus) == {"amina", "kofi", "nadia"}
