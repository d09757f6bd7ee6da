"""The preview: who would read it, and what stops whom, before anything happens (P7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from models.deposit import Deposit
from models.tables.assessment import Edition, HandlingRecord
from models.tables.organization import Organization
from repository import affiliations, circulation, organizations, people
from repository.people import NewPerson
from repository.preview import preview
from repository.weighing import Blocked, Preview
from tests.house import START, Cast
from tests.repository.shelf import OPEN, keep, kept_and_released

IC = {"scheme": "interpol", "level": "IC"}
IR = {"scheme": "interpol", "level": "IR"}


def weigh(cast: Cast, edition: Edition, **said: Any) -> Preview:
    registry = cast.house.registry
    with registry.database.read() as session:
        row = session.get_one(Edition, edition.id)
        return preview(registry, session, row, Deposit.model_validate({**OPEN, **said}), registry.clock.now())


def names(found: Preview) -> set[str]:
    return {person.name.split()[0] for person in found.people}


def test_people_and_countries_reached_are_counted(cast: Cast) -> None:
    found = weigh(cast, keep(cast, "amina"), release_to=["aimc+members", "europol"])
    assert names(found) == {"Amina", "Kofi", "Lena", "Piotr", "Stefan", "Nadia", "Samir", "Huda"}
    assert len(found.countries) == 22
    assert "EG" in found.countries
    assert set(found.organizations) == {"afripol", "aimc", "europol", *(f"ncb-{c.lower()}" for c in found.countries)}


def test_those_who_gain_and_lose_are_counted_against_who_reads_it_now(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["europol"])
    found = weigh(cast, edition, release_to=["aimc"])
    assert (found.gained, found.lost) == (2, 3)
    assert (weigh(cast, edition, release_to=["europol"]).gained, weigh(cast, edition, release_to=[]).lost) == (0, 3)


def test_case_32_who_acts_for_two_organizations_counts_once_with_the_first_that_reads_it(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        affiliations.add(session, people.named(session, "samir"), "gccpol", registry.clock.now())
    edition = kept_and_released(cast, "amina", release_to=["gccpol"])

    def met(*release_to: str) -> tuple[list[str], int]:
        found = weigh(cast, edition, release_to=list(release_to))
        return [person.organization for person in found.people if person.name.startswith("Samir")], found.lost

    assert met("aimc", "gccpol") == (["aimc"], 0)
    assert met("gccpol") == (["gccpol"], 0)
    assert met("aimc") == (["aimc"], 1)
    assert met() == ([], 2)


def test_case_21_an_excluded_country_is_not_reached_through_its_second_body(cast: Cast) -> None:
    found = weigh(cast, keep(cast, "amina"), release_to=["afripol+members", "aimc+members"], exclude=["EG"])
    assert "EG" not in found.countries
    assert found.exclusions == ["EG"]
    assert found.blocked == [Blocked("ncb-eg", ("R7",))]
    both = {country for country, bodies in found.through_two_bodies if bodies == ("afripol", "aimc")}
    assert len(both) == 10
    assert {"EG", "DZ"} <= both
    assert "Nadia" not in names(found)


def test_members_named_within_a_list_are_seen_to_be_reached_through_two_bodies(cast: Cast) -> None:
    found = weigh(cast, keep(cast, "amina"), release_to=["list:border-security"])
    assert ("EG", ("afripol", "aimc")) in found.through_two_bodies


def test_ceilings_that_stop_a_bureau_are_named_and_those_nobody_named_are_no_news(cast: Cast) -> None:
    found = weigh(cast, keep(cast, "amina"), marking=IC, release_to=["country:EG", "europol"])
    assert found.ceilings == ["ncb-eg"]
    assert found.blocked == [Blocked("ncb-eg", ("R4",))]
    assert found.countries == []
    assert names(found) == {"Amina", "Kofi", "Lena", "Piotr", "Stefan"}


def test_an_organization_that_reads_the_tearline_only_is_reached_and_what_stops_it_is_said(cast: Cast) -> None:
    tearline = {"portions": ["page:1"], "marking": OPEN["marking"], "release_to": ["country:EG"]}
    said = {"marking": IC, "release_to": ["country:EG"], "tearlines": [tearline]}
    found = weigh(cast, keep(cast, "amina"), **said)
    assert found.countries == ["EG"]
    assert found.ceilings == ["ncb-eg"]
    assert {person.name.split()[0] for person in found.people if not person.whole} == {"Nadia"}


def test_a_suspended_organization_is_stopped_by_r1(cast: Cast) -> None:
    edition = keep(cast, "amina")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "europol", "suspended", START)
    found = weigh(cast, edition, release_to=["europol"])
    assert found.blocked == [Blocked("europol", ("R1",))]
    assert names(found) == {"Amina", "Kofi"}


def test_an_embargo_and_a_purpose_do_not_hide_who_will_read_it(cast: Cast) -> None:
    edition = keep(cast, "amina")
    plain = weigh(cast, edition, release_to=["europol"])
    later = weigh(cast, edition, release_to=["europol"], embargo_until=START + timedelta(days=1), purposes=["x", "y"])
    assert names(later) == names(plain) == {"Amina", "Kofi", "Lena", "Piotr", "Stefan"}


def test_contradictions_are_those_that_would_hold_it(cast: Cast) -> None:
    found = weigh(cast, keep(cast, "amina"), marking={"text": "RESERVADO"})
    assert "RESERVADO" in found.contradictions[0]
    assert weigh(cast, keep(cast, "amina")).contradictions == []


def test_nothing_is_changed_by_looking(cast: Cast) -> None:
    edition = keep(cast, "amina", release_to=[])
    before = handlings(cast, edition)
    weigh(cast, edition, release_to=["ALL-DIALOGUE-PARTICIPANTS"])
    assert handlings(cast, edition) == before


def handlings(cast: Cast, edition: Edition) -> list[tuple[str, int, object]]:
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id))
        return [(row.part, row.version, row.terms) for row in rows]


@pytest.fixture
def crowd(cast: Cast) -> int:
    """Two hundred more people and fifty more lists."""
    registry = cast.house.registry
    with registry.database.write() as session:
        author = people.named(session, "ingrid").id
        bureaus = [o.id for o in session.exec(select(Organization)) if o.kind == "bureau"]
        for number in range(200):
            new = NewPerson(f"crowd-{number}", f"Crowd {number}", bureaus[number % len(bureaus)], "analyst")
            people.add(session, new, registry.ids, registry.clock)
        for number in range(50):
            circulation.create(
                session, f"list-{number}", "interpol", "Many", [bureaus[number], "afripol+members"], author, START
            )
    return 200


def test_the_facts_are_read_once_however_many_people_and_lists_there_are(cast: Cast, crowd: int) -> None:
    """The time on a busy machine proves nothing; the number of questions to the database does."""
    edition, registry = keep(cast, "amina"), cast.house.registry
    asked: list[str] = []
    with registry.database.read() as session:
        row = session.get_one(Edition, edition.id)
        deposit = Deposit.model_validate({**OPEN, "release_to": ["ALL-INTERPOL-NCB", "list:list-3"]})
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        found = preview(registry, session, row, deposit, START)
    assert len([person for person in found.people if person.name.startswith("Crowd")]) > crowd * 0.9
    assert len(asked) < 25


def test_a_row_that_cannot_be_read_does_not_stop_a_preview(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["europol"])
    with cast.house.registry.database.write() as session:
        spoil(session, edition)
    assert weigh(cast, edition, release_to=["europol"]).gained == 5


def spoil(session: Session, edition: Edition) -> None:
    for row in session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)):
        row.terms = {}
        session.add(row)


def test_people_named_one_by_one_are_told_from_their_colleagues(cast: Cast) -> None:
    lena, piotr = cast.person("lena").id, cast.person("piotr").id
    shut_out = weigh(cast, keep(cast, "amina"), release_to=["europol"], exclude=[f"person:{lena}"])
    assert names(shut_out) == {"Amina", "Kofi", "Piotr", "Stefan"}
    assert names(weigh(cast, keep(cast, "amina"), release_to=[f"person:{piotr}"])) == {"Amina", "Kofi", "Piotr"}
    cast.change_list("cyber-fusion", [f"person:{lena}"])
    assert names(weigh(cast, keep(cast, "amina"), release_to=["list:cyber-fusion"])) == {"Amina", "Kofi", "Lena"}
