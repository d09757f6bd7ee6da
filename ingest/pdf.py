"""A PDF file to a document: PDFium's words, pdfplumber's tables, and what is said of pages without text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.arabic import broken_font_map
from ingest.characters import squeeze
from ingest.errors import NeedsPerson, ParseFailed
from ingest.frame import Frame, frame
from ingest.furniture import furniture
from ingest.glyphs import Glyphs, Word
from ingest.paragraphs import Sized, Style, footnote_start, gather, joined, style_of, with_levels
from ingest.printed import Piece, Printed, pieces, printed_lines
from ingest.ruled import rules
from ingest.structure import MAX_PAGES, MAX_TEXT_BYTES, MAX_TITLE_LENGTH, Block, Document, Line, Page
from ingest.tables import Ruled, TooManyRules, tables

Progress = Callable[[int, int], None]

_TINY = 3.0
_TINY_MATTERS = 20
_WHITE_MATTERS = 200
_NAMED_RANGES = 20


@dataclass(slots=True)
class _Sheet:
    """One page as read, before the whole document tells what its lines are."""

    frame: Frame
    lines: list[Printed] = field(default_factory=list)
    tables: list[Ruled] = field(default_factory=list)


class _Remarks:
    """What was odd on which pages, said once for all of them."""

    def __init__(self) -> None:
        self._pages: dict[str, list[int]] = {}

    def add(self, sentence: str, page: int) -> None:
        self._pages.setdefault(sentence, []).append(page)

    def sentences(self) -> tuple[str, ...]:
        return tuple(f"{_named(pages)}: {sentence}" for sentence, pages in self._pages.items())


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF with the empty password; raise ``NeedsPerson`` for one that wants another, else
    ``ParseFailed``.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise NeedsPerson(
                "This PDF is encrypted with a password; save a copy without the password and deposit that."
            ) from error
        raise ParseFailed("This PDF is damaged and cannot be opened; export it again and deposit the copy.") from error
    count = len(document)
    if count > MAX_PAGES:
        raise ParseFailed(f"This PDF has {count:,} pages and at most {MAX_PAGES:,} are accepted; split it into parts.")
    if count < 1:
        raise ParseFailed("This PDF has no pages; export it again and deposit the copy.")
    return document


def read(data: bytes, progress: Progress) -> Document:
    """Parse a PDF; ``progress`` is told pages done and pages in all after each page."""
    document = open_pdf(data)
    remarks = _Remarks()
    sheets: list[_Sheet] = []
    budget = MAX_TEXT_BYTES
    for index in range(len(document)):
        sheet = _sheet(document, index, remarks)
        sheets.append(sheet)
        budget -= sum(len(line.text.encode()) for line in sheet.lines)
        if budget < 0:
            raise ParseFailed("This PDF holds more than 64 MB of text; split it into parts.")
        progress(index + 1, len(document))
    if not any(sheet.lines for sheet in sheets):
        raise NeedsPerson(_without_text(remarks))
    pages = _pages(sheets)
    title = squeeze(document.get_metadata_value("Title"))[:MAX_TITLE_LENGTH]
    return Document("pdf", tuple(pages), title or None, remarks.sentences())


def _without_text(remarks: _Remarks) -> str:
    if any("font" in sentence for sentence in remarks.sentences()):
        return "The text of this PDF is unreadable (its Arabic fonts map wrong letters); deposit a text version."
    return "This PDF has no text, it is probably a scan; run text recognition on it and deposit the result."


def _sheet(document: pdfium.PdfDocument, index: int, remarks: _Remarks) -> _Sheet:
    number = index + 1
    try:
        page = document[index]
    except pdfium.PdfiumError:
        remarks.add("cannot be read, the file is damaged there.", number)
        return _Sheet(Frame(0, 0, 0, 0, 0))
    sheet = _Sheet(frame(page))
    glyphs: Glyphs | None = None
    try:
        glyphs = Glyphs(page, sheet.frame)
        words = glyphs.words()
        if glyphs.cut_short:
            remarks.add("has more characters than a page can show; only the first 300,000 were read.", number)
        sheet.tables = _tables(page, sheet.frame, words, number, remarks)
        sheet.lines = _lines(sheet, words, glyphs)
    except pdfium.PdfiumError:
        remarks.add("its text cannot be read, the file is damaged there.", number)
    finally:
        if glyphs is not None:
            glyphs.close()
        page.close()
    _examine(sheet, number, remarks)
    return sheet


def _tables(page: pdfium.PdfPage, at: Frame, words: list[Word], number: int, remarks: _Remarks) -> list[Ruled]:
    found = rules(page, at)
    if not words or not (found.enough or found.too_many):
        return []
    try:
        if found.too_many:
            raise TooManyRules
        return tables(found, words)
    except TooManyRules:
        remarks.add("is drawn with very many lines, so tables were not looked for.", number)
        return []


def _lines(sheet: _Sheet, words: list[Word], glyphs: Glyphs) -> list[Printed]:
    taken = frozenset[int]().union(*(table.words for table in sheet.tables))
    free = [word for index, word in enumerate(words) if index not in taken] if taken else words
    found = pieces(free, glyphs.print_of)
    for index, table in enumerate(sheet.tables):
        text = "\n".join(" | ".join(row) for row in table.rows)
        found.append(Piece(text, table.box, 0.0, False, -1 - index, table=index))
    return printed_lines(found)


def _examine(sheet: _Sheet, number: int, remarks: _Remarks) -> None:
    """Note what a person should know of a page; drop text that is garbage."""
    text = "\n".join(line.text for line in sheet.lines)
    if broken_font_map(text):
        remarks.add("its Arabic fonts map to wrong letters, so the text is unreadable and left out.", number)
        sheet.lines, sheet.tables = [], []
        return
    if not any(char.isalnum() for char in text):
        sheet.lines, sheet.tables = [], []
        remarks.add("has no text (an image or an empty page); it cannot be searched.", number)
    tiny = sum(len(line.text) for line in sheet.lines if line.table is None and line.size < _TINY)
    white = sum(len(line.text) for line in sheet.lines if line.white)
    if tiny >= _TINY_MATTERS or white >= _WHITE_MATTERS:
        remarks.add("has very small or white text, which its readers may not see but a search finds.", number)


def _pages(sheets: Sequence[_Sheet]) -> list[Page]:
    style = style_of(line for sheet in sheets for line in sheet.lines if line.table is None)
    hidden = furniture([(sheet.lines, sheet.frame.height) for sheet in sheets], style.size)
    sized = [_assemble(sheet, chosen, style) for sheet, chosen in zip(sheets, hidden, strict=True)]
    return [
        Page(number, sheet.frame.width, sheet.frame.height, tuple(found), bool(sheet.lines))
        for number, (sheet, found) in enumerate(zip(sheets, with_levels(sized), strict=True), start=1)
    ]


def _assemble(sheet: _Sheet, hidden: set[int], style: Style) -> list[Sized]:
    """The blocks of one page: furniture first, then text and tables in order, then footnotes."""
    made = [_furniture(line, style) for index, line in enumerate(sheet.lines) if index in hidden]
    kept = [line for index, line in enumerate(sheet.lines) if index not in hidden]
    foot = footnote_start(kept, style)
    run: list[Printed] = []
    for line in kept[:foot]:
        if line.table is None:
            run.append(line)
            continue
        made += gather(run, style)
        made.append(Sized(_table(sheet.tables[line.table]), 0.0))
        run = []
    return made + gather(run, style) + gather(kept[foot:], style, notes=True)


def _furniture(line: Printed, style: Style) -> Sized:
    text, lines = joined([line], style.words)
    return Sized(Block("furniture", 0, text, lines), line.size)


def _table(table: Ruled) -> Block:
    lines: list[Line] = []
    start = 0
    for row, box in zip(table.rows, table.row_boxes, strict=True):
        text = " | ".join(row)
        lines.append(Line(text, box, start))
        start += len(text) + 1
    return Block("table", 0, "\n".join(line.text for line in lines), tuple(lines), table.rows)


def _named(pages: Sequence[int]) -> str:
    """Page numbers in words: ``Pages 2, 5-8``."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_NAMED_RANGES]]
    more = f" and {len(ranges) - _NAMED_RANGES} more places" if len(ranges) > _NAMED_RANGES else ""
    return f"{'Page' if len(pages) == 1 else 'Pages'} {', '.join(shown)}{more}"
