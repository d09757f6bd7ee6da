"""What a file is, by its content; its name and declared type are not asked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from ingest.errors import Refused
from ingest.structure import Kind

Source = Path | bytes
"""A file to read: its path, or its content where it must not touch the disk."""

MAX_BYTES = 200 * 1024 * 1024
MAX_ENTRIES = 4_096
MAX_INFLATED = 512 * 1024 * 1024
MAX_PART = 128 * 1024 * 1024
MAX_RATIO = 200
"""A part that unpacks to more than this many times its size is a bomb, once it is large enough to matter."""
_RATIO_MATTERS = 16 * 1024 * 1024

ACCEPTED = "PDF, Word (DOCX), HTML and plain text are accepted"
_HEAD = 4_096
_SAMPLE = 65_536
_PDF_WITHIN = 1_024
_END_OF_DIRECTORY = b"PK\x05\x06"

_NAMED = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or encrypted Office file (DOC, XLS, PPT)",
        "save it as DOCX or PDF",
    ),
    (b"{\\rtf", "a rich text file (RTF)", "save it as DOCX or PDF"),
    (b"GIF8", "a GIF image", "deposit the report itself"),
    (b"\x89PNG", "a PNG image", "deposit the report itself"),
    (b"\xff\xd8\xff", "a JPEG image", "deposit the report itself"),
    (b"II*\x00", "a TIFF image", "deposit a PDF with text"),
    (b"MM\x00*", "a TIFF image", "deposit a PDF with text"),
    (b"RIFF", "an image, sound or film", "deposit the report itself"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and deposit the files"),
    (b"BZh", "a bzip2 archive", "unpack it and deposit the files"),
    (b"\xfd7zXZ", "an xz archive", "unpack it and deposit the files"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it and deposit the files"),
    (b"Rar!", "a RAR archive", "unpack it and deposit the files"),
    (b"%!PS", "a PostScript file", "save it as PDF"),
    (b"\x7fELF", "a program", "deposit the report itself"),
    (b"MZ", "a program", "deposit the report itself"),
)
_OFFICE = {
    "xl/workbook.xml": "an Excel workbook",
    "xl/workbook.bin": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|h[1-6]|article|section)\b", re.IGNORECASE
)
_SVG = re.compile(rb"<svg\b", re.IGNORECASE)
_XML_PROLOGUE = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}\?>|<!--.{0,1000}?-->|<!DOCTYPE\s+svg[^>]{0,300}>)*", re.DOTALL | re.IGNORECASE
)


def open_source(source: Source) -> BinaryIO:
    """Open a source for reading."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def sniff(source: Source) -> Kind:
    """Return the kind of a file by its content; raise ``Refused`` in words for what is not accepted."""
    with open_source(source) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if size == 0:
            raise Refused("The file is empty; choose the report again and deposit it.")
        if size > MAX_BYTES:
            raise Refused(f"The file has {size / 1e6:,.0f} MB and at most 200 MB are accepted; split it into parts.")
        sample = file.read(_SAMPLE)
        if _pdf(sample):
            return "pdf"
        if sample.startswith(b"PK"):
            return _zip(file, size)
        return _other(sample)


def _pdf(sample: bytes) -> bool:
    # ISO 32000-1, annex H: readers accept a header anywhere within the first 1,024 bytes.
    return b"%PDF-" in sample[:_PDF_WITHIN] or (sample[:_PDF_WITHIN].strip(b"\0") == b"" and b"%PDF-" in sample[:_HEAD])


def _other(sample: bytes) -> Kind:
    for magic, what, advice in _NAMED:
        if sample.startswith(magic):
            raise Refused(f"The file is {what}, which is not accepted; {advice}. {ACCEPTED}.")
    if sample[257:262] == b"ustar":
        raise Refused(f"The file is a tar archive, which is not accepted; unpack it and deposit the files. {ACCEPTED}.")
    if sample.startswith(_WIDE_MARKS):
        return "text"
    head = sample[:_HEAD]
    prologue = _XML_PROLOGUE.match(head)
    if _SVG.match(head, prologue.end() if prologue else 0):
        raise Refused(f"The file is an SVG image, which is not accepted; deposit the report itself. {ACCEPTED}.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _HTML.search(head):
        return "html"
    if b"\0" in sample:
        raise Refused(f"The file is neither text nor a known document (it holds NUL bytes). {ACCEPTED}.")
    if not sample.strip():
        raise Refused("The file holds nothing but blanks; choose the report again and deposit it.")
    return "text"


def _zip(file: BinaryIO, size: int) -> Kind:
    """Judge an archive by its directory alone, before anything in it is unpacked."""
    if _declared_entries(file, size) > MAX_ENTRIES:
        raise Refused(f"The file is an archive of more than {MAX_ENTRIES:,} entries; a report has a few dozen.")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error) as error:
        raise Refused("The file is a damaged archive or Word file; save it again and deposit the copy.") from error
    _refuse_bomb(entries)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("The file holds two parts of one name, so readers would disagree on it; save it again.")
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        return _docx(file, entries)
    for part, what in _OFFICE.items():
        if part in names:
            raise Refused(f"The file is {what}, which is not accepted; save it as PDF. {ACCEPTED}.")
    if "mimetype" in names and "content.xml" in names:
        raise Refused(f"The file is an OpenDocument file, which is not accepted; save it as DOCX or PDF. {ACCEPTED}.")
    raise Refused(f"The file is a zip archive, which is not accepted; unpack it and deposit the files. {ACCEPTED}.")


def _docx(file: BinaryIO, entries: list[zipfile.ZipInfo]) -> Kind:
    """A Word file, unless its table of contents says that its main part is something else."""
    types = next(entry for entry in entries if entry.filename == "[Content_Types].xml")
    if types.file_size > _SAMPLE * 16:
        raise Refused("The file is a damaged Word file; save it again and deposit the copy.")
    try:
        with zipfile.ZipFile(file) as archive:
            declared = archive.read(types)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused("The file is a damaged Word file; save it again and deposit the copy.") from error
    if b"wordprocessingml.document" not in declared and b"ms-word.document" not in declared:
        raise Refused(f"The file is an Office file but no Word document; save it as DOCX or PDF. {ACCEPTED}.")
    return "docx"


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
        raise Refused("The file is a damaged archive or Word file; save it again and deposit the copy.")
    return int(struct.unpack_from("<H", end, place + 10)[0])
