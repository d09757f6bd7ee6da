"""Organizations over REST: who sees what of them, what the registry decides, what holds for the next request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.house import START, Cast, TurningClock
from tests.web.asking import Asking

HOUR = timedelta(hours=1)
OPEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}}


def asked(ask: Asking, path: str, **said: Any) -> str:
    answer = ask("ingrid", "POST", path, json=said)
    assert answer.json()["state"] == "asked", answer.text
    return str(answer.json()["request"])


def granted(ask: Asking, username: str, request: str) -> None:
    answer = ask(username, "POST", f"/consents/{request}", json={"answer": "grant"})
    assert answer.status_code == 200, answer.text


def released(cast: Cast, username: str = "amina", **said: Any) -> str:
    return cast.release(username, b"Boats were bought in cash.", **{**OPEN, **said})


def reads(ask: Asking, username: str, ident: str) -> bool:
    return ask.get(username, f"/assessments/{ident}").status_code == 200


def test_everybody_sees_the_profile_and_the_history_and_only_those_concerned_the_standing(ask: Asking) -> None:
    seen = {name: ask.get(name, "/organizations/afripol").json() for name in ("mei", "piotr", "amina", "ingrid")}
    assert {name: found["governance"] is not None for name, found in seen.items()} == {
        "mei": False, "piotr": False, "amina": True, "ingrid": True,
    }  # fmt: skip
    assert {"organization": "EG", "from": None, "until": None, "current": True} in seen["mei"]["members"]
    assert seen["mei"]["statuses"][-1]["current"]
    assert seen["ingrid"]["governance"]["ceiling"] == 5
    bureau = ask.get("mei", "/organizations/ncb-eg").json()
    assert {"afripol", "aimc", "interpol"} <= {one["organization"] for one in bureau["bodies"]}
    assert ask.get("mei", "/organizations/none").status_code == 404


def test_a_profile_is_changed_by_its_own_officers_and_by_the_registry(ask: Asking) -> None:
    said = {"mandate": "Police cooperation", "channels": ["I-24/7"], "names": {"fr": "Mécanisme"}}
    assert ask("amina", "PATCH", "/organizations/afripol", json=said).json()["mandate"] == "Police cooperation"
    found = ask("ingrid", "PATCH", "/organizations/afripol", json={"frameworks": ["Statute of 2017"]}).json()
    assert (found["channels"], found["frameworks"], found["names"]["fr"]) == (
        ["I-24/7"], ["Statute of 2017"], "Mécanisme",
    )  # fmt: skip
    assert ask("piotr", "PATCH", "/organizations/afripol", json=said).status_code == 409
    assert ask("mei", "PATCH", "/organizations/aseanapol", json=said).status_code == 403
    assert ask("amina", "PATCH", "/organizations/afripol", json={"names": {"tlh": "tlhIngan"}}).status_code == 422


def test_case_3_a_suspended_organizations_people_are_denied_everywhere(ask: Asking, cast: Cast) -> None:
    own, theirs = released(cast), released(cast, "piotr")
    assert reads(ask, "amina", own)
    assert reads(ask, "amina", theirs)
    said = {"standing": "suspended", "reason": "A breach is looked into"}
    assert ask("ingrid", "POST", "/organizations/afripol/standing", json=said).json()["state"] == "in-force"
    assert not reads(ask, "amina", own)
    assert not reads(ask, "amina", theirs)
    assert ask.get("amina", "/search", params={"q": "boats"}).json()["total"] == 0
    assert ask.get("amina", "/assessments").json()["total"] == 0
    assert ask.deposit("amina").status_code == 403
    assert ask.act("amina", "withdraw", own).status_code in (403, 404)
    assert ask.get("amina", "/consents").json()["requests"] == []
    assert ask.get("amina", "/organizations/afripol").json()["governance"] is None
    assert ask.get("amina", "/me").json()["standing"] == "suspended"
    assert reads(ask, "lena", own)


def test_lifting_needs_a_second_officer(ask: Asking, cast: Cast) -> None:
    own = released(cast)
    ask("ingrid", "POST", "/organizations/afripol/standing", json={"standing": "suspended", "reason": "A breach"})
    request = asked(ask, "/organizations/afripol/standing", standing="active", reason="Cleared up")
    assert not reads(ask, "amina", own)
    granted(ask, "ruth", request)
    assert reads(ask, "amina", own)


def test_agreements_raise_by_two_and_are_known_to_the_registry_and_the_organization(ask: Asking) -> None:
    said = {"organization": "aseanapol", "ceiling": 2, "reference": "Agreement 2026/7"}
    assert ask("ingrid", "POST", "/agreements", json=said).json()["state"] == "in-force"
    assert ask.get("mei", "/me").json()["ceiling"] == 2
    found = ask.get("ingrid", "/agreements", params={"organization": "aseanapol"}).json()["agreements"]
    ident = found[0]["id"]
    higher = {"ceiling": 4, "reason": "Cleared rooms"}
    request = ask("ingrid", "PATCH", f"/agreements/{ident}", json=higher).json()["request"]
    assert ask.get("mei", "/me").json()["ceiling"] == 2
    granted(ask, "ruth", request)
    assert ask.get("mei", "/me").json()["ceiling"] == 4
    assert ask.get("mei", "/agreements").status_code == 403
    assert ask.get("amina", "/agreements").json()["agreements"] == []
    ask("ingrid", "POST", "/agreements", json={**said, "organization": "afripol", "ceiling": 4})
    own = ask.get("amina", "/agreements").json()["agreements"]
    assert [(one["ceiling"], one["id"]) for one in own] == [(4, None)]
    assert ask("ingrid", "PATCH", "/agreements/999", json=higher).status_code == 404


def test_case_19_a_state_that_joins_is_let_into_nothing_earlier_and_one_that_leaves_reads_no_more(
    ask: Asking, cast: Cast, clock: TurningClock
) -> None:
    gulf, african = (
        released(cast, "khalid", release_to=["gccpol+members"]),
        released(cast, release_to=["afripol+members"]),
    )
    assert ask("ingrid", "POST", "/organizations/gccpol/memberships", json={"country": "EG"}).status_code == 200
    assert not reads(ask, "nadia", gulf)
    until = (START + HOUR).isoformat()
    left = ask("ingrid", "POST", "/organizations/afripol/memberships/EG/end", json={"until": until})
    assert left.status_code == 200
    assert reads(ask, "nadia", african)
    clock.turn(HOUR)
    assert not reads(ask, "nadia", african)


def test_case_5_an_observer_is_named_by_its_status_now(ask: Asking) -> None:
    assert "ALL-DIALOGUE-MEMBERS" not in ask.get("tomas", "/me").json()["tokens"]
    ask("ingrid", "POST", "/organizations/unodc/status", json={"status": "member"})
    assert "ALL-DIALOGUE-MEMBERS" in ask.get("tomas", "/me").json()["tokens"]


def test_case_18_a_merger_by_two_officers_hands_over_and_opens_nothing(ask: Asking, cast: Cast) -> None:
    own, named = released(cast, "khalid", release_to=["europol"]), released(cast, release_to=["gccpol"])
    request = asked(ask, "/organizations/gccpol/merger", successor="aimc", reason="By treaty")
    granted(ask, "ruth", request)
    assert reads(ask, "huda", own)
    assert not reads(ask, "huda", named)
    assert ask.get("mei", "/organizations/gccpol").json()["merged_into"] == "aimc"
    assert ask.get("mei", "/organizations/aimc").json()["merged_from"] == ["gccpol"]
    assert ask.deposit("khalid").status_code == 422
    assert ask.act("huda", "withdraw", own).status_code == 200


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/organizations/europol/standing", {"standing": "suspended", "reason": "A breach"}),
        ("/organizations/europol/status", {"status": "observer"}),
        ("/organizations/gccpol/memberships", {"country": "EG"}),
        ("/organizations/afripol/memberships/EG/end", {}),
        ("/organizations/gccpol/merger", {"successor": "aimc", "reason": "By treaty"}),
        ("/agreements", {"organization": "europol", "ceiling": 1, "reference": "A"}),
    ],
)
def test_nobody_but_the_registry_decides_and_what_it_cannot_is_recorded(
    ask: Asking, path: str, said: dict[str, Any]
) -> None:
    for username in ("amina", "mei", "owen", "yuki"):
        assert ask(username, "POST", path, json=said).status_code == 403
    wrong = path.replace("europol", "atlantis").replace("gccpol", "atlantis").replace("afripol", "atlantis")
    answer = ask(
        "ingrid", "POST", wrong, json={**said, **({"organization": "atlantis"} if "organization" in said else {})}
    )
    assert answer.status_code == 404
    refused = ask.get("owen", "/register?outcome=refused").json()["entries"][0]
    assert refused["detail"]["organization"] == "atlantis"
