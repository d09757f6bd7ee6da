"""A sample assessment as a PDF report: both writing directions, ruled tables, banners on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextDirection, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from demo.assessment import Assessment, Section, Table, blocks
from demo.labels import LABELS
from ingest.typeface import Typeface

_MARGIN = 24.0
_TOP = 32.0
_BOTTOM = 30.0
_BODY = 10.0
_LINE = 5.4
_ARABIC = 1.12
_INK = (33, 37, 41)
_NAVY = (22, 50, 92)
_GREY = (96, 104, 114)
_RULE = (176, 184, 196)
_BANNER = (156, 28, 36)


def write_pdf(assessment: Assessment, typeface: Typeface, target: Path) -> Path:
    """Typeset the assessment into the target; the same assessment gives the same bytes."""
    with _report(assessment, typeface, total=0) as draft:
        total = draft.pages_count
    with _report(assessment, typeface, total) as report:
        target.write_bytes(bytes(report.output()))
    return target


@contextmanager
def _report(assessment: Assessment, typeface: Typeface, total: int) -> Iterator[_Report]:
    report = _Report(assessment, typeface, total)
    try:
        yield report
    finally:
        report.close_fonts()


class _Report(FPDF):
    """The pages of one assessment; ``total`` is known only after a first pass."""

    def __init__(self, assessment: Assessment, typeface: Typeface, total: int) -> None:
        super().__init__(format="A4")
        self.assessment = assessment
        self.labels = LABELS[assessment.language]
        self.total = total
        self.rtl = assessment.language == "ar"
        self.scale = _ARABIC if self.rtl else 1.0
        self.side = "R" if self.rtl else "L"
        self.add_font("report", "", typeface.regular)
        self.add_font("report", "B", typeface.bold)
        self._shape()
        self.set_margins(_MARGIN, _TOP, _MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, _BOTTOM)
        self._describe()
        self.add_page()
        self._compose()

    def _describe(self) -> None:
        day = datetime.fromisoformat(self.assessment.metadata["published_at"])
        self.set_creation_date(day.replace(tzinfo=UTC))
        self.set_title(self.assessment.title)
        self.set_author(self.assessment.issuer)
        self.set_subject(self.assessment.reference)
        self.set_lang(self.assessment.language)

    def header(self) -> None:
        """Draw the banner marking and the TLP label at the top of the page."""
        self._marking(10.0 if self.assessment.tlp else 14.0)
        self._rule(24.0)
        self.set_y(_TOP)

    def footer(self) -> None:
        """Draw reference, page number and the banner marking at the bottom of the page."""
        self._rule(self.h - 25.0)
        page = self.labels.page.format(n=self.page_no(), of=self.total)
        ends = (page, self.assessment.reference) if self.rtl else (self.assessment.reference, page)
        with self._style(8, _GREY):
            third = self.epw / 3
            for text, align in zip((ends[0], self.labels.fictitious, ends[1]), "LCR", strict=True):
                at = self.l_margin + third * "LCR".index(align)
                self.set_xy(at, self.h - 23.0)
                self.cell(third, 5, text, align=align)
        self._marking(self.h - 17.0)

    def _marking(self, top: float) -> None:
        with self._style(10, _BANNER, bold=True):
            self.set_xy(self.l_margin, top)
            self.cell(self.epw, 5.5, self.assessment.banner, align="C")
        if self.assessment.tlp:
            with self._style(9, _BANNER, bold=True):
                self.set_xy(self.l_margin, top + 5.5)
                self.cell(self.epw, 5, f"TLP:{self.assessment.tlp}", align="C")

    def _rule(self, y: float) -> None:
        self.set_draw_color(*_RULE)
        self.set_line_width(0.3)
        self.line(self.l_margin, y, self.w - self.r_margin, y)

    @contextmanager
    def _style(self, size: float, colour: tuple[int, int, int] = _INK, bold: bool = False) -> Iterator[None]:
        with self.local_context():
            self.set_font("report", "B" if bold else "", size * self.scale)
            self.set_text_color(*colour)
            yield

    def _shape(self) -> None:
        """Shape Arabic only: Latin without ligatures is read back letter by letter."""
        self.set_text_shaping(self.rtl, direction=TextDirection.RTL)

    def close_fonts(self) -> None:
        """Close the font files, which the library leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def _compose(self) -> None:
        self._title()
        self._particulars()
        paragraphs = [words for _, words in blocks(self.assessment.summary)]
        self._heading(self.labels.summary, paragraphs[0])
        self._prose(paragraphs)
        self._heading(self.labels.judgements, self.assessment.judgements[0].statement)
        self._judgements()
        parts = self.assessment.sections
        body = [section for section in parts if section.banner is None]
        for number, section in enumerate(body, 1):
            self._section(f"{number}. {section.heading}", section)
        advice = self.assessment.recommendations
        self._heading(f"{len(body) + 1}. {self.labels.recommendations}", advice[0])
        self._list([f"{n}." for n in range(1, len(advice) + 1)], advice)
        for section in parts:
            if section.banner is not None:
                self._tearline(section, section.banner)

    def _title(self) -> None:
        self._lines(self.assessment.subtitle, 10, _GREY)
        self.ln(1)
        self._lines(self.assessment.title, 20, _NAVY, bold=True)
        self.ln(4)

    def _particulars(self) -> None:
        labels, metadata = self.labels, self.assessment.metadata
        rows = (
            (labels.issuer, self.assessment.issuer),
            (labels.reference, self.assessment.reference),
            (labels.published, labels.written_date(metadata["published_at"])),
            (labels.period, labels.span(metadata["period"])),
        )
        for name, words in rows:
            self._pair(name, words, 40.0)
        self.ln(2)
        self._rule(self.get_y())

    def _pair(self, name: str, words: str, width: float) -> None:
        top = self.get_y()
        with self._style(9, _GREY):
            self.set_xy(self.w - self.r_margin - width if self.rtl else self.l_margin, top)
            self.cell(width, 5.4, name, align=self.side)
        with self._style(9, _INK, bold=True):
            self.set_xy(self.l_margin if self.rtl else self.l_margin + width, top)
            self.multi_cell(self.epw - width, 5.4, words, align=self.side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _lines(self, text: str, size: float, colour: tuple[int, int, int] = _INK, bold: bool = False) -> None:
        with self._style(size, colour, bold):
            self.set_x(self.l_margin)
            height = size * 0.5 if size > _BODY else _LINE
            self.multi_cell(self.epw, height * self.scale, text, align=self.side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _heading(self, text: str, follows: str) -> None:
        """Print a heading on the page on which what follows it can begin."""
        pages = self.pages_count
        self._keep(follows, self.epw, 16)
        if self.pages_count == pages:
            self.ln(4)
        self._lines(text, 13, _NAVY, bold=True)
        self.ln(1.5)

    def _prose(self, paragraphs: Sequence[str]) -> None:
        for paragraph in paragraphs:
            self._keep(paragraph, self.epw)
            self._lines(paragraph, _BODY)
            self.ln(2.2)

    def _list(self, marks: Sequence[str], items: Sequence[str]) -> None:
        indent = 7.0
        for mark, item in zip(marks, items, strict=True):
            self._keep(item, self.epw - indent)
            top = self.get_y()
            with self._style(_BODY, _NAVY, bold=True):
                self.set_xy(self.w - self.r_margin - indent if self.rtl else self.l_margin, top)
                self.cell(indent, _LINE * self.scale, mark, align=self.side)
            with self._style(_BODY):
                self.set_xy(self.l_margin if self.rtl else self.l_margin + indent, top)
                height = _LINE * self.scale
                self.multi_cell(self.epw - indent, height, item, align=self.side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(1.4)

    def _keep(self, text: str, width: float, extra: float = 0.0) -> None:
        """Start a page where the text would be cut in two, so that its mark stays beside it."""
        with self._style(_BODY):
            lines = self.multi_cell(width, _LINE, text, dry_run=True, output=MethodReturnValue.LINES)
        if self.will_page_break(len(cast("list[str]", lines)) * _LINE * self.scale + extra):
            self.add_page()

    def _judgements(self) -> None:
        for number, judgement in enumerate(self.assessment.judgements, 1):
            self._keep(judgement.statement, self.epw - 7, _LINE + 2)
            self._list([f"{number}."], [judgement.statement])
            note = self.labels.note(judgement.confidence, judgement.trend)
            with self._style(8.5, _GREY):
                self.set_xy(self.l_margin if self.rtl else self.l_margin + 7, self.get_y() - 1)
                self.cell(self.epw - 7, 4.6, note, align=self.side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(2)

    def _section(self, heading: str, section: Section) -> None:
        self._heading(heading, section.blocks()[0][1])
        for kind, words in section.blocks():
            if kind == "item":
                self._list(["•"], [words])
            else:
                self._prose([words])
        if section.table is not None:
            self._table(section.table)

    def _table(self, table: Table) -> None:
        self._keep("\n" * (len(table.rows) + 2), self.epw, 18)
        self.ln(1)
        self._lines(f"{self.labels.table}{self.labels.colon} {table.caption}", 9, _NAVY)
        self.ln(1)
        order = -1 if self.rtl else 1
        widths = _widths(table)[::order]
        heads = FontFace(emphasis="BOLD", color=(255, 255, 255), fill_color=_NAVY)
        self.set_draw_color(*_RULE)
        self.set_line_width(0.25)
        with (
            self._style(8.5),
            self.table(
                col_widths=widths,
                headings_style=heads,
                text_align=self.side,
                line_height=5,
                padding=(1.2, 2),
                width=self.epw,
            ) as grid,
        ):
            for row in (table.columns, *table.rows):
                cells = grid.row()
                for words in row[::order]:
                    cells.cell(words)
        self.ln(3)

    def _tearline(self, section: Section, banner: str) -> None:
        self.add_page()
        with self._style(10, _BANNER, bold=True):
            self.cell(self.epw, 6, banner, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*_BANNER)
        self.set_dash_pattern(dash=2, gap=1.5)
        self.line(self.l_margin, self.get_y() + 1, self.w - self.r_margin, self.get_y() + 1)
        self.set_dash_pattern()
        self._section(section.heading, section)


def _widths(table: Table) -> tuple[float, ...]:
    """Share the width between columns by their longest words, within reason."""
    lengths = [max(len(cell) for cell in column) for column in zip(table.columns, *table.rows, strict=True)]
    return tuple(float(min(max(length, 9), 34)) for length in lengths)
