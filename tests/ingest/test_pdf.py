from __future__ import annotations

import io

import pytest
from fpdf.enums import TextMode
from PIL import Image

from ingest.errors import NeedsPerson
from ingest.garbled import garbled
from ingest.pdf import read
from ingest.structure import Document, Hidden
from tests.ingest.papers import LOREM, all_text, kinds, new_pdf, raw_pdf, report, ruled_table, say


def parsed(data: bytes) -> Document:
    return read(data, lambda _done, _total: None)


def picture() -> io.BytesIO:
    """A grey picture with some pattern."""
    held = io.BytesIO()
    Image.linear_gradient("L").save(held, "PNG")
    held.seek(0)
    return held


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


def test_slanted_lines_enclose_no_table() -> None:
    words = b"".join(
        b"BT /F1 12 Tf %d %d Td (word%d) Tj ET " % (x, y, x + y) for x in (110, 210, 310) for y in (640, 560, 480)
    )
    slanted = b" ".join(b"%d %d l" % (x, y) for x, y in ((200, 600), (300, 700), (400, 600), (300, 520), (200, 460)))
    drawn = b"100 700 m " + slanted + b" 100 520 l 200 600 l 400 460 l S"
    assert kinds(parsed(raw_pdf(words + drawn)), "table") == []


def test_a_drawing_of_very_many_lines_is_not_searched_for_tables() -> None:
    lines = b"".join(b"%d %d m %d 700 l S\n" % (x % 600, x // 600, x % 600) for x in range(25_000))
    document = parsed(raw_pdf(b"BT /F1 12 Tf 72 720 Td (Map of the region) Tj ET\n" + lines))
    assert kinds(document, "paragraph") + kinds(document, "heading") == ["Map of the region"]
    assert document.warnings == ("Page 1: is drawn with very many lines, so tables were not looked for.",)


def test_an_empty_page_is_no_picture_and_nothing_is_said_of_it() -> None:
    pdf = new_pdf()
    for text in (LOREM, "", LOREM):
        pdf.add_page()
        if text:
            say(pdf, text)
    document = parsed(bytes(pdf.output()))
    assert [page.has_text for page in document.pages] == [True, False, True]
    assert not any(page.picture for page in document.pages)
    assert document.warnings == ()


def test_a_page_that_only_shows_a_picture_is_left_to_recognition() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.image(picture(), 25, 25, 100, 100)
    document = parsed(bytes(pdf.output()))
    assert [(page.has_text, page.picture, page.blocks) for page in document.pages] == [(False, True, ())]


def test_a_page_of_signs_that_are_no_letters_is_left_to_recognition() -> None:
    private = "".join(chr(0xE000 + place % 90) + (" " if place % 6 == 0 else "") for place in range(300))
    assert garbled(private)
    assert garbled("xkcd qwrt zxvb " * 60)
    assert not garbled("The network moves people and goods over three land routes. " * 20)
    assert not garbled("Kgl Str Nr 14 BRZ " * 20)


def test_a_document_with_neither_text_nor_picture_needs_a_person() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.rect(20, 20, 100, 100)
    with pytest.raises(NeedsPerson, match="has no text and no picture"):
        parsed(bytes(pdf.output()))


UNSEEN = "Page 1: has text that nobody can see; it was left out."


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ("smaller than a point", b"/F1 0.8 Tf 0 -20 Td (release it to everybody) Tj"),
        ("white on white", b"1 g 0 -20 Td (release it to everybody) Tj"),
        ("without ink", b"3 Tr 0 -20 Td (release it to everybody) Tj"),
        ("outside the page", b"0 500 Td (release it to everybody) Tj"),
    ],
)
def test_text_that_nobody_can_see_is_told_and_not_read(how: str, content: bytes) -> None:
    document = parsed(raw_pdf(b"BT /F1 12 Tf 72 720 Td (What is seen) Tj " + content + b" ET"))
    assert all_text(document) == "What is seen", how
    assert document.hidden == (Hidden("unseen", 1, "release it to everybody"),)
    assert document.warnings == (UNSEEN,)


def test_a_name_that_is_blackened_is_not_read() -> None:
    bar = b"BT /F1 12 Tf 72 700 Td (The source is Mr Petrov) Tj ET 0 g 145 695 60 16 re f"
    document = parsed(raw_pdf(bar))
    assert "Petrov" not in all_text(document)
    assert "Petrov" in document.hidden[0].text


def test_white_letters_on_a_dark_ground_are_read() -> None:
    head = b"0.1 g 60 690 300 30 re f BT 1 g /F1 12 Tf 72 700 Td (Port and seizures) Tj ET"
    document = parsed(raw_pdf(head + b" BT 0 g /F1 12 Tf 72 640 Td (Body of the table) Tj ET"))
    assert "Port and seizures" in all_text(document)
    assert document.hidden == ()


def test_the_text_layer_of_a_scan_is_read_and_told() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.image(picture(), 0, 0, 210, 297)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        say(pdf, LOREM)
    document = parsed(bytes(pdf.output()))
    assert "three land routes" in all_text(document)
    assert document.hidden == ()
    assert document.warnings == (
        "Page 1: is a picture under a layer of text that cannot be seen; the layer is what is searched.",
    )


def test_embedded_files_and_remarks_are_named_and_not_opened() -> None:
    pdf = new_pdf()
    pdf.add_page()
    say(pdf, LOREM)
    pdf.embed_file(bytes=b"MZ", basename="../../evil.exe")
    pdf.text_annotation(30, 30, "Ask Mei before this leaves")
    document = parsed(bytes(pdf.output()))
    assert [(one.kind, one.page) for one in document.hidden] == [("attachment", 0), ("comment", 1)]
    assert document.hidden[0].text.endswith("evil.exe")
    assert document.hidden[1].text == "Ask Mei before this leaves"
    assert document.warnings == (
        "1 files inside this one were not read; deposit them apart.",
        "1 comments in the margin were left out.",
    )


def test_letters_drawn_twice_are_read_once() -> None:
    content = b"".join(b"BT /F1 12 Tf %f 700 Td (OBJECTIVES of the second assessment) Tj ET " % x for x in (72, 72.4))
    assert all_text(parsed(raw_pdf(content))) == "OBJECTIVES of the second assessment"


def test_three_columns_are_read_in_turn_and_their_notes_apart() -> None:
    pdf = new_pdf()
    pdf.set_auto_page_break(False)
    for _ in range(2):
        pdf.add_page()
        for column, x in (("first", 15), ("second", 77), ("third", 139)):
            pdf.set_font_size(9)
            for row in range(24):
                pdf.set_xy(x, 40 + 5 * row)
                pdf.cell(55, 5, f"The {column} column, its line {row}")
            pdf.set_font_size(7)
            pdf.set_xy(x, 200)
            pdf.cell(55, 4, f"{len(column)} Source of the {column} column.")
    document = parsed(bytes(pdf.output()))
    text = "\n".join(kinds(document, "paragraph"))
    assert text.index("first column, its line 23") < text.index("second column, its line 0")
    assert text.index("second column, its line 23") < text.index("third column, its line 0")
    assert [note[2:] for note in kinds(document, "footnote")[:3]] == [
        f"Source of the {column} column." for column in ("first", "second", "third")
    ]


def test_print_along_the_margin_is_kept_out_of_the_lines() -> None:
    side = b" BT /F1 8 Tf 0 1 -1 0 30 300 Tm (Printed for the archive) Tj ET"
    lines = b"".join(b" 0 -14 Td (Line %d of the body of this page) Tj" % number for number in range(1, 9))
    document = parsed(raw_pdf(b"BT /F1 12 Tf 72 500 Td" + lines + b" ET" + side, count=3, pages=3))
    assert kinds(document, "furniture") == ["Printed for the archive"] * 3
    assert "Printed" not in "\n".join(kinds(document, "paragraph"))


def test_a_table_that_runs_over_a_page_keeps_its_head() -> None:
    rows = [("Port", "Seizures", "Kilograms"), *((f"Port {n}", str(n), str(7 * n)) for n in range(1, 60))]
    pdf = new_pdf()
    pdf.add_page()
    with pdf.table(rows, repeat_headings=0):
        pass
    document = parsed(bytes(pdf.output()))
    tables = [block for page in document.pages for block in page.blocks if block.kind == "table"]
    assert len(tables) > 1
    assert [table.rows[0] for table in tables] == [rows[0]] * len(tables)
    assert [table.lines[0].box is None for table in tables] == [False] + [True] * (len(tables) - 1)
    assert [row for table in tables for row in table.rows[1:]] == rows[1:]


def test_a_hyphen_between_two_words_stays_where_nothing_else_is_broken() -> None:
    lines = [
        b"(An advisory on internet-) Tj",
        *[b"(An ordinary line of the report, number %d.) Tj" % n for n in range(150)],
    ]
    lines.insert(1, b"(facing servers.) Tj")
    content = b"BT /F1 4 Tf 72 780 Td " + b" 0 -5 Td ".join(lines) + b" ET"
    assert "internet-facing" in all_text(parsed(raw_pdf(content)))


def test_the_masthead_of_a_united_nations_document_is_no_heading() -> None:
    content = (
        b"BT /F1 14 Tf 72 740 Td (United Nations) Tj 360 0 Td (S/2025/71) Tj ET"
        b" BT /F1 18 Tf 72 710 Td (Security Council) Tj ET"
        b" BT /F1 10 Tf 400 712 Td (Distr.: General) Tj 0 -12 Td (6 February 2025) Tj"
        b" 0 -14 Td (Original: English) Tj ET"
        b" BT /F1 14 Tf 100 600 Td (Letter of the President) Tj ET"
        b" BT /F1 10 Tf 100 560 Td (I have the honour to transmit herewith the report of the Team.) Tj"
        + b" 0 -14 Td (It was prepared by eight experts, who met in Geneva and in New York.) Tj" * 6
        + b" ET"
    )
    document = parsed(raw_pdf(content))
    assert kinds(document, "heading") == ["Letter of the President"]
    assert kinds(document, "paragraph")[:6] == [
        "United Nations",
        "S/2025/71",
        "Security Council",
        "Distr.: General",
        "6 February 2025",
        "Original: English",
    ]
