"""What a version of a circulation list would do, said before anything is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.organization import Organization
from repository import circulation, people
from repository.list_preview import ListPreview, preview, relying
from repository.lists import Content
from repository.people import NewPerson
from tests.house import START, Cast
from tests.repository.shelf import kept_and_released
from tests.repository.test_lists import CYBER


def weigh(cast: Cast, username: str, name: str, *members: str, rule: str | None = None) -> ListPreview:
    registry, actor = cast.house.registry, cast.actor(username)
    with registry.database.read() as session:
        row = session.get(CirculationList, name)
        row = row or CirculationList(name=name, owner_id="interpol", purpose="New", created_at=START)
        return preview(registry, session, actor, row, Content(members, rule), START)


def test_it_says_whom_a_version_stands_for_and_who_comes_and_goes(cast: Cast) -> None:
    found = weigh(cast, "ingrid", "cyber-fusion", *CYBER[:3], "frontex")
    assert found.organizations == ["afripol", "europol", "frontex", "interpol"]
    assert found.newly_in == ["frontex"]
    assert found.newly_out == ["aimc", "ameripol", "aseanapol", "caricom-impacs"]
    assert found.needs_approval
    people_there = {"afripol": 2, "europol": 3, "frontex": 1, "interpol": 5}
    assert found.people == sum(people_there.values())
    assert not weigh(cast, "ingrid", "cyber-fusion", "europol").needs_approval


def test_countries_are_those_whose_bureaus_are_named_and_some_through_two_bodies(cast: Cast) -> None:
    found = weigh(cast, "ingrid", "north", rule="body:afripol and body:aimc and not country:EG")
    assert "DZ" in found.countries
    assert "EG" not in found.countries
    assert ("DZ", ("afripol", "aimc")) in found.through_two_bodies
    assert "EG" not in dict(found.through_two_bodies)
    both = weigh(cast, "ingrid", "north", "afripol+members", "aimc+members")
    assert len(both.through_two_bodies) == 10
    assert weigh(cast, "ingrid", "north", "afripol+members").through_two_bodies == []


def test_people_named_by_themselves_are_counted_and_named(cast: Cast) -> None:
    elena, lena = cast.person("elena").id, cast.person("lena").id
    found = weigh(cast, "ingrid", "cyber-fusion", *CYBER, f"person:{elena}", f"person:{lena}")
    assert found.newly_in == [f"person:{elena}"]
    before = weigh(cast, "ingrid", "cyber-fusion", *CYBER)
    assert found.people == before.people + 1


def test_case_13_the_editions_that_somebody_would_lose_are_named_by_their_register_title(cast: Cast) -> None:
    said = {"release_to": ["list:cyber-fusion"], "register_title": "Note 1", "title": "A secret title"}
    edition = kept_and_released(cast, "amina", **said)
    kept_and_released(cast, "amina", release_to=["list:cyber-fusion", "ALL-DIALOGUE-PARTICIPANTS"])
    kept_and_released(cast, "amina", release_to=["list:border-security"])
    europols = kept_and_released(cast, "piotr", release_to=["list:cyber-fusion"], register_title="Note 2")
    found = weigh(cast, "ingrid", "cyber-fusion", "europol", "interpol")
    assert {one.assessment for one in found.editions} == {edition.assessment_id, europols.assessment_id}
    assert {one.register_title for one in found.editions} == {"Note 1", "Note 2"}
    assert found.editions_total == 2
    assert weigh(cast, "claire", "cyber-fusion", "europol", "interpol").editions_total == 0
    assert weigh(cast, "ingrid", "cyber-fusion", *CYBER, "frontex").editions == []


def test_an_edition_is_lost_through_an_outer_list_too(cast: Cast) -> None:
    author = cast.person("ingrid").id
    with cast.house.registry.database.write() as session:
        circulation.create(session, "outer", "interpol", "Both", ["list:cyber-fusion", "unodc"], author, START)
    edition = kept_and_released(cast, "amina", release_to=["list:outer"])
    found = weigh(cast, "ingrid", "cyber-fusion", "europol", "interpol")
    assert [one.assessment for one in found.editions] == [edition.assessment_id]


def test_an_edition_that_stops_them_anyway_is_not_lost(cast: Cast) -> None:
    kept_and_released(cast, "amina", release_to=["list:cyber-fusion"], exclude=["ameripol"])
    others = [name for name in CYBER if name != "ameripol"]
    assert weigh(cast, "ingrid", "cyber-fusion", *others).editions == []
    assert weigh(cast, "ingrid", "cyber-fusion", *others[:-1]).editions_total == 1


def test_who_relied_on_a_list_is_told_to_the_registry_and_to_an_originator_her_own(cast: Cast) -> None:
    registry = cast.house.registry
    mine = kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    kept_and_released(cast, "piotr", release_to=["list:cyber-fusion"])
    kept_and_released(cast, "piotr", release_to=["europol"])
    with registry.database.read() as session:
        seen = {
            name: [one.assessment for one in relying(registry, session, cast.actor(name), "cyber-fusion", START)]
            for name in ("ingrid", "amina", "elena")
        }
    assert (len(seen["ingrid"]), seen["amina"], seen["elena"]) == (2, [mine.assessment_id], [])


def test_nothing_is_changed_by_looking(cast: Cast) -> None:
    def versions() -> list[int]:
        with cast.house.registry.database.read() as session:
            return list(session.exec(select(CirculationListVersion.id).order_by(CirculationListVersion.id)))  # type: ignore[arg-type]

    before = versions()
    weigh(cast, "ingrid", "cyber-fusion", "europol")
    assert versions() == before


@pytest.fixture
def crowd(cast: Cast) -> int:
    """Two hundred more people and sixty more lists, half of them by rule."""
    registry, author = cast.house.registry, cast.person("ingrid").id
    with registry.database.write() as session:
        bureaus = [o.id for o in session.exec(select(Organization)) if o.kind == "bureau"]
        for number in range(200):
            new = NewPerson(f"crowd-{number}", f"Crowd {number}", bureaus[number], "analyst")
            people.add(session, new, registry.ids, registry.clock)
        for number in range(60):
            rule = f"kind:bureau and (region:africa or body:aimc) and not country:{bureaus[number][4:].upper()}"
            circulation.create(
                session, f"list-{number}", "interpol", "Many", [bureaus[number], "afripol+members"], author, START,
                rule=rule if number % 2 else None,
            )  # fmt: skip
    return 200


def test_the_facts_are_read_once_however_many_people_and_lists_there_are(cast: Cast, crowd: int) -> None:
    """The time on a busy machine proves nothing; the number of questions to the database does."""
    registry, actor = cast.house.registry, cast.actor("ingrid")
    kept_and_released(cast, "amina", release_to=["list:list-3"])
    asked: list[str] = []
    with registry.database.read() as session:
        row = session.get_one(CirculationList, "list-3")
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        found = preview(registry, session, actor, row, Content(("ALL-INTERPOL-NCB",)), START)
    assert found.people >= crowd * 0.9
    assert len(asked) < 40
