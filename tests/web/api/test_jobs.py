from __future__ import annotations

import json
from collections.abc import Iterator

import anyio
import pytest
from httpx2 import Response

from repository.acts import NotFound
from tests.house import Cast
from tests.web.asking import Asking
from web.api.jobs import moves
from web.api.shapes.job import JobShown
from web.errors import NotSignedIn


def events(answer: Response) -> Iterator[dict[str, object]]:
    for block in answer.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert fields["event"] == "job"
        yield json.loads(fields["data"])


def test_a_finished_job_is_told_once_and_the_stream_ends(ask: Asking, cast: Cast) -> None:
    job = ask.deposit("amina", title="Note").json()["job"]
    cast.work()
    answer = ask.get("amina", f"/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert [event["state"] for event in events(answer)] == ["done"]
    assert next(events(answer)) == ask.get("amina", f"/jobs/{job}").json()


def follow(*answers: tuple[str, int] | Exception) -> list[tuple[str, int]]:
    first = JobShown.model_validate(JobShown.example() | {"state": "queued", "page": 0})
    waiting = list(answers)

    async def look() -> JobShown:
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return first.model_copy(update={"state": answer[0], "page": answer[1]})

    async def pause() -> bool:
        return bool(waiting)

    async def told() -> list[tuple[str, int]]:
        return [(job.state, job.page) async for job in moves(first, look, pause)]

    return anyio.run(told)


def test_a_job_is_told_whenever_it_has_moved_until_it_is_final() -> None:
    told = follow(("queued", 0), ("running", 1), ("running", 1), ("running", 2), ("needs_person", 2), ("done", 3))
    assert told == [("queued", 0), ("running", 1), ("running", 2), ("needs_person", 2)]


def test_a_server_that_closes_ends_the_stream() -> None:
    assert follow(("running", 1)) == [("queued", 0), ("running", 1)]


@pytest.mark.parametrize("end", [NotSignedIn("the session ended"), NotFound("no longer hers")])
def test_whoever_may_no_longer_see_a_job_is_told_no_more_of_it(end: Exception) -> None:
    assert follow(("running", 1), end) == [("queued", 0), ("running", 1)]


def test_a_job_of_another_organization_is_as_absent_as_anything(ask: Asking) -> None:
    job = ask.deposit("amina", title="Note").json()["job"]
    for tail in ("", "/events"):
        answers = [ask.get(who, f"/jobs/{name}{tail}") for who in ("piotr", "lena") for name in (job, "nothing")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    assert ask.get("piotr", "/jobs").json() == {"jobs": []}
    assert [one["id"] for one in ask.get("kofi", "/jobs").json()["jobs"]] == [job]
