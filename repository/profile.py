"""An organization's profile: how it is called, where it sits, what it is for, how it is reached. It gives no right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.tables.organization import Organization
from models.tables.person import ORIGINATOR, REGISTRY
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.registry import Registry

LANGUAGES = ("ar", "en", "es", "fr")


@dataclass(frozen=True, slots=True)
class Profile:
    """What changes in a profile; None keeps what it says. A name is changed language by language."""

    names: Mapping[str, str] | None = None
    seat: str | None = None
    mandate: str | None = None
    channels: tuple[str, ...] | None = None
    frameworks: tuple[str, ...] | None = None


def may_change(actor: Actor, organization: str) -> bool:
    """Tell whether somebody may change a profile: the registry, and the organization's own officers."""
    own = actor.person.role == ORIGINATOR and actor.organization == organization
    return actor.may_act and (own or actor.person.role == REGISTRY)


def change(registry: Registry, session: Session, actor: Actor, ident: str, said: Profile) -> Organization:
    """Change an organization's profile in the caller's write transaction; recorded.

    Raises ``NotFound``, ``ActRefused``, ``Incomplete`` by field.
    """
    row = session.get(Organization, ident)
    if row is None or not actor.may_act:
        raise NotFound
    if not may_change(actor, ident):
        raise ActRefused("only the registry and the organization's own officers change its profile")
    named = {code: name.strip() for code, name in (said.names or {}).items()}
    problems = {f"names.{code}": "is not a language of the pages" for code in named if code not in LANGUAGES}
    problems |= {f"names.{code}": "is empty; say the name" for code, name in named.items() if not name}
    if problems:
        raise Incomplete(problems)
    row.names = {**row.names, **named}
    row.seat = row.seat if said.seat is None else said.seat.strip() or None
    row.mandate = row.mandate if said.mandate is None else said.mandate.strip()
    row.channels = row.channels if said.channels is None else _lines(said.channels)
    row.frameworks = row.frameworks if said.frameworks is None else _lines(said.frameworks)
    session.add(row)
    session.flush()
    registry.register.append(session, act_of(registry, actor, "profile", None, {"organization": ident}))
    return row


def _lines(said: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in said if line.strip()))
