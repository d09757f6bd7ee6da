from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document as Word
from docx.enum.text import WD_BREAK

from ingest.docx import read
from ingest.errors import ParseFailed
from ingest.structure import Document, Hidden
from tests.ingest.papers import LOREM, all_text, docx_of, docx_with_body, kinds, saved, zipped


def parsed(data: bytes) -> Document:
    return read(data, lambda _done, _total: None)


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_headings_lists_tables_and_margins_are_told_apart() -> None:
    word = Word()
    word.core_properties.title = "Routes of the north"
    word.sections[0].header.paragraphs[0].text = "INTERPOL RESTRICTED"
    word.add_heading("Routes", 1)
    word.add_paragraph(LOREM)
    word.add_paragraph("By sea", style="List Bullet")
    word.add_heading("By land", 2)
    table = word.add_table(2, 2)
    for index, text in enumerate(("Border", "Cases", "East", "12")):
        table.cell(index // 2, index % 2).text = text
    document = parsed(saved(word))
    assert document.title == "Routes of the north"
    assert [(b.level, b.text) for b in document.pages[0].blocks if b.kind == "heading"] == [
        (1, "Routes"),
        (2, "By land"),
    ]
    assert kinds(document, "list") == ["By sea"]
    assert kinds(document, "furniture") == ["INTERPOL RESTRICTED"]
    assert [b.rows for b in document.pages[0].blocks if b.kind == "table"] == [(("Border", "Cases"), ("East", "12"))]


def test_hidden_and_deleted_text_is_counted_and_left_out_and_inserted_text_stays() -> None:
    body = paragraph(
        run("kept ")
        + '<w:del w:id="1"><w:r><w:delText>DELETED NAME</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{run("inserted")}</w:ins>'
        + run("HIDDEN", "<w:vanish/>")
        + run(" shown", '<w:vanish w:val="0"/>')
    )
    document = parsed(docx_with_body(body))
    assert all_text(document) == "kept inserted shown"
    assert document.warnings == (
        "12 characters deleted by tracked changes were left out; inserted ones stay.",
        "6 characters formatted as hidden text were left out.",
    )
    assert document.hidden == (
        Hidden("deleted", 1, "DELETED NAME"),
        Hidden("inserted", 1, "inserted"),
        Hidden("unseen", 1, "HIDDEN"),
    )


def test_a_deleted_row_is_left_out() -> None:
    cell = "<w:tc>" + paragraph(run("{}")) + "</w:tc>"
    rows = "".join(
        f"<w:tr>{'<w:trPr><w:del/></w:trPr>' if gone else ''}{cell.format(a)}{cell.format(b)}</w:tr>"
        for a, b, gone in (("Name", "Role", False), ("SOURCE", "agent", True), ("Case", "open", False))
    )
    document = parsed(docx_with_body(f"<w:tbl>{rows}</w:tbl>"))
    assert all_text(document) == "Name | Role\nCase | open"


def test_a_page_break_begins_a_page_and_so_do_many_characters() -> None:
    word = Word()
    word.add_paragraph("First page.")
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for _ in range(20):
        word.add_paragraph(LOREM * 2)
    document = parsed(saved(word))
    assert [block.text for block in document.pages[0].blocks] == ["First page."]
    assert 3 <= len(document.pages) <= 5
    assert all(sum(len(block.text) for block in page.blocks) < 4000 for page in document.pages)


def test_a_nested_table_goes_into_its_cell() -> None:
    inner = "<w:tbl><w:tr><w:tc>" + paragraph(run("inner")) + "</w:tc></w:tr></w:tbl>"
    cells = f"<w:tc>{paragraph(run('outer'))}{inner}</w:tc><w:tc>{paragraph(run('side'))}</w:tc>"
    outer = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert all_text(parsed(docx_with_body(outer))) == "outer inner | side"


@pytest.mark.parametrize(
    "prologue",
    [
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "aaaa">]>',
    ],
)
def test_entities_are_refused(prologue: str) -> None:
    with pytest.raises(ParseFailed, match="entities"):
        parsed(docx_with_body(paragraph(run("&x;")), prologue))


def test_absurd_nesting_is_refused() -> None:
    body = "<w:sdt><w:sdtContent>" * 5000 + paragraph(run("x")) + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(ParseFailed, match="nested too deeply"):
        parsed(docx_with_body(body))


def test_a_file_without_its_text_part_or_cut_short_is_said_to_be_damaged() -> None:
    with pytest.raises(ParseFailed, match="no text part"):
        parsed(zipped({"word/other.xml": b"<x/>"}))
    with pytest.raises(ParseFailed, match="damaged"):
        parsed(docx_of(LOREM)[:-100])


def test_comments_are_counted_and_left_out() -> None:
    word = Word()
    text = word.add_paragraph().add_run("Body text here.")
    word.add_comment(text, text="SECRET REMARK", author="a", initials="a")
    document = parsed(saved(word))
    assert all_text(document) == "Body text here."
    assert document.warnings == ("1 comments in the margin were left out.",)
    assert document.hidden == (Hidden("comment", 1, "a: SECRET REMARK"),)


@pytest.mark.parametrize("look", ['<w:color w:val="FFFFFF"/>', '<w:color w:val="fefefe"/>', '<w:sz w:val="2"/>'])
def test_letters_that_nobody_sees_are_left_out(look: str) -> None:
    document = parsed(docx_with_body(paragraph(run("seen ") + run("UNSEEN", look) + run("again"))))
    assert all_text(document) == "seen again"
    assert document.hidden == (Hidden("unseen", 1, "UNSEEN"),)


def test_white_letters_on_a_coloured_ground_are_read() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    dark = '<w:shd w:val="clear" w:fill="1F3864"/>'
    cell = f"<w:tc><w:tcPr>{dark}</w:tcPr>{paragraph(run('Port', white))}</w:tc>"
    body = (
        paragraph(run("in a run", white + dark))
        + f"<w:p><w:pPr>{dark}</w:pPr>{run('in a paragraph', white)}</w:p>"
        + f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"
    )
    document = parsed(docx_with_body(body))
    assert all_text(document) == "in a run\nin a paragraph\nPort | Port"
    assert document.hidden == ()


def test_numbers_that_word_gives_are_spelled_out() -> None:
    word = Word()
    for text in ("First", "Second"):
        word.add_paragraph(text, style="List Number")
    word.add_paragraph("a point", style="List Bullet")
    assert kinds(parsed(saved(word)), "list") == ["1. First", "2. Second", "a point"]


def test_a_cell_over_several_columns_keeps_those_behind_it_in_their_places() -> None:
    word = Word()
    table = word.add_table(2, 3)
    for index, text in enumerate(("Name", "Years", "", "Case", "2023", "2024")):
        table.cell(index // 3, index % 3).text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).text = "Total"
    rows = next(block.rows for block in parsed(saved(word)).pages[0].blocks if block.kind == "table")
    assert rows == (("Name Years", "", "Total"), ("Case", "2023", "2024"))


def test_large_letters_make_headings_where_no_style_does() -> None:
    def set_in(text: str, half_points: int) -> str:
        return paragraph(run(text, f'<w:sz w:val="{half_points}"/>'))

    body = set_in("Findings", 32) + set_in(LOREM, 22) + set_in("By sea", 26) + set_in(LOREM, 22)
    found = [(b.kind, b.level) for b in parsed(docx_with_body(body)).pages[0].blocks]
    assert found == [("heading", 1), ("paragraph", 0), ("heading", 2), ("paragraph", 0)]


def test_heads_and_numbers_typed_on_every_page_are_furniture() -> None:
    word = Word()
    for number in range(1, 7):
        word.add_paragraph("TLP:AMBER")
        word.add_paragraph(LOREM * 6)
        word.add_paragraph(f"Page {number} of 6").add_run().add_break(WD_BREAK.PAGE)
    document = parsed(saved(word))
    assert [len(page.blocks) for page in document.pages] == [3] * 6
    assert kinds(document, "paragraph") == [(LOREM * 6).strip()] * 6


def test_files_inside_and_pictures_are_said_not_to_be_read() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of("Text."))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = parsed(zipped({**parts, "word/embeddings/figures.xlsx": b"x"}))
    assert document.hidden == (Hidden("attachment", 0, "figures.xlsx"),)
    assert document.warnings == ("1 files inside this one were not read; deposit them apart.",)


def test_the_main_part_is_found_under_any_name() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of("Text."))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/main.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/word/main.xml")
    assert all_text(parsed(zipped(parts))) == "Text."


def test_a_file_saved_twice_reads_the_same() -> None:
    once = saved(Word(io.BytesIO(docx_of(LOREM))))
    assert all_text(parsed(once)) == LOREM.strip()


def test_the_figures_of_a_chart_are_a_table() -> None:
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    tie = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    values = "<c:pt idx='0'><c:v>{}</c:v></c:pt><c:pt idx='1'><c:v>{}</c:v></c:pt>"
    series = (
        "<c:ser><c:tx><c:v>Seizures</c:v></c:tx>"
        f"<c:cat>{values.format(2023, 2024)}</c:cat><c:val>{values.format(3, 5)}</c:val></c:ser>"
    )
    drawing = f"<w:r><w:drawing><c:chart xmlns:c='{namespace}' xmlns:r='{tie}' r:id='rId77'/></w:drawing></w:r>"
    with zipfile.ZipFile(io.BytesIO(docx_with_body(paragraph(drawing + run("Figure 1"))))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    ties = "word/_rels/document.xml.rels"
    added = f'<Relationship Id="rId77" Type="{tie}/chart" Target="charts/chart1.xml"/></Relationships>'.encode()
    parts[ties] = parts[ties].replace(b"</Relationships>", added)
    parts["word/charts/chart1.xml"] = f"<c:chart xmlns:c='{namespace}'>{series}</c:chart>".encode()
    blocks = parsed(zipped(parts)).pages[0].blocks
    assert [block.kind for block in blocks] == ["table", "paragraph"]
    assert blocks[0].rows == (("", "Seizures"), ("2023", "3"), ("2024", "5"))
