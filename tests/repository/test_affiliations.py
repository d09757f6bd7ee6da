"""A secondee acts under one affiliation in a session; her rights never add up (case 32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.reader import Reader
from repository import affiliations, organizations, people
from repository.access import read_everybody
from repository.acts import ActRefused, Incomplete, NotFound
from tests.house import START, Cast, TurningClock
from tests.repository.test_access import words

HOUR = timedelta(hours=1)


def affiliate(cast: Cast, username: str, organization: str, **period: object) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        person = people.named(session, username)
        affiliations.add(session, person, organization, registry.clock.now(), **period)  # type: ignore[arg-type]


def end(cast: Cast, username: str, organization: str, **when: object) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        person = people.named(session, username)
        affiliations.end(session, person, organization, registry.clock.now(), **when)  # type: ignore[arg-type]


def acting(cast: Cast, username: str, organization: str | None) -> Reader | None:
    registry = cast.house.registry
    with registry.database.read() as session:
        return registry.readers.of(session, cast.person(username).id, registry.clock.now(), organization=organization)


def test_case_32_she_has_the_rights_of_one_organization_and_her_own_clearance(cast: Cast) -> None:
    affiliate(cast, "lena", "ncb-eg")
    own, second = acting(cast, "lena", None), acting(cast, "lena", "ncb-eg")
    assert own is not None
    assert second is not None
    assert (own.organization, own.ceiling, own.country) == ("europol", 5, None)
    assert (second.organization, second.ceiling, second.country) == ("ncb-eg", 2, "EG")
    assert second.clearances == own.clearances
    assert second.compartments == own.compartments
    assert not {"europol", "europol+members"} & words(second)
    assert words(own) & words(second) <= {f"person:{own.person}", "list:border-security"}


def test_nobody_acts_for_an_organization_she_is_not_affiliated_to(cast: Cast) -> None:
    assert acting(cast, "lena", "afripol") is None
    assert acting(cast, "lena", "atlantis") is None
    assert acting(cast, "lena", "europol") is not None


def test_an_affiliation_holds_from_its_start_until_its_end_and_no_longer(cast: Cast, clock: TurningClock) -> None:
    affiliate(cast, "lena", "afripol", from_=START + HOUR, until=START + 2 * HOUR)
    seen = []
    for _ in range(3):
        seen.append(acting(cast, "lena", "afripol") is not None)
        clock.turn(HOUR)
    assert seen == [False, True, False]


def test_the_end_of_an_affiliation_is_an_instant_of_its_context(cast: Cast) -> None:
    affiliate(cast, "lena", "afripol", until=START + HOUR)
    second = acting(cast, "lena", "afripol")
    assert second is not None
    assert second.until == START + HOUR


def test_an_affiliation_that_is_ended_ends_for_the_next_request(cast: Cast) -> None:
    affiliate(cast, "lena", "afripol")
    assert acting(cast, "lena", "afripol") is not None
    end(cast, "lena", "afripol")
    assert acting(cast, "lena", "afripol") is None


def test_a_standing_binds_under_the_organization_of_the_session_only(cast: Cast) -> None:
    affiliate(cast, "lena", "afripol")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "afripol", "suspended", START)
    own, second = acting(cast, "lena", None), acting(cast, "lena", "afripol")
    assert own is not None
    assert second is not None
    assert (own.standing, second.standing) == ("active", "suspended")


def test_a_preview_counts_a_secondee_once_for_each_of_her_organizations(cast: Cast) -> None:
    affiliate(cast, "lena", "afripol")
    with cast.house.registry.database.read() as session:
        found = [reader.organization for row, reader in read_everybody(session, START)[1] if row.username == "lena"]
    assert found == ["europol", "afripol"]


def test_what_cannot_be_meant_is_refused_in_words(cast: Cast) -> None:
    affiliate(cast, "lena", "afripol")
    with pytest.raises(ActRefused, match="already"):
        affiliate(cast, "lena", "afripol")
    with pytest.raises(ActRefused, match="own"):
        affiliate(cast, "lena", "europol")
    with pytest.raises(ActRefused, match="seconded"):
        affiliate(cast, "ingrid", "europol")
    with pytest.raises(organizations.UnknownOrganization):
        affiliate(cast, "lena", "atlantis")
    with pytest.raises(Incomplete):
        affiliate(cast, "mei", "afripol", until=START)
    with pytest.raises(NotFound):
        end(cast, "mei", "afripol")
