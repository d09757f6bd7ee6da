"""Reversing what the registry did provisionally: what an originator that declines brings back, and what stays (W2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.house import START, Cast, TurningClock
from tests.repository.test_circulating import BOTH, DAY, DISCLOSED, IR, LIST, members, of


def test_w2_the_registry_narrows_provisionally_and_a_decline_brings_back_the_pins_of_before(cast: Cast) -> None:
    changing = of(cast, release_to=[LIST, "aimc"], actions=["view", "cite", "download"], **DISCLOSED)
    before = changing.part(), changing.part("card"), changing.readers()
    said: dict[str, Any] = {"remove": [LIST], "exclude": ["aimc"], "actions_remove": ["download"], "purposes": ["x"]}
    request = changing.narrow("ingrid", **said, embargo_until=START + DAY, disclosure="invisible")
    assert request is not None
    assert changing.readers() == set()
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    assert changing.decline("amina", request) == "declined"
    after = changing.part()
    assert {g.token: g for g in after.policy.audience} == {g.token: g for g in before[0].policy.audience}
    assert (after.policy.exclude, after.policy.actions) == (before[0].policy.exclude, before[0].policy.actions)
    assert (after.embargo_until, after.policy.purposes) == (None, frozenset())
    assert changing.part("card").disclosed
    assert changing.readers() == before[2]


def test_w2_a_reversal_leaves_alone_what_an_originator_has_changed_since(cast: Cast) -> None:
    changing = of(cast, release_to=["europol", "aimc"])
    request = changing.narrow("ingrid", remove=["aimc"], embargo_until=START + DAY)
    assert request is not None
    changing.narrow("amina", embargo_until=START + 2 * DAY)
    changing.decline("kofi", request)
    assert {str(grant.token) for grant in changing.part().policy.audience} == {"europol", "aimc"}
    assert changing.part().embargo_until == START + 2 * DAY


def test_w2_a_joint_originator_that_keeps_a_narrowing_has_narrowed_it(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=["aimc"])
    request = changing.narrow("ingrid", remove=["aimc"])
    assert request is not None
    changing.grant("amina", request)
    changing.decline("piotr", request)
    assert "huda" not in changing.readers()


def test_w3_a_decline_does_not_let_in_again_whom_another_originator_shut_out_herself_meanwhile(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=["aimc", "aseanapol"])
    request = changing.narrow("ingrid", remove=["aimc", "aseanapol"], purposes=["operations"])
    assert request is not None
    changing.grant("piotr", changing.widen("amina", add=["aimc"], purposes=[]))
    changing.narrow("amina", remove=["aimc"], purposes=["operations"])
    assert changing.decline("piotr", request) == "declined"
    assert {str(grant.token) for grant in changing.part().policy.audience} == {"aseanapol"}
    assert changing.part().policy.purposes == {"operations"}


def test_w3_a_decline_does_not_lower_what_another_originator_has_raised_herself_meanwhile(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    changing.grant("piotr", changing.downgrade("amina", "interpol:IFOUO"))
    changing.raise_("amina", "interpol:IR")
    assert changing.decline("piotr", request) == "declined"
    assert changing.part().marking.level == "IR"
    assert changing.entry("reverse").detail["reversed"] is False


def test_w2_a_schedule_that_came_meanwhile_keeps_no_originator_from_reversing(cast: Cast, clock: TurningClock) -> None:
    down = {"date": START + timedelta(days=1), "level": "IFOUO"}
    changing = of(cast, marking=IR, downgrade_on=down)
    request = changing.raise_("ingrid", "interpol:IC")
    assert request is not None
    clock.turn(timedelta(days=2))
    assert changing.decline("amina", request) == "declined"
    assert changing.part().rank_at(clock.now()) == 1
