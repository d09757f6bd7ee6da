"""Standing questions against the portions of one handling."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.bearing import Asked, Matter, Reading, enough
from search.query import Query
from search.segment import decode, encode, keyed
from search.standing import Question, Questions, Worked, asked_by, packed, unpacked
from search.terms import SLIGHT, indexed

KEY = bytes(range(32))
AXES = np.eye(4, dtype=np.float32)
ENOUGH = enough(None)


def matter(*texts: str, vectors: NDArray[np.float32] | None = None) -> Matter:
    """A handling of English passages that mean nothing, unless vectors are given."""
    terms = [indexed((), text, "en") for text in texts]
    meaning = np.zeros((len(texts), 4), dtype=np.float32) if vectors is None else vectors
    return Matter(1, meaning, decode(1, encode(terms, KEY)), keyed(SLIGHT, KEY))


def asked(words: str, search: str = "s", person: str = "p", ground: float | None = None) -> Question:
    return Question(search, person, Query(words), Worked(asked_by(Query(words), KEY), ground))


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


def at(cosine: float) -> NDArray[np.float32]:
    """A portion that lies so near to a question along the first axis."""
    return np.array([[cosine, (1 - cosine**2) ** 0.5, 0, 0]], dtype=np.float32)


def test_words_make_up_for_what_a_meaning_lacks_and_their_absence_takes_from_it() -> None:
    """The first portion has most of the words, the second none; both mean as much."""
    asked_for = asked("which hospitals were closed by the ransomware and when were they opened again")
    has = "Three hospitals were closed when ransomware came, and all the patients had to be taken elsewhere at night."
    lacks = "Three ports were shut when pirates came, and all the sailors had to be brought somewhere else at night."
    assert found(book(asked_for, vector=AXES[0]), matter(has, vectors=at(ENOUGH))) == ["s"]
    assert found(book(asked_for, vector=AXES[0]), matter(lacks, vectors=at(ENOUGH))) == []


def test_a_meaning_in_another_language_needs_no_words() -> None:
    asked_for = asked("الفدية في مستشفيات المنطقة")
    text = "Hospitals were closed, and many patients had to be taken elsewhere in the middle of the night."
    assert found(book(asked_for, vector=AXES[0]), matter(text, vectors=at(ENOUGH + 0.01))) == ["s"]
    assert found(book(asked_for, vector=AXES[0]), matter(text, vectors=at(ENOUGH - 0.01))) == []


def test_a_sentence_brings_a_passage_forward() -> None:
    asked_for = asked("الفدية في مستشفيات المنطقة")
    text = "Hospitals were closed, and many patients had to be taken elsewhere in the middle of the night."
    terms = decode(1, encode([indexed((), text, "en")], KEY))
    told = Matter(1, at(ENOUGH - 0.05), terms, keyed(SLIGHT, KEY), lambda _: {0: bytes([127, 0, 0, 0])})
    assert found(book(asked_for, vector=AXES[0]), told) == ["s"]
    cut = Matter(1, at(ENOUGH - 0.05), terms, keyed(SLIGHT, KEY), lambda _: {0: b"x"})
    assert found(book(asked_for, vector=AXES[0]), cut) == []


def test_many_questions_put_to_a_long_report_take_little_memory_and_each_its_own_nearest_portion() -> None:
    drawn = np.random.default_rng(7)
    questions = drawn.standard_normal((3_000, 8)).astype(np.float32)
    long = Matter(1, drawn.standard_normal((4_000, 8)).astype(np.float32), decode(1, encode([], KEY)))
    tracemalloc.start()
    try:
        best = long.best(questions)
        assert tracemalloc.get_traced_memory()[1] < 3_000 * 4_000
    finally:
        tracemalloc.stop()
    for place in (0, 511, 512, 2_999):
        assert best[place] == pytest.approx(float((long.vectors @ questions[place]).max()), abs=1e-4)
    assert Matter(1, np.empty((0, 8), dtype=np.float32), decode(1, encode([], KEY))).best(questions).max() == -1


def test_a_question_that_lies_near_to_every_report_needs_one_that_lies_nearer() -> None:
    text = "Hospitals were closed, and many patients had to be taken elsewhere in the middle of the night."
    told = {
        above: found(
            book(asked("الفدية في مستشفيات المنطقة", ground=above), vector=AXES[0]), matter(text, vectors=at(0.4))
        )
        for above in (0.0, 0.25, 0.35)
    }
    assert told == {0.0: ["s"], 0.25: ["s"], 0.35: []}


def test_a_ground_is_taken_anew_when_its_owner_sees_twice_as_much() -> None:
    held = book(asked("ransomware"), asked("", "all"))
    assert held.outdated("p", 11) == []
    assert held.outdated("p", 12) == ["s"]
    assert held.outdated("nobody", 12) == []
    assert Worked(Asked(), 0.2, 20).outdated(51) is False
    assert Worked(Asked(), 0.2, 20).outdated(52) is True


@pytest.mark.parametrize("others", [0, 1, 7, 200])
def test_what_lies_on_the_threshold_is_decided_alike_beside_any_other_questions(others: int) -> None:
    draw = np.random.default_rng(5)
    portions = draw.normal(size=(40, 64)).astype(np.float32)
    portions /= np.linalg.norm(portions, axis=1, keepdims=True)
    question = portions[3].copy()
    question *= np.float32(ENOUGH) / np.float32((portions[3].astype(np.float64) * question).sum())
    beside = draw.normal(size=(others, 64)).astype(np.float32)
    held = Questions(64)
    for number, vector in enumerate([*beside, question]):
        held.put(asked("unheard of", f"{number:03}"), vector)
    alone = Questions(64)
    alone.put(asked("unheard of", f"{others:03}"), question)
    of = matter(*["ships"] * 40, vectors=portions)
    assert (f"{others:03}" in found(held, of)) == bool(found(alone, of))


readings = st.builds(
    Reading, st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5).map(tuple)
)
puts = st.builds(
    Asked,
    st.lists(readings, max_size=4).map(tuple),
    st.lists(st.integers(0, 2**64 - 1), max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)


worked = st.builds(
    Worked, puts, st.none() | st.integers(0, 10_000).map(lambda parts: parts / 10_000), st.integers(0, 2**32 - 1)
)


@given(worked, st.integers(0, 4))
def test_what_was_worked_out_is_read_as_it_was_kept(made: Worked, dimensions: int) -> None:
    vector = np.linspace(-1, 1, dimensions, dtype=np.float32) if dimensions else None
    again, directed = unpacked(packed(made, vector))
    assert again == made
    assert (directed is None) == (vector is None)
    assert vector is None or directed is None or np.array_equal(vector, directed)


def test_what_is_cut_short_is_not_read() -> None:
    with pytest.raises(ValueError, match="cut"):
        unpacked(b"abc")
