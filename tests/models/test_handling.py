"""The handling: its rank over time, its compartments, and the instants at which it changes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.handling import KEPT, STATES, tearline
from models.marking import unknown
from models.policy import Downgrade, Grant
from models.token import Token
from tests.values import NOON, SECOND, a_handling, a_marking, a_source, pinned

HOUR = timedelta(hours=1)


def test_the_rank_is_that_of_the_marking() -> None:
    assert a_handling(marking=a_marking("IC")).rank_at(NOON) == 3
    assert a_handling(marking=a_marking("PUBLIC", "europol")).rank_at(NOON) == 0


def test_the_rank_of_a_derived_work_is_the_highest_of_the_whole_and_its_sources() -> None:
    sources = (a_source(rank=4), a_source(rank=2, waived=True))
    assert a_handling(marking=a_marking("IC"), sources=sources).rank_at(NOON) == 4
    assert a_handling(marking=a_marking("IC"), sources=sources[1:]).rank_at(NOON) == 3
    assert a_handling(sources=(a_source(rank=5, waived=True),)).rank_at(NOON) == 5


def test_a_downgrade_counts_from_its_instant_and_never_below_public() -> None:
    handling = a_handling(marking=a_marking("IC"), downgrade=Downgrade(NOON, 1))
    assert [handling.rank_at(at) for at in (NOON - SECOND, NOON, NOON + SECOND)] == [3, 1, 1]
    assert replace(handling, downgrade=Downgrade(NOON, -1)).rank_at(NOON) == 0


def test_a_downgrade_of_a_marking_nobody_could_read_never_takes_effect() -> None:
    assert a_handling(marking=unknown("???"), downgrade=Downgrade(NOON, 1)).rank_at(NOON) == 5


def test_the_compartments_of_the_sources_add_to_those_of_the_marking() -> None:
    marking = a_marking(compartments=frozenset({"HERON"}))
    sources = (a_source(compartments=frozenset({"KESTREL"})), a_source(compartments=frozenset({"TERN"})))
    assert a_handling(marking=marking, sources=sources).all_compartments() == {"HERON", "KESTREL", "TERN"}
    assert a_handling(marking=marking).all_compartments() == {"HERON"}


def test_the_next_instant_is_the_first_that_is_still_to_come() -> None:
    handling = a_handling(
        embargo_until=NOON + HOUR, retention_until=NOON + 3 * HOUR, downgrade=Downgrade(NOON + 2 * HOUR, 0)
    )
    asked = (NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert [handling.next_instant(at) for at in asked] == [
        NOON + HOUR,
        NOON + 2 * HOUR,
        NOON + 3 * HOUR,
        None,
    ]
    assert a_handling().next_instant(NOON) is None


def test_every_state_but_withdrawn_and_destroyed_keeps_its_content() -> None:
    assert set(STATES) - set(KEPT) == {"withdrawn", "destroyed"}


def test_tearlines_are_numbered_parts() -> None:
    assert tearline(2) == "tearline:2"


@pytest.mark.parametrize(
    ("grant", "live"),
    [
        (Grant(Token("body", "europol")), True),
        (Grant(Token("status", "ALL-INTERPOL-NCB")), True),
        (Grant(Token("list", "counter-terrorism")), False),
        (Grant(Token("list", "counter-terrorism"), future=True), False),
        (Grant(Token("members", "afripol")), False),
        (Grant(Token("members", "afripol"), future=True), True),
    ],
)
def test_only_what_names_itself_is_live_without_a_pin(grant: Grant, live: bool) -> None:
    assert grant.live is live


def test_own_staff_of_a_body_with_its_members_is_the_body() -> None:
    grant = pinned("afripol+members", "afripol", "bureau:EG")
    assert grant.own_staff() == pinned("afripol", "afripol")
    assert pinned("list:x", "country:EG", "bureau:EG").own_staff() == pinned("list:x", "country:EG")
    assert Grant(Token("members", "afripol"), future=True).own_staff() == Grant(Token("body", "afripol"))
    assert Grant(Token("country", "EG")).own_staff() == Grant(Token("country", "EG"))
