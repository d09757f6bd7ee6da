from __future__ import annotations

import pytest

from ingest.banner import banners, readings
from ingest.sandbox import parse
from models.scheme import Scheme, classification_schemes, recognise
from models.tlp import read_label
from tests.ingest.papers import block, document_of, new_pdf, pdf_of, say

PATTERNS = (
    "{}",
    "{} - page 3 of 9",
    "{} // REL TO EUROPOL, INTERPOL",
    "Classification: {}",
    "3/9 {}",
    "[ {} ]",
    "*** {} ***",
)


def highest(line: str) -> int:
    return max((found.rank for text in readings(line) for found in recognise(text)), default=-1)


@pytest.mark.parametrize("scheme", classification_schemes(), ids=lambda scheme: scheme.id)
def test_every_spelling_of_every_enforced_level_is_read_as_no_less(scheme: Scheme) -> None:
    for entry in scheme.levels:
        for text in (entry.label, *entry.aliases):
            for pattern in PATTERNS:
                for printed in (pattern.format(text), pattern.format(text.upper())):
                    assert highest(printed) >= (entry.rank or 0), printed


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("S E C R E T", 4),
        ("T O P   S E C R E T", 5),
        ("T O P S E C R E T", 5),
        ("T O P  SECRET", 5),
        ("T0P SECRET", 5),
        ("EU CONFIDENTIAL / CONFIDENTIEL UE", 3),
        ("UNITED NATIONS STRICTLY CONFIDENTIAL 12 March 2025", 4),
        ("ســـري للغـــاية - صفحة 3 من 9", 5),
        ("درجة السرية: سرى للغاية", 5),
        ("сОвЕршенно секретно", 4),
        ("ST 12345/25 SECRET UE/EU SECRET", 4),
        ("Copy 3 of 12 NATO SECRET", 4),
        ("SECRET REL TO USA, GBR", 4),
    ],
)
def test_a_marking_is_read_however_it_is_set(line: str, rank: int) -> None:
    assert highest(line) == rank


@pytest.mark.parametrize(
    "line",
    [
        "Secret routes of the Sahel",
        "RESTRICTED ZONES AND THEIR GUARDS",
        "The talks were confidential.",
        "Très secret, le groupe ne parle à personne.",
        "El secreto de la frontera",
        "Official Records",
        "قال مصدر سري إن الشبكة نقلت الأموال",
        "confidential.",
        "MARKED SECRET UNTIL 2030",
        "Under national law a document marked SECRET is kept",
    ],
)
def test_words_that_only_speak_of_a_marking_are_none(line: str) -> None:
    assert not [*readings(line), *readings(line, loose=True)]


def test_capitals_at_the_end_of_a_running_head_are_a_marking_and_within_a_paragraph_are_not() -> None:
    head = "Europol report on stimulants SECRET"
    document = document_of(
        [block("furniture", head), block("paragraph", "The report was SECRET then, it said, and is so.")]
    )
    assert [found.text for found in banners(document)] == ["SECRET"]


def test_the_words_of_a_marking_one_under_the_other_are_never_read_as_the_lower_one() -> None:
    document = document_of(
        [block("paragraph", "TOP"), block("paragraph", "SECRET"), block("paragraph", "Text of the page.")]
    )
    assert [found.text for found in banners(document)] == ["TOP SECRET"]


def test_tlp_labels_are_found_beside_the_level() -> None:
    document = document_of(
        [block("furniture", "INTERPOL RESTRICTED // TLP:AMBER+STRICT"), block("furniture", "TLP: WHITE")]
    )
    texts = [found.text for found in banners(document)]
    assert [read_label(text) for text in texts] == [None, "AMBER+STRICT", "CLEAR"]


def test_a_line_that_stands_between_sentences_is_a_candidate_on_the_first_page_of_a_real_file() -> None:
    """A sentence that calls itself a marking is shown to a person; it is never a reason to lower anything."""
    content = pdf_of(
        "UNCLASSIFIED", "The officers met.", "SECRET UE/EU SECRET", "They met again in May, in the same place."
    )
    found = [banner.text for banner in banners(parse(content))]
    assert found == ["UNCLASSIFIED", "SECRET UE/EU SECRET"]


def test_a_marking_in_a_box_on_the_cover_is_found() -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.set_y(120)
    pdf.set_font("Helvetica", "B", 22)
    pdf.cell(0, 14, "CONFIDENTIEL UE/EU CONFIDENTIAL", border=1, align="C")
    pdf.set_y(180)
    say(pdf, "Threat assessment")
    assert {found.text for found in banners(parse(bytes(pdf.output())))} == {"CONFIDENTIEL UE/EU CONFIDENTIAL"}


def test_a_long_line_of_letters_and_blanks_is_read_at_once() -> None:
    assert list(readings("S " * 100_000)) == []
    assert list(readings("SECRET " * 50_000))[:1] == ["SECRET"]
