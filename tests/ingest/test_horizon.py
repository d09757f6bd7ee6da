"""Until when a sentence looks ahead."""

from __future__ import annotations

import pytest

from ingest.horizon import first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It will remain so until the end of 2027.", "until the end of 2027"),
        ("This is likely over the next three to five years.", "over the next three to five years"),
        ("Losses will double within\ntwo years.", "within\ntwo years"),
        ("Il augmentera d’ici à 2029.", "d’ici à 2029"),
        ("Les traversées vont augmenter au cours des douze prochains mois.", "au cours des douze prochains mois"),
        ("Llegará a las redes antes de 2028.", "antes de 2028"),
        ("سيزداد البيع خلال العامين المقبلين.", "خلال العامين المقبلين"),
        ("سيتوسع التهريب قبل نهاية عام 2027.", "قبل نهاية عام 2027"),
        ("Поток возрастет до конца 2027 года.", "до конца 2027 года"),
    ],
)
def test_the_words_that_say_until_when_are_found(text: str, words: str) -> None:
    found = first(text)
    assert found is not None
    assert text[slice(*found)] == words


def test_a_sentence_about_the_past_looks_nowhere() -> None:
    assert first("In 2025 partners seized 1.2 tonnes.") is None
