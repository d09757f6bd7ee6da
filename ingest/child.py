"""The entry point inside the sandbox: gives up its rights, reads one file, answers in frames, ends."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import BinaryIO

from ingest.confinement import allow_cpu, confine, limit
from ingest.errors import IngestError, NeedsPerson, ParseFailed, PasswordNeeded
from ingest.frames import write
from ingest.structure import MAX_JSON_BYTES

PARSERS = {
    "pdf": "ingest.pdf",
    "docx": "ingest.docx",
    "pptx": "ingest.pptx",
    "html": "ingest.html",
    "mail": "ingest.mail",
    "text": "ingest.text",
    "image": "ingest.scan",
}
"""The module that reads a kind; only that one is loaded."""
DRAWERS = {"pdf": "ingest.raster", "image": "ingest.scan"}
"""The module that draws pages of a kind."""
LOCKABLE = frozenset({"pdf"})
"""The kinds that a password opens."""
MAX_PASSWORD = 4_096
"""Bytes; less than what a pipe takes without a reader."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks for: a descriptor to read, a kind, limits, and the pages to draw if any."""

    descriptor: int
    kind: str
    memory: int
    cpu_seconds: int
    cpu_per_page: int
    cpu_ceiling: int
    pages: list[int] | None = None
    dpi: int = 0
    password: int | None = None
    """A descriptor to read the password from that opens the file: arguments are seen by every process."""


def main() -> None:
    """Serve the one request given as the second argument; the exit code is 0 whenever an answer was
    written.
    """
    request = Request(**json.loads(sys.argv[2]))
    limit(request.memory, request.cpu_seconds, request.cpu_ceiling)
    out = sys.stdout.buffer
    try:
        password = _password(request.password)
        module = import_module((PARSERS if request.pages is None else DRAWERS)[request.kind])
        confine()
        with open(request.descriptor, "rb") as file:  # noqa: PTH123
            data = file.read()
        if request.pages is None:
            _parse(request, module, data, password, out)
        else:
            allow_cpu(request.cpu_seconds + request.cpu_per_page * len(request.pages))
            for image in module.rasters(data, request.pages, request.dpi, password):
                write(out, "R", image.width, image.height, payload=image.rgb)
        write(out, "E")
    except PasswordNeeded as error:
        write(out, "F", "password", error.reason)
    except NeedsPerson as error:
        write(out, "F", "person", error.reason)
    except IngestError as error:
        write(out, "F", "failed", error.reason)
    except MemoryError:
        write(
            out,
            "F",
            "failed",
            "Reading this file takes more memory than is allowed; split it or simplify it.",
        )
    except RecursionError:
        write(
            out,
            "F",
            "failed",
            "This file is nested more deeply than any report; save it again in another format.",
        )
    # The interpreter's own clean-up is not worth its time, and a damaged heap may make it crash.
    os._exit(0)


def _password(descriptor: int | None) -> str | None:
    if descriptor is None:
        return None
    with open(descriptor, "rb") as held:  # noqa: PTH123
        return held.read().decode()


def _parse(request: Request, module: ModuleType, data: bytes, password: str | None, out: BinaryIO) -> None:
    allowed = 0

    def progress(done: int, total: int) -> None:
        nonlocal allowed
        if total > allowed:
            allowed = total
            allow_cpu(request.cpu_seconds + request.cpu_per_page * total)
        write(out, "P", done, total)

    opening = (password,) if request.kind in LOCKABLE else ()
    raw = module.read(data, progress, *opening).to_json()
    if len(raw) > MAX_JSON_BYTES:
        raise ParseFailed("This file holds more text than is accepted (64 MB); split it into parts.")
    write(out, "D", len(raw), payload=raw)
