from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.area import areas
from ingest.pillar import PILLARS, pillars
from ingest.reading import LANGUAGES
from models import vocabulary
from tests.ingest.readings import quoted, reading, sure


@pytest.mark.parametrize(
    ("text", "pillar"),
    [
        ("Ransomware groups and phishing drive cybercrime against hospitals.", "cybercrime"),
        ("Le trafic de drogue et le blanchiment nourrissent la criminalité organisée.", "organized-crime"),
        ("El tráfico de migrantes cruza la zona fronteriza; la seguridad fronteriza es débil.", "border"),
        ("يعود المقاتلون الإرهابيون الأجانب وينشر داعش التطرف العنيف", "terrorism"),
        ("Организованная преступность и незаконный оборот наркотиков растут.", "organized-crime"),
        ("La ciberdelincuencia y el programa malicioso crecen.", "cybercrime"),
    ],
)
def test_the_pillar_of_a_text_is_found_in_every_language(text: str, pillar: str) -> None:
    document = reading(*[text] * 3)
    first = pillars(document)[0]
    assert first.value == pillar
    assert all(text.strip() == text != "" for text in quoted(first, document))


def test_a_text_of_none_of_the_pillars_is_given_none() -> None:
    assert pillars(reading("The harvest of olives was good this year; schools opened in September.")) == []


def test_a_passing_word_is_no_confident_suggestion() -> None:
    filler = ["The committee discussed its budget and the programme of work for the next year."] * 60
    found = pillars(reading(*filler, "A delegation also mentioned terrorism."))
    assert sure(found, 0.3) == []


def test_a_report_may_be_of_two_pillars() -> None:
    text = (
        "Migrant smuggling networks use forged documents at border crossing points. "
        "The same criminal networks live on drug trafficking and money laundering."
    )
    assert set(sure(pillars(reading(*[text] * 4)))) == {"border", "organized-crime"}


@pytest.mark.parametrize("name", ["pillars.json", "areas.json"])
def test_a_lexicon_speaks_five_languages_for_every_theme(name: str) -> None:
    raw = json.loads(Path("ingest", name).read_text("utf-8"))
    assert set(raw) == set(PILLARS if name == "pillars.json" else vocabulary.areas())
    for lists in raw.values():
        assert set(lists) - {"any"} == set(LANGUAGES)
        assert all(1 <= weight <= 3 for terms in lists.values() for weight in terms.values())
        assert all(terms for terms in lists.values())


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Les rançongiciels chiffrent les serveurs des hôpitaux et la demande de rançon suit.", "ransomware"),
        ("Se decomisó cocaína en el puerto; la pasta de coca llegó por el río.", "cocaine"),
        ("تزوير الوثائق وجوازات سفر مزورة في المعبر", "document-and-identity-fraud"),
        ("Контрабанда золота и незаконная добыча растут.", "illegal-mining"),
        ("Armed robbery at sea and maritime piracy return to the strait.", "maritime-piracy"),
    ],
)
def test_the_crime_area_of_a_text_is_found_with_the_words_that_say_so(text: str, area: str) -> None:
    document = reading(text, text)
    found = {each.value: each for each in areas(document)}
    assert area in sure(list(found.values()))
    assert quoted(found[area], document)
