"""Circulation lists whose validity ends: their owners and the registry are reminded, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.tables.circulation import CirculationList
from models.tables.notice import Notice
from models.tables.person import REGISTRY
from repository import notices
from repository.registry import Registry

KIND = "list-expiring"
WARNING = timedelta(days=30)
"""How long before a list's validity ends its owner and the registry are told."""


def expiring(session: Session, at: datetime) -> list[CirculationList]:
    """Return the lists whose validity ends soon and of which nobody was reminded yet, the next to end first."""
    ends = col(CirculationList.valid_until)
    rows = list(session.exec(select(CirculationList).where(ends > at, ends <= at + WARNING).order_by(ends)))
    told = {(one.detail.get("list"), one.detail.get("until")) for one in _reminders(session)} if rows else set()
    return [row for row in rows if (row.name, _until(row)) not in told and _concerned(session, row)]


def remind(registry: Registry, session: Session) -> int:
    """Remind the owners' officers and the registry, once, of lists that end soon; return how many lists."""
    rows = expiring(session, registry.clock.now())
    for row in rows:
        detail = {"list": row.name, "until": _until(row)}
        notices.send(registry, session, _concerned(session, row), KIND, detail)
    return len(rows)


def next_due(session: Session, at: datetime) -> datetime | None:
    """Return the first instant, now or later, at which somebody is to be reminded of a list; None for never."""
    due = [max(row.valid_until - WARNING, at) for row in expiring(session, at) if row.valid_until]
    later = session.exec(
        select(CirculationList.valid_until)
        .where(col(CirculationList.valid_until) > at + WARNING)
        .order_by(col(CirculationList.valid_until))
        .limit(1)
    ).first()
    return min([*due, *([later - WARNING] if later else [])], default=None)


def _concerned(session: Session, row: CirculationList) -> list[str]:
    return [*notices.officers(session, row.owner_id), *notices.in_role(session, REGISTRY)]


def _reminders(session: Session) -> Iterable[Notice]:
    return session.exec(select(Notice).where(Notice.kind == KIND))


def _until(row: CirculationList) -> str:
    return row.valid_until.isoformat() if row.valid_until else ""
