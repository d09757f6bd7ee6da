"""Languages: found by script and letters, and withheld where nobody could tell."""

from __future__ import annotations

import pytest

from search.centring import public_texts
from search.language import detect, readings


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru"])
def test_every_shipped_passage_is_recognised(language: str) -> None:
    assert {detect(text) for text in public_texts("passages")[language]} == {language}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru"])
def test_questions_are_recognised_or_left_open_but_hardly_ever_mistaken(language: str) -> None:
    found = [detect(text) for text in public_texts("questions")[language]]
    assert sum(one not in (language, None) for one in found) <= 1
    assert found.count(language) >= 15


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("الكوكايين", "ar"),
        ("наркотики", "ru"),
        ("恐怖主义威胁", "zh"),
        ("テロの脅威", "ja"),
        ("테러 위협", "ko"),
        ("איום הטרור", "he"),
        ("τρομοκρατία", "el"),
        ("یہ ایک خطرناک رپورٹ ہے جو سرحد کے بارے میں ہے", "ur"),
    ],
)
def test_a_script_tells_where_one_word_cannot(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "2025", "S/2025/71", "ISIL", "ok", "— …", "їжак"])
def test_too_little_to_say_is_said(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "text",
    ["money laundering", "terrorismo financiación", "Wagner Group gold mining", "trafic migrants", "opiate stocks"],
)
def test_a_few_words_do_not_tell_their_language(text: str) -> None:
    assert readings(text)[:3] == ("en", "fr", "es")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who sells the weapons of the gangs?", "en"),
        ("trafic d'armes dans les Balkans", "fr"),
        ("tráfico de armas en los Balcanes", "es"),
        ("незаконный оборот оружия", "ru"),
        ("مكافحة تمويل الإرهاب", "ar"),
    ],
)
def test_words_that_say_how_or_a_script_of_its_own_do(text: str, language: str) -> None:
    assert readings(text) == (language,)


def test_readings_are_the_languages_of_the_script() -> None:
    assert readings("ransomware")[:3] == ("en", "fr", "es")
    assert readings("المخدرات") == ("ar",)
    assert readings("2025") == ()
