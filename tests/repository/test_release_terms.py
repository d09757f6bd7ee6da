"""Embedded sources, retention, actions and purposes (R9 to R11), with the cases of domain 5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.handling import (
    DESTROYED,
    DRAFT,
    WITHDRAWN,
    Handling,
)
from models.policy import ACTIONS, DEFAULT_ACTIONS
from models.reader import Clearance
from repository.release import decide
from tests.repository.decisions import reasons
from tests.values import (
    AMINA,
    CAST,
    INGRID,
    KLARA,
    NOON,
    PUTRI,
    SECOND,
    a_handling,
    a_marking,
    a_reader,
    a_source,
    pinned,
)


def derived(*sources: Any, **facts: Any) -> Handling:
    """Return a derived work of AFRIPOL's, released to three bodies."""
    return a_handling("europol", "aseanapol", "interpol", sources=sources, **facts)


def test_case_24_the_audience_of_a_derived_work_is_what_its_sources_share_and_the_originators() -> None:
    first = a_source("europol", "aseanapol", rank=4, originators=("ameripol",))
    second = a_source("aseanapol", "interpol", rank=2, originators=("unodc",))
    work = derived(first, second)
    everybody = [replace(reader, briefed=True, clearances=(Clearance(5),), ceiling=5) for reader in CAST]
    everybody.append(a_reader("unodc"))
    assert work.rank_at(NOON) == 4
    assert {r.organization for r in everybody if decide(r, work, "view", NOON)} == {
        "aseanapol",
        "afripol",
        "ameripol",
        "unodc",
    }
    assert reasons(KLARA, work) == ("R9",)
    assert reasons(INGRID, work) == ("R9",)


def test_case_24_a_source_originator_does_not_see_the_derived_work_before_its_release() -> None:
    work = derived(a_source(originators=("europol",)), state=DRAFT, embargo_until=NOON + SECOND)
    assert reasons(KLARA, work) == ("R2", "R3")


def test_r9_a_waiver_lifts_the_policy_of_its_source_and_not_its_rank() -> None:
    source = a_source(rank=3, waived=True)
    assert reasons(KLARA, derived(source)) == ()
    assert reasons(PUTRI, derived(source)) == ("R4",)
    assert reasons(KLARA, derived(replace(source, waived=False))) == ("R9",)


def test_r9_a_waiver_makes_nobody_an_originator_of_the_whole() -> None:
    assert reasons(a_reader("ameripol"), derived(a_source(waived=True))) == ("R6",)


def test_r9_an_exclusion_of_a_source_binds_the_derived_work_and_its_originators() -> None:
    assert reasons(KLARA, derived(a_source("europol", exclude=("CZ",)))) == ("R9",)
    assert reasons(AMINA, derived(a_source("europol", exclude=("SN",)))) == ("R9",)


def test_r9_the_tlp_of_a_source_narrows_the_derived_work() -> None:
    assert reasons(KLARA, derived(a_source("europol", tlp="RED"))) == ("R9",)
    assert reasons(KLARA, derived(a_source(f"person:{KLARA.person}", tlp="RED"))) == ()


def test_r9_actions_and_purposes_of_a_source_bind_the_derived_work() -> None:
    lookalike = a_source("europol", actions=frozenset({"view"}), purposes=frozenset({"counter-terrorism"}))
    asking = replace(KLARA, purpose="counter-terrorism")
    assert reasons(asking, derived(lookalike)) == ()
    assert reasons(asking, derived(lookalike), "cite") == ("R9",)
    assert reasons(KLARA, derived(lookalike)) == ("R9",)


def test_r9_h2_on_a_source_binds_the_derived_work_until_its_provider_consents() -> None:
    source = a_source("europol", handling=frozenset({"H2"}))
    assert reasons(KLARA, derived(source)) == ()
    assert reasons(KLARA, derived(source), "download") == ("R9",)
    consented = replace(source, policy=replace(source.policy, consented=frozenset({("download", "europol")})))
    assert reasons(KLARA, derived(consented), "download") == ()
    assert reasons(KLARA, derived(consented), "excerpt") == ("R9",)


def test_r9_the_pin_of_a_source_binds_too() -> None:
    source = a_source(pinned("list:counter-terrorism", "aseanapol"))
    assert reasons(a_reader("europol", lists=("counter-terrorism",)), derived(source)) == ("R9",)


@pytest.mark.parametrize("state", [WITHDRAWN, DESTROYED])
def test_r10_what_is_withdrawn_or_destroyed_is_withheld_from_its_originators_too(state: str) -> None:
    assert reasons(AMINA, a_handling(state=state)) == ("R10",)
    assert reasons(KLARA, a_handling("europol", state=state)) == ("R2", "R10")


def test_case_25_nothing_is_read_from_the_instant_at_which_retention_ends() -> None:
    handling = a_handling("europol", retention_until=NOON)
    assert reasons(KLARA, handling, at=NOON - SECOND) == ()
    assert reasons(KLARA, handling, at=NOON) == ("R10",)
    assert reasons(AMINA, handling, at=NOON) == ("R10",)


@pytest.mark.parametrize("action", ACTIONS)
def test_r11_the_default_actions_are_view_excerpt_cite_and_download(action: str) -> None:
    assert (reasons(KLARA, a_handling("europol"), action) == ()) == (action in DEFAULT_ACTIONS)
    assert {"view", "excerpt", "cite", "download"} == DEFAULT_ACTIONS


@pytest.mark.parametrize("action", ACTIONS)
def test_r11_h2_removes_excerpt_download_translate_and_derive(action: str) -> None:
    marking = a_marking(handling=frozenset({"H2"}))
    handling = a_handling("europol", marking=marking, actions=frozenset(ACTIONS))
    assert (reasons(KLARA, handling, action) == ()) == (action in ("view", "cite"))


def test_r11_the_providers_consent_gives_back_the_action_it_names_where_it_was_granted_at_all() -> None:
    marking = a_marking(handling=frozenset({"H2"}))
    handling = a_handling(
        "europol", marking=marking, consented=frozenset({("download", "europol"), ("translate", "europol")})
    )
    assert reasons(KLARA, handling, "download") == ()
    assert reasons(KLARA, handling, "excerpt") == ("R11",)
    assert reasons(KLARA, handling, "translate") == ("R11",)


def test_r11_a_consent_to_one_organization_is_none_to_another() -> None:
    marking = a_marking(handling=frozenset({"H2"}))
    handling = a_handling("europol", "aseanapol", marking=marking, consented=frozenset({("download", "aseanapol")}))
    assert reasons(KLARA, handling, "download") == ("R11",)
    assert reasons(a_reader("aseanapol"), handling, "download") == ()


def test_r11_other_handling_codes_take_no_action_away() -> None:
    marking = a_marking(handling=frozenset({"H0", "H1", "H3"}), handling_text="Ask first.")
    assert reasons(KLARA, a_handling("europol", marking=marking), "download") == ()


def test_r11_an_action_that_nobody_knows_is_withheld_even_if_granted() -> None:
    assert reasons(KLARA, a_handling("europol", actions=frozenset({"view", "print"})), "print") == ("R11",)


def test_r11_a_policy_that_names_purposes_needs_one_of_them_declared() -> None:
    handling = a_handling("europol", purposes=frozenset({"counter-terrorism", "border-management"}))
    assert reasons(KLARA, handling) == ("R11",)
    assert reasons(replace(KLARA, purpose="curiosity"), handling) == ("R11",)
    assert reasons(replace(KLARA, purpose="border-management"), handling) == ()
    assert reasons(replace(KLARA, purpose="curiosity"), a_handling("europol")) == ()
