"""Which countries belong to a body and who takes part in the Dialogue: dated, at the instant (5, 19, 20, 33)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repository import memberships
from repository.acts import ActRefused, Incomplete, NotFound
from tests.house import START, Cast, TurningClock
from tests.repository.governing import by, entries
from tests.repository.shelf import kept_and_released
from tests.repository.test_access import kept_reader_of, words
from tests.repository.test_list_rules import may_view

HOUR = timedelta(hours=1)


def test_case_19_a_state_that_joins_reads_what_is_released_from_then_on_only(cast: Cast) -> None:
    earlier = kept_and_released(cast, "khalid", release_to=["gccpol+members"]).id
    opened = kept_and_released(cast, "khalid", release_to=["gccpol+members"], future_members=True).id
    by(cast, "ingrid", memberships.join, "gccpol", "EG")
    later = kept_and_released(cast, "khalid", release_to=["gccpol+members"]).id
    assert [may_view(cast, "nadia", edition) for edition in (earlier, opened, later)] == [False, True, True]


def test_case_19_a_state_that_leaves_reads_nothing_from_the_effective_date_on(cast: Cast, clock: TurningClock) -> None:
    edition = kept_and_released(cast, "amina", release_to=["afripol+members"]).id
    by(cast, "ingrid", memberships.leave, "afripol", "EG", START + HOUR)
    clock.turn(HOUR - timedelta(microseconds=1))
    assert may_view(cast, "nadia", edition)
    clock.turn(timedelta(microseconds=1))
    assert not may_view(cast, "nadia", edition)
    assert entries(cast, "membership")[0]["country"] == "EG"


def test_case_20_a_release_to_a_body_is_none_to_its_members_and_one_to_interpol_none_to_the_196(cast: Cast) -> None:
    body = kept_and_released(cast, "amina", release_to=["afripol"]).id
    general_secretariat = kept_and_released(cast, "amina", release_to=["interpol"]).id
    assert not may_view(cast, "nadia", body)
    assert not may_view(cast, "nadia", general_secretariat)
    assert may_view(cast, "claire", general_secretariat)


def test_a_membership_may_be_for_a_time_and_begin_later(cast: Cast, clock: TurningClock) -> None:
    by(cast, "ingrid", memberships.join, "gccpol", "EG", START + HOUR, START + 2 * HOUR)
    seen = []
    for _ in range(3):
        seen.append("gccpol+members" in words(kept_reader_of(cast, "nadia")))
        clock.turn(HOUR)
    assert seen == [False, True, False]


def test_a_state_that_left_may_join_again_and_both_times_stay_on_record(cast: Cast, clock: TurningClock) -> None:
    by(cast, "ingrid", memberships.leave, "afripol", "EG")
    assert "afripol+members" not in words(kept_reader_of(cast, "nadia"))
    clock.turn(HOUR)
    by(cast, "ingrid", memberships.join, "afripol", "EG")
    with cast.house.registry.database.read() as session:
        rows = [(row.from_, row.until) for row in memberships.of_country(session, "EG") if row.body_id == "afripol"]
    assert rows == [(None, START), (START + HOUR, None)]


def test_case_5_an_observer_reads_by_its_status_at_the_time_of_access(cast: Cast, clock: TurningClock) -> None:
    members = kept_and_released(cast, "amina", release_to=["ALL-DIALOGUE-MEMBERS"]).id
    everybody = kept_and_released(cast, "amina").id
    assert (may_view(cast, "tomas", members), may_view(cast, "tomas", everybody)) == (False, True)
    by(cast, "ingrid", memberships.change_status, "unodc", "member", START + HOUR)
    assert not may_view(cast, "tomas", members)
    clock.turn(HOUR)
    assert may_view(cast, "tomas", members)
    by(cast, "ingrid", memberships.change_status, "unodc", "none")
    assert (may_view(cast, "tomas", members), may_view(cast, "tomas", everybody)) == (False, False)


def test_what_cannot_be_meant_is_refused_in_words(cast: Cast) -> None:
    for act, said, refused in (
        (memberships.join, ("afripol", "EG"), ActRefused),
        (memberships.join, ("ncb-eg", "EG"), ActRefused),
        (memberships.join, ("gccpol", "XX"), Incomplete),
        (memberships.join, ("atlantis", "EG"), NotFound),
        (memberships.join, ("gccpol", "EG", START + HOUR, START), Incomplete),
        (memberships.leave, ("gccpol", "EG"), NotFound),
        (memberships.leave, ("afripol", "EG", START - HOUR), Incomplete),
        (memberships.change_status, ("unodc", "friend"), Incomplete),
        (memberships.change_status, ("unodc", "observer"), ActRefused),
        (memberships.change_status, ("ncb-eg", "observer"), ActRefused),
    ):
        with pytest.raises(refused):
            by(cast, "ingrid", act, *said)
    for act, said in ((memberships.join, ("gccpol", "EG")), (memberships.leave, ("afripol", "EG"))):
        with pytest.raises(ActRefused, match="registry"):
            by(cast, "amina", act, *said)
