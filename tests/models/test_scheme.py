"""Marking schemes: a word never fixes a rank, scheme and level together do (domain 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scheme import (
    HANDLING_CODES,
    RANKS,
    TLP,
    Level,
    UnknownLevel,
    assumed,
    classification_schemes,
    fold,
    level,
    recognise,
    schemes,
)

EVERY_LEVEL = [
    pytest.param(entry, id=f"{entry.scheme}:{entry.code}")
    for name in ("interpol", "eu", "europol", "nato", "un")
    for entry in schemes()[name].levels
]
ALIASES = [
    ("FOUO (INTERPOL)", "interpol", "IFOUO"),
    ("INTERPOL DIFFUSION RESTREINTE", "interpol", "IR"),
    ("INTERPOL: DIFUSIÓN RESTRINGIDA", "interpol", "IR"),
    ("Interpol confidentiel", "interpol", "IC"),
    ("إنتربول – محدود التوزيع", "interpol", "IR"),
    ("إنتربول – سري", "interpol", "IC"),
    ("EU SECRET", "eu", "S-UE/EU-S"),
    ("Tres secret UE", "eu", "TS-UE/EU-TS"),
    ("NATO DIFFUSION RESTREINTE", "nato", "NR"),
    ("ESTRICTAMENTE CONFIDENCIAL", "un", "SC"),
    ("STRICTEMENT CONFIDENTIEL", "un", "SC"),
    ("VS-NfD", "nat-de", "R"),
]
FALSE_FRIENDS = [
    ("RESERVADO", {2, 4}),
    ("SECRETO", {4, 5}),
    ("SECRET", {3, 4}),
    ("СЕКРЕТНО", {3, 4}),
    ("سري", {3, 4}),
    ("سري للغاية", {4, 5}),
    ("机密", {3, 4}),
    ("绝密", {4, 5}),
    ("UNCLASSIFIED", {0, 1}),
    ("VERTROUWELIJK", {2, 3}),
]


@pytest.mark.parametrize("entry", EVERY_LEVEL)
def test_every_level_of_interpol_eu_nato_and_un_is_recognised_by_its_label(entry: Level) -> None:
    found = recognise(entry.label)
    assert (entry.scheme, entry.code, entry.rank) in {(f.scheme, f.code, f.rank) for f in found}
    assert level(entry.scheme, entry.code) == entry


@pytest.mark.parametrize(("text", "scheme", "code"), ALIASES)
def test_aliases_are_recognised_in_several_languages(text: str, scheme: str, code: str) -> None:
    assert [(found.scheme, found.code) for found in recognise(text)] == [(scheme, code)]


@pytest.mark.parametrize(("word", "ranks"), FALSE_FRIENDS)
def test_a_false_friend_means_several_ranks(word: str, ranks: set[int]) -> None:
    assert {found.rank for found in recognise(word)} == ranks


@pytest.mark.parametrize("text", ["", "   ", "!", "SEKRIT", "the secret", "TLP:RED"])
def test_what_is_no_level_is_recognised_as_nothing(text: str) -> None:
    assert recognise(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "interpol restricted",
        "INTERPOL  RESTRICTED.",
        "*** Interpol-Restricted ***",
        "ＩＮＴＥＲＰＯＬ RESTRICTED",
    ],
)
def test_case_width_and_punctuation_make_no_difference(text: str) -> None:
    assert [(found.scheme, found.code) for found in recognise(text)] == [("interpol", "IR")]


def test_accents_and_lengthened_arabic_letters_make_no_difference() -> None:
    assert fold("TRÈS SECRET") == fold("tres secret")
    assert fold("ســري") == fold("سري")


def test_a_rank_belongs_to_scheme_and_level_together() -> None:
    assert (level("nat-es", "S").label, level("nat-pt", "R").label) == ("RESERVADO", "RESERVADO")
    assert (level("nat-es", "S").rank, level("nat-pt", "R").rank) == (4, 2)


def test_the_enforced_schemes_are_those_of_the_domain_and_rank_every_level() -> None:
    enforced = {scheme.id for scheme in classification_schemes()}
    assert {name for name in enforced if not name.startswith("nat-")} == {
        "interpol",
        "eu",
        "europol",
        "nato",
        "un",
    }
    assert len([name for name in enforced if name.startswith("nat-")]) == 26
    for scheme in classification_schemes():
        ranks = [entry.rank for entry in scheme.levels]
        assert ranks == sorted(set(ranks), key=lambda rank: rank or 0)
        assert all(rank is not None and 0 <= rank < len(RANKS) for rank in ranks)


def test_every_equivalence_between_schemes_is_agreed_or_marked_as_assumed() -> None:
    assert {scheme.equivalence for scheme in schemes().values()} == {"agreed", "assumed"}
    assert schemes()["interpol"].equivalence == "assumed"


def test_national_schemes_name_their_country_and_the_others_none() -> None:
    for name, scheme in schemes().items():
        if name.startswith("nat-"):
            assert scheme.country == name.removeprefix("nat-").upper()
    assert schemes()["interpol"].country is None


@pytest.mark.parametrize("scheme", ["", "interpool", "uk-gsc", "tlp2", "europol-handling"])
def test_a_scheme_that_is_not_enforced_is_refused_with_those_that_are(scheme: str) -> None:
    with pytest.raises(UnknownLevel, match="is not an enforced marking scheme; use one of: interpol, eu"):
        level(scheme, "S")


def test_a_level_that_the_scheme_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(UnknownLevel, match="'TS' is not a level of interpol; its levels are: IFOUO, IR, IC"):
        level("interpol", "TS")


def test_tlp_and_handling_codes_are_those_of_their_schemes() -> None:
    assert tuple(entry.code for entry in schemes()["tlp2"].levels) == TLP
    assert tuple(entry.code for entry in schemes()["europol-handling"].levels) == HANDLING_CODES
    assert all(entry.rank is None for entry in schemes()["tlp2"].levels)


ENFORCED = [entry for scheme in classification_schemes() for entry in scheme.levels]


@given(entry=st.sampled_from(ENFORCED), data=st.data())
def test_a_spelling_of_an_enforced_level_is_recognised_or_ambiguous_and_never_lower(
    entry: Level, data: st.DataObject
) -> None:
    spelled = data.draw(st.sampled_from((entry.label, *entry.aliases)))
    disguise = data.draw(st.sampled_from([str.upper, str.lower, str.title, "*** {} ***".format, "  {}.".format]))
    found = recognise(disguise(spelled))
    meant = [one for one in found if (one.scheme, one.code) == (entry.scheme, entry.code)]
    assert [one.rank for one in meant] == [entry.rank], "its own level is always among what it may mean"
    assert max(one.rank for one in found) >= (entry.rank or 0), "read as the highest it is never too low"
    if len({one.rank for one in found}) == 1:
        assert found[0].rank == entry.rank


def test_national_false_friends_are_reported_ambiguous_wherever_two_schemes_disagree() -> None:
    words: dict[str, set[int | None]] = {}
    for entry in ENFORCED:
        for text in (entry.label, *entry.aliases):
            words.setdefault(fold(text), set()).add(entry.rank)
    friends = {word for word, ranks in words.items() if len(ranks) > 1}
    assert {fold("RESERVADO"), fold("SECRETO"), fold("SECRET")} <= friends
    for word in friends:
        assert {found.rank for found in recognise(word)} >= words[word]


def test_every_enforced_scheme_has_an_owner_who_answers_for_it() -> None:
    owners = {scheme.id: scheme.owner for scheme in classification_schemes()}
    assert owners["interpol"] == owners["nato"] == "interpol"
    assert owners["eu"] == owners["europol"] == "europol"
    assert owners["un"] == "unodc"
    assert all(owner == name.replace("nat-", "ncb-") for name, owner in owners.items() if name.startswith("nat-"))


def test_what_is_not_agreed_is_assumed_and_so_is_what_nobody_knows() -> None:
    assert [name for name in ("interpol", "eu", "europol", "un", "nat-es", "none") if not assumed(name)] == [
        "eu",
        "europol",
    ]
