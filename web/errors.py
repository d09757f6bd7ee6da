"""Every error that leaves, in one place: a problem document for programs (RFC 9457), a page for people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ingest.errors import IngestError, Refused, TooLarge
from models.rule import BadRule
from models.scheme import UnknownLevel
from models.token import BadToken
from repository.acts import ActRefused, Incomplete, NotFound
from repository.circulation import ListRefused
from repository.errors import (
    KeyDestroyed,
    NotRecorded,
    ProofRefused,
    RepositoryError,
    StorageBusy,
    StorageFailed,
    StorageFull,
)
from repository.organizations import UnknownOrganization
from repository.people import PersonRefused, UnknownPerson
from repository.unlocking import TooManyTries
from search.query import BadQuery
from web.depositing import RoleRefused
from web.headers import protect
from web.issuing import CopiesBusy, CopyRefused

_log = logging.getLogger(__name__)

API = "/api/v1"
_LONGEST_NEXT = 8000
_MACHINES = (API, "/healthz", "/readyz")
NOT_FOUND = "there is nothing here under that address, or nothing that you may see"
_FAILED = "something went wrong on the server; the act was not carried out. Try again, or tell the operator"


class WebError(Exception):
    """The root of this package's errors; the text is a sentence for whoever asked."""


class NotSignedIn(WebError):
    """The request carries no living session or token."""


class CsrfMismatch(WebError):
    """A change was asked with a cookie, and without proof that one of our own pages or clients asked."""


class TooManyAttempts(WebError):
    """Too many sign-ins failed for this name from this address; the same is said of names nobody has."""

    def __init__(self, seconds: int) -> None:
        """Keep after how many seconds the next attempt counts."""
        super().__init__(f"too many attempts to sign in failed; wait {seconds} seconds and try again")
        self.seconds = seconds


class WrongCredentials(WebError):
    """User name and password do not belong together; the same is said of names nobody has."""


class UnreadableRequest(WebError):
    """The request is not in the form this route takes."""


class NotMultipart(WebError):
    """The request should carry a form with a file and carries something else."""


class NotReady(WebError):
    """A part the server needs does not answer."""


class FieldsRefused(WebError):
    """Fields of the request are wrong; ``problems`` has a sentence for each."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Keep the problems by field."""
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.problems = dict(problems)


class BodyTooLarge(HTTPException):
    """The request is larger than this route takes."""

    def __init__(self, limit: int) -> None:
        """Say the limit, in bytes."""
        super().__init__(413, f"the request is larger than {limit} bytes, which is the limit here; send less")


class BodyPacked(HTTPException):
    """The request is compressed: nothing is unpacked here, as a megabyte may become a thousand."""

    def __init__(self) -> None:
        """Say what is taken instead (RFC 9110, 15.5.16)."""
        sentence = "the request is compressed, which is not accepted; send it without 'Content-Encoding'"
        super().__init__(415, sentence, {"Accept-Encoding": "identity"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: a status, a sentence a person can act on, and the fields concerned."""

    status: int
    sentence: str
    fields: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def body(self) -> dict[str, Any]:
        """Return the members of the problem document (RFC 9457, section 3)."""
        said: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.sentence,
        }
        if self.fields:
            said["errors"] = [{"field": name, "sentence": sentence} for name, sentence in self.fields]
        return said


# The first class that fits decides, so leaves stand before their roots.
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotSignedIn, 401),
    (WrongCredentials, 401),
    (CsrfMismatch, 403),
    (UnreadableRequest, 400),
    (NotMultipart, 415),
    (NotReady, 503),
    (BadQuery, 400),
    (ProofRefused, 422),
    (RoleRefused, 403),
    (CopyRefused, 403),
    (CopiesBusy, 503),
    (ActRefused, 409),
    (ListRefused, 422),
    (UnknownOrganization, 422),
    (PersonRefused, 422),
    (UnknownPerson, 422),
    (BadToken, 422),
    (BadRule, 422),
    (UnknownLevel, 422),
    (StorageFull, 507),
    (StorageBusy, 503),
    (StorageFailed, 503),
    (NotRecorded, 503),
    (TooLarge, 413),
    (Refused, 415),
    (IngestError, 400),
)


def problem_of(error: Exception) -> Problem:
    """Return what an error is to whoever asked; what is not foreseen says nothing of its cause."""
    match error:
        case NotFound() | KeyDestroyed():
            # Of what was destroyed a stub stays, and its content is asked for in vain (case 25).
            return Problem(404, NOT_FOUND)
        case Incomplete() | FieldsRefused():
            return Problem(422, "some fields are missing or wrong; see 'errors'", tuple(error.problems.items()))
        case RequestValidationError():
            return Problem(422, "some fields are missing or wrong; see 'errors'", tuple(_invalid(error)))
        case UnicodeEncodeError():
            # JSON can spell half of a pair of surrogates, which no database, hash or page can hold.
            return Problem(400, "the request holds a character that is only half of one; send text in whole characters")
        case TooManyAttempts() | TooManyTries():
            return Problem(429, str(error), headers=(("Retry-After", str(error.seconds)),))
        case HTTPException():
            return _of_status(error)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status is None:
        return Problem(500, _FAILED)
    headers = {401: (("WWW-Authenticate", "Bearer"),), 503: (("Retry-After", "5"),)}.get(status, ())
    return Problem(status, str(error), headers=headers)


def _of_status(error: HTTPException) -> Problem:
    headers = tuple((error.headers or {}).items())
    if error.status_code == 404:
        return Problem(404, NOT_FOUND)
    if error.status_code == 400:
        return Problem(400, "the request cannot be read; send JSON in UTF-8, nested no deeper than it needs")
    if error.status_code == 405:
        return Problem(405, "this address takes other methods; see the 'Allow' header", headers=headers)
    return Problem(error.status_code, error.detail, headers=headers)


def refused_fields(error: ValidationError) -> FieldsRefused:
    """Return the refusal of a body that a route read by itself."""
    return FieldsRefused(dict(_field(entry["loc"], entry) for entry in error.errors()))


def _invalid(error: RequestValidationError) -> list[tuple[str, str]]:
    """Return field and sentence of what the declared shapes refuse; the value sent is not repeated."""
    # The first step of a place says whether it is in the body, the query or the path.
    return [_field(entry["loc"][1:], entry) for entry in error.errors()]


def _field(place: Sequence[int | str], entry: Mapping[str, Any]) -> tuple[str, str]:
    if entry["type"] == "json_invalid":
        return "body", "is not JSON"
    return ".".join(str(step) for step in place) or "body", _sentence(entry)


def _sentence(entry: Mapping[str, Any]) -> str:
    match entry["type"]:
        case "missing":
            return "is needed here"
        case "extra_forbidden":
            return "is not a field of this request"
        case "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact" | "date_type":
            return "is no date; write a day such as 2026-03-01"
        case _:
            return str(entry["msg"]).removeprefix("Value error, ").removeprefix("Input ").removeprefix("String ")


ErrorPage = Callable[[Request, Problem], Response]


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"

    def __init__(self, problem: Problem) -> None:
        """Write the problem with its status and headers."""
        super().__init__(problem.body(), status_code=problem.status, headers=dict(problem.headers))


def for_machines(path: str) -> bool:
    """Tell whether programs rather than people ask for an address."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in _MACHINES)


def install(app: FastAPI, page: ErrorPage) -> None:
    """Give the application its only error handlers; ``page`` renders a problem for people."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= 500 and isinstance(error, RepositoryError | IngestError):
            _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        if for_machines(request.url.path):
            response: Response = ProblemResponse(problem)
        elif isinstance(error, NotSignedIn):
            response = RedirectResponse(f"/sign-in{_next(request)}", status_code=303)
        else:
            response = await run_in_threadpool(page, request, problem)
        # An error nobody foresaw is answered outside every middleware, so the headers are set here too.
        protect(response.headers, request.scope)
        return response

    kinds: tuple[type[Exception], ...] = (
        WebError, RepositoryError, IngestError, BadQuery, BadToken, BadRule, UnknownLevel,
        RequestValidationError, HTTPException, UnicodeEncodeError, Exception,
    )  # fmt: skip
    for kind in kinds:
        app.add_exception_handler(kind, answer)


def _next(request: Request) -> str:
    """Return where to go after signing in: the page asked for, if asking again is harmless."""
    if request.method != "GET" or request.url.path == "/":
        return ""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    # A line of the answer's head must fit into what others read of it.
    return "?" + urlencode({"next": asked}) if len(asked) <= _LONGEST_NEXT else ""
