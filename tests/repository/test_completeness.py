"""Completeness: every wrong field by its name, and what makes a submission held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from models.deposit import Deposit
from repository import completeness, people
from tests.house import START
from tests.repository.shelf import OPEN
from web.house import House

LATE, LATER = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
IC = {"scheme": "interpol", "level": "IC"}
IFOUO = {"scheme": "interpol", "level": "IFOUO"}
ALIEN = "a" * 26


def a_tearline(**said: Any) -> dict[str, Any]:
    return {"portions": ["page:1"], "marking": IFOUO, "release_to": [], **said}


def problems(house: House, **said: Any) -> dict[str, str]:
    with house.registry.database.read() as session:
        return completeness.field_problems(session, Deposit.model_validate(said), "afripol")


def submitting(house: House, **said: Any) -> dict[str, str]:
    with house.registry.database.read() as session:
        return completeness.submission_problems(session, Deposit.model_validate(said), "afripol", {}, START)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"originators": ["afripol", "atlantis"]}, "originators", "no organization 'atlantis'"),
        ({"originators": ["europol"]}, "originators", "your own organization"),
        ({"originators": []}, "originators", "your own organization"),
        ({"release_to": ["EUROPOL!"]}, "release_to", "not a circulation token"),
        ({"release_to": ["europol", "atlantis"]}, "release_to", "names nothing"),
        ({"release_to": ["ncb-eg+members"]}, "release_to", "names nothing"),
        ({"release_to": ["country:XX"]}, "release_to", "names nothing"),
        ({"release_to": ["list:none"]}, "release_to", "names nothing"),
        ({"release_to": [f"person:{ALIEN}"]}, "release_to", "names nothing"),
        ({"exclude": ["XX"]}, "exclude", "names nothing"),
        ({"exclude": ["list:cyber-fusion"]}, "exclude", "cannot be excluded"),
        ({"exclude": ["aimc+members"]}, "exclude", "cannot be excluded"),
        ({"exclude": ["afripol"]}, "exclude", "case 6"),
        ({"marking": {"scheme": "interpol"}}, "marking", "both the scheme and the level"),
        ({"marking": {"level": "IC"}}, "marking", "both the scheme and the level"),
        ({"marking": {}}, "marking", "or give the words"),
        ({"marking": {"scheme": "interpol", "level": "XX"}}, "marking", "is not a level"),
        ({"marking": {"scheme": "mars", "level": "XX"}}, "marking", "not an enforced marking scheme"),
        ({"marking": {**IC, "tlp": "PURPLE"}}, "marking", "not a TLP label"),
        ({"marking": {**IC, "handling": ["H9"]}}, "marking", "not a handling code"),
        ({"marking": {**IC, "handling": ["H3"]}}, "marking", "free text"),
        ({"marking": {"text": "GEHEIM", "tlp": "PURPLE"}}, "marking", "not a TLP label"),
        ({"title_marking": {"scheme": "interpol"}}, "title_marking", "both"),
        ({"tearlines": [a_tearline(release_to=["atlantis"])]}, "tearlines.0.release_to", "names nothing"),
        ({"tearlines": [a_tearline(), a_tearline(marking={})]}, "tearlines.1.marking", "or give the words"),
        ({"kind": "poem"}, "kind", "poem"),
        ({"pillars": ["terrorism", "poetry"]}, "pillars", "poetry"),
        ({"areas": ["poetry"]}, "areas", "poetry"),
        ({"regions": ["atlantis"]}, "regions", "atlantis"),
        ({"countries": ["EG", "eg"]}, "countries", "'eg' is not an ISO 3166 code"),
        ({"languages": ["English"]}, "languages", "not a language code"),
        ({"period": {"from": "2026-02-01", "until": "2026-01-01"}}, "period", "ends before it starts"),
        ({"embargo_until": LATER, "retention_until": LATE}, "retention_until", "nobody could ever read it"),
        ({"embargo_until": LATE, "retention_until": LATE}, "retention_until", "nobody could ever read it"),
        ({"downgrade_on": {"date": LATE, "level": "IR"}, "marking": {"text": "RESERVADO"}}, "downgrade_on", "known"),
        ({"downgrade_on": {"date": LATE, "level": "IC"}, "marking": IC}, "downgrade_on", "is not lower"),
        ({"downgrade_on": {"date": LATE, "level": "TS"}, "marking": IC}, "downgrade_on", "is not a level"),
    ],
)
def test_a_wrong_field_is_named_with_a_sentence(house: House, said: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(house, **said)
    assert list(found) == [field]
    assert sentence in found[field]


def test_what_is_right_or_not_said_has_no_problem(house: House) -> None:
    assert problems(house) == {}
    said = {
        "originators": ["afripol", "europol"], "release_to": ["aimc+members", "list:cyber-fusion", "country:EG"],
        "exclude": ["SD", "ncb-dz"], "marking": {**IC, "tlp": "AMBER"}, "pillars": ["terrorism"], "languages": ["fr"],
        "downgrade_on": {"date": LATE, "level": "IR"}, "embargo_until": LATE, "retention_until": LATER,
    }  # fmt: skip
    assert submitting(house, **said) == {}


@pytest.mark.parametrize("shut", ["EG", "ncb-eg", "country:EG"])
def test_case_6_a_bureau_that_originates_is_not_shut_out_by_its_country_either(house: House, shut: str) -> None:
    found = problems(house, originators=["afripol", "ncb-eg"], exclude=[shut])
    assert "ncb-eg" in found["exclude"]


def test_case_7_marking_and_release_list_must_be_said_and_an_empty_list_is_said(house: House) -> None:
    assert set(submitting(house)) == {"marking", "release_to"}
    assert submitting(house, marking=IFOUO, release_to=[]) == {}


def test_case_10_a_part_higher_than_the_document_is_refused_with_what_to_do(house: House) -> None:
    found = submitting(house, **{**OPEN, "tearlines": [a_tearline(), a_tearline(marking=IC)], "title_marking": IC})
    assert set(found) == {"tearlines.1.marking", "title_marking"}
    assert "raise the document's marking" in found["tearlines.1.marking"]


@pytest.mark.parametrize(
    ("tlp", "release_to", "allowed"),
    [
        ("RED", ["europol"], False),
        ("RED", ["country:EG"], False),
        ("RED", [], True),
        ("AMBER", ["afripol+members"], True),
        ("AMBER+STRICT", ["afripol+members"], False),
        ("AMBER+STRICT", ["afripol"], True),
        ("GREEN", ["ALL-DIALOGUE-PARTICIPANTS"], True),
    ],
)
def test_case_22_tlp_and_the_release_list_must_agree(
    house: House, tlp: str, release_to: list[str], allowed: bool
) -> None:
    marking = {**IC, "tlp": tlp}
    assert ("release_to" not in problems(house, marking=marking, release_to=release_to)) is allowed
    tearline = a_tearline(marking=marking, release_to=release_to)
    found = problems(house, marking=IC, release_to=[], tearlines=[tearline])
    assert ("tearlines.0.release_to" not in found) is allowed


def test_case_22_tlp_red_takes_people(house: House) -> None:
    with house.registry.database.read() as session:
        mei = people.named(session, "mei").id
    assert problems(house, marking={**IC, "tlp": "RED"}, release_to=[f"person:{mei}"]) == {}


def test_case_23_words_nobody_could_read_in_a_tearline_are_not_refused(house: House) -> None:
    said: dict[str, Any] = {**OPEN, "tearlines": [a_tearline(marking={"text": "RESERVADO"})]}
    assert submitting(house, **said) == {}


TITLE = "Operation KESTREL: couriers of the northern route"


@pytest.mark.parametrize(
    ("register_title", "refused"),
    [
        (TITLE, True),
        ("AFRIPOL report — operation kestrel, couriers of the Northern Route (2026)", True),
        ("Assessment of a northern route", False),
        (None, False),
    ],
)
def test_a_register_title_does_not_repeat_a_title_that_is_marked_restricted(
    house: House, register_title: str | None, refused: bool
) -> None:
    said = {"title": TITLE, "register_title": register_title, "title_marking": {"scheme": "interpol", "level": "IR"}}
    found = problems(house, marking=IC, **said)
    assert ("INTERPOL RESTRICTED" in found.get("register_title", "")) is refused
    assert set(found) <= {"register_title"}


def test_a_register_title_may_repeat_a_title_that_is_for_official_use_or_not_marked(house: House) -> None:
    said = {"title": TITLE, "register_title": TITLE, "marking": IC}
    assert problems(house, **said) == {}
    assert problems(house, **said, title_marking=IFOUO) == {}


def test_a_register_title_does_not_repeat_a_title_whose_marking_nobody_could_read(house: House) -> None:
    said = {"title": TITLE, "register_title": TITLE, "marking": IC, "title_marking": {"text": "RESERVADO"}}
    assert "RESERVADO" in problems(house, **said)["register_title"]
