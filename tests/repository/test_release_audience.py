"""Audience, exclusions and TLP (R6 to R8) on pure values, with the cases of domain 5."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from models.policy import Grant
from models.token import Token
from tests.repository.decisions import named, reasons
from tests.values import (
    AMINA,
    INGRID,
    KLARA,
    PUTRI,
    YOUSSEF,
    a_bureau_reader,
    a_handling,
    a_marking,
    a_person,
    a_reader,
    pinned,
)

AFRIPOL_WITH_EGYPT = pinned("afripol+members", "afripol", "bureau:EG", "bureau:DZ", "bureau:SN")
AIMC_WITH_EGYPT = pinned("aimc+members", "aimc", "bureau:EG", "bureau:DZ")


def test_case_6_an_originator_that_is_not_on_its_own_release_list_has_access() -> None:
    assert reasons(AMINA, a_handling("europol")) == ()


def test_case_7_an_empty_release_list_means_the_originator_only() -> None:
    assert named(a_handling()) == {"afripol"}
    assert reasons(KLARA, a_handling()) == ("R6",)


def test_case_5_an_observer_is_let_in_by_name_or_with_all_participants_never_with_all_members() -> None:
    observer = a_reader("unodc")
    assert reasons(observer, a_handling("ALL-DIALOGUE-MEMBERS")) == ("R6",)
    assert reasons(observer, a_handling("ALL-DIALOGUE-PARTICIPANTS")) == ()
    assert reasons(observer, a_handling("unodc")) == ()
    assert reasons(KLARA, a_handling("ALL-DIALOGUE-MEMBERS")) == ()


def test_case_13_access_through_a_list_ends_at_once_when_the_list_shrinks() -> None:
    handling = a_handling(pinned("list:counter-terrorism", "europol", "aseanapol"))
    on_it = a_reader("europol", lists=("counter-terrorism",))
    assert reasons(on_it, handling) == ()
    assert reasons(KLARA, handling) == ("R6",)


def test_case_14_a_list_that_grows_does_not_open_what_was_released_before() -> None:
    handling = a_handling(pinned("list:counter-terrorism", "aseanapol"))
    newcomer = a_reader("europol", lists=("counter-terrorism",))
    assert reasons(newcomer, handling) == ("R6",)


def test_a_pinned_person_is_let_in_by_her_name_while_the_list_names_her() -> None:
    handling = a_handling(pinned("list:counter-terrorism", f"person:{a_person('maria')}"))
    maria = a_reader("frontex", person=a_person("maria"), lists=("counter-terrorism",))
    assert reasons(maria, handling) == ()
    assert reasons(replace(maria, tokens=maria.tokens - {Token("list", "counter-terrorism")}), handling) == ("R6",)


@pytest.mark.parametrize("token", [Token("list", "counter-terrorism"), Token("members", "europol")])
def test_a_list_or_members_without_a_pin_lets_nobody_in(token: Token) -> None:
    handling = a_handling()
    unpinned = replace(handling, policy=replace(handling.policy, audience=(Grant(token),)))
    assert reasons(a_reader("europol", lists=("counter-terrorism",)), unpinned) == ("R6",)


def test_case_19_a_state_that_joins_is_not_let_in_unless_the_originator_let_in_future_members() -> None:
    joined = a_bureau_reader("MA", ("afripol",))
    assert reasons(joined, a_handling(AFRIPOL_WITH_EGYPT)) == ("R6",)
    assert reasons(joined, a_handling(Grant(Token("members", "afripol"), future=True))) == ()


def test_case_19_a_list_never_lets_in_those_who_join_it_later() -> None:
    handling = a_handling(Grant(Token("list", "counter-terrorism"), future=True))
    assert reasons(a_reader("europol", lists=("counter-terrorism",)), handling) == ("R6",)


def test_case_19_a_state_that_leaves_loses_access_though_it_was_pinned() -> None:
    handling = a_handling(AFRIPOL_WITH_EGYPT)
    assert reasons(YOUSSEF, handling) == ()
    left = replace(YOUSSEF, tokens=YOUSSEF.tokens - {Token("members", "afripol")})
    assert reasons(left, handling) == ("R6",)


def test_case_20_release_to_a_body_is_not_release_to_its_members_bureaus() -> None:
    assert reasons(YOUSSEF, a_handling("afripol", originators=("europol",))) == ("R6",)
    assert reasons(AMINA, a_handling("afripol", originators=("europol",))) == ()


def test_case_20_release_to_interpol_is_the_general_secretariat_alone() -> None:
    assert named(a_handling("interpol")) == {"afripol", "interpol"}
    assert reasons(YOUSSEF, a_handling("ALL-INTERPOL-NCB")) == ()
    assert reasons(INGRID, a_handling("ALL-INTERPOL-NCB")) == ("R6",)


def test_release_to_a_country_is_release_to_its_bureau() -> None:
    assert named(a_handling("country:EG")) == {"afripol", "ncb-eg"}


def test_r6_the_case_officer_is_let_in_by_an_assignment_that_the_originator_accepted() -> None:
    handling = a_handling("europol", case_officer=INGRID.person)
    assert reasons(INGRID, handling) == ("R6",)
    assert reasons(INGRID, replace(handling, case_accepted=True)) == ()


def test_an_acceptance_without_a_case_officer_lets_nobody_in() -> None:
    assert reasons(INGRID, a_handling("europol", case_accepted=True)) == ("R6",)


def test_no_case_officer_is_not_a_reader_without_a_person() -> None:
    nobody = replace(INGRID, person=cast(str, None), tokens=frozenset())
    assert reasons(nobody, a_handling("europol", case_accepted=True)) == ("R6",)


def test_the_case_officer_is_bound_by_rank_compartments_exclusions_and_tlp_like_anyone() -> None:
    marking = a_marking("IC", compartments=frozenset({"KESTREL"}), tlp="RED")
    handling = a_handling(
        f"person:{KLARA.person}", marking=marking, exclude=("NO",), tlp="RED", case_officer=INGRID.person
    )
    officer = replace(INGRID, clearances=())
    assert reasons(officer, replace(handling, case_accepted=True)) == ("R4", "R5", "R7", "R8")


def test_case_21_an_excluded_country_is_denied_on_both_paths() -> None:
    both = (AFRIPOL_WITH_EGYPT, AIMC_WITH_EGYPT)
    assert reasons(YOUSSEF, a_handling(*both)) == ()
    assert reasons(YOUSSEF, a_handling(*both, exclude=("EG",))) == ("R7",)
    algeria = a_bureau_reader("DZ", ("afripol", "aimc"))
    assert reasons(algeria, a_handling(*both, exclude=("EG",))) == ()


def test_r7_an_exclusion_beats_being_named() -> None:
    assert reasons(YOUSSEF, a_handling("country:EG", exclude=("EG",))) == ("R7",)
    assert reasons(KLARA, a_handling(f"person:{KLARA.person}", exclude=("europol",))) == ("R7",)
    assert reasons(KLARA, a_handling("europol", exclude=(f"person:{KLARA.person}",))) == ("R7",)


def test_r7_an_exclusion_of_somebody_else_is_none_of_hers() -> None:
    others = ("frontex", "ncb-eg", "EG", f"person:{AMINA.person}")
    assert reasons(KLARA, a_handling("europol", exclude=others)) == ()


def test_r7_a_person_is_shut_out_by_her_id_even_where_no_token_names_her() -> None:
    unnamed = replace(KLARA, tokens=KLARA.tokens - {Token("person", KLARA.person)})
    assert reasons(unnamed, a_handling("europol", exclude=(f"person:{KLARA.person}",))) == ("R7",)


def test_r7_a_country_is_shut_out_in_the_persons_nationality_too() -> None:
    assert reasons(KLARA, a_handling("europol", exclude=("CZ",))) == ("R7",)
    assert reasons(KLARA, a_handling("europol", exclude=("EG",))) == ()


def test_r7_a_country_is_shut_out_in_the_organization_whatever_the_persons_nationality() -> None:
    posted = replace(YOUSSEF, nationality="SN")
    assert reasons(posted, a_handling(AFRIPOL_WITH_EGYPT, exclude=("EG",))) == ("R7",)
    assert reasons(posted, a_handling(AFRIPOL_WITH_EGYPT, exclude=("SN",))) == ("R7",)


def test_r7_binds_originators_and_the_case_officer_too() -> None:
    handling = a_handling("interpol", exclude=("SN", "NO"), case_officer=INGRID.person, case_accepted=True)
    assert reasons(AMINA, handling) == ("R7",)
    assert reasons(INGRID, handling) == ("R7",)


def test_r7_an_excluded_word_binds_only_in_its_own_kind() -> None:
    assert reasons(replace(KLARA, nationality="europol"), a_handling("europol", exclude=("EG",))) == ()
    odd = replace(KLARA, nationality="europol", organization="frontex")
    handling = a_handling("europol")
    shut = replace(handling, policy=replace(handling.policy, exclude=frozenset({Token("body", "europol")})))
    assert reasons(odd, shut) == ("R7",)
    assert reasons(replace(odd, tokens=frozenset({Token("person", "europol")})), shut) == ("R6",)


@pytest.mark.parametrize("kind", ["members", "list", "status", "region"])
def test_r7_an_exclusion_that_nobody_can_read_shuts_everybody_out(kind: str) -> None:
    handling = a_handling("europol")
    shut = replace(handling, policy=replace(handling.policy, exclude=frozenset({Token(kind, "x")})))
    assert reasons(KLARA, shut) == ("R7",)


def test_case_22_tlp_red_leaves_named_persons_only() -> None:
    handling = a_handling("aseanapol", f"person:{KLARA.person}", tlp="RED")
    assert reasons(KLARA, handling) == ()
    assert reasons(PUTRI, handling) == ("R8",)
    assert reasons(AMINA, handling) == ()


def test_case_22_tlp_amber_reaches_the_members_bureaus_where_the_token_says_so() -> None:
    assert reasons(YOUSSEF, a_handling(AFRIPOL_WITH_EGYPT, tlp="AMBER")) == ()


def test_case_22_tlp_amber_strict_keeps_to_the_recipients_own_staff() -> None:
    handling = a_handling(AFRIPOL_WITH_EGYPT, "europol", originators=("aimc",), tlp="AMBER+STRICT")
    assert reasons(YOUSSEF, handling) == ("R8",)
    assert reasons(AMINA, handling) == ()
    assert reasons(KLARA, handling) == ()


def test_tlp_amber_strict_withholds_a_bureau_that_a_list_reaches_only_as_a_member() -> None:
    reader = replace(YOUSSEF, tokens=YOUSSEF.tokens | {Token("list", "counter-terrorism")})
    through_members = pinned("list:counter-terrorism", "afripol", "bureau:EG")
    by_itself = pinned("list:counter-terrorism", "country:EG", "bureau:EG")
    assert reasons(reader, a_handling(through_members, tlp="AMBER+STRICT")) == ("R8",)
    assert reasons(reader, a_handling(through_members, tlp="AMBER")) == ()
    assert reasons(reader, a_handling(by_itself, tlp="AMBER+STRICT")) == ()


def test_tlp_amber_strict_needs_the_pin_that_the_audience_needs() -> None:
    handling = a_handling("europol", tlp="AMBER+STRICT")
    unpinned = replace(handling.policy, audience=(Grant(Token("members", "europol")),))
    assert reasons(KLARA, replace(handling, policy=unpinned)) == ("R6", "R8")


def test_tlp_green_leaves_out_who_takes_no_part_in_the_dialogue() -> None:
    outsider = a_bureau_reader("JP", ())
    assert reasons(outsider, a_handling("country:JP", tlp="GREEN")) == ("R8",)
    assert reasons(outsider, a_handling("country:JP")) == ()
    assert reasons(YOUSSEF, a_handling("country:EG", tlp="GREEN")) == ()


def test_case_22_tlp_green_and_confidential_both_apply() -> None:
    handling = a_handling("europol", "ameripol", marking=a_marking("IC", tlp="GREEN"), tlp="GREEN")
    assert named(handling) == {"afripol", "europol"}
    assert reasons(replace(KLARA, participant=False), handling) == ("R8",)


def test_tlp_clear_narrows_nothing_and_opens_nothing() -> None:
    public = a_marking("PUBLIC", "europol", tlp="CLEAR")
    assert named(a_handling("europol", marking=public, tlp="CLEAR")) == {"afripol", "europol"}


def test_the_tlp_of_the_marking_and_that_of_the_policy_both_narrow() -> None:
    assert reasons(PUTRI, a_handling("aseanapol", marking=a_marking(tlp="RED"))) == ("R8",)
    assert reasons(PUTRI, a_handling("aseanapol", marking=a_marking(tlp="CLEAR"), tlp="RED")) == ("R8",)


@pytest.mark.parametrize("label", ["CLEAR", "AMBER", None])
def test_labels_that_narrow_nothing_leave_the_release_list_as_it_is(label: str | None) -> None:
    assert named(a_handling("europol", tlp=label)) == {"afripol", "europol"}


def test_a_tlp_label_that_nobody_knows_leaves_only_the_originator() -> None:
    assert named(a_handling("europol", tlp="WHITE")) == {"afripol"}
