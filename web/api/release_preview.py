"""What an act would do, before it happens."""

from __future__ import annotations

from fastapi import APIRouter

from web import previewing, registering
from web.api.shapes.preview import CirculateTried, ListTried, PreviewAsked, RecallTried, RegradeTried, ReleasePreview
from web.api.shapes.problem import problems
from web.house import House
from web.security import Caller, HouseHere
from web.visitor import Visitor

router = APIRouter(prefix="/release-preview", tags=["release-preview"])


@router.post("", responses=problems(403, 404, 409, 413))
def preview(house: HouseHere, caller: Caller, asked: PreviewAsked) -> ReleasePreview:
    """Say who would gain, who would lose, which rule stops whom and whose consents it needs; changes nothing.

    Of a release, or of the act that ``change`` names, which is refused here as it would be there.
    """
    return _change(house, caller, asked)


def _change(house: House, caller: Visitor, asked: PreviewAsked) -> ReleasePreview:
    match asked.change:
        case RegradeTried() | CirculateTried() as tried:
            found = previewing.change(house, caller, tried.kind, asked.assessment, tried.said())
        case RecallTried():
            found = previewing.recall(house, caller, asked.assessment)
        case ListTried() as tried:
            found = previewing.circulation_list(house, caller, asked.assessment, tried.name, tried.content())
        case _:
            found = registering.preview(house, caller, asked.assessment, asked.metadata)
    return ReleasePreview.of(found)
