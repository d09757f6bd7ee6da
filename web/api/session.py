"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from web import visitor as visitors
from web.api.shapes.problem import problems, public_problems
from web.api.shapes.session import SignedIn, SignIn
from web.errors import NotSignedIn, UnreadableRequest
from web.security import Caller, HouseHere, end_session, presented, sign_in, start_session

router = APIRouter(prefix="/session", tags=["session"])


@router.post("", responses=public_problems(401, 403, 413, 429), openapi_extra={"security": []})
def start(request: Request, response: Response, house: HouseHere, given: SignIn) -> SignedIn:
    """Sign in: sets the session cookie and gives the value that changes carry in ``X-CSRF-Token``."""
    secret = sign_in(request, given.username, given.password, given.purpose, given.organization)
    visitor = visitors.visitor_of(house, secret)
    if visitor is None:
        raise NotSignedIn("the session ended as it began: the person may not act now")
    start_session(response, house, secret)
    return SignedIn(
        person=visitor.person.id,
        name=visitor.person.name,
        organization=visitor.reader.organization,
        role=visitor.role,
        language=visitor.language,
        csrf=visitor.csrf,
    )


@router.delete("", status_code=204, responses=problems(400, 403))
def end(request: Request, house: HouseHere, _caller: Caller) -> Response:
    """Sign out: the session is no longer known to the very next request."""
    shown = presented(request)
    if shown is None or not shown.by_cookie:
        raise UnreadableRequest("a token is no session and does not end this way; have it revoked")
    visitors.sign_out(house, shown.secret)
    response = Response(status_code=204)
    end_session(response, house)
    return response
