"""How one assessment circulates, and the acts that change it: each is previewed before it is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.change import Circulate, Regrade
from models.policy import ACTIONS, DEFAULT_ACTIONS
from models.scheme import HANDLING_CODES, classification_schemes
from models.tables.person import REGISTRY
from repository.acts import ActRefused, Incomplete, NotFound
from repository.weighing import Preview
from web import acting, keeping, overseeing, previewing
from web.house import House
from web.overseeing import CirculationView
from web.pages import description
from web.pages.form import Here, Posted, see_other, text, texts, words
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page: its template, and the values that the template takes beside those of the page."""

    template: str
    values: Callable[[House, Visitor, CirculationView], dict[str, Any]]


def _changes(_house: House, visitor: Visitor, shown: CirculationView) -> dict[str, Any]:
    return {
        "schemes": classification_schemes(),
        "codes": HANDLING_CODES,
        "held": sorted(visitor.reader.compartments),
        "granted": sorted(DEFAULT_ACTIONS if shown.deposit.actions is None else shown.deposit.actions),
        "actions": [action for action in ACTIONS if action != "view"],
    }


def _nothing(_house: House, _visitor: Visitor, _shown: CirculationView) -> dict[str, Any]:
    return {}


def _life(house: House, visitor: Visitor, shown: CirculationView) -> dict[str, Any]:
    officers = keeping.officers(house, visitor) if visitor.role == REGISTRY else []
    return {"life": keeping.life(house, visitor, shown.assessment), "officers": officers}


def _recall(house: House, visitor: Visitor, shown: CirculationView) -> dict[str, Any]:
    recalled = overseeing.recalled(house, visitor, shown.assessment) if shown.state in _RECALLABLE else None
    return {"recalled": recalled}


_RECALLABLE = ("released", "superseded", "withdrawn")

PARTS: tuple[Part, ...] = (
    Part("parts/acts/changes.html", _changes),
    Part("parts/acts/recall.html", _recall),
    Part("parts/acts/copies.html", _nothing),
    Part("parts/acts/life.html", _life),
    Part("parts/acts/why.html", _nothing),
)
"""The sections of acts, in their order; a part of the house adds its own here."""


@router.get("/assessments/{ident}/circulation")
def show(request: Request, house: HouseHere, visitor: Here, ident: str, done: str = "") -> HTMLResponse:
    """Show how an assessment circulates, to its originators' officers and the registry."""
    return _page(request, house, visitor, ident, done=done if done in acting.CHANGES else "")


@router.post("/assessments/{ident}/circulation/preview")
def preview(request: Request, house: HouseHere, visitor: Here, ident: str, fields: Posted) -> HTMLResponse:
    """Show what the act that the form describes would do, with the button that does it."""
    act = text(fields, "act")
    if act not in acting.CHANGES:
        raise NotFound("there is nothing here under that address")
    said = _FORMS[act](fields)
    try:
        told = acting.read(act, said)
        if isinstance(told, Regrade | Circulate):
            found = previewing.change(house, visitor, act, ident, told)
        else:
            found = previewing.recall(house, visitor, ident)
    except (ActRefused, Incomplete) as error:
        return _refused(request, house, visitor, ident, act, error, fields)
    return _page(request, house, visitor, ident, act=act, said=json.dumps(said), preview=found)


@router.post("/assessments/{ident}/circulation/{act}")
def perform(request: Request, house: HouseHere, visitor: Here, ident: str, act: str, fields: Posted) -> Response:
    """Do what was previewed; what needs consents goes on to its request."""
    if act not in acting.CHANGES:
        raise NotFound("there is nothing here under that address")
    try:
        outcome = acting.perform(house, visitor, act, ident, acting.read(act, _sent(fields)))
    except (ActRefused, Incomplete) as error:
        return _refused(request, house, visitor, ident, act, error, FormData())
    if outcome.request is not None and act not in ("raise", "narrow"):
        return see_other(f"/consents/{outcome.request}")
    return see_other(f"/assessments/{ident}/circulation?done={act}")


def _sent(fields: FormData) -> Said:
    try:
        said = json.loads(text(fields, "said"))
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Incomplete({"said": "cannot be read; check how it is written"})
    return said


def _refused(
    request: Request,
    house: House,
    visitor: Visitor,
    ident: str,
    act: str,
    error: ActRefused | Incomplete,
    fields: FormData,
) -> HTMLResponse:
    """Show why it was not done, with the form open as it was filled in."""
    problems = dict(error.problems) if isinstance(error, Incomplete) else {"": str(error)}
    status = 422 if isinstance(error, Incomplete) else 409
    typed = {name: texts(fields, name) for name in fields}
    marking = description.marking(fields, "marking")
    return _page(
        request, house, visitor, ident, act=act, problems=problems, typed=typed, marking=marking, status=status
    )


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    ident: str,
    *,
    act: str = "",
    said: str = "",
    preview: Preview | None = None,
    problems: dict[str, str] | None = None,
    typed: dict[str, list[str]] | None = None,
    marking: Said | None = None,
    done: str = "",
    status: int = 200,
) -> HTMLResponse:
    shown = overseeing.circulation(house, visitor, ident)
    values: dict[str, Any] = {}
    for part in PARTS:
        values |= part.values(house, visitor, shown)
    return page(
        request,
        "assessment_circulation.html",
        visitor,
        status=status,
        ident=ident,
        shown=shown,
        parts=[part.template for part in PARTS],
        act=act,
        said=said,
        preview=preview,
        problems=problems or {},
        typed=typed or {},
        marking=marking,
        done=done,
        **values,
    )


def _marking(fields: FormData) -> Said:
    return {**_about(fields), "marking": description.marking(fields, "marking") or {}}


def _narrower(fields: FormData) -> Said:
    said = {
        **_about(fields),
        "remove": texts(fields, "remove"),
        "exclude": words(fields, "exclude"),
        "actions_remove": texts(fields, "actions_remove"),
        "purposes": _lines(fields, "purposes"),
        "embargo_until": description.instant(text(fields, "embargo_until")),
        "retention_until": description.instant(text(fields, "retention_until")),
        "disclosure": text(fields, "disclosure"),
    }
    return {name: value for name, value in said.items() if value}


def _wider(fields: FormData) -> Said:
    said = {
        **_about(fields),
        "add": words(fields, "add"),
        "repin": texts(fields, "repin"),
        "readmit": texts(fields, "readmit"),
        "actions_add": texts(fields, "actions_add"),
        "embargo_until": description.instant(text(fields, "embargo_until")),
        "retention_until": description.instant(text(fields, "retention_until")),
        "disclosure": text(fields, "disclosure"),
    }
    lifted: Said = {f"{name}_until": None for name in texts(fields, "lift")}
    lifted |= {"purposes": []} if text(fields, "any_purpose") else {}
    return {**{name: value for name, value in said.items() if value}, **lifted}


def _about(fields: FormData) -> Said:
    return {"part": text(fields, "part") or "body", "reason": text(fields, "reason")}


def _reason(fields: FormData) -> Said:
    return {"reason": text(fields, "reason")}


def _lines(fields: FormData, name: str) -> list[str]:
    return [line.strip() for line in text(fields, name).splitlines() if line.strip()]


_FORMS: dict[str, Callable[[FormData], Said]] = {
    "raise": _marking,
    "downgrade": _marking,
    "narrow": _narrower,
    "widen": _wider,
    "recall": _reason,
}
