"""The register: every act for the auditor, her own for everybody else."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.tables.person import AUDITOR
from web import governing
from web.pages.form import Here
from web.pages.rendering import page
from web.security import HouseHere

router = APIRouter()
PER_PAGE = 100


@router.get("/register")
def show(request: Request, house: HouseHere, visitor: Here, before: int | None = None) -> HTMLResponse:
    """Show entries, the newest first, without any content."""
    auditor = visitor.role == AUDITOR
    entries = governing.entries(house, visitor, before, PER_PAGE)
    last = entries[-1].sequence if entries else None
    return page(
        request,
        "register.html",
        visitor,
        entries=entries,
        auditor=auditor,
        earlier=last if auditor and len(entries) == PER_PAGE and last is not None and last > 1 else None,
        later=before is not None,
        checkpoint=json.dumps(governing.checkpoint(house, visitor), indent=1) if auditor else None,
    )
