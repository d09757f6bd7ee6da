"""The notes of one page stand together, those of the next apart, and none interrupts the text."""

from __future__ import annotations

from ingest.portions import cut
from tests.ingest.papers import block, document_of


def count(text: str) -> int:
    return len(text.split())


def test_notes_of_a_page_make_one_portion_and_the_paragraph_above_goes_on() -> None:
    page = [
        block("paragraph", "The boats left at night."),
        block("footnote", "1 S/2025/71."),
        block("footnote", "2 Ibid."),
        block("paragraph", "They were seen at dawn."),
    ]
    made = cut(document_of(page, page[:2]), count)
    assert [(portion.kind, portion.page, portion.text) for portion in made if portion.kind == "footnote"] == [
        ("footnote", 1, "1 S/2025/71.\n2 Ibid."),
        ("footnote", 2, "1 S/2025/71."),
    ]
    first = next(portion for portion in made if portion.kind == "text")
    assert first.text == "The boats left at night.\nThey were seen at dawn."


def test_many_notes_are_cut_like_any_text() -> None:
    notes = [block("footnote", f"{number} " + "word " * 60 + "ends.") for number in range(12)]
    made = cut(document_of(notes), count)
    assert len(made) > 1
    assert all(count(portion.text) <= 220 for portion in made)
