"""Locks between processes on one data folder; the kernel lets go of them however their holder ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from repository.errors import RepositoryError, StorageFailed


class Occupied(RepositoryError):
    """Another process holds the lock; the sentence names it."""


@contextmanager
def exclusive(path: Path, sentence: str) -> Iterator[None]:
    """Hold a lock alone; raise ``Occupied`` with ``sentence``, whose ``{pid}`` is the holder's number."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(sentence.format(pid=file.read(20).strip() or "unknown")) from None
        with suppress(OSError):
            # A full disk has no room for the number, which only serves the sentence.
            os.ftruncate(file.fileno(), 0)
            os.pwrite(file.fileno(), f"{os.getpid()}\n".encode(), 0)
        yield


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Give whether nobody else holds the lock; where so it is held until the block ends."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold a lock together with others of the same kind, for all to see."""
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def held(path: Path) -> bool:
    """Tell whether anybody holds the lock, alone or with others."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _opened(path: Path) -> TextIO:
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
    except OSError as error:
        raise StorageFailed(f"The lock {path} cannot be opened: {error.strerror}.") from error
    return file
