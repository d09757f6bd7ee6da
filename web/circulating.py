"""Circulating: the desk where circulation lists are shown, weighed, proposed, approved and declined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from models.rule import BadRule
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.organization import Organization
from models.tables.person import AUDITOR, ORIGINATOR, REGISTRY, Person
from models.tables.request import Request
from models.token import BadToken
from repository import consents, list_history, list_preview, lists
from repository.acts import ActRefused, NotFound
from repository.circulation import ListRefused
from repository.list_history import PROPOSED, VersionKept
from repository.list_preview import EditionConcerned, ListPreview
from repository.lists import Content
from repository.register import Act
from web.depositing import RoleRefused, require_role
from web.house import House
from web.visitor import Visitor

Given = TypeVar("Given")
OFFICERS = (REGISTRY, ORIGINATOR, AUDITOR)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a list as officers see it; people by their names."""

    version: VersionKept
    author: str | None
    approver: str | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """A list with its version in force, 0 where none is; ``proposed`` is shown to those whom it concerns."""

    name: str
    owner: str
    purpose: str
    version: int
    members: tuple[str, ...]
    rule: str | None
    since: datetime | None
    valid_until: datetime | None
    ended: bool
    proposed: VersionView | None
    may_propose: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in a list's next version; None keeps what the version in force says.

    An empty rule removes the rule; ``unlimited`` removes the end of validity.
    """

    members: tuple[str, ...] | None = None
    rule: str | None = None
    valid_until: datetime | None = None
    unlimited: bool = False
    reason: str = ""


def every(house: House, visitor: Visitor) -> list[ListView]:
    """Return the lists the visitor may know: all for officers, for others those that name her."""
    with house.registry.database.read() as session:
        rows = session.exec(select(CirculationList).order_by(col(CirculationList.name)))
        return [_view(house, session, visitor, row) for row in rows if _knows(visitor, row.name)]


def one(house: House, visitor: Visitor, name: str) -> ListView:
    """Return one list; raises ``NotFound`` where there is none and where the visitor may not know it."""
    with house.registry.database.read() as session:
        return _view(house, session, visitor, _known(session, visitor, name))


def versions(house: House, visitor: Visitor, name: str) -> list[VersionView]:
    """Return a list's versions, the newest first; what was not approved is for registry, owner and auditor."""
    require_role(visitor, *OFFICERS)
    with house.registry.database.read() as session:
        row = _known(session, visitor, name)
        kept = list_history.history(session, name, visitor.at)
        concerned = _concerned(visitor, row)
        return [_version(session, visitor, one) for one in kept if concerned or one.state in list_history.APPROVED]


def editions(house: House, visitor: Visitor, name: str) -> list[EditionConcerned]:
    """Return the released editions that rely on a list: all for the registry, to an originator her own."""
    require_role(visitor, REGISTRY, ORIGINATOR)
    with house.registry.database.read() as session:
        _known(session, visitor, name)
        return list_preview.relying(house.registry, session, visitor.actor, name, visitor.at)


def create(
    house: House, visitor: Visitor, name: str, purpose: str, content: Content, owner: str | None = None
) -> ListView:
    """Found a list; for the registry. It names nobody until another officer approves it; recorded.

    Raises ``ListRefused``, ``BadToken`` or ``BadRule`` in words.
    """
    owned = owner or visitor.reader.organization

    def act(session: Session) -> ListView:
        require_role(visitor, REGISTRY)
        lists.found(house.registry, session, visitor.actor, name, owned, purpose, content)
        return _view(house, session, visitor, session.get_one(CirculationList, name))

    return _carried_out(house, visitor, "list-create", name, act)


def change(house: House, visitor: Visitor, name: str, said: Change) -> ListView:
    """Give a list its next version: in force at once where it lets nobody in, else proposed; recorded.

    For the registry and the owner's officers. Raises ``NotFound``, ``RoleRefused``, ``ActRefused``, and in words
    ``ListRefused``, ``BadToken`` or ``BadRule``.
    """

    def act(session: Session) -> ListView:
        require_role(visitor, REGISTRY, ORIGINATOR)
        row = _governed(session, visitor, name)
        lists.propose(
            house.registry, session, visitor.actor, name, _content(session, row, said, house.registry.clock.now())
        )
        return _view(house, session, visitor, row)

    return _carried_out(house, visitor, "list-change", name, act)


def decide(house: House, visitor: Visitor, name: str, number: int, *, granted: bool, reason: str = "") -> ListView:
    """Approve or decline a proposed version; for a registry officer who did not propose it (W7); recorded.

    Raises ``NotFound`` where there is no such proposal, and what ``consents.answer`` raises.
    """

    def act(session: Session) -> ListView:
        require_role(visitor, REGISTRY)
        row = _known(session, visitor, name)
        asked = select(Request).where(Request.kind == lists.KIND, Request.subject == name)
        request = next((one for one in session.exec(asked) if one.proposal.get("number") == number), None)
        if request is None:
            raise NotFound
        consents.answer(house.registry, session, visitor.actor, request.id, granted=granted, reason=reason)
        return _view(house, session, visitor, row)

    return _carried_out(house, visitor, "list-approve" if granted else "list-decline", name, act)


def preview(house: House, visitor: Visitor, name: str, said: Change) -> ListPreview:
    """Return what a version of a list, or a new list, would do; nothing is kept.

    For those who may propose it. Raises ``NotFound``, ``RoleRefused``, and in words ``ListRefused``, ``BadToken``
    or ``BadRule``.
    """
    require_role(visitor, REGISTRY, ORIGINATOR)
    with house.registry.database.read() as session:
        row = session.get(CirculationList, name)
        if row is not None:
            _governed(session, visitor, name)
        else:
            require_role(visitor, REGISTRY)
            # A list that was never kept, so that what a new one would do can be weighed like a change.
            row = CirculationList(name=name, owner_id=visitor.reader.organization, purpose="", created_at=visitor.at)
        content = _content(session, row, said, house.registry.clock.now())
        return list_preview.preview(house.registry, session, visitor.actor, row, content, visitor.at)


def owners(house: House, visitor: Visitor) -> list[str]:
    """Return the organizations that may own a list, her own first."""
    with house.registry.database.read() as session:
        found = session.exec(select(Organization.id).order_by(col(Organization.kind), col(Organization.id)))
        return sorted(found, key=lambda ident: ident != visitor.reader.organization)


def _carried_out(house: House, visitor: Visitor, action: str, name: str, act: Callable[[Session], Given]) -> Given:
    """Carry an act out in one transaction; where it is refused, record that after the rollback (P2)."""
    registry = house.registry
    try:
        with registry.database.write() as session:
            return act(session)
    except (ListRefused, BadToken, BadRule, ActRefused, NotFound) as error:
        detail = {"list": name[:64], "why": str(error)[:500]}
        now = registry.clock.now()
        registry.recorder.record(Act(action=action, actor=visitor.person.id, outcome="refused", detail=detail, at=now))
        raise


def _known(session: Session, visitor: Visitor, name: str) -> CirculationList:
    row = session.get(CirculationList, name)
    if row is None or not _knows(visitor, name):
        raise NotFound
    return row


def _governed(session: Session, visitor: Visitor, name: str) -> CirculationList:
    row = _known(session, visitor, name)
    if not lists.may_propose(visitor.actor, row):
        raise RoleRefused("only the registry and the owner's officers give a list another version")
    return row


def _knows(visitor: Visitor, name: str) -> bool:
    if not visitor.may_act:
        return False
    if visitor.role in OFFICERS:
        return True
    return any(token.kind == "list" and token.name == name for token in visitor.reader.tokens)


def _concerned(visitor: Visitor, row: CirculationList) -> bool:
    """Tell whether proposals concern the visitor: the registry, the owner's officers and the auditor."""
    return visitor.role in (REGISTRY, AUDITOR) or lists.may_propose(visitor.actor, row)


def _content(session: Session, row: CirculationList, said: Change, at: datetime) -> Content:
    held = lists.current(session, row.name, at)
    until = None if said.unlimited else said.valid_until or row.valid_until
    return Content(
        members=said.members if said.members is not None else tuple(held.members if held else ()),
        rule=said.rule if said.rule is not None else held.rule if held else None,
        valid_until=until,
        reason=said.reason,
    )


def _view(house: House, session: Session, visitor: Visitor, row: CirculationList) -> ListView:
    # What the visitor has just done is in force a moment after she came.
    now = house.registry.clock.now()
    held = lists.current(session, row.name, now)
    waits = _concerned(visitor, row) and lists.waiting(session, row.name)
    kept = list_history.history(session, row.name, now) if waits else []
    proposed = next((one for one in kept if one.state == PROPOSED), None)
    return ListView(
        name=row.name,
        owner=row.owner_id,
        purpose=row.purpose,
        version=_number(session, visitor, held) if held else 0,
        members=tuple(held.members) if held else (),
        rule=held.rule if held else None,
        since=held.from_ if held else None,
        valid_until=row.valid_until,
        ended=row.valid_until is not None and now >= row.valid_until,
        proposed=_version(session, visitor, proposed) if proposed else None,
        may_propose=lists.may_propose(visitor.actor, row),
    )


def _number(session: Session, visitor: Visitor, held: CirculationListVersion) -> int:
    """Return a version's number; to who is only named by the list, as if nothing had ever been declined."""
    if visitor.role in OFFICERS:
        return held.number
    version = CirculationListVersion
    query = select(version.number).where(version.name == held.name, version.number <= held.number)
    return len(session.exec(query.where(col(version.approved_at).is_not(None))).all())


def _version(session: Session, visitor: Visitor, kept: VersionKept) -> VersionView:
    mine = kept.author == visitor.person.id
    decides = kept.state == PROPOSED and visitor.role == REGISTRY and visitor.may_act and not mine
    return VersionView(kept, _name(session, kept.author), _name(session, kept.approver), decides)


def _name(session: Session, ident: str | None) -> str | None:
    person = session.get(Person, ident) if ident else None
    return person.name if person else None
