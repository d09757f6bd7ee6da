"""Access requests: a reader who may know that an assessment exists asks its originators to let her in (W3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from models.handling import CARD, RELEASED, SUPERSEDED, Handling
from models.policy import Grant
from models.reader import Reader
from models.tables.assessment import Edition
from models.tables.request import Request
from models.token import Token, parse
from repository import circulating, requests
from repository.access import read_everybody
from repository.acts import Actor, ActRefused
from repository.editions import records
from repository.handlings import decode
from repository.registry import Registry
from repository.release import Withheld, decide

ACCESS = "access"
PERSON, ORGANIZATION = "person", "organization"


def ask(registry: Registry, session: Session, actor: Actor, edition: Edition, whom: str, reason: str) -> Request:
    """Ask every originator for access, for the actor herself (``person``) or for her ``organization``.

    The caller has made sure that she may know of the edition. Raises ``ActRefused`` where no reason is given.
    """
    if not reason.strip():
        raise ActRefused("say why you ask: the originators decide on it")
    if actor.organization in edition.originators:
        raise ActRefused("your own organization originated it; who reads it is for its officers to say")
    token = Token("person", actor.person.id) if whom == PERSON else Token("body", actor.organization)
    proposal = {"token": str(token), "for": whom}
    return requests.ask(
        registry, session, actor, ACCESS, edition.originators, edition=edition, proposal=proposal, reason=reason
    )


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Let in whom the originators agreed to let in; it holds for the next request, and every pin stays (W8)."""
    edition = session.get_one(Edition, request.edition_id)
    if edition.state not in (RELEASED, SUPERSEDED):
        raise ActRefused(f"it is {edition.state} by now, so nothing of it can be granted any more; decline it")
    circulating.widen_now(registry, session, actor, edition, [str(request.proposal["token"])])


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom granting would let in, by name, and which rules would still stop whom."""

    reading: tuple[str, ...]
    stopped: tuple[tuple[str, tuple[str, ...]], ...]


def effect(session: Session, request: Request, at: datetime) -> Effect:
    """Return what granting an access request would do to those it is for; nothing is changed.

    An embargo is taken as over: it says when somebody reads, not who. Raises ``LookupError`` where the edition is
    gone.
    """
    edition = session.get(Edition, request.edition_id)
    if edition is None:
        raise LookupError("the edition is gone")
    token = parse(str(request.proposal["token"]))
    parts = [_let_in(decode(row), token) for row in records(session, edition.id)]
    reading, stopped = [], []
    for name, reader in _people(session, token, at):
        rules = _stopping(reader, parts, at)
        if rules:
            stopped.append((name, rules))
        else:
            reading.append(name)
    return Effect(tuple(reading), tuple(stopped))


def _let_in(handling: Handling, token: Token) -> Handling:
    policy = replace(handling.policy, audience=(*handling.policy.audience, Grant(token)))
    return replace(handling, policy=policy, embargo_until=None)


def _people(session: Session, token: Token, at: datetime) -> list[tuple[str, Reader]]:
    """Return those whom a person's or an organization's token names, who are active."""
    _, everybody = read_everybody(session, at)
    return [(person.name, reader) for person, reader in everybody if reader.active and token in reader.tokens]


def _stopping(reader: Reader, parts: list[Handling], at: datetime) -> tuple[str, ...]:
    """Return the rules that would still stop a reader from card and body; none where she would read both."""
    failed: set[str] = set()
    for handling in parts:
        purposed = replace(reader, purpose=min(handling.policy.purposes, default=reader.purpose))
        decision = decide(purposed, handling, "view", at)
        if handling.part in (CARD, "body") and isinstance(decision, Withheld):
            failed.update(decision.reasons)
    return tuple(sorted(failed, key=lambda rule: int(rule[1:])))
