"""Reading a form with a file: streamed to an unnamed file on disk, chunk by chunk, never held in memory."""

from __future__ import annotations

import errno
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from anyio.to_thread import run_sync
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from repository.errors import StorageFailed, StorageFull
from web.errors import NotMultipart, UnreadableRequest

MOST_FIELDS = 2000
MOST_FIELD_BYTES = 1024 * 1024
"""The fields of one form together; the file is limited by the request's own limit."""


@dataclass(slots=True)
class Upload:
    """One form: its fields in order, and the one file that may be among them.

    ``file`` stands at its start and has no name on disk; closing it, or ending the process, removes it.
    """

    fields: list[tuple[str, str]] = field(default_factory=list)
    file: BinaryIO | None = None
    file_field: str = ""
    filename: str = ""

    def close(self) -> None:
        """Remove the file."""
        if self.file is not None:
            self.file.close()


async def receive(request: Request, folder: Path) -> Upload:
    """Read the request's form; ``folder`` is where the unnamed file lives, beside its final place.

    Raises ``NotMultipart`` or ``UnreadableRequest`` with a sentence, ``StorageFull`` where there is no room,
    and ``BodyTooLarge`` as soon as the request's limit is passed.
    """
    form = _Form(_boundary(request), folder)
    try:
        async for chunk in request.stream():
            if form.feed(chunk):
                await run_sync(form.flush)
        await run_sync(form.end)
    except BaseException as error:
        form.upload.close()
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error
    return form.upload


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise NotMultipart("send multipart/form-data: a part 'file', and the metadata as JSON in a part 'metadata'")
    return options[b"boundary"]


def _translated(error: BaseException) -> Exception | None:
    match error:
        case FormParserError():
            return UnreadableRequest("the form cannot be read: its parts are damaged or cut; send it again")
        case ClientDisconnect():
            return UnreadableRequest("the connection ended before the form did; send it again")
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return StorageFull("The disk is full; nothing was kept. Free some space and deposit the file again.")
        case OSError():
            return StorageFailed(f"The disk refused to keep the file ({error.strerror}); deposit it again.")
        case _:
            return None


class _Form:
    """Collects what the multipart parser calls out."""

    def __init__(self, boundary: bytes, folder: Path) -> None:
        self.upload = Upload()
        self._folder = folder
        self._waiting: list[bytes] = []
        self._header: list[bytes] = [b"", b""]
        self._disposition = b""
        self._name = ""
        self._value = bytearray()
        self._size = 0
        self._in_file = False
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": lambda data, start, end: self._header_part(0, data[start:end]),
                "on_header_value": lambda data, start, end: self._header_part(1, data[start:end]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> bool:
        """Parse a chunk; tell whether there is anything to write."""
        self._parser.write(chunk)
        return bool(self._waiting)

    def flush(self) -> None:
        """Write what belongs to the file; may block."""
        for part in self._waiting:
            if self.upload.file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                # Unbuffered: no write comes as late as the closing, where nobody expects a full disk.
                self.upload.file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - caller closes
            rest = memoryview(part)
            while rest:
                rest = rest[self.upload.file.write(rest) :]
        self._waiting.clear()

    def end(self) -> None:
        """Finish the form and put the file to its start."""
        self._parser.finalize()
        if not self._ended:
            raise UnreadableRequest("the form ends before its last part does; send it again")
        if self.upload.file_field:
            self._waiting.append(b"")
            self.flush()
        if self.upload.file is not None:
            self.upload.file.seek(0)

    def _part_begin(self) -> None:
        self._disposition, self._header = b"", [b"", b""]
        self._value = bytearray()
        self._in_file = False

    def _header_part(self, place: int, data: bytes) -> None:
        self._header[place] += data

    def _header_end(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise UnreadableRequest("a part of the form has no name; name it 'file' or 'metadata'")
        self._name = _text(options[b"name"])
        self._in_file = b"filename" in options
        if self._in_file:
            if self.upload.file_field:
                raise UnreadableRequest("the form has more than one file; send one request for each")
            self.upload.file_field, self.upload.filename = self._name, _text(options[b"filename"])

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._waiting.append(data[start:end])
            return
        self._size += end - start
        if self._size > MOST_FIELD_BYTES:
            raise UnreadableRequest(
                f"the form's fields have more than {MOST_FIELD_BYTES} bytes; send less beside the file"
            )
        self._value += data[start:end]

    def _part_end(self) -> None:
        if not self._in_file:
            if len(self.upload.fields) >= MOST_FIELDS:
                raise UnreadableRequest(f"the form has more than {MOST_FIELDS} fields; send fewer")
            self.upload.fields.append((self._name, _text(bytes(self._value))))

    def _end(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
