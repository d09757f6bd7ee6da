"""What may I see, and until when; and in which language the pages speak to me."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from web import reading
from web.pages.form import Here, Posted, see_other, text
from web.pages.language import LANGUAGES
from web.pages.rendering import keep_language, page
from web.security import HouseHere

router = APIRouter()


@router.get("/me")
def show(request: Request, house: HouseHere, visitor: Here) -> HTMLResponse:
    """Show the visitor's own entitlements."""
    return page(request, "me.html", visitor, mine=reading.me(house, visitor))


@router.post("/me")
def speak(fields: Posted) -> Response:
    """Keep the language the pages are to speak."""
    response = see_other("/me")
    wanted = text(fields, "language")
    if wanted in LANGUAGES:
        keep_language(response, wanted)
    return response
