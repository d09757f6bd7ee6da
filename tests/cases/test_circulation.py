"""Cases 13, 14, 15, 21 and 29: lists, embargo, exclusions, a concealed originator."""

from __future__ import annotations

from datetime import timedelta

from tests.cases.stage import EVERYBODY, RESTRICTED, Stage

DAY = timedelta(days=1)
CYBER = ["interpol", "europol", "afripol", "aimc", "ameripol", "aseanapol", "caricom-impacs"]


def test_case_13_a_list_that_shrinks_ends_access_at_once_on_every_path(stage: Stage) -> None:
    ident = stage.released("amina", release_to=["list:cyber-fusion"], pillars=["cybercrime"])
    assert stage.sees("samir", ident)
    copy = stage.ask.get("samir", f"/assessments/{ident}/file")
    assert copy.status_code == 200
    shrunk = [one for one in CYBER if one != "aimc"]
    changed = stage.ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json={"members": shrunk})
    assert changed.status_code == 200, changed.text
    assert not stage.sees("samir", ident)
    found = stage.found("samir", "lighthouse")
    assert (found["total"], found["facets"].get("pillar", [])) == (0, [])
    assert stage.ask.get("samir", f"/assessments/{ident}/file").status_code == 404
    assert stage.sees("lena", ident)
    acts = stage.ask.get("samir", "/register").json()["entries"]
    assert any(one["action"] == "view" for one in acts), "past accesses stay on record"
    notices = stage.ask.get("samir", "/notices").json()["notices"]
    owed = [one for one in notices if one["must_acknowledge"]]
    assert owed, "who downloaded gets a recall notice to acknowledge"
    done = stage.ask("samir", "POST", f"/notices/{owed[0]['id']}/acknowledge", json={"account": "destroyed"})
    assert done.status_code == 200, done.text
    after = stage.ask.get("samir", "/notices").json()["notices"]
    assert next(one for one in after if one["id"] == owed[0]["id"])["acknowledged_at"]


def test_case_14_a_list_that_grows_opens_nothing_that_was_released_before_without_the_consents(stage: Stage) -> None:
    ident = stage.released("amina", release_to=["list:cyber-fusion"])
    assert not stage.sees("khalid", ident)
    grown = stage.ask("ingrid", "PATCH", "/circulation-lists/cyber-fusion", json={"members": [*CYBER, "gccpol"]})
    assert grown.status_code == 200, grown.text
    proposed = grown.json()["proposed"]
    assert proposed, "who lets somebody in proposes"
    approve = f"/circulation-lists/cyber-fusion/versions/{proposed['version']}/approve"
    assert stage.ask("ingrid", "POST", approve).status_code in (403, 404, 409)
    assert stage.ask("ruth", "POST", approve).status_code == 200
    assert not stage.sees("khalid", ident), "the pinned audience does not grow"
    later = stage.released("amina", "windmill", release_to=["list:cyber-fusion"])
    assert stage.sees("khalid", later), "what is released from now on reaches the new member"
    waiting = stage.ask.get("amina", "/consents").json()["requests"]
    [offer] = [one for one in waiting if one["assessment"] == ident and one["may_answer"]]
    stage.granted("amina", offer["id"])
    assert stage.sees("khalid", ident), "growing is effective when the originator decides"


def test_case_15_an_embargo_hides_until_its_instant_and_shortening_it_is_widening(stage: Stage) -> None:
    ends = stage.clock.now() + DAY
    ident = stage.released("amina", pillars=["border"], embargo_until=ends.isoformat())
    assert stage.readers(ident) == {"amina", "kofi"}
    found = stage.found("lena", "lighthouse")
    assert (found["total"], found["facets"].get("pillar", [])) == (0, [])
    sooner = (stage.clock.now() + DAY / 2).isoformat()
    stage.refused("amina", "narrow", ident, embargo_until=sooner, reason="it can be known sooner")
    request = stage.done("amina", "widen", ident, embargo_until=sooner, reason="it can be known sooner")["request"]
    stage.clock.turn(DAY / 2)
    assert not stage.sees("lena", ident), "nothing moves before the second person has consented"
    stage.granted("kofi", request)
    assert stage.sees("lena", ident)
    later = stage.released("amina", "windmill", embargo_until=(stage.clock.now() + DAY).isoformat())
    stage.clock.turn(DAY - timedelta(seconds=1))
    assert not stage.sees("lena", later)
    stage.clock.turn(timedelta(seconds=1))
    assert stage.sees("lena", later)


def test_case_21_an_excluded_country_is_shut_out_on_both_of_its_paths(stage: Stage) -> None:
    both = ["afripol+members", "aimc+members"]
    open_to_all = stage.released("amina", "windmill", release_to=both)
    assert stage.sees("nadia", open_to_all)
    ident = stage.released("amina", release_to=both, exclude=["EG"])
    assert not stage.sees("nadia", ident)
    assert stage.sees("samir", ident)
    preview = stage.ask("amina", "POST", "/release-preview", json={"assessment": ident}).json()
    assert "EG" in str(preview["exclusions"])


def test_case_29_no_facet_filter_or_page_reveals_a_concealed_originator(stage: Stage) -> None:
    ident = stage.released("amina", conceal_originator=True, marking=RESTRICTED, release_to=EVERYBODY)
    page = stage.page("lena", ident)
    assert page["originators"] == []
    assert not page.get("reference"), "the reference names the originator"
    found = stage.found("lena", "lighthouse")
    assert found["total"] == 1
    assert found["facets"].get("originator", []) == []
    assert stage.found("lena", "lighthouse", originator="afripol")["total"] == 0
    seen = stage.ask.get("lena", f"/assessments/{ident}/portions").text + str(page) + str(found)
    assert "afripol" not in seen.lower()
    assert stage.page("kofi", ident)["originators"] == ["afripol"]
