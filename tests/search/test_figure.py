"""Questions that ask for a figure, and sentences that hold one."""

from __future__ import annotations

import pytest

from search.figure import asks_for_figure, holding_figures


@pytest.mark.parametrize(
    "question",
    [
        "How many fighters does it have?",
        "When was the airport hit?",
        "What share of the members are under age?",
        "Combien de personnes ont été tuées ?",
        "Quelle part des infrastructures est endommagée ?",
        "Quel est le nombre de combattants ?",
        "¿Cuántas personas murieron?",
        "¿En qué año se firmó?",
        "Сколько человек погибло?",
        "В каком году это было?",
        "كم عدد المقاتلين؟",
        "متى قُصف المطار؟",
        "في أي عام وُقّع الاتفاق؟",
        "ما هي نسبة القاصرين؟",
    ],
)
def test_how_many_and_when_ask_for_a_figure_in_every_language(question: str) -> None:
    assert asks_for_figure(question)


@pytest.mark.parametrize(
    "question", ["Who leads the group?", "Qui commande ?", "¿Quién manda?", "Кто командует?", "من يقود الجماعة؟", ""]
)
def test_other_questions_do_not(question: str) -> None:
    assert not asks_for_figure(question)


def test_a_number_of_the_question_itself_is_no_answer() -> None:
    said = ["In 2024 the port was closed.", "In 2024 it lost 30 ships.", "It was closed.", "في عام ٢٠٢٤ أغلق."]
    assert holding_figures(said, "How many ships did the port lose in 2024?") == [False, True, False, False]
