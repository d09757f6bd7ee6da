"""The questions ask for what the fully cleared reader may see, in every language."""

from __future__ import annotations

from collections import Counter

import pytest

from demo.assessment import assessment, assessments
from demo.cast import LISTS, person
from demo.questions import ASKER, QUESTIONS, Question


def reaches(key: str, organization: str) -> bool:
    """Whether the release list names the organization, by itself or through a list or a status."""
    members = {f"list:{entry.name}": entry.members for entry in LISTS}
    entry = assessment(key)
    named = set(entry.metadata["release_to"]) | set(entry.metadata["originators"])
    named |= {token for word in tuple(named) for token in members.get(word, ())}
    return bool(named & {organization, "ALL-DIALOGUE-PARTICIPANTS", "ALL-DIALOGUE-MEMBERS"})


def test_every_language_is_asked_three_times() -> None:
    assert Counter(question.language for question in QUESTIONS) == {"en": 3, "fr": 3, "es": 3, "ar": 3}
    assert len({question.text for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.first)
def test_the_expected_answer_is_released_to_the_asker(question: Question) -> None:
    for key in (question.first, *question.also):
        entry = assessment(key)
        assert entry.state == "released"
        assert "embargo_days" not in entry.metadata
        assert reaches(key, person(ASKER).organization)


def test_some_answers_stand_in_another_language_than_the_question() -> None:
    crossing = [q for q in QUESTIONS if assessment(q.first).language != q.language]
    assert len(crossing) >= 2


def test_most_documents_the_asker_may_read_are_asked_for() -> None:
    organization = person(ASKER).organization
    readable = {
        entry.key
        for entry in assessments()
        if entry.state == "released" and "embargo_days" not in entry.metadata and reaches(entry.key, organization)
    }
    assert len({question.first for question in QUESTIONS} & readable) >= 10
