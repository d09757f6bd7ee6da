"""Acting: every act on an assessment that an address or a command may name, by one way in, recorded either way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlmodel import Session, select

from models.change import Circulate, Recall, Regrade
from models.tables.assessment import Edition
from models.tables.request import Request
from repository import acts, circulating, destruction, life, recall, regrading
from repository.acts import Actor, ActRefused, Incomplete, NotFound
from repository.moves import NOTHING_SAID, Said
from repository.registry import Registry
from web import relating
from web.house import House
from web.visitor import Visitor

Change = Callable[[Registry, Session, Actor, str, Any], Request | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: the state, and the request that waits for consents, if there is one."""

    state: str
    request: str | None = None


CHANGES: dict[str, tuple[type[BaseModel], Change]] = {
    "raise": (Regrade, regrading.raise_),
    "downgrade": (Regrade, regrading.ask),
    "narrow": (Circulate, circulating.narrow),
    "widen": (Circulate, circulating.ask),
    "recall": (Recall, recall.ask),
    **relating.ACTS,
}
"""What changes an assessment after its submission: what each is told, and who carries it out."""

ACTS = tuple(dict.fromkeys((*life.PERFORMED, *CHANGES)))
"""The acts that can be named, in the order of the life of an assessment."""


def perform(house: House, visitor: Visitor, act: str, ident: str, said: object = None) -> Outcome:
    """Carry out an act, or ask for the consents it needs; a refusal is recorded (case 9).

    ``said`` is a ``Said`` for acts of the life of an assessment, and what ``CHANGES`` names for the others. Raises
    ``NotFound``, ``ActRefused`` and ``Incomplete`` in words.
    """
    registry = house.registry
    try:
        with registry.database.write() as session:
            return _perform(registry, session, visitor.actor, act, ident, said)
    except (ActRefused, Incomplete, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, act, ident, error))
        raise


def read(act: str, body: Mapping[str, Any]) -> object:
    """Return what an act is told from JSON; raise ``Incomplete`` by field, and ``NotFound`` for no act."""
    if act not in ACTS:
        raise NotFound
    shape: TypeAdapter[Any] = TypeAdapter(CHANGES[act][0] if act in CHANGES else Said)
    try:
        return shape.validate_python(dict(body))
    except ValidationError as error:
        raise Incomplete(
            {
                ".".join(str(step) for step in entry["loc"]) or "body": _sentence(entry["type"])
                for entry in error.errors()
            }
        ) from error


def _problem(place: tuple[int | str, ...], kind: str) -> tuple[str, str]:
    return ".".join(str(step) for step in place) or "body", _sentence(kind)


def _sentence(kind: str) -> str:
    match kind:
        case "missing":
            return "is needed here"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return "is not a field of this request"
        case "string_too_long" | "too_long":
            return "is too long; shorten it"
        case _:
            return "cannot be read; check how it is written"


def _perform(registry: Registry, session: Session, actor: Actor, act: str, ident: str, said: object) -> Outcome:
    told = said if isinstance(said, Said) else NOTHING_SAID
    if act == destruction.KIND:
        asked = destruction.ask(registry, session, actor, ident, told)
        return Outcome(session.get_one(Edition, asked.edition_id).state, asked.id)
    if act not in CHANGES:
        return Outcome(life.perform(registry, session, actor, act, ident, told).state)
    request = CHANGES[act][1](registry, session, actor, ident, said)
    session.flush()
    edition = session.exec(select(Edition).where(Edition.assessment_id == ident)).one()
    return Outcome(edition.state, request.id if request else None)
