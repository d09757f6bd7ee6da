from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select

from demo.assessment import assessments
from demo.cast import LISTS, PEOPLE, person
from demo.load import DemoFailed, load_assessments
from demo.typeset import Written, write_documents
from models.tables.assessment import Edition
from models.tables.circulation import CirculationList
from models.tables.person import Credential, Person
from models.tables.register import RegisterEntry
from search.query import Filters
from tests.demo.founding import empty_house
from web import reading
from web.house import House
from web.visitor import sign_in, visitor_of


@dataclass(frozen=True)
class Loaded:
    house: House
    documents: list[Written]
    ids: dict[str, str]
    said: list[str]

    def seen_by(self, username: str) -> set[str]:
        """The keys of what a member of the cast may read."""
        visitor = visitor_of(self.house, sign_in(self.house, username, person(username).passphrase) or "")
        assert visitor is not None
        items = reading.listing(self.house, visitor, Filters(), limit=100).items
        keys = {ident: key for key, ident in self.ids.items()}
        return {keys[item.id] for item in items}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The whole demo, loaded once, with an encoder that needs no model."""
    folder = tmp_path_factory.mktemp("demo")
    house = empty_house(folder / "data")
    documents = write_documents(folder / "documents")
    said: list[str] = []
    yield Loaded(house, documents, load_assessments(house, documents, said.append), said)
    house.registry.database.close()


def test_every_assessment_ends_in_the_state_it_was_written_for(loaded: Loaded) -> None:
    with loaded.house.registry.database.read() as session:
        states = {row.assessment_id: row.state for row in session.exec(select(Edition))}
    assert {key: states[ident] for key, ident in loaded.ids.items()} == {
        document.key: document.state for document in loaded.documents
    }
    assert set(states.values()) == {"released", "submitted", "draft"}


def test_progress_is_said_for_every_assessment(loaded: Loaded) -> None:
    counted = [line for line in loaded.said if "searchable" in line]
    assert [line.split()[0] for line in counted] == [str(n) for n in range(1, len(loaded.ids) + 1)]
    assert all(any(key in line for line in counted) for key in loaded.ids)


def test_everybody_can_sign_in_and_nobody_is_left_signed_in(loaded: Loaded) -> None:
    with loaded.house.registry.database.read() as session:
        assert {row.username for row in session.exec(select(Person))} == {one.username for one in PEOPLE}
        assert {row.name for row in session.exec(select(CirculationList))} == {one.name for one in LISTS}
        living = session.exec(select(Credential).where(col(Credential.revoked_at).is_(None))).all()
    assert not living
    for member in PEOPLE:
        assert sign_in(loaded.house, member.username, member.passphrase)


def test_two_readers_see_what_the_policy_grants_each(loaded: Loaded) -> None:
    lena, mei, nadia = (loaded.seen_by(name) for name in ("lena", "mei", "nadia"))
    released = {document.key for document in loaded.documents if document.state == "released"}
    embargoed = {d.key for d in loaded.documents if "embargo_until" in d.metadata}
    excluded = {d.key for d in loaded.documents if "EG" in d.metadata["exclude"]}
    assert embargoed
    assert excluded
    assert lena < released
    assert not lena & embargoed
    assert not nadia & excluded
    assert excluded & lena
    assert mei < lena


def test_the_acts_are_those_of_the_officers_and_the_register_is_sound(loaded: Loaded) -> None:
    registry = loaded.house.registry
    with registry.database.read() as session:
        names = {row.id: row.username for row in session.exec(select(Person))}
        by = {
            action: {
                names[row.actor or ""]
                for row in session.exec(select(RegisterEntry).where(RegisterEntry.action == action))
            }
            for action in ("deposit", "submit", "register", "release")
        }
        assert registry.register.verify(session).sound
    officers = {member.username for member in PEOPLE if member.role == "originator"}
    assert by["deposit"] <= officers
    assert by["submit"] <= by["deposit"]
    assert by["register"] == by["release"] == {"ingrid"}


def test_a_document_that_cannot_be_read_stops_the_demo_in_words(tmp_path: Path) -> None:
    house = empty_house(tmp_path / "data")
    sample = next(one for one in assessments() if one.state == "released")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nno pdf\n%%EOF\n")
    document = Written(sample.key, broken, sample.deposit(house.registry.clock.now()), sample.state)
    with pytest.raises(DemoFailed, match=f"'{sample.key}' could not be read"):
        load_assessments(house, [document], lambda _text: None)
    house.registry.database.close()
