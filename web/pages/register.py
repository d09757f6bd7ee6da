"""The register: every act for the auditor, her own for everybody else; its proofs and its verdict."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from models.clock import parse_instant
from models.tables.person import AUDITOR
from search.query import BadQuery
from web import auditing
from web.entries import Asked
from web.house import House
from web.pages.form import Here, Posted, text
from web.pages.rendering import page
from web.security import HouseHere
from web.visitor import Visitor

router = APIRouter()
PER_PAGE = 100
ASKED = ("actor", "action", "outcome", "assessment", "from", "to")
"""The fields of the form that finds entries."""
Said = Annotated[str, Query(max_length=200)]


@router.get("/register")
def show(
    request: Request,
    house: HouseHere,
    visitor: Here,
    actor: Said = "",
    action: Said = "",
    outcome: Said = "",
    assessment: Said = "",
    from_: Annotated[str, Query(alias="from", max_length=40)] = "",
    to: Annotated[str, Query(max_length=40)] = "",
    before: Said = "",
) -> Response:
    """Show entries, the newest first, as they were asked for."""
    said = (actor, action, outcome, assessment, from_, to)
    return _page(request, house, visitor, dict(zip(ASKED, map(str.strip, said), strict=True)), before)


@router.get("/register/checkpoint.json")
def checkpoint(house: HouseHere, visitor: Here) -> Response:
    """Give the signed head as a file, to be kept outside."""
    return _file(auditing.checkpoint(house, visitor), "concord-checkpoint.json")


@router.post("/register/verify")
async def verify(request: Request, house: HouseHere, visitor: Here, fields: Posted) -> Response:
    """Verify the register now, against a kept checkpoint where one is given, and show the verdict."""
    return await run_in_threadpool(_verify, request, house, visitor, text(fields, "checkpoint"))


@router.get("/register/{ident}")
def one(request: Request, house: HouseHere, visitor: Here, ident: str) -> Response:
    """Show one entry with all that the visitor may know of it."""
    entry = auditing.entry(house, visitor, ident)
    return page(request, "register_entry.html", visitor, entry=entry, auditor=_audits(visitor))


@router.get("/register/{ident}/proof.json")
def proof(house: HouseHere, visitor: Here, ident: str) -> Response:
    """Give the proof that an entry stands under the signed head, as a file."""
    return _file(auditing.inclusion(house, visitor, ident), "concord-proof.json")


def _verify(request: Request, house: House, visitor: Visitor, kept: str) -> Response:
    try:
        found = json.loads(kept) if kept else None
        if found is not None and not isinstance(found, dict):
            raise ValueError
    except ValueError:
        raise BadQuery("the checkpoint cannot be read; paste it whole, as it was given out") from None
    verdict = auditing.verify(house, visitor, found)
    return _page(request, house, visitor, dict.fromkeys(ASKED, ""), "", verdict=verdict, kept=kept)


def _page(request: Request, house: House, visitor: Visitor, said: dict[str, str], before: str, **more: Any) -> Response:
    entries = auditing.entries(house, visitor, _asked(said, before))
    auditor = _audits(visitor)
    return page(
        request,
        "register.html",
        visitor,
        entries=entries,
        auditor=auditor,
        said=said,
        actions=auditing.actions(house, visitor),
        earlier=entries[-1].id if len(entries) == PER_PAGE else None,
        later=bool(before),
        checkpoint=json.dumps(auditing.checkpoint(house, visitor), indent=1) if auditor else None,
        **{"verdict": None, "kept": "", **more},
    )


def _asked(said: dict[str, str], before: str) -> Asked:
    given = {name: said[name] or None for name in ASKED[:4]}
    from_, to = (_instant(said[name]) for name in ASKED[4:])
    if to is not None and len(said["to"]) == len("2025-07-24"):
        # A day that is named as the last one belongs to what is asked for.
        to += timedelta(days=1)
    return Asked(**given, from_=from_, to=to, before=before or None, limit=PER_PAGE)


def _instant(written: str) -> datetime | None:
    try:
        return parse_instant(written) if written else None
    except ValueError as error:
        raise BadQuery(str(error)) from None


def _audits(visitor: Visitor) -> bool:
    return visitor.role == AUDITOR and visitor.may_act


def _file(document: dict[str, object], name: str) -> Response:
    return JSONResponse(document, headers={"Content-Disposition": f'attachment; filename="{name}"'})
