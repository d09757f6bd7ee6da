"""``concord doctor``: says what is missing here, and how to mend it."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingest import sandbox
from ingest.rapid import Rapid
from ingest.recogniser import lacking
from ingest.tesseract import HOUSE, OSD, PACKS, tesseract
from models.tables.register import RegisterHead
from repository import ownership
from repository.errors import RepositoryError
from repository.keys import load_master_key, load_signing_key
from repository.lock import held
from repository.ownership import MARK
from repository.sealed import Vault
from repository.settings import SETTINGS, Settings
from search.encoder import ModelUnreadable
from web.commands.environment import opened, settings, workers_lock
from web.commands.failure import sentence_of
from web.commands.finding import Finding
from web.commands.holdings import holdings
from web.commands.output import Json, say, say_json
from web.house import model_folder

app = typer.Typer()
OLDEST = (3, 11)
LEAST_FREE = 2 * 1024**3


@app.command("doctor")
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended; recorded.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Look at this machine only, not at every edition.")] = False,
    json: Json = False,
) -> None:
    """Look at this machine and at every edition of CONCORD_DATA; exit code 1 where anything is to be mended."""
    findings = []
    for finding in _findings(repair=repair, quick=quick):
        findings.append(finding)
        if not json:
            say(f"{finding.verdict}  {finding.subject}: {finding.sentence}")
    if json:
        say_json([asdict(finding) for finding in findings])
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _findings(*, repair: bool, quick: bool) -> Iterator[Finding]:
    """Yield what is found, the machine first."""
    try:
        known = settings()
    except RepositoryError as error:
        names = ", ".join(setting.name for setting in SETTINGS)
        yield Finding("settings", False, f"{sentence_of(error)} The settings are: {names}.")
        return
    usable = True
    for subject, look in LOOKS.items():
        finding = _looked(subject, look, known)
        usable &= finding.well or subject not in NEEDED
        yield finding
    if usable and not quick:
        yield from holdings(known, repair=repair)


def _looked(subject: str, look: Callable[[Settings], str | Wrong], known: Settings) -> Finding:
    try:
        said = look(known)
    except (RepositoryError, ModelUnreadable, OSError) as error:
        return Finding(subject, False, sentence_of(error))
    return Finding(subject, not isinstance(said, Wrong), str(said))


NEEDED = ("data folder", "keys", "database", "originals")
"""Without these no edition can be looked at."""


class Wrong(str):
    """A sentence about something that is to be mended."""

    __slots__ = ()


def _python(_known: Settings) -> str:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return f"Python {version}." if sys.version_info >= OLDEST else Wrong(f"Python {version} is too old; use 3.11.")


def _sandbox(known: Settings) -> str:
    if sandbox.level() == "bubblewrap":
        return sandbox.describe()
    return Wrong(sandbox.describe()) if known.sandbox == "required" else sandbox.describe()


def _recognition(known: Settings) -> str:
    """Missing text recognition is no fault of the house, unless it was asked for: everything else is read without."""
    missing = lacking(known.ocr)
    if missing is not None:
        return Wrong(missing)
    if known.ocr == Rapid.name:
        return f"rapidocr reads Latin letters. For the others: {_tesseract()}"
    return _tesseract()


def _tesseract() -> str:
    engine = tesseract()
    packs = engine.packs()
    lacking = [f"tesseract-ocr-{PACKS[language]}" for language in HOUSE if PACKS[language] not in packs]
    lacking += [] if OSD in packs else ["tesseract-ocr-osd"]
    if not packs:
        return (
            "Tesseract is not installed, so scans and pictures are not searchable; on Debian: "
            f"apt-get install tesseract-ocr {' '.join(lacking)}"
        )
    said = f"Tesseract reads {', '.join(engine.languages())}."
    return f"{said} More: apt-get install {' '.join(lacking)}" if lacking else said


def _data(known: Settings) -> str:
    if not known.data.is_dir():
        return Wrong(f"There is no folder {known.data}; 'concord init' makes it.")
    open_ = [path for path in _private(known) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_:
        return Wrong(f"{open_[0]} can be entered or read by others; run: chmod go-rwx {open_[0]}")
    return f"{known.data} is closed to others."


def _private(known: Settings) -> Iterator[Path]:
    for path in (known.data, known.originals, known.database, known.data / "admin.password"):
        if path.exists():
            yield path


def _keys(known: Settings) -> str:
    load_signing_key(known, Vault(load_master_key(known)))
    return "The master key and the register's key can be read."


def _database(known: Settings) -> str:
    if not known.database.exists():
        return Wrong(f"There is no database in {known.data}; 'concord init' makes it.")
    with opened(known, bound=False) as registry, registry.database.read() as session:
        head = session.get(RegisterHead, 1)
    if head is None:
        return Wrong("The database was never finished; run 'concord init' again.")
    return f"Its tables are those of this version; the register has {head.size} entries."


def _originals(known: Settings) -> str:
    if not known.database.exists():
        return "There are none yet."
    # Who only looks marks nothing.
    with opened(known, bound=False) as registry, registry.database.read() as session:
        ownership.examine(session, registry.originals)
        return f"{known.originals} belongs to this database, as its file {MARK} says."


def _password(known: Settings) -> str:
    path = known.data / "admin.password"
    return (
        f"The first password is still in {path}; delete it once it is kept elsewhere."
        if path.exists()
        else "None is lying about."
    )


def _model(known: Settings) -> str:
    folder = model_folder(known)
    if not (folder / "model.json").exists():
        return f"It is not built yet; the first 'concord serve' builds it in {folder} within a minute."
    return f"It is built in {folder}."


def _room(known: Settings) -> str:
    folder = next(path for path in (known.data, *known.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB are free in {folder}."
    return said if free >= LEAST_FREE else Wrong(f"Only {said} Free some, or move CONCORD_DATA.")


def _processes(known: Settings) -> str:
    if not known.data.is_dir():
        return "Nothing runs."
    server = held(known.data / "serve.lock")
    workers = held(workers_lock(known))
    return f"{'A server runs' if server else 'No server runs'}; {'workers do' if workers else 'no worker does'}."


LOOKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "sandbox": _sandbox,
    "text recognition": _recognition,
    "data folder": _data,
    "keys": _keys,
    "database": _database,
    "originals": _originals,
    "first password": _password,
    "model": _model,
    "disk": _room,
    "processes": _processes,
}
