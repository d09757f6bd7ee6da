"""Which words of a question a passage echoes: as they were typed, in the order of the question."""

from __future__ import annotations

import pytest

from repository.disclosure import ReleasedPortion
from repository.release import Released, decide
from search.echo import MOST_NAMED, Echo
from search.language import readings
from tests.values import KLARA, NOON, a_handling


def passage(text: str, language: str | None = "en", heading: tuple[str, ...] = ()) -> ReleasedPortion:
    """A passage that Klara may see."""
    proof = decide(KLARA, a_handling("europol"), "view", NOON)
    assert isinstance(proof, Released)
    return ReleasedPortion(proof, "p", 1, heading, text, "text", language, ())


def test_words_are_named_as_they_were_typed_in_the_order_of_the_question() -> None:
    echo = Echo.of("Ransomware encrypting the HOSPITALS' back-ups")
    found = echo.found_in(passage("A hospital was encrypted by ransomware."))
    assert found == ("Ransomware", "encrypting", "HOSPITALS")


def test_a_heading_is_part_of_its_passage_and_function_words_are_no_match() -> None:
    echo = Echo.of("what of the ports")
    assert echo.found_in(passage("Nothing of the kind.", heading=("Ports of the north",))) == ("ports",)


def test_only_so_many_are_named() -> None:
    words = "alpha bravo charlie delta foxtrot golf hotel india juliet"
    assert Echo.of(words).found_in(passage(words)) == tuple(words.split()[:MOST_NAMED])


def test_a_reference_is_found_in_a_passage_of_any_language() -> None:
    assert Echo.of("COVID-19").found_in(passage("La COVID-19 s'étend.", "fr")) == ("COVID-19",)


def test_the_language_of_a_question_is_asked_for_once_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(text: str) -> tuple[str, ...]:
        asked.append(text)
        return readings(text)

    monkeypatch.setattr("search.echo.readings", counting)
    Echo.of(" ".join(f"word{number}" for number in range(500)))
    assert len(asked) == 1
