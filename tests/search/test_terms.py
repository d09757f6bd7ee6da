"""Terms: how a question's words are grouped, and the marks under which a portion is kept."""

from __future__ import annotations

from search.analyser import UNKNOWN
from search.language import EVERY
from search.segment import keyed
from search.terms import FEWEST_WORDS, SLIGHT, Terms, indexed

KEY = b"a key of the index"
LONG = "Ransomware groups encrypt the backup systems of hospitals and then ask for money in return."


def test_a_portion_is_marked_by_its_language_and_a_short_one_as_slight() -> None:
    assert "en:" in indexed((), LONG, "en")
    assert "und:" in indexed((), LONG, None)
    assert SLIGHT not in indexed((), LONG, "en")
    assert SLIGHT in indexed((), " ".join(["word"] * (FEWEST_WORDS - 1)), "en")


def test_headings_are_found_and_make_nothing_less_slight() -> None:
    found = indexed(
        ("Hospitals and ransomware in the region over the last year, and what became of it",), "Figure I", "en"
    )
    assert "en:hospit" in found
    assert SLIGHT in found


def test_no_word_of_a_question_is_a_mark() -> None:
    # Two accents without a letter, and a word that is nothing but endings in Turkish, have no stem.
    found = Terms.of('slight: en: "slight:" en ransomware \u0301\u0302 leri', KEY)
    marks = {keyed(f"{language}:", KEY) for language in (*EVERY, UNKNOWN)}
    assert {keyed(SLIGHT, KEY), *marks}.isdisjoint(found.all)


def test_the_words_of_each_reading_stand_apart_and_exact_terms_in_all() -> None:
    found = Terms.of("Was sagt S/2025/71?", KEY)
    assert len(found.readings) == len(found.languages)
    assert keyed("=:s/2025/71", KEY) in found.exact
    assert all(keyed("=:s/2025/71", KEY) not in reading for reading in found.readings)
    assert set(found.all) == {*found.exact, *(term for reading in found.readings for term in reading)}
