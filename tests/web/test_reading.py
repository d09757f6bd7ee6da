"""Reading: every disclosure is recorded before it is shown, and names what was shown (P2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models.tables.circulation import CirculationListVersion
from models.tables.register import RegisterEntry
from repository import circulation, people
from repository.acts import NotFound
from repository.errors import NotRecorded
from repository.recorder import Recorder
from search.query import BadQuery, Filters, Query
from tests.house import START, Cast
from tests.repository.shelf import kept_and_released
from web import reading
from web.house import House
from web.visitor import Visitor

REPORT = b"# Ransomware\n\nCriminal groups encrypt the backup systems of hospitals.\n"
Disclosure = Callable[[House, Visitor, str], object]
DISCLOSURES: dict[str, Disclosure] = {
    "search": lambda house, visitor, _: reading.search(house, visitor, Query("hospitals")),
    "list": lambda house, visitor, _: reading.listing(house, visitor, Filters()),
    "view": reading.assessment,
    "view text": reading.portions,
}


def entries(house: House) -> list[RegisterEntry]:
    with house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).order_by(col(RegisterEntry.sequence))))


@pytest.mark.parametrize("name", DISCLOSURES)
def test_a_disclosure_is_recorded_with_reader_editions_and_rank(cast: Cast, house: House, name: str) -> None:
    ident = cast.release("amina", REPORT, "r.md")
    visitor = cast.visitor("mei")
    before = len(entries(house))
    DISCLOSURES[name](house, visitor, ident)
    (entry,) = entries(house)[before:]
    assert (entry.action, entry.actor, entry.rank) == (name.partition(" ")[0], visitor.person.id, 1)
    assert len(entry.editions) == 1


def test_case_31_the_words_of_a_question_are_sealed_in_the_record(cast: Cast, house: House) -> None:
    reading.search(house, cast.visitor("mei"), Query("hospitals unlikely"))
    entry = entries(house)[-1]
    assert "unlikely" not in repr(entry.detail)
    assert house.registry.register.words(entry) == "hospitals unlikely"
    house.registry.database.truncate_wal()
    assert b"unlikely" not in house.registry.database.path.read_bytes()


@pytest.mark.parametrize("name", DISCLOSURES)
def test_p2_what_cannot_be_recorded_is_not_shown(
    cast: Cast, house: House, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = cast.release("amina", REPORT, "r.md")
    visitor = cast.visitor("mei")

    def record(*_: object) -> None:
        raise NotRecorded("no room")

    monkeypatch.setattr(Recorder, "record", record)
    with pytest.raises(NotRecorded):
        DISCLOSURES[name](house, visitor, ident)


@pytest.mark.parametrize("ask", [reading.assessment, reading.portions])
def test_case_27_withheld_and_absent_read_the_same(cast: Cast, house: House, ask: Disclosure) -> None:
    withheld = kept_and_released(cast, "amina", release_to=["europol"]).assessment_id
    said = set()
    for ident in (withheld, "nothing", ""):
        with pytest.raises(NotFound) as error:
            ask(house, cast.visitor("mei"), ident)
        said.add(str(error.value))
    assert len(said) == 1


@pytest.mark.parametrize("cursor", ["x", "é", "dHJ1ZQ==", "LTE=", "W10=", "W1tbW1tb" * 4000])
def test_a_strange_cursor_of_the_listing_is_refused_in_words(cast: Cast, house: House, cursor: str) -> None:
    with pytest.raises(BadQuery, match="cursor"):
        reading.listing(house, cast.visitor("mei"), Filters(), cursor=cursor)


def test_a_reader_is_told_what_she_may_see_and_until_when(cast: Cast, house: House) -> None:
    held = reading.me(house, cast.visitor("rafael"))
    assert (held.rank, held.briefed, held.ceiling, held.standing) == (2, True, 5, "active")
    assert [(c.scheme, c.level) for c in held.clearances] == [("interpol", "IC")]
    nadia = reading.me(house, cast.visitor("nadia"))
    assert "country:EG" in nadia.tokens
    assert not any(token.startswith("bureau") for token in nadia.tokens)
    assert nadia.lists == ("border-security",)


def test_p1_what_is_planned_for_others_shows_in_nobodys_entitlements(cast: Cast, house: House) -> None:
    before = reading.me(house, cast.visitor("elena"))
    plan(house)
    assert reading.me(house, cast.visitor("elena")) == before
    assert reading.me(house, cast.visitor("mei")).until == START + timedelta(days=1)


def plan(house: House) -> None:
    with house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.change(session, "cyber-fusion", ["europol"], author, START + timedelta(days=1))
        assert versions(session) == 2


def versions(session: Session) -> int:
    query = select(CirculationListVersion).where(CirculationListVersion.name == "cyber-fusion")
    return len(session.exec(query).all())


def test_a_draft_whose_file_could_not_be_read_is_listed_to_nobody(cast: Cast, house: House) -> None:
    cast.deposit("amina", b"%PDF-1.7\nbroken", "broken.pdf", title="Broken")
    cast.deposit("amina", REPORT, "whole.md", title="Whole")
    listed = reading.listing(house, cast.visitor("kofi"), Filters()).items
    assert [shown.title for shown in listed] == ["Whole"]
    found = reading.search(house, cast.visitor("kofi"), Query("")).results
    assert [hit.assessment.title for hit in found] == ["Whole"]
