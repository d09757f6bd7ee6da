"""The language of questions: operators a person expects, all else words, nothing an error but what is too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models import vocabulary
from models.scheme import classification_schemes
from repository.organizations import packaged
from search.grammar import (
    MOST_EXCLUSIONS,
    MOST_PHRASES,
    NOTHING,
    TURNED,
    Asked,
    joined,
    meant,
    parse,
    question,
    written,
)
from search.query import LONGEST, BadQuery, Filters

SIGNS = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("\"“”„«»-−:：,،;() \t\n\x00\u202e\u200fab1أب٣😀'/+*")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
PARTS = st.sampled_from(
    ["pillar:", "region:", "-", "\"", "«", "»", "before:", "from:2024", "after:", "to:2025-02-30", "marking:IR",
     "pillar:terrorism", "originator:", "foo:bar", "-pillar:x", "لغة:العربية", "hospital", "-hospital", " "]
)  # fmt: skip
TEXTS = st.one_of(SIGNS, st.lists(st.one_of(PARTS, SIGNS), max_size=12).map("".join))


def narrowed(**said: Any) -> Filters:
    return Filters(**said)


def test_words_phrases_exclusions_and_fields_are_told_apart() -> None:
    asked = parse('attacks by "Lockbit group" on hospitals -ransom -"double extortion" pillar:cybercrime')
    assert asked.words == "attacks by Lockbit group on hospitals"
    assert asked.phrases == ("Lockbit group",)
    assert asked.without == ("ransom", "double extortion")
    assert asked.filters == narrowed(pillar=("cybercrime",))
    assert asked.question == 'attacks by "Lockbit group" on hospitals -ransom -"double extortion"'
    assert asked.notices == ()


def test_a_question_can_be_written_without_its_marks_and_its_exclusions() -> None:
    asked = parse('attacks "by night" -ransom pillar:border')
    assert asked.loosened == "attacks by night -ransom"
    assert asked.unexcluded == 'attacks "by night"'


@pytest.mark.parametrize("typed", ['"a b"', "“a b”", "„a b“", "«a b»", "« a  b »", "”a b”", "＂a b＂"])
def test_every_way_of_quoting_is_a_phrase(typed: str) -> None:
    assert parse(typed).phrases == ("a b",)


def test_an_arabic_word_written_onto_a_quotation_stays_a_word() -> None:
    asked = parse("و«تمويل الإرهاب»")
    assert asked.phrases == ("تمويل الإرهاب",)
    assert asked.words == "و تمويل الإرهاب"


@pytest.mark.parametrize("typed", ["COVID-19", "well-known", "-2020", "- hospital", "--x", "a-b-c", '5" pipes', "-)"])
def test_a_hyphen_or_a_mark_inside_or_before_a_number_is_no_operator(typed: str) -> None:
    asked = parse(typed)
    assert (asked.phrases, asked.without) == ((), ())


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("pillar:terrorism", narrowed(pillar=("terrorism",))),
        ("Pilier:terrorisme", narrowed(pillar=("terrorism",))),
        ("ركيزة:الإرهاب", narrowed(pillar=("terrorism",))),
        ('pilar:"delincuencia organizada"', narrowed(pillar=("organized-crime",))),
        ("pillar:organized-crime,cybercrime", narrowed(pillar=("organized-crime", "cybercrime"))),
        ("pillar:terrorism pillar:border", narrowed(pillar=("terrorism", "border"))),
        ("area:ransomware", narrowed(area=("ransomware",))),
        ("région:africa", narrowed(region=("africa",))),
        ("originator:AFRIPOL", narrowed(originator=("afripol",))),
        ("originator:NCB-eg", narrowed(originator=("ncb-eg",))),
        ("language:français", narrowed(language=("fr",))),
        ("لغة:العربية", narrowed(language=("ar",))),
        ("marking:interpol:IR", narrowed(marking=("interpol:IR",))),
        ('marking:"INTERPOL RESTRICTED"', narrowed(marking=("interpol:IR",))),
        ("from:2024", narrowed(from_=date(2024, 1, 1))),
        ("after:2024-03", narrowed(from_=date(2024, 3, 1))),
        ("before:2025", narrowed(to=date(2024, 12, 31))),
        ("to:2025", narrowed(to=date(2025, 12, 31))),
        ("to:2024-02", narrowed(to=date(2024, 2, 29))),
        ("date:2025-12", narrowed(from_=date(2025, 12, 1), to=date(2025, 12, 31))),
        ("بعد:٢٠٢٤", narrowed(from_=date(2024, 1, 1))),
        ("from:2023 from:2024 to:2026 before:2025", narrowed(from_=date(2024, 1, 1), to=date(2024, 12, 31))),
    ],
)
def test_fields_and_their_values_are_understood_in_the_languages_of_the_pages(typed: str, filters: Filters) -> None:
    asked = parse(typed)
    assert (asked.filters, asked.words, asked.notices) == (filters, "", ())


@pytest.mark.parametrize(
    ("typed", "notice"),
    [
        ("pillar:piracy ships", "'piracy' is no pillar"),
        ("from:yesterday ships", "'yesterday' is no date"),
        ("before:0001 ships", "'0001' is no date"),
        ("to:2025-02-30 ships", "'2025-02-30' is no date"),
        ("author:smith ships", "'author' is no field"),
        ("pillar: border ships", "'pillar:' stands without a value"),
        ('ships pillar:""', "'pillar:' stands without a value"),
        ("-pillar:border ships", "'-pillar:border' was left out"),
        ('ships "that sink', "a quotation mark has no partner"),
        ("ships NOT europe", "'NOT' is no operator here; write -europe to leave that out"),
        ('ships NOT "joint operation"', 'write -"joint operation" to leave that out'),
        ('"fast boats" AND ships', "'AND' is no operator here"),
        ("boats OR ships", "'OR' is no operator here"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_is_searched(typed: str, notice: str) -> None:
    asked = parse(typed)
    assert "ships" in asked.words
    assert any(notice in sentence for sentence in asked.notices)


@pytest.mark.parametrize("typed", ["NOT", "NOT ships", "ships AND", "ships not europe", '"ships OR boats"', "and or"])
def test_what_stands_between_no_two_words_or_in_small_letters_or_quoted_is_no_operator(typed: str) -> None:
    assert parse(typed).notices == ()


def test_words_of_other_systems_are_looked_for_as_words_and_not_as_acronyms() -> None:
    asked = parse('ships AND boats NOT "OR" -AND')
    assert asked.words == "ships and boats not OR"
    assert asked.question == 'ships AND boats NOT "OR" -AND'


def test_what_to_write_can_be_typed_as_it_stands() -> None:
    long = "the second world war of the whole northern continent and what lies beyond"
    (notice,) = parse(f'ships NOT "{long}"').notices
    shown = notice.removeprefix("'NOT' is no operator here; write ").removesuffix(" to leave that out")
    assert parse(shown).without == (f"{long[:58]}…".replace("…", " …"),)
    assert parse(shown).notices == ()
    assert parse("ships NOT -boats").notices == ()


def test_a_plain_word_that_means_many_levels_is_one_value() -> None:
    asked = parse("ships marking:S,TS,secret")
    assert len(asked.filters.marking) > 50
    assert question("ships", Filters(marking=("S", "TS", "secret"))).filters == asked.filters


def test_a_value_nobody_knows_finds_nothing_instead_of_everything() -> None:
    assert parse("pillar:piracy").filters == narrowed(pillar=("piracy",))


@pytest.mark.parametrize("typed", ["http://example.org", "12:30", "UN:1234", "note :x"])
def test_a_colon_that_is_no_operator_is_passed_over_in_silence(typed: str) -> None:
    asked = parse(typed)
    assert (asked.question, asked.words, asked.notices, asked.filters) == (typed, typed, (), Filters())


def test_pictures_among_words_are_not_looked_for() -> None:
    asked = parse("hospitals 😀 and🚑ships")
    assert (asked.words, asked.question) == ("hospitals and ships", "hospitals 😀 and🚑ships")


@pytest.mark.parametrize("typed", ["\x00", "\u202e\u2066", "😀😀", "?!", '""', "« »", "…"])
def test_what_holds_no_word_is_answered_by_a_sentence_and_lists_nothing(typed: str) -> None:
    assert parse(typed).notices == (NOTHING,)
    assert question(typed).silent


@pytest.mark.parametrize("typed", ["before:2025-13", "-pillar:border", '"'])
def test_where_nothing_is_left_to_be_looked_for_that_is_said_too(typed: str) -> None:
    assert len(parse(typed).notices) == 2
    assert parse(typed).notices[-1] == NOTHING


def test_dates_that_end_before_they_begin_are_told_whether_typed_or_beside() -> None:
    for turned in (question("from:2026 to:2025"), question("to:2025", narrowed(from_=date(2026, 1, 1)))):
        assert turned.notices == (TURNED,)
    assert question("from:2026 to:2026").notices == ()


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_an_empty_question_is_no_question_and_asks_for_the_newest(typed: str) -> None:
    assert parse(typed) == Asked()
    assert not question(typed).silent


def test_bidi_signs_and_control_characters_part_no_word() -> None:
    assert parse("host\u200fages\u202e and\x00ships").words == "hostages and ships"


@pytest.mark.parametrize(
    "typed",
    ["x" * (LONGEST + 1), "word " * 10_000, '"a" ' * (MOST_PHRASES + 1), " ".join(f"-w{n}" for n in range(99))],
)
def test_what_is_too_much_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadQuery, match="at most"):
        parse(typed)


def test_as_many_operators_as_are_allowed_are_read() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    asked = parse(
        " ".join([*(f'"{c}"' for c in letters[:MOST_PHRASES]), *(f"-{c}x" for c in letters[:MOST_EXCLUSIONS])])
    )
    assert (len(asked.phrases), len(asked.without)) == (MOST_PHRASES, MOST_EXCLUSIONS)


@given(TEXTS)
@example("-pillar: ")
@example("pillar: ")
def test_any_text_at_all_is_understood_or_refused_in_a_sentence(text: str) -> None:
    try:
        asked = parse(text)
    except BadQuery:
        return
    assert all(notice and notice[-1] != "." for notice in asked.notices)
    assert not any(mark in asked.words for mark in '"“”«»\x00\u202e')
    assert (not text.strip()) or asked != Asked()


@given(TEXTS)
@example('"-pillar:')
@example('"x"\N{MINUS SIGN}region:africa')
@example("»-pillar:-pillar:x")
def test_a_question_written_anew_is_understood_alike(text: str) -> None:
    try:
        asked = parse(text)
    except BadQuery:
        return
    assert replace(parse(written(asked)), notices=()) == replace(asked, notices=())


@given(TEXTS)
def test_what_narrows_in_a_text_narrows_beside_other_filters_too(text: str) -> None:
    beside = narrowed(originator=("europol",), to=date(2020, 1, 1))
    try:
        asked = parse(text)
    except BadQuery:
        return
    both = joined(beside, asked.filters)
    assert (both.to or date.max) <= date(2020, 1, 1)
    assert set(both.originator) >= {"europol"}
    assert set(both.pillar) == set(asked.filters.pillar)


@pytest.mark.parametrize("sign", ["-", "pillar:", "a:b ", '5" ', "»", "-x:"])
def test_a_text_full_of_one_sign_is_read_to_its_end(sign: str) -> None:
    text = (sign * LONGEST)[: LONGEST - 1]
    assert len(parse(text).words) <= LONGEST


def test_a_field_that_is_to_be_excluded_narrows_to_nothing_wherever_it_stands() -> None:
    for typed in ('"arms embargo"-pillar:terrorism', '"arms embargo" -pillar:terrorism'):
        asked = question(typed)
        assert (asked.phrases, asked.filters.pillar) == (("arms embargo",), ())
        assert any("left out of account" in notice for notice in asked.notices)


def test_values_beside_a_question_are_read_as_those_in_it_with_the_same_notices() -> None:
    beside = narrowed(pillar=("terrorisme", "piracy"), marking=("INTERPOL RESTRICTED",), originator=("Europol", "zzz"))
    asked = question("ships", beside)
    typed = question('ships pillar:terrorisme,piracy marking:"INTERPOL RESTRICTED" originator:Europol,zzz')
    assert asked.filters == typed.filters
    assert asked.filters.pillar == ("terrorism", "piracy")
    assert asked.filters.marking == ("interpol:IR",)
    assert asked.notices == typed.notices
    assert "'piracy' is no pillar" in asked.notices[0]


def test_what_a_facet_offers_means_itself_alone() -> None:
    levels = [f"{level.scheme}:{level.code}" for scheme in classification_schemes() for level in scheme.levels]
    offered = {
        "pillar": vocabulary.pillars(),
        "area": vocabulary.areas(),
        "region": vocabulary.regions(),
        "originator": [entry["id"] for entry in packaged()["organizations"]],
        "language": vocabulary.LANGUAGES,
        "marking": levels,
    }
    for name, values in offered.items():
        for value in values:
            filters = narrowed(**{name: (value,)})
            assert meant(filters) == (filters, ()), value
