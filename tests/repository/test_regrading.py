"""Raising at once, lowering by consent, and the registry's provisional raise (W1-W4, W6, W7; cases 3, 9, 10, 16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.handling import DRAFT, HELD, REGISTERED, RELEASED, SUBMITTED, SUPERSEDED, WITHDRAWN
from models.tables.organization import Organization
from repository.acts import ActRefused, Incomplete, NotFound
from repository.organizations import change_standing
from repository.people import NewPerson, add
from tests.house import START, Cast, TurningClock
from tests.repository.changes import Changing
from tests.repository.shelf import keep, kept_and_released, move

IC = {"scheme": "interpol", "level": "IC"}
IR = {"scheme": "interpol", "level": "IR"}
BOTH = ["afripol", "europol"]
TEARLINE = {"portions": ["page:1"], "marking": IR, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}


def of(cast: Cast, username: str = "amina", **said: object) -> Changing:
    return Changing(cast, kept_and_released(cast, username, **said))


def test_one_officer_raises_at_once_and_the_act_is_recorded(cast: Cast) -> None:
    changing = of(cast)
    assert "mei" in changing.readers()
    assert changing.raise_("amina", "interpol:IR") is None
    assert "mei" not in changing.readers()
    assert changing.part().marking.level == changing.deposit().marking.level == "IR"  # type: ignore[union-attr]
    detail = changing.entry("raise").detail
    assert (detail["marking_from"], detail["marking_to"], detail["part"]) == ("interpol:IFOUO", "interpol:IR", "body")


@pytest.mark.parametrize("state", [SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED])
def test_it_may_be_raised_from_submission_on(cast: Cast, state: str) -> None:
    changing = Changing(cast, keep(cast, "amina"))
    move(cast, changing.edition, state)
    changing.raise_("kofi", "interpol:IR")
    assert (changing.part().rank_at(START), changing.state()) == (2, state)


@pytest.mark.parametrize("state", [DRAFT, WITHDRAWN])
def test_neither_a_draft_nor_what_was_withdrawn_is_raised(cast: Cast, state: str) -> None:
    changing = Changing(cast, keep(cast, "amina"))
    move(cast, changing.edition, state)
    with pytest.raises(ActRefused, match=f"it is {state}"):
        changing.raise_("amina", "interpol:IR")


def test_w3_any_one_joint_originator_raises(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    changing.raise_("piotr", "interpol:IR")
    assert changing.part().marking.level == "IR"


@pytest.mark.parametrize("username", ["lena", "mei", "yuki", "owen", "ines"])
def test_case_9_a_recipient_and_an_administrator_find_nothing_to_change(cast: Cast, username: str) -> None:
    changing = of(cast, marking=IC)
    for act in (changing.raise_, changing.downgrade):
        with pytest.raises(NotFound):
            act(username, "interpol:IR")
    assert changing.part().marking.level == "IC"


def test_case_9_w1_the_registry_never_lowers(cast: Cast) -> None:
    changing = of(cast, marking=IC)
    with pytest.raises(ActRefused, match="only a person in the role 'originator'"):
        changing.downgrade("ingrid", "interpol:IR")


def test_a_raise_that_lowers_anything_names_the_field(cast: Cast) -> None:
    changing = of(cast, marking={**IR, "tlp": "AMBER", "handling": ["H1", "H2"]})
    with pytest.raises(Incomplete) as refused:
        changing.raise_("amina", "interpol:IC", handling=["H1"], tlp="GREEN")
    assert set(refused.value.problems) == {"marking.handling", "marking.tlp"}
    with pytest.raises(Incomplete) as refused:
        changing.raise_("amina", "interpol:IFOUO", tlp="AMBER", handling=["H1", "H2"])
    assert set(refused.value.problems) == {"marking.level"}


def test_a_downgrade_that_raises_anything_names_the_field(cast: Cast) -> None:
    changing = of(cast, marking=IC)
    with pytest.raises(Incomplete) as refused:
        changing.downgrade("amina", "interpol:IR", compartments=["LANTERN"])
    assert set(refused.value.problems) == {"marking.compartments"}


def test_nothing_is_changed_by_saying_what_is_so_already(cast: Cast) -> None:
    changing = of(cast, marking=IR)
    for act in (changing.raise_, changing.downgrade):
        with pytest.raises(ActRefused, match="changes nothing"):
            act("amina", "interpol:IR")


@pytest.mark.parametrize("level", ["interpol:NOPE", "nowhere:IR"])
def test_a_level_that_there_is_not_is_refused_by_its_field(cast: Cast, level: str) -> None:
    changing = of(cast)
    with pytest.raises(Incomplete) as refused:
        changing.raise_("amina", level)
    assert "marking" in refused.value.problems


def test_compartments_codes_and_a_stricter_label_are_raised_too(cast: Cast) -> None:
    changing = of(cast, marking=IR)
    changing.raise_("amina", "interpol:IR", compartments=["LANTERN"], handling=["H2"], tlp="AMBER")
    assert changing.readers() == {"lena", "piotr"}
    assert changing.part().marking.handling == {"H2"}


def test_case_10_a_tearline_is_not_raised_above_the_whole(cast: Cast) -> None:
    changing = of(cast, marking=IR, tearlines=[TEARLINE])
    with pytest.raises(Incomplete, match="case 10"):
        changing.raise_("amina", "interpol:IC", part="tearline:1")
    changing.raise_("amina", "interpol:IC")
    changing.raise_("amina", "interpol:IC", part="tearline:1")
    assert changing.part("tearline:1").marking.level == "IC"
    with pytest.raises(Incomplete, match="case 10"):
        changing.downgrade("amina", "interpol:IR")
    with pytest.raises(Incomplete, match="there is no tearline:2"):
        changing.raise_("amina", "interpol:IC", part="tearline:2")


def test_w6_w7_a_sole_originator_lowers_by_two_of_its_officers(cast: Cast) -> None:
    changing = of(cast, marking=IR)
    request = changing.downgrade("amina", "interpol:IFOUO")
    assert "mei" not in changing.readers()
    with pytest.raises(ActRefused, match="W7"):
        changing.grant("amina", request)
    assert changing.grant("kofi", request) == "granted"
    assert "mei" in changing.readers()
    assert changing.entry("downgrade").detail["request"] == request.id


def test_w3_every_joint_originator_consents_before_it_is_lowered(cast: Cast) -> None:
    changing = of(cast, originators=[*BOTH, "aimc"], marking=IR)
    request = changing.downgrade("amina", "interpol:IFOUO")
    assert changing.grant("piotr", request) == "open"
    assert changing.part().marking.level == "IR"
    assert changing.grant("huda", request) == "granted"
    assert changing.part().marking.level == "IFOUO"


def test_a_downgrade_that_one_declines_does_not_happen(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, marking=IR)
    request = changing.downgrade("amina", "interpol:IFOUO")
    assert changing.decline("stefan", request) == "declined"
    assert changing.part().marking.level == "IR"


def test_consents_to_another_marking_than_the_one_in_force_lower_nothing(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, marking=IR)
    request = changing.downgrade("amina", "interpol:IFOUO")
    changing.raise_("stefan", "interpol:IC")
    with pytest.raises(ActRefused, match="changed since"):
        changing.grant("piotr", request)
    assert changing.part().marking.level == "IC"


def test_case_3_while_the_sole_originator_is_suspended_nobody_lowers(cast: Cast) -> None:
    changing = of(cast, marking=IR)
    suspend(cast, "afripol")
    with pytest.raises(NotFound):
        changing.downgrade("amina", "interpol:IFOUO")
    with pytest.raises(ActRefused):
        changing.downgrade("ingrid", "interpol:IFOUO")


def test_case_16_the_consent_of_a_suspended_joint_originator_is_still_required(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, marking=IR)
    suspend(cast, "europol")
    request = changing.downgrade("amina", "interpol:IFOUO")
    with pytest.raises(NotFound):
        changing.grant("piotr", request)
    with pytest.raises((ActRefused, NotFound)):
        changing.grant("kofi", request)
    assert changing.part().marking.level == "IR"


def test_case_3_whoever_was_suspended_after_consenting_stops_it(cast: Cast) -> None:
    changing = of(cast, originators=[*BOTH, "aimc"], marking=IR)
    request = changing.downgrade("amina", "interpol:IFOUO")
    changing.grant("piotr", request)
    suspend(cast, "europol")
    with pytest.raises(ActRefused, match="europol is suspended"):
        changing.grant("huda", request)
    assert changing.part().marking.level == "IR"


def test_w4_a_raise_ends_a_schedule_that_has_come(cast: Cast, clock: TurningClock) -> None:
    down = {"date": START + timedelta(days=1), "level": "IFOUO"}
    changing = of(cast, marking=IR, downgrade_on=down)
    clock.turn(timedelta(days=2))
    assert "mei" in changing.readers()
    changing.raise_("amina", "interpol:IR")
    assert "mei" not in changing.readers()
    assert changing.deposit().downgrade_on is None


def test_w4_a_narrower_marking_of_the_same_rank_keeps_the_schedule(cast: Cast) -> None:
    down = {"date": START + timedelta(days=1), "level": "IFOUO"}
    changing = of(cast, marking=IR, downgrade_on=down)
    changing.raise_("amina", "interpol:IR", handling=["H1"])
    assert changing.deposit().downgrade_on is not None
    changing.grant("kofi", changing.downgrade("amina", "interpol:IFOUO", handling=["H1"]))
    assert changing.deposit().downgrade_on is None


def test_case_22_green_is_not_exchanged_for_a_label_that_lets_somebody_in(cast: Cast) -> None:
    marking = {**IR, "tlp": "GREEN"}
    outsider = newcomer(cast)
    inside = of(cast, marking=marking, release_to=["europol"])
    inside.raise_("amina", "interpol:IR", tlp="AMBER")
    assert inside.part().marking.tlp == inside.part().policy.tlp == "AMBER"
    changing = of(cast, marking=marking, release_to=["europol", f"person:{outsider}"])
    with pytest.raises(ActRefused, match="GREEN kept out"):
        changing.raise_("amina", "interpol:IR", tlp="AMBER")


def newcomer(cast: Cast) -> str:
    """Somebody of an organization that is not of the Dialogue."""
    registry = cast.house.registry
    with registry.database.write() as session:
        names = {"en": "Outsiders"}
        session.add(Organization(id="outside", kind="body", names=names, abbreviation="OUT", ceiling=5))
        session.flush()
        new = NewPerson("otto", "Otto Outside", "outside", "analyst", briefed=True)
        return add(session, new, registry.ids, registry.clock).id


def suspend(cast: Cast, organization: str) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        change_standing(session, organization, "suspended", registry.clock.now())


# ---------------------------------------------------------------- the registry, provisionally (W2)


def test_w2_the_registry_raises_provisionally_and_the_originators_are_asked(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    assert request.kind == "keep-change"
    assert "mei" not in changing.readers()
    assert changing.told("asked") >= {"amina", "kofi", "piotr"}
    assert changing.entry("raise").detail["provisional"] is True


def test_w2_an_originator_that_declines_reverses_it(cast: Cast) -> None:
    down = {"date": START + timedelta(days=1), "level": "IFOUO"}
    changing = of(cast, marking=IR, downgrade_on=down)
    before = changing.part(), changing.deposit()
    request = changing.raise_("ingrid", "interpol:IC", handling=["H2"])
    assert request is not None
    assert changing.decline("amina", request) == "declined"
    assert (changing.part(), changing.deposit()) == before
    assert changing.entry("reverse").detail["reversed"] is True


def test_w2_the_registry_raises_again_what_was_lowered_while_it_is_still_asked_whether_it_stays(cast: Cast) -> None:
    changing = of(cast, originators=["afripol"])
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    changing.grant("kofi", changing.downgrade("amina", "interpol:IFOUO"))
    again = changing.raise_("ingrid", "interpol:IR")
    assert again is not None
    assert again.id == request.id
    assert changing.part().marking.level == "IR"
    assert changing.decline("amina", again) == "declined"
    assert changing.part().marking.level == "IFOUO"


def test_w2_an_originator_that_consents_keeps_it(cast: Cast) -> None:
    changing = of(cast)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    assert changing.grant("amina", request) == "granted"
    assert changing.part().marking.level == "IR"


def test_w3_what_one_joint_originator_keeps_no_other_reverses(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    changing.grant("amina", request)
    assert changing.decline("piotr", request) == "declined"
    assert changing.part().marking.level == "IR"
    assert changing.entry("reverse").detail["reversed"] is False


def test_w2_a_reversal_does_not_undo_what_an_originator_has_raised_since(cast: Cast) -> None:
    changing = of(cast)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    changing.raise_("kofi", "interpol:IC")
    changing.decline("amina", request)
    assert changing.part().marking.level == "IC"


def test_case_3_nothing_is_reversed_while_an_originator_is_suspended(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    request = changing.raise_("ingrid", "interpol:IR")
    assert request is not None
    suspend(cast, "europol")
    with pytest.raises(ActRefused, match="europol is suspended"):
        changing.decline("amina", request)
    assert changing.part().marking.level == "IR"
