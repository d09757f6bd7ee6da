"""What a file is, by its content; its name and declared type are not asked."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import BinaryIO, NoReturn

from ingest import compound, zipped
from ingest.encoding import unmarked_wide
from ingest.errors import Refused
from ingest.signature import ITSELF, is_image, refused_as
from ingest.structure import Kind

Source = Path | bytes
"""A file to read: its path, or its content where it must not touch the disk."""

MAX_BYTES = 200 * 1024 * 1024

ACCEPTED = (
    "PDF, Word (DOCX), PowerPoint (PPTX), HTML, e-mail (EML), images (PNG, JPEG, TIFF) and plain text are accepted"
)
_HEAD = 4_096
_SAMPLE = 65_536
_PDF_WITHIN = 1_024

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|h[1-6]|article|section)\b", re.IGNORECASE
)
_SVG = re.compile(rb"<svg\b", re.IGNORECASE)
_XML_PROLOGUE = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}\?>|<!--.{0,1000}?-->|<!DOCTYPE\s+svg[^>]{0,300}>)*", re.DOTALL | re.IGNORECASE
)
_XML = re.compile(rb"<\?xml\b|<(?:[A-Za-z_][\w.-]{0,60}:)?[A-Za-z_][\w.-]{0,60}\s+xmlns(?::\w{1,40})?\s*=")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):")
_MAIL_LINES = 80
_BY_MACHINES = frozenset(
    b"mime-version message-id received return-path content-type delivered-to dkim-signature references in-reply-to "
    b"thread-index thread-topic x-mailer".split()
)
_BY_PEOPLE = frozenset(b"from to date subject cc reply-to sender".split())


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
            try:
                return zipped.judge(file, size)
            except zipped.Named as known:
                _refuse(known.what, known.advice)
        if sample.startswith(compound.MAGIC):
            _refuse(*compound.named(file))
        return _other(sample)


def _refuse(what: str, advice: str) -> NoReturn:
    raise Refused(f"The file is {what}, which is not accepted; {advice}. {ACCEPTED}.")


def _pdf(sample: bytes) -> bool:
    # ISO 32000-1, annex H: readers accept a header anywhere within the first 1,024 bytes.
    return b"%PDF-" in sample[:_PDF_WITHIN] or (sample[:_PDF_WITHIN].strip(b"\0") == b"" and b"%PDF-" in sample[:_HEAD])


def _other(sample: bytes) -> Kind:
    if is_image(sample):
        return "image"
    known = refused_as(sample)
    if known is not None:
        _refuse(*known)
    head = sample[:_HEAD]
    wide = sample.startswith(_WIDE_MARKS) or unmarked_wide(sample) is not None
    if wide:
        # Marks of UTF-16 are read through: what is below 128 keeps its byte, and the others are not looked at.
        head = sample[: 2 * _HEAD].replace(b"\0", b"").lstrip(b"\xff\xfe")
    if _begins_as_page(head):
        return "html"
    if b"\0" in sample and not wide:
        raise Refused(f"The file is neither text nor a known document (it holds NUL bytes). {ACCEPTED}.")
    if not sample.strip():
        raise Refused("The file holds nothing but blanks; choose the report again and deposit it.")
    return "mail" if _begins_as_mail(sample) else "text"


def _begins_as_page(head: bytes) -> bool:
    """Whether this is a web page; raises ``Refused`` for other marked up files, SVG above all."""
    prologue = _XML_PROLOGUE.match(head)
    start = prologue.end() if prologue else 0
    if _SVG.match(head, start):
        _refuse("an SVG image", ITSELF)
    marked_up = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if marked_up.startswith(b"<") and _HTML.search(head):
        return True
    if _XML.match(marked_up):
        _refuse("an XML file", "save the report as DOCX or PDF")
    return False


def _begins_as_mail(sample: bytes) -> bool:
    """Whether the first lines are the header of a message: a sender, and a field that only programs write.

    A memorandum that begins with From, To and Subject alone stays a text.
    """
    names: set[bytes] = set()
    lines = sample.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n", _MAIL_LINES)[:_MAIL_LINES]
    if lines[0].startswith(b"From "):
        lines = lines[1:]
    for line in lines:
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        found = _HEADER.match(line)
        if found is None:
            return False
        names.add(found[1].lower())
    return bool(names & _BY_MACHINES) and bool(names & _BY_PEOPLE)
