"""Terms: stems within a language, and what is written alike in every language."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from random import Random
from types import FrameType

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from search.analyser import LONGEST_TERM, STEMMERS, among, exact_terms, question_tokens, tokens, words
from search.language import LATIN
from search.shingle import content_words

CODES = st.from_regex("[A-Za-z0-9]{2,70}", fullmatch=True).filter(
    # "20th" counts, it names nothing.
    lambda code: not code.isalpha() and not code.isdecimal() and (len(code) > 6 or code[0].isalpha())
)
PORTIONS = {
    "en": "Officers found {} on the third vehicle, and said so.",
    "fr": "Les agents ont relevé {} sur le troisième véhicule, et l'ont dit.",
    "es": "Los agentes hallaron {} en el tercer vehículo, y lo dijeron.",
    "ar": "عثر الضباط على {} في المركبة الثالثة وأبلغوا عنها.",
}
QUESTIONS = {
    "en": "where was {} seen",
    "fr": "où a-t-on vu {}",
    "es": "dónde se vio {}",
    "ar": "أين شوهدت {}",
}


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
        ("the file q132d87b43b here", "q132d87b43b"),
        ("sha-1 3f9a1c, or a1b2", "3f9a1c"),
        ("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
        ("UNC2452 AND NOBODY ELSE WAS IN THERE", "unc2452"),
        ("the APT28-linked group", "apt28"),
        ("APT 28 is named", "apt28"),
        ("وAPT28", "apt28"),
        ("عام2025", "2025"),
        ("uses T1059.001", "t1059.001"),
        ("uses T1059.001", "t1059"),
        ("call sign 9V-ABC", "9v-abc"),
        ("call +33 (6) 12-34-56-78 now", "33612345678"),
        ("call 0033612345678 now", "33612345678"),
        ("call 555-0100 now", "555-0100"),
        ("on 2024-11-22 they", "2024-11-22"),
        ("to GB29 NWBK 6016 1331 9268 19 paid", "gb29nwbk60161331926819"),
        ("to BE68 5390 0754 7034 paid", "be68539007547034"),
    ],
)
def test_what_is_alike_in_every_language_is_an_exact_term(text: str, term: str) -> None:
    assert term in exact(text)


@given(st.sampled_from(sorted(PORTIONS)), st.sampled_from(sorted(QUESTIONS)), CODES)
def test_any_code_is_found_by_a_question_in_any_language(written: str, asked: str, code: str) -> None:
    portion = exact(PORTIONS[written].format(code), written)
    question = {t.term.removeprefix("=:") for t in question_tokens(QUESTIONS[asked].format(code.swapcase())) if t.exact}
    assert code.lower()[:LONGEST_TERM] in portion & question


def test_an_account_with_a_wrong_digit_is_none() -> None:
    assert "gb28nwbk60161331926819" not in exact("to GB28 NWBK 6016 1331 9268 19")


def test_ordinals_and_short_ranges_are_no_codes() -> None:
    assert exact("the 20th, la 2ème, el 3er, years 10-15") == set()


@pytest.mark.parametrize("run", ["a1", "1 ", "+1 ", "AB12 ABCD ", "A-1", "é1ع", "(1-"])
def test_a_hostile_run_takes_no_longer_than_its_length(run: str) -> None:
    assert len(tokens(run * 5_000, "en")) <= 8 * len(run) * 5_000


@pytest.mark.parametrize("text", ["A'" * 60_000, "A’B-" * 30_000, '"' + " " * 20_000 + "x", "« " * 20_000])
def test_neither_a_name_nor_a_quotation_that_never_ends_is_read_over_and_over(text: str) -> None:
    assert exact(text) == set()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("by d'Abdul Rahman", "abdul rahman"),
        ("by O'Brien-Smith Jones/", None),
        ("by Ann Lee'/", "ann lee"),
        ('said "x "', "x"),
        ('said " x"', "x"),
        ('said "x"', None),
        ('said "  " and "Silk', None),
        ('said "\n" Silk "', "silk"),
        (f'said "{"y" * 80}"', "y" * 62),
        (f'said "{"y" * 81}"', None),
        ("said “Silk  \n ”", "silk"),
    ],
)
def test_names_and_quotations_begin_and_end_where_they_always_did(text: str, term: str | None) -> None:
    assert {found[:62] for found in exact(text)} == ({term} if term else set())


def test_plain_words_hyphens_and_shouting_are_not_exact() -> None:
    assert exact("a well-known cross-border route of some smugglers.") == set()
    assert exact("REPORT OF THE PANEL OF EXPERTS ON SMUGGLING") == set()
    assert exact("end.Next") <= {"end.next"}


def test_a_question_of_unknown_language_is_read_in_each() -> None:
    terms = {token.term for token in question_tokens("ransomware")}
    assert {"en:ransomwar", "fr:ransomwar", "es:ransomwar"} <= terms
    assert all(not term.startswith("ar:") for term in terms)
    assert {token.term for token in question_tokens("المخدرات")} == {"ar:مخدر"}


def test_what_knows_no_language_is_looked_for_once_in_a_question_that_may_be_in_many() -> None:
    looks = set[FrameType]()

    def watched(frame: FrameType, _event: str, _given: object) -> None:
        if frame.f_code is exact_terms.__code__:
            looks.add(frame)

    sys.setprofile(watched)
    try:
        found = question_tokens("ransomware S/2025/71")
    finally:
        sys.setprofile(None)
    assert len({token.term.partition(":")[0] for token in found}) == len(LATIN) + 1
    assert len(looks) == 1


def test_no_word_of_what_was_read_asked_or_shown_stays_in_memory() -> None:
    drawn = Random(25)
    said = [" ".join("".join(drawn.choices("abcdéлй", k=9)) for _ in range(4_000)) for _ in range(4)]
    asked = frozenset(token.term for token in question_tokens(said[0][:300]))
    tracemalloc.start()
    try:
        for text in said:
            assert all((tokens(text, "en"), question_tokens(text[:3_000]), among(asked, [text], "fr")))
            assert list(content_words(text))
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()


def test_threads_do_not_mix_their_words() -> None:
    texts = [f"smuggling{chr(97 + n % 26)}ers running{chr(97 + n // 26)}s" for n in range(300)]
    alone = [tokens(text, "en") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: tokens(text.upper().lower(), "en"), texts)) == alone


def test_nothing_gives_nothing() -> None:
    assert tokens("", "en") == tokens(" \n—…", None) == question_tokens("") == []


SAID = (
    "the Monitoring Team of ISIL said S/2025/71, A.D.F. and APT 28 pay 12,345 or 12 345 dollars in 2025 skies dying "
    "القوات الديمقراطية وAPT28 ١٢٣ يوصي «bank of England» les frères évadés niños españoles идёт +44 20 7946 "
    "gegeven geef menulis tulis berlari lari 恐怖主义 恐怖 œuvres İstanbul'da"
)
SAYING = st.sampled_from(SAID.split())
SPOKEN = (*STEMMERS, "ar", "zh", "uk", None)
LETTERS = st.text(
    st.one_of(st.characters(categories=["Ll"], max_codepoint=0x52F), st.sampled_from("aeiouynaeiouyngb")), min_size=1
)


@given(st.lists(st.lists(SAYING, max_size=25), max_size=4), st.lists(SAYING, max_size=8), st.sampled_from(SPOKEN))
def test_terms_looked_for_in_sentences_are_those_that_each_has(
    said: list[list[str]], asked: list[str], language: str | None
) -> None:
    texts = [" ".join(one) for one in said]
    wanted = frozenset(token.term for token in (*tokens(" ".join(asked), language), *question_tokens(" ".join(asked))))
    had = [wanted.intersection(token.term for token in tokens(text, language)) for text in texts]
    assert among(wanted, texts, language) == had


@pytest.mark.parametrize("language", [language for language in SPOKEN if language])
def test_every_word_that_a_language_really_has_is_found_where_it_is_looked_for(language: str) -> None:
    named = Locale.parse(language)
    said = {word for names in (named.languages, named.territories, named.currencies) for word in names.values()}
    for text in said:
        wanted = frozenset(token.term for token in tokens(text, language))
        assert among(wanted, [text, ""], language) == [wanted, frozenset()]


@pytest.mark.parametrize("language", [language for language in SPOKEN if language])
def test_a_language_without_a_word_is_looked_for_in_no_sentence(language: str) -> None:
    wanted = frozenset((f"{language}:",))
    assert among(wanted, ["Officers said so.", ""], language) == [frozenset(), frozenset()]


@given(LETTERS, st.sampled_from(SPOKEN))
def test_any_letters_at_all_are_found_where_they_are_looked_for(text: str, language: str | None) -> None:
    wanted = frozenset(token.term for token in tokens(text, language))
    assert among(wanted, [text], language) == [wanted]


@given(st.text(st.characters(max_codepoint=127), max_size=80), st.sampled_from(["en", "fr", "ar", None]))
def test_plain_text_is_parted_into_words_as_any_other(text: str, language: str | None) -> None:
    assert list(words(text, language)) == list(words(f"{text} Žižkov", language))[:-1]
