"""The controlled words: complete, in four languages, and refused in words where they are strange."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files

import pytest

from models import vocabulary
from models.vocabulary import LANGUAGES, UnknownWord

WORDS = {
    "pillar": vocabulary.pillars(),
    "area": vocabulary.areas(),
    "region": vocabulary.regions(),
    "kind": vocabulary.kinds(),
    "goal": tuple("1234567"),
}


def test_there_are_four_pillars_and_a_version() -> None:
    assert vocabulary.pillars() == ("terrorism", "cybercrime", "organized-crime", "border")
    assert vocabulary.version() >= 1


@pytest.mark.parametrize("kind_of_word", WORDS)
def test_every_word_is_said_in_four_languages_and_no_two_alike(kind_of_word: str) -> None:
    words = WORDS[kind_of_word]
    assert len(set(words)) == len(words)
    for language in LANGUAGES:
        said = [vocabulary.label(kind_of_word, word, language) for word in words]
        assert all(text and text == text.strip() for text in said)
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("kind_of_word", WORDS)
def test_arabic_is_written_in_arabic_script_and_the_others_in_latin(kind_of_word: str) -> None:
    for word in WORDS[kind_of_word]:
        assert re.search("[\u0621-\u064a]", vocabulary.label(kind_of_word, word, "ar"))
        for language in ("en", "fr", "es"):
            assert not re.search("[\u0600-\u06ff]", vocabulary.label(kind_of_word, word, language))


@pytest.mark.parametrize("kind_of_word", ["pillar", "area", "region", "kind"])
def test_ids_are_kebab_case(kind_of_word: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) for word in WORDS[kind_of_word])


def test_a_language_that_is_not_ours_is_answered_in_english() -> None:
    assert vocabulary.label("pillar", "border", "pt") == vocabulary.label("pillar", "border", "en")


def test_every_area_belongs_to_one_pillar_or_cuts_across() -> None:
    parts = [vocabulary.areas(pillar) for pillar in (*vocabulary.pillars(), vocabulary.CROSS_CUTTING)]
    assert all(len(part) >= 6 for part in parts)
    assert sorted(word for part in parts for word in part) == sorted(vocabulary.areas())
    assert "ransomware" in vocabulary.areas("cybercrime")
    assert "armed-conflict" in vocabulary.areas(vocabulary.CROSS_CUTTING)


def test_the_goals_of_the_pillars_are_those_of_the_mapping_and_marked_as_assumed() -> None:
    mapping = {pillar: "".join(vocabulary.goals(pillar)) for pillar in vocabulary.pillars()}
    assert mapping == {"terrorism": "1", "cybercrime": "4", "organized-crime": "3567", "border": "23"}
    raw = json.loads(files("models").joinpath("vocabulary.json").read_text("utf-8"))
    assert raw["goals"]["equivalence"] == "assumed"


def test_the_kinds_are_those_of_the_interface() -> None:
    assert set(vocabulary.kinds()) == {
        "assessment",
        "trend-report",
        "risk-analysis",
        "early-warning",
        "strategic-plan",
        "best-practice",
        "declaration",
    }


def test_the_sub_regions_share_out_every_country_of_the_registry_once() -> None:
    regions = [vocabulary.region(word) for word in vocabulary.regions()]
    parents = {region.within for region in regions}
    leaves = [region for region in regions if region.m49 and region.id not in parents]
    listed = [country for leaf in leaves for country in leaf.countries]
    assert len(leaves) == 22
    assert len(listed) == len(set(listed))
    known = json.loads(files("models").joinpath("organizations.json").read_text("utf-8"))["countries"]
    assert set(known) <= set(listed)
    assert all(re.fullmatch("[A-Z]{2}", country) for country in listed)


def test_a_region_holds_the_countries_of_its_sub_regions() -> None:
    world = vocabulary.region("world").countries
    assert vocabulary.region("northern-africa").countries < vocabulary.region("africa").countries < world
    assert "EG" in vocabulary.region("africa").countries
    assert "EG" not in vocabulary.region("western-asia").countries
    continents = [vocabulary.region(w).countries for w in ("africa", "americas", "asia", "europe", "oceania")]
    assert sum(len(countries) for countries in continents) == len(world)


def test_the_area_of_a_body_holds_its_members() -> None:
    both = vocabulary.region("afripol-area").countries & vocabulary.region("aimc-area").countries
    assert len(both) == 10
    assert "EG" in both
    assert vocabulary.region("gccpol-area").body == "gccpol"


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (vocabulary.check_pillar, "border"),
        (vocabulary.check_area, "cocaine"),
        (vocabulary.check_region, "africa"),
        (vocabulary.check_kind, "trend-report"),
    ],
)
def test_a_strange_word_is_refused_with_the_words_that_are_known(check: Callable[[str], None], right: str) -> None:
    check(right)
    with pytest.raises(UnknownWord, match=rf"'borders' is not a known .*{right}"):
        check("borders")


def test_strange_words_are_refused_wherever_they_are_asked_about() -> None:
    for ask in (vocabulary.areas, vocabulary.goals, vocabulary.region):
        with pytest.raises(UnknownWord):
            ask("borders")
    with pytest.raises(UnknownWord, match="no vocabulary of 'colour'"):
        vocabulary.label("colour", "red", "en")
