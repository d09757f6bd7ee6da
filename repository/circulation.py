"""Circulation lists and pinning: what a token stood for at release (domain 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.clock import earliest
from models.policy import Grant
from models.tables.circulation import CirculationList, CirculationListVersion
from models.tables.organization import Membership, Organization
from models.tables.person import Person
from models.token import LIST_NAME, BadToken, Token, parse
from repository.database import bump
from repository.errors import RepositoryError


def lists_in_force(session: Session, at: datetime) -> tuple[dict[str, frozenset[Token]], datetime | None]:
    """Return the members of every list at an instant, and the first later instant at which one moves."""
    versions = _versions(session)
    return _in_force(versions, at), earliest(*(v.from_ for v in versions if v.from_ > at))


class _Version(NamedTuple):
    name: str
    from_: datetime
    members: frozenset[Token]


def _versions(session: Session) -> list[_Version]:
    rows = session.exec(select(CirculationListVersion).order_by(col(CirculationListVersion.number)))
    return [_Version(row.name, row.from_, _read_members(row.members)) for row in rows]


def _read_members(words: list[str]) -> frozenset[Token]:
    """Return the tokens of a version; one that cannot be read names nobody."""
    try:
        return frozenset(parse(word) for word in words)
    except (BadToken, TypeError, AttributeError):
        return frozenset()


def _in_force(versions: list[_Version], at: datetime) -> dict[str, frozenset[Token]]:
    return {version.name: version.members for version in versions if version.from_ <= at}


class Lists:
    """Every circulation list as of an instant, asked which of them name somebody."""

    def __init__(self, session: Session, at: datetime) -> None:
        """Read all versions once."""
        versions = _versions(session)
        self._now = _by_member(_in_force(versions, at))
        later = sorted({version.from_ for version in versions if version.from_ > at})
        self._later = [(instant, _by_member(_in_force(versions, instant))) for instant in later]

    def naming(self, tokens: Iterable[Token]) -> frozenset[Token]:
        """Return every list that names one of the tokens, by itself or through lists within it."""
        return _naming(tokens, self._now)

    def next_change(self, tokens: Iterable[Token]) -> datetime | None:
        """Return the first later instant at which other lists name the tokens.

        A version to come that concerns somebody else is no instant here: it must leave no trace (domain 6).
        """
        wanted = tuple(tokens)
        now = self.naming(wanted)
        return next((instant for instant, then in self._later if _naming(wanted, then) != now), None)


def _by_member(lists: dict[str, frozenset[Token]]) -> dict[Token, list[Token]]:
    found: dict[Token, list[Token]] = {}
    for name, members in lists.items():
        for token in members:
            found.setdefault(token, []).append(Token("list", name))
    return found


def _naming(tokens: Iterable[Token], by_member: dict[Token, list[Token]]) -> frozenset[Token]:
    found: set[Token] = set()
    waiting = list(tokens)
    while waiting:
        more = [listed for listed in by_member.get(waiting.pop(), ()) if listed not in found]
        found.update(more)
        waiting += more
    return frozenset(found)


def pin(session: Session, token: Token, at: datetime, *, future_members: bool = False) -> Grant:
    """Return a token's grant as it stands at release: lists and ``+members`` are pinned (cases 14, 19)."""
    if token.kind == "members":
        return Grant(token, None if future_members else _members(session, token.name, at), future_members)
    if token.kind == "list":
        lists, _ = lists_in_force(session, at)
        return Grant(token, _expand(session, lists, token.name, at, set()))
    return Grant(token)


def _members(session: Session, body: str, at: datetime) -> frozenset[Token]:
    rows = session.exec(select(Membership).where(Membership.body_id == body))
    countries = {r.country for r in rows if (r.from_ is None or r.from_ <= at) and (r.until is None or at < r.until)}
    return frozenset({Token("body", body)} | {Token("bureau", country) for country in countries})


def _expand(
    session: Session, lists: dict[str, frozenset[Token]], name: str, at: datetime, seen: set[str]
) -> frozenset[Token]:
    expanded: set[Token] = set()
    seen.add(name)
    for token in lists.get(name, frozenset()):
        if token.kind == "members":
            expanded |= _members(session, token.name, at)
        elif token.kind == "list":
            if token.name not in seen:
                expanded |= _expand(session, lists, token.name, at, seen)
        else:
            expanded.add(token)
    return frozenset(expanded)


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


class ListRefused(RepositoryError):
    """A list cannot be kept as it was written; the sentence says why."""


def create(
    session: Session, name: str, owner: str, purpose: str, members: list[str], author: str, at: datetime
) -> None:
    """Create a list with its first version; raise ``ListRefused`` or ``BadToken`` in words."""
    if not LIST_NAME.fullmatch(name):
        raise ListRefused("a list's name has 1 to 61 small letters, digits and hyphens, such as counter-terrorism")
    if session.get(CirculationList, name) is not None:
        raise ListRefused(f"there is already a list named '{name}'")
    if not purpose.strip():
        raise ListRefused("a list needs a purpose")
    if session.get(Organization, owner) is None:
        raise ListRefused(f"there is no organization '{owner[:60]}' to own the list")
    session.add(CirculationList(name=name, owner_id=owner, purpose=purpose.strip(), created_at=at))
    session.flush()
    change(session, name, members, author, at)


def change(session: Session, name: str, members: list[str], author: str, at: datetime) -> None:
    """Give a list a new version from an instant on; raise ``ListRefused`` or ``BadToken`` in words.

    Narrowing holds for the next request; what was released keeps the audience that was pinned (case 13, 14).
    """
    if session.get(CirculationList, name) is None:
        raise ListRefused(f"there is no list named '{name[:60]}'")
    tokens = {parse(word) for word in members}
    for token in sorted(tokens):
        check_known(session, token)
    lists, _ = lists_in_force(session, at)
    if _reaches(lists | {name: frozenset(tokens)}, name, name, set()):
        raise ListRefused(f"the list '{name}' would include itself")
    numbers = session.exec(select(CirculationListVersion.number).where(CirculationListVersion.name == name))
    session.add(
        CirculationListVersion(
            name=name,
            number=max(numbers, default=0) + 1,
            members=sorted(str(token) for token in tokens),
            from_=at,
            author_id=author,
        )
    )
    bump(session, "access")


def _reaches(lists: dict[str, frozenset[Token]], start: str, wanted: str, seen: set[str]) -> bool:
    inner = {token.name for token in lists.get(start, frozenset()) if token.kind == "list"} - seen
    seen |= inner
    return wanted in inner or any(_reaches(lists, name, wanted, seen) for name in inner)
