"""The visitor: who asks, proven by a session or a token, with her access context of this request."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.reader import ACTIVE, SUPERVISED, Reader
from models.tables.person import Person
from repository import affiliations, due, people
from repository.acts import Actor, ActRefused
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


def sign_in(
    house: House, username: str, password: str, purpose: str | None = None, organization: str | None = None
) -> str | None:
    """Return the secret of a new session, or None where name and password do not belong together.

    It acts for ``organization``, her own where it is None; None too where she is not affiliated to it. Both outcomes
    are recorded; neither tells whether the name exists, nor whether it was the organization that was wrong.
    """
    registry = house.registry
    with registry.database.read() as session:
        person = people.by_password(session, username, password)
        now = registry.clock.now()
        # Asked whoever it is, so that both refusals cost the same.
        acts_for = affiliations.held(session, person, now) if person is not None else []
    if person is None or (organization is not None and organization not in acts_for):
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
            organization=organization,
        )
        detail = {"purpose": purpose} if purpose else {}
        detail |= {"organization": organization} if organization else {}
        registry.register.append(session, Act(action="sign-in", at=now, actor=person.id, detail=detail))
    return secret


def visitor_of(house: House, secret: str) -> Visitor | None:
    """Return whose living session or token a secret is, as of now, or None.

    What is due to editions by now is performed first, so that her request finds it done and recorded (W4).
    """
    registry = house.registry
    now = registry.clock.now()
    with registry.database.read() as session:
        found = people.by_secret(session, registry.vault, secret, now)
        if found is None:
            return None
        registry.schedule.refresh(session)
        person, credential = found
        reader = registry.readers.of(session, person.id, now, credential.purpose, credential.organization_id)
    if reader is None:
        return None
    due.catch_up_editions(registry, now)
    return Visitor(person, reader, credential.id, csrf_of(house, secret), now)


def act_for(house: House, visitor: Visitor, secret: str, organization: str) -> str:
    """End a session and return the secret of the one in its place, which acts for another organization; recorded.

    It ends when the former would have. Raises ``ActRefused`` where she is not affiliated to it now (case 32).
    """
    registry, person = house.registry, visitor.person
    now = registry.clock.now()
    with registry.database.write() as session:
        known = organization in affiliations.held(session, person, now)
        former = people.living_credential(session, registry.vault, secret, now) if known else None
        if former is not None:
            lasting = former.expires_at - now if former.expires_at else None
            people.revoke_credential(session, registry.vault, secret, now)
            made = people.grant_credential(
                session,
                registry.vault,
                person,
                people.SESSION,
                registry.ids,
                registry.clock,
                lasting=lasting,
                purpose=former.purpose,
                organization=organization,
            )
            act = Act(action="act-for", at=now, actor=person.id, detail={"organization": organization})
            registry.register.append(session, act)
            return made
    refused = Act(action="act-for", at=now, actor=person.id, outcome="refused")
    registry.recorder.record(refused)
    raise ActRefused("you do not act for that organization now")


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
