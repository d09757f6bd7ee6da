"""Refusing: an act that may not happen changes nothing, and is recorded once that is so (P2, case 9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.errors import Refused
from models.scheme import UnknownLevel
from repository.acts import ActRefused, Incomplete, NotFound
from repository.people import PersonRefused, UnknownPerson
from repository.register import REFUSED, Act
from web.house import House
from web.visitor import Visitor

_REFUSALS = (ActRefused, Incomplete, NotFound, PersonRefused, UnknownPerson, UnknownLevel, Refused)


@contextmanager
def refusing(house: House, visitor: Visitor, act: str, **about: str) -> Iterator[None]:
    """Record a refusal that is raised inside, with what it is about, and let it go on.

    Whoever asked in a role that does not include the act is recorded as well, so this goes around the check of the
    role; and around the transaction, which has been rolled back by then.
    """
    try:
        yield
    except _REFUSALS as error:
        said = {name: value[:64] for name, value in about.items()}
        detail = {**said, "why": str(error)[:500]}
        now = house.registry.clock.now()
        house.registry.recorder.record(Act(action=act, actor=visitor.person.id, outcome=REFUSED, detail=detail, at=now))
        raise
