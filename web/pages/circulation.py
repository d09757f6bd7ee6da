"""Circulation lists: who is on them, what a version would do, and the versions that wait for a second officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.clock import parse_instant
from models.rule import BadRule
from models.tables.organization import BODY
from models.tables.person import ORIGINATOR, REGISTRY
from models.token import BadToken
from repository.acts import NotFound
from repository.circulation import ListRefused
from repository.list_preview import ListPreview
from repository.lists import Content
from web import circulating, organizing
from web.circulating import OFFICERS, Change, ListView
from web.pages.form import Here, Posted, see_other, text, words
from web.pages.list_words import VERSIONS
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
REFUSED = (ListRefused, BadToken, BadRule)
PREVIEW = "preview"
"""The button that asks what a version would do; any other keeps it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says, as it was written, so that it can be shown again."""

    name: str = ""
    owner: str = ""
    purpose: str = ""
    members: tuple[str, ...] = ()
    rule: str = ""
    valid_until: str = ""
    reason: str = ""

    @classmethod
    def of(cls, fields: FormData) -> Said:
        """Read a form."""
        kept = {name: text(fields, name) for name in ("name", "owner", "purpose", "rule", "valid_until", "reason")}
        return cls(members=tuple(words(fields, "members")), **kept)

    @classmethod
    def as_is(cls, shown: ListView) -> Said:
        """Return what the version in force says, to start from."""
        until = shown.valid_until.strftime("%Y-%m-%dT%H:%M") if shown.valid_until else ""
        return cls(members=shown.members, rule=shown.rule or "", valid_until=until)

    def until(self) -> datetime | None:
        """Return the end of validity; raise ``ListRefused`` where it cannot be read."""
        try:
            return parse_instant(self.valid_until) if self.valid_until else None
        except ValueError as error:
            raise ListRefused(str(error)) from error

    def content(self) -> Content:
        """Return what a first version says."""
        return Content(self.members, self.rule or None, self.until(), self.reason)

    def change(self) -> Change:
        """Return a whole next version: what was emptied is taken away."""
        until = self.until()
        return Change(self.members, self.rule, until, unlimited=until is None, reason=self.reason)


@router.get("/circulation")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the lists that the visitor may know."""
    return _all(request, house, visitor)


@router.post("/circulation")
def create(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Found a list, or show what it would do."""
    said = Said.of(fields)
    try:
        if text(fields, "step") == PREVIEW:
            preview = circulating.preview(house, visitor, said.name, said.change())
            return _all(request, house, visitor, said, preview=preview)
        made = circulating.create(house, visitor, said.name, said.purpose, said.content(), said.owner or None)
    except REFUSED as error:
        return _all(request, house, visitor, said, str(error))
    return see_other(f"/circulation/{made.name}")


def _all(
    request: Request,
    house: HouseHere,
    visitor: Here,
    said: Said | None = None,
    problem: str = "",
    preview: ListPreview | None = None,
) -> HTMLResponse:
    return page(
        request,
        "circulation.html",
        visitor,
        status=422 if problem else 200,
        lists=circulating.every(house, visitor),
        said=said or Said(),
        owners=circulating.owners(house, visitor) if visitor.role == REGISTRY else [],
        preview=preview,
        problem=problem,
    )


@router.get("/circulation/{name}")
def show_one(request: Request, house: HouseHere, visitor: Here, name: str) -> HTMLResponse:
    """Show one list with the version in force, its history, and what relies on it."""
    return _one(request, house, visitor, name)


@router.post("/circulation/{name}")
def change(request: Request, house: HouseHere, visitor: Here, name: str, fields: Posted) -> Response:
    """Give a list its next version, or show what it would do."""
    said = Said.of(fields)
    try:
        if text(fields, "step") == PREVIEW:
            preview = circulating.preview(house, visitor, name, said.change())
            return _one(request, house, visitor, name, said, preview=preview)
        circulating.change(house, visitor, name, said.change())
    except REFUSED as error:
        return _one(request, house, visitor, name, said, str(error))
    return see_other(f"/circulation/{name}")


@router.post("/circulation/{name}/versions/{number}/{answer}")
def decide(house: HouseHere, visitor: Here, name: str, number: int, answer: str, fields: Posted) -> Response:
    """Approve or decline a version that waits."""
    if answer not in ("approve", "decline"):
        raise NotFound("there is nothing here under that address")
    circulating.decide(house, visitor, name, number, granted=answer == "approve", reason=text(fields, "reason"))
    return see_other(f"/circulation/{name}")


def _one(
    request: Request,
    house: HouseHere,
    visitor: Here,
    name: str,
    said: Said | None = None,
    problem: str = "",
    preview: ListPreview | None = None,
) -> HTMLResponse:
    shown = circulating.one(house, visitor, name)
    officer = visitor.role in OFFICERS
    return page(
        request,
        "circulation_list.html",
        visitor,
        status=422 if problem else 200,
        shown=shown,
        said=said or Said.as_is(shown),
        versions=circulating.versions(house, visitor, name) if officer else [],
        relying=circulating.editions(house, visitor, name) if visitor.role in (REGISTRY, ORIGINATOR) else [],
        states=VERSIONS,
        bodies=[o.id for o in organizing.organizations(house) if o.kind == BODY],
        preview=preview,
        problem=problem,
    )
