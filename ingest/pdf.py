"""A PDF file to a document: PDFium's words, pdfplumber's search for tables, and what is said of the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.assembly import assembled
from ingest.attached import attached
from ingest.characters import squeeze
from ingest.concealed import Concealed
from ingest.continued import carry_heads
from ingest.errors import NeedsPerson, ParseFailed, PasswordNeeded
from ingest.furniture import furniture
from ingest.paragraphs import style_of, with_levels
from ingest.remarks import Remarks
from ingest.sheet import Sheet, read_sheet, table_block
from ingest.structure import MAX_PAGES, MAX_TEXT_BYTES, MAX_TITLE_LENGTH, MAX_WARNINGS, Document, Page

Progress = Callable[[int, int], None]

LOCKED = "This PDF is encrypted with a password; give the password that opens it."
STILL_LOCKED = "This PDF does not open with the password that was given; give the right one."


def open_pdf(data: bytes, password: str | None = None) -> pdfium.PdfDocument:
    """Open a PDF, with the empty password or the one given; raise ``PasswordNeeded`` where it wants another, else
    ``ParseFailed``.
    """
    document = _opened(data, password)
    count = len(document)
    if count > MAX_PAGES:
        raise ParseFailed(f"This PDF has {count:,} pages and at most {MAX_PAGES:,} are accepted; split it into parts.")
    if count < 1:
        raise ParseFailed("This PDF has no pages; export it again and deposit the copy.")
    return document


def _opened(data: bytes, password: str | None) -> pdfium.PdfDocument:
    """Try without a password, with the one given, and with that one as it is normalised for PDF 2.0 (RFC 4013)."""
    tried = [None] if password is None else [None, password, unicodedata.normalize("NFKC", password)]
    for word in dict.fromkeys(tried):
        try:
            return pdfium.PdfDocument(data, password=word)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) != raw.FPDF_ERR_PASSWORD:
                raise ParseFailed(
                    "This PDF is damaged and cannot be opened; export it again and deposit the copy."
                ) from error
    raise PasswordNeeded(LOCKED if password is None else STILL_LOCKED)


def read(data: bytes, progress: Progress, password: str | None = None) -> Document:
    """Parse a PDF; ``progress`` is told pages done and pages in all after each page.

    Pages whose text is a picture, or garbage, come back empty and as a ``picture``, to be recognised. Raises
    ``NeedsPerson`` if there is neither text nor such a page.
    """
    document = open_pdf(data, password)
    remarks, concealed = Remarks(), Concealed()
    attached(document, concealed)
    sheets: list[Sheet] = []
    budget = MAX_TEXT_BYTES
    for index in range(len(document)):
        sheet = read_sheet(document, index, remarks, concealed)
        sheets.append(sheet)
        budget -= sum(len(line.text.encode()) for line in sheet.lines)
        if budget < 0:
            raise ParseFailed("This PDF holds more than 64 MB of text; split it into parts.")
        progress(index + 1, len(document))
    if not any(sheet.lines or sheet.picture for sheet in sheets):
        raise NeedsPerson("This PDF has no text and no picture of any; deposit the document that was meant.")
    title = squeeze(document.get_metadata_value("Title"))[:MAX_TITLE_LENGTH]
    warnings = (*_of_file(concealed), *remarks.sentences())
    return Document("pdf", tuple(_pages(sheets)), title or None, warnings[:MAX_WARNINGS], concealed.all())


def _of_file(concealed: Concealed) -> list[str]:
    """What is said of the file as a whole."""
    concealed.pause()
    said: list[str] = []
    count = concealed.passages["attachment"]
    if count:
        said.append(f"{count:,} files inside this one were not read; deposit them apart.")
    count = concealed.passages["comment"]
    if count:
        said.append(f"{count:,} comments in the margin were left out.")
    return said


def _pages(sheets: Sequence[Sheet]) -> list[Page]:
    style = style_of(line for sheet in sheets for line in sheet.lines if line.table is None)
    hidden = furniture([(sheet.lines, sheet.height) for sheet in sheets], style.size)
    carry_heads(sheets, hidden)
    sized = [
        assembled(sheet.lines, chosen, style, [table_block(table) for table in sheet.tables], number == 0)
        for number, (sheet, chosen) in enumerate(zip(sheets, hidden, strict=True))
    ]
    return [
        Page(
            number,
            sheet.frame.width,
            sheet.frame.height,
            tuple(map(sheet.shown, found)),
            bool(sheet.lines),
            sheet.picture,
        )
        for number, (sheet, found) in enumerate(zip(sheets, with_levels(sized), strict=True), start=1)
    ]
