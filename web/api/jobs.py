"""Jobs: how far an upload is, asked once or followed as it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from models.tables.job import TERMINAL
from repository.acts import NotFound
from web import depositing
from web.api.shapes.job import EXAMPLE, JobList, JobShown
from web.api.shapes.problem import problems
from web.errors import NotSignedIn
from web.security import Caller, HouseHere, visitor_here

router = APIRouter(prefix="/jobs", tags=["jobs"])

LOOK = 0.3
"""Seconds between two looks at a job that somebody follows."""
PING = 15


@router.get("", responses=problems())
def list_jobs(house: HouseHere, caller: Caller) -> JobList:
    """List the jobs of the caller's organization, the newest first."""
    return JobList.of(depositing.jobs(house, caller))


@router.get("/{ident}", responses=problems(404))
def show_job(house: HouseHere, caller: Caller, ident: str) -> JobShown:
    """Say how far one upload is."""
    return JobShown.of(depositing.job(house, caller, ident))


_EVENTS = {
    "description": "One event `job` whenever the job has moved; the stream ends when its state is final.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": f"event: job\ndata: {JobShown.model_validate(EXAMPLE).model_dump_json()}\n\n",
        }
    },
}


@router.get("/{ident}/events", response_class=EventSourceResponse, responses={200: _EVENTS, **problems(404)})
def follow_job(request: Request, house: HouseHere, caller: Caller, ident: str) -> EventSourceResponse:
    """Follow one upload by server-sent events until its state is final."""
    first = JobShown.of(depositing.job(house, caller, ident))

    def look() -> JobShown:
        # Each look asks anew who follows and whether she may: a session may end, a person be suspended (P6).
        return JobShown.of(depositing.job(house, visitor_here(request), ident))

    closing = anyio.Event()

    async def pause() -> bool:
        with anyio.move_on_after(LOOK):
            await closing.wait()
        return not closing.is_set()

    return EventSourceResponse(
        _events(moves(first, partial(run_sync, look), pause)),
        ping=PING,
        shutdown_event=closing,
        shutdown_grace_period=2 * LOOK,
        sep="\n",
        ping_message_factory=lambda: ServerSentEvent(comment="ping", sep="\n"),
    )


async def moves(
    job: JobShown, look: Callable[[], Awaitable[JobShown]], pause: Callable[[], Awaitable[bool]]
) -> AsyncIterator[JobShown]:
    """Give a job and then each state it moves to, until it is final or may no longer be seen.

    ``pause`` lies between two looks and tells whether to look again: a server that closes does not.
    """
    yield job
    while job.state not in TERMINAL and await pause():
        try:
            latest = await look()
        except (NotSignedIn, NotFound):
            return
        if latest != job:
            job = latest
            yield job


async def _events(jobs: AsyncIterator[JobShown]) -> AsyncIterator[ServerSentEvent]:
    async for job in jobs:
        yield ServerSentEvent(event="job", data=job.model_dump_json(), sep="\n")
