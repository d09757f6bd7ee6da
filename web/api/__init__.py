"""The REST interface: one module a resource, each a thin face of what the desks decide and record."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from web.api import (
    assessments,
    circulation_lists,
    jobs,
    me,
    organizations,
    people,
    register,
    registrations,
    release_preview,
    search,
    session,
    vocabularies,
)
from web.errors import API
from web.security import refuse_cross_site

router = APIRouter(prefix=API, dependencies=[Depends(refuse_cross_site)])
for resource in (
    session,
    me,
    assessments,
    jobs,
    search,
    release_preview,
    registrations,
    circulation_lists,
    organizations,
    people,
    vocabularies,
    register,
):
    router.include_router(resource.router)
