"""What a zip archive is, judged by its directory and its table of contents, before anything else is unpacked."""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from ingest.errors import Refused
from ingest.signature import AS_PDF, ITSELF, SAVE, UNPACK
from ingest.structure import Kind

MAX_ENTRIES = 4_096
MAX_INFLATED = 512 * 1024 * 1024
MAX_PART = 128 * 1024 * 1024
MAX_RATIO = 200
"""A part that unpacks to more than this many times its size is a bomb, once it is large enough to matter."""

_RATIO_MATTERS = 16 * 1024 * 1024
_MAX_TYPES = 1 << 20
_END_OF_DIRECTORY = b"PK\x05\x06"
_TYPES = "[Content_Types].xml"
_DAMAGED = "The file is a damaged archive or Office file; save it again and deposit the copy."
_ERRORS = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, struct.error)

_ACCEPTED: tuple[tuple[bytes, Kind], ...] = (
    (b"wordprocessingml.document", "docx"),
    (b"wordprocessingml.template", "docx"),
    (b"ms-word.document", "docx"),
    (b"ms-word.template", "docx"),
    (b"presentationml.presentation", "pptx"),
    (b"presentationml.slideshow", "pptx"),
    (b"presentationml.template", "pptx"),
    (b"ms-powerpoint.presentation", "pptx"),
    (b"ms-powerpoint.slideshow", "pptx"),
)
_EXCEL = ("an Excel workbook", AS_PDF)
_REFUSED = (
    (b"spreadsheetml.sheet", _EXCEL),
    (b"spreadsheetml.template", _EXCEL),
    (b"ms-excel.", _EXCEL),
    (b"ms-visio.", ("a Visio drawing", AS_PDF)),
    (b"ms-package.xps", ("an XPS document", AS_PDF)),
)
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", ("an OpenDocument text (ODT)", SAVE)),
    (b"application/vnd.oasis.opendocument.spreadsheet", ("an OpenDocument spreadsheet (ODS)", AS_PDF)),
    (
        b"application/vnd.oasis.opendocument.presentation",
        ("an OpenDocument presentation (ODP)", "save it as PPTX or PDF"),
    ),
    (b"application/vnd.oasis.opendocument", ("an OpenDocument file", AS_PDF)),
    (b"application/epub+zip", ("an electronic book (EPUB)", AS_PDF)),
)
_PARTS = (
    ("xl/workbook.xml", _EXCEL),
    ("xl/workbook.bin", _EXCEL),
    ("FixedDocSeq.fdseq", ("an XPS document", AS_PDF)),
    ("AndroidManifest.xml", ("a program", ITSELF)),
    ("META-INF/MANIFEST.MF", ("a program", ITSELF)),
    ("doc.kml", ("a map (KMZ)", ITSELF)),
    ("Index/Document.iwa", ("an Apple document (Pages, Numbers or Keynote)", SAVE)),
)


class Named(Exception):
    """The archive is no accepted kind, but it is known what it is: ``what``, and what to do: ``advice``."""

    def __init__(self, what: str, advice: str) -> None:
        """Keep the name and the advice."""
        super().__init__(what)
        self.what, self.advice = what, advice


def judge(file: BinaryIO, size: int) -> Kind:
    """Return the kind of an archive; raise ``Named`` for another, ``Refused`` for one that is dangerous to open."""
    if _declared_entries(file, size) > MAX_ENTRIES:
        raise Refused(f"The file is an archive of more than {MAX_ENTRIES:,} entries; a report has a few dozen.")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            names = [entry.filename for entry in entries]
            if len(set(names)) != len(names):
                raise Refused("The file holds two parts of one name, so readers would disagree on it; save it again.")
            types, mimetype = _small(archive, _TYPES), _small(archive, "mimetype").strip()
    except _ERRORS as error:
        raise Refused(_DAMAGED) from error
    kind = next((kind for word, kind in _ACCEPTED if word + b".main+xml" in types or word + b".macro" in types), None)
    if kind is not None:
        return kind
    raise Named(*_other(types, mimetype, frozenset(names)))


def _other(types: bytes, mimetype: bytes, names: frozenset[str]) -> tuple[str, str]:
    for word, named in _REFUSED:
        if word in types:
            return named
    for word, named in _MIMETYPES:
        if mimetype.startswith(word):
            return named
    for part, named in _PARTS:
        if part in names:
            return named
    if types:
        return "an Office file that is neither a Word document nor a presentation", AS_PDF
    return "a zip archive", UNPACK


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that is read whole, as it must be small; empty where there is none."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return b""
    if entry.file_size > _MAX_TYPES:
        raise Refused(_DAMAGED)
    with archive.open(entry) as part:
        return part.read(_MAX_TYPES)


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    worst = max((entry.file_size for entry in entries), default=0)
    bomb = any(
        entry.file_size > _RATIO_MATTERS and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if total > MAX_INFLATED or worst > MAX_PART or bomb:
        raise Refused(f"The file unpacks to {total / 1e6:,.0f} MB, which no report does; it is refused as a bomb.")


def _declared_entries(file: BinaryIO, size: int) -> int:
    """The number of entries that the end of the directory states; 65,535 also stands for more."""
    tail = min(size, 65_536 + 22)
    file.seek(size - tail)
    end = file.read(tail)
    place = end.rfind(_END_OF_DIRECTORY)
    if place < 0 or place + 22 > len(end):
        raise Refused(_DAMAGED)
    return int(struct.unpack_from("<H", end, place + 10)[0])
