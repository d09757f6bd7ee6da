"""The REST interface: one module a resource, each a thin face of what the desks decide and record."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from web.api import (
    access_requests,
    acts,
    affiliations,
    agreements,
    assessments,
    attention,
    circulation_lists,
    consents,
    copies,
    equivalences,
    explanations,
    holds,
    jobs,
    life_acts,
    markings,
    me,
    meetings,
    notices,
    organizations,
    overlaps,
    people,
    permits,
    register,
    registrations,
    relations,
    release_preview,
    search,
    session,
    view_as,
    vocabularies,
)
from web.errors import API
from web.security import refuse_cross_site

router = APIRouter(prefix=API, dependencies=[Depends(refuse_cross_site)])
for resource in (
    session,
    me,
    assessments,
    life_acts,
    holds,
    acts,
    relations,
    copies,
    jobs,
    search,
    overlaps,
    release_preview,
    explanations,
    view_as,
    meetings,
    attention,
    consents,
    access_requests,
    permits,
    notices,
    registrations,
    circulation_lists,
    organizations,
    agreements,
    people,
    affiliations,
    vocabularies,
    markings,
    equivalences,
    register,
):
    router.include_router(resource.router)
