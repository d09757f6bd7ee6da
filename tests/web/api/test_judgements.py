"""Judgements by REST: declared, validated, filtered, and shown to nobody who may not see what they rest on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import Asking

CONTENT = (
    b"# Study of the northern ports\n\n## Key judgements\n\nIt is highly likely that losses will grow until 2027.\n\n"
    b"## Notice\n\nSeals are to be compared at every stop.\n"
)
LIKELY = {"scheme": "phia", "word": "highly likely"}
SAID: dict[str, Any] = {
    "title": "Study",
    "register_title": "Study on ports",
    "marking": {"scheme": "interpol", "level": "IC"},
    "release_to": ["europol"],
    "tearlines": [
        {
            "portions": ["heading:Notice"],
            "marking": {"scheme": "interpol", "level": "IFOUO"},
            "release_to": ["aseanapol", "europol"],
        }
    ],
}


def deposited(ask: Asking, cast: Cast, **said: Any) -> str:
    """Deposit the study; its file is read."""
    answer = ask.deposit("amina", CONTENT, **{**SAID, **said})
    assert answer.status_code == 202, answer.text
    cast.work()
    return str(answer.json()["id"])


def passages(ask: Asking, ident: str) -> tuple[str, str]:
    """Return the ids of the passages of the body and of the tearline."""
    portions = ask.get("amina", f"/assessments/{ident}/portions").json()["portions"]
    (body,) = [portion["id"] for portion in portions if "losses" in portion["text"]]
    (notice,) = [portion["id"] for portion in portions if "Seals" in portion["text"]]
    return body, notice


def released(ask: Asking, cast: Cast) -> str:
    """Release the study with a judgement of each part, of both, and of the whole."""
    ident = deposited(ask, cast)
    body, notice = passages(ask, ident)
    judgements = [
        {"statement": "On the body.", "likelihood": LIKELY, "confidence": "high", "portions": [body]},
        {"statement": "On the notice.", "likelihood": {"scheme": "phia", "word": "unlikely"}, "portions": [notice]},
        {"statement": "On both.", "portions": [body, notice]},
        {"statement": "On the whole."},
    ]
    changed = ask("amina", "PATCH", f"/assessments/{ident}", json={"judgements": judgements})
    assert changed.status_code == 200, changed.text
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        assert ask.act(username, act, ident).status_code == 200
    return ident


def statements(ask: Asking, username: str, ident: str, **asked: int) -> list[str]:
    answer = ask.get(username, f"/assessments/{ident}/judgements", params=asked)
    assert answer.status_code == 200, answer.text
    return [judgement["statement"] for judgement in answer.json()["judgements"]]


def test_a_judgement_is_shown_to_those_only_who_may_see_all_it_rests_on(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    assert statements(ask, "lena", ident) == ["On the body.", "On the notice.", "On both.", "On the whole."]
    assert statements(ask, "mei", ident) == ["On the notice."]
    shown = ask.get("mei", f"/assessments/{ident}").text + ask.get("mei", "/assessments").text
    assert "On the" not in shown


def test_recommendations_and_gaps_are_shown_to_those_only_who_may_see_the_whole_work(ask: Asking, cast: Cast) -> None:
    said: dict[str, Any] = {"recommendations": ["Compare the seals."], "gaps": ["Who buys the goods?"]}
    ident = deposited(ask, cast, **said)
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        assert ask.act(username, act, ident).status_code == 200
    for username, expected in (("lena", said), ("mei", {"recommendations": [], "gaps": []})):
        answer = ask.get(username, f"/assessments/{ident}/judgements", params={"min": 99})
        assert answer.json() == {"assessment": ident, "judgements": [], **expected}


def test_they_are_changed_by_a_patch_and_bounded(ask: Asking, cast: Cast) -> None:
    ident = deposited(ask, cast, gaps=["Who?"])
    changed = ask("amina", "PATCH", f"/assessments/{ident}", json={"recommendations": [" One\nline "], "gaps": None})
    assert changed.status_code == 200, changed.text
    metadata = changed.json()["metadata"]
    assert (metadata["recommendations"], metadata["gaps"]) == (["One line"], [])
    for wrong in (["x" * 1201], [""], ["x"] * 101):
        assert ask("amina", "PATCH", f"/assessments/{ident}", json={"gaps": wrong}).status_code == 422


def test_judgements_are_filtered_by_the_share_of_a_hundred_their_words_mean(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    assert statements(ask, "lena", ident, min=80) == ["On the body."]
    assert statements(ask, "lena", ident, max=35) == ["On the notice."]
    assert statements(ask, "lena", ident, min=25, max=90) == ["On the body.", "On the notice."]
    assert statements(ask, "lena", ident, min=36, max=79) == []
    assert ask.get("lena", f"/assessments/{ident}/judgements", params={"min": 101}).status_code == 422


def test_a_judgement_says_the_range_of_its_word_and_the_pages_it_rests_on(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    first = ask.get("lena", f"/assessments/{ident}/judgements").json()["judgements"][0]
    assert first["likelihood"] == {"scheme": "phia", "word": "highly likely", "min": 80, "max": 90}
    assert first["confidence"] == "high"
    assert [portion["page"] for portion in first["portions"]] == [1]


def test_who_may_see_nothing_of_it_is_told_that_there_is_nothing(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    hidden, absent = (ask.get("nadia", f"/assessments/{name}/judgements") for name in (ident, "x"))
    assert (hidden.status_code, hidden.content) == (404, absent.content)


@pytest.mark.parametrize(
    ("judgement", "field"),
    [
        ({"statement": "x", "likelihood": {"scheme": "mars", "word": "likely", "min": 1, "max": 2}}, "likelihood"),
        ({"statement": "x", "likelihood": {"scheme": "phia", "word": "perhaps", "min": 1, "max": 2}}, "likelihood"),
        ({"statement": "x", "likelihood": {"scheme": "phia", "word": "unlikely", "min": 20, "max": 45}}, "likelihood"),
        ({"statement": "x", "likelihood": {"scheme": "own", "word": "maybe", "min": 60, "max": 40}}, "likelihood"),
        ({"statement": "x", "regions": ["atlantis"]}, "regions"),
        ({"statement": "x", "areas": ["witchcraft"]}, "areas"),
        ({"statement": "", "areas": []}, "statement"),
        ({"statement": "x", "trend": "sideways"}, "trend"),
        ({"statement": "x", "likelihood": {"scheme": "own", "word": "maybe"}}, "likelihood.min"),
    ],
)
def test_a_judgement_that_says_what_cannot_be_is_refused_field_by_field(
    ask: Asking, cast: Cast, judgement: dict[str, Any], field: str
) -> None:
    answer = ask.deposit("amina", CONTENT, **{**SAID, "judgements": [judgement]})
    assert answer.status_code == 422
    assert any(f"judgements.0.{field}" in problem["field"] for problem in answer.json()["errors"]), answer.text


def test_a_scale_of_the_document_s_own_is_taken_with_its_ranges(ask: Asking, cast: Cast) -> None:
    own = {"scheme": "own", "word": "maybe", "min": 30, "max": 60}
    ident = deposited(ask, cast, judgements=[{"statement": "x", "likelihood": own}])
    assert ask.get("amina", f"/assessments/{ident}/judgements").json()["judgements"][0]["likelihood"] == own


def test_a_judgement_that_names_another_work_s_passage_cannot_be_submitted(ask: Asking, cast: Cast) -> None:
    other, _ = passages(ask, deposited(ask, cast))
    ident = deposited(ask, cast, judgements=[{"statement": "x", "portions": [other]}])
    problems = ask.get("amina", f"/assessments/{ident}/metadata").json()["problems"]
    assert problems == {"judgements.0.portions": "names a passage that the file does not have"}
    assert ask.act("amina", "submit", ident).status_code == 422
    assert statements(ask, "amina", ident) == []


def test_suggested_judgements_are_typed_and_point_at_their_sentence(ask: Asking, cast: Cast) -> None:
    ident = deposited(ask, cast)
    (found,) = ask.get("amina", f"/assessments/{ident}/metadata").json()["suggestions"]["judgements"]
    assert found["value"] == "It is highly likely that losses will grow until 2027."
    assert (found["likelihood"]["word"], found["trend"], found["horizon"]) == (
        "highly likely",
        "increasing",
        "until 2027",
    )
    portions = ask.get("amina", f"/assessments/{ident}/portions").json()["portions"]
    (place,) = found["evidence"]
    (portion,) = [portion for portion in portions if portion["id"] == place["portion"]]
    assert portion["text"][place["start"] : place["end"]] == found["value"]
