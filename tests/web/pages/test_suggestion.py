"""Suggestions beside their fields, and the form that takes them over."""

from __future__ import annotations

from typing import Any

from models.deposit import Deposit
from web.pages import suggestion
from web.pages.description import checked, values_of
from web.pages.taking import use

RAW: dict[str, Any] = {
    "title": {"value": "Attacks on hospitals", "confidence": 0.95, "page": 1},
    "reference": {"value": "AFR/2026/1", "confidence": 0.6, "page": 1},
    "published_at": {"value": "2026-02-18", "confidence": 0.8, "page": 1},
    "languages": [{"value": "en", "confidence": 0.9, "page": 1}],
    "dates": [{"value": "2025-01-01", "count": 4, "page": 2}, {"value": "2026-02-18", "count": 1, "page": 1}],
    "pillars": [{"value": "cybercrime", "confidence": 0.9, "evidence": []}],
    "banners": [{"page": 1, "text": "RESERVADO"}, {"page": 1, "text": "INTERPOL RESTRICTED"}],
    "warnings": ["Page 3: is drawn with very many lines, so tables were not looked for."],
}
NOTHING = values_of(Deposit())


def test_the_day_on_the_first_page_stands_before_days_named_elsewhere_and_only_once() -> None:
    found = suggestion.read(RAW)
    assert [(day.value, day.confidence) for day in found.dates] == [("2026-02-18", 0.8), ("2025-01-01", None)]


def test_a_false_friend_is_offered_with_every_level_it_may_mean() -> None:
    ambiguous, clear = suggestion.read(RAW).banners
    assert [(level.scheme, level.code) for level in clear.levels] == [("interpol", "IR")]
    assert {(level.scheme, level.rank) for level in ambiguous.levels} == {("nat-es", 4), ("nat-pt", 2)}


def test_nothing_suggested_is_nothing_shown() -> None:
    assert suggestion.read({}) == suggestion.Suggestions()


def test_each_suggestion_goes_to_its_own_field_and_nowhere_else() -> None:
    found = suggestion.read(RAW)
    for wanted, field, value in [
        ("title", "title", "Attacks on hospitals"),
        ("reference", "reference", "AFR/2026/1"),
        ("languages", "languages", ["en"]),
        ("date:1", "published_at", "2025-01-01"),
        ("pillar:cybercrime", "pillars", ["cybercrime"]),
    ]:
        assert use(NOTHING, found, wanted) == {**NOTHING, field: value}


def test_a_banner_brings_its_level_and_keeps_what_was_said_beside_it() -> None:
    said = {**NOTHING, "marking": {"tlp": "AMBER", "handling": ["H1"]}}
    taken = use(said, suggestion.read(RAW), "banner:1:0")["marking"]
    assert taken == {
        "tlp": "AMBER",
        "handling": ["H1"],
        "scheme": "interpol",
        "level": "IR",
        "text": "INTERPOL RESTRICTED",
    }
    deposit, problems = checked({**said, "marking": taken})
    assert deposit is not None
    assert not problems


def test_a_suggestion_that_is_not_there_changes_nothing() -> None:
    found = suggestion.read(RAW)
    for wanted in ("", "date:9", "date:x", "pillar:terrorism", "banner:0", "banner:9:9", "banner:1:7", "marking:eu"):
        assert use(NOTHING, found, wanted) == NOTHING
    for wanted in ("title", "reference", "languages", "date:0"):
        assert use(NOTHING, suggestion.Suggestions(), wanted) == NOTHING


def test_what_cannot_be_read_is_named_by_field() -> None:
    deposit, problems = checked(
        {**NOTHING, "published_at": "yesterday", "title": "x" * 501, "downgrade_on": {"level": "IR", "date": None}}
    )
    assert deposit is None
    assert set(problems) == {"published_at", "title", "downgrade_on.date"}
    assert problems["title"] == "is too long; shorten it"
