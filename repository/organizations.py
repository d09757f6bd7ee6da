"""The organizations of the Dialogue and the national bureaus, loaded from the data file and kept dated."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlmodel import Session, col, select

from models.clock import parse_instant
from models.reader import STANDINGS
from models.tables.organization import BODY, BUREAU, DialogueStatus, Membership, Organization, Standing
from repository.access import COUNTER
from repository.database import bump
from repository.errors import RepositoryError

BODY_CEILING, BUREAU_CEILING = 5, 2


class UnknownOrganization(RepositoryError):
    """The id is not that of an organization of this registry."""


def packaged() -> dict[str, Any]:
    """Return the facts about the twelve organizations and their members that come with Concord."""
    raw: dict[str, Any] = json.loads(files("models").joinpath("organizations.json").read_text("utf-8"))
    return raw


def load(session: Session, facts: dict[str, Any]) -> int:
    """Add the organizations and bureaus that are not there yet; what is there is left as it is.

    Returns how many were added. Raises ``KeyError`` or ``ValueError`` where the facts lack a field.
    """
    present = set(session.exec(select(Organization.id)))
    added = 0
    for entry in facts["organizations"]:
        if entry["id"] not in present:
            _add_body(session, entry)
            added += 1
    interpol = {entry["id"]: set(entry["members"]) for entry in facts["organizations"]}.get("interpol", set())
    members = {country for entry in facts["organizations"] for country in entry["members"]} | interpol
    for country in sorted(members):
        ident = f"ncb-{country.lower()}"
        if ident not in present:
            _add_bureau(session, ident, country, facts["countries"].get(country, {}).get("names", {"en": country}))
            added += 1
    if added:
        bump(session, COUNTER)
    return added


def _add_body(session: Session, entry: dict[str, Any]) -> None:
    session.add(
        Organization(
            id=entry["id"],
            kind=BODY,
            names=entry["names"],
            abbreviation=entry["abbreviation"],
            seat=entry.get("seat"),
            ceiling=BODY_CEILING,
        )
    )
    session.flush()
    edges = [parse_instant(status["from"]) for status in entry["dialogue"]]
    for index, status in enumerate(entry["dialogue"]):
        until = edges[index + 1] if index + 1 < len(edges) else None
        row = DialogueStatus(organization_id=entry["id"], status=status["status"], from_=edges[index], until=until)
        session.add(row)
    for country in entry["members"]:
        session.add(Membership(body_id=entry["id"], country=country))


def _add_bureau(session: Session, ident: str, country: str, names: dict[str, str]) -> None:
    session.add(
        Organization(
            id=ident,
            kind=BUREAU,
            names=names,
            abbreviation=f"NCB {country}",
            country=country,
            seat=country,
            ceiling=BUREAU_CEILING,
        )
    )
    session.flush()


def get(session: Session, ident: str) -> Organization:
    """Return an organization; raise ``UnknownOrganization`` with a sentence where there is none."""
    found = session.get(Organization, ident)
    if found is None:
        raise UnknownOrganization(f"there is no organization '{ident[:60]}'; 'concord organizations list' names them")
    return found


def everyone(session: Session) -> list[Organization]:
    """Return all organizations, the bodies first, by id."""
    return list(session.exec(select(Organization).order_by(col(Organization.kind), col(Organization.id))))


def change_standing(session: Session, ident: str, standing: str, at: datetime, reason: str = "") -> None:
    """Set an organization's standing from an instant on; the former one ends there (cases 3, 4)."""
    if standing not in STANDINGS:
        raise UnknownOrganization(f"'{standing[:40]}' is not a standing; use one of: {', '.join(STANDINGS)}")
    get(session, ident)
    for row in session.exec(select(Standing).where(Standing.organization_id == ident)):
        if row.until is None or row.until > at:
            row.until = at if row.from_ is None or row.from_ <= at else row.from_
            session.add(row)
    session.add(Standing(organization_id=ident, standing=standing, from_=at, reason=reason))
    bump(session, COUNTER)
