"""Two officers at once, through REST: their acts happen in one order, and whoever comes too late is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from tests.house import Cast
from tests.web.asking import REPORT, Asking

IFOUO = {"scheme": "interpol", "level": "IFOUO"}
IR = {"scheme": "interpol", "level": "IR"}
Act = Callable[[], Response]


def at_once(*acts: Act) -> list[Response]:
    """Carry acts out at the same moment, and return their answers in the order of the acts."""
    start, answers = threading.Barrier(len(acts)), dict[int, Response]()

    def carry_out(place: int) -> None:
        start.wait()
        answers[place] = acts[place]()

    threads = [threading.Thread(target=carry_out, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers.values():
        assert answer.status_code < 500, answer.text
        assert answer.status_code < 400 or answer.json()["detail"]
    return [answers[place] for place in range(len(acts))]


def one_wins(*acts: Act) -> int:
    """Return the place of the one act that was carried out; the others were refused in words."""
    codes = [answer.status_code for answer in at_once(*acts)]
    assert sorted(code < 300 for code in codes) == [False] * (len(codes) - 1) + [True], codes
    assert {code for code in codes if code >= 300} <= {404, 409, 422}
    return next(place for place, code in enumerate(codes) if code < 300)


def post(ask: Asking, who: str, path: str, **said: Any) -> Act:
    return lambda: ask(who, "POST", path, json=said) if said else ask(who, "POST", path)


def submitted(ask: Asking, cast: Cast) -> str:
    ident = cast.deposit("amina", REPORT.encode(), "r.md", title="T", marking=IFOUO, release_to=["europol"]).assessment
    assert ask.act("amina", "submit", ident).status_code == 200
    return ident


def released(cast: Cast, **said: Any) -> str:
    return cast.release(
        "amina", REPORT.encode(), "r.md", **{"title": "T", "marking": IFOUO, "release_to": ["europol"], **said}
    )


def state(ask: Asking, ident: str) -> str:
    return str(ask.get("amina", f"/assessments/{ident}/life").json()["state"])


def asked(ask: Asking, ident: str, act: str, **said: Any) -> str:
    answer = ask("amina", "POST", f"/assessments/{ident}/{act}", json={"reason": "as agreed", **said})
    assert answer.json()["request"], answer.text
    return str(answer.json()["request"])


def test_two_who_register_the_same(ask: Asking, cast: Cast) -> None:
    ident = submitted(ask, cast)
    one_wins(post(ask, "ingrid", f"/assessments/{ident}/register"), post(ask, "ruth", f"/assessments/{ident}/register"))
    one_wins(post(ask, "ingrid", f"/assessments/{ident}/release"), post(ask, "ruth", f"/assessments/{ident}/release"))
    assert state(ask, ident) == "released"


def test_a_release_and_a_withdrawal_end_withdrawn(ask: Asking, cast: Cast) -> None:
    ident = submitted(ask, cast)
    assert ask.act("ingrid", "register", ident).status_code == 200
    withdrawal, _ = at_once(
        post(ask, "amina", f"/assessments/{ident}/withdraw"), post(ask, "ingrid", f"/assessments/{ident}/release")
    )
    assert (withdrawal.status_code, state(ask, ident)) == (200, "withdrawn")
    assert ask.get("lena", f"/assessments/{ident}").status_code == 404


@pytest.mark.parametrize("second", ["grant", "decline", "take back"])
def test_a_grant_and_another_word_on_the_same_request(ask: Asking, cast: Cast, second: str) -> None:
    ident = released(cast, originators=["afripol", "aimc"], release_to=["europol"])
    request = asked(ask, ident, "widen", add=["ameripol"])
    other: Act = (
        (lambda: ask("kofi", "DELETE", f"/consents/{request}"))
        if second == "take back"
        else post(ask, "huda", f"/consents/{request}", answer=second, reason="seen")
    )
    winner = one_wins(post(ask, "huda", f"/consents/{request}", answer="grant"), other)
    granted = winner == 0 or second == "grant"
    assert ask.get("ines", f"/assessments/{ident}").status_code == (200 if granted else 404)
    assert (ask.get("amina", f"/consents/{request}").json()["state"] == "granted") == granted


def test_a_destruction_and_a_hold(ask: Asking, cast: Cast) -> None:
    ident = released(cast)
    request = asked(ask, ident, "destroy")
    winner = one_wins(
        post(ask, "kofi", f"/consents/{request}", answer="grant"),
        post(ask, "ingrid", "/holds", assessment=ident, reason="a court asks for it"),
    )
    assert state(ask, ident) == ("destroyed" if winner == 0 else "released")
    assert (ask.get("lena", f"/assessments/{ident}").status_code == 200) == (winner == 1)


def test_a_narrowing_and_a_widening_lose_nothing_of_each_other(ask: Asking, cast: Cast) -> None:
    ident = released(cast, release_to=["europol", "frontex"])
    request = asked(ask, ident, "widen", add=["ameripol"])
    narrowed, widened = at_once(
        post(ask, "amina", f"/assessments/{ident}/narrow", remove=["europol"], reason="as agreed"),
        post(ask, "kofi", f"/consents/{request}", answer="grant"),
    )
    assert (narrowed.status_code, widened.status_code) == (200, 200)
    seen = {who: ask.get(who, f"/assessments/{ident}").status_code for who in ("lena", "elena", "ines")}
    assert seen == {"lena": 404, "elena": 200, "ines": 200}


def test_a_raise_and_the_consent_to_a_downgrade_never_leave_it_lower_than_raised(ask: Asking, cast: Cast) -> None:
    ident = released(cast, marking=IR)
    request = asked(ask, ident, "downgrade", marking=IFOUO)
    raised = {"marking": {"scheme": "interpol", "level": "IC"}, "reason": "a source is named"}
    answers = at_once(
        lambda: ask("amina", "POST", f"/assessments/{ident}/raise", json=raised),
        post(ask, "kofi", f"/consents/{request}", answer="grant"),
    )
    assert answers[0].status_code == 200
    assert ask.get("amina", f"/assessments/{ident}").json()["marking"]["level"] == "IC"


def test_two_wider_versions_of_a_list(ask: Asking) -> None:
    path = "/circulation-lists/cyber-fusion"
    before = ask.get("ingrid", path).json()["members"]
    winner = one_wins(
        lambda: ask("ingrid", "PATCH", path, json={"members": [*before, "country:BR"], "reason": "as agreed"}),
        lambda: ask("ruth", "PATCH", path, json={"members": [*before, "country:EG"], "reason": "as agreed"}),
    )
    [proposed] = [one for one in ask.get("ingrid", f"{path}/versions").json()["versions"] if one["state"] == "proposed"]
    assert ("country:BR" if winner == 0 else "country:EG") in proposed["members"]
    assert ask.get("ingrid", path).json()["members"] == before


def test_two_mergers_of_the_same_organization(ask: Asking) -> None:
    requests = [
        ask(who, "POST", "/organizations/ameripol/merger", json={"successor": successor, "reason": "by treaty"}).json()[
            "request"
        ]
        for who, successor in (("ingrid", "aseanapol"), ("ruth", "europol"))
    ]
    winner = one_wins(
        post(ask, "ruth", f"/consents/{requests[0]}", answer="grant"),
        post(ask, "ingrid", f"/consents/{requests[1]}", answer="grant"),
    )
    merged = ask.get("ingrid", "/organizations/ameripol").json()
    assert ("aseanapol", "europol")[winner] in str(merged)


def test_two_changes_of_a_draft_lose_nothing_of_each_other(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", title="Sound").json()["id"]
    said = {"amina": {"exclude": ["EG"]}, "kofi": {"title": "As Kofi says"}}
    answers = at_once(*(lambda who=who: ask(who, "PATCH", f"/assessments/{ident}", json=said[who]) for who in said))
    assert {answer.status_code for answer in answers} <= {200, 409}
    metadata = ask.get("amina", f"/assessments/{ident}/metadata").json()["metadata"]
    done = [answer.status_code == 200 for answer in answers]
    assert any(done)
    assert (metadata["exclude"] == ["EG"], metadata["title"] == "As Kofi says") == tuple(done)
