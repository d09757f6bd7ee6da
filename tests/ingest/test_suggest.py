from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from demo.assessment import assessments
from demo.typeset import write_documents
from ingest.banner import banners
from ingest.dates import dates
from ingest.portions import cut
from ingest.sandbox import parse
from ingest.suggest import suggest
from tests.ingest.papers import block, document_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("adopted on 6 February 2025 in", date(2025, 2, 6)),
        ("le 1er août 2025", date(2025, 8, 1)),
        ("12 de septiembre de 2023", date(2023, 9, 12)),
        ("في 5 فبراير 2025", date(2025, 2, 5)),
        ("٥ شباط/فبراير ٢٠٢٥", date(2025, 2, 5)),
        ("11 марта 2024 года", date(2024, 3, 11)),
        ("October 28, 2020", date(2020, 10, 28)),
        ("2025-07-24T10:00", date(2025, 7, 24)),
        ("signed 03/04/2025", date(2025, 4, 3)),
    ],
)
def test_a_day_is_read_in_every_language(text: str, day: date) -> None:
    assert [found.day for found in dates(text)] == [day]


def test_a_day_that_does_not_exist_is_left_out() -> None:
    assert dates("31 February 2025 and 2025-13-01, 45.99.2025") == []


def test_words_of_marking_are_found_at_the_edges_of_pages_only() -> None:
    document = document_of(
        [
            block("furniture", "INTERPOL RESTRICTED // TLP:AMBER"),
            block("paragraph", "Text."),
            block("furniture", "page 1"),
        ],
        [block("paragraph", f"Paragraph {n}, with more words.") for n in range(4)]
        + [block("paragraph", "SECRET")]
        + [block("paragraph", f"Paragraph {n}, with more words.") for n in range(4)],
        [block("paragraph", "TOP SECRET//NOFORN"), block("paragraph", "Text.")],
    )
    assert [(found.page, found.text) for found in banners(document)] == [
        (1, "INTERPOL RESTRICTED"),
        (1, "TLP:AMBER"),
        (3, "TOP SECRET"),
    ]


def test_sample_assessments_are_suggested_as_their_originators_declared_them(tmp_path: Path) -> None:
    """The whole way for every sample: file, sandbox, structure, portions, suggestions."""
    declared = {entry.key: entry for entry in assessments()}
    titles = banner_words = leading = 0
    for written in write_documents(tmp_path):
        entry = declared[written.path.stem]
        document = parse(written.path)
        made = cut(document, lambda text: len(text) // 4 + 1)
        found = suggest(document, made, [str(number) for number in range(len(made))])
        titles += found["title"]["value"] == entry.title
        banner_words += bool(found["banners"])
        leading += bool(found["pillars"]) and found["pillars"][0]["value"] in entry.metadata["pillars"]
        assert found["languages"][0]["value"] == entry.language
        assert found["published_at"]["value"][:2] == "20"
        for suggestion in found["pillars"]:
            for place in suggestion["evidence"]:
                assert made[int(place["portion"])].text[place["start"] : place["end"]].strip()
        json.dumps(found)
    assert titles >= 15
    assert banner_words == 16
    assert leading >= 15
