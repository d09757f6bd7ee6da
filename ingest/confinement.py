"""What a process that reads a hostile file gives up before it reads it."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import NoReturn

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.kill",
    "os.putenv",
    "shutil.",
    "ctypes.dlopen",
    "pty.",
    "sqlite3.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OPEN_FILES = 64


class Forbidden(PermissionError):
    """The confined process tried what it may not do."""


def limit(memory: int, cpu_seconds: int, cpu_ceiling: int) -> None:
    """Bound this process: address space in bytes, CPU seconds (to be raised up to the ceiling), no files, no
    children.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (min(cpu_seconds, cpu_ceiling), cpu_ceiling))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def allow_cpu(seconds: int) -> None:
    """Raise the CPU limit, as far as its ceiling, for a document whose size is now known."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, ceiling), ceiling))


def become(command: list[str], environment: dict[str, str], memory: int, cpu_seconds: int) -> NoReturn:
    """Become another program (its full path first), under the same limits and with this environment alone."""
    limit(memory, cpu_seconds, cpu_seconds)
    os.execve(command[0], command, environment)  # noqa: S606


def confine() -> None:
    """From now on refuse sockets, programs, changes to files, and reading outside the installed libraries.

    It cannot be undone in this process. It stops Python code only, so it is the second wall, not the first.
    """
    roots = tuple(str(Path(path).resolve()) + os.sep for path in {sys.prefix, sys.base_prefix, "/usr/lib", *_own()})

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            _judge_open(arguments, roots)
        elif event.startswith(_FORBIDDEN):
            raise Forbidden(f"{event} is refused while a document is read")

    sys.addaudithook(watch)


def _own() -> set[str]:
    return {str(Path(__file__).resolve().parent)}


def _judge_open(arguments: tuple[object, ...], roots: tuple[str, ...]) -> None:
    path, mode, flags = (*arguments, None, None, None)[:3]
    if isinstance(path, int):
        return
    writes = isinstance(flags, int) and flags & _WRITING
    name = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
    if writes or (isinstance(mode, str) and set(mode) & set("wax+")) or not name.startswith(roots):
        raise Forbidden("opening files is refused while a document is read")
