"""People: who they are, what they are cleared to, and the secrets by which the server knows them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, select

from models.clock import Clock
from models.ids import IdSource
from models.scheme import level
from models.tables.notice import Notice
from models.tables.person import ROLES, Credential, Person, PersonalClearance
from repository import organizations
from repository.access import COUNTER
from repository.database import bump
from repository.errors import RepositoryError
from repository.sealed import Vault

SESSION, TOKEN = "session", "token"
_ADDRESS = re.compile(r"(?!=\?)[\w.!#$%&'*+/=?^`{|}~-]{1,64}@\w([\w.-]{0,188}\w)?", re.ASCII)
_LONGEST_ADDRESS = 254
_NAME = re.compile(r"\w([\w.@-]{0,58}\w)?")
SHORTEST_PASSWORD = 12
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


class PersonRefused(RepositoryError):
    """What was said of a person cannot be kept; the sentence says why."""


class UnknownPerson(RepositoryError):
    """The name is not that of a person of this registry."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is said of a person when she is added."""

    username: str
    name: str
    organization: str
    role: str
    nationality: str | None = None
    clearance: str | None = None
    expires: datetime | None = None
    briefed: bool = False
    compartments: tuple[str, ...] = ()
    language: str = "en"
    password: str | None = None
    email: str | None = None


def add(session: Session, new: NewPerson, ids: IdSource, clock: Clock) -> Person:
    """Add a person; raise ``PersonRefused`` or ``UnknownOrganization`` with a sentence."""
    if new.role not in ROLES:
        raise PersonRefused(f"'{new.role[:40]}' is not a role; use one of: {', '.join(ROLES)}")
    if not _NAME.fullmatch(new.username):
        raise PersonRefused("a user name has 1 to 60 letters and digits, with . _ - @ between them")
    if new.username.casefold() in {name.casefold() for name in session.exec(select(Person.username))}:
        raise PersonRefused(f"there is already a person named '{new.username}'")
    if new.password is not None and len(new.password) < SHORTEST_PASSWORD:
        raise PersonRefused(f"a password has at least {SHORTEST_PASSWORD} characters; a short sentence is good")
    organizations.get(session, new.organization)
    _check_address(new.email)
    person = Person(
        id=ids.new(),
        username=new.username,
        name=new.name,
        organization_id=new.organization,
        nationality=new.nationality,
        role=new.role,
        briefed=new.briefed,
        compartments=sorted(new.compartments),
        language=new.language,
        email=new.email or None,
        password_hash=_HASHER.hash(new.password) if new.password else None,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    if new.clearance:
        clear(session, person, new.clearance, new.expires, ids)
    bump(session, COUNTER)
    return person


def clear(session: Session, person: Person, clearance: str, expires: datetime | None, ids: IdSource) -> None:
    """Give a person a clearance written ``scheme:level``; raise ``UnknownLevel`` where there is none such."""
    scheme, _, code = clearance.partition(":")
    level(scheme, code)
    row = PersonalClearance(id=ids.new(), person_id=person.id, scheme=scheme, level=code, expires=expires)
    session.add(row)
    bump(session, COUNTER)


def clearances(session: Session, person: Person) -> list[PersonalClearance]:
    """Return the clearances of a person that were not revoked, expired ones included, by scheme and level."""
    rows = session.exec(select(PersonalClearance).where(PersonalClearance.person_id == person.id))
    held = [row for row in rows if row.revoked_at is None]
    return sorted(held, key=lambda row: (row.scheme, row.level, str(row.expires or "")))


def revoke_clearances(session: Session, person: Person, at: datetime) -> int:
    """Revoke every clearance of a person and return how many there were (case 2)."""
    held = clearances(session, person)
    for row in held:
        row.revoked_at = at
        session.add(row)
    bump(session, COUNTER)
    return len(held)


def brief(
    session: Session,
    person: Person,
    *,
    briefed: bool | None = None,
    compartments: tuple[str, ...] | None = None,
) -> None:
    """Change a person's briefing or her compartments; None leaves either as it is."""
    if briefed is not None:
        person.briefed = briefed
    if compartments is not None:
        person.compartments = sorted(set(compartments))
    session.add(person)
    bump(session, COUNTER)


def change_address(session: Session, person: Person, email: str | None) -> None:
    """Change where a person is told that notices wait for her; None: nowhere. Raises ``PersonRefused``."""
    _check_address(email)
    person.email = email or None
    session.add(person)


def _check_address(email: str | None) -> None:
    if email and not (len(email) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(email)):
        raise PersonRefused(f"'{email[:60]}' is not an e-mail address; write one such as amina@afripol.example")


def change_activity(session: Session, person: Person, *, active: bool) -> None:
    """Suspend a person or let her act again; it holds for the next request (P6)."""
    person.active = active
    session.add(person)
    bump(session, COUNTER)


def named(session: Session, username: str) -> Person:
    """Return the person of a user name; raise ``UnknownPerson`` where there is none."""
    found = session.exec(select(Person).where(Person.username == username)).first()
    if found is None:
        raise UnknownPerson(f"there is no person named '{username[:60]}'; 'concord people list' names them")
    return found


def everyone(session: Session) -> list[Person]:
    """Return all people by user name."""
    return list(session.exec(select(Person).order_by(col(Person.username))))


def by_password(session: Session, username: str, password: str) -> Person | None:
    """Return the active person of a user name and password, or None; takes as long for a name nobody has."""
    name = username.encode("utf-8", "replace").decode()
    person = session.exec(select(Person).where(Person.username == name)).first()
    kept = person.password_hash if person is not None and person.active else None
    try:
        _HASHER.verify(kept or _NOBODY, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return None
    return person if kept else None


def grant_credential(
    session: Session,
    vault: Vault,
    person: Person,
    kind: str,
    ids: IdSource,
    clock: Clock,
    *,
    lasting: timedelta | None = None,
    purpose: str | None = None,
    label: str = "",
    organization: str | None = None,
) -> str:
    """Make a session or a token for a person and return its secret, which is kept nowhere.

    It acts for ``organization``, her own where it is None; the caller has made sure of her affiliation (case 32).
    """
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        Credential(
            id=ids.new(),
            kind=kind,
            digest=vault.token_digest(secret),
            person_id=person.id,
            organization_id=None if organization == person.organization_id else organization,
            purpose=purpose,
            label=label,
            created_at=now,
            expires_at=now + lasting if lasting else None,
        )
    )
    return secret


def by_secret(session: Session, vault: Vault, secret: str, at: datetime) -> tuple[Person, Credential] | None:
    """Return whose living session or token a secret is, or None."""
    row = living_credential(session, vault, secret, at)
    person = session.get(Person, row.person_id) if row is not None else None
    return (person, row) if row is not None and person is not None and person.active else None


def living_credential(session: Session, vault: Vault, secret: str, at: datetime) -> Credential | None:
    """Return the session or token of a secret, whether or not its person may act, or None where it ended."""
    row = session.exec(select(Credential).where(Credential.digest == vault.token_digest(secret))).first()
    if row is None or row.revoked_at is not None or (row.expires_at is not None and at >= row.expires_at):
        return None
    return row


def revoke_credential(session: Session, vault: Vault, secret: str, at: datetime) -> bool:
    """End a session or a token, a suspended person's too; return whether it was living."""
    row = living_credential(session, vault, secret, at)
    if row is None:
        return False
    row.revoked_at = at
    session.add(row)
    return True


def revoke_tokens(session: Session, person: Person, at: datetime) -> int:
    """End every living token of a person, not her sessions, and return how many there were."""
    rows = session.exec(select(Credential).where(Credential.person_id == person.id, Credential.kind == TOKEN))
    unrevoked = (row for row in rows if row.revoked_at is None)
    living = [row for row in unrevoked if row.expires_at is None or at < row.expires_at]
    for row in living:
        row.revoked_at = at
        session.add(row)
    return len(living)


def notify(session: Session, person: Person, kind: str, detail: dict[str, str], ids: IdSource, clock: Clock) -> None:
    """Leave a notice for a person in the application."""
    session.add(Notice(id=ids.new(), person_id=person.id, kind=kind, detail=detail, created_at=clock.now()))
