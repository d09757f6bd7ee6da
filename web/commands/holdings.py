"""What ``concord doctor`` does with the holdings: every edition inspected, and repaired where that is wanted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from ingest import repair as repairing
from ingest.inspection import Model
from ingest.repair import Holdings, Inspected
from ingest.sweeper import spared
from ingest.unnamed import SPARED_SECONDS
from repository.errors import RepositoryError
from repository.registry import Registry
from repository.settings import Settings
from search.changeover import in_use, progress
from web.commands.environment import opened
from web.commands.failure import sentence_of
from web.commands.finding import Finding
from web.commands.output import Progress
from web.house import fingerprint_of, folder_of, model_folder

_SHOWN = 5


def holdings(known: Settings, *, repair: bool) -> Iterator[Finding]:
    """Yield what is wrong with the editions and the files, and at the end how many were looked at."""
    try:
        with opened(known, bound=repair) as registry:
            yield from _database(registry)
            yield from _change(registry, known)
            yield from _files(registry, repair=repair)
            yield from _editions(registry, _model(registry, known), repair=repair)
    except RepositoryError as error:
        yield Finding("holdings", False, sentence_of(error))


def _database(registry: Registry) -> Iterator[Finding]:
    damage = registry.database.damage()
    if damage:
        yield Finding("holdings", False, f"The database is damaged ({damage[0]}); restore it from a backup.")


def _files(registry: Registry, *, repair: bool) -> Iterator[Finding]:
    found = repairing.litter(registry, repair=repair)
    if found:
        end = "they were removed." if repair else "'concord doctor --repair' removes them."
        yield Finding("files", repair, f"Nothing names {len(found)} files ({_names(found)}); {end}", repair)
    if left := spared(registry):
        yield Finding(
            "files",
            False,
            f"The database names none of {len(left)} originals ({_names(left)}): their deposit was cut off, or the "
            "database is an older one than they. Restore the one that names them; each is removed once nothing "
            f"has named it for {SPARED_SECONDS / 86400:.0f} days.",
        )


def _names(found: list[Path]) -> str:
    return ", ".join(path.name for path in found[:_SHOWN]) + (" and more" if len(found) > _SHOWN else "")


def _editions(registry: Registry, model: Model | None, *, repair: bool) -> Iterator[Finding]:
    looked, wrong, progress, began = Holdings(registry, model), 0, Progress(), time.monotonic()
    total = len(looked.ids)
    for number, found in enumerate(looked.look(repair=repair), start=1):
        progress.show(f"{number} of {total} editions inspected, {_left(number, total, time.monotonic() - began)} left")
        if found is not None:
            wrong += 1
            yield from _said(found, repair=repair)
    if total:
        progress.end(f"{total} of {total} editions inspected")
    end = "of all of them row, file, portions, vectors, postings and fingerprints agree." if not wrong else ""
    yield Finding("editions", True, f"{total} inspected; {end or f'{wrong} have faults.'}")


def _said(found: Inspected, *, repair: bool) -> Iterator[Finding]:
    by_hand = any(fault.remedy is None for fault in found.faults)
    for fault in found.faults:
        mended = fault.remedy is not None and bool(found.done)
        if mended:
            end = f" Done: {', '.join(found.done)}."
        elif fault.remedy is None:
            end = ""
        elif not repair:
            end = f" 'concord doctor --repair': {fault.remedy}."
        else:
            end = "" if by_hand else " It is so no longer."
        yield Finding(f"assessment {found.assessment}", mended, f"{fault.sentence}{end}", mended)


def _left(done: int, total: int, seconds: float) -> str:
    left = int((total - done) / done * seconds)
    return f"{left // 60}:{left % 60:02}"


def _change(registry: Registry, known: Settings) -> Iterator[Finding]:
    """Tell how far a change of the embedding model is, where there is one."""
    wanted = fingerprint_of(model_folder(known))
    with registry.database.read() as session:
        used = in_use(session)
        if used is None or wanted == used or folder_of(known, used) is None:
            return
        done, total = progress(session, wanted or "")
    name = known.model or "default"
    if wanted is None:
        said = f"It is to be followed by '{name}', which is not built yet; a worker builds it when it is idle."
    else:
        said = f"It is to be followed by '{name}', whose vectors are ready for {done} of {total} handlings."
    yield Finding("model in use", True, f"{said} Until then search goes on with {used[:16]}.")


def _model(registry: Registry, known: Settings) -> Model | None:
    """Return the embedding model in use; None where none was built yet."""
    with registry.database.read() as session:
        used = in_use(session)
    try:
        folder = (used and folder_of(known, used)) or model_folder(known)
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return Model(card["fingerprint"], card["dims"])
    except (OSError, ValueError, KeyError):
        return None
