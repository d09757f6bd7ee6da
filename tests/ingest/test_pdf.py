from __future__ import annotations

import pytest

from ingest.errors import NeedsPerson
from ingest.pdf import read
from ingest.structure import Document
from tests.ingest.papers import LOREM, all_text, kinds, new_pdf, raw_pdf, report, ruled_table, say


def parsed(data: bytes) -> Document:
    return read(data, lambda _done, _total: None)


def test_running_heads_and_page_numbers_are_furniture_on_every_page() -> None:
    document = parsed(report(4))
    assert kinds(document, "furniture") == [
        line for number in range(1, 5) for line in ("INTERPOL RESTRICTED", f"REF/2025/17 page {number} of 4")
    ]


def test_headings_are_ranked_by_the_size_of_their_letters() -> None:
    found = [(b.level, b.text) for page in parsed(report(2)).pages for b in page.blocks if b.kind == "heading"]
    assert found == [
        (1, "Smuggling over the northern routes"),
        (2, "1. Chapter of number 1"),
        (2, "2. Chapter of number 2"),
    ]


def test_paragraphs_stay_whole_and_apart() -> None:
    paragraphs = kinds(parsed(report(3)), "paragraph")
    assert [text[:16] for text in paragraphs] == ["The network move", "Second paragraph"] * 3
    assert paragraphs[0] == (LOREM * 3).strip()


def test_small_print_at_the_foot_is_a_footnote() -> None:
    assert kinds(parsed(report(4)), "footnote") == ["1 Source: interviews held in May 2025."]


def test_every_line_has_the_box_where_it_is_printed() -> None:
    page = parsed(report(1)).pages[0]
    title = next(block for block in page.blocks if block.kind == "heading")
    x0, top, x1, bottom = title.lines[0].box or (0, 0, 0, 0)
    points = 72 / 25.4
    assert x0 == pytest.approx(25 * points + 3, abs=4)
    assert top == pytest.approx(30 * points, abs=20)
    assert x0 < x1 <= page.width
    assert 15 < bottom - top < 30
    for block in page.blocks:
        assert all(block.text[line.start :].startswith(line.text) for line in block.lines)


def test_a_rotated_page_has_boxes_as_it_is_shown() -> None:
    upright = raw_pdf(b"BT /F1 12 Tf 100 500 Td (Turned by a quarter) Tj ET")
    # Text that climbs the sheet stands upright once the sheet is turned clockwise.
    climbing = raw_pdf(b"BT /F1 12 Tf 0 1 -1 0 112 100 Tm (Turned by a quarter) Tj ET")
    page = parsed(climbing.replace(b"/Parent 2 0 R /M", b"/Parent 2 0 R /Rotate 90 /M")).pages[0]
    assert (page.width, page.height) == (792, 612)
    expected, shown = parsed(upright).pages[0].blocks[0].lines[0], page.blocks[0].lines[0]
    assert shown.text == expected.text == "Turned by a quarter"
    assert expected.box is not None
    assert shown.box is not None
    assert shown.box[0] == pytest.approx(expected.box[0], abs=1)
    assert shown.box[2] == pytest.approx(expected.box[2], abs=1)
    assert shown.box[3] - shown.box[1] == pytest.approx(expected.box[3] - expected.box[1], abs=1)
    assert shown.box[3] == pytest.approx(112, abs=4)


def test_two_columns_are_read_one_after_the_other() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.set_auto_page_break(False)
    say(pdf, "One heading over both of the columns of this page", 16)
    pdf.set_font_size(10)
    for row in range(20):
        for column, x in (("left", 20), ("right", 110)):
            pdf.set_xy(x, 50 + 6 * row)
            pdf.cell(80, 6, f"This is the {column} column, line number {row}.")
    text = all_text(parsed(bytes(pdf.output())))
    assert text.index("left column, line number 19") < text.index("right column, line number 0")
    assert text.index("One heading") < text.index("left column, line number 0")


def test_a_word_broken_at_a_line_end_is_mended_and_a_compound_is_not() -> None:
    content = (
        b"BT /F1 12 Tf 72 700 Td (The organi-) Tj 0 -14 Td (zation met twice; a counter-terrorism unit,"
        b" counter-) Tj 0 -14 Td (terrorism being its task, came along.) Tj ET"
    )
    text = all_text(parsed(raw_pdf(content)))
    assert "The organization met" in text
    assert "counter-terrorism being" in text


def test_the_mark_of_a_note_is_no_part_of_its_word() -> None:
    content = (
        b"BT /F1 12 Tf 72 700 Td (in the Levant) Tj /F1 7 Tf 5 Ts (12) Tj"
        b" /F1 12 Tf 0 Ts ( and M23 in S/2025/71.) Tj"
        b" 0 -40 Td /F1 6 Tf 4 Ts (12) Tj /F1 10 Tf 0 Ts (Petrov, statement of 2024.) Tj ET"
    )
    text = all_text(parsed(raw_pdf(content)))
    assert "Levant 12 and M23 in S/2025/71." in text
    assert "12 Petrov, statement" in text


def test_a_ruled_table_keeps_its_cells() -> None:
    rows = [("Port", "Seizures", "Kilograms"), ("North", "14", "230"), ("South", "9", "1,205")]
    document = parsed(ruled_table(rows))
    table = next(block for page in document.pages for block in page.blocks if block.kind == "table")
    assert table.rows == tuple(rows)
    assert table.text == "Port | Seizures | Kilograms\nNorth | 14 | 230\nSouth | 9 | 1,205"
    assert [line.box is not None for line in table.lines] == [True] * 3
    assert "North" not in "\n".join(kinds(document, "paragraph"))


def test_a_drawing_of_very_many_lines_is_not_searched_for_tables() -> None:
    lines = b"".join(b"%d %d m %d 700 l S\n" % (x % 600, x // 600, x % 600) for x in range(25_000))
    document = parsed(raw_pdf(b"BT /F1 12 Tf 72 720 Td (Map of the region) Tj ET\n" + lines))
    assert kinds(document, "paragraph") + kinds(document, "heading") == ["Map of the region"]
    assert document.warnings == ("Page 1: is drawn with very many lines, so tables were not looked for.",)


def test_pages_without_text_are_said_to_be_so() -> None:
    pdf = new_pdf()
    for text in (LOREM, "", "", LOREM, ""):
        pdf.add_page()
        if text:
            say(pdf, text)
    document = parsed(bytes(pdf.output()))
    assert [page.has_text for page in document.pages] == [True, False, False, True, False]
    assert document.warnings == ("Pages 2-3, 5: has no text (an image or an empty page); it cannot be searched.",)


def test_a_document_without_any_text_needs_a_person() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.rect(20, 20, 100, 100)
    with pytest.raises(NeedsPerson, match="has no text, it is probably a scan"):
        parsed(bytes(pdf.output()))


def test_text_too_small_to_be_seen_is_pointed_out() -> None:
    content = b"BT /F1 12 Tf 72 720 Td (Seen) Tj /F1 1 Tf 0 -20 Td (UNCLASSIFIED release to everybody) Tj ET"
    assert "very small or white text" in parsed(raw_pdf(content)).warnings[0]
