"""Rooms: what everybody in a meeting may see, and what an organization would see; recorded before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session, select

from models.marking import Marking
from models.reader import Reader
from models.tables.organization import BUREAU, Organization
from models.tables.person import ANALYST, ORIGINATOR, REGISTRY, Person
from repository import room as rooms
from repository.access import read_organization
from repository.acts import Incomplete, NotFound
from repository.disclosure import ReleasedAssessment, released
from repository.editions import CARD_MARKING
from repository.register import Act
from repository.room import Registered
from repository.scope import Scope
from search.engine import Answer
from search.evidence import Evidence
from search.query import Query
from web.depositing import require_role
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

MOST = 50
"""So many people and organizations fit a room."""


@dataclass(frozen=True, slots=True)
class Line:
    """A work that the room may see: as released to the looker, or for the registry as its register page says."""

    id: str
    title: str | None
    originators: tuple[str, ...]
    pillars: tuple[str, ...]
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    published_at: date | None
    marking: Marking
    rank: int
    state: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """A work of the looker's organization that the room may not see: whom which rules stop."""

    id: str
    title: str | None
    stops: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the room; without a user name any person of an organization at its ceiling."""

    username: str | None
    name: str | None
    organization: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One page of what the room may see; ``stopped`` is for an originator's officers, of their own works.

    ``respelt`` is the question that was answered where words of the one that was asked are mistyped.
    """

    members: tuple[Member, ...]
    query: str
    total: int
    total_is_floor: bool
    lines: tuple[Line, ...]
    next: str | None
    notices: tuple[str, ...] = ()
    stopped: tuple[Stopped, ...] = ()
    respelt: str | None = None


@dataclass(slots=True)
class _Room:
    members: list[Member] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)

    def seat(self, member: Member, reader: Reader) -> None:
        self.members.append(member)
        self.readers.append(reader)


def meeting(house: House, visitor: Visitor, people: Sequence[str], organizations: Sequence[str], query: Query) -> Seen:
    """Return what everybody in a room may see, the visitor included, as if for the purpose of her session.

    For the registry, originators' officers and analysts; these ask about people of their own organization alone.
    The registry is shown register pages; words it searches in what it may read itself. Raises ``RoleRefused``,
    ``Incomplete`` by field and ``BadQuery``.
    """
    require_role(visitor, REGISTRY, ORIGINATOR, ANALYST)
    with scope_of(house, visitor) as (session, scope):
        seated = _seated(house, session, visitor, list(dict.fromkeys(people)), list(dict.fromkeys(organizations)))
        seen = _seen(house, session, visitor, scope, seated, query, projected=True)
    detail: dict[str, object] = {"members": sorted(r.person for r in seated.readers if r.person)}
    _record(house, visitor, "meeting", seen, detail | {"organizations": sorted(set(organizations))})
    return seen[0]


def view_as(house: House, visitor: Visitor, organization: str, query: Query) -> Seen:
    """Return what a person at an organization's ceiling, briefed and without compartments, would be shown.

    Cut to what the visitor may see herself; for the registry at the level of register pages. For originators' officers
    and the registry. Raises ``RoleRefused``, ``NotFound`` and ``BadQuery``.
    """
    require_role(visitor, REGISTRY, ORIGINATOR)
    with scope_of(house, visitor) as (session, scope):
        row = session.get(Organization, organization)
        if row is None:
            raise NotFound
        seated = _Room()
        seated.seat(Member(None, None, row.id), _purposed(read_organization(session, row, visitor.at), visitor))
        seen = _seen(house, session, visitor, scope, seated, query, projected=False)
    _record(house, visitor, "view-as", seen, {"organization": organization})
    return seen[0]


def _seated(house: House, session: Session, visitor: Visitor, people: list[str], organizations: list[str]) -> _Room:
    problems, seated = dict[str, str](), _Room()
    if not people and not organizations:
        problems["people"] = "name somebody who is in the room"
    if len(people) + len(organizations) > MOST:
        problems["people"] = f"a room holds at most {MOST} people and organizations"
    if organizations and visitor.role == ANALYST:
        problems["organizations"] = "analysts ask about people of their own organization only"
    if problems:
        raise Incomplete(problems)
    for name in people:
        person = session.exec(select(Person).where(Person.username == name)).first()
        reader = house.registry.readers.of(session, person.id, visitor.at, visitor.purpose) if person else None
        own = person is not None and person.organization_id == visitor.reader.organization
        if person is None or reader is None or (visitor.role == ANALYST and not own):
            if visitor.role == ANALYST:
                raise Incomplete({"people": f"there is nobody of your organization named '{name[:60]}'"})
            raise Incomplete({"people": f"there is nobody here named '{name[:60]}'"})
        seated.seat(Member(person.username, person.name, person.organization_id), reader)
    for ident in organizations:
        row = session.get(Organization, ident)
        if row is None:
            raise Incomplete({"organizations": f"there is no organization '{ident[:60]}'"})
        seated.seat(Member(None, None, row.id), _purposed(read_organization(session, row, visitor.at), visitor))
    return seated


def _purposed(reader: Reader, visitor: Visitor) -> Reader:
    return replace(reader, purpose=visitor.purpose)


def organizations(house: House) -> list[str]:
    """Return the ids of all organizations, the bodies first."""
    with house.registry.database.read() as session:
        rows = session.exec(select(Organization.id, Organization.kind)).all()
    return [ident for ident, _ in sorted(rows, key=lambda row: (row[1] == BUREAU, row[0]))]


_Recorded = tuple[Seen, tuple[str, ...], int]
"""What is shown, the editions it names and the highest rank of them."""


def _seen(
    house: House, session: Session, visitor: Visitor, scope: Scope, seated: _Room, query: Query, *, projected: bool
) -> _Recorded:
    if visitor.role == REGISTRY and not query.words.strip():
        return _registered(house, session, visitor, seated, query)
    registry, at = house.registry, visitor.at
    inside = rooms.room(registry, session, scope, seated.readers, at)
    answer = house.engine.search(session, inside, query, at)
    lines = tuple(_line(house, hit.assessment, seated, hit.evidence, projected) for hit in answer.results)
    stopped = _stopped(house, visitor, scope, inside, seated) if projected and not query.cursor else ()
    editions = (*(hit.assessment.edition for hit in answer.results), *(edition for edition, _ in stopped))
    seen = _page(seated, answer, lines, tuple(one for _, one in stopped))
    return seen, tuple(dict.fromkeys(editions)), max(answer.rank, CARD_MARKING.rank if stopped else 0)


def _page(seated: _Room, answer: Answer, lines: tuple[Line, ...], stopped: tuple[Stopped, ...]) -> Seen:
    return Seen(
        members=tuple(seated.members),
        query=answer.query,
        total=answer.total,
        total_is_floor=answer.total_is_floor,
        lines=lines,
        next=answer.next,
        notices=answer.notices,
        stopped=stopped,
        respelt=answer.respelt,
    )


def _registered(house: House, session: Session, visitor: Visitor, seated: _Room, query: Query) -> _Recorded:
    found, start = rooms.registered(house.registry, session, seated.readers, visitor.at), query.start
    page = found[start : start + query.limit]
    more = len(found) > start + query.limit
    seen = Seen(
        members=tuple(seated.members),
        query="",
        total=len(found),
        total_is_floor=False,
        lines=tuple(_register_line(one) for one in page),
        next=query.cursor_at(start + query.limit) if more else None,
    )
    return seen, tuple(one.edition for one in page), CARD_MARKING.rank


def _line(
    house: House, shown: ReleasedAssessment, seated: _Room, evidence: tuple[Evidence, ...], projected: bool
) -> Line:
    """Return a work; on a screen that all see, without originators who conceal themselves from one of them."""
    entry = house.registry.catalogue.get(shown.edition)
    outside = any(reader.organization not in shown.originators for reader in seated.readers)
    hidden = projected and outside and (entry is None or entry.deposit.conceal_originator)
    return Line(
        id=shown.id,
        title=shown.title,
        originators=() if hidden else shown.originators,
        pillars=shown.pillars,
        regions=shown.regions,
        languages=shown.languages,
        published_at=shown.published_at,
        marking=shown.marking,
        rank=shown.rank,
        state=shown.state,
        evidence=evidence,
    )


def _register_line(one: Registered) -> Line:
    return Line(
        id=one.assessment,
        title=one.register_title,
        originators=one.originators,
        pillars=(),
        regions=(),
        languages=(),
        published_at=None,
        marking=one.marking,
        rank=one.rank,
        state=one.state,
    )


def _stopped(
    house: House, visitor: Visitor, scope: Scope, inside: Scope, seated: _Room
) -> tuple[tuple[str, Stopped], ...]:
    """Return, to an originator's officer, which works of her organization the room may not see, and why."""
    if visitor.role != ORIGINATOR:
        return ()
    names = {id(reader): member for reader, member in zip(seated.readers, seated.members, strict=True)}
    found = []
    for kept in rooms.kept_out(house.registry, scope, inside, seated.readers, visitor.at):
        shown = released(house.registry, scope, kept.edition, visitor.at)
        if shown is None:
            continue
        stops = ((names[id(reader)], rules) for reader, rules in kept.stops)
        said = tuple((member.name or member.organization, rules) for member, rules in stops)
        found.append((kept.edition, Stopped(shown.id, _register_title(house, kept.edition), said)))
    return tuple(found)


def _register_title(house: House, edition: str) -> str | None:
    entry = house.registry.catalogue.get(edition)
    return entry.deposit.register_title if entry else None


def _record(house: House, visitor: Visitor, action: str, seen: _Recorded, detail: dict[str, object]) -> None:
    shown, editions, rank = seen
    words = shown.query or None
    act = Act(
        action=action,
        at=visitor.at,
        actor=visitor.person.id,
        editions=editions,
        rank=rank,
        words=words,
        detail=detail,
    )
    house.registry.recorder.record(act)
