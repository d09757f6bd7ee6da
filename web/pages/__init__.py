"""The pages: server-rendered, in four languages, working without any script but live progress."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import (
    assessment,
    circulation,
    deposit,
    desk,
    me,
    people,
    register,
    registration,
    search,
    sign_in,
)

router = APIRouter(include_in_schema=False)
for part in (
    sign_in,
    desk,
    search,
    assessment,
    deposit,
    registration,
    circulation,
    people,
    register,
    me,
):
    router.include_router(part.router)

__all__ = ["router"]
