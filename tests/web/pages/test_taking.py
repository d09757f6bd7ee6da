"""Suggestions taken over: one by its button, all that are sure together, never marking and circulation."""

from __future__ import annotations

from typing import Any

import pytest

from models.deposit import MOST_JUDGEMENTS, Deposit
from web.pages import suggestion
from web.pages.description import checked, values_of
from web.pages.taking import surer, use

JUDGEMENT: dict[str, Any] = {
    "value": "It is very likely that losses will grow until 2027.",
    "confidence": 0.95,
    "page": 2,
    "evidence": [{"portion": "p1", "page": 2, "start": 0, "end": 51}],
    "likelihood": {"scheme": "icd203", "word": "very likely", "min": 80, "max": 95, "told": "assumed"},
    "analytic_confidence": "high",
    "threat_level": None,
    "trend": "increasing",
    "horizon": "until 2027",
    "regions": [],
}
RAW: dict[str, Any] = {
    "title": {"value": "Attacks on hospitals", "confidence": 0.95, "page": 1},
    "reference": {"value": "AFR/2026/1", "confidence": 0.6, "page": 1},
    "kind": {"value": "trend-report", "confidence": 0.9, "page": 1},
    "published_at": {"value": "2026-02-18", "confidence": 0.85, "page": 1},
    "period": {"value": "2025", "from": "2025-01-01", "until": "2026-01-01", "confidence": 0.9, "page": 1},
    "horizon": {"value": "by 2030", "confidence": 0.4, "page": 3},
    "languages": [{"value": "en", "confidence": 0.9, "page": 1}, {"value": "fr", "confidence": 0.2, "page": 4}],
    "pillars": [{"value": "cybercrime", "confidence": 0.9}, {"value": "terrorism", "confidence": 0.3}],
    "areas": [{"value": "ransomware", "confidence": 0.9, "page": 1}],
    "countries": [{"value": "EG", "confidence": 0.9, "page": 1}, {"value": "FR", "confidence": 0.5, "page": 1}],
    "regions": [{"value": "northern-africa", "confidence": 0.82, "page": 1}],
    "judgements": [JUDGEMENT, {**JUDGEMENT, "value": "It is possible.", "confidence": 0.6, "likelihood": None}],
    "threat_levels": [{"value": "The threat is high.", "confidence": 0.9, "page": 1, "level": "high", "trend": None}],
    "recommendations": [
        {"value": "Share the numbers.", "confidence": 0.95, "page": 4},
        {"value": "Count again.", "confidence": 0.6, "page": 5},
    ],
    "gaps": [{"value": "Who buys them?", "confidence": 0.7, "page": 6}],
    "banners": [{"page": 1, "text": "INTERPOL RESTRICTED"}],
}
NOTHING = values_of(Deposit())
FOUND = suggestion.read(RAW)


def test_all_takes_over_what_is_sure_and_nothing_else() -> None:
    taken = use(NOTHING, FOUND, "all")
    assert taken["title"] == "Attacks on hospitals"
    assert taken["reference"] is None
    assert taken["kind"] == "trend-report"
    assert taken["published_at"] == "2026-02-18"
    assert taken["period"] == {"from": "2025-01-01", "until": "2026-01-01"}
    assert taken["horizon"] is None
    assert (taken["languages"], taken["pillars"], taken["areas"]) == (["en"], ["cybercrime"], ["ransomware"])
    assert (taken["countries"], taken["regions"]) == (["EG"], ["northern-africa"])
    assert [judgement["statement"] for judgement in taken["judgements"]] == [JUDGEMENT["value"]]
    assert (taken["recommendations"], taken["gaps"]) == (["Share the numbers."], [])
    deposit, problems = checked(taken)
    assert deposit is not None, problems


def test_marking_and_circulation_are_never_taken_over_with_others() -> None:
    taken = use(NOTHING, FOUND, "all")
    unchanged = ("marking", "title_marking", "release_to", "exclude", "tearlines", "disclosure", "downgrade_on")
    assert {name: taken[name] for name in unchanged} == {name: NOTHING[name] for name in unchanged}


def test_what_a_person_has_said_is_not_replaced_by_all() -> None:
    said = {**NOTHING, "title": "My title", "languages": ["ar"], "pillars": ["border"], "published_at": "2026-01-01"}
    taken = use(said, FOUND, "all")
    assert (taken["title"], taken["languages"], taken["published_at"]) == ("My title", ["ar"], "2026-01-01")
    assert taken["pillars"] == ["border", "cybercrime"]


def test_how_many_would_be_taken_over_is_counted_until_they_are() -> None:
    assert surer(NOTHING, FOUND) == 11
    assert surer(use(NOTHING, FOUND, "all"), FOUND) == 0
    assert surer(NOTHING, suggestion.Suggestions()) == 0


@pytest.mark.parametrize(
    ("wanted", "field", "value"),
    [
        ("kind", "kind", "trend-report"),
        ("horizon", "horizon", "by 2030"),
        ("period", "period", {"from": "2025-01-01", "until": "2026-01-01"}),
        ("area:ransomware", "areas", ["ransomware"]),
        ("country:FR", "countries", ["FR"]),
        ("region:northern-africa", "regions", ["northern-africa"]),
        ("recommendation:1", "recommendations", ["Count again."]),
        ("recommendation:all", "recommendations", ["Share the numbers.", "Count again."]),
        ("gap:0", "gaps", ["Who buys them?"]),
    ],
)
def test_a_button_takes_over_its_own_suggestion_however_unsure(wanted: str, field: str, value: object) -> None:
    assert use(NOTHING, FOUND, wanted) == {**NOTHING, field: value}


def test_a_judgement_comes_with_all_it_says_and_the_passages_it_rests_on() -> None:
    (judgement,) = use(NOTHING, FOUND, "judgement:0")["judgements"]
    assert judgement["likelihood"] == {"scheme": "icd203", "word": "very likely", "min": 80, "max": 95}
    assert (judgement["confidence"], judgement["trend"], judgement["horizon"]) == ("high", "increasing", "until 2027")
    assert judgement["portions"] == ["p1"]


def test_a_stated_level_becomes_a_judgement() -> None:
    (judgement,) = use(NOTHING, FOUND, "level:0")["judgements"]
    assert (judgement["statement"], judgement["threat_level"]) == ("The threat is high.", "high")


def test_the_same_statement_is_not_taken_over_twice_and_can_be_dropped() -> None:
    once = use(NOTHING, FOUND, "judgement:0")
    assert use(once, FOUND, "judgement:0") == once
    assert use(once, FOUND, "drop:0")["judgements"] == []
    assert use(once, FOUND, "drop:7") == once


def test_there_is_room_for_so_many_judgements_only() -> None:
    full = {**NOTHING, "judgements": [{"statement": str(number)} for number in range(MOST_JUDGEMENTS)]}
    assert use(full, FOUND, "judgement:0") == full


def test_a_suggestion_that_is_not_there_changes_nothing() -> None:
    for wanted in (
        "judgement:9",
        "judgement:x",
        "area:cyber",
        "country:XX",
        "region:mars",
        "level:3",
        "drop:0",
        "gap:1",
    ):
        assert use(NOTHING, FOUND, wanted) == NOTHING
    for wanted in ("all", "kind", "period", "horizon", "judgement:0"):
        assert use(NOTHING, suggestion.Suggestions(), wanted) == NOTHING
