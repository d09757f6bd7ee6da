"""``concord reindex``: makes the index anew from what is kept, an act of the host's operator."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated

import typer

from ingest.reindexing import Reindexed, Reindexing, reindexing
from repository.lock import exclusive
from web.commands.environment import log_to_screen, opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, Progress, say, say_json, say_table
from web.house import open_model

app = typer.Typer()
OCCUPIED = "Another 'concord reindex' (process {pid}) already runs on this data; wait for its end."


@app.command("reindex")
def reindex(
    assessments: Annotated[
        list[str] | None, typer.Argument(metavar="[ASSESSMENT]...", help="Their ids; without any, all of them.")
    ] = None,
    json: Json = False,
) -> None:
    """Make vectors, postings, words and fingerprints anew from the kept text; stopped, it goes on where it was.

    Servers and workers may run: every question is answered as before.
    """
    log_to_screen()
    known = settings()
    with (
        opened(known) as registry,
        exclusive(known.data / "reindex.lock", OCCUPIED),
        reindexing(registry, lambda: open_model(known, registry), assessments or ()) as run,
    ):
        if assessments and not run.total:
            raise Failed("There is nothing here under these ids that was read; 'concord doctor' looks at all of it.")
        found = _shown(run)
    wrong = [one for one in found if not one.well]
    if json:
        say_json([asdict(one) for one in found])
    else:
        say(f"{len(found) - len(wrong)} editions are indexed anew; {len(wrong)} could not be.")
        if wrong:
            say_table(("ASSESSMENT", "WHY NOT"), [(one.assessment, one.outcome) for one in wrong])
    if wrong:
        raise typer.Exit(1)


def _shown(run: Reindexing) -> list[Reindexed]:
    found, progress, began = [], Progress(), time.monotonic()
    for number, one in enumerate(run.run(), start=1):
        found.append(one)
        left = int((run.total - run.resumed - number) * (time.monotonic() - began) / number)
        progress.show(f"{run.resumed + number} of {run.total} editions, {left // 60}:{left % 60:02} left")
    progress.end(f"{run.total} of {run.total} editions")
    return found
