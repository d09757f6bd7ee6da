"""A secondee acts under one affiliation in a session; her rights never add up (case 32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.deposit import Deposit
from models.handling import DESTROYED
from models.reader import Reader
from models.tables.assessment import Edition
from repository import affiliations, legal_holds, life, organizations, people
from repository.access import read_everybody
from repository.acts import Actor, ActRefused, Incomplete, NotFound
from repository.moves import Said
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import OPEN, keep, kept_and_released
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


def for_(cast: Cast, username: str, organization: str) -> Actor:
    """Somebody as she acts for another organization."""
    reader = acting(cast, username, organization)
    assert reader is not None
    return Actor(cast.person(username), reader)


def drop(cast: Cast, username: str, edition: Edition, *joint: str) -> list[str]:
    registry, said = cast.house.registry, Deposit.model_validate({**OPEN, "originators": list(joint)})
    with registry.database.write() as session:
        return life.change(registry, session, cast.actor(username), edition.assessment_id, said).originators


def test_w3_case_32_a_secondees_own_organization_drops_nobody_from_what_she_deposited_for_another(cast: Cast) -> None:
    affiliate(cast, "amina", "europol")
    edition = keep(cast, "amina", originators=["afripol", "europol", "aseanapol"])
    with pytest.raises(Incomplete, match="europol is a joint originator"):
        drop(cast, "kofi", edition, "afripol", "aseanapol")
    assert drop(cast, "kofi", edition, "afripol", "europol") == ["afripol", "europol"]


def test_case_32_what_a_secondee_deposited_is_of_the_organization_she_acted_for(cast: Cast) -> None:
    affiliate(cast, "amina", "ameripol")
    edition = keep(cast, "amina", originators=["ameripol", "europol"])
    with pytest.raises(ActRefused, match="only an officer of ameripol"):
        cast.act("piotr", "discard", edition.assessment_id)
    assert drop(cast, "ines", edition, "ameripol") == ["ameripol"]
    assert cast.act("ines", "discard", edition.assessment_id) == DESTROYED


def test_case_25_case_32_a_secondees_legal_hold_is_lifted_by_the_organization_she_acted_for(cast: Cast) -> None:
    affiliate(cast, "amina", "europol")
    edition = kept_and_released(cast, "piotr", originators=["afripol", "europol"])
    registry = cast.house.registry
    with registry.database.write() as session:
        actor = for_(cast, "amina", "europol")
        hold = legal_holds.place(registry, session, actor, edition.assessment_id, Said("a court asks for it")).id
    with registry.database.write() as session, pytest.raises(ActRefused, match="lifts it: europol"):
        legal_holds.lift(registry, session, cast.actor("kofi"), hold, Said("it is over"))
    with registry.database.write() as session:
        legal_holds.lift(registry, session, cast.actor("piotr"), hold, Said("it is over"))
        assert legal_holds.standing(session, edition.id) == []
