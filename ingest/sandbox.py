"""One confined process for each file: it reads, we wait, and nothing it says is believed unchecked.

The file is handed over as an open descriptor; content that must not touch the disk goes through an anonymous
memory file. Where bubblewrap works, the process has no network, sees no files but the libraries it needs,
and may
write none; everywhere it runs under limits of memory, processor time and file size, set before it reads the
file.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

from ingest.child import DRAWERS, MAX_PASSWORD, Request
from ingest.errors import NeedsPerson, ParseFailed, PasswordNeeded, StructureError
from ingest.frames import MAX_HEADER, BadFrame, EndOfStream, Frame, Frames, Silence
from ingest.image import MAX_PIXELS, MAX_SIDE, Raster
from ingest.sniff import Source, sniff
from ingest.structure import MAX_JSON_BYTES, MAX_PAGES, Document

__all__ = ["Level", "Limits", "NeedsPerson", "ParseFailed", "Raster", "describe", "drawn", "level", "parse", "render"]

Level = Literal["bubblewrap", "rlimits"]
Progress = Callable[[int, int], None]

_ROOT = Path(__file__).resolve().parent.parent
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.child import main; main()"
_BARRIERS = (
    *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"),
    *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--setenv", "LANG", "C.UTF-8"),
)
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_MAX_REASON = 500
_TOO_LARGE = "Reading this file takes more memory than is allowed; split it or simplify it."
_FAILURES: dict[str, type[ParseFailed | NeedsPerson]] = {"person": NeedsPerson, "password": PasswordNeeded}


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; seconds of wall clock are counted since the last progress and
    in all.
    """

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 60
    cpu_seconds_per_page: int = 5
    cpu_ceiling: int = 4 * 3600
    idle_seconds: float = 20.0
    total_seconds: float = 4 * 3600.0
    answer_bytes: int = MAX_JSON_BYTES


DEFAULT_LIMITS = Limits()


def parse(
    source: Source,
    limits: Limits = DEFAULT_LIMITS,
    on_progress: Progress | None = None,
    *,
    password: str | None = None,
) -> Document:
    """Sniff a file and read it in a process of its own; ``on_progress`` is told pages done and in all.

    Raises ``Refused``, ``ParseFailed`` or ``NeedsPerson`` (``PasswordNeeded`` where the ``password`` is missing or
    wrong), each with a sentence for the depositor.
    """
    kind = sniff(source)
    with _child(source, limits, Request(0, kind, *_amounts(limits)), password) as talk:
        while True:
            frame = talk.frame()
            if frame.tag == "P":
                done, total = frame.number(0, MAX_PAGES), frame.number(1, MAX_PAGES)
                talk.place = f"page {min(done + 1, total):,} of {total:,}"
                if on_progress is not None:
                    on_progress(done, total)
            elif frame.tag == "D":
                length = frame.number(0, MAX_JSON_BYTES)
                if length > limits.answer_bytes:
                    raise ParseFailed(_TOO_LARGE)
                return Document.from_json(talk.payload(length))
            else:
                raise BadFrame


def render(
    source: Source, pages: Sequence[int], dpi: int, limits: Limits = DEFAULT_LIMITS, *, password: str | None = None
) -> list[Raster]:
    """Draw pages (from 1) of a PDF or an image in a process of its own; at most 4,096 pixels a side and 12 million
    in all.
    """
    return list(drawn(source, pages, dpi, limits, password=password))


def drawn(
    source: Source, pages: Sequence[int], dpi: int, limits: Limits = DEFAULT_LIMITS, *, password: str | None = None
) -> Iterator[Raster]:
    """Yield the same one after the other: one page in memory at a time, the next drawn meanwhile."""
    kind = sniff(source)
    if kind not in DRAWERS:
        raise ParseFailed("Only pages of a PDF or an image can be drawn; this file has no fixed pages.")
    request = Request(0, kind, *_amounts(limits), pages=list(pages), dpi=dpi)
    with _child(source, limits, request, password) as talk:
        for _ in pages:
            frame = talk.frame()
            if frame.tag != "R":
                raise BadFrame
            width, height = frame.number(0, MAX_SIDE), frame.number(1, MAX_SIDE)
            if width * height > MAX_PIXELS:
                raise BadFrame
            yield Raster(width, height, talk.payload(width * height * 3))


def level() -> Level:
    """Try bubblewrap once and return which wall is active; a trial that took too long is made again next time."""
    try:
        return _tried()
    except subprocess.TimeoutExpired:
        return "rlimits"


@cache
def _tried() -> Level:
    command = [*walls(), sys.executable, "-I", "-B", "-S", "-c", "pass"] if shutil.which("bwrap") else ["false"]
    try:
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, env={}, check=False)
    except OSError:
        return "rlimits"
    return "bubblewrap" if tried.returncode == 0 else "rlimits"


def describe() -> str:
    """Say at start how files are read."""
    if level() == "bubblewrap":
        return "Each file is read in a bubblewrap sandbox without network, under limits of memory and time."
    return (
        "Each file is read in a process under limits of memory and time, but WITHOUT a bubblewrap sandbox: "
        "install bubblewrap (and allow user namespaces) to cut it off from network and files."
    )


def _amounts(limits: Limits) -> tuple[int, int, int, int]:
    return limits.memory_bytes, limits.cpu_seconds, limits.cpu_seconds_per_page, limits.cpu_ceiling


class _Talk:
    """A running child: its frames under both clocks, and what its end means."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, pages: int) -> None:
        self.process = process
        self.place = "its first page"
        self._limits = limits
        descriptor = process.stdout.fileno() if process.stdout is not None else -1
        # A document comes whole and is bounded as such; of pages one at a time is held.
        self._frames = Frames(descriptor, max(2 * MAX_JSON_BYTES, pages * (3 * MAX_PIXELS + MAX_HEADER)))
        self._end = time.monotonic() + limits.total_seconds

    def frame(self) -> Frame:
        frame = self._frames.header(self._deadline())
        if frame.tag == "F":
            self._failed(frame)
        return frame

    def payload(self, length: int) -> bytes:
        return self._frames.payload(length, self._deadline())

    def _deadline(self) -> float:
        return min(self._end, time.monotonic() + self._limits.idle_seconds)

    def _failed(self, frame: Frame) -> NoReturn:
        reason = " ".join(frame.words[1:])[:_MAX_REASON]
        reason = "".join(char for char in reason if char.isprintable()) or "The file cannot be read."
        raise _FAILURES.get(frame.words[0] if frame.words else "", ParseFailed)(reason)

    def silent(self) -> ParseFailed:
        if time.monotonic() >= self._end:
            return ParseFailed("Reading this file took longer than is allowed in all; split it into parts.")
        seconds = f"{self._limits.idle_seconds:g}"
        return ParseFailed(
            f"Reading stopped at {self.place}: it took more than {seconds} seconds. Export the file again."
        )

    def ended(self) -> ParseFailed:
        code = self.process.wait()
        # bubblewrap reports a signal of its child as 128 and its number.
        number = -code if code < 0 else code - 128
        if number in (signal.SIGXCPU, signal.SIGKILL):
            return ParseFailed(f"Reading stopped at {self.place}: it took more processor time than is allowed.")
        return ParseFailed(
            f"Reading stopped at {self.place}: the file is damaged or needs more memory than is allowed. "
            "Export it again."
        )


@contextmanager
def _child(source: Source, limits: Limits, request: Request, password: str | None = None) -> Iterator[_Talk]:
    """Start the child on a source, translate how it fails, and leave nothing of it running."""
    with handed(source) as descriptor, _secret(password) as secret:
        process = _start(descriptor, request, secret)
    talk = _Talk(process, limits, len(request.pages or ()))
    try:
        yield talk
    except Silence:
        raise talk.silent() from None
    except EndOfStream:
        raise talk.ended() from None
    except (BadFrame, StructureError) as error:
        raise ParseFailed("The file made its reader answer nonsense; it is damaged. Export it again.") from error
    finally:
        _end(process)


def _start(descriptor: int, request: Request, secret: int | None) -> subprocess.Popen[bytes]:
    values = {**asdict(request), "descriptor": descriptor, "password": secret}
    command = [sys.executable, "-I", "-B", "-c", _BOOT, str(_ROOT), json.dumps(values)]
    if level() == "bubblewrap":
        command = [*walls(), *command]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,) if secret is None else (descriptor, secret),
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    # A process that was waited for has given up its number, which may be another's by now.
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


@cache
def walls() -> tuple[str, ...]:
    """The bubblewrap command: this interpreter and this package, read-only, and nothing else."""
    shown = [*_SYSTEM, sys.prefix, sys.base_prefix, str(_ROOT / "ingest")]
    mounts = [part for path in dict.fromkeys(shown) for part in ("--ro-bind-try", path, path)]
    return (
        shutil.which("bwrap") or "bwrap",
        *_BARRIERS,
        "--dev",
        "/dev",
        *mounts,
        "--remount-ro",
        "/",
        "--chdir",
        "/",
    )


@contextmanager
def handed(source: Source) -> Iterator[int]:
    """Open a source for the child; bytes go to a memory file, or an unlinked one where the system
    has none.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file.fileno()
        return
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
        with os.fdopen(descriptor, "w+b") as memory:
            _fill(memory.fileno(), source)
            yield memory.fileno()
        return
    with tempfile.TemporaryFile() as file:
        _fill(file.fileno(), source)
        yield file.fileno()


@contextmanager
def _secret(password: str | None) -> Iterator[int | None]:
    """Give the end of a pipe that holds a password: neither arguments nor environment nor the disk ever do."""
    if password is None:
        yield None
        return
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(password.encode()[:MAX_PASSWORD])
        yield reading
    finally:
        os.close(reading)


def _fill(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
