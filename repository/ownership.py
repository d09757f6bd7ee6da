"""The folder of originals belongs to one repository: a small file in it names whose it is (P5).

A database that is pointed at another's folder would take that one's files for litter. So the name of the repository,
drawn at random, is kept in the database and written into the folder; both are carried along by copies and backups.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from models.handling import DESTROYED
from models.tables.assessment import Edition, Original
from models.tables.identity import Identity
from repository.errors import RepositoryError, StorageFailed
from repository.registry import Registry

MARK = "repository.id"
"""The file in the folder; no original is named like it."""

UNFINISHED = re.compile(rf"{re.escape(MARK)}\.[0-9]+(\.part)?")
"""How a mark is named while it is written, each by its process; before, it was without the ending."""

_SEALED = re.compile(r"[a-z2-7]{26}")
_LONGEST = 200


class FolderForeign(RepositoryError):
    """The folder of originals is another repository's, so nothing in it is read, written or removed."""


class FolderEmpty(RepositoryError):
    """The folder of originals has nothing of what the database names."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What database and folder say: their names, how many files are expected, are there, lie about besides."""

    name: str | None
    mark: str | None
    expected: int
    there: int
    strange: int


def bind(registry: Registry) -> None:
    """Make sure that the folder of originals is this database's, and mark it where it is and bears no mark yet.

    Raises ``FolderForeign`` and ``FolderEmpty`` with what to do; nothing in the folder is changed then.
    """
    folder = registry.originals
    with registry.database.read() as session:
        if _bears(session, folder):
            return
    with registry.database.write() as session:
        found = _look(session, folder)
        _refuse_foreign(folder, found)
        # It is kept even where the folder is refused below: the sentence says it, for the operator to write down.
        name = found.name or found.mark or registry.ids.new()
        session.merge(Identity(name=name))
    if found.mark is None:
        _refuse_unmarked(folder, found, name)
        _write_mark(folder, name)


def _refuse_unmarked(folder: Path, found: _Found, name: str) -> None:
    """Refuse a folder without a mark whose files do not tell that it is this database's."""
    if found.expected and not found.there:
        raise FolderEmpty(
            f"The folder {folder} holds none of the {found.expected} files that the database names; mount it, or "
            f"restore it from a backup. Where they are lost for good, write the line {name} into {folder / MARK}."
        )
    if found.strange and not found.expected:
        raise FolderForeign(
            f"The folder {folder} holds {found.strange} files and the database names none of them; nothing was "
            "changed. Take another folder for CONCORD_DATA, or restore the database to which they belong. Where they "
            f"may be removed, write the line {name} into {folder / MARK}."
        )


def check(session: Session, folder: Path) -> None:
    """Raise ``FolderForeign`` unless the folder bears the mark of this database at this moment."""
    if not _bears(session, folder):
        raise FolderForeign(
            f"The folder {folder} is not the one with which Concord was started, or lost its file {MARK}; nothing in "
            "it is touched. Mount the right folder, or start Concord again, which says what is wrong."
        )


def examine(session: Session, folder: Path) -> None:
    """Raise what ``bind`` would, and write nothing; a folder that is yet to be marked is refused as by ``check``."""
    if _bears(session, folder):
        return
    found = _look(session, folder)
    _refuse_foreign(folder, found)
    if found.mark is None and found.name is not None:
        _refuse_unmarked(folder, found, found.name)
    check(session, folder)


def _bears(session: Session, folder: Path) -> bool:
    name = _name(session)
    return name is not None and _mark(folder) == name


def _refuse_foreign(folder: Path, found: _Found) -> None:
    # A database without a name takes the mark's where its files lie there, or where it is new and none do: an init
    # that was cut off has marked the folder already, and nothing in it can be lost.
    unnamed = found.name is None and bool(found.there or not (found.expected or found.strange))
    if found.mark not in (None, found.name) and not unnamed:
        raise FolderForeign(
            f"The folder {folder} belongs to another repository than the database, as its file {MARK} says; nothing "
            "was changed. Point CONCORD_DATA to the data of one repository, or restore both from one backup."
        )


def _look(session: Session, folder: Path) -> _Found:
    alive = select(Original.stored_as).join(Edition, col(Edition.id) == col(Original.edition_id))
    expected = set(session.exec(alive.where(col(Edition.state) != DESTROYED)))
    kept = {path.name for path in folder.iterdir() if _SEALED.fullmatch(path.name)} if folder.is_dir() else set()
    return _Found(
        name=_name(session),
        mark=_mark(folder),
        expected=len(expected),
        there=len(expected & kept),
        strange=len(kept - expected),
    )


def _name(session: Session) -> str | None:
    row = session.get(Identity, 1)
    return None if row is None else row.name


def _mark(folder: Path) -> str | None:
    try:
        with (folder / MARK).open(encoding="ascii", errors="replace") as file:
            return file.read(_LONGEST).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageFailed(f"The file {folder / MARK} cannot be read: {error.strerror}.") from error


def _write_mark(folder: Path, name: str) -> None:
    """Write the mark so that it is there whole or not at all, and durable."""
    part = folder / f"{MARK}.{os.getpid()}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.touch(mode=0o600)
        with part.open("w", encoding="ascii") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / MARK)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StorageFailed(f"The folder {folder} cannot be marked: {error.strerror}.") from error
