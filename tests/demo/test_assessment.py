"""The set of samples shows what the repository is for, and its metadata is what a deposit takes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from demo.assessment import Assessment, assessment, assessments, blocks
from demo.cast import LISTS, originator_of
from models.deposit import Deposit
from models.scheme import recognise, schemes
from models.token import parse, parse_exclusion

KEYS = [entry.key for entry in assessments()]
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


def deposit(entry: Assessment) -> Deposit:
    return Deposit.model_validate(entry.deposit(NOW))


def the_one(*, having: str) -> Assessment:
    [found] = [entry for entry in assessments() if entry.metadata.get(having)]
    return found


def test_the_set_spans_languages_pillars_originators_and_schemes() -> None:
    assert Counter(entry.language for entry in assessments()) == {"en": 4, "fr": 4, "es": 4, "ar": 4}
    pillars = Counter(pillar for entry in assessments() for pillar in entry.metadata["pillars"])
    assert all(pillars[name] >= 3 for name in ("terrorism", "cybercrime", "organized-crime", "border"))
    assert len({name for entry in assessments() for name in entry.metadata["originators"]}) >= 7
    assert {entry.metadata["marking"]["scheme"] for entry in assessments()} == {
        "interpol",
        "europol",
        "eu",
        "un",
    }
    assert {deposit(entry).marking.value().rank for entry in assessments()} == {1, 2, 3, 4}  # type: ignore[union-attr]


def test_keys_and_references_are_unique() -> None:
    assert len(set(KEYS)) == len(KEYS) == 16
    assert len({entry.reference for entry in assessments()}) == 16
    assert len({entry.metadata["register_title"] for entry in assessments()}) == 16


@pytest.mark.parametrize("key", KEYS)
def test_the_metadata_is_a_complete_deposit(key: str) -> None:
    said = deposit(assessment(key))
    assert said.title == assessment(key).title
    assert said.languages == [assessment(key).language]
    assert said.marking is not None
    assert said.release_to is not None
    assert said.pillars
    assert said.areas
    assert said.published_at is not None
    assert said.published_at <= NOW.date()


@pytest.mark.parametrize("key", KEYS)
def test_every_token_is_well_formed_and_names_something_known(key: str) -> None:
    said = deposit(assessment(key))
    released = list(said.release_to or [])
    released += [word for tearline in said.tearlines for word in tearline.release_to]
    named = {parse(word).name for word in released if parse(word).kind == "list"}
    assert named <= {entry.name for entry in LISTS}
    for word in said.exclude:
        assert parse_exclusion(word).kind == "country"


@pytest.mark.parametrize("key", KEYS)
def test_the_banner_spells_the_declared_level_and_none_above_it(key: str) -> None:
    entry = assessment(key)
    declared = deposit(entry).marking
    assert declared is not None
    found = recognise(entry.banner)
    assert (declared.scheme, declared.level) in {(level.scheme, level.code) for level in found}
    assert max(level.rank for level in found) == declared.value().rank
    assert declared.text == entry.banner


@pytest.mark.parametrize("key", KEYS)
def test_the_register_title_gives_nothing_of_the_title_away(key: str) -> None:
    entry = assessment(key)
    title = {word for word in entry.title.casefold().split() if len(word) > 5}
    assert not title & set(entry.metadata["register_title"].casefold().replace(",", "").split())


@pytest.mark.parametrize("key", KEYS)
def test_every_judgement_uses_a_word_of_its_likelihood_scheme(key: str) -> None:
    entry = assessment(key)
    words = {level.code for level in schemes()[entry.likelihood_scheme].levels}
    assert len(entry.judgements) >= 2
    assert {judgement.likelihood for judgement in entry.judgements} <= words


@pytest.mark.parametrize("key", KEYS)
def test_an_officer_of_the_cast_deposits_for_its_originator(key: str) -> None:
    for organization in assessment(key).metadata["originators"]:
        assert originator_of(organization).organization == organization


def test_one_excludes_egypt_although_it_is_released_to_both_bodies_of_egypt() -> None:
    entry = the_one(having="exclude")
    assert entry.metadata["exclude"] == ["EG"]
    assert {"afripol+members", "aimc+members"} <= set(entry.metadata["release_to"])


def test_one_is_under_embargo_whenever_it_is_deposited() -> None:
    entry = the_one(having="embargo_days")
    for at in (NOW, datetime(2031, 12, 31, 23, 59, tzinfo=UTC)):
        until = datetime.fromisoformat(entry.deposit(at)["embargo_until"])
        assert at + timedelta(days=30) < until < at + timedelta(days=60)
    assert "embargo_days" not in entry.deposit(NOW)


def test_one_has_a_tearline_with_a_lower_marking_and_a_wider_circulation() -> None:
    entry = the_one(having="tearlines")
    said = deposit(entry)
    [tearline] = said.tearlines
    [part] = [section for section in entry.sections if section.banner]
    assert said.marking is not None
    assert tearline.marking.value().rank < said.marking.value().rank
    assert {level.rank for level in recognise(part.banner or "")} == {tearline.marking.value().rank}
    assert tearline.portions == [f"heading:{part.heading}"]
    assert "frontex" in tearline.release_to


def test_circulation_reaches_from_the_originator_alone_to_all_participants() -> None:
    released = [entry.metadata["release_to"] for entry in assessments()]
    assert released.count([]) == 1
    assert released.count(["ALL-DIALOGUE-PARTICIPANTS"]) == 1
    assert ["list:counter-terrorism"] in released
    assert ["list:cyber-fusion"] in released


def test_all_are_released_but_one_in_the_queue_and_one_draft() -> None:
    assert Counter(entry.state for entry in assessments()) == {"released": 14, "submitted": 1, "draft": 1}


def test_the_same_topics_recur_in_several_languages() -> None:
    languages: dict[str, set[str]] = {}
    for entry in assessments():
        for area in entry.metadata["areas"]:
            languages.setdefault(area, set()).add(entry.language)
    assert languages["ransomware"] == {"en", "fr", "ar"}
    assert languages["synthetic-drugs"] == {"en", "es", "ar"}
    assert languages["migrant-smuggling"] == {"fr", "ar"}
    assert languages["foreign-terrorist-fighters"] == {"en", "ar"}
    assert languages["cocaine"] == {"fr", "es"}


def test_text_is_cut_into_paragraphs_and_items() -> None:
    assert blocks("One.\n\n- a\n- b\n\nTwo.\n") == [
        ("paragraph", "One."),
        ("item", "a"),
        ("item", "b"),
        ("paragraph", "Two."),
    ]


def test_an_unknown_key_is_no_assessment() -> None:
    with pytest.raises(KeyError, match="no-such"):
        assessment("no-such")
