"""Circulation lists governed: narrowed at once, widened by two officers (cases 13, 14; W6, W7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.reader import Reader
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.person import ORIGINATOR, REGISTRY, Person
from models.tables.request import LAPSED, OPEN, Request
from repository import circulating, circulation, notices, requests
from repository.access import read_organizations
from repository.acts import Actor, ActRefused, NotFound, act_of
from repository.circulation import ListRefused
from repository.database import bump
from repository.list_reach import Reached, containing, opens, reached
from repository.losing import citing, telling
from repository.registry import Registry
from repository.roster import Lists, Version

KIND = "list-version"


@dataclass(frozen=True, slots=True)
class Content:
    """What a version of a list says: members, a rule or both; until when; and why."""

    members: tuple[str, ...] = ()
    rule: str | None = None
    valid_until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A version that was read and weighed and not kept: the lists, and whom this one reaches, as is and as would be.

    ``readers`` is what every organization is to the policy now.
    """

    version: Version
    before: Lists
    after: Lists
    readers: dict[str, Reader]
    was: Reached
    will: Reached
    widens: bool


def may_propose(actor: Actor, row: CirculationList) -> bool:
    """Tell whether somebody may give a list another version: the registry, and the owner's officers."""
    if not actor.may_act:
        return False
    owner = actor.person.role == ORIGINATOR and actor.organization == row.owner_id
    return owner or actor.person.role == REGISTRY


def found(
    registry: Registry, session: Session, actor: Actor, name: str, owner: str, purpose: str, content: Content
) -> Request | None:
    """Found a list with its first version, which waits for a second officer where it names anybody.

    Raises ``ListRefused``, ``BadToken`` and ``BadRule`` in words; recorded.
    """
    now = registry.clock.now()
    circulation.found(session, name, owner, purpose, now)
    detail: dict[str, object] = {"list": name, "owner": owner}
    registry.register.append(session, act_of(registry, actor, "list-create", None, detail))
    return propose(registry, session, actor, name, content)


def current(session: Session, name: str, at: datetime) -> CirculationListVersion | None:
    """Return the version of a list in force at an instant; one that ended is in force still, and names nobody."""
    query = select(CirculationListVersion).where(CirculationListVersion.name == name)
    query = query.where(col(CirculationListVersion.approved_at).is_not(None), CirculationListVersion.from_ <= at)
    return session.exec(query.order_by(col(CirculationListVersion.number).desc()).limit(1)).first()


def waiting(session: Session, name: str) -> list[Request]:
    """Return the proposals of versions of a list that wait for a second officer."""
    query = select(Request).where(Request.kind == KIND, Request.subject == name, Request.state == OPEN)
    return list(session.exec(query.order_by(col(Request.asked_at))))


def propose(registry: Registry, session: Session, actor: Actor, name: str, content: Content) -> Request | None:
    """Give a list its next version: in force at once where it lets nobody in, else proposed (None: in force).

    What narrows closes proposals that wait: they were weighed against another list. Raises ``NotFound``,
    ``ActRefused`` and, in words, ``ListRefused``, ``BadToken`` and ``BadRule``; recorded.
    """
    row, now = session.get(CirculationList, name), registry.clock.now()
    if row is None:
        raise NotFound
    if not may_propose(actor, row):
        raise ActRefused("only the registry and the owner's officers give a list another version")
    _refuse_repetition(session, row, content, now)
    tried = weigh(session, row, content, now)
    if tried.widens:
        return _propose(registry, session, actor, row, content, tried.version)
    kept = circulation.write_version(
        session, tried.version, content.rule, actor.person.id, reason=content.reason.strip()
    )
    _close(registry, session, waiting(session, name))
    _settle(registry, session, actor, row, kept, tried, content.valid_until, "list-change")
    return None


def weigh(session: Session, row: CirculationList, content: Content, now: datetime) -> Trial:
    """Return what a version would be and do; raise ``ListRefused``, ``BadToken`` or ``BadRule`` in words."""
    circulation.check_validity(content.valid_until, now)
    version = circulation.check_version(session, row.name, list(content.members), content.rule, now)
    before = Lists.read(session)
    after = before.trying(session, version, content.valid_until)
    old = before.version(row.name, now)
    longer = row.valid_until is not None and (content.valid_until is None or content.valid_until > row.valid_until)
    readers = read_organizations(session, now, before)
    was = reached(session, before.members(now), row.name, readers)
    will = reached(session, after.members(now), row.name, readers)
    wider = bool(will.without(was)) or opens(old, version) or (longer and bool(version.members or version.rule))
    return Trial(version, before, after, readers, was, will, wider)


def _refuse_repetition(session: Session, row: CirculationList, content: Content, now: datetime) -> None:
    held = current(session, row.name, now)
    rule = " ".join((content.rule or "").split())
    if held is None or sorted(set(content.members)) != held.members or rule != (held.rule or ""):
        return
    if content.valid_until == row.valid_until:
        raise ListRefused("this is what the list says already; nothing would change")


def _propose(
    registry: Registry, session: Session, actor: Actor, row: CirculationList, content: Content, version: Version
) -> Request:
    for request in waiting(session, row.name):
        number = request.proposal.get("number")
        raise ListRefused(f"version {number} of the list waits for a second officer; it is to be decided first")
    reason = content.reason.strip()
    kept = circulation.write_version(session, version, content.rule, actor.person.id, reason=reason)
    until = content.valid_until.isoformat() if content.valid_until else None
    proposal = {"number": kept.number, "valid_until": until}
    asked = {actor.organization} if actor.person.role == REGISTRY else _registries(session)
    request = requests.ask(registry, session, actor, KIND, asked, subject=row.name, proposal=proposal, reason=reason)
    detail: dict[str, object] = {**_said(kept), "request": request.id}
    registry.register.append(session, act_of(registry, actor, "list-propose", None, detail))
    _tell(registry, session, actor, row, kept, "list-proposed", request=request.id)
    return request


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Put an approved version in force; raise ``ActRefused`` or ``ListRefused`` where it no longer can be.

    What was released before keeps its pinned audience: a consent is asked for each edition (case 14).
    """
    row, kept = _asked_for(session, request)
    now = registry.clock.now()
    newer = current(session, row.name, now)
    if newer is not None and newer.number > kept.number:
        raise ActRefused("a later version of the list is in force already; propose this one again")
    until = request.proposal.get("valid_until")
    end = datetime.fromisoformat(str(until)) if until else None
    tried = weigh(session, row, Content(tuple(kept.members), kept.rule, end), now)
    kept.approver_id = actor.person.id
    _settle(registry, session, actor, row, kept, tried, end, "list-approve")
    circulating.offer_repin(registry, session, actor, row.name)


def put_aside(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Keep that a proposed version was declined; the list stays as it is."""
    row, kept = _asked_for(session, request)
    kept.declined_at = registry.clock.now()
    session.add(kept)
    registry.register.append(session, act_of(registry, actor, "list-decline", None, _said(kept)))
    _tell(registry, session, actor, row, kept, "list-declined")


def _asked_for(session: Session, request: Request) -> tuple[CirculationList, CirculationListVersion]:
    query = select(CirculationListVersion).where(CirculationListVersion.name == request.subject)
    query = query.where(CirculationListVersion.number == request.proposal["number"])
    return session.get_one(CirculationList, request.subject), session.exec(query).one()


def _settle(
    registry: Registry,
    session: Session,
    actor: Actor,
    row: CirculationList,
    kept: CirculationListVersion,
    tried: Trial,
    end: datetime | None,
    act: str,
) -> None:
    """Let a version and its end of validity hold for the next request (P6), recorded, its owner told.

    Holders of copies who lose access by it are told, and what was derived is flagged (case 13).
    """
    now = registry.clock.now()
    names = containing(tried.before.members(now), row.name) if tried.was.without(tried.will) else frozenset()
    with telling(registry, session, citing(session, names) if names else (), "narrowed"):
        kept.approved_at = kept.from_ = now
        row.valid_until = end
        session.add_all((kept, row))
        session.flush()
        bump(session, circulation.COUNTER)
    registry.register.append(session, act_of(registry, actor, act, None, _said(kept)))
    _tell(registry, session, actor, row, kept, "list-changed")


def _said(kept: CirculationListVersion) -> dict[str, object]:
    ruled = {"rule": kept.rule} if kept.rule else {}
    return {"list": kept.name, "version": kept.number, "members": kept.members, **ruled}


def _close(registry: Registry, session: Session, asked: Iterable[Request]) -> None:
    for request in asked:
        request.state, request.decided_at = LAPSED, registry.clock.now()
        session.add(request)
        notices.send(registry, session, [request.asked_by], "lapsed", {"kind": KIND}, request=request.id)


def _registries(session: Session) -> frozenset[str]:
    """Return the organizations that have an active registry officer."""
    query = select(Person.organization_id).where(Person.role == REGISTRY, col(Person.active))
    return frozenset(session.exec(query))


def _tell(
    registry: Registry,
    session: Session,
    actor: Actor,
    row: CirculationList,
    kept: CirculationListVersion,
    kind: str,
    *,
    request: str | None = None,
) -> None:
    """Tell the owner's officers; the registry's are asked for their consent already."""
    told = [one for one in notices.officers(session, row.owner_id) if one != actor.person.id]
    detail = {"list": row.name, "version": str(kept.number)}
    notices.send(registry, session, told, kind, detail, request=request)
