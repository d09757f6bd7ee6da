"""An e-mail to a document: who wrote when to whom, what was said, and the attachments that are of accepted kinds.

Attachments follow in their order, each under a heading that names it, on pages that are counted on.
"""

from __future__ import annotations

import email.header
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser

from ingest import docx, html, pdf, pptx, text
from ingest.characters import squeeze
from ingest.concealed import Concealed
from ingest.encoding import decode
from ingest.errors import IngestError, NeedsPerson, ParseFailed, PasswordNeeded
from ingest.sections import Sections
from ingest.sniff import sniff
from ingest.structure import (
    MAX_LEVEL,
    MAX_PAGES,
    MAX_TEXT_BYTES,
    MAX_TITLE_LENGTH,
    MAX_WARNINGS,
    Block,
    Document,
    Kind,
    Line,
    Page,
)

Progress = Callable[[int, int], None]

_SHOWN = ("From", "To", "Cc", "Date", "Subject", "Reply-To")
_READERS: dict[Kind, Callable[[bytes, Progress], Document]] = {
    "pdf": pdf.read,
    "docx": docx.read,
    "pptx": pptx.read,
    "html": html.read,
    "text": text.read,
}
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_LOCKED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_MOST_PARTS = 200
_MOST_READ = 50
_MOST_DEEP = 5
_LONGEST_FIELD = 2_000
_LONGEST_NAME = 200
_NAMELESS = "(without a name)"


def read(data: bytes, progress: Progress) -> Document:
    """Parse a message; the child is to have loaded this module, and so every other parser, before it is confined."""
    message = BytesParser(policy=email.policy.compat32).parsebytes(data)
    letter = _Letter(progress)
    letter.take(message, 0)
    subject = _field(message, "Subject")
    return letter.document(subject[:MAX_TITLE_LENGTH] or None)


class _Letter:
    """Takes the parts of a message in order, and those of messages inside it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._pages: list[Page] = []
        self._warnings: list[str] = []
        self._concealed = Concealed()
        self._parts = self._read = self._pictures = self._bytes = 0

    def take(self, message: Message, depth: int) -> None:
        """Take a message: its fields on a new page, then its parts."""
        opening = Sections("mail", by_length=False)
        subject = _field(message, "Subject")
        opening.add("heading", subject, 1 + depth)
        opening.table([[name, value] for name in _SHOWN if (value := _field(message, name))])
        self._append(opening.laid_out())
        for part in _parts(message):
            self._parts += 1
            if self._parts > _MOST_PARTS:
                self._warn(f"Only the first {_MOST_PARTS:,} parts of this message were read.")
                return
            self._part(part, depth)

    def document(self, title: str | None) -> Document:
        """Return the whole."""
        if self._pictures:
            self._warn(f"{self._pictures:,} pictures in this file were not read; what they say in words is not found.")
        pages = tuple(self._pages)
        return Document("mail", pages, title, tuple(self._warnings[:MAX_WARNINGS]), self._concealed.all())

    def _part(self, part: Message, depth: int) -> None:
        kind, name = part.get_content_type(), _name(part)
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                self._inner(inner[0], name, depth)
            return
        if kind in _SIGNATURES:
            return
        if kind in _LOCKED:
            self._missing(name, "it is encrypted; decrypt the message and deposit what it says.")
            return
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            return
        if kind in ("text/plain", "text/html") and name is None and not _attached(part):
            self._body(kind, content, part.get_content_charset())
        elif part.get_content_maintype() == "image" and (part.get("Content-ID") or not _attached(part)):
            self._pictures += 1
        else:
            self._attachment(name or _NAMELESS, content, depth)

    def _inner(self, message: Message, name: str | None, depth: int) -> None:
        if depth + 1 >= _MOST_DEEP:
            self._missing(name or _field(message, "Subject"), "messages lie inside one another too deeply.")
        else:
            self.take(message, depth + 1)

    def _body(self, kind: str, content: bytes, charset: str | None) -> None:
        try:
            words, guessed = decode(content, charset)
            if guessed is not None and guessed != charset:
                self._warn(f"The text names no encoding and was read as {guessed}; look whether it is right.")
            reader = html.read if kind == "text/html" else text.read
            document = reader(words.encode("utf-8", "replace"), self._counted())
        except NeedsPerson:
            return
        except ParseFailed as error:
            self._warn(error.reason)
            return
        first, *others = document.pages
        # What was said stands below the fields, on the same page.
        last = self._pages.pop()
        self._append((replace(last, blocks=last.blocks + first.blocks, has_text=True), *others))
        self._concealed.take(document.hidden, last.number - 1)
        for warning in document.warnings:
            self._warn(warning)

    def _attachment(self, name: str, content: bytes, depth: int) -> None:
        """Read a file of an accepted kind under its name; say of any other that and why it was not read."""
        self._read += 1
        try:
            kind = sniff(content)
            reader = _READERS.get(kind)
            if self._read > _MOST_READ or reader is None:
                self._missing(name, "deposit it apart.")
                return
            document = reader(content, self._counted())
        except RecursionError:
            self._missing(name, "This file is nested more deeply than any report; save it again in another format.")
            return
        except PasswordNeeded:
            self._missing(name, "it is encrypted with a password; deposit it apart.")
            return
        except IngestError as error:
            self._missing(name, error.reason)
            return
        before = len(self._pages)
        if any(page.picture for page in document.pages):
            self._warn(f"{name} has pages that are pictures, which are not read inside a message; deposit it apart.")
        head = Block("heading", 1 + depth, name, (Line(name, None, 0),))
        first, *others = (replace(page, blocks=_lowered(page, 1 + depth), picture=False) for page in document.pages)
        self._append((replace(first, blocks=(head, *first.blocks), has_text=True), *others))
        self._concealed.take(document.hidden, before)
        for warning in document.warnings:
            self._warn(f"In {name}: {warning}")

    def _append(self, pages: tuple[Page, ...]) -> None:
        if len(self._pages) + len(pages) > MAX_PAGES:
            raise ParseFailed(f"This file makes more than {MAX_PAGES:,} pages; split it into parts.")
        for page in pages:
            self._bytes += sum(len(block.text.encode()) for block in page.blocks)
            self._pages.append(replace(page, number=len(self._pages) + 1))
        if self._bytes > 2 * MAX_TEXT_BYTES:
            raise ParseFailed("This file holds more than 64 MB of text; split it into parts.")
        self._progress(len(self._pages), len(self._pages))

    def _counted(self) -> Progress:
        before = len(self._pages)
        return lambda done, total: self._progress(min(before + done, MAX_PAGES), min(before + total, MAX_PAGES))

    def _missing(self, name: str | None, why: str) -> None:
        self._warn(f"The attachment {name or _NAMELESS} was not read: {why}")
        self._concealed.passage("attachment", len(self._pages), name or _NAMELESS)

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warnings and len(self._warnings) < MAX_WARNINGS:
            self._warnings.append(sentence)


def _parts(message: Message) -> Iterator[Message]:
    """The parts to read, in order: of alternatives the last readable one (RFC 2046, 5.1.4); without recursion."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if not part.is_multipart() or part.get_content_type() == "message/rfc822" or not isinstance(inner, list):
            yield part
            continue
        parts = [one for one in inner if isinstance(one, Message)]
        if part.get_content_type() == "multipart/alternative":
            parts = _best(parts)
        waiting += reversed(parts)


def _best(parts: list[Message]) -> list[Message]:
    readable = [part for part in parts if part.is_multipart() or part.get_content_type() in ("text/html", "text/plain")]
    return (readable or parts)[-1:]


def _attached(part: Message) -> bool:
    return str(part.get("Content-Disposition") or "").strip().lower().startswith("attachment")


def _field(message: Message, name: str) -> str:
    """A header field in words; what cannot be decoded stays as it is written."""
    return _decoded(str(message.get(name) or ""))


def _decoded(written: str) -> str:
    try:
        pieces = email.header.decode_header(written[:_LONGEST_FIELD])
        words = "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "ascii", "replace")
            for piece, charset in pieces
        )
    except (ValueError, LookupError):
        words = written[:_LONGEST_FIELD]
    return squeeze(words)


def _name(part: Message) -> str | None:
    """The name of a file as its sender wrote it, its last part only; None where it has none."""
    try:
        written = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    last = _decoded(written or "").replace("\\", "/").rpartition("/")[2]
    return last[:_LONGEST_NAME] or None


def _lowered(page: Page, by: int) -> tuple[Block, ...]:
    """The blocks of an attachment, its headings below the one that names it."""
    return tuple(
        replace(block, level=min(block.level + by, MAX_LEVEL)) if block.kind == "heading" else block
        for block in page.blocks
    )
