"""Organizations: who there is, what is known of each, and what the registry decides about them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.reader import STANDINGS
from models.scheme import classification_schemes
from models.tables.organization import BODY
from models.tables.person import REGISTRY
from repository.acts import ActRefused, Incomplete, NotFound
from repository.agreements import Change, Terms
from repository.memberships import NO_STATUS, STATUSES
from repository.profile import Profile
from web import equating, organizing
from web.depositing import RoleRefused
from web.equating import KNOWING
from web.house import House
from web.pages.form import Here, Posted, moment, number, see_other, text
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()


@router.get("/organizations")
def list_organizations(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the bodies of the Dialogue and the national bureaus."""
    rows = organizing.organizations(house)
    bodies = [row for row in rows if row.kind == BODY]
    return page(
        request,
        "organizations.html",
        visitor,
        bodies=bodies,
        bureaus={row.country: row.id for row in rows if row.country},
    )


@router.get("/organizations/{ident}")
def show_organization(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show an organization with its history, and forms to those who may change it."""
    return _one(request, house, visitor, ident)


@router.post("/organizations/{ident}/{act}")
def decide(request: Request, house: HouseHere, visitor: Here, ident: str, act: str, fields: Posted) -> Response:
    """Decide on an organization; what waits for a second officer leads to its request."""
    if act not in ACTS:
        raise NotFound
    try:
        waits = ACTS[act](house, visitor, ident, fields)
    except RoleRefused:
        raise
    except Incomplete as error:
        return _one(request, house, visitor, ident, act, dict(error.problems))
    except (ActRefused, ValueError) as error:
        return _one(request, house, visitor, ident, act, {"": str(error)})
    return see_other(f"/consents/{waits}" if waits else f"/organizations/{ident}#{act}")


def _profile(house: House, visitor: Visitor, ident: str, fields: FormData) -> None:
    said = Profile(
        seat=text(fields, "seat"),
        mandate=text(fields, "mandate"),
        channels=tuple(text(fields, "channels").splitlines()),
        frameworks=tuple(text(fields, "frameworks").splitlines()),
    )
    organizing.change_profile(house, visitor, ident, said)


def _standing(house: House, visitor: Visitor, ident: str, fields: FormData) -> str | None:
    said = text(fields, "standing"), text(fields, "reason"), moment(fields, "from")
    return organizing.change_standing(house, visitor, ident, *said).request


def _status(house: House, visitor: Visitor, ident: str, fields: FormData) -> None:
    organizing.change_status(house, visitor, ident, text(fields, "status"), moment(fields, "from"))


def _join(house: House, visitor: Visitor, ident: str, fields: FormData) -> None:
    period = moment(fields, "from"), moment(fields, "until")
    organizing.join(house, visitor, ident, text(fields, "country"), *period)


def _leave(house: House, visitor: Visitor, ident: str, fields: FormData) -> None:
    organizing.leave(house, visitor, ident, text(fields, "country"), moment(fields, "until"))


def _agree(house: House, visitor: Visitor, ident: str, fields: FormData) -> str | None:
    period = moment(fields, "from"), moment(fields, "until")
    terms = Terms(number(fields, "ceiling"), text(fields, "reference"), *period)
    return organizing.agree(house, visitor, ident, terms, text(fields, "reason")).request


def _end_agreement(house: House, visitor: Visitor, _: str, fields: FormData) -> str | None:
    until = moment(fields, "until") or house.registry.clock.now()
    said = Change(until=until)
    return organizing.change_agreement(
        house, visitor, number(fields, "agreement"), said, text(fields, "reason")
    ).request


def _merge(house: House, visitor: Visitor, ident: str, fields: FormData) -> str | None:
    return organizing.merge(house, visitor, ident, text(fields, "successor"), text(fields, "reason")).request


ACTS: dict[str, Callable[[House, Visitor, str, FormData], str | None]] = {
    "profile": _profile,
    "standing": _standing,
    "status": _status,
    "join": _join,
    "leave": _leave,
    "agreement": _agree,
    "agreement-end": _end_agreement,
    "merger": _merge,
}
"""What a form of the page does; those of two officers return the request that waits."""


def _one(
    request: Request,
    house: House,
    visitor: Visitor,
    ident: str,
    act: str = "",
    problems: dict[str, str] | None = None,
) -> HTMLResponse:
    shown = organizing.organization(house, visitor, ident)
    rows = organizing.organizations(house)
    knows = visitor.may_act and visitor.role in KNOWING
    return page(
        request,
        "organization.html",
        visitor,
        status=422 if problems else 200,
        shown=shown,
        act=act,
        problems=problems or {},
        counted=equating.counted_otherwise(house, visitor, ident) if knows else None,
        schemes=classification_schemes(),
        governs=visitor.may_act and visitor.role == REGISTRY,
        bureaus={row.country: row.id for row in rows if row.country},
        others=[row.id for row in rows if row.kind == shown.kind and row.id != ident],
        standings=STANDINGS,
        statuses=(*STATUSES, NO_STATUS),
    )
