"""Standing questions against the portions of one handling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import ranking
from search.analyser import tokens
from search.query import Query
from search.segment import decode, encode
from search.standing import NEARER, Matter, Question, Questions, near_enough, packed, terms_of, unpacked

KEY = bytes(range(32))
AXES = np.eye(4, dtype=np.float32)


def matter(*texts: str, vectors: NDArray[np.float32] | None = None) -> Matter:
    """A handling of English passages that mean nothing, unless vectors are given."""
    terms = [[token.term for token in tokens(text, "en")] for text in texts]
    meaning = np.zeros((len(texts), 4), dtype=np.float32) if vectors is None else vectors
    return Matter(1, meaning, decode(1, encode(terms, KEY)))


def asked(words: str, search: str = "s", person: str = "p") -> Question:
    return Question(search, person, Query(words), terms_of(Query(words), KEY))


def book(*questions: Question, vector: NDArray[np.float32] | None = None) -> Questions:
    made = Questions(4)
    for question in questions:
        made.put(question, vector)
    return made


def found(questions: Questions, of: Matter, person: str = "p") -> list[str]:
    return [questions[place].search for place in questions.answered(of, questions.of(person))]


def test_a_portion_that_is_near_in_meaning_answers() -> None:
    held = book(asked("unheard of"), vector=AXES[0])
    assert found(held, matter("ships", vectors=AXES[:1])) == ["s"]
    assert found(held, matter("ships", vectors=AXES[1:2])) == []


def test_a_portion_that_holds_every_word_answers_whatever_it_means() -> None:
    held = book(asked("ransomware hospitals"))
    assert found(held, matter("Ransomware stopped two hospitals.")) == ["s"]


def test_words_that_stand_in_two_portions_do_not_answer_together() -> None:
    held = book(asked("ransomware hospitals"))
    assert found(held, matter("Ransomware grows.", "Hospitals were closed.")) == []


def test_a_reference_is_found_to_the_letter() -> None:
    held = book(asked("S/2025/71"))
    assert found(held, matter("See S/2025/71 for more.")) == ["s"]
    assert found(held, matter("See S/2025/711 for more.")) == []


def test_a_question_of_function_words_is_answered_by_no_word() -> None:
    assert found(book(asked("of the and")), matter("Of the end and the beginning.")) == []


def test_a_question_without_words_is_answered_by_all_that_has_text() -> None:
    assert found(book(asked("")), matter("Anything at all.")) == ["s"]


def test_only_the_questions_of_those_who_are_asked_for_answer() -> None:
    held = book(asked("", "mine", "lena"), asked("", "hers", "mei"))
    assert found(held, matter("Anything."), "mei") == ["hers"]
    assert found(held, matter("Anything."), "nobody") == []


def test_a_question_that_was_dropped_answers_no_more() -> None:
    held = book(asked("", "kept"), asked("", "dropped"))
    held.keep({"kept"})
    assert found(held, matter("Anything.")) == ["kept"]


@pytest.mark.parametrize("others", [0, 1, 7, 200])
def test_what_lies_on_the_threshold_is_decided_alike_beside_any_other_questions(others: int) -> None:
    draw = np.random.default_rng(5)
    portions = draw.normal(size=(40, 64)).astype(np.float32)
    portions /= np.linalg.norm(portions, axis=1, keepdims=True)
    question = portions[3].copy()
    question *= np.float32(ranking.NEAR + NEARER) / np.float32((portions[3].astype(np.float64) * question).sum())
    beside = draw.normal(size=(others, 64)).astype(np.float32)
    alone = near_enough(question[None, :], portions)[0]
    assert near_enough(np.vstack([beside, question[None, :]]), portions)[-1] == alone


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5), max_size=5), st.integers(0, 4))
def test_what_was_worked_out_is_read_as_it_was_kept(terms: list[list[int]], dimensions: int) -> None:
    vector = np.linspace(-1, 1, dimensions, dtype=np.float32) if dimensions else None
    again, directed = unpacked(packed(terms, vector))
    assert again == tuple(map(tuple, terms))
    assert (directed is None) == (vector is None)
    assert vector is None or directed is None or np.array_equal(vector, directed)


def test_what_is_cut_short_is_not_read() -> None:
    with pytest.raises(ValueError, match="cut"):
        unpacked(b"abc")
