"""The pages: server-rendered, in four languages, working without any script but live progress."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import (
    access,
    acting_for,
    assessment,
    attention,
    circulation,
    consents,
    copies,
    deposit,
    desk,
    equivalences,
    explanation,
    governing_assessment,
    me,
    notices,
    organizations,
    overlaps,
    people,
    person,
    register,
    registration,
    relations,
    rooms,
    search,
    sign_in,
)

router = APIRouter(include_in_schema=False)
for part in (
    sign_in,
    desk,
    search,
    overlaps,
    assessment,
    governing_assessment,
    relations,
    copies,
    deposit,
    registration,
    circulation,
    consents,
    access,
    notices,
    attention,
    explanation,
    rooms,
    people,
    person,
    equivalences,
    organizations,
    acting_for,
    register,
    me,
):
    router.include_router(part.router)

__all__ = ["router"]
