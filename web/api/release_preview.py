"""What a release would do, before it happens."""

from __future__ import annotations

from fastapi import APIRouter

from web import registering
from web.api.shapes.preview import PreviewAsked, ReleasePreview
from web.api.shapes.problem import problems
from web.security import Caller, HouseHere

router = APIRouter(prefix="/release-preview", tags=["release-preview"])


@router.post("", responses=problems(403, 404, 413))
def preview(house: HouseHere, caller: Caller, asked: PreviewAsked) -> ReleasePreview:
    """Say who would gain, who would lose and which rule stops whom; changes nothing."""
    return ReleasePreview.of(registering.preview(house, caller, asked.assessment, asked.metadata))
