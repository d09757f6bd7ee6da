"""Names, references, acronyms, numbers and quoted phrases are found to the letter, whatever language asks."""

from __future__ import annotations

import pytest

from tests.house import Cast
from tests.search.shelving import Passage, ask, shelve, titles

NOISE = (
    "The committee met twice and heard a report of the secretariat on staff, travel, rooms and printing costs.",
    "Delegations thanked the chair for the meeting and asked that the next one be held in the autumn of that year.",
    "La commission a entendu le rapport du secrétariat sur le personnel, les voyages et les frais d'impression.",
    "استمعت اللجنة إلى تقرير الأمانة العامة بشأن الموظفين والسفر وتكاليف الطباعة والقاعات خلال ذلك العام كله.",
)
SAID = (
    "In its letter S/2025/71 the panel named Ahmed Karimi Haddad, whom MINUSCA had met, as the owner of 1,450 rifles"
    " that were kept in a blue warehouse by the old quay."
)
QUESTIONS = {
    "reference": ("S/2025/71", "document S/2025/71", "le document S/2025/71", "الوثيقة S/2025/71"),
    "name": ("Ahmed Karimi Haddad", "qui est Ahmed Karimi Haddad", "nombre Ahmed Karimi Haddad"),
    "acronym": ("MINUSCA", "mandat de la MINUSCA", "mandato de la MINUSCA", "ولاية MINUSCA"),
    "number": ("1,450", "1.450 fusiles", "1 450 fusils", "١٤٥٠ بندقية"),
    "phrase": ('"blue warehouse"', "«blue warehouse»", 'entrepôt "blue warehouse"', 'مستودع "blue warehouse"'),
}


@pytest.fixture
def shelf(cast: Cast) -> Cast:
    for number, text in enumerate(NOISE):
        shelve(cast, Passage(text, language=("en", "en", "fr", "ar")[number]), title=f"Noise {number}")
    shelve(cast, SAID, title="Letter")
    return cast


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, every in QUESTIONS.items() for words in every])
def test_what_is_written_alike_in_every_language_is_found_first(shelf: Cast, kind: str, words: str) -> None:
    assert titles(ask(shelf, "mei", words))[:1] == ["Letter"], kind
