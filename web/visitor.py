"""The visitor: who asks, proven by a session or a token, with her access context of this request."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.reader import ACTIVE, SUPERVISED, Reader
from models.tables.person import Person
from repository import people
from repository.acts import Actor
from repository.register import Act
from web.house import House


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, her access context at ``at``, and the credential she came with."""

    person: Person
    reader: Reader
    credential: str
    csrf: str
    at: datetime

    @property
    def role(self) -> str:
        """Return the person's role."""
        return self.person.role

    @property
    def language(self) -> str:
        """Return the language she prefers."""
        return self.person.language

    @property
    def purpose(self) -> str | None:
        """Return the purpose declared for the session (R11)."""
        return self.reader.purpose

    @property
    def may_act(self) -> bool:
        """Tell whether the person is active and her organization not suspended (R1, case 3)."""
        return self.reader.active and self.reader.standing in (ACTIVE, SUPERVISED)

    @property
    def actor(self) -> Actor:
        """Return her as somebody who acts on assessments."""
        return Actor(self.person, self.reader)


def sign_in(house: House, username: str, password: str, purpose: str | None = None) -> str | None:
    """Return the secret of a new session, or None where name and password do not belong together.

    Both outcomes are recorded; neither tells whether the name exists.
    """
    registry = house.registry
    with registry.database.read() as session:
        person = people.by_password(session, username, password)
    now = registry.clock.now()
    if person is None:
        registry.recorder.record(Act(action="sign-in", at=now, outcome="refused"))
        return None
    with registry.database.write() as session:
        lasting = timedelta(hours=house.settings.session_hours)
        secret = people.grant_credential(
            session,
            registry.vault,
            person,
            people.SESSION,
            registry.ids,
            registry.clock,
            lasting=lasting,
            purpose=purpose,
        )
        detail = {"purpose": purpose} if purpose else {}
        registry.register.append(session, Act(action="sign-in", at=now, actor=person.id, detail=detail))
    return secret


def visitor_of(house: House, secret: str) -> Visitor | None:
    """Return whose living session or token a secret is, as of now, or None."""
    registry = house.registry
    now = registry.clock.now()
    with registry.database.read() as session:
        found = people.by_secret(session, registry.vault, secret, now)
        if found is None:
            return None
        person, credential = found
        reader = registry.readers.of(session, person.id, now, credential.purpose)
    if reader is None:
        return None
    return Visitor(person, reader, credential.id, csrf_of(house, secret), now)


def sign_out(house: House, secret: str) -> None:
    """End a session; it is no longer known to the very next request."""
    registry = house.registry
    now = registry.clock.now()
    with registry.database.write() as session:
        credential = people.living_credential(session, registry.vault, secret, now)
        if credential is not None and people.revoke_credential(session, registry.vault, secret, now):
            registry.register.append(session, Act(action="sign-out", at=now, actor=credential.person_id))


def csrf_of(house: House, secret: str) -> str:
    """Return the value that a form or a script of this session must send back with every change."""
    return house.registry.vault.mac("csrf", secret.encode()).hex()


def csrf_matches(house: House, secret: str, given: str | None) -> bool:
    """Tell whether a value sent back is that of the session."""
    return given is not None and hmac.compare_digest(csrf_of(house, secret).encode(), given.encode("utf-8", "replace"))
