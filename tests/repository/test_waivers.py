"""Waivers: what lifts a source's policy for one derived work, who gives it, and what it does not lift (R9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.handling import RELEASED
from models.tables.assessment import Edition
from models.tables.relation import SOURCE
from models.tables.request import Request
from repository import derivation
from repository.acts import ActRefused, Incomplete, NotFound
from repository.sources import relations_of
from tests.house import Cast, TurningClock
from tests.repository.changes import Changing
from tests.repository.shelf import kept_and_released
from tests.repository.test_attention import rows
from tests.repository.test_derivation import answer, derived, granting, release, request_of
from tests.repository.test_regrading import suspend
from tests.repository.test_relations import IC, change, propagate, reads, sources_of, state
from web import consenting


def waiver(
    cast: Cast, work: Edition, source: Edition, username: str = "amina", reason: str = "for the joint desk"
) -> Request:
    registry = cast.house.registry
    with registry.database.write() as session:
        actor = cast.actor(username)
        return derivation.ask_waiver(registry, session, actor, work.assessment_id, source.assessment_id, reason)


def test_r9_a_waiver_of_every_originator_lifts_the_policy_and_not_the_rank(cast: Cast) -> None:
    source = granting(cast, marking=IC, release_to=["afripol"])
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc"])
    assert not reads(cast, "samir", work)
    request = waiver(cast, work, source)
    with pytest.raises(NotFound):
        answer(cast, "kofi", request, granted=True)
    answer(cast, "piotr", request, granted=True)
    assert reads(cast, "samir", work)
    assert [one.rank for one in sources_of(cast, work)] == [3]


def test_r9_a_restriction_imposed_after_the_waiver_binds_anew(cast: Cast) -> None:
    source = granting(cast, release_to=["afripol"])
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc", "aseanapol"])
    answer(cast, "piotr", waiver(cast, work, source), granted=True)
    assert reads(cast, "mei", work)
    propagate(cast, source, "narrowed")
    assert reads(cast, "mei", work), "nothing was narrowed, so the waiver still covers it"
    change(cast, source, "narrowed", exclude=["ID"])
    assert not reads(cast, "mei", work)


@pytest.mark.parametrize(
    ("act", "said"), [("widen", {"add": ["aseanapol"]}), ("downgrade", {"level": "interpol:IFOUO"})]
)
def test_r9_a_waiver_was_given_for_the_circulation_as_it_was_and_ends_with_what_makes_it_wider(
    cast: Cast, act: str, said: dict[str, Any]
) -> None:
    source = granting(cast, release_to=["afripol"])
    marking = {"scheme": "interpol", "level": "IR"}
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc"], marking=marking)
    answer(cast, "piotr", waiver(cast, work, source), granted=True)
    changing = Changing(cast, work)
    changing.narrow("amina", exclude=["EG"])
    assert reads(cast, "samir", work), "what narrows it leaves the waiver"
    changing.grant("kofi", getattr(changing, act)("amina", **said))
    assert not reads(cast, "samir", work)
    assert not reads(cast, "mei", work)
    answer(cast, "piotr", waiver(cast, work, source), granted=True)
    assert reads(cast, "samir", work)


def test_r9_a_waiver_does_not_lift_what_one_originator_imposed_after_it_had_consented(
    cast: Cast, clock: TurningClock
) -> None:
    source = granting(cast, originators=["europol", "ameripol"], release_to=["afripol"])
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc", "aseanapol"])
    request = waiver(cast, work, source)
    clock.turn(timedelta(hours=1))
    answer(cast, "piotr", request, granted=True)
    change(cast, source, "narrowed", exclude=["ID"])
    with pytest.raises(ActRefused, match="changed since this was asked"):
        answer(cast, "ines", request, granted=True)
    assert not reads(cast, "mei", work)
    answer(cast, "ines", request, granted=False, reason="ask for it as it is now")
    again = waiver(cast, work, source)
    answer(cast, "piotr", again, granted=True)
    answer(cast, "ines", again, granted=True)
    assert reads(cast, "mei", work)


def test_case_3_nothing_is_waived_while_one_of_the_sources_originators_is_suspended(cast: Cast) -> None:
    source = granting(cast, originators=["europol", "ameripol"], release_to=["afripol"])
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc", "aseanapol"])
    request = waiver(cast, work, source)
    answer(cast, "ines", request, granted=True)
    suspend(cast, "ameripol")
    with pytest.raises(ActRefused, match="ameripol is suspended"):
        answer(cast, "piotr", request, granted=True)
    assert not reads(cast, "mei", work)


def test_r9_a_waiver_survives_the_release_of_the_work_it_was_given_for(cast: Cast) -> None:
    source = granting(cast, release_to=["afripol"])
    work = derived(cast, source, release_to=["aimc"])
    cast.act("amina", "submit", work.assessment_id)
    answer(cast, "piotr", request_of(cast, work)[0], granted=True)
    answer(cast, "stefan", waiver(cast, work, source), granted=True)
    assert release(cast, work) == RELEASED
    assert reads(cast, "samir", work)


def test_a_waiver_is_asked_for_a_source_by_an_officer_with_a_reason(cast: Cast) -> None:
    source = granting(cast, release_to=["afripol"])
    work = kept_and_released(cast, "amina", sources=[source.assessment_id])
    translation = kept_and_released(cast, "amina", translation_of=source.assessment_id)
    with pytest.raises(Incomplete, match="say why"):
        waiver(cast, work, source, reason=" ")
    with pytest.raises(Incomplete, match="not a source of it"):
        waiver(cast, translation, source)
    with pytest.raises(NotFound):
        waiver(cast, work, source, username="huda")
    with pytest.raises(ActRefused, match="role"):
        waiver(cast, work, source, username="ingrid")
    cast.act("amina", "withdraw", work.assessment_id)
    with pytest.raises(Incomplete, match="not a source of it"):
        waiver(cast, work, source)
    assert state(cast, work) == "withdrawn"


def sources_named(cast: Cast, work: Edition) -> Edition:
    """Return the source that a work names."""
    with cast.house.registry.database.read() as session:
        (row,) = relations_of(session, work.id, SOURCE)
        return session.exec(select(Edition).where(Edition.assessment_id == row.target_id)).one()


@pytest.mark.parametrize("conceal", [False, True])
def test_case_29_whoever_is_asked_about_her_own_work_is_not_told_who_conceals_herself_and_asks(
    cast: Cast, conceal: bool
) -> None:
    work = derived(cast, granting(cast), conceal_originator=conceal)
    cast.act("amina", "submit", work.assessment_id)
    (request,) = request_of(cast, work)
    waiver(cast, work, sources_named(cast, work))
    views = consenting.all_requests(cast.house, cast.visitor("piotr"), waiting=True)
    told = {one.organization for one in views}, {one.asker for one in views}
    own = cast.person("amina").name
    assert told == (({None}, {None}) if conceal else ({"afripol"}, {own}))
    assert [own in one.said.plain() or "afripol" in one.said.plain() for one in views] == [not conceal] * 2
    listed = rows(cast, "piotr", "consents")
    assert {(one.organization, one.person) for one in listed} == {(None, None) if conceal else ("afripol", own)}
    assert consenting.one_request(cast.house, cast.visitor("amina"), request.id).organization == "afripol"
