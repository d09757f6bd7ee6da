"""The files are real: other readers open them and find every word that was written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from demo.assessment import Assessment, assessment, assessments, sequels
from demo.labels import LABELS
from demo.pdf import write_pdf
from demo.typeset import Written, write_sequels
from demo.word import write_docx
from ingest.pdf import read
from ingest.typeface import cut_typeface

PDFS = [entry.key for entry in assessments() if entry.format == "pdf"]
DOCXS = [entry.key for entry in assessments() if entry.format == "docx"]


def pdf_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def docx_text(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def words(text: str) -> list[str]:
    """Words with their letters sorted: PDFium gives the two letters of lam-alef in visual order.

    Punctuation is left out and digits stand alone, because both change sides in Arabic text.
    """
    found = re.findall(r"\d+|[^\W\d_]+", unicodedata.normalize("NFKC", text))
    return ["".join(sorted(word)) for word in found]


def source_text(entry: Assessment) -> str:
    parts = [entry.title, entry.subtitle, entry.summary, entry.issuer, *entry.recommendations]
    parts += [judgement.statement for judgement in entry.judgements]
    for section in entry.sections:
        parts += [section.heading, *(text for _, text in section.blocks())]
        if section.table is not None:
            parts += [section.table.caption, *section.table.columns]
            parts += [cell for row in section.table.rows for cell in row]
    return "\n".join(parts)


def follows(needle: list[str], hay: list[str]) -> bool:
    return any(hay[start : start + len(needle)] == needle for start in range(len(hay)))


@pytest.mark.parametrize("key", PDFS)
def test_a_pdf_opens_again_with_its_title_on_the_first_page(key: str, written: dict[str, Written]) -> None:
    first = pdf_pages(written[key].path)[0]
    assert follows(words(assessment(key).title), words(first))


@pytest.mark.parametrize("key", PDFS)
def test_no_word_of_the_source_is_lost_in_a_pdf(key: str, written: dict[str, Written]) -> None:
    lost = Counter(words(source_text(assessment(key)))) - Counter(words(" ".join(pdf_pages(written[key].path))))
    assert not lost


@pytest.mark.parametrize("key", PDFS)
def test_every_page_of_a_pdf_carries_the_banner_at_top_and_bottom(key: str, written: dict[str, Written]) -> None:
    entry = assessment(key)
    pages = pdf_pages(written[key].path)
    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, 1):
        assert page.count(entry.banner) == 2
        assert page.count(f"TLP:{entry.tlp}") == (2 if entry.tlp else 0)
        footer = LABELS[entry.language].page.format(n=number, of=len(pages))
        assert Counter(words(footer)) <= Counter(words(page))


def test_running_heads_are_read_as_such_and_no_word_of_the_text_with_them(
    written: dict[str, Written], tmp_path: Path
) -> None:
    entries = {entry.key: entry for entry in (*assessments(), *sequels()) if entry.format == "pdf"}
    files = written | {one.key: one for one in write_sequels(tmp_path)}
    for key, entry in entries.items():
        document = read(files[key].path.read_bytes(), lambda _done, _total: None)
        blocks = [block for page in document.pages for block in page.blocks]
        heads = [block.text for block in blocks if block.kind == "furniture"]
        texts = [block.text for block in blocks if block.kind != "furniture"]
        foot = 3 if entry.tlp else 2
        # What stands at the head of a page that is alone may be its title.
        assert len(heads) == (len(document.pages) * (2 * foot - 1) if len(document.pages) > 1 else foot), key
        assert not [text for text in texts if LABELS[entry.language].fictitious in text], key
        assert not Counter(words(source_text(entry))) - Counter(words("\n".join(texts))), key


@pytest.mark.parametrize("key", PDFS)
def test_every_pdf_with_a_table_has_ruled_lines(key: str, written: dict[str, Written]) -> None:
    has_table = any(section.table for section in assessment(key).sections)
    with pypdfium2.PdfDocument(written[key].path) as pdf:
        most = max(sum(1 for item in page.get_objects() if item.type == 2) for page in pdf)
    assert has_table
    assert most > 12


@pytest.mark.parametrize("key", DOCXS)
def test_a_docx_opens_again_with_its_title_and_every_word(key: str, written: dict[str, Written]) -> None:
    entry = assessment(key)
    document = Document(str(written[key].path))
    assert entry.title in [p.text for p in document.paragraphs if p.style and p.style.name == "Title"]
    assert not Counter(words(source_text(entry))) - Counter(words(docx_text(written[key].path)))


@pytest.mark.parametrize("key", DOCXS)
def test_a_docx_carries_the_banner_in_header_and_footer(key: str, written: dict[str, Written]) -> None:
    section = Document(str(written[key].path)).sections[0]
    for story in (section.header, section.footer):
        assert assessment(key).banner in [paragraph.text for paragraph in story.paragraphs]


def test_an_arabic_docx_runs_from_right_to_left(written: dict[str, Written]) -> None:
    [key] = [key for key in DOCXS if assessment(key).language == "ar"]
    document = Document(str(written[key].path))
    for paragraph in document.paragraphs:
        assert paragraph.paragraph_format.element.find(f".//{qn('w:bidi')}") is not None
        assert all(run.font.rtl for run in paragraph.runs)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)


def test_the_same_source_gives_the_same_bytes(written: dict[str, Written], tmp_path: Path) -> None:
    arabic = write_pdf(assessment("hospital-ransomware-ar"), cut_typeface(tmp_path), tmp_path / "again.pdf")
    spanish = write_docx(assessment("container-ports-es"), tmp_path / "again.docx")
    assert arabic.read_bytes() == written["hospital-ransomware-ar"].path.read_bytes()
    assert spanish.read_bytes() == written["container-ports-es"].path.read_bytes()


def test_every_assessment_becomes_one_file_of_its_format(written: dict[str, Written]) -> None:
    assert {key: entry.path.suffix for key, entry in written.items()} == {
        entry.key: f".{entry.format}" for entry in assessments()
    }
    assert len(PDFS) == 11
    assert len(DOCXS) == 5
