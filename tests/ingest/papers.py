"""Small real files for these tests, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from docx import Document as Word
from docx.document import Document as WordDocument
from fpdf import FPDF
from fpdf.enums import EncryptionMethod, XPos, YPos

from ingest.structure import Block, BlockKind, Document, Line, Page

LOREM = (
    "The network moves people and goods over three land routes and one route by sea. "
    "Its members change vehicles at night and pay in cash. "
    "Police in two countries arrested nine of them in March. "
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def new_pdf() -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_margins(25, 25, 25)
    pdf.set_auto_page_break(True, 25)
    pdf.set_font("Helvetica", size=11)
    return pdf


def say(pdf: FPDF, text: str, size: float = 11, style: str = "") -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def pdf_of(*paragraphs: str) -> bytes:
    pdf = new_pdf()
    pdf.add_page()
    for paragraph in paragraphs:
        say(pdf, paragraph)
        pdf.ln(4)
    return bytes(pdf.output())


def report(pages: int = 4) -> bytes:
    """A report with running heads, page numbers, headings of two levels and a note at the foot of page 1."""
    pdf = new_pdf()
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_y(10)
        say(pdf, "INTERPOL RESTRICTED", 9)
        pdf.set_y(30)
        if number == 1:
            say(pdf, "Smuggling over the northern routes", 20, "B")
            pdf.ln(4)
        say(pdf, f"{number}. Chapter of number {number}", 14, "B")
        pdf.ln(3)
        say(pdf, LOREM * 3)
        pdf.ln(4)
        say(pdf, "Second paragraph. " + LOREM)
        if number == 1:
            pdf.set_y(255)
            say(pdf, "1 Source: interviews held in May 2025.", 8)
        pdf.set_auto_page_break(False)
        pdf.set_y(284)
        say(pdf, f"REF/2025/17 page {number} of {pages}", 8)
        pdf.set_auto_page_break(True, 25)
    return bytes(pdf.output())


def ruled_table(rows: Sequence[Sequence[str]]) -> bytes:
    pdf = new_pdf()
    pdf.add_page()
    say(pdf, "Table 1. Seizures by port")
    pdf.ln(2)
    with pdf.table() as table:
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    pdf.ln(4)
    say(pdf, "The table shows what was found.")
    return bytes(pdf.output())


def locked(password: str, pages: int = 1) -> bytes:
    pdf = new_pdf()
    method = EncryptionMethod.RC4 if password.isascii() else EncryptionMethod.AES_256
    pdf.set_encryption(owner_password="owner", user_password=password, encryption_method=method)
    for _ in range(pages):
        pdf.add_page()
        say(pdf, LOREM)
    return bytes(pdf.output())


def raw_pdf(content: bytes, count: int = 1, pages: int = 1, extra: bytes = b"", letters: str = "") -> bytes:
    """A PDF written by hand, for what no honest program writes; its font says that a, b, c ... are the ``letters``."""
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
        b" /Resources << /Font << /F1 4 0 R >> >> /Contents 3 0 R >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        + (b" /ToUnicode %d 0 R" % (5 + pages) if letters else b"")
        + b" >>",
        *[page] * pages,
    ]
    if letters:
        mapped = b"\n".join(b"<%02x> <%04x>" % (97 + place, ord(letter)) for place, letter in enumerate(letters))
        cmap = (
            b"/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff>"
            b" endcodespacerange %d beginbfchar\n%s\nendbfchar endcmap end" % (len(letters), mapped)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap))
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def saved(word: WordDocument) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def docx_of(*paragraphs: str) -> bytes:
    word = Word()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    return saved(word)


def docx_with_body(body: str, prologue: str = '<?xml version="1.0"?>') -> bytes:
    """A Word file whose body is given as XML (prefix ``w``)."""
    out = io.BytesIO(docx_of("replaced"))
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = f'{prologue}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def block(kind: BlockKind, text: str, level: int = 0, top: float | None = None) -> Block:
    box = None if top is None else (72.0, top, 500.0, top + 12.0)
    return Block(kind, level, text, (Line(text, box, 0),))


def document_of(*pages: Sequence[Block]) -> Document:
    made = [Page(number, 595.0, 842.0, tuple(blocks), True) for number, blocks in enumerate(pages, start=1)]
    return Document("pdf", tuple(made), None)


def all_text(document: Document) -> str:
    return "\n".join(part.text for page in document.pages for part in page.blocks)


def kinds(document: Document, kind: BlockKind) -> list[str]:
    return [part.text for page in document.pages for part in page.blocks if part.kind == kind]
