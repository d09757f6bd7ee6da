"""``concord import``: loads an existing archive, an act of the host's operator (W9)."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingest.archive import FAILED, REFUSED, Archive, Outcome
from ingest.manifest import Row, read_manifest
from models.handling import RELEASED
from repository import people
from repository.lock import exclusive
from web.commands.environment import log_to_screen, opened, settings
from web.commands.failure import Failed
from web.commands.init import ADMIN
from web.commands.output import Json, Progress, say, say_json, say_table
from web.commands.workforce import Workforce

app = typer.Typer()
LOOK = 0.5
OCCUPIED = "Another 'concord import' (process {pid}) already loads into this data; wait for its end."


@app.command("import")
def load(
    folder: Annotated[Path, typer.Argument(help="Folder of the files.")],
    manifest: Annotated[Path, typer.Option(help="CSV that names file, originator, marking, release_to ...")],
    depositor: Annotated[str, typer.Option(help="User name under which drafts are kept.")] = ADMIN,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Workers to start where none runs.")] = None,
    json: Json = False,
) -> None:
    """Load an archive: each file is kept, read and, where its row is complete, released. Can be repeated."""
    log_to_screen()
    known = settings()
    if not folder.is_dir():
        raise Failed(f"There is no folder {folder}.")
    rows = read_manifest(manifest)
    with opened(known) as registry, exclusive(known.data / "import.lock", OCCUPIED):
        with registry.database.read() as session:
            person = people.named(session, depositor)
        archive = Archive(registry, folder, person, limit=known.upload_limit)
        _take(archive, rows)
        with Workforce(known, workers or os.cpu_count() or 1) as workforce:
            _settle(archive, len(rows), workforce)
    if json:
        say_json([asdict(outcome) for outcome in archive.outcomes])
    else:
        _report(archive.outcomes)
    if any(outcome.state in (REFUSED, FAILED) for outcome in archive.outcomes):
        raise typer.Exit(1)


def _take(archive: Archive, rows: list[Row]) -> None:
    progress, began = Progress(), time.monotonic()
    for number, row in enumerate(rows, start=1):
        archive.take(row)
        progress.show(_taken(archive, number, len(rows), time.monotonic() - began))
    progress.end(_taken(archive, len(rows), len(rows), time.monotonic() - began))


def _taken(archive: Archive, number: int, total: int, seconds: float) -> str:
    """Return how far the taking is; what an earlier loading took costs a look only."""
    said = f"{number:,} of {total:,} files taken"
    if archive.known:
        said += f" ({archive.known:,} by an earlier import)"
    if not (seconds and number):
        return said
    return f"{said}, {number / seconds:.0f} a second, {_clock((total - number) / number * seconds)} left"


def _settle(archive: Archive, total: int, workforce: Workforce) -> None:
    progress, before, began = Progress(), _state(archive), time.monotonic()
    while archive.waiting:
        workforce.ensure()
        time.sleep(LOOK)
        archive.settle()
        progress.show(_line(archive, total, before, time.monotonic() - began))
    progress.end(_line(archive, total, before, time.monotonic() - began))


def _state(archive: Archive) -> tuple[int, int]:
    """Return pages and bytes that need no work any more, because an earlier loading did it."""
    archive.settle()
    return archive.pages, archive.bytes_done


def _line(archive: Archive, total: int, before: tuple[int, int], seconds: float) -> str:
    """Return how far the loading is; what is left is measured in bytes, as files differ in length."""
    ended = f"{total - archive.waiting:,} of {total:,} files, {archive.pages:,} pages"
    pages, done = archive.pages - before[0], archive.bytes_done - before[1]
    if not (done and seconds):
        return ended
    left = (archive.bytes_taken - archive.bytes_done) / done * seconds
    return f"{ended}, {pages / seconds:.1f} pages a second, {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def _report(outcomes: list[Outcome]) -> None:
    counts = Counter(outcome.state for outcome in outcomes)
    say(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "The manifest names no file.")
    rest = sorted((o for o in outcomes if o.state != RELEASED), key=lambda outcome: outcome.line)
    if rest:
        say()
        say_table(
            ("LINE", "FILE", "STATE", "REASON"),
            [(str(o.line), o.file, o.state, o.reason or "") for o in rest],
        )
