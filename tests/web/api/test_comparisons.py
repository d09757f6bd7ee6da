from __future__ import annotations

import threading
from typing import Any

import pytest

from search import covering
from tests.overlapping import paragraph
from tests.search.shelving import SECRET
from tests.search.surveyed import report
from tests.web.asking import Asking
from web import comparing

NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
FIREARMS: dict[str, Any] = {"areas": ["firearms"]}


def entries(ask: Asking, action: str) -> list[dict[str, Any]]:
    return [one for one in ask.get("owen", "/register?limit=100").json()["entries"] if one["action"] == action]


def pair(ask: Asking) -> tuple[str, str]:
    """Release two works of two organizations on one threat."""
    first = report(ask.cast, 0, 1, title="A", published_at="2025-01-01", **FIREARMS)
    second = report(ask.cast, 0, 1, title="B", published_at="2026-01-01", username="piotr", **FIREARMS)
    return first.assessment_id, second.assessment_id


def between(ask: Asking, who: str, query: str = "") -> dict[str, Any]:
    answer = ask.get(who, f"/overlaps/between{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_neighbours_are_shown_with_passages_of_both_and_recorded(ask: Asking) -> None:
    first, second = pair(ask)
    found = ask.get("mei", f"/assessments/{first}/similar").json()
    (one,) = found["neighbours"]
    assert (found["assessment"], found["ready"], found["kin"]) == (first, True, [])
    assert one["assessment"]["id"] == second
    excerpts = {(quoted["here"]["excerpt"], quoted["there"]["excerpt"]) for quoted in one["passages"]}
    assert (paragraph(0), paragraph(0)) in excerpts
    (entry,) = [e for e in entries(ask, "view") if e["detail"].get("part") == "similar"]
    assert len(entry["editions"]) == 2


def test_one_comparison_is_made_at_a_time_and_whoever_waits_too_long_is_told(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = pair(ask)
    addresses = (f"/assessments/{first}/similar", "/overlaps/between", f"/assessments/{NOWHERE}/similar")
    answers: list[tuple[int, str]] = []
    compare = covering.covering

    def meanwhile(*given: Any) -> covering.Covering:
        answers.extend((said.status_code, said.json()["detail"]) for said in (ask.get("mei", a) for a in addresses))
        return compare(*given)

    monkeypatch.setattr(comparing, "PATIENCE", 0.01)
    with monkeypatch.context() as patch:
        patch.setattr(covering, "covering", meanwhile)
        assert between(ask, "lena")["total"] == 1
    assert answers == [(409, "several works are being compared at this moment; ask again in a minute")] * 3
    assert [ask.get("mei", address).status_code for address in addresses] == [200, 200, 404]


def test_where_enough_wait_already_nobody_else_holds_a_thread(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it waited for, it would be waited for ever: the one that is made waits for this answer."""
    compare, answers = covering.covering, list[int]()

    def meanwhile(*given: Any) -> covering.Covering:
        answers.append(ask.get("mei", "/overlaps/between").status_code)
        return compare(*given)

    monkeypatch.setattr(comparing, "PATIENCE", 3600.0)
    monkeypatch.setattr(comparing, "_WAITING", threading.BoundedSemaphore(1))
    monkeypatch.setattr(covering, "covering", meanwhile)
    pair(ask)
    assert between(ask, "lena")["total"] == 1
    assert answers == [409]


def test_absent_and_withheld_answer_alike(ask: Asking) -> None:
    hidden = report(ask.cast, 0, 1, title="H", **SECRET).assessment_id
    seen, _ = pair(ask)
    nothing = ask.get("mei", f"/assessments/{NOWHERE}/similar")
    withheld = ask.get("mei", f"/assessments/{hidden}/similar")
    assert (nothing.status_code, nothing.content) == (404, withheld.content)
    for other in (NOWHERE, hidden):
        for addressed in (f"{seen}/{other}", f"{other}/{seen}"):
            said = ask("mei", "PUT", f"/overlaps/between/{addressed}", json={"verdict": "confirmed"})
            back = ask("mei", "DELETE", f"/overlaps/between/{addressed}")
            assert (said.status_code, said.json()["detail"]) == (404, nothing.json()["detail"])
            assert back.status_code == 404


def test_a_verdict_is_shown_to_colleagues_by_name_and_to_others_without_and_rejected_pairs_go_to_the_end(
    ask: Asking,
) -> None:
    first, second = pair(ask)
    third = report(ask.cast, 1, 2, 3, title="C", username="ines", **FIREARMS).assessment_id
    assert between(ask, "lena")["total"] == 3
    best = between(ask, "lena")["pairs"][0]
    assert {best["first"]["id"], best["second"]["id"]} == {first, second}
    assert (best["verdict"], best["common"]["areas"]) == (None, ["firearms"])
    answer = ask(
        "lena", "PUT", f"/overlaps/between/{second}/{first}", json={"verdict": "rejected", "note": "Other guns."}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    for who, name, own in (
        ("lena", "Lena Brandhorst", True),
        ("piotr", "Lena Brandhorst", False),
        ("mei", None, False),
    ):
        last = between(ask, who)["pairs"][-1]
        assert {last["first"]["id"], last["second"]["id"]} == {first, second}
        assert last["verdict"] == "rejected"
        (said,) = last["said"]
        assert (said["verdict"], said["note"], said["name"], said["own"]) == ("rejected", "Other guns.", name, own)
    assert ask("lena", "DELETE", f"/overlaps/between/{first}/{second}").status_code == 204
    assert between(ask, "lena")["pairs"][0]["said"] == []
    assert third in {one["second"]["id"] for one in between(ask, "lena")["pairs"]} | {
        one["first"]["id"] for one in between(ask, "lena")["pairs"]
    }
    assert [e["detail"] for e in entries(ask, "overlap-verdict")] == [
        {"verdict": "taken-back"},
        {"verdict": "rejected"},
    ]


def test_what_is_refused_is_recorded(ask: Asking) -> None:
    first, second = pair(ask)
    address = f"/overlaps/between/{first}/{second}"
    assert ask("ingrid", "PUT", address, json={"verdict": "confirmed"}).status_code == 409
    assert ask("lena", "DELETE", address).status_code == 409
    assert [entry["outcome"] for entry in entries(ask, "overlap-verdict")] == ["refused", "refused"]


@pytest.mark.parametrize(
    "body",
    [{"verdict": "perhaps"}, {"verdict": "confirmed", "note": "x" * 501}, {}, {"verdict": "confirmed", "more": 1}],
    ids=["another word", "a long note", "nothing", "an unknown field"],
)
def test_a_body_that_is_no_verdict_is_refused_field_by_field(ask: Asking, body: dict[str, Any]) -> None:
    first, second = pair(ask)
    answer = ask("lena", "PUT", f"/overlaps/between/{first}/{second}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_pages_follow_one_another_by_cursor_and_a_strange_one_is_refused(ask: Asking) -> None:
    pair(ask)
    report(ask.cast, 0, 1, title="C", username="ines", **FIREARMS)
    seen = []
    query = "?limit=2"
    while query:
        found = between(ask, "lena", query)
        seen += [frozenset((one["first"]["title"], one["second"]["title"])) for one in found["pairs"]]
        query = f"?limit=2&cursor={found['next']}" if found["next"] else ""
    assert len(seen) == len(set(seen)) == 3
    for strange in ("?cursor=strange", "?limit=0", "?unknown=1"):
        assert ask.get("lena", f"/overlaps/between{strange}").status_code in (400, 422)


def test_filters_narrow_and_hidden_works_are_in_no_figure(ask: Asking) -> None:
    pair(ask)
    report(ask.cast, 0, 1, title="H", username="ines", **FIREARMS, **SECRET)
    assert (between(ask, "mei")["total"], between(ask, "mei")["asked"]) == (1, 2)
    assert (between(ask, "lena")["total"], between(ask, "lena")["asked"]) == (3, 3)
    assert between(ask, "mei", "?area=vehicles")["pairs"] == []
    assert between(ask, "mei", "?area=firearms")["total"] == 1
