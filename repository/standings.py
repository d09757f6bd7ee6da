"""An organization's standing: tightened at once by one officer, lifted by two (cases 3, 4; W6, W7)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from models.clock import Interval, parse_instant
from models.reader import ACTIVE, STANDINGS, SUPERVISED, SUSPENDED
from models.tables.organization import Organization, Standing
from models.tables.request import Request
from repository import notices, requests
from repository.access import standing_of
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.organizations import change_standing
from repository.periods import edges, period, require_registry
from repository.registry import Registry

KIND = "standing"
"""The kind of the request, of the notice, and the name of the act in the register."""

_SEVERITY = {ACTIVE: 0, SUPERVISED: 1, SUSPENDED: 2}


def change(
    registry: Registry,
    session: Session,
    actor: Actor,
    organization: str,
    standing: str,
    reason: str,
    from_: datetime | None = None,
) -> Request | None:
    """Set an organization's standing from now or an instant to come, in the caller's write transaction; recorded.

    What tightens holds at once (None); what lifts waits for a second registry officer (the request). Raises
    ``NotFound``, ``ActRefused``, ``Incomplete`` by field.
    """
    require_registry(actor)
    if session.get(Organization, organization) is None:
        raise NotFound
    since = _checked(registry, actor, organization, standing, reason, from_)
    rows, reason = history(session, organization), reason.strip()
    later = [row for row in rows if row.until is None or row.until > since]
    if _at(rows, since) == standing and not any(row.from_ and row.from_ > since for row in later):
        raise ActRefused(f"the standing of {organization} is {standing} already")
    if lifts(rows, standing, since):
        proposal = {"standing": standing, "from": since.isoformat() if from_ else None, "newest": _newest(rows)}
        asked = {actor.organization}
        return requests.ask(
            registry, session, actor, KIND, asked, subject=organization, proposal=proposal, reason=reason
        )
    _set(registry, session, actor, organization, standing, since, reason)
    return None


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Lift a standing as a second officer granted; raise ``ActRefused`` where it was changed since it was asked."""
    organization, proposal = str(request.subject), request.proposal
    if _newest(history(session, organization)) != proposal["newest"]:
        raise ActRefused("its standing was changed since this was asked; ask again for what it is now")
    now, said = registry.clock.now(), proposal["from"]
    since = max(now, parse_instant(str(said))) if said else now
    standing = str(proposal["standing"])
    _set(registry, session, actor, organization, standing, since, request.reason, request=request.id)


def history(session: Session, organization: str) -> list[Standing]:
    """Return every standing that was ever set, in the order in which they were; the organization was active before."""
    query = select(Standing).where(Standing.organization_id == organization)
    return list(session.exec(query.order_by(col(Standing.id))))


def lifts(rows: list[Standing], standing: str, since: datetime) -> bool:
    """Tell whether a standing from an instant on is milder than what would hold at any instant from then on."""
    instants = edges([Interval(row.from_, row.until) for row in rows], since)
    return any(_SEVERITY[_at(rows, at)] > _SEVERITY[standing] for at in instants)


def _checked(
    registry: Registry, actor: Actor, organization: str, standing: str, reason: str, from_: datetime | None
) -> datetime:
    problems = {}
    if standing not in STANDINGS:
        problems["standing"] = f"is not known; say one of {', '.join(STANDINGS)}"
    if not reason.strip():
        problems["reason"] = "say why: its officers are told"
    if problems:
        raise Incomplete(problems)
    if organization == actor.organization:
        raise ActRefused("the registry stands in this organization; suspending it would shut the registry itself out")
    return period(from_, None, registry.clock.now())[0]


def _at(rows: list[Standing], at: datetime) -> str:
    return standing_of(row for row in rows if at in Interval(row.from_, row.until))


def _newest(rows: list[Standing]) -> int:
    return max((row.id or 0 for row in rows), default=0)


def _set(
    registry: Registry,
    session: Session,
    actor: Actor,
    organization: str,
    standing: str,
    since: datetime,
    reason: str,
    *,
    request: str | None = None,
) -> None:
    change_standing(session, organization, standing, since, reason)
    detail = {"organization": organization, "standing": standing, "since": since.isoformat(), "reason": reason}
    told = notices.officers(session, organization)
    notices.send(registry, session, told, KIND, detail, request=request)
    said = {**detail, **({"request": request} if request else {})}
    registry.register.append(session, act_of(registry, actor, KIND, None, said))
