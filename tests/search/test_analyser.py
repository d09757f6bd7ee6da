"""Terms: stems within a language, and what is written alike in every language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from search.analyser import question_tokens, tokens


def scoped(text: str, language: str | None) -> list[str]:
    return [token.term for token in tokens(text, language) if not token.exact]


def exact(text: str, language: str | None = "en") -> set[str]:
    return {token.term.removeprefix("=:") for token in tokens(text, language) if token.exact}


def test_words_are_stemmed_folded_and_belong_to_their_language() -> None:
    assert scoped("Smugglers were smuggling the MIGRANTS", "en") == ["en:smuggler", "en:smuggl", "en:migrant"]
    assert scoped("les passeurs étrangers", "fr") == ["fr:passeur", "fr:etranger"]
    assert scoped("Угрозы терроризма растут", "ru")[0] == scoped("угроза", "ru")[0]


def test_accents_case_and_width_make_no_difference() -> None:
    assert scoped("tráfico", "es") == scoped("TRAFICO", "es")
    assert scoped("ｃｏｃａｉｎｅ", "en") == scoped("cocaine", "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المخدرات", "مخدرات"),
        ("الإرهاب", "ارهاب"),
        ("والأسلحة", "اسلحه"),
        ("تهريبٌ", "تهريب"),
        ("مكتـــب", "مكتب"),
        ("مدرسة", "مدرسه"),
    ],
)
def test_arabic_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert scoped(one, "ar") == scoped(other, "ar") != []


def test_function_words_are_dropped() -> None:
    assert scoped("the of and with", "en") == scoped("de la et les", "fr") == scoped("في من على", "ar") == []


def test_scripts_glued_together_are_parted() -> None:
    assert scoped("Pythonمن", "ar") == ["ar:python"]


def test_ideographs_come_in_pairs() -> None:
    assert scoped("恐怖主义", "zh") == ["zh:恐怖", "zh:怖主", "zh:主义"]
    assert scoped("海", "zh") == ["zh:海"]


def test_an_unknown_language_is_a_scope_of_its_own() -> None:
    assert scoped("xyzzy", None) == ["und:xyzzy"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("see S/2025/71, para", "s/2025/71"),
        ("(AA20-302A)", "aa20-302a"),
        ("CVE-2024-3094 is used", "cve-2024-3094"),
        ("from 10.0.0.1 to it", "10.0.0.1"),
        ("evil[.]example[.]com", "evil.example.com"),
        ("in 2025.", "2025"),
        ("1,200 kg", "1200"),
        ("1 200 kg", "1200"),
        ("12.5 %", "12.5"),
        ("12,5 %", "12.5"),
        ("سنة ٢٠٢٥", "2025"),
        ("by UNODC and others", "unodc"),
        ("the U.N. said", "un"),
        ("said that Boko Haram moved", "boko haram"),
        ("known as “Silk Road”", "silk road"),
        ("dite « Al Hayat »", "hayat"),
    ],
)
def test_what_is_alike_in_every_language_is_an_exact_term(text: str, term: str) -> None:
    assert term in exact(text)


def test_plain_words_hyphens_and_shouting_are_not_exact() -> None:
    assert exact("a well-known cross-border route of some smugglers.") == set()
    assert exact("REPORT OF THE PANEL OF EXPERTS ON SMUGGLING") == set()
    assert exact("end.Next") <= {"end.next"}


def test_a_question_of_unknown_language_is_read_in_each() -> None:
    terms = {token.term for token in question_tokens("ransomware")}
    assert {"en:ransomwar", "fr:ransomwar", "es:ransomwar"} <= terms
    assert all(not term.startswith("ar:") for term in terms)
    assert {token.term for token in question_tokens("المخدرات")} == {"ar:مخدر"}


def test_threads_do_not_mix_their_words() -> None:
    texts = [f"smuggling{chr(97 + n % 26)}ers running{chr(97 + n // 26)}s" for n in range(300)]
    alone = [tokens(text, "en") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: tokens(text.upper().lower(), "en"), texts)) == alone


def test_nothing_gives_nothing() -> None:
    assert tokens("", "en") == tokens(" \n—…", None) == question_tokens("") == []
