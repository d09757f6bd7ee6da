"""``concord upload``: deposits files as the owner of the token."""

from __future__ import annotations

import os
import sys
import time
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from ingest.accept import Accepted
from ingest.errors import IngestError
from ingest.manifest import read_marking
from models.deposit import Deposit, MarkingDeclared
from models.tables.job import DONE, TERMINAL
from repository.unlocking import LONGEST
from web import depositing
from web.commands.caller import caller, calling
from web.commands.environment import settings
from web.commands.failure import Failed, sentence_of
from web.commands.jobs import as_json, line_of
from web.commands.output import Json, Progress, say, say_json
from web.commands.workforce import Workforce
from web.house import House
from web.visitor import Visitor

app = typer.Typer()
LOOK = 0.3
UNREAD = (
    "The words '{}' fix no level, so nobody may open what they mark until an officer names one; "
    "write scheme and level, such as interpol:IR."
)


@app.command("upload")
def upload(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF, DOCX, PPTX, HTML, EML, images or text.")],
    marking: Annotated[str | None, typer.Option(help="Scheme and level, such as interpol:IR.")] = None,
    tlp: Annotated[str | None, typer.Option(help="CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")] = None,
    release_to: Annotated[
        str | None,
        typer.Option(help="Recipients, separated by commas; an empty text means originators only."),
    ] = None,
    exclude: Annotated[str, typer.Option(help="Countries or organizations shut out, such as EG.")] = "",
    pillar: Annotated[str | None, typer.Option(help="Pillars, separated by commas.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where one file is uploaded.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password that opens the files from standard input.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until they are searchable or have failed.")] = False,
    json: Json = False,
) -> None:
    """Deposit files as drafts of the token owner's organization; the same marking and circulation for all."""
    if title is not None and len(files) > 1:
        raise typer.BadParameter("a title belongs to one file; upload the files one by one")
    said = Deposit(
        title=title,
        marking=_marking(marking, tlp),
        release_to=None if release_to is None else _words(release_to),
        exclude=_words(exclude),
        pillars=None if pillar is None else _words(pillar),
    )
    password = _password() if password_stdin else None
    with calling(settings()) as (house, visitor):
        accepted, refused = _deposit(house, visitor, files, said, password)
        ended = _wait(house, accepted) if wait else {}
    lines = [_line(file, taken, ended) for file, taken in accepted.items()]
    lines += [{"file": str(file), "error": sentence} for file, sentence in refused.items()]
    for line in lines:
        say_json(line) if json else say(_words_of(line))
    if accepted and said.marking is not None and not said.marking.scheme:
        sys.stderr.write(f"{UNREAD.format(said.marking.text)}\n")
    if refused or any(job.state != DONE for job in ended.values()):
        raise typer.Exit(1)


def _password() -> str:
    """Read one line, which is shown nowhere; a terminal does not echo it."""
    word = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not 0 < len(word) <= LONGEST:
        raise Failed(f"Standard input holds no password of 1 to {LONGEST} characters; give one line.")
    return word


def _marking(words: str | None, tlp: str | None) -> MarkingDeclared | None:
    if words is None and tlp is None:
        return None
    marking = read_marking(words or "interpol:IFOUO")
    return marking.model_copy(update={"tlp": tlp.upper().removeprefix("TLP:")}) if tlp else marking


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _deposit(
    house: House, visitor: Visitor, files: list[Path], said: Deposit, password: str | None
) -> tuple[dict[Path, Accepted], dict[Path, str]]:
    accepted, refused = {}, {}
    for file in files:
        try:
            with file.open("rb") as source:
                accepted[file] = depositing.deposit(house, visitor, source, file.name, said, password=password)
        except (IngestError, OSError) as error:
            refused[file] = sentence_of(error)
    return accepted, refused


def _wait(house: House, accepted: dict[Path, Accepted]) -> dict[str, depositing.JobView]:
    """Wait for jobs to end, working them off where nobody else does; return them by id."""
    progress = Progress()
    with Workforce(house.settings, os.cpu_count() or 1 if len(accepted) > 1 else 1) as workforce:
        while True:
            visitor = caller(house)
            found = {taken.job: depositing.job(house, visitor, taken.job) for taken in accepted.values()}
            open_ = [job for job in found.values() if job.state not in TERMINAL]
            if not open_:
                progress.end(f"{len(found)} of {len(found)} ended")
                return found
            progress.show(f"{len(found) - len(open_)} of {len(found)} ended; {line_of(open_[0])}")
            workforce.ensure()
            time.sleep(LOOK)


def _line(file: Path, taken: Accepted, ended: dict[str, depositing.JobView]) -> dict[str, object]:
    line: dict[str, object] = {"file": str(file), "id": taken.assessment, "job": taken.job}
    job = ended.get(taken.job)
    return line if job is None else {**line, "state": job.state, "reason": job.reason, "detail": as_json(job)}


def _words_of(line: dict[str, object]) -> str:
    if "error" in line:
        return f"{line['file']}: {line['error']}"
    state = f" {line['state']}" if "state" in line else ""
    reason = f": {line['reason']}" if line.get("reason") else ""
    return f"{line['file']}: assessment {line['id']}, job {line['job']}{state}{reason}"
