"""The sweeper: removes the files of a data folder that nothing names any more (P5).

A deposit that is cut off leaves at most a file without a row, never a row without its file. Whoever deposits
holds a lock until the file has its row, so that what nobody names while nobody deposits is of no use to anybody.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlmodel import col, select

from ingest.unnamed import SPARED_SECONDS, lapsed, note
from models.tables.assessment import Edition, Original
from repository import durable, ownership
from repository.lock import alone
from repository.registry import Registry

LOCK = "deposits.lock"
"""Held together by all who deposit, alone by who looks for files without a row."""

UNFINISHED_SECONDS = 3600.0
"""A working file may be this old before it counts as left behind; nobody holds a lock for it."""

_NAME = re.compile(r"[a-z2-7]{26}(\.part)?")
"""An id, as originals are named."""


def orphans(registry: Registry) -> list[Path]:
    """Return what no row names and is of no use: originals, page images, working files of processes that have ended.

    Returns none while anybody deposits; the next look finds them. Raises ``FolderForeign`` where the folder of
    originals is not this repository's.
    """
    with alone(registry.folder / LOCK) as quiet:
        return list(_orphans(registry)) if quiet else []


def spared(registry: Registry) -> list[Path]:
    """Return the originals that no row names and that are left for some days; none while anybody deposits."""
    with alone(registry.folder / LOCK) as quiet:
        if not quiet:
            return []
        gone = lapsed(registry.folder)
        return [path for path in _unnamed(registry) if _is_spared(path, gone)]


def sweep(registry: Registry) -> list[Path]:
    """Remove them, and return what was removed; raise ``FolderForeign`` as ``orphans`` does."""
    removed = []
    with alone(registry.folder / LOCK) as quiet:
        if quiet:
            note(registry.folder, (path.name for path in _unnamed(registry) if path.suffix != ".part"))
        for path in _orphans(registry) if quiet else ():
            durable.point("orphan.found")
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            if not path.exists():
                removed.append(path)
    return removed


def _orphans(registry: Registry) -> Iterator[Path]:
    gone = lapsed(registry.folder)
    yield from (path for path in _unnamed(registry) if not _is_spared(path, gone))
    with registry.database.read() as session:
        readable = set(session.exec(select(Edition.id).where(col(Edition.key).is_not(None))))
    unfinished = time.time() - UNFINISHED_SECONDS
    yield from (path for path in _inside(registry.originals) if _is_mark(path) and _older(path, unfinished))
    yield from (path for path in _inside(registry.folder / "scratch") if _older(path, unfinished))
    for folder in _inside(registry.folder / "pages"):
        if folder.name not in readable:
            yield folder
        else:
            yield from (path for path in folder.glob("*.part") if _older(path, unfinished))


def _unnamed(registry: Registry) -> list[Path]:
    """Return the originals without a row; raise ``FolderForeign`` where their folder is another repository's."""
    with registry.database.read() as session:
        ownership.check(session, registry.originals)
        stored = set(session.exec(select(Original.stored_as)))
    return [path for path in _inside(registry.originals) if path.name not in stored and _ours(path)]


def _is_spared(path: Path, gone: set[str]) -> bool:
    """Tell whether a file was whole when it was left, as its name says, and its time is not over.

    A file that is young is left whatever was noted, perhaps by a clock that was not yet set.
    """
    return path.suffix != ".part" and not (path.name in gone and _older(path, time.time() - SPARED_SECONDS))


def _is_mark(path: Path) -> bool:
    """Tell whether a file is a mark of the folder that was never finished."""
    return ownership.UNFINISHED.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()


def _ours(path: Path) -> bool:
    """Tell whether Concord may have made a file: what else lies in a folder that was named by hand is not touched."""
    return _NAME.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        return False
