"""Agreements: how high a rank an organization may receive, and until when (R4).

What lowers a ceiling holds at once. What lets an organization receive higher than it would, at any instant from now
on, waits for a second registry officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.clock import Interval, as_utc, parse_instant
from models.scheme import RANKS
from models.tables.organization import Agreement, Organization
from models.tables.request import Request
from repository import requests
from repository.access import COUNTER, ceiling_of
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.database import bump
from repository.periods import edges, ending, period, require_registry
from repository.registry import Registry

KIND = "agreement"
"""The kind of the request, and the name of the act in the register."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says: the highest rank, its reference, and its ends; without a start from now on."""

    ceiling: int
    reference: str
    from_: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in an agreement; None keeps what it says, ``unlimited`` removes its end."""

    ceiling: int | None = None
    reference: str | None = None
    until: datetime | None = None
    unlimited: bool = False


def of(session: Session, organization: str) -> list[Agreement]:
    """Return the agreements of an organization, ended ones included, the earliest first."""
    query = select(Agreement).where(Agreement.organization_id == organization)
    return sorted(session.exec(query.order_by(col(Agreement.id))), key=lambda row: str(row.from_ or ""))


def agree(
    registry: Registry, session: Session, actor: Actor, organization: str, terms: Terms, reason: str = ""
) -> Request | None:
    """Keep a new agreement in the caller's write transaction; recorded. None where it is kept at once.

    Raises ``NotFound``, ``ActRefused`` and ``Incomplete`` by field.
    """
    require_registry(actor)
    if session.get(Organization, organization) is None:
        raise NotFound
    _check(terms.ceiling, terms.reference)
    start, end = period(terms.from_, terms.until, registry.clock.now())
    planned = Terms(terms.ceiling, terms.reference.strip(), start, end)
    return _put(registry, session, actor, organization, None, planned, reason)


def change(
    registry: Registry, session: Session, actor: Actor, ident: int, said: Change, reason: str = ""
) -> Request | None:
    """Change an agreement that has not ended, as ``agree`` keeps a new one.

    What it said until now stays on record: another ceiling of an agreement in force begins now.
    """
    require_registry(actor)
    row, now = session.get(Agreement, ident), registry.clock.now()
    if row is None:
        raise NotFound
    if row.until is not None and row.until <= now:
        raise ActRefused("this agreement has ended; keep a new one")
    ceiling = row.ceiling if said.ceiling is None else said.ceiling
    reference = (row.reference if said.reference is None else said.reference).strip()
    _check(ceiling, reference)
    until = None if said.unlimited else ending(said.until, now) if said.until else row.until
    start = row.from_
    if start is None or start < now:
        start = now if ceiling != row.ceiling else start
    elif until is not None and until <= start:
        # One that has not begun by its end never will: it is taken back.
        until = start
    planned = Terms(ceiling, reference, start, until)
    if (planned.ceiling, planned.reference, planned.until) == (row.ceiling, row.reference, row.until):
        raise ActRefused("this is what the agreement says already")
    return _put(registry, session, actor, row.organization_id, ident, planned, reason)


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Keep what a second officer granted, from now at the earliest.

    Raises ``ActRefused`` where the agreements changed since it was asked, or where it would have ended by now.
    """
    organization, said = str(request.subject), request.proposal
    if _fingerprint(of(session, organization)) != said["standing_on"]:
        raise ActRefused("the agreements of this organization were changed since this was asked; ask again")
    now, ident = registry.clock.now(), said["agreement"]
    start, until = _instant(said["from"]), _instant(said["valid_until"])
    if until is not None and until <= now:
        raise ActRefused("it would have ended by now; ask again")
    row = session.get(Agreement, ident) if isinstance(ident, int) else None
    if row is None or row.ceiling != said["ceiling"]:
        start = max(now, start or now)
    planned = Terms(int(str(said["ceiling"])), str(said["reference"]), start, until)
    _keep(registry, session, actor, organization, row, planned, request)


def raises(organization: Organization, before: list[Terms], after: list[Terms], now: datetime) -> bool:
    """Tell whether an organization may receive higher at any instant from now on than it would have."""

    def ceiling(found: list[Terms], at: datetime) -> int:
        held = [one.ceiling for one in found if at in Interval(one.from_, one.until)]
        return ceiling_of(organization, held)

    instants = edges([Interval(one.from_, one.until) for one in (*before, *after)], now)
    return any(ceiling(after, at) > ceiling(before, at) for at in instants)


def _put(
    registry: Registry,
    session: Session,
    actor: Actor,
    organization: str,
    ident: int | None,
    planned: Terms,
    reason: str,
) -> Request | None:
    now, rows = registry.clock.now(), of(session, organization)
    row = next((one for one in rows if one.id == ident), None) if ident is not None else None
    before = [Terms(one.ceiling, one.reference, one.from_, one.until) for one in rows]
    kept = [Terms(one.ceiling, one.reference, one.from_, one.until) for one in rows if one is not row]
    if not raises(session.get_one(Organization, organization), before, [*kept, planned], now):
        _keep(registry, session, actor, organization, row, planned, None)
        return None
    if not reason.strip():
        raise Incomplete({"reason": "say why it may receive higher: a second officer decides on it"})
    proposal: dict[str, object] = {
        "agreement": ident,
        "ceiling": planned.ceiling,
        "rank": planned.ceiling,
        "reference": planned.reference,
        "from": planned.from_.isoformat() if planned.from_ else None,
        "valid_until": planned.until.isoformat() if planned.until else None,
        "standing_on": _fingerprint(rows),
    }
    asked = {actor.organization}
    return requests.ask(registry, session, actor, KIND, asked, subject=organization, proposal=proposal, reason=reason)


def _keep(
    registry: Registry,
    session: Session,
    actor: Actor,
    organization: str,
    row: Agreement | None,
    planned: Terms,
    request: Request | None,
) -> None:
    now = registry.clock.now()
    author = request.asked_by if request else actor.person.id
    begun = row is not None and (row.from_ is None or row.from_ < now)
    if row is not None and begun and row.ceiling != planned.ceiling:
        row.until = now
        session.add(row)
        row = None
    if row is None:
        row = Agreement(organization_id=organization, ceiling=planned.ceiling, reference="", from_=planned.from_)
    row.ceiling, row.reference, row.until, row.author_id = planned.ceiling, planned.reference, planned.until, author
    session.add(row)
    session.flush()
    bump(session, COUNTER)
    detail: dict[str, object] = {
        "organization": organization,
        "ceiling": planned.ceiling,
        "reference": planned.reference,
        "from": planned.from_.isoformat() if planned.from_ else None,
        "until": planned.until.isoformat() if planned.until else None,
    }
    said = {**detail, **({"request": request.id} if request else {})}
    registry.register.append(session, act_of(registry, actor, KIND, None, said))


def _check(ceiling: int, reference: str) -> None:
    problems = {}
    if not 0 <= ceiling < len(RANKS):
        problems["ceiling"] = f"a rank lies between 0 ({RANKS[0]}) and {len(RANKS) - 1} ({RANKS[-1]})"
    if not reference.strip():
        problems["reference"] = "say by which reference the agreement is found"
    if problems:
        raise Incomplete(problems)


def _fingerprint(rows: list[Agreement]) -> list[list[object]]:
    return [[row.id, row.ceiling, row.until.isoformat() if row.until else None] for row in rows]


def _instant(text: object) -> datetime | None:
    return as_utc(parse_instant(text)) if isinstance(text, str) else None
