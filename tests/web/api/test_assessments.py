from __future__ import annotations

import json
from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import REPORT, Asking

SAID: dict[str, Any] = {
    "title": "Ransomware against hospitals",
    "pillars": ["cybercrime"],
    "published_at": "2026-10-01",
    "marking": {"scheme": "interpol", "level": "IR"},
    "release_to": ["europol", "country:EG"],
}


def released(ask: Asking, cast: Cast, **said: Any) -> str:
    """Lead an assessment from its file to its readers by REST alone."""
    accepted = ask.deposit("amina", **{**SAID, **said}).json()
    cast.work()
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        answer = ask.act(username, act, accepted["id"])
        assert answer.status_code == 200, answer.text
    return str(accepted["id"])


def test_a_report_goes_from_its_file_to_the_answers_of_those_it_is_for(ask: Asking, cast: Cast) -> None:
    deposited = ask.deposit("amina", **SAID)
    assert deposited.status_code == 202
    ident, job = deposited.json()["id"], deposited.json()["job"]
    assert deposited.headers["location"] == f"/api/v1/jobs/{job}"
    assert ask.get("amina", f"/jobs/{job}").json()["state"] == "queued"
    cast.work()
    assert ask.get("amina", f"/jobs/{job}").json()["state"] == "done"

    states = [ask.act(who, act, ident).json()["state"] for who, act in (("amina", "submit"), ("ingrid", "register"))]
    assert states == ["submitted", "registered"]
    assert ask.get("lena", "/search", params={"q": "hospitals"}).json()["total"] == 0
    assert ask.act("ingrid", "release", ident).json() == {"id": ident, "state": "released"}

    answer = ask.get("lena", "/search", params={"q": "backup systems of hospitals"}).json()
    assert answer["total"] == 1
    [hit] = answer["results"]
    assert hit["assessment"]["id"] == ident
    assert hit["assessment"]["marking"] == {
        "scheme": "interpol", "level": "IR", "label": "INTERPOL RESTRICTED", "rank": 2, "tlp": None,
    }  # fmt: skip
    start, end = hit["evidence"][0]["highlights"][0]
    assert "hospitals" in hit["evidence"][0]["excerpt"][start:end]
    assert answer["facets"]["pillar"] == [{"value": "cybercrime", "count": 1}]

    page = ask.get("lena", f"/assessments/{ident}").json()
    assert (page["title"], page["state"]) == ("Ransomware against hospitals", "released")
    assert "view" in page["actions"]
    portions = ask.get("lena", f"/assessments/{ident}/portions").json()["portions"]
    assert any("demand payment" in portion["text"] for portion in portions)
    assert hit["evidence"][0]["portion"] in [portion["id"] for portion in portions]

    assert ask.get("mei", "/search", params={"q": "backup systems of hospitals"}).json()["results"] == []
    assert ask.act("amina", "withdraw", ident).json()["state"] == "withdrawn"
    assert ask.get("lena", "/search", params={"q": "hospitals"}).json()["total"] == 0


PER_ASSESSMENT = ("", "/portions", "/pages/1.png")


@pytest.mark.parametrize("tail", PER_ASSESSMENT)
def test_absent_withheld_and_malformed_ids_get_one_and_the_same_404(ask: Asking, cast: Cast, tail: str) -> None:
    ident = released(ask, cast)
    assert ask.get("lena", f"/assessments/{ident}").status_code == 200
    wrong = ident[:-1] + ("a" if ident[-1] != "a" else "b")
    answers = [
        ask.get("mei", f"/assessments/{name}{tail}") for name in (ident, wrong, "x", "%00", "é" * 300, "1 OR 1=1")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1


@pytest.mark.parametrize("number", ["0", "2", "-1", "01", "x", "1" * 5000, "٣"])
def test_a_page_that_is_not_there_is_as_absent_as_anything(ask: Asking, cast: Cast, number: str) -> None:
    ident = released(ask, cast)
    answer = ask.get("lena", f"/assessments/{ident}/pages/{number}.png")
    assert answer.status_code == 404
    assert answer.content == ask.get("lena", "/assessments/nothing").content


@pytest.mark.parametrize("act", ["submit", "register", "release", "withdraw"])
def test_an_act_on_what_is_not_there_is_refused_like_one_on_what_may_not_be_known(
    ask: Asking, cast: Cast, act: str
) -> None:
    ident = released(ask, cast)
    for username in ("mei", "lena", "piotr", "owen", "yuki"):
        known, unknown = ask.act(username, act, ident), ask.act(username, act, "nothing")
        assert known.status_code == unknown.status_code
        assert known.status_code in (403, 404)
        assert known.content == unknown.content


def test_metadata_that_make_no_sense_are_refused_field_by_field(ask: Asking) -> None:
    answer = ask.deposit("amina", marking={"scheme": "interpol", "level": "XX"}, release_to=["nowhere"], colour="red")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["colour"]
    answer = ask.deposit("amina", marking={"scheme": "interpol", "level": "XX"}, release_to=["nowhere"])
    assert {error["field"] for error in answer.json()["errors"]} == {"marking", "release_to"}


def test_submitting_says_what_must_be_explicit(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", title="Untold").json()["id"]
    cast.work()
    answer = ask.act("amina", "submit", ident)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"marking", "release_to"}
    assert all(error["sentence"] for error in answer.json()["errors"])
    metadata = ask.get("amina", f"/assessments/{ident}/metadata").json()
    assert metadata["problems"].keys() == {"marking", "release_to"}
    assert metadata["state"] == "draft"


def test_a_change_replaces_what_is_given_clears_what_is_null_and_keeps_the_rest(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", **SAID, exclude=["BR"], horizon="two years").json()["id"]
    cast.work()
    body = {"title": "Another", "horizon": None, "exclude": None, "embargo_until": "2027-01-01T00:00:00Z"}
    answer = ask("amina", "PATCH", f"/assessments/{ident}", json=body)
    assert answer.status_code == 200, answer.text
    kept = answer.json()["metadata"]
    assert (kept["title"], kept["horizon"], kept["exclude"]) == ("Another", None, [])
    assert kept["release_to"] == SAID["release_to"]
    assert kept["marking"]["level"] == "IR"
    assert kept["embargo_until"] == "2027-01-01T00:00:00Z"
    assert ask.get("amina", f"/assessments/{ident}/metadata").json() == answer.json()


def test_a_change_that_makes_no_sense_changes_nothing(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", **SAID).json()["id"]
    cast.work()
    before = ask.get("amina", f"/assessments/{ident}/metadata").json()
    nonsense: list[Any] = [
        {"title": "Another", "release_to": ["nowhere"]},
        {"titel": "Another"},
        {"title": ["x"]},
        [],
        "x",
    ]
    for body in nonsense:
        assert ask("amina", "PATCH", f"/assessments/{ident}", json=body).status_code == 422, body
    assert ask.get("amina", f"/assessments/{ident}/metadata").json() == before


def test_nobody_but_the_originators_officers_changes_anything(ask: Asking, cast: Cast) -> None:
    ident = released(ask, cast)
    for username in ("lena", "piotr", "ingrid", "owen", "yuki", "mei"):
        answer = ask("" or username, "PATCH", f"/assessments/{ident}", json={"title": "Mine"})
        assert answer.status_code in (403, 404), username
    assert ask("amina", "PATCH", f"/assessments/{ident}", json={"title": "Later"}).status_code == 409


def test_an_act_from_the_wrong_state_or_by_one_person_alone_is_a_conflict(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", **SAID).json()["id"]
    early = ask.act("amina", "submit", ident)
    assert early.status_code == 409
    assert "queued" in early.json()["detail"]
    cast.work()
    assert ask.act("amina", "submit", ident).status_code == 200
    assert ask.act("ingrid", "release", ident).status_code == 409
    assert ask.act("amina", "register", ident).status_code in (403, 409)


def test_contradictions_are_held_for_an_officer(ask: Asking, cast: Cast) -> None:
    ident = ask.deposit("amina", **{**SAID, "marking": {"text": "RESERVADO"}}).json()["id"]
    cast.work()
    assert ask.act("amina", "submit", ident).json()["state"] == "held"
    assert "RESERVADO" in ask.get("amina", f"/assessments/{ident}/metadata").json()["held_reason"]


def test_only_officers_deposit(ask: Asking) -> None:
    for username in ("lena", "ingrid", "owen", "yuki"):
        assert ask.deposit(username, **SAID).status_code == 403
    assert ask.deposit("lena", **SAID).content == ask.deposit("mei", **SAID).content


def test_a_form_without_a_file_or_with_more_than_it_takes_is_refused_in_words(ask: Asking) -> None:
    missing = ask("amina", "POST", "/assessments", files={"metadata": (None, "{}")})
    assert missing.status_code == 422
    assert missing.json()["errors"][0]["field"] == "file"
    files = {"file": ("report.md", REPORT.encode()), "colour": (None, "red")}
    assert ask("amina", "POST", "/assessments", files=files).json()["errors"][0]["field"] == "colour"
    broken = {"file": ("report.md", REPORT.encode()), "metadata": (None, "{not json")}
    assert ask("amina", "POST", "/assessments", files=broken).json()["errors"] == [
        {"field": "body", "sentence": "is not JSON"}
    ]
    assert ask("amina", "POST", "/assessments", json={"title": "x"}).status_code == 415
    assert ask.get("amina", "/jobs").json() == {"jobs": []}


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "report.pdf"), (b"GIF89a" + bytes(40), "report.pdf"), (b"PK\x03\x04" + bytes(60), "x.docx")],
)
def test_what_is_not_a_document_is_refused_at_the_door(ask: Asking, content: bytes, name: str) -> None:
    answer = ask("amina", "POST", "/assessments", files={"file": (name, content)})
    assert answer.status_code == 415
    assert len(answer.json()["detail"]) > 20
    assert ask.get("amina", "/jobs").json() == {"jobs": []}


def test_the_file_may_come_before_or_after_its_metadata(ask: Asking) -> None:
    metadata = ("metadata", (None, json.dumps(SAID)))
    file = ("file", ("report.md", REPORT.encode()))
    for parts in ([metadata, file], [file, metadata]):
        answer = ask("amina", "POST", "/assessments", files=parts)
        assert answer.status_code == 202
        kept = ask.get("amina", f"/assessments/{answer.json()['id']}/metadata").json()
        assert kept["metadata"]["title"] == SAID["title"]


def test_the_listing_pages_through_what_the_reader_may_see(ask: Asking, cast: Cast) -> None:
    idents = [released(ask, cast, title=f"Note {n}", published_at=f"2026-10-0{n}") for n in (1, 2, 3)]
    hidden = released(ask, cast, title="Not for Europol", release_to=["aimc"])
    first = ask.get("lena", "/assessments?limit=2").json()
    second = ask.get("lena", "/assessments", params={"limit": 2, "cursor": first["next"]}).json()
    listed = [one["id"] for one in first["results"] + second["results"]]
    assert listed == idents[::-1]
    assert hidden not in listed
    assert (first["total"], second["next"]) == (3, None)
    assert ask.get("lena", "/assessments?pillar=terrorism").json()["total"] == 0
    assert ask.get("lena", "/assessments?from=2026-10-02&to=2026-10-02").json()["total"] == 1
