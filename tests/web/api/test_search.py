from __future__ import annotations

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from tests.house import Cast
from tests.web.asking import REPORT, Asking


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"q": "x", "colour": "red"}, "colour"),
        ({"q": "x", "limit": 0}, "limit"),
        ({"q": "x", "limit": 101}, "limit"),
        ({"q": "x", "limit": "many"}, "limit"),
        ({"q": "x", "from": "yesterday"}, "from"),
        ({"q": "x" * 4001}, "q"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(ask: Asking, parameters: dict[str, str], field: str) -> None:
    answer = ask.get("lena", "/search", params=parameters)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "WzAsICJ4Il0=", "!", "٣", "bnVsbA=="])
def test_a_cursor_that_is_not_of_this_question_is_refused(ask: Asking, cursor: str) -> None:
    for path in ("/search", "/assessments"):
        answer = ask.get("lena", path, params={"cursor": cursor})
        assert answer.status_code == 400, path
        assert answer.headers["content-type"] == "application/problem+json"


def test_pages_of_an_answer_follow_one_another_without_gap_or_repetition(ask: Asking, cast: Cast) -> None:
    for number in range(5):
        cast.release("amina", f"{REPORT}\nNote {number} of this series.\n".encode(), title=f"Note {number}")
    whole = ask.get("lena", "/search", params={"q": "hospitals backup"}).json()
    assert whole["total"] == 5
    found, cursor = [], None
    while True:
        parameters = {"q": "hospitals backup", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = ask.get("lena", "/search", params=parameters).json()
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole["results"]


def test_the_same_question_is_answered_with_the_same_bytes(ask: Asking, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="Note")
    first = ask.get("lena", "/search", params={"q": "hospitals"})
    assert first.json()["total"] == 1
    assert first.content == ask.get("lena", "/search", params={"q": "hospitals"}).content


def test_filters_of_one_field_widen_and_of_two_fields_narrow(ask: Asking, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="One", pillars=["cybercrime"], languages=["en"])
    cast.release("amina", REPORT.encode(), title="Two", pillars=["terrorism"], languages=["en"])

    def total(query: str) -> int:
        return int(ask.get("lena", f"/search?q=hospitals&{query}").json()["total"])

    assert total("pillar=cybercrime") == 1
    assert total("pillar=cybercrime&pillar=terrorism") == 2
    assert total("pillar=cybercrime&language=fr") == 0
    assert total("marking=interpol:IFOUO") == 2


def test_case_31_all_that_is_asked_is_registered_fields_in_the_text_and_parameters_alike(
    ask: Asking, cast: Cast
) -> None:
    for asked in (
        {"q": 'clinics originator:"X" from:2025', "marking": "eu:SECRET"},
        {"q": "clinics", "originator": "X", "from": "2025-01-01", "marking": "eu:SECRET"},
        {"q": "from:tomorrow"},
    ):
        assert ask.get("lena", "/search", params=asked).status_code == 200
    with cast.house.registry.database.read() as session:
        entries = session.exec(select(RegisterEntry).where(RegisterEntry.action == "search")).all()
        said = [cast.house.registry.register.words(entry) for entry in entries]
    assert said == [*["clinics originator:X marking:eu:SECRET from:2025-01-01"] * 2, "from:tomorrow"]


def test_values_are_named_as_in_the_question_and_one_that_is_not_known_is_told(ask: Asking, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="One", pillars=["cybercrime"])
    for path in ("/search?q=hospitals&", "/assessments?"):
        for query in ("pillar=Cybercrime", "marking=INTERPOL FOR OFFICIAL USE ONLY", "originator=AFRIPOL"):
            assert ask.get("lena", f"{path}{query}").json()["total"] == 1, path + query
    found = ask.get("lena", "/search?q=hospitals&pillar=cybercrimes").json()
    assert (found["total"], found["notices"]) == (
        0,
        ["'cybercrimes' is no pillar that is known here, so nothing carries it"],
    )


def test_a_question_of_fields_alone_that_finds_nothing_says_which_to_drop(ask: Asking, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="One", pillars=["cybercrime"])
    drops = {"region:atlantis": "region", "language:ja": "language", "from:2026 to:2025": "period"}
    for question, dropped in drops.items():
        found = ask.get("lena", "/search", params={"q": question}).json()
        assert (found["total"], [(way["drop"], way["total"]) for way in found["instead"]]) == (0, [(dropped, 1)])


def test_a_question_that_is_too_long_is_refused_in_a_sentence_of_this_house(ask: Asking) -> None:
    (error,) = ask.get("lena", "/search", params={"q": "x" * 4001}).json()["errors"]
    assert error == {"field": "q", "sentence": "should have at most 4000 characters"}
