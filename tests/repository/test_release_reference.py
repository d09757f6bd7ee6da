"""The policy against an independent model of it, and what must hold whatever the reader and the handling."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.handling import Handling, tearline
from models.reader import Reader
from models.scheme import TLP
from models.token import Token
from repository.release import Released, Withheld, decide
from tests.repository.reference import failing
from tests.repository.strategies import COMPARTMENTS, LEVELS, ORGANIZATIONS, Case, cases, exclusions, sources
from tests.values import NOON

RANDOM = settings(max_examples=200, deadline=None, derandomize=True)


def released(reader: Reader, handling: Handling, action: str) -> bool:
    return isinstance(decide(reader, handling, action, NOON), Released)


def was_released(case: Case) -> None:
    """Keep only cases in which something could be lost, and no rank that only the briefing closes.

    Rank two needs the briefing and rank three a clearance, so from two upwards is not always harder.
    """
    assume(case.reader.briefed or case.handling.rank_at(NOON) != 2)
    assume(not released(case.reader, case.handling, case.action))


def test_policy_and_model_agree_on_decision_and_reasons_and_a_fifth_is_released() -> None:
    outcomes: list[bool] = []

    @settings(max_examples=1000, deadline=None, derandomize=True)
    @given(cases())
    def agree(case: Case) -> None:
        decision = decide(case.reader, case.handling, case.action, NOON)
        expected = failing(case.reader, case.handling, case.action, NOON)
        assert set(decision.reasons if isinstance(decision, Withheld) else ()) == expected
        assert bool(decision) is (expected == set()) is isinstance(decision, Released)
        outcomes.append(bool(decision))

    agree()
    assert sum(outcomes) >= len(outcomes) * 0.2
    assert outcomes.count(False) >= len(outcomes) * 0.2


@RANDOM
@given(cases(), exclusions)
def test_one_more_exclusion_never_releases_more(case: Case, token: Token) -> None:
    was_released(case)
    policy = replace(case.handling.policy, exclude=case.handling.policy.exclude | {token})
    assert not released(case.reader, replace(case.handling, policy=policy), case.action)


@RANDOM
@given(cases(), st.sampled_from(COMPARTMENTS))
def test_one_more_compartment_never_releases_more(case: Case, compartment: str) -> None:
    was_released(case)
    marking = replace(case.handling.marking, compartments=case.handling.marking.compartments | {compartment})
    assert not released(case.reader, replace(case.handling, marking=marking), case.action)


@RANDOM
@given(cases(), st.data())
def test_one_more_source_releases_more_to_nobody_but_its_own_originators(case: Case, data: st.DataObject) -> None:
    was_released(case)
    source = data.draw(sources(case.reader))
    assume(source.waived or case.reader.organization not in source.policy.originators)
    derived = replace(case.handling, sources=(*case.handling.sources, source))
    assert not released(case.reader, derived, case.action)


@RANDOM
@given(cases(), st.sampled_from(LEVELS))
def test_a_higher_level_never_releases_more(case: Case, level: tuple[str, str]) -> None:
    was_released(case)
    marking = replace(case.handling.marking, scheme=level[0], level=level[1])
    assume(case.handling.marking.known and marking.rank >= case.handling.marking.rank)
    assert not released(case.reader, replace(case.handling, marking=marking), case.action)


@RANDOM
@given(cases(), st.sampled_from(TLP), st.booleans())
def test_a_tlp_label_where_there_was_none_never_releases_more(case: Case, label: str, on_policy: bool) -> None:
    was_released(case)
    if on_policy:
        assume(case.handling.policy.tlp is None)
        labelled = replace(case.handling, policy=replace(case.handling.policy, tlp=label))
    else:
        assume(case.handling.marking.tlp is None)
        labelled = replace(case.handling, marking=replace(case.handling.marking, tlp=label))
    assert not released(case.reader, labelled, case.action)


@RANDOM
@given(cases(), st.data())
def test_a_clearance_a_briefing_or_a_compartment_taken_away_never_releases_more(
    case: Case, data: st.DataObject
) -> None:
    assume(not released(case.reader, case.handling, case.action))
    kept = data.draw(st.sets(st.sampled_from((*case.reader.clearances, None))))
    poorer = replace(
        case.reader,
        clearances=tuple(clearance for clearance in case.reader.clearances if clearance in kept),
        briefed=case.reader.briefed and data.draw(st.booleans()),
        compartments=case.reader.compartments & data.draw(st.frozensets(st.sampled_from(COMPARTMENTS))),
        ceiling=data.draw(st.integers(0, case.reader.ceiling)),
    )
    assert not released(poorer, case.handling, case.action)


@RANDOM
@given(cases())
def test_an_excluded_organization_person_or_country_is_released_nothing_by_any_path(case: Case) -> None:
    reader = case.reader
    shut = [Token("body", reader.organization), Token("person", reader.person)]
    shut += [Token("country", country) for country in (reader.country, reader.nationality) if country]
    for token in shut:
        policy = replace(case.handling.policy, exclude=frozenset({token}))
        decision = decide(reader, replace(case.handling, policy=policy), case.action, NOON)
        assert isinstance(decision, Withheld)
        assert "R7" in decision.reasons


@RANDOM
@given(cases())
def test_a_decision_depends_on_nothing_but_its_question(case: Case) -> None:
    first = decide(case.reader, case.handling, case.action, NOON)
    assert decide(replace(case.reader), replace(case.handling), case.action, NOON) == first


@RANDOM
@given(cases())
def test_a_decision_does_not_depend_on_which_edition_or_part_it_is_about(case: Case) -> None:
    other = replace(case.handling, id=case.handling.id + 1, edition="another", assessment="another", part=tearline(9))
    one, same = (decide(case.reader, h, case.action, NOON) for h in (case.handling, other))
    assert getattr(one, "reasons", ()) == getattr(same, "reasons", ())


@RANDOM
@given(cases(), st.sampled_from(ORGANIZATIONS))
def test_nothing_changes_between_two_instants_that_no_value_names(case: Case, organization: str) -> None:
    """Scopes are cached until the next instant that reader or handling names; nothing may move before."""
    instants = (case.reader.next_instant(NOON), case.handling.next_instant(NOON))
    until = min((instant for instant in instants if instant), default=NOON + timedelta(days=4000))
    policy = replace(case.handling.policy, originators=frozenset({organization}))
    handling = replace(case.handling, policy=policy)
    before = decide(case.reader, handling, case.action, NOON)
    later = decide(case.reader, handling, case.action, NOON + (until - NOON) * 0.999)
    assert bool(before) == bool(later)
