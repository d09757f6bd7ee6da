"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from web import reading
from web import visitor as visitors
from web.errors import TooManyAttempts, WrongCredentials, problem_of
from web.house import House
from web.pages.form import Posted, see_other
from web.pages.rendering import link, page
from web.security import HouseHere, end_session, presented, refuse_cross_site, sign_in, start_session

router = APIRouter()
_LONGEST = 1000
Field = Annotated[str, Form(max_length=_LONGEST)]


def inside(address: str) -> str:
    """Return an address of this server to go on to; anything that could lead elsewhere becomes the desk."""
    own = address.startswith("/") and not address.startswith("//")
    return address if own and "\\" not in address and address.isprintable() else "/"


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> HTMLResponse:
    """Show the door."""
    return page(request, "sign_in.html", None, following=inside(next), username="", purpose="", problem=None)


@router.post("/sign-in", dependencies=[Depends(refuse_cross_site)])
def enter(
    request: Request,
    house: HouseHere,
    username: Field = "",
    password: Field = "",
    purpose: Field = "",
    following: Field = "/",
) -> Response:
    """Sign in; what is wrong is said in the same words whether the name exists or not."""
    try:
        secret = sign_in(request, username.strip(), password, purpose.strip() or None)
    except (WrongCredentials, TooManyAttempts) as error:
        problem = problem_of(error)
        answer = page(
            request,
            "sign_in.html",
            None,
            status=problem.status,
            following=inside(following),
            username=username,
            purpose=purpose,
            problem=problem,
        )
        for name, value in problem.headers:
            answer.headers[name] = value
        return answer
    response = see_other(_onwards(house, secret, inside(following)))
    start_session(response, house, secret)
    return response


def _onwards(house: House, secret: str, following: str) -> str:
    """Return where to go: first to the choice of an organization, for who acts for several (case 32)."""
    visitor = visitors.visitor_of(house, secret)
    if visitor is None or len(reading.me(house, visitor).acts_for) == 1:
        return following
    return link("/acting-for", next=following)


@router.post("/sign-out")
def leave(request: Request, house: HouseHere, _: Posted) -> RedirectResponse:
    """Sign out; the session is unknown to the next request."""
    shown = presented(request)
    if shown is not None:
        visitors.sign_out(house, shown.secret)
    response = see_other("/sign-in")
    end_session(response, house)
    return response
