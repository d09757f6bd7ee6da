"""Which sentences of a passage are shown: the nearest, those with the question's rare words, two at most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.evidence import asked_for, sentences_to_bytes, show, telling
from tests.search.test_evidence import BOX, portion

TEXT = "The canal was closed in May. Ferries were searched for cannabis. The canal was opened in June."
SPANS = ((0, 28), (29, 64), (65, 94))
SIZE = 8


def raw(*near: float) -> bytes:
    """Sentences that lie so near to the question."""
    rows = np.zeros((len(near), SIZE), np.float32)
    for number, score in enumerate(near):
        rows[number, 0], rows[number, 1 + number] = score, np.sqrt(1 - score * score)
    return sentences_to_bytes(rows)


def question() -> NDArray[np.float32]:
    asked: NDArray[np.float32] = np.eye(SIZE, dtype=np.float32)[0]
    return asked


def told(words: str, *near: float) -> tuple[int, ...]:
    return telling(TEXT, SPANS, "en", raw(*near), question(), asked_for(words))


def test_the_nearest_sentence_is_shown_alone_where_it_is_clearly_the_best() -> None:
    assert told("shipping", 0.2, 0.3, 0.6) == (2,)


def test_a_rare_word_of_the_question_decides_between_sentences_that_are_alike() -> None:
    assert told("cannabis by canal", 0.42, 0.40, 0.42)[0] == 1
    assert told("cannabis by canal", 0.80, 0.40, 0.42) == (0,)


def test_a_sentence_with_a_number_comes_forward_where_the_question_asks_for_one() -> None:
    text = "The canal was closed. It was closed for 14 days. The canal was opened."
    spans = ((0, 21), (22, 48), (49, 70))
    near = raw(0.42, 0.40, 0.42)
    assert telling(text, spans, "en", near, question(), asked_for("¿Cuántos días?"))[0] == 1
    assert telling(text, spans, "en", near, question(), asked_for("¿Quién lo cerró?"))[0] != 1


def test_more_is_highlighted_in_another_language_than_the_question() -> None:
    asked = asked_for("Quels navires ont été fouillés dans le canal ?")
    assert len(telling(TEXT, SPANS, "fr", raw(0.40, 0.10, 0.46), question(), asked)) == 1
    assert len(telling(TEXT, SPANS, "en", raw(0.40, 0.10, 0.46), question(), asked)) == 2


def test_a_second_sentence_is_shown_where_it_is_nearly_as_good_best_first() -> None:
    assert told("shipping", 0.40, 0.10, 0.41) == (2, 0)


def test_sentences_of_another_model_or_none_give_the_first() -> None:
    assert telling(TEXT, SPANS, "en", b"", question(), asked_for("cannabis")) == (0,)
    assert telling(TEXT, SPANS, "en", raw(0.1, 0.2), question(), asked_for("cannabis")) == (0,)
    assert telling("", (), "en", b"", question(), asked_for("")) == (0,)


def test_two_sentences_are_both_highlighted_and_boxed_on_the_page_of_the_best() -> None:
    lower = (72.0, 140.0, 520.0, 152.0)
    given = portion(TEXT, SPANS, page=2, lines=((0, 28, 2, BOX), (65, 94, 2, lower)))
    shown = show(given, (2, 0), "both")
    assert [shown.excerpt[a:b] for a, b in shown.highlights] == [TEXT[0:28], TEXT[65:94]]
    assert shown.boxes == (BOX, lower)
    over = portion(TEXT, SPANS, page=2, lines=((0, 28, 2, BOX), (65, 94, 3, lower)))
    assert (show(over, (2, 0), "both").page, show(over, (2, 0), "both").boxes) == (3, (lower,))


def test_of_two_sentences_far_apart_the_best_alone_is_shown() -> None:
    text = "One here. " + "Something else is said. " * 60 + "Two there."
    spans = ((0, 9), (10, len(text) - 11), (len(text) - 10, len(text)))
    shown = show(portion(text, spans), (2, 0), "both")
    assert [shown.excerpt[a:b] for a, b in shown.highlights] == ["Two there."]
