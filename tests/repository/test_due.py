"""What time does by itself: once, dated to its instant, never twice when a clock jumps back (W4, cases 14, 15, 25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.handling import BODY, DESTROYED, DRAFT, HELD, RELEASED, WITHDRAWN, Handling
from models.policy import Source
from models.tables.assessment import Edition, HandlingRecord
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.register import RegisterEntry
from models.tables.request import LAPSED, Request
from repository import due, legal_holds, requests
from repository.acts import NotFound
from repository.editions import touch
from repository.handlings import decode, terms_of
from repository.moves import Said
from repository.requests import PATIENCE
from search.query import Filters
from tests.house import START, Cast, TurningClock, reopen_house
from tests.repository.shelf import keep, kept_and_released, move
from web import reading

HOUR = timedelta(hours=1)
IC = {"scheme": "interpol", "level": "IC"}
BY_ITSELF = ("scheduled-downgrade", "retention", "embargo-end", "list-in-force", "list-end")


def at(hours: int) -> str:
    return (START + hours * HOUR).isoformat()


def entries(cast: Cast) -> list[tuple[str, object]]:
    """What the register says that time did, each with its instant."""
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(RegisterEntry).order_by(col(RegisterEntry.sequence))).all()
    found = [row for row in rows if row.action in BY_ITSELF]
    assert all(row.actor is None for row in found)
    return [(row.action, row.detail["effective"]) for row in found]


def next_due(cast: Cast) -> datetime | None:
    with cast.house.registry.database.read() as session:
        return due.next_due(cast.house.registry, session)


def catch_up(cast: Cast) -> int:
    return due.catch_up(cast.house.registry)


def edition_of(cast: Cast, edition: Edition) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.get_one(Edition, edition.id)


def body_of(cast: Cast, edition: Edition) -> Handling:
    with cast.house.registry.database.read() as session:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
        return decode(session.exec(query).one())


def downgrading(cast: Cast, **said: Any) -> Edition:
    said = {"marking": IC, "downgrade_on": {"date": at(2), "level": "IFOUO"}, "title": "Fading", **said}
    return kept_and_released(cast, "amina", **said)


def test_nothing_is_due_where_nothing_is_scheduled(cast: Cast) -> None:
    kept_and_released(cast, "amina")
    assert next_due(cast) is None
    assert catch_up(cast) == 0


def test_w4_a_downgrade_holds_from_its_instant_and_is_recorded_once_dated_to_it(
    cast: Cast, clock: TurningClock
) -> None:
    edition = downgrading(cast)
    assert next_due(cast) == START + 2 * HOUR
    with pytest.raises(NotFound):
        reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    assert entries(cast) == []
    clock.turn(5 * HOUR)
    shown = reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    assert (shown.rank, shown.marking.level) == (1, "IFOUO")
    assert entries(cast) == [("scheduled-downgrade", at(2))]
    assert edition_of(cast, edition).downgraded_at == START + 2 * HOUR
    assert next_due(cast) is None
    assert catch_up(cast) == 0


def test_w4_the_pins_of_what_was_downgraded_stay_as_they_were(cast: Cast, clock: TurningClock) -> None:
    edition = downgrading(cast, release_to=["list:cyber-fusion", "afripol+members"])
    before = body_of(cast, edition).policy
    cast.change_list("cyber-fusion", ["interpol", "europol", "frontex"])
    clock.turn(3 * HOUR)
    assert catch_up(cast) == 1
    assert body_of(cast, edition).policy == before


def test_w4_nothing_is_lowered_while_an_embedded_source_is_higher(cast: Cast, clock: TurningClock) -> None:
    edition = downgrading(cast)
    source = body_of(cast, kept_and_released(cast, "piotr", marking={"scheme": "eu", "level": "C-UE/EU-C"}))
    embed(cast, edition, source)
    clock.turn(3 * HOUR)
    assert next_due(cast) is None
    assert catch_up(cast) == 0
    assert body_of(cast, edition).rank_at(clock.now()) == 3
    assert entries(cast) == []


def embed(cast: Cast, edition: Edition, source: Handling) -> None:
    """Bind an edition by a source, as a derived work is."""
    snapshot = Source(source.edition, source.marking.rank, source.policy)
    with cast.house.registry.database.write() as session:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
        row = session.exec(query).one()
        row.terms = terms_of(replace(decode(row), sources=(snapshot,)))
        session.add(row)
        touch(session, session.get_one(Edition, edition.id))


@pytest.mark.parametrize("state", [DRAFT, HELD])
def test_what_is_not_submitted_waits_for_a_person(cast: Cast, clock: TurningClock, state: str) -> None:
    said = {"marking": IC, "downgrade_on": {"date": at(2), "level": "IFOUO"}}
    for more in (said, {"retention_until": at(2)}):
        edition = keep(cast, "amina", **more)
        move(cast, edition, state)
    clock.turn(3 * HOUR)
    assert (next_due(cast), catch_up(cast)) == (None, 0)


@pytest.mark.parametrize("state", [RELEASED, WITHDRAWN])
def test_case_25_at_its_retention_it_is_destroyed_and_the_stub_stays(
    cast: Cast, clock: TurningClock, state: str
) -> None:
    edition = kept_and_released(cast, "amina", retention_until=at(2), title="Fading")
    move(cast, edition, state)
    clock.turn(2 * HOUR)
    with pytest.raises(NotFound):
        reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    after = edition_of(cast, edition)
    assert (after.state, after.key, after.metadata_) == (DESTROYED, None, None)
    assert entries(cast) == [("retention", at(2))]
    assert catch_up(cast) == 0


def test_case_25_a_legal_hold_keeps_it_past_retention_and_reopens_nothing(cast: Cast, clock: TurningClock) -> None:
    registry, edition = cast.house.registry, kept_and_released(cast, "amina", retention_until=at(2))
    with registry.database.write() as session:
        hold = legal_holds.place(registry, session, cast.actor("kofi"), edition.assessment_id, Said("a court asks"))
    clock.turn(3 * HOUR)
    assert (next_due(cast), catch_up(cast)) == (None, 0)
    with pytest.raises(NotFound):
        reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    assert edition_of(cast, edition).key is not None
    with registry.database.write() as session:
        legal_holds.lift(registry, session, cast.actor("amina"), hold.id, Said("it does no longer"))
    assert cast.visitor("mei").may_act
    assert edition_of(cast, edition).state == DESTROYED
    assert entries(cast) == [("retention", at(2))]


def test_case_15_the_end_of_an_embargo_is_recorded_once_for_what_was_waiting(cast: Cast, clock: TurningClock) -> None:
    ident = cast.release("amina", b"# Note\n\nA note of this test.\n", title="Waiting", embargo_until=at(2))
    cast.release("amina", b"# Over\n\nAnother note of this test.\n", title="Over", embargo_until=at(-5))
    assert reading.listing(cast.house, cast.visitor("mei"), Filters()).total == 1
    assert entries(cast) == []
    clock.turn(2 * HOUR)
    assert reading.assessment(cast.house, cast.visitor("mei"), ident).title == "Waiting"
    assert entries(cast) == [("embargo-end", at(2))]
    clock.turn(HOUR)
    assert catch_up(cast) == 0
    assert len(entries(cast)) == 1


def test_what_comes_later_to_the_same_edition_is_not_forgotten(cast: Cast, clock: TurningClock) -> None:
    said: dict[str, Any] = {"marking": IC, "downgrade_on": {"date": at(4), "level": "IFOUO"}}
    cast.release("amina", b"# Note\n\nA note of this test.\n", embargo_until=at(2), retention_until=at(6), **said)
    done = []
    for hours in (2, 4, 6):
        assert next_due(cast) == START + hours * HOUR
        clock.turn(2 * HOUR)
        done.append(catch_up(cast))
    assert done == [1, 1, 1]
    assert [action for action, _ in entries(cast)] == ["embargo-end", "scheduled-downgrade", "retention"]


def test_a_clock_that_jumps_back_does_nothing_twice(cast: Cast, clock: TurningClock) -> None:
    downgrading(cast)
    cast.release("amina", b"# Note\n\nA note of this test.\n", embargo_until=at(2))
    kept_and_released(cast, "amina", retention_until=at(2))
    clock.turn(3 * HOUR)
    assert catch_up(cast) == 3
    done = entries(cast)
    clock.turn(-2 * HOUR)
    assert catch_up(cast) == 0
    assert cast.visitor("mei").may_act
    clock.turn(4 * HOUR)
    assert catch_up(cast) == 0
    assert cast.visitor("mei").may_act
    assert entries(cast) == done


def test_requests_are_reminded_and_lapse(cast: Cast, clock: TurningClock) -> None:
    registry, edition = cast.house.registry, kept_and_released(cast, "amina")
    with registry.database.write() as session:
        asked = requests.ask(registry, session, cast.actor("amina"), "destroy", ["afripol"], edition=edition)
    first = next_due(cast)
    assert first is not None
    assert START < first < START + PATIENCE
    clock.turn(first - clock.now())
    assert catch_up(cast) == 1
    assert next_due(cast) == START + PATIENCE
    clock.turn(PATIENCE)
    assert catch_up(cast) == 1
    with registry.database.read() as session:
        assert session.get_one(Request, asked.id).state == LAPSED
    assert next_due(cast) is None


def test_case_14_a_list_that_comes_into_force_or_ends_is_recorded(cast: Cast, clock: TurningClock) -> None:
    with cast.house.registry.database.write() as session:
        row = session.get_one(CirculationList, "cyber-fusion")
        row.valid_until = START + 4 * HOUR
        session.add(row)
        coming = CirculationListVersion(
            name="cyber-fusion", number=9, members=["europol"], from_=START + 2 * HOUR, approved_at=START
        )
        session.add(coming)
    # Its owner is told at once that it ends so soon.
    assert catch_up(cast) == 1
    assert next_due(cast) == START + 2 * HOUR
    clock.turn(9 * HOUR)
    assert catch_up(cast) == 2
    assert entries(cast) == [("list-in-force", at(2)), ("list-end", at(4))]
    assert (next_due(cast), catch_up(cast)) == (None, 0)


def test_a_damaged_row_keeps_no_other_from_its_turn(cast: Cast, clock: TurningClock) -> None:
    broken, whole = downgrading(cast), downgrading(cast, title="Whole")
    with cast.house.registry.database.write() as session:
        row = session.get_one(Edition, broken.id)
        row.metadata_ = b"\x01 damaged"
        session.add(row)
    clock.turn(3 * HOUR)
    assert catch_up(cast) == 1
    assert edition_of(cast, whole).downgraded_at == START + 2 * HOUR
    assert edition_of(cast, broken).downgraded_at is None
    assert catch_up(cast) == 0


def test_another_process_that_performed_it_is_not_repeated(cast: Cast, clock: TurningClock) -> None:
    downgrading(cast)
    other = reopen_house(cast.house.registry.folder, clock=clock)
    with other.registry.database.read() as session:
        assert due.next_due(other.registry, session) == START + 2 * HOUR
    clock.turn(3 * HOUR)
    assert catch_up(cast) == 1
    with other.registry.database.write() as session:
        assert due.perform_due(other.registry, session, clock.now()) == 0
    assert due.catch_up(other.registry) == 0
    assert len(entries(cast)) == 1
    other.registry.database.close()
