"""The policy rule by rule and case by case (domain 3 and 5): R1 to R5, and what no rule alone explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any, cast

import pytest

from models.handling import (
    CARD,
    DRAFT,
    HELD,
    REGISTERED,
    SUBMITTED,
    SUPERSEDED,
    WITHDRAWN,
    tearline,
)
from models.marking import UNMARKED, unknown
from models.policy import Downgrade
from models.reader import SUPERVISED, SUSPENDED, Clearance
from repository.release import RULES, Released, decide
from tests.repository.decisions import named, reasons
from tests.values import (
    AMINA,
    DIEGO,
    INGRID,
    KLARA,
    NOON,
    PUTRI,
    SECOND,
    YOUSSEF,
    a_handling,
    a_marking,
    a_reader,
    a_source,
)


def test_a_named_active_reader_is_released_what_she_asks_for() -> None:
    handling = a_handling("europol")
    decision = decide(KLARA, handling, "view", NOON)
    assert isinstance(decision, Released)
    assert (decision.reader, decision.handling, decision.action, decision.at) == (
        KLARA,
        handling,
        "view",
        NOON,
    )


def test_there_are_eleven_rules_in_their_order() -> None:
    assert list(RULES) == [f"R{number}" for number in range(1, 12)]


def test_r1_an_inactive_person_sees_nothing_not_even_of_her_own_organization() -> None:
    assert reasons(replace(AMINA, active=False), a_handling()) == ("R1",)


def test_case_3_people_of_a_suspended_organization_are_denied_everywhere_own_documents_included() -> None:
    suspended = replace(AMINA, standing=SUSPENDED)
    assert reasons(suspended, a_handling()) == ("R1",)
    assert reasons(suspended, a_handling("afripol", originators=("europol",))) == ("R1",)


def test_case_3_the_documents_of_a_suspended_organization_stay_with_their_recipients() -> None:
    assert named(a_handling("europol")) == {"afripol", "europol"}


def test_case_4_a_supervised_organization_may_read() -> None:
    assert reasons(replace(KLARA, standing=SUPERVISED), a_handling("europol")) == ()


def test_r1_a_standing_that_nobody_knows_is_no_standing() -> None:
    assert reasons(replace(KLARA, standing="promoted"), a_handling("europol")) == ("R1",)


def test_r1_a_reader_value_is_stale_from_the_instant_at_which_one_of_its_facts_ends() -> None:
    reader = replace(KLARA, until=NOON)
    assert reasons(reader, a_handling("europol"), at=NOON - SECOND) == ()
    assert reasons(reader, a_handling("europol"), at=NOON) == ("R1",)


@pytest.mark.parametrize("state", [DRAFT, SUBMITTED, HELD, REGISTERED])
def test_r2_before_release_only_originators_and_the_assigned_case_officer_see_it(state: str) -> None:
    handling = a_handling("europol", "interpol", state=state)
    assert reasons(KLARA, handling) == ("R2",)
    assert reasons(INGRID, handling) == ("R2",)
    assert reasons(AMINA, handling) == ()
    assert reasons(INGRID, replace(handling, case_officer=INGRID.person)) == ()
    assert reasons(KLARA, replace(handling, case_officer=INGRID.person)) == ("R2",)


def test_case_8_a_superseded_edition_stays_with_its_readers() -> None:
    assert reasons(KLARA, a_handling("europol", state=SUPERSEDED)) == ()


def test_a_state_that_nobody_knows_is_withheld_from_everybody() -> None:
    handling = a_handling("europol", state="leaked")
    assert reasons(KLARA, handling) == ("R2", "R10")
    assert reasons(AMINA, handling) == ("R10",)


def test_case_15_an_embargoed_handling_is_invisible_until_the_instant() -> None:
    handling = a_handling("europol", embargo_until=NOON)
    assert reasons(KLARA, handling, at=NOON - SECOND) == ("R3",)
    assert reasons(KLARA, handling, at=NOON) == ()


def test_r3_the_embargo_binds_neither_originators_nor_the_assigned_case_officer() -> None:
    handling = a_handling("europol", "interpol", embargo_until=NOON + SECOND, case_officer=INGRID.person)
    assert (reasons(AMINA, handling), reasons(INGRID, handling), reasons(KLARA, handling)) == (
        (),
        (),
        ("R3",),
    )


def test_case_1_a_clearance_is_expired_at_the_instant_it_ends() -> None:
    reader = replace(KLARA, clearances=(Clearance(4, NOON),))
    handling = a_handling("europol", marking=a_marking("IC"))
    assert reasons(reader, handling, at=NOON - SECOND) == ()
    assert reasons(reader, handling, at=NOON) == ("R4",)


def test_case_1_with_a_lapsed_clearance_rank_two_stays_readable_to_who_is_briefed() -> None:
    restricted = a_handling("ameripol", marking=a_marking("IR"))
    assert reasons(DIEGO, restricted) == ()
    assert reasons(replace(DIEGO, briefed=False), restricted) == ("R4",)
    assert reasons(DIEGO, a_handling("ameripol", marking=a_marking("IC"))) == ("R4",)


def test_case_2_a_revoked_clearance_denies_the_person_and_leaves_her_colleagues() -> None:
    handling = a_handling("europol", marking=a_marking("IC"))
    assert reasons(replace(KLARA, clearances=()), handling) == ("R4",)
    assert reasons(KLARA, handling) == ()


def test_r4_a_person_without_clearance_and_briefing_reads_up_to_official() -> None:
    assert reasons(PUTRI, a_handling("aseanapol")) == ()
    assert reasons(PUTRI, a_handling("aseanapol", marking=a_marking("PUBLIC", "europol"))) == ()
    assert reasons(PUTRI, a_handling("aseanapol", marking=a_marking("IR"))) == ("R4",)


def test_r4_rank_two_always_needs_the_briefing_whatever_the_clearance() -> None:
    unbriefed = replace(KLARA, briefed=False)
    assert reasons(unbriefed, a_handling("europol", marking=a_marking("IR"))) == ("R4",)
    assert reasons(unbriefed, a_handling("europol", marking=a_marking("IC"))) == ()


def test_r4_the_briefing_is_no_clearance() -> None:
    assert reasons(replace(KLARA, clearances=()), a_handling("europol", marking=a_marking("IC"))) == ("R4",)


def test_r4_the_ceiling_of_the_organization_binds_the_best_cleared_person() -> None:
    cleared = replace(YOUSSEF, clearances=(Clearance(5),))
    assert reasons(cleared, a_handling("country:EG", marking=a_marking("IR"))) == ()
    assert reasons(cleared, a_handling("country:EG", marking=a_marking("IC"))) == ("R4",)
    assert reasons(replace(cleared, ceiling=3), a_handling("country:EG", marking=a_marking("IC"))) == ()


def test_r4_binds_originators_too() -> None:
    assert reasons(replace(AMINA, clearances=()), a_handling(marking=a_marking("IC"))) == ("R4",)


@pytest.mark.parametrize(("scheme", "withheld"), [("nat-es", ("R4",)), ("nat-pt", ())])
def test_case_23_reservado_is_secret_in_spain_and_restricted_in_portugal(
    scheme: str, withheld: tuple[str, ...]
) -> None:
    code = {"nat-es": "S", "nat-pt": "R"}[scheme]
    marking = a_marking(code, scheme, text="RESERVADO")
    assert reasons(DIEGO, a_handling("ameripol", marking=marking)) == withheld


def test_a_marking_nobody_could_read_counts_as_top_secret_whatever_downgrade_was_scheduled() -> None:
    handling = a_handling("europol", marking=unknown("RESERVADO"), downgrade=Downgrade(NOON - SECOND, 1))
    assert reasons(replace(KLARA, clearances=(Clearance(4),)), handling) == ("R4",)
    assert reasons(KLARA, handling) == ()


def test_case_23_an_unmarked_upload_is_official_and_for_its_originator_only() -> None:
    handling = a_handling(marking=UNMARKED, state=DRAFT)
    assert handling.rank_at(NOON) == 1
    assert named(handling) == {"afripol"}


def test_w4_a_scheduled_downgrade_takes_effect_by_itself_at_its_instant() -> None:
    handling = a_handling("ameripol", marking=a_marking("IC"), downgrade=Downgrade(NOON, 2))
    assert reasons(DIEGO, handling, at=NOON - SECOND) == ("R4",)
    assert reasons(DIEGO, handling, at=NOON) == ()


def test_w4_a_scheduled_downgrade_waits_while_an_embedded_source_is_higher() -> None:
    source = a_source("ameripol", rank=3)
    handling = a_handling("ameripol", marking=a_marking("IC"), downgrade=Downgrade(NOON, 2), sources=(source,))
    assert reasons(DIEGO, handling) == ("R4",)
    assert reasons(DIEGO, replace(handling, sources=(replace(source, rank=2),))) == ()


def test_w4_a_schedule_can_never_raise() -> None:
    assert a_handling(marking=a_marking("IR"), downgrade=Downgrade(NOON, 4)).rank_at(NOON) == 2


def test_r5_every_compartment_of_the_marking_is_needed() -> None:
    handling = a_handling("europol", marking=a_marking(compartments=frozenset({"KESTREL", "HERON"})))
    assert reasons(KLARA, handling) == ("R5",)
    assert reasons(replace(KLARA, compartments=frozenset({"KESTREL"})), handling) == ("R5",)
    assert reasons(replace(KLARA, compartments=frozenset({"KESTREL", "HERON", "TERN"})), handling) == ()


def test_r5_compartments_of_an_embedded_source_bind_the_derived_work_even_if_waived() -> None:
    source = a_source("europol", compartments=frozenset({"KESTREL"}), waived=True)
    handling = a_handling("europol", sources=(source,))
    assert reasons(KLARA, handling) == ("R5",)
    assert reasons(replace(KLARA, compartments=frozenset({"KESTREL"})), handling) == ()


def test_case_12_a_tearline_is_decided_by_itself_and_a_mere_portion_by_its_document() -> None:
    body = a_handling("europol", "aseanapol", marking=a_marking("IC"))
    line = replace(body, id=2, part=tearline(1), marking=a_marking("IFOUO"))
    card = replace(body, id=3, part=CARD, marking=a_marking("IFOUO"))
    assert [bool(decide(PUTRI, part, "view", NOON)) for part in (card, body, line)] == [True, False, True]


def test_case_28_a_role_is_no_clearance() -> None:
    auditor = a_reader("interpol", clearances=(), briefed=False)
    assert reasons(auditor, a_handling("interpol", marking=a_marking("IC"))) == ("R4",)
    assert not hasattr(auditor, "role")


def test_case_32_a_secondee_reads_under_the_affiliation_of_her_session_only() -> None:
    handling = a_handling("europol")
    assert reasons(KLARA, handling) == ()
    seconded = a_reader("frontex", person=KLARA.person, nationality="CZ")
    assert reasons(seconded, handling) == ("R6",)


def test_case_33_the_same_instant_in_another_zone_decides_the_same() -> None:
    handling = a_handling("europol", embargo_until=NOON)
    elsewhere = timezone(timedelta(hours=5, minutes=30))
    assert reasons(KLARA, handling, at=NOON.astimezone(elsewhere)) == ()
    assert reasons(KLARA, handling, at=(NOON - SECOND).astimezone(elsewhere)) == ("R3",)


def test_an_instant_without_a_zone_is_withheld_where_time_matters() -> None:
    assert reasons(KLARA, a_handling("europol", embargo_until=NOON), at=NOON.replace(tzinfo=None)) == (
        "R3",
        "R4",
    )


def test_every_failing_rule_is_named_in_order() -> None:
    marking = a_marking("IC", compartments=frozenset({"KESTREL"}), tlp="RED")
    handling = a_handling(
        "europol",
        marking=marking,
        state=WITHDRAWN,
        exclude=("ID",),
        tlp="RED",
        embargo_until=NOON + SECOND,
        sources=(a_source(),),
    )
    reader = replace(PUTRI, active=False)
    assert reasons(reader, handling, "derive") == tuple(RULES)


def test_what_cannot_be_decided_is_withheld_and_never_raises() -> None:
    nothing = cast(Any, None)
    assert reasons(nothing, nothing, nothing, nothing) == tuple(RULES)
    broken = replace(KLARA, compartments=nothing, tokens=nothing)
    assert reasons(broken, a_handling("europol")) == ("R5", "R6")
