"""Errors as every route declares them (RFC 9457)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from web.api.shapes.shape import Shape, shown_by
from web.errors import NOT_FOUND, Problem

_SENTENCES = {
    400: "the cursor belongs to another question; ask without it",
    401: "sign in first: send the session cookie, or 'Authorization: Bearer TOKEN'",
    403: "this change lacks its proof; send the value got at sign-in as X-CSRF-Token",
    404: NOT_FOUND,
    409: "it is draft; to register it must be submitted",
    413: "the request is larger than 1048576 bytes, which is the limit here; send less",
    415: "this is a spreadsheet; deposit a PDF, a DOCX, a PPTX, an HTML page, a message, an image or plain text",
    422: "some fields are missing or wrong; see 'errors'",
    429: "too many attempts to sign in failed; wait 840 seconds and try again",
    500: "something went wrong on the server; the act was not carried out. Try again, or tell the operator",
    503: "another writer held the database for too long; nothing was kept. Try again",
    507: "the disk is full; nothing of the write was kept. Tell the operator",
}
_MEANINGS = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not from one of our own clients, or not of a role that may do this",
    404: "Absent or withheld: the two are one",
    409: "The act may not happen now",
    413: "Larger than the limit",
    415: "A kind of file that is not accepted",
    422: "Fields are missing or wrong",
    429: "Too many failed attempts",
    500: "Failed on the server",
    503: "Not recorded or not ready, so not done",
    507: "No room left",
}


class FieldProblem(Shape):
    """One field and what is wrong with it."""

    model_config = shown_by(field="release_to", sentence="say to whom it is released")

    field: str
    sentence: str


class ProblemDocument(Shape):
    """What went wrong, in a sentence a person can act on; ``errors`` names fields where fields are wrong."""

    model_config = shown_by(type="about:blank", title="Not Found", status=404, detail=NOT_FOUND)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: Annotated[list[FieldProblem], Field(default=[])]


Responses = dict[int | str, dict[str, Any]]
FIELDS = (("release_to", "say to whom it is released; an empty list means the originators only"),)


def problems(*statuses: int) -> Responses:
    """Return how a route declares the errors it may answer; 401, 422, 500 and 503 are added to all."""
    return public_problems(401, *statuses)


def public_problems(*statuses: int) -> Responses:
    """Return the same for a route that needs no sign-in."""
    return {status: _declared(status) for status in sorted({*statuses, 422, 500, 503})}


def _declared(status: int) -> dict[str, Any]:
    example = Problem(status, _SENTENCES[status], FIELDS if status == 422 else ()).body()
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    content = {"application/problem+json": {"schema": schema, "example": example}}
    return {"description": _MEANINGS[status], "content": content}
