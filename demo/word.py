"""A sample assessment as a DOCX report: real styles, header and footer, right-to-left runs for Arabic."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from demo.assessment import Assessment, Section, Table
from demo.labels import LABELS

_NAVY = RGBColor(22, 50, 92)
_GREY = RGBColor(96, 104, 114)
_RED = RGBColor(156, 28, 36)
_STAMP = (2026, 1, 1, 0, 0, 0)

# The format prescribes the order of properties (ECMA-376 part 1, 17.3.1.26, 17.3.2.28, 17.4.59);
# these follow the ones that are set here.
_AFTER_BIDI = (
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:rPr",
)
_AFTER_SIZE = ("w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:vertAlign", "w:rtl", "w:cs", "w:lang")
_AFTER_BIDI_VISUAL = ("w:tblStyleRowBandSize", "w:tblW", "w:jc", "w:tblInd", "w:tblLayout", "w:tblLook")


def write_docx(assessment: Assessment, target: Path) -> Path:
    """Write the assessment into the target; the same assessment gives the same bytes."""
    raw = BytesIO()
    _Report(assessment).document.save(raw)
    _repack(raw, target)
    return target


def _repack(raw: BytesIO, target: Path) -> None:
    """Copy the archive with fixed times, which the writer of the format takes from the clock."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w") as copy:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            copy.writestr(zipfile.ZipInfo(name, _STAMP), source.read(name), zipfile.ZIP_DEFLATED)


class _Report:
    """Builds one document from top to bottom."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.labels = LABELS[assessment.language]
        self.rtl = assessment.language == "ar"
        self.document = Document()
        self._describe()
        self._styles()
        self._frame()
        self._compose()

    def _describe(self) -> None:
        properties = self.document.core_properties
        properties.title = self.assessment.title
        properties.author = self.assessment.issuer
        properties.subject = self.assessment.reference
        properties.language = self.assessment.language
        day = datetime.fromisoformat(self.assessment.metadata["published_at"])
        properties.created = properties.modified = day
        properties.comments = ""
        properties.last_modified_by = ""

    def _styles(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.4)
        page.top_margin = page.bottom_margin = Cm(2.8)
        sizes = {"Normal": 10.5, "List Bullet": 10.5, "Title": 22, "Heading 1": 14}
        for name, size in sizes.items():
            style = self.document.styles[name]
            style.font.size = Pt(size)
            self._face(style.element.get_or_add_rPr())
            _size_complex(style.element.get_or_add_rPr(), size)
            if name in {"Title", "Heading 1"}:
                style.font.color.rgb = _NAVY
                style.font.bold = style.font.cs_bold = True
        normal = self.document.styles["Normal"].paragraph_format
        normal.space_after, normal.line_spacing = Pt(7), 1.15

    def _face(self, properties: Any) -> None:
        """Name one face for every script; the template's theme fonts would win otherwise."""
        fonts = properties.get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), "Arial")

    def _frame(self) -> None:
        page = self.document.sections[0]
        lines = [self.assessment.banner]
        if self.assessment.tlp:
            lines.append(f"TLP:{self.assessment.tlp}")
        self._banner(page.header, lines)
        foot = page.footer.paragraphs[0]
        self._run(foot, f"{self.assessment.reference} · {self.labels.fictitious} · ", 8, _GREY)
        before, middle, after = self.labels.page.replace("{n}", "|").replace("{of}", "|").split("|")
        self._run(foot, before, 8, _GREY)
        self._field(foot, "PAGE")
        self._run(foot, middle, 8, _GREY)
        self._field(foot, "NUMPAGES")
        self._run(foot, after, 8, _GREY)
        self._turn(foot, WD_ALIGN_PARAGRAPH.CENTER)
        self._banner(page.footer, lines)

    def _banner(self, story: Any, lines: Iterable[str]) -> None:
        for line in lines:
            first = story.paragraphs[0]
            paragraph = first if not first.runs else story.add_paragraph()
            self._run(paragraph, line, 10, _RED, bold=True)
            paragraph.paragraph_format.space_after = Pt(0)
            self._turn(paragraph, WD_ALIGN_PARAGRAPH.CENTER)

    def _field(self, paragraph: Any, code: str) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = self._run(paragraph, "1", 8, _GREY)
        field.append(run._r)
        paragraph._p.append(field)

    def _compose(self) -> None:
        assessment = self.assessment
        self._paragraph(assessment.subtitle, size=10, colour=_GREY)
        self._paragraph(assessment.title, "Title")
        self._particulars()
        self._heading(self.labels.summary)
        for words in assessment.summary.strip().split("\n\n"):
            self._paragraph(words)
        self._heading(self.labels.judgements)
        self._judgements()
        for number, section in enumerate(assessment.sections, 1):
            self._section(f"{number}. {section.heading}", section)
        self._heading(f"{len(assessment.sections) + 1}. {self.labels.recommendations}")
        for words in assessment.recommendations:
            self._paragraph(words, "List Bullet")

    def _particulars(self) -> None:
        labels, metadata = self.labels, self.assessment.metadata
        rows = (
            (labels.issuer, self.assessment.issuer),
            (labels.reference, self.assessment.reference),
            (labels.published, labels.written_date(metadata["published_at"])),
            (labels.period, labels.span(metadata["period"])),
        )
        grid = self._grid(len(rows), 2, "Table Grid")
        for row, (name, words) in zip(grid.rows, rows, strict=True):
            self._cell(row.cells[0], name, bold=True)
            self._cell(row.cells[1], words)
            row.cells[0].width, row.cells[1].width = Cm(4.2), Cm(12)

    def _heading(self, words: str) -> None:
        self._paragraph(words, "Heading 1")

    def _judgements(self) -> None:
        for number, judgement in enumerate(self.assessment.judgements, 1):
            paragraph = self._paragraph(f"{number}. {judgement.statement}", bold=True)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(1)
            note = self.labels.note(judgement.confidence, judgement.trend)
            self._paragraph(note, size=9, colour=_GREY)

    def _section(self, heading: str, section: Section) -> None:
        self._heading(heading)
        for kind, words in section.blocks():
            self._paragraph(words, "List Bullet" if kind == "item" else "Normal")
        if section.table is not None:
            self._table(section.table)

    def _table(self, table: Table) -> None:
        words = f"{self.labels.table}{self.labels.colon} {table.caption}"
        caption = self._paragraph(words, size=9.5, colour=_NAVY)
        caption.paragraph_format.keep_with_next = True
        grid = self._grid(len(table.rows) + 1, len(table.columns), "Table Grid")
        for number, (row, texts) in enumerate(zip(grid.rows, (table.columns, *table.rows), strict=True)):
            for cell, text in zip(row.cells, texts, strict=True):
                self._cell(cell, text, bold=number == 0)
                if number == 0:
                    self._shade(cell, "E4EAF2")
        self._paragraph("")

    def _grid(self, rows: int, columns: int, style: str) -> Any:
        grid = self.document.add_table(rows, columns, style)
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        if self.rtl:
            grid._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), *_AFTER_BIDI_VISUAL)
        return grid

    def _cell(self, cell: Any, words: str, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._run(paragraph, words, 9.5, None, bold)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        self._turn(paragraph)

    def _shade(self, cell: Any, colour: str) -> None:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), colour)
        cell._tc.get_or_add_tcPr().append(shade)

    def _paragraph(
        self,
        words: str,
        style: str = "Normal",
        *,
        size: float | None = None,
        colour: RGBColor | None = None,
        bold: bool = False,
    ) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self._run(paragraph, words, size, colour, bold)
        self._turn(paragraph)
        return paragraph

    def _run(self, paragraph: Any, words: str, size: float | None, colour: RGBColor | None, bold: bool = False) -> Any:
        run = paragraph.add_run(words)
        if size is not None:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = colour
        if bold:
            run.font.bold = True
        if self.rtl:
            self._complex(run, size, bold)
        return run

    def _complex(self, run: Any, size: float | None, bold: bool) -> None:
        """Arabic is drawn with the properties for complex scripts, which stand apart from the usual ones."""
        run.font.rtl = True
        run.font.cs_bold = bold or None
        if size is not None:
            _size_complex(run._r.get_or_add_rPr(), size)

    def _turn(self, paragraph: Any, alignment: Any = None) -> None:
        if alignment is not None:
            paragraph.alignment = alignment
        if self.rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def _size_complex(properties: Any, size: float) -> None:
    """Set the size of complex script in points; the format counts in halves."""
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    half_points = OxmlElement("w:szCs")
    half_points.set(qn("w:val"), str(round(size * 2)))
    properties.insert_element_before(half_points, *_AFTER_SIZE)
