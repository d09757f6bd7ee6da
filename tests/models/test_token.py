"""The grammar of circulation: what is read, what is refused, and that nothing is read twice differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.token import EXCLUDABLE, STATUS_TOKENS, BadToken, Token, parse, parse_exclusion

written = st.one_of(
    st.from_regex(r"[a-z][a-z0-9-]{1,40}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9-]{1,40}\+members", fullmatch=True),
    st.from_regex(r"country:[A-Z]{2}", fullmatch=True),
    st.from_regex(r"person:[a-z2-7]{26}", fullmatch=True),
    st.from_regex(r"list:[a-z0-9][a-z0-9-]{0,60}", fullmatch=True),
    st.sampled_from(STATUS_TOKENS),
)
PERSON = "a2" * 13


@given(written)
def test_a_token_is_spelled_as_it_was_written(text: str) -> None:
    assert str(parse(text)) == text
    assert parse(f"  {text}\n") == parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_token_spelled_alike_or_refused_in_words(text: str) -> None:
    said = ""
    try:
        read = str(parse(text))
    except BadToken as refused:
        read, said = text.strip(), str(refused)
    assert read == text.strip()
    assert not said or "is not a circulation token; write an organization" in said


@given(written, written)
def test_two_texts_are_one_token_only_if_they_are_one_text(one: str, other: str) -> None:
    assert (parse(one) == parse(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("europol", Token("body", "europol")),
        ("ncb-eg", Token("body", "ncb-eg")),
        ("caricom-impacs+members", Token("members", "caricom-impacs")),
        ("country:EG", Token("country", "EG")),
        (f"person:{PERSON}", Token("person", PERSON)),
        ("list:counter-terrorism", Token("list", "counter-terrorism")),
        ("ALL-DIALOGUE-PARTICIPANTS", Token("status", "ALL-DIALOGUE-PARTICIPANTS")),
    ],
)
def test_every_kind_of_token_is_read(text: str, token: Token) -> None:
    assert parse(text) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "e",
        "EUROPOL",
        "euro pol",
        "ALL-DIALOGUE",
        "all-dialogue-MEMBERS",
        "EG",
        "country:",
        "country:eg",
        "country:EGY",
        "Country:EG",
        "person:amina",
        f"person:{PERSON}a",
        "list:",
        "list:-x",
        "list:A",
        "list:a+members",
        "+members",
        "afripol+member",
        "afripol+members+members",
        "bureau:EG",
        "body:europol",
        "members:afripol",
        "status:ALL-DIALOGUE-MEMBERS",
        "*",
        "europol,afripol",
        "éuropol",
        "europol\u200b",
        "country:ЕG",
    ],
)
def test_an_unknown_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken, match="is not a circulation token; write an organization"):
        parse(text)


def test_a_long_text_is_not_repeated_in_full() -> None:
    with pytest.raises(BadToken) as refused:
        parse("X" * 10_000)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("EG", Token("country", "EG")),
        ("country:EG", Token("country", "EG")),
        ("frontex", Token("body", "frontex")),
        (f" person:{PERSON} ", Token("person", PERSON)),
    ],
)
def test_countries_organizations_and_people_can_be_shut_out(text: str, token: Token) -> None:
    assert parse_exclusion(text) == token
    assert token.kind in EXCLUDABLE


@pytest.mark.parametrize("text", ["afripol+members", "list:counter-terrorism", "ALL-INTERPOL-NCB"])
def test_what_stands_for_others_cannot_be_shut_out(text: str) -> None:
    with pytest.raises(BadToken, match=r"cannot be excluded; exclude a country \(EG\), an organization"):
        parse_exclusion(text)


@pytest.mark.parametrize("text", ["eg:", "EGY", "", "Egypt"])
def test_an_exclusion_that_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken, match="is not a circulation token"):
        parse_exclusion(text)


def test_tokens_sort_by_kind_and_name() -> None:
    assert sorted([parse("europol"), parse("country:EG"), parse("afripol")]) == [
        Token("body", "afripol"),
        Token("body", "europol"),
        Token("country", "EG"),
    ]
