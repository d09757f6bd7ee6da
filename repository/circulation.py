"""Circulation lists: what they stand for at an instant, and the keeping of their versions (domain 3)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.organization import Membership, Organization
from models.tables.person import Person
from models.token import LIST_NAME, BadToken, Token, parse
from repository.database import bump
from repository.errors import RepositoryError
from repository.list_rules import read_rule
from repository.roster import Lists, Version

COUNTER = "access"


class ListRefused(RepositoryError):
    """A list cannot be kept as it was written; the sentence says why."""


def lists_in_force(session: Session, at: datetime) -> tuple[dict[str, frozenset[Token]], datetime | None]:
    """Return the members of every list at an instant, and the first later instant at which one may move."""
    lists = Lists.read(session)
    return lists.members(at), lists.next_edge(at)


def check_known(session: Session, token: Token) -> None:
    """Raise ``BadToken`` where a well-formed token names nothing that exists: it is refused."""
    match token.kind:
        case "body":
            known = session.get(Organization, token.name) is not None
        case "members":
            first = session.exec(select(Membership).where(Membership.body_id == token.name).limit(1)).first()
            known = first is not None
        case "country":
            known = session.get(Organization, f"ncb-{token.name.lower()}") is not None
        case "person":
            known = session.get(Person, token.name) is not None
        case "list":
            known = session.get(CirculationList, token.name) is not None
        case _:
            known = True
    if not known:
        raise BadToken(f"'{token}' names nothing this registry knows")


def create(
    session: Session,
    name: str,
    owner: str,
    purpose: str,
    members: list[str],
    author: str,
    at: datetime,
    *,
    rule: str | None = None,
    valid_until: datetime | None = None,
) -> None:
    """Create a list whose first version is in force, as its operator does; raise ``ListRefused`` and kin in words."""
    found(session, name, owner, purpose, at, valid_until)
    change(session, name, members, author, at, rule=rule)


def found(
    session: Session, name: str, owner: str, purpose: str, at: datetime, valid_until: datetime | None = None
) -> CirculationList:
    """Found a list that has no version yet, and so names nobody; raise ``ListRefused`` in words."""
    if not LIST_NAME.fullmatch(name):
        raise ListRefused("a list's name has 1 to 61 small letters, digits and hyphens, such as counter-terrorism")
    if session.get(CirculationList, name) is not None:
        raise ListRefused(f"there is already a list named '{name}'")
    check_purpose(purpose)
    if session.get(Organization, owner) is None:
        raise ListRefused(f"there is no organization '{owner[:60]}' to own the list")
    check_validity(valid_until, at)
    row = CirculationList(name=name, owner_id=owner, purpose=purpose.strip(), created_at=at, valid_until=valid_until)
    session.add(row)
    session.flush()
    return row


def check_purpose(purpose: str) -> None:
    """Raise ``ListRefused`` where a list would have no purpose."""
    if not purpose.strip():
        raise ListRefused("a list needs a purpose")


def check_validity(until: datetime | None, at: datetime) -> None:
    """Raise ``ListRefused`` where a list would have ended before it holds."""
    if until is not None and until <= at:
        raise ListRefused("the list would end before it begins to hold; set a later end, or none")


def change(
    session: Session, name: str, members: list[str], author: str, at: datetime, *, rule: str | None = None
) -> None:
    """Give a list a version in force from an instant on; raise ``ListRefused`` and kin in words.

    Narrowing holds for the next request; what was released keeps the audience that was pinned (cases 13, 14).
    """
    if session.get(CirculationList, name) is None:
        raise ListRefused(f"there is no list named '{name[:60]}'")
    version = check_version(session, name, members, rule, at)
    write_version(session, version, rule, author, approved=at)


def check_version(session: Session, name: str, members: list[str], rule: str | None, at: datetime) -> Version:
    """Return what a version would stand for; raise ``ListRefused``, ``BadToken`` or ``BadRule`` in words."""
    tokens = frozenset(parse(word) for word in members)
    for token in sorted(tokens):
        check_known(session, token)
    read = read_rule(session, rule) if rule and rule.strip() else None
    if any(_reaches(session, token.name, name, at) for token in tokens if token.kind == "list"):
        raise ListRefused(f"the list '{name}' would include itself")
    return Version(name, at, tokens, read)


def write_version(
    session: Session,
    version: Version,
    rule: str | None,
    author: str,
    *,
    reason: str = "",
    approved: datetime | None = None,
) -> CirculationListVersion:
    """Keep a version under the next number; only one approved is in force, and then for the next request (P6)."""
    numbers = session.exec(select(CirculationListVersion.number).where(CirculationListVersion.name == version.name))
    row = CirculationListVersion(
        name=version.name,
        number=max(numbers, default=0) + 1,
        members=sorted(str(token) for token in version.members),
        rule=" ".join(rule.split()) if rule and version.rule else None,
        from_=version.from_,
        author_id=author,
        reason=reason,
        approved_at=approved,
    )
    session.add(row)
    session.flush()
    if approved is not None:
        bump(session, COUNTER)
    return row


def _reaches(session: Session, start: str, wanted: str, at: datetime) -> bool:
    """Tell whether one list is or includes another at an instant, by itself or through lists within it."""
    members = Lists.read(session, start).members(at)
    seen, waiting = {start}, [start]
    while waiting:
        inner = {token.name for token in members.get(waiting.pop(), frozenset()) if token.kind == "list"} - seen
        seen |= inner
        waiting += inner
    return wanted in seen
