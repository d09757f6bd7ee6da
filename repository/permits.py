"""Permits: a recipient asks the providers for what H2 keeps from her organization (R11).

H2 takes excerpt, download, translate and derive from everybody until the provider consents; a permit is that
consent, for the people of one organization and for one edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from models.handling import DESTROYED, RELEASED, SUPERSEDED, Handling
from models.policy import H2_REMOVES
from models.tables.assessment import Edition, HandlingRecord
from models.tables.person import ORIGINATOR
from models.tables.request import GRANTED, TAKEN_BACK, Request
from repository import notices, relations, requests
from repository.acts import Actor, ActRefused, NotFound, act_of
from repository.changing import refuse_suspended
from repository.editions import granted_actions, read_deposit, records, write_rows
from repository.handlings import decode
from repository.permitted import H2, PERMIT, permitted, with_permits
from repository.registry import Registry
from repository.release import Released, decide


def ask(
    registry: Registry, session: Session, actor: Actor, edition: Edition, actions: Sequence[str], reason: str
) -> Request:
    """Ask every originator to allow actions to the actor's organization; the caller has made sure that she reads it.

    Raises ``ActRefused`` where no reason is given, where H2 is not what stops her, or where it is permitted already.
    """
    wanted = sorted(set(actions))
    if not wanted or not set(wanted) <= H2_REMOVES:
        raise ActRefused(f"a permit is for one or more of: {', '.join(sorted(H2_REMOVES))}")
    if not reason.strip():
        raise ActRefused("say why you ask: the originators decide on it")
    if not any(H2 in part.marking.handling for part in _seen(registry, session, actor, edition)):
        raise ActRefused("it does not carry H2, so there is nothing to permit; what is granted stands on its page")
    held = {action for action, organization in permitted(session, edition.id) if organization == actor.organization}
    if set(wanted) <= held:
        raise ActRefused("that is permitted to your organization already")
    proposal = {"actions": wanted, "organization": actor.organization}
    return requests.ask(
        registry, session, actor, PERMIT, edition.originators, edition=edition, proposal=proposal, reason=reason
    )


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Let the permit that was granted hold for the next request."""
    edition = session.get_one(Edition, request.edition_id)
    if edition.state not in (RELEASED, SUPERSEDED):
        raise ActRefused(f"it is {edition.state} by now, so nothing of it can be granted any more; decline it")
    refuse_suspended(session, edition, registry.clock.now())
    refresh(registry, session, edition)
    relations.propagate(registry, session, edition, "widened")
    detail: dict[str, object] = {"request": request.id, **request.proposal}
    registry.register.append(session, act_of(registry, actor, PERMIT, edition, detail))


def withdraw(registry: Registry, session: Session, actor: Actor, ident: str) -> Request:
    """Take a granted permit back; any one originator suffices (W3), and it holds for the next request."""
    request = requests.find(session, actor, ident)
    edition = session.get(Edition, request.edition_id) if request.edition_id else None
    provider = edition is not None and actor.organization in edition.originators and actor.person.role == ORIGINATOR
    if request.kind != PERMIT or edition is None or not provider:
        raise NotFound
    if request.state != GRANTED:
        raise ActRefused(f"it is {request.state}; only what was granted can be taken back")
    request.state, request.decided_at = TAKEN_BACK, registry.clock.now()
    session.add(request)
    session.flush()
    refresh(registry, session, edition)
    relations.propagate(registry, session, edition, "narrowed")
    told, detail = [request.asked_by], {"kind": PERMIT}
    notices.send(registry, session, told, "permit-withdrawn", detail, edition=edition.id, request=request.id)
    said: dict[str, object] = {"request": request.id, **request.proposal}
    registry.register.append(session, act_of(registry, actor, "permit-withdraw", edition, said))
    return request


def refresh(registry: Registry, session: Session, edition: Edition) -> None:
    """Bring the permits of an edition's handlings to what was granted; nothing else of them changes."""
    pairs, actions = permitted(session, edition.id), granted_actions(read_deposit(edition, registry.vault))
    parts = [decode(row) for row in _living(session, edition)]
    plain = [replace(part, policy=replace(part.policy, actions=actions)) for part in parts]
    write_rows(session, edition, [with_permits(part, pairs) for part in plain])


def _seen(registry: Registry, session: Session, actor: Actor, edition: Edition) -> list[Handling]:
    """Return the parts that the actor may see: what the others carry is not to be told by an answer to her (P1)."""
    at, parts = registry.clock.now(), [decode(row) for row in _living(session, edition)]
    return [part for part in parts if isinstance(decide(actor.reader, part, "view", at), Released)]


def _living(session: Session, edition: Edition) -> list[HandlingRecord]:
    return [row for row in records(session, edition.id) if row.state != DESTROYED]
