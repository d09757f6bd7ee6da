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


@pytest.mark.parametrize(
    "text",
    [
        "Ivory and pangolin scales left the port in containers of timber; poachers were paid in cash.",
        "Des défenses d’ivoire et des écailles de pangolin ont quitté le port ; les braconniers sont payés en espèces.",
        "Salieron del puerto marfil y escamas de pangolín; la caza furtiva se paga en efectivo.",
        "Слоновая кость и чешуя панголинов ушли через порт; браконьерам платят наличными.",
    ],
)
def test_a_report_on_a_crime_area_is_of_its_pillar(text: str) -> None:
    assert sure(pillars(reading(*[text] * 3))) == ["organized-crime"]


def test_extortion_is_no_cybercrime_in_russian() -> None:
    found = pillars(reading(*["Банды занимаются вымогательством и похищениями людей на рынках города."] * 3))
    assert sure(found) == ["organized-crime"]


def _confidence(pillar: str, *texts: str, heading: str = "") -> float:
    found = {each.value: each.confidence for each in pillars(reading(*texts, heading=heading))}
    return found.get(pillar, 0.0)


FILLER = "The committee discussed its budget and the programme of work for the next year."
SMUGGLERS = "Migrant smugglers avoid the border posts and cross at night with forged passports."


def test_what_a_report_opens_with_says_more_than_what_it_ends_with() -> None:
    filler = [FILLER] * 40
    assert _confidence("border", *[SMUGGLERS] * 2, *filler) > _confidence("border", *filler, *[SMUGGLERS] * 2) + 0.2


def test_a_heading_makes_it_a_subject() -> None:
    texts = [FILLER] * 12 + [SMUGGLERS]
    assert _confidence("border", *texts, heading="IV. Border management") > _confidence("border", *texts) + 0.3


def test_a_long_plain_text_without_headings_is_of_what_many_of_its_passages_are_about() -> None:
    terrorism = ["Terrorist groups and other violent extremists recruit; allies share what they know."] * 30
    drugs = ["Drug trafficking finances gangs, and the police of both countries seized more heroin."] * 30
    assert set(sure(pillars(reading(*[FILLER] * 200, *terrorism, *drugs)))) == {"terrorism", "organized-crime"}


def test_no_language_has_far_fewer_words_of_a_pillar_than_another() -> None:
    for lists in json.loads(Path("ingest", "pillars.json").read_text("utf-8")).values():
        counts = [len(lists[language]) for language in LANGUAGES]
        assert min(counts) >= 0.6 * max(counts)


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
