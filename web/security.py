"""Who asks, and whether a change really comes from her: cookie, bearer token, proof against forgery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from repository.settings import Settings
from web import visitor as visitors
from web.errors import CsrfMismatch, NotSignedIn, WrongCredentials
from web.house import House
from web.throttle import Throttle
from web.visitor import Visitor

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def house_of(request: Request) -> House:
    """Return the house the application serves."""
    house: House = request.app.state.house
    return house


HouseHere = Annotated[House, Depends(house_of)]


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; its prefix makes browsers refuse one set by another host or path."""
    return "__Host-concord" if settings.secure_cookies else "concord"


def start_session(response: Response, house: House, secret: str) -> None:
    """Hand the secret of a session to the browser: no script reads it, no other site sends it."""
    response.set_cookie(
        cookie_name(house.settings),
        secret,
        max_age=house.settings.session_hours * 3600,
        path="/",
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def end_session(response: Response, house: House) -> None:
    """Take the session's secret back from the browser."""
    response.delete_cookie(
        cookie_name(house.settings),
        path="/",
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


@dataclass(frozen=True, slots=True)
class Presented:
    """The secret a request presents, and whether it came as a cookie, which a browser adds unasked."""

    secret: str
    by_cookie: bool


def presented(request: Request) -> Presented | None:
    """Return the secret of a request, or None; a token in the header counts before a cookie."""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        return Presented(token.strip(), by_cookie=False) if scheme.lower() == "bearer" else None
    cookie = request.cookies.get(cookie_name(house_of(request).settings))
    return Presented(cookie, by_cookie=True) if cookie else None


def refuse_cross_site(request: Request) -> None:
    """Refuse a change that a browser says another site asked for; this also protects signing in."""
    if request.method not in SAFE_METHODS and request.headers.get("sec-fetch-site") in (
        "cross-site",
        "same-site",
    ):
        raise CsrfMismatch("this was asked from another site; open the address itself and try again")


def visitor_here(request: Request) -> Visitor:
    """Return who asks; raise ``NotSignedIn`` where no living session or token is presented."""
    shown = presented(request)
    visitor = visitors.visitor_of(house_of(request), shown.secret) if shown else None
    if visitor is None and shown is not None and not shown.by_cookie:
        raise NotSignedIn("the token is not known here, has ended or was revoked; have a new one made and send that")
    if visitor is None:
        raise NotSignedIn("sign in first: send the session cookie, or 'Authorization: Bearer TOKEN'")
    return visitor


def check_csrf(request: Request, given: str | None) -> None:
    """Refuse a change asked with a cookie unless ``given`` proves that the asker could read our answers."""
    shown = presented(request)
    if shown is None or not shown.by_cookie:
        return
    if not given or not visitors.csrf_matches(house_of(request), shown.secret, given):
        raise CsrfMismatch(f"this change lacks its proof; send the value got at sign-in as {CSRF_HEADER}")


def caller(request: Request) -> Visitor:
    """Return who calls the API; a change asked with a cookie must carry the header ``X-CSRF-Token``."""
    visitor = visitor_here(request)
    if request.method not in SAFE_METHODS:
        check_csrf(request, request.headers.get(CSRF_HEADER))
    return visitor


Caller = Annotated[Visitor, Depends(caller)]


def sign_in(
    request: Request, username: str, password: str, purpose: str | None = None, organization: str | None = None
) -> str:
    """Sign somebody in, for one of her organizations, and return the session's secret.

    Raises ``WrongCredentials`` or ``TooManyAttempts``; neither tells whether the name exists, nor who is affiliated.
    """
    house = house_of(request)
    throttle: Throttle = request.app.state.throttle
    address = request.client.host if request.client else ""
    with throttle.attempt(username, address, house.registry.clock.now()):
        secret = visitors.sign_in(house, username, password, purpose, organization)
        if secret is None:
            raise WrongCredentials("user name and password do not belong together; check both and try again")
    return secret
