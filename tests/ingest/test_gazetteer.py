from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.gazetteer import mentions, named
from ingest.reading import read_text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The Syrian Arab Republic and Iraqi officials met in Amman.", "SY IQ JO"),
        ("The U.S. and the UK agreed; the United States of America paid.", "US GB"),
        ("Les agents tunisiens et l’armée française au Tchad", "TN FR TD"),
        ("En la frontera colombiana, los tunecinos y el gobierno de Guinea Ecuatorial", "CO TN GQ"),
        ("وقالت السلطات التونسية إن العراق والسعودية ولبنان بحثوا الأمر مع الأردن", "TN IQ SA LB JO"),
        ("Граница Южного Судана с Эфиопией; афганские и таджикские пограничники", "SS ET AF TJ"),
        ("The Democratic Republic of the Congo asked its neighbour; Congolese troops withdrew.", "CD"),
        ("La République du Congo et le Niger", "CG NE"),
        ("Nigeria, the Niger, Guinea-Bissau, Papua New Guinea and Guinea", "NG NE GW PG GN"),
        ("The Republic of Korea and the Democratic People’s Republic of Korea", "KR KP"),
        ("Türkiye and Turkey are one; Burma is Myanmar; Cabo Verde; Côte d’Ivoire", "TR MM CV CI"),
    ],
)
def test_countries_are_named_by_name_adjective_inhabitants_or_capital(text: str, codes: str) -> None:
    assert named(read_text(text)) == set(codes.split())


@pytest.mark.parametrize(
    "text",
    [
        "The office in Atlanta, Georgia, and the one in Alabama",
        "Michael Jordan and Jordan Smith, Chad Brown",
        "In New Mexico and New Jersey, by the Gulf of Guinea and the Indian Ocean",
        "Latin American and South American states around Lake Chad",
        "the somali of mali, cuba libre, oman and turkey on the table",
        "Available in French and Spanish; Original: Russian; English, Chinese, Arabic",
        "the Paris Agreement, the Rome Statute, the Treaty of Amsterdam and the Doha process",
        "CONTACT US IN TIME",
        "تقديم الدعم المالي للفرق القطرية",
        "Нуэво и Мали Мексико Ирания кубок",
        "Normalisation, animalier, romania and perus",
    ],
)
def test_words_that_only_look_like_a_country_are_none(text: str) -> None:
    assert named(read_text(text)) - {"ML"} == set()


def test_the_country_georgia_is_found_beside_its_neighbours() -> None:
    assert named(read_text("Georgia and Armenia closed the road to Tbilisi.")) == {"GE", "AM"}


def test_adjectives_are_read_in_the_language_of_the_text_only() -> None:
    assert named(read_text("The polaco and the chino of the company were for the use of it.")) == set()


def test_every_mention_says_where_it_stands() -> None:
    text = "Talks between the Islamic Republic of Iran and the Iraqi ministry"
    assert [text[found.start : found.end] for found in mentions(read_text(text))] == [
        "Islamic Republic of Iran",
        "Iraqi",
    ]


def test_every_code_is_one_of_two_capitals() -> None:
    raw = json.loads(Path("ingest/gazetteer.json").read_text("utf-8"))
    every = {code for part in ("names", "people", "capitals") for code in raw[part]}
    every |= {code for codes in raw["several"].values() for code in codes}
    assert len(every) > 180
    assert all(re.fullmatch("[A-Z]{2}", code) for code in every)
