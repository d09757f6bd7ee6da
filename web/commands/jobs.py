"""``concord jobs``: how far the uploads of one's own organization are."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from models.tables.job import TERMINAL
from web import depositing
from web.api.shapes.job import JobShown
from web.commands.caller import caller, calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json, say_table
from web.depositing import JobView

app = typer.Typer()
LOOK = 0.5


@app.command("jobs")
def jobs(
    watch: Annotated[bool, typer.Option("--watch", help="Follow them until all have ended.")] = False,
    json: Json = False,
) -> None:
    """Show the jobs of the token owner's organization, the newest first."""
    with calling(settings()) as (house, visitor):
        found = depositing.jobs(house, visitor)
        if not watch:
            _show(found, json=json)
            return
        shown: dict[str, JobView] = {}
        while True:
            for job in reversed(found):
                if shown.get(job.id) != job:
                    shown[job.id] = job
                    say_json(as_json(job)) if json else say(line_of(job))
            if all(job.state in TERMINAL for job in found):
                return
            time.sleep(LOOK)
            found = depositing.jobs(house, caller(house))


def _show(found: list[JobView], *, json: bool) -> None:
    if json:
        say_json([as_json(job) for job in found])
        return
    head = ("JOB", "STATE", "PAGES", "REASON")
    say_table(head, [(job.id, job.state, f"{job.page}/{job.pages}", job.reason or "") for job in found])


def as_json(job: JobView) -> dict[str, object]:
    """Return a job as the REST interface shows it."""
    return JobShown.of(job).model_dump(mode="json")


def line_of(job: JobView) -> str:
    """Return a job in one line: state, stage, pages, reason."""
    place = f" {job.stage} {job.page}/{job.pages}" if job.state == "running" else ""
    return f"{job.id}  {job.state}{place}{'  ' + job.reason if job.reason else ''}"
