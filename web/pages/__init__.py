"""The pages: server-rendered, in four languages, working without any script but live progress."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import (
    access,
    acting_for,
    alerts,
    assessment,
    attention,
    circulation,
    comparisons,
    consents,
    copies,
    coverage,
    deposit,
    desk,
    equivalences,
    explanation,
    feeds,
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
    saved_searches,
    search,
    sign_in,
    trends,
)

router = APIRouter(include_in_schema=False)
for part in (
    sign_in,
    desk,
    search,
    saved_searches,
    comparisons,
    overlaps,
    coverage,
    trends,
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
    alerts,
    feeds,
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
