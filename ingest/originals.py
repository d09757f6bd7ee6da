"""Originals on disk: random names, sealed under the edition's key, durable before anyone is told."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.ids import IdSource
from models.tables.assessment import Edition, Original
from repository import durable
from repository.editions import key_of
from repository.errors import StorageDamaged, StorageFailed, StorageFull
from repository.sealed import Vault

_CHUNK = 1 << 20
_LABEL = "original"

UNOPENED = "The file as it was kept cannot be opened any more; tell the operator the job's id, or deposit it again."
"""What a job says whose file could not be opened; the inspection has it read again once the file is whole."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A sealed file: its random name, the keyed digest of its content, its size in bytes."""

    name: str
    digest: str
    size: int


class _Digesting:
    """Reads a stream and digests what passes."""

    def __init__(self, source: BinaryIO, vault: Vault) -> None:
        self._source = source
        self._digester = vault.digester()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._digester.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._digester.hexdigest()


def store(folder: Path, vault: Vault, ids: IdSource, edition: Edition, source: BinaryIO) -> Stored:
    """Seal a stream into a new file of the folder; it is on the disk when this returns.

    Raises ``StorageFull`` where there is no room; nothing is left behind then.
    """
    name = ids.new()
    digesting = _Digesting(source, vault)
    part = folder / f"{name}.part"
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)
        with part.open("wb") as target:
            durable.point("original.begun")
            size = key_of(edition, vault).seal_file(_LABEL, digesting, target)  # type: ignore[arg-type]
            target.flush()
            durable.point("original.sealed")
            os.fsync(target.fileno())
        durable.point("original.flushed")
        part.rename(folder / name)
        durable.point("original.named")
        _sync_folder(folder)
        durable.point("original.kept")
    except OSError as error:
        _discard(part, folder / name)
        raise refused_by_disk(error) from error
    except BaseException:
        _discard(part, folder / name)
        raise
    return Stored(name, digesting.hexdigest(), size)


def refused_by_disk(error: OSError) -> StorageFull | StorageFailed:
    """Return what it means to a depositor that the disk would not take a file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("The disk is full; nothing was kept. Free some space and deposit the file again.")
    return StorageFailed(f"The disk refused to keep the file ({error.strerror}); deposit it again.")


def _discard(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load(folder: Path, vault: Vault, edition: Edition, original: Original) -> bytes:
    """Return the plain bytes of an original, in memory only.

    Raises ``SealBroken`` where the file was changed, ``StorageDamaged`` where it is gone.
    """
    try:
        return b"".join(contents(folder, vault, edition, original))
    except FileNotFoundError as error:
        raise StorageDamaged("The deposited file is gone from the disk; restore it from a backup.") from error


def contents(folder: Path, vault: Vault, edition: Edition, original: Original) -> Iterator[bytes]:
    """Yield the plain bytes of an original in pieces; raise ``SealBroken`` or ``FileNotFoundError``."""
    with (folder / original.stored_as).open("rb") as source:
        yield from key_of(edition, vault).unseal_file(_LABEL, source)
