"""Explanations: rule by rule, and changes that really release it (P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from models.handling import Handling
from models.policy import DEFAULT_ACTIONS, Source
from models.reader import SUSPENDED, Reader
from models.token import Token
from repository.explanation import PartExplained, explain_part
from repository.reasons import UNDECIDABLE, reason
from repository.release import RULES, decide
from repository.remedies import Case, after, remedies
from tests.repository import strategies
from tests.repository.strategies import cases
from tests.values import DIEGO, KLARA, NOON, PUTRI, YOUSSEF, a_handling, a_marking, a_policy, pinned

LATER = NOON + timedelta(days=3)
IC, IR = a_marking("IC"), a_marking("IR")


def explained(reader: Reader, handling: Handling, action: str = "view") -> PartExplained:
    return explain_part(reader, handling, action, NOON)


def said(part: PartExplained, rule: str) -> str:
    return next(one.sentence for one in part.rules if one.rule == rule)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(cases())
def test_what_is_suggested_really_releases_it_and_nothing_suggested_is_superfluous(drawn: strategies.Case) -> None:
    case = Case(drawn.reader, drawn.handling, drawn.action, NOON)
    found = remedies(case)
    then = after(case, found.steps)
    assert set(then.failing()) == set(found.hopeless)
    assert bool(decide(*then)) is (not found.hopeless)
    assert not found.steps or case.failing()
    for step in found.steps:
        fewer = tuple(one for one in found.steps if one is not step)
        assert set(after(case, fewer).failing()) - set(found.hopeless)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(cases())
def test_every_rule_has_the_outcome_of_the_policy_and_a_sentence(drawn: strategies.Case) -> None:
    part = explained(drawn.reader, drawn.handling, drawn.action)
    failing = Case(drawn.reader, drawn.handling, drawn.action, NOON).failing()
    assert [one.rule for one in part.rules] == list(RULES)
    assert tuple(one.rule for one in part.rules if not one.holds) == failing
    assert all(one.sentence for one in part.rules)
    assert part.released is (not failing)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(cases())
def test_of_the_readers_compartments_and_nationality_no_more_is_said_than_the_decision_needs(
    drawn: strategies.Case,
) -> None:
    spare = replace(drawn.reader, compartments=drawn.reader.compartments | {"ZEBRA"}, nationality="ZZ")
    told = [one.sentence for one in explained(spare, drawn.handling, drawn.action).rules]
    assert not [sentence for sentence in told if "ZEBRA" in sentence or "ZZ" in sentence]


@pytest.mark.parametrize(
    ("rule", "reader", "handling", "sentence", "changes"),
    [
        ("R1", replace(KLARA, active=False), a_handling("europol"), "the person is suspended", ["resume"]),
        (
            "R1",
            replace(KLARA, standing=SUSPENDED),
            a_handling("europol"),
            "the organization is suspended",
            ["standing"],
        ),
        ("R2", KLARA, a_handling("europol", state="registered"), "its state is registered, not released", ["release"]),
        (
            "R3",
            KLARA,
            a_handling("europol", embargo_until=LATER),
            "it is under embargo until 2026-03-04 12:00 UTC",
            ["embargo"],
        ),
        (
            "R4",
            PUTRI,
            a_handling("aseanapol", marking=IR),
            "its rank is RESTRICTED; the briefing that it needs is missing",
            ["briefing"],
        ),
        (
            "R4",
            PUTRI,
            a_handling("aseanapol", marking=IC),
            "its rank is CONFIDENTIAL; the clearance does not reach it",
            ["clearance"],
        ),
        (
            "R5",
            KLARA,
            a_handling("europol", marking=replace(IR, compartments=frozenset({"HERON"}))),
            "compartments are missing: HERON",
            ["compartments"],
        ),
        ("R6", KLARA, a_handling("interpol"), "not in the release list: interpol", ["release-to"]),
        ("R6", KLARA, a_handling(), "it is released to its originators only", ["release-to"]),
        ("R10", KLARA, a_handling("europol", state="withdrawn"), "it was withdrawn", []),
        (
            "R10",
            KLARA,
            a_handling("europol", retention_until=NOON),
            "its retention ended at 2026-03-01 12:00 UTC",
            [],
        ),
    ],
)
def test_a_rule_is_explained_with_the_values_it_compared(
    rule: str, reader: Reader, handling: Handling, sentence: str, changes: list[str]
) -> None:
    part = explained(reader, handling)
    assert said(part, rule) == sentence
    assert [change.kind for change in part.changes] == changes
    assert bool(part.hopeless) is (not changes)


def test_an_exclusion_is_lifted_by_nothing_but_its_lifting() -> None:
    audience = (pinned("afripol+members", Token("bureau", "EG")), pinned("aimc+members", Token("bureau", "EG")))
    excluded = a_handling(*audience, exclude=("EG",))
    part = explained(YOUSSEF, excluded)
    assert said(part, "R7") == "excluded by country:EG"
    (change,) = part.changes
    assert change.sentence == "nothing but lifting the exclusion of country:EG"
    assert change.consents == tuple(sorted(excluded.policy.originators))


def test_widening_names_every_originator_whose_consent_it_needs() -> None:
    handling = a_handling("interpol")
    joint = replace(handling, policy=replace(handling.policy, originators=frozenset({"afripol", "aimc"})))
    (change,) = explained(KLARA, joint).changes
    assert (change.value, change.consents) == ("europol", ("afripol", "aimc"))


def test_tlp_red_is_changed_by_naming_the_person_alone() -> None:
    handling = a_handling("europol", marking=a_marking("IFOUO", tlp="RED"))
    part = explained(KLARA, handling)
    assert said(part, "R8") == "TLP:RED leaves the reader out"
    (change,) = part.changes
    assert change.value == f"person:{KLARA.person}"


def test_h2_is_changed_by_a_permit_for_the_organization() -> None:
    handling = a_handling("europol", marking=a_marking("IFOUO", handling=frozenset({"H2"})))
    part = explained(KLARA, handling, "download")
    assert said(part, "R11") == "H2 withholds download until its originators permit it"
    (change,) = part.changes
    assert (change.kind, change.sentence) == ("permit", "a permit for europol to download")


def test_a_purpose_is_declared_for_the_session() -> None:
    handling = a_handling("europol")
    purposed = replace(handling, policy=replace(handling.policy, purposes=frozenset({"border-management"})))
    (change,) = explained(KLARA, purposed).changes
    assert change.kind == "purpose"
    assert said(explained(KLARA, purposed), "R11") == "none of its purposes is declared: border-management"


def test_a_source_is_waived_only_where_it_forbids() -> None:
    def embedding(*words: str) -> Source:
        return Source("".join(words), 1, a_policy(*words, actions=DEFAULT_ACTIONS))

    handling = replace(a_handling("europol"), sources=(embedding("europol"), embedding("interpol")))
    (change,) = explained(KLARA, handling).changes
    assert (change.kind, change.sources) == ("waiver", ("interpol",))


def test_a_cleared_persons_dates_are_not_told() -> None:
    sentence = said(explained(DIEGO, a_handling("ameripol", marking=IC)), "R4")
    assert not any(character.isdigit() for character in sentence)


def test_what_the_policy_cannot_read_is_said_to_be_undecidable() -> None:
    broken = replace(a_handling("europol"), embargo_until="soon")  # type: ignore[arg-type]
    assert reason(Case(KLARA, broken, "view", NOON), "R3", holds=False) == UNDECIDABLE
    assert explained(KLARA, broken).hopeless == ("R3",)
