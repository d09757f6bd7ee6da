"""People, for the administrator: who there is, whom to add."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.scheme import UnknownLevel, classification_schemes
from models.tables.person import ADMINISTRATOR, ROLES
from repository.organizations import UnknownOrganization
from repository.people import NewPerson, PersonRefused
from web import governing, organizing
from web.depositing import require_role
from web.pages.form import Here, Posted, moment, see_other, text, words
from web.pages.language import OWN_NAMES
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
_FIELDS = (
    "username",
    "name",
    "organization",
    "nationality",
    "role",
    "clearance",
    "expires",
    "language",
    "compartments",
    "email",
)


@router.get("/people")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show everybody there is."""
    require_role(visitor, ADMINISTRATOR)
    return _all(request, house, visitor, {}, "")


@router.post("/people")
def add(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Add a person."""
    require_role(visitor, ADMINISTRATOR)
    try:
        governing.add_person(house, visitor, _new(fields))
    except (PersonRefused, UnknownOrganization, UnknownLevel, ValueError) as error:
        said = {name: text(fields, name) for name in (*_FIELDS, "briefed")}
        return _all(request, house, visitor, said, str(error))
    return see_other("/people")


def _new(fields: FormData) -> NewPerson:
    return NewPerson(
        username=text(fields, "username"),
        name=text(fields, "name"),
        organization=text(fields, "organization"),
        role=text(fields, "role"),
        nationality=text(fields, "nationality") or None,
        clearance=text(fields, "clearance") or None,
        expires=moment(fields, "expires"),
        briefed=bool(text(fields, "briefed")),
        compartments=tuple(words(fields, "compartments")),
        language=text(fields, "language") or "en",
        password=text(fields, "password") or None,
        email=text(fields, "email") or None,
    )


def _all(request: Request, house: HouseHere, visitor: Here, said: dict[str, str], problem: str) -> HTMLResponse:
    organizations = organizing.organizations(house)
    return page(
        request,
        "people.html",
        visitor,
        status=422 if problem else 200,
        people=governing.all_people(house, visitor),
        organizations=[o.id for o in organizations],
        countries=[o.country for o in organizations if o.country],
        roles=ROLES,
        schemes=classification_schemes(),
        own_names=OWN_NAMES,
        said=dict.fromkeys((*_FIELDS, "briefed"), "") | said,
        problem=problem,
    )
