"""What changes of marking and circulation have in common: who may, from which states, and what must be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.change import opposed
from models.deposit import Deposit
from models.reader import SUSPENDED
from models.tables.assessment import Edition
from models.tables.organization import Organization
from models.tables.person import REGISTRY
from models.tables.request import Request
from repository import requests
from repository.access import read_organization
from repository.acts import Actor, ActRefused, Incomplete
from repository.completeness import Problems, submission_problems
from repository.editions import read_deposit, read_suggestions
from repository.moves import MOVES, admit
from repository.registry import Registry


@dataclass(frozen=True, slots=True)
class Case:
    """One edition that somebody is about to change: as it is deposited, and when."""

    edition: Edition
    deposit: Deposit
    at: datetime
    provisional: bool = False


def opened(registry: Registry, session: Session, actor: Actor, act: str, assessment: str) -> Case:
    """Return the edition that the actor may change by an act; what the registry does is provisional (W1, W2).

    Raises ``NotFound`` for whom it does not concern and ``ActRefused`` for another role or state.
    """
    edition = admit(session, actor, act, assessment)
    return of(registry, edition, provisional=actor.person.role == REGISTRY)


def asked(registry: Registry, session: Session, request: Request) -> Case:
    """Return the edition that a request wants changed; raise ``ActRefused`` where its state allows it no more."""
    edition, act = session.get_one(Edition, request.edition_id), request.kind
    if edition.state not in MOVES[act].from_states:
        states = " or ".join(sorted(MOVES[act].from_states))
        raise ActRefused(f"it is {edition.state}; to {act} it must be {states}")
    return of(registry, edition)


def of(registry: Registry, edition: Edition, *, provisional: bool = False) -> Case:
    """Return an edition as a case, as of now."""
    return Case(edition, read_deposit(edition, registry.vault), registry.clock.now(), provisional)


def refuse_opposed(ways: dict[str, str], wanted: str, sentence: str) -> None:
    """Raise ``Incomplete`` naming the fields that lead the other way; ``ActRefused`` where none leads anywhere."""
    against = opposed(ways, wanted)
    if against:
        raise Incomplete(dict.fromkeys(against, sentence))
    if not ways:
        raise ActRefused("it changes nothing: that is how it stands already")


def refuse_suspended(session: Session, edition: Edition, at: datetime) -> None:
    """Refuse to lower or widen what a suspended organization originated, alone or jointly (cases 3, 16)."""
    for name in edition.originators:
        organization = session.get(Organization, name)
        if organization is None or read_organization(session, organization, at).standing == SUSPENDED:
            raise ActRefused(f"its originator {name} is suspended; nothing of it is lowered or widened meanwhile")


def refuse_problems(registry: Registry, session: Session, case: Case, after: Deposit) -> None:
    """Raise ``Incomplete`` for what would be wrong after a change and is not now (cases 6, 10, 11, 22)."""
    before = _problems(registry, session, case, case.deposit)
    new = {name: said for name, said in _problems(registry, session, case, after).items() if before.get(name) != said}
    if new:
        raise Incomplete(new)


def _problems(registry: Registry, session: Session, case: Case, deposit: Deposit) -> Problems:
    names = case.edition.originators
    asked = deposit.model_copy(update={"originators": names})
    found = read_suggestions(case.edition, registry.vault)
    return submission_problems(session, asked, names[0], found, case.at)


def ask_to_keep(
    registry: Registry,
    session: Session,
    actor: Actor,
    edition: Edition,
    act: str,
    change: Mapping[str, object],
    before: Mapping[str, object],
) -> Request:
    """Ask the originators whether what the registry did provisionally stays; one that declines reverses it (W2).

    ``before`` is what ``repository/reversal.py`` puts back. Where the very same is asked already, because the
    registry did it before and it was undone meanwhile, that request stands for this change as well.
    """
    proposal = {"act": act, "change": dict(change), "before": dict(before)}
    waiting = requests.waits(registry, session, "keep-change", edition, None, proposal)
    if waiting is not None:
        return waiting
    reason = str(change["reason"])
    needed = edition.originators
    return requests.ask(
        registry, session, actor, "keep-change", needed, edition=edition, proposal=proposal, reason=reason
    )


@contextmanager
def no_longer() -> Iterator[None]:
    """Turn what is wrong by now with a change asked for earlier into a refusal of the answer that would do it."""
    try:
        yield
    except Incomplete as error:
        raise ActRefused(f"what was asked is no longer possible: {error}") from error
