from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from demo.assessment import assessments
from demo.typeset import write_documents
from ingest.banner import banners
from ingest.dates import dates
from ingest.pillar import PILLARS, fold
from ingest.pillar import suggest as pillars
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
        (3, "TOP SECRET"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "pillar"),
    [
        ("en", "Ransomware groups and phishing drive cybercrime against hospitals.", "cybercrime"),
        (
            "fr",
            "Le trafic de drogue et le blanchiment nourrissent la criminalité organisée.",
            "organized-crime",
        ),
        (
            "es",
            "El tráfico de migrantes cruza la zona fronteriza; la seguridad fronteriza es débil.",
            "border",
        ),
        ("ar", "يعود المقاتلون الإرهابيون الأجانب وينشر داعش التطرف العنيف", "terrorism"),
        ("ru", "Организованная преступность и незаконный оборот наркотиков растут.", "organized-crime"),
        (None, "La ciberdelincuencia y el programa malicioso crecen.", "cybercrime"),
    ],
)
def test_the_pillar_of_a_text_is_found_in_every_language(language: str | None, text: str, pillar: str) -> None:
    first = pillars([text] * 3, language)[0]
    assert first.pillar == pillar
    index, start, end = first.evidence[0]
    assert 0 <= index < 3
    assert text[start:end].strip() == text[start:end] != ""


def test_a_text_of_none_of_the_pillars_is_given_none() -> None:
    assert pillars(["The harvest of olives was good this year; schools opened in September."], "en") == []


def test_a_passing_word_is_no_confident_suggestion() -> None:
    filler = ["The committee discussed its budget and the programme of work for the next year."] * 60
    found = pillars([*filler, "A delegation also mentioned terrorism."], "en")
    assert [suggestion.pillar for suggestion in found] == ["terrorism"]
    assert found[0].confidence < 0.3


def test_folding_moves_no_character() -> None:
    text = "Évaluation: ÑANDÚ، الإرهاب Ёлка ﬁn İstanbul ǅ"
    assert len(fold(text)) == len(text)


def test_the_lexicon_speaks_five_languages_for_every_pillar() -> None:
    raw = json.loads(Path("ingest/pillars.json").read_text("utf-8"))
    assert set(raw) == set(PILLARS)
    for lists in raw.values():
        assert set(lists) == {"any", "en", "fr", "es", "ar", "ru"}
        assert all(1 <= weight <= 3 for words in lists.values() for weight in words.values())


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
