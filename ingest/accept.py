"""Accepting an upload: sniffed, sealed, on the disk and in the database before the depositor is told (P5)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, select

from ingest.errors import TooLarge
from ingest.originals import Stored, refused_by_disk, store
from ingest.sniff import sniff
from ingest.suffix import refuse_misnamed
from ingest.sweeper import LOCK
from models.deposit import Deposit
from models.tables.assessment import Edition, Original
from models.tables.job import Job
from models.tables.person import Person
from repository import durable, editions, ownership
from repository.errors import RepositoryError, StorageFailed
from repository.lock import shared
from repository.ownership import FolderForeign
from repository.register import Act
from repository.registry import Registry
from repository.unlocking import seal

INTERACTIVE, BULK = 10, 0
"""Priorities: what a person waits for overtakes an archive that is being loaded."""

_CHUNK = 1 << 20
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ids a depositor is given for an accepted upload."""

    assessment: str
    job: str


def accept(
    registry: Registry,
    depositor: Person,
    source: BinaryIO,
    filename: str,
    deposit: Deposit,
    *,
    limit: int,
    priority: int = INTERACTIVE,
    archive: bool = False,
    password: str | None = None,
) -> Accepted:
    """Keep an upload and queue its job; durable when this returns. A ``password`` opens an encrypted file.

    What the host's operator loads from an ``archive`` is recorded as his act and nobody else's (W9).
    Raises ``TooLarge``, ``Refused`` (by the name of what it is), ``StorageFull``; nothing is kept then.
    """
    with _scratch(registry) as copy:
        _copy(source, copy, limit)
        with _explained():
            durable.point("upload.received")
        kind = sniff(Path(f"/proc/self/fd/{copy.fileno()}"))
        refuse_misnamed(clean_name(filename), kind)
        copy.seek(0)
        edition = editions.draft(registry.vault, registry.ids, registry.clock, depositor, deposit)
        # Whoever sweeps waits until the file has its row.
        with shared(registry.folder / LOCK):
            _require_folder(registry)
            stored = store(registry.originals, registry.vault, registry.ids, edition, copy)
            try:
                with registry.database.write() as session:
                    job = _keep(registry, session, edition, deposit, stored, kind, clean_name(filename), priority)
                    if password is not None:
                        seal(registry.vault, edition, session.get_one(Original, edition.id), password)
                    durable.point("deposit.rows")
                    registry.register.append(session, _act(registry, depositor, edition, archive=archive))
                    durable.point("deposit.recorded")
            except Exception:
                _take_back(registry, stored)
                raise
    durable.point("deposit.accepted")
    return Accepted(edition.assessment_id, job.id)


def _require_folder(registry: Registry) -> None:
    """Refuse where the folder of originals went away, or became another: what is written there would be lost."""
    try:
        with registry.database.read() as session:
            ownership.check(session, registry.originals)
    except FolderForeign as error:
        raise StorageFailed(
            "The disk refused to keep the file (the folder of originals is missing); deposit it again."
        ) from error


def _take_back(registry: Registry, stored: Stored) -> None:
    """Remove a file whose row was refused; where that is not certain, it is left to the sweeper.

    A commit that reports a fault may have reached the disk all the same: a row must never lose its file.
    """
    with suppress(RepositoryError, OSError), registry.database.read() as session:
        if session.exec(select(Original).where(Original.stored_as == stored.name)).first() is None:
            (registry.originals / stored.name).unlink(missing_ok=True)


def _keep(
    registry: Registry,
    session: Session,
    edition: Edition,
    deposit: Deposit,
    stored: Stored,
    kind: str,
    filename: str,
    priority: int,
) -> Job:
    editions.keep(session, edition, deposit)
    name = editions.key_of(edition, registry.vault).seal("name", filename.encode())
    session.add(
        Original(
            edition_id=edition.id,
            stored_as=stored.name,
            digest=stored.digest,
            size=stored.size,
            kind=kind,
            name=name,
        )
    )
    job = Job(id=registry.ids.new(), edition_id=edition.id, priority=priority, created_at=registry.clock.now())
    session.add(job)
    return job


def _act(registry: Registry, depositor: Person, edition: Edition, *, archive: bool) -> Act:
    return Act(
        action="archive-import" if archive else "deposit",
        actor=None if archive else depositor.id,
        editions=(edition.id,),
        detail={"by": "operator"} if archive else {},
        at=registry.clock.now(),
    )


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the disk refuses into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise refused_by_disk(error) from error


def _scratch(registry: Registry) -> BinaryIO:
    """Return a working copy that has no name and ends with its process; unbuffered: no write comes late."""
    folder = registry.folder / "scratch"
    with _explained():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=folder, buffering=0)


def _copy(source: BinaryIO, target: BinaryIO, limit: int) -> None:
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                f"The file has more than {limit / 1e6:,.0f} MB, which is the limit here; split it into parts."
            )
        rest = memoryview(chunk)
        while rest:
            with _explained():
                rest = rest[target.write(rest) :]


def clean_name(filename: str) -> str:
    """Return a file name fit to be shown: its last part, printable, at most 255 characters."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip()
    return shown[:_LONGEST_NAME] or "upload"
