"""Attention lists: a figure is the number of rows it opens, and nobody's counts what is not hers (design 8)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session, select

from demo.cast import PEOPLE
from models.handling import HELD, REGISTERED, RELEASED, STATES, SUBMITTED, WITHDRAWN
from models.tables.assessment import Assessment, Edition, HandlingRecord, Original
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.issued_copy import IssuedCopy
from models.tables.legal_hold import LegalHold
from models.tables.notice import Notice
from models.tables.organization import Agreement
from models.tables.person import PersonalClearance
from models.tables.relation import SOURCE, Relation
from models.tables.request import Consent, Request
from repository import attention, requests
from repository.attention_row import Desk, Row
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import keep, kept_and_released, move

DAY = timedelta(days=1)


def look(cast: Cast, username: str) -> tuple[dict[str, int], dict[str, list[Row]]]:
    registry, actor = cast.house.registry, cast.actor(username)
    with registry.database.read() as session:
        registry.catalogue.refresh(session)
        desk = Desk(registry, session, actor, registry.clock.now())
        found = attention.figures(desk)
        return found, {name: attention.rows(desk, name) for name in found}


def rows(cast: Cast, username: str, name: str) -> list[Row]:
    return look(cast, username)[1][name]


def put(cast: Cast, *made: Any) -> None:
    with cast.house.registry.database.write() as session:
        for one in made:
            session.add(one)
            session.flush()


def a_copy(cast: Cast, edition: Edition, username: str, number: str) -> IssuedCopy:
    person = cast.person(username)
    return IssuedCopy(
        number=number,
        edition_id=edition.id,
        person_id=person.id,
        organization_id=person.organization_id,
        issued_at=START,
        pages=1,
        digest="0",
    )


def a_notice(cast: Cast, edition: Edition, username: str, kind: str = "recalled", ident: str = "") -> Notice:
    return Notice(
        id=ident or f"n{edition.id[:20]}{username}",
        person_id=cast.person(username).id,
        kind=kind,
        edition_id=edition.id,
        must_acknowledge=True,
        created_at=START,
    )


@pytest.mark.parametrize(("state", "name"), [(HELD, "held"), (SUBMITTED, "registration"), (REGISTERED, "release")])
def test_what_waits_in_a_state_is_listed_to_the_registry_and_to_its_own_officers(
    cast: Cast, state: str, name: str
) -> None:
    move(cast, keep(cast, "amina", register_title="Note 4"), state)
    assert [(row.title, row.organization) for row in rows(cast, "ingrid", name)] == [("Note 4", "afripol")]
    assert [row.title for row in rows(cast, "kofi", name)] == ["Note 4"]
    assert rows(cast, "piotr", name) == []


def test_a_draft_is_nobodys_business_but_its_owners_and_in_no_list(cast: Cast) -> None:
    keep(cast, "amina")
    assert not any(look(cast, "ingrid")[0].values())


def test_analysts_auditors_and_administrators_have_their_own_notices_alone(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    put(cast, a_notice(cast, edition, "lena"))
    for username in ("lena", "owen", "yuki", "mei"):
        assert look(cast, username)[0] == {"notices": int(username == "lena")}


def test_consents_wait_until_their_deadline_and_are_overdue_then_until_asked_again(
    cast: Cast, clock: TurningClock
) -> None:
    registry, edition = cast.house.registry, kept_and_released(cast, "amina")

    def ask() -> None:
        with registry.database.write() as session:
            mine = session.get_one(Edition, edition.id)
            requests.ask(registry, session, cast.actor("amina"), "recall", ["afripol"], edition=mine, reason="x")

    ask()
    for username in ("ingrid", "amina", "kofi"):
        assert [row.kind for row in rows(cast, username, "consents")] == ["recall"]
    assert rows(cast, "piotr", "consents") == []
    clock.turn(requests.PATIENCE)
    assert [len(rows(cast, "kofi", name)) for name in ("consents", "overdue")] == [0, 1]
    with registry.database.write() as session:
        requests.lapse(registry, session)
    assert len(rows(cast, "ingrid", "overdue")) == 1
    clock.turn(DAY)
    ask()
    assert [len(rows(cast, "ingrid", name)) for name in ("consents", "overdue")] == [1, 0]


def test_what_one_asks_for_herself_is_in_no_list_of_the_registry_or_of_colleagues(cast: Cast) -> None:
    registry, edition = cast.house.registry, kept_and_released(cast, "amina", register_title="Hidden name")
    with registry.database.write() as session:
        mine = session.get_one(Edition, edition.id)
        requests.ask(registry, session, cast.actor("piotr"), "access", ["afripol"], edition=mine, reason="x")
    assert [row.title for row in rows(cast, "kofi", "consents")] == ["Hidden name"]
    assert [(row.kind, row.title, row.assessment) for row in rows(cast, "piotr", "consents")] == [
        ("access", None, None)
    ]
    assert rows(cast, "ingrid", "consents") == rows(cast, "stefan", "consents") == []


def test_notices_to_be_acknowledged_and_copies_of_what_was_recalled_stay_until_settled(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    put(cast, a_copy(cast, edition, "lena", "AAAAA-22222"))
    assert rows(cast, "ingrid", "copies") == []
    put(cast, a_notice(cast, edition, "lena"))
    move(cast, edition, WITHDRAWN)
    for username in ("ingrid", "amina"):
        assert [(row.person, row.organization) for row in rows(cast, username, "acknowledgements")] == [
            ("Lena Brandhorst", "europol")
        ]
        assert [row.subject for row in rows(cast, username, "copies")] == ["AAAAA-22222"]
    assert rows(cast, "piotr", "copies") == rows(cast, "piotr", "acknowledgements") == []
    with cast.house.registry.database.write() as session:
        session.get_one(IssuedCopy, "AAAAA-22222").account = "returned"
        session.exec(select(Notice)).one().acknowledged_at = START
    assert rows(cast, "ingrid", "copies") == rows(cast, "ingrid", "acknowledgements") == []


def test_clearances_are_shown_thirty_days_before_they_end(cast: Cast, clock: TurningClock) -> None:
    def held(username: str, days: int, ident: str) -> PersonalClearance:
        ends, person = START + timedelta(days=days), cast.person(username).id
        return PersonalClearance(id=ident, person_id=person, scheme="interpol", level="IC", expires=ends)

    put(cast, held("kofi", 30, "a"), held("lena", 31, "b"), held("mei", 0, "c"))
    assert [(row.person, row.subject) for row in rows(cast, "ingrid", "clearances")] == [
        ("Kofi Danquah-Mills", "interpol:IC")
    ]
    assert len(rows(cast, "amina", "clearances")) == 1
    assert rows(cast, "piotr", "clearances") == []
    clock.turn(DAY)
    assert [row.person for row in rows(cast, "piotr", "clearances")] == ["Lena Brandhorst"]


def test_a_review_is_due_at_its_instant(cast: Cast, clock: TurningClock) -> None:
    edition = kept_and_released(cast, "amina")
    with cast.house.registry.database.write() as session:
        session.get_one(Edition, edition.id).review_by = START + DAY
    assert rows(cast, "amina", "reviews") == []
    clock.turn(DAY)
    assert len(rows(cast, "amina", "reviews")) == len(rows(cast, "ruth", "reviews")) == 1


def test_what_is_past_its_end_and_there_all_the_same_is_listed(cast: Cast, clock: TurningClock) -> None:
    kept_and_released(cast, "amina", retention_until=(START + DAY).isoformat())
    kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    with cast.house.registry.database.write() as session:
        session.get_one(CirculationList, "cyber-fusion").valid_until = START + DAY
        session.add(Agreement(organization_id="europol", ceiling=3, reference="A/1", until=START + DAY))
    assert rows(cast, "ingrid", "expired") == []
    clock.turn(DAY)
    assert [(row.kind, row.subject) for row in rows(cast, "ingrid", "expired")] == [
        ("list", "cyber-fusion"),
        ("retention", None),
        ("agreement", "A/1"),
    ]
    assert [row.kind for row in rows(cast, "amina", "expired")] == ["list", "retention"]
    assert [row.kind for row in rows(cast, "piotr", "expired")] == ["agreement"]


def test_lists_that_end_soon_or_grew_are_shown_to_the_registry_and_their_owner(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        session.get_one(CirculationList, "cyber-fusion").valid_until = START + 10 * DAY
        session.add(
            CirculationListVersion(
                name="border-security",
                number=2,
                members=["frontex"],
                from_=START,
                approver_id=cast.person("ruth").id,
                approved_at=START,
            )
        )
    expected = [("expiring", "cyber-fusion"), ("grown", "border-security")]
    assert [(row.kind, row.subject) for row in rows(cast, "ingrid", "lists")] == expected
    assert [(row.kind, row.subject) for row in rows(cast, "claire", "lists")] == expected
    assert rows(cast, "amina", "lists") == []


def test_changed_sources_and_legal_holds_stand_until_seen_and_lifted(cast: Cast) -> None:
    source, derived = kept_and_released(cast, "piotr"), kept_and_released(cast, "amina")
    edge = Relation(
        edition_id=derived.id, kind=SOURCE, target_id=source.assessment_id, change="withdrawn", changed_at=START
    )
    officer = cast.person("ingrid").id
    put(cast, edge, LegalHold(id="h", edition_id=derived.id, reason="a court", placed_by=officer, placed_at=START))
    for username in ("ingrid", "amina"):
        assert [row.kind for row in rows(cast, username, "sources")] == ["withdrawn"]
        assert [row.subject for row in rows(cast, username, "legal-holds")] == ["a court"]
    assert rows(cast, "piotr", "sources") == rows(cast, "piotr", "legal-holds") == []
    with cast.house.registry.database.write() as session:
        session.exec(select(Relation)).one().seen_at = START
        session.get_one(LegalHold, "h").lifted_at = START
    assert rows(cast, "ingrid", "sources") == rows(cast, "ingrid", "legal-holds") == []


def test_case_26_the_same_file_of_two_organizations_is_seen_by_the_registry_alone(cast: Cast) -> None:
    editions = [keep(cast, name) for name in ("amina", "piotr", "kofi")]
    for number, edition in enumerate(editions):
        put(cast, Original(edition_id=edition.id, stored_as=str(number), digest="d", size=1, name=b""))
    assert rows(cast, "ingrid", "collisions") == []
    for edition in (editions[0], editions[2]):
        move(cast, edition, SUBMITTED)
    assert rows(cast, "ingrid", "collisions") == []
    move(cast, editions[1], SUBMITTED)
    (row,) = rows(cast, "ingrid", "collisions")
    assert row.organization == "afripol, europol"
    assert {row.assessment, *row.others} == {edition.assessment_id for edition in editions}
    for username in ("amina", "piotr", "owen"):
        assert "collisions" not in look(cast, username)[0]


def busy(cast: Cast, rng: random.Random, owners: tuple[str, ...], size: int) -> None:
    """Fill a house with works in all states and with all that can need attention."""
    people = [one.username for one in PEOPLE]
    for number in range(size):
        owner = rng.choice(owners)
        edition = keep(cast, owner, register_title=f"Note {number}")
        move(cast, edition, rng.choice(STATES[:-1]))
        who, other = rng.choice(people), rng.choice(people)
        deadline = START + rng.randint(-20, 20) * DAY
        request = Request(
            id=f"r{edition.id[1:]}",
            kind=rng.choice(list(requests.KINDS)),
            edition_id=edition.id,
            asked_by=cast.person(who).id,
            organization_id=cast.person(who).organization_id,
            asked_at=deadline - 14 * DAY,
            deadline=deadline,
            state=rng.choice(("open", "lapsed", "granted")),
        )
        put(
            cast,
            request,
            Consent(id=f"c{edition.id[1:]}", request_id=request.id, organization_id=cast.person(other).organization_id),
            a_notice(cast, edition, who, rng.choice(("recalled", "access-lost"))),
            a_copy(cast, edition, other, f"N-{edition.id}"),
            Original(
                edition_id=edition.id,
                stored_as=edition.id,
                digest=str(rng.randint(0, size // 2)) + owner[:0],
                size=1,
                name=b"",
            ),
            LegalHold(
                id=f"h{edition.id[1:]}",
                edition_id=edition.id,
                reason="x",
                placed_by=cast.person("ingrid").id,
                placed_at=START,
                lifted_at=rng.choice((None, START)),
            ),
            PersonalClearance(
                id=f"p{edition.id[1:]}",
                person_id=cast.person(who).id,
                scheme="interpol",
                level="IC",
                expires=START + rng.randint(-5, 60) * DAY,
            ),
        )
        with cast.house.registry.database.write() as session:
            session.get_one(Edition, edition.id).review_by = START + rng.randint(-5, 5) * DAY


@pytest.mark.parametrize("seed", range(3))
def test_in_a_busy_house_every_figure_is_the_number_of_its_rows_and_nobodys_counts_more_than_hers(
    cast: Cast, seed: int
) -> None:
    busy(cast, random.Random(seed), ("amina", "piotr", "huda"), 25)
    for member in PEOPLE:
        found, opened = look(cast, member.username)
        assert found == {name: len(listed) for name, listed in opened.items()}
        if member.role == "originator":
            with cast.house.registry.database.read() as session:
                named = [row.edition for listed in opened.values() for row in listed if row.edition]
                owners = [session.get_one(Edition, edition).originators for edition in named]
            assert all(member.organization in originators for originators in owners)
    assert all(look(cast, "ingrid")[0][name] for name in ("held", "consents", "overdue", "acknowledgements", "reviews"))


def test_what_others_hide_moves_no_figure_of_an_originator_or_an_analyst(cast: Cast) -> None:
    busy(cast, random.Random(1), ("ines",), 6)
    observers = ("khalid", "tomas", "rafael", "mei", "owen")
    before = [look(cast, username) for username in observers]
    rng = random.Random(2)
    for number in range(12):
        edition = keep(cast, "amina", register_title=f"Hidden {number}")
        put(cast, a_notice(cast, edition, "lena"), a_copy(cast, edition, "lena", f"M-{number}"))
        put(cast, Original(edition_id=edition.id, stored_as=f"s{number}", digest="d", size=1, name=b""))
        move(cast, edition, rng.choice(STATES[:-1]))
    assert [look(cast, username) for username in observers] == before


def test_ten_times_the_editions_cost_the_figures_no_further_question_to_the_database(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    asked, held = [], []
    for numbers in (range(50), range(50, 500)):
        with cast.house.registry.database.write() as session:
            _multiply(session, edition.id, numbers)
        found, statements = _figures(cast, "ingrid")
        held.append(found["held"])
        asked.append(statements)
    assert held == [1, 10]
    assert asked[0] == asked[1]


def _figures(cast: Cast, username: str) -> tuple[dict[str, int], int]:
    """Return somebody's figures, and how many statements they took."""
    registry, statements = cast.house.registry, list[str]()
    with registry.database.read() as session:
        registry.handlings.refresh(session)
        event.listen(session.connection(), "before_cursor_execute", lambda *said: statements.append(said[2]))
        found = attention.figures(Desk(registry, session, cast.actor(username), registry.clock.now()))
    return found, len(statements)


def _multiply(session: Session, ident: str, numbers: range) -> None:
    row = session.get_one(Edition, ident)
    handlings = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == ident)).all()
    shared = {name: getattr(row, name) for name in ("key", "metadata_", "originators", "depositor_id", "created_at")}
    names = [f"{ident[:-6]}{number:06d}" for number in numbers]
    session.execute(insert(Assessment), [{"id": name, "created_at": START, "case_accepted": False} for name in names])
    session.execute(
        insert(Edition),
        [
            {"id": name, "assessment_id": name, "provisional_rank": 1, **shared}
            | {"state": HELD if number % 50 == 0 else RELEASED}
            for number, name in zip(numbers, names, strict=True)
        ],
    )
    session.execute(
        insert(HandlingRecord),
        [
            {"edition_id": name, "assessment_id": name, "part": one.part, "state": one.state, "terms": one.terms}
            | {"version": one.version}
            for name in names
            for one in handlings
        ],
    )
