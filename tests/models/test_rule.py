"""The rule language of circulation lists: what it reads, what it refuses, and what follows from what."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rule import All, BadRule, Condition, Either, Not, Rule, conditions, implies, parse_rule, picks

EGYPT, AIMC, AFRICA = Condition("country", "EG"), Condition("body", "aimc"), Condition("region", "africa")
BUREAU = Condition("kind", "bureau")


def test_a_rule_is_read_as_it_is_meant() -> None:
    read = parse_rule("kind:bureau and (region:africa or body:aimc) and not country:EG")
    assert read == All((BUREAU, Either((AFRICA, AIMC)), Not(EGYPT)))
    assert [str(one) for one in conditions(read)] == ["kind:bureau", "region:africa", "body:aimc", "country:EG"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("europol", Condition("organization", "europol")),
        ("region:africa or kind:bureau and body:aimc", Either((AFRICA, All((BUREAU, AIMC))))),
        ("NOT country:EG", Not(EGYPT)),
        ("not not country:EG", EGYPT),
        ("not (country:EG)or(body:aimc)", Either((Not(EGYPT), AIMC))),
        ("\n kind:bureau\tAND\nbody:aimc ", All((BUREAU, AIMC))),
    ],
)
def test_not_binds_closer_than_and_and_and_closer_than_or(text: str, meant: Rule) -> None:
    assert parse_rule(text) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "character 1: a condition is missing"),
        ("   ", "character 1: a condition is missing"),
        ("kind:bureau and", "character 16: a condition is missing"),
        ("and kind:bureau", "character 1: a condition is missing"),
        ("kind:bureau country:EG", "character 13: 'country:EG' is not expected here"),
        ("kind:bureau)", "character 12: '[)]' is not expected here"),
        ("kind:body and (region:africa", "character 15: this parenthesis is not closed"),
        ("()", "character 2: a condition is missing"),
        ("kind:embassy", "character 1: 'kind:embassy' is not known here; after 'kind:' write body, bureau"),
        ("not region:atlantis", "character 5: 'region:atlantis' is not known here; after 'region:'"),
        ("country:eg", "character 1: 'country:eg' is not known here; after 'country:'"),
        ("status:friend", "after 'status:' write convener, member, participant, observer"),
        ("colour:red", "character 1: 'colour:red' is no condition"),
        ("list:counter-terrorism", "'list:counter-terrorism' is no condition"),
        ("Europol", "'Europol' is no condition"),
        ("kind: bureau", "character 1: 'kind:' is not known here"),
        ("(" * 31 + "kind:body" + ")" * 31, "character 31: parentheses are nested more than 30 deep"),
        ("kind:body or " * 90 + "kind:body", "at most 1000 characters"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(BadRule, match=said):
        parse_rule(text)


@given(st.text(alphabet="()andort: EGkibuy\n", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(BadRule):
        assert list(conditions(parse_rule(text)))


RULES: st.SearchStrategy[Rule] = st.recursive(
    st.sampled_from((EGYPT, AIMC, AFRICA, BUREAU)),
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: Either(tuple(parts)))
    ),
    max_leaves=6,
)
WORLDS = st.fixed_dictionaries(
    {one: st.frozensets(st.integers(0, 5)) for one in (EGYPT, AIMC, AFRICA, BUREAU)},
)
EVERYBODY = frozenset(range(6))


@given(RULES, RULES, WORLDS)
def test_what_follows_holds_in_every_world(narrow: Rule, wide: Rule, world: dict[Condition, frozenset[int]]) -> None:
    if implies(narrow, wide):
        named = world.__getitem__
        assert picks(narrow, EVERYBODY, named) <= picks(wide, EVERYBODY, named)


def test_a_rule_follows_from_one_that_says_less_and_from_no_other() -> None:
    wide = parse_rule("kind:bureau and region:africa")
    assert implies(parse_rule("kind:bureau and region:africa and not country:EG"), wide)
    assert implies(parse_rule("region:africa and kind:bureau and (body:aimc or body:afripol)"), wide)
    assert implies(Either(()), wide)
    assert not implies(parse_rule("kind:bureau"), wide)
    assert not implies(wide, Either(()))


def test_rules_of_too_many_conditions_are_not_compared_but_the_same_rule_follows_from_itself() -> None:
    many = parse_rule(" or ".join(f"country:{a}{b}" for a in "AB" for b in "ABCDEFG"))
    assert not implies(All((many, BUREAU)), many)
    assert implies(many, parse_rule(" or ".join(f"country:{a}{b}" for a in "AB" for b in "ABCDEFG")))
