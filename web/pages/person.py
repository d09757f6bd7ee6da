"""One person, for the administrator: what she is cleared to and until when, for whom she acts, whether she acts."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.scheme import UnknownLevel, classification_schemes
from models.tables.person import ANALYST, ORIGINATOR
from repository.acts import ActRefused, Incomplete, NotFound
from repository.organizations import UnknownOrganization
from repository.people import PersonRefused, UnknownPerson
from web import affiliating, governing, organizing
from web.house import House
from web.pages.form import Here, Posted, moment, see_other, text, words
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
SECONDED = (ANALYST, ORIGINATOR)


@router.get("/people/{username}")
def show(request: Request, house: HouseHere, visitor: Here, username: str) -> HTMLResponse:
    """Show what decides about what a person may read, with a form for each part of it."""
    return _one(request, house, visitor, username)


@router.post("/people/{username}/{act}")
def change(request: Request, house: HouseHere, visitor: Here, username: str, act: str, fields: Posted) -> Response:
    """Change one part of it; it holds for her next request."""
    if act not in ACTS:
        raise NotFound
    try:
        ACTS[act](house, visitor, username, fields)
    except UnknownPerson as error:
        raise NotFound from error
    except Incomplete as error:
        return _one(request, house, visitor, username, act, dict(error.problems))
    except (ActRefused, PersonRefused, UnknownLevel, UnknownOrganization, ValueError) as error:
        return _one(request, house, visitor, username, act, {"": str(error)})
    return see_other(f"/people/{username}#{act}")


def _suspend(house: House, visitor: Visitor, username: str, _: FormData) -> None:
    governing.change_activity(house, visitor, username, active=False)


def _resume(house: House, visitor: Visitor, username: str, _: FormData) -> None:
    governing.change_activity(house, visitor, username, active=True)


def _clear(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    governing.clear(house, visitor, username, text(fields, "clearance"), moment(fields, "expires"))


def _revoke(house: House, visitor: Visitor, username: str, _: FormData) -> None:
    governing.revoke(house, visitor, username)


def _brief(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    briefed, compartments = bool(text(fields, "briefed")), words(fields, "compartments")
    governing.brief(house, visitor, username, briefed=briefed, compartments=compartments)


def _address(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    governing.change_address(house, visitor, username, text(fields, "email") or None)


def _affiliate(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    period = moment(fields, "from"), moment(fields, "until")
    affiliating.add(house, visitor, username, text(fields, "organization"), *period)


def _end(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    affiliating.end(house, visitor, username, text(fields, "organization"))


def _move(house: House, visitor: Visitor, username: str, fields: FormData) -> None:
    affiliating.move(house, visitor, username, text(fields, "organization"))


ACTS: dict[str, Callable[[House, Visitor, str, FormData], None]] = {
    "suspend": _suspend,
    "resume": _resume,
    "clear": _clear,
    "revoke": _revoke,
    "brief": _brief,
    "email": _address,
    "affiliate": _affiliate,
    "affiliation-end": _end,
    "move": _move,
}
"""What the forms of the page do."""


def _one(
    request: Request,
    house: House,
    visitor: Visitor,
    username: str,
    act: str = "",
    problems: dict[str, str] | None = None,
) -> HTMLResponse:
    shown = governing.person(house, visitor, username)
    return page(
        request,
        "person.html",
        visitor,
        status=422 if problems else 200,
        shown=shown,
        affiliations=affiliating.of(house, visitor, username),
        seconded=shown.person.role in SECONDED,
        organizations=[one.id for one in organizing.organizations(house) if one.id != shown.person.organization],
        schemes=classification_schemes(),
        act=act,
        problems=problems or {},
    )
