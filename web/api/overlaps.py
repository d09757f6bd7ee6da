"""Overlaps: what shares text with an assessment or with a file that is not kept; collisions, for the registry."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request

from web import colliding, overlapping
from web.api.shapes.overlap import CollisionList, OverlapsShown
from web.api.shapes.problem import problems
from web.errors import FieldsRefused
from web.house import House
from web.security import Caller, HouseHere
from web.upload import Upload, receive
from web.visitor import Visitor

router = APIRouter(tags=["overlaps"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                },
                "example": {"file": "(the bytes of report.pdf)"},
            }
        },
    }
}


@router.get("/overlaps", responses=problems(404))
def show_overlaps(
    house: HouseHere, caller: Caller, assessment: Annotated[str, Query(description="Its id.", max_length=80)]
) -> OverlapsShown:
    """Show which other assessments share a file, all words or paragraphs with one, inside what the caller may see."""
    return OverlapsShown.of(overlapping.of_assessment(house, caller, assessment))


@router.post("/overlaps", responses=problems(400, 403, 409, 413, 415, 507), openapi_extra=_FORM)
async def compare_file(request: Request, house: HouseHere, caller: Caller) -> OverlapsShown:
    """Show the same of a file that is not kept: it is read in the sandbox, compared and forgotten."""
    await run_sync(overlapping.admit, house, caller)
    form = await receive(request, house.settings.data / "scratch")
    try:
        return await run_sync(_compare, house, caller, form)
    finally:
        form.close()


def _compare(house: House, caller: Visitor, form: Upload) -> OverlapsShown:
    if form.file is None or form.file_field != "file":
        raise FieldsRefused({"file": "is needed here, as a part with a file name"})
    if form.fields:
        raise FieldsRefused({form.fields[0][0][:80]: "is not a part of this form; it has 'file' alone"})
    return OverlapsShown.of(overlapping.of_upload(house, caller, form.file))


@router.get("/collisions", responses=problems(400, 403))
def show_collisions(
    house: HouseHere,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=400, description="``next`` of the page before")] = None,
) -> CollisionList:
    """Show the registry which submitted works of different organizations share a file or much of their text."""
    return CollisionList.of(colliding.colliding(house, caller, limit, cursor))
