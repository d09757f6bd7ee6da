from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from pptx.util import Inches, Pt

from ingest.errors import NeedsPerson, ParseFailed
from ingest.pptx import read
from ingest.structure import Document, Hidden
from tests.ingest.papers import all_text, kinds, zipped
from tests.ingest.slides import boxed, charted, deck, saved, titled


def parsed(data: bytes) -> Document:
    return read(data, lambda _done, _total: None)


def shown(document: Document, page: int) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.pages[page - 1].blocks]


def test_slides_are_pages_with_titles_points_and_boxes() -> None:
    show = deck()
    show.core_properties.title = "Northern routes"
    boxed(titled(show, "Routes", "By sea", "By land"), "Nine arrests in March.")
    titled(show, "Outlook", "More of the same")
    document = parsed(saved(show))
    assert (document.kind, document.title, len(document.pages)) == ("pptx", "Northern routes", 2)
    assert shown(document, 1) == [
        ("heading", "Routes"),
        ("list", "By sea"),
        ("list", "By land"),
        ("paragraph", "Nine arrests in March."),
    ]
    assert document.pages[1].blocks[0].level == 1


def test_tables_and_charts_are_tables() -> None:
    show = deck()
    slide = titled(show, "Seizures")
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for index, text in enumerate(("Port", "Cases", "East", "12")):
        table.cell(index // 2, index % 2).text = text
    charted(slide, ("2023", "2024"), "Seizures", (3, 5))
    document = parsed(saved(show))
    rows = [block.rows for block in document.pages[0].blocks if block.kind == "table"]
    assert rows[0] == (("Port", "Cases"), ("East", "12"))
    assert [row[0] for row in rows[1]] == ["", "2023", "2024"]
    assert rows[1][0][1] == "Seizures"


def test_what_an_audience_does_not_see_is_reported_and_not_text() -> None:
    show = deck()
    first = titled(show, "Routes", "By sea")
    boxed(first, "OFF THE SLIDE", left=40)
    tiny = first.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(1)).text_frame.paragraphs[0].add_run()
    tiny.text, tiny.font.size = "TOO SMALL", Pt(1)
    frame = first.notes_slide.notes_text_frame
    assert frame is not None
    frame.text = "Do not name the source."
    titled(show, "SECRET SLIDE", "agent's name")._element.set("show", "0")
    titled(show, "Outlook")
    document = parsed(saved(show))
    assert kinds(document, "heading") == ["Routes", "Outlook"]
    assert all_text(document) == "Routes\nBy sea\nOutlook"
    assert document.pages[2].blocks[0].text == "Outlook", "a hidden slide keeps its number"
    assert set(document.hidden) == {
        Hidden("unseen", 1, "OFF THE SLIDE"),
        Hidden("unseen", 1, "TOO SMALL"),
        Hidden("comment", 1, "Do not name the source."),
        Hidden("unseen", 2, "SECRET SLIDE agent's name"),
    }
    assert "1 hidden slides were left out." in document.warnings


def test_a_banner_on_the_master_is_furniture_of_every_slide() -> None:
    show = deck()
    box = show.slide_master.shapes._spTree
    titled(show, "Routes")
    titled(show, "Outlook")
    boxed(show.slides[0], "INTERPOL RESTRICTED")
    shape = show.slides[0].shapes[-1]._element
    box.append(shape)
    document = parsed(saved(show))
    assert kinds(document, "furniture") == ["INTERPOL RESTRICTED"] * 2


def test_a_presentation_without_words_needs_a_person() -> None:
    show = deck()
    show.slides.add_slide(show.slide_layouts[6])
    with pytest.raises(NeedsPerson, match="no text"):
        parsed(saved(show))


def test_a_damaged_presentation_is_said_to_be_damaged() -> None:
    show = deck()
    titled(show, "Routes")
    data = saved(show)
    with pytest.raises(ParseFailed, match="damaged"):
        parsed(data[:-200])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "ppt/presentation.xml"}
    with pytest.raises(ParseFailed, match="no slides"):
        parsed(zipped(parts))
    hostile = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
    with pytest.raises(ParseFailed, match="entities"):
        parsed(zipped({**parts, "ppt/presentation.xml": hostile}))
