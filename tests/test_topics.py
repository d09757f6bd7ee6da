"""The labelled topics are whole, and tell which passages and sentences answer."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.topics import GRADES, HALVES, KINDS, LANGUAGES, STYLES, Answer, Topic, letters, topics

KNOWN = topics()


def test_there_are_at_least_seventy_two_topics_in_four_languages() -> None:
    assert len(KNOWN) >= 72
    assert len({topic.name for topic in KNOWN}) == len(KNOWN)
    for topic in KNOWN:
        assert set(topic.questions) == set(LANGUAGES)
        assert all(question and question == question.strip() for question in topic.questions.values())


def test_half_of_the_topics_is_held_out_and_both_halves_ask_alike() -> None:
    assert [topic.half for topic in KNOWN] == list(HALVES) * (len(KNOWN) // 2)
    assert [len(topics(half)) for half in HALVES] == [len(KNOWN) / 2] * 2
    for half in HALVES:
        assert sum(topic.kind == "none" for topic in topics(half)) == 3
        assert {topic.style for topic in topics(half)} == set(STYLES)
        assert len({topic.kind for topic in topics(half)}) >= len(KINDS) - 1


def test_every_topic_has_a_known_kind_and_style_and_is_answered_unless_nothing_answers_it() -> None:
    for topic in KNOWN:
        assert topic.kind in KINDS
        assert topic.style in STYLES
        best = max((answer.grade for answer in topic.answers), default=0)
        assert best == (0 if topic.kind == "none" else max(GRADES)), topic.name


def test_a_label_names_a_page_a_grade_and_words_enough_to_be_told_from_others() -> None:
    for topic in KNOWN:
        places = Counter((answer.file, answer.page, answer.words) for answer in topic.answers)
        assert not [place for place, count in places.items() if count > 1], topic.name
        for answer in topic.answers:
            assert answer.page >= 1
            assert answer.grade in GRADES
            assert len(letters(answer.words)) >= len("TheArgincrossing"), answer.words


def test_no_question_stands_for_two_topics() -> None:
    for language in LANGUAGES:
        asked = Counter(letters(topic.questions[language]) for topic in KNOWN)
        assert not [question for question, count in asked.items() if count > 1]


@pytest.fixture
def topic() -> Topic:
    answers = (
        Answer("a.pdf", 3, 2, "The harbour of Almeria was closed on 4 May"),
        Answer("a.pdf", 3, 1, "Ships waited outside the harbour"),
    )
    return Topic("harbour", "tune", "when", "question", dict.fromkeys(LANGUAGES, "?"), answers)


def test_a_passage_has_the_grade_of_the_best_sentence_in_it_however_it_was_cut(topic: Topic) -> None:
    helps = "Ships waited out-\nside the harbour for days."
    assert topic.grade("a.pdf", helps) == 1
    assert topic.grade("a.pdf", f"{helps} The  harbour of Almeria was closed on 4 May, and again in June.") == 2
    assert topic.grade("b.pdf", helps) == 0
    assert topic.grade("a.pdf", "The harbour was open.") == 0


def test_a_sentence_shown_is_right_where_it_holds_the_answer_or_is_a_piece_of_it(topic: Topic) -> None:
    assert topic.shown("a.pdf", "12. The harbour of Almeria was closed on 4 May, as was the airport.") == 2
    assert topic.shown("a.pdf", "The harbour of Almeria") == 2
    assert topic.shown("a.pdf", "Fishing went on.") == 0
    assert topic.shown("a.pdf", "...") == 0
