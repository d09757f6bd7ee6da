"""Case 9, and the rule behind it: nobody but the originators lowers or widens (W1, W3, W6, W7)."""

from __future__ import annotations

import pytest

from tests.cases.stage import CONFIDENTIAL, IFOUO, RESTRICTED, Stage


@pytest.mark.parametrize("who", ["lena", "piotr", "ingrid", "yuki", "owen", "mei"])
def test_case_09_a_downgrade_asked_by_anybody_but_the_originator_is_denied_and_recorded(stage: Stage, who: str) -> None:
    ident = stage.released("amina", marking=CONFIDENTIAL, release_to=["europol"])
    stage.refused(who, "downgrade", ident, marking=IFOUO, reason="too high")
    stage.refused(who, "widen", ident, add=["ALL-DIALOGUE-PARTICIPANTS"], reason="others need it")
    assert stage.page("lena", ident)["marking"]["rank"] == 3
    assert stage.ask.get("amina", "/consents").json()["requests"] == []


def test_w6_and_w7_a_downgrade_takes_a_second_officer_and_never_the_asker_herself(stage: Stage) -> None:
    ident = stage.released("amina", marking=RESTRICTED, release_to=["aseanapol"])
    request = stage.done("amina", "downgrade", ident, marking=IFOUO, reason="the source is safe")["request"]
    assert not stage.sees("mei", ident)
    assert stage.answer("amina", request).status_code == 409
    stage.granted("kofi", request)
    assert stage.sees("mei", ident)


def test_w3_every_joint_originator_consents_to_lower_and_any_one_raises(stage: Stage) -> None:
    ident = stage.released(
        "amina", originators=["afripol", "europol", "aimc"], marking=RESTRICTED, release_to=["aseanapol"]
    )
    request = stage.done("amina", "downgrade", ident, marking=IFOUO, reason="the source is safe")["request"]
    stage.granted("piotr", request)
    assert not stage.sees("mei", ident), "one is missing"
    assert stage.answer("huda", request, "decline", "ours is not").status_code == 200
    assert not stage.sees("mei", ident)
    assert stage.done("huda", "raise", ident, marking=CONFIDENTIAL, reason="a source")["state"] == "released"
    assert stage.page("lena", ident)["marking"]["rank"] == 3


def test_w2_the_registry_narrows_provisionally_and_the_originator_may_reverse_it(stage: Stage) -> None:
    ident = stage.released("amina", release_to=["europol", "aimc"])
    said = {"remove": ["europol"], "reason": "a member reported a leak"}
    request = stage.done("ingrid", "narrow", ident, **said)["request"]
    assert not stage.sees("lena", ident)
    told = stage.ask.get("amina", "/notices").json()["notices"]
    assert told, "the originator is told"
    assert stage.answer("amina", request, "decline", "the leak was elsewhere").status_code == 200
    assert stage.sees("lena", ident)
