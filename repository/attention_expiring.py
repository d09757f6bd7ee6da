"""What ends soon, or has ended and is there all the same: clearances, reviews, retention, lists, agreements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import col, select

from models.handling import BODY, DESTROYED, DRAFT, Handling
from models.tables.assessment import Edition
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.organization import Agreement
from models.tables.person import Person, PersonalClearance
from repository.attention_row import AHEAD, BEHIND, CIRCULATING, Desk, Row, about


def clearances(desk: Desk) -> list[Row]:
    """Return the clearances that end soon: everybody's for the registry, else those of the own organization."""
    query = (
        select(PersonalClearance, Person)
        .join(Person, col(Person.id) == col(PersonalClearance.person_id))
        .where(col(PersonalClearance.expires) > desk.at, col(PersonalClearance.expires) <= desk.at + AHEAD)
        .where(col(PersonalClearance.revoked_at).is_(None), col(Person.active))
        .order_by(col(PersonalClearance.expires), col(Person.username), col(PersonalClearance.id))
    )
    return [
        Row(
            kind="expiring",
            organization=person.organization_id,
            person=person.name,
            subject=f"{held.scheme}:{held.level}",
            due=held.expires,
        )
        for held, person in desk.session.exec(query)
        if desk.registers or person.organization_id == desk.actor.organization
    ]


def reviews(desk: Desk) -> list[Row]:
    """Return what circulates and was to be reviewed by now."""
    query = select(Edition).where(col(Edition.state).in_(CIRCULATING), col(Edition.review_by) <= desk.at)
    return [
        about("due", edition, due=edition.review_by)
        for edition in desk.session.exec(query.order_by(col(Edition.review_by), col(Edition.id)))
        if desk.concerned(edition.originators, edition.state)
    ]


def expired(desk: Desk) -> list[Row]:
    """Return what is past an end and there all the same: retention, validity of a list it cites, an agreement."""
    desk.registry.handlings.refresh(desk.session)
    ended = set(
        desk.session.exec(select(CirculationList.name).where(col(CirculationList.valid_until) <= desk.at)).all()
    )
    found = [row for handling in _bodies(desk) for row in _past(desk, handling, ended)]
    found.sort(key=lambda row: (row.kind, row.assessment or "", row.subject or ""))
    return found + _agreements(desk)


def _bodies(desk: Desk) -> Iterator[Handling]:
    handlings = desk.registry.handlings
    for edition in handlings.editions():
        for ident in handlings.parts(edition):
            handling = handlings.get(ident)
            if handling is not None and handling.part == BODY and handling.state not in (DESTROYED, DRAFT):
                yield handling


def _past(desk: Desk, handling: Handling, ended: set[str]) -> Iterator[Row]:
    originators = sorted(handling.policy.originators)
    past = handling.retention_until is not None and handling.retention_until <= desk.at
    cited = [grant.token.name for grant in handling.policy.audience if grant.token.kind == "list"] if ended else []
    lists = sorted(ended & set(cited)) if handling.state in CIRCULATING else []
    if not (past or lists) or not desk.concerned(originators, handling.state):
        return
    row = Row(
        kind="retention",
        edition=handling.edition,
        assessment=handling.assessment,
        state=handling.state,
        organization=", ".join(originators),
        due=handling.retention_until,
    )
    if past:
        yield row
    for name in lists:
        yield replace(row, kind="list", subject=name, due=None)


def _agreements(desk: Desk) -> list[Row]:
    """Return agreements that ended of late, where none is in force instead."""
    found = []
    query = select(Agreement).where(col(Agreement.until) <= desk.at, col(Agreement.until) > desk.at - BEHIND)
    for row in desk.session.exec(query.order_by(col(Agreement.until), col(Agreement.id))):
        same = select(Agreement).where(Agreement.organization_id == row.organization_id)
        now = [
            a for a in desk.session.exec(same) if (a.from_ or desk.at) <= desk.at and (not a.until or a.until > desk.at)
        ]
        if not now and (desk.registers or row.organization_id == desk.actor.organization):
            name = row.organization_id
            found.append(Row(kind="agreement", organization=name, subject=row.reference, due=row.until))
    return found


def lists(desk: Desk) -> list[Row]:
    """Return the lists that end soon, and those that a second officer let grow of late."""
    ends, version = col(CirculationList.valid_until), CirculationListVersion
    soon = select(CirculationList).where(ends > desk.at, ends <= desk.at + AHEAD).order_by(ends)
    found = [
        Row(kind="expiring", organization=row.owner_id, subject=row.name, due=row.valid_until)
        for row in desk.session.exec(soon.order_by(ends, col(CirculationList.name)))
    ]
    grown = (
        select(version, CirculationList.owner_id)
        .join(CirculationList, col(CirculationList.name) == col(version.name))
        .where(col(version.approver_id).is_not(None), col(version.approved_at) > desk.at - BEHIND, version.number > 1)
        .order_by(col(version.approved_at), col(version.id))
    )
    found += [
        Row(kind="grown", organization=owner, subject=row.name, since=row.approved_at)
        for row, owner in desk.session.exec(grown)
    ]
    return [row for row in found if desk.registers or row.organization == desk.actor.organization]
