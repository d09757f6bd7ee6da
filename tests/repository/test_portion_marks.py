"""Portion marks against the marking of the whole: refused, asked about, or doubted (cases 10 to 12)."""

from __future__ import annotations

from typing import Any

import pytest

from models.marking import Marking
from repository.portion_marks import portion_doubts, portion_problems

IR, IC = Marking("interpol", "IR"), Marking("interpol", "IC")


def found(*texts: str) -> dict[str, Any]:
    return {"portion_marks": [{"text": text, "page": page} for page, text in enumerate(texts, start=1)]}


def test_case_10_a_portion_higher_than_the_document_is_refused_with_the_level_to_raise_it_to() -> None:
    assert portion_problems(IR, found("R", "C", "U")) == {
        "marking": "a portion on page 2 is marked '(C)', which is higher than INTERPOL RESTRICTED; "
        "raise the document to INTERPOL CONFIDENTIAL (case 10)"
    }
    assert portion_problems(IC, found("R", "C", "U")) == {}


def test_case_10_the_proposal_names_the_common_rank_where_the_scheme_has_no_such_level() -> None:
    assert "raise the document to SECRET" in portion_problems(IC, found("NATO SECRET", "R"))["marking"]


def test_case_10_a_mark_is_read_in_the_scheme_declared_now_and_not_in_that_of_the_upload() -> None:
    assert portion_problems(Marking("nat-es", "C"), found("R")) == {
        "marking": "a portion on page 1 is marked '(R)', which is higher than CONFIDENCIAL; "
        "raise the document to RESERVADO (case 10)"
    }
    assert portion_problems(Marking("nat-pt", "C"), found("R", "C")) == {}


def test_case_10_a_mark_of_several_meanings_refuses_nothing_and_is_held() -> None:
    assert portion_problems(IR, found("RESERVADO", "R")) == {}
    assert list(portion_doubts(IR, found("RESERVADO", "R"))) == [
        "a portion on page 1 carries '(RESERVADO)', which may be higher than INTERPOL RESTRICTED"
    ]
    assert list(portion_doubts(Marking("nat-es", "S"), found("RESERVADO"))) == []


def test_case_11_a_whole_higher_than_every_part_needs_its_reason() -> None:
    problems = portion_problems(IC, found("R", "U"))
    assert list(problems) == ["marking.compilation_reason"]
    assert (
        "every part that the file marks is lower than INTERPOL CONFIDENTIAL" in problems["marking.compilation_reason"]
    )
    reasoned = Marking("interpol", "IC", compilation_reason="Together they name the source.")
    assert portion_problems(reasoned, found("R", "U")) == {}


def test_case_12_portions_lower_than_the_document_are_nothing_to_refuse_beside_one_as_high() -> None:
    assert portion_problems(IC, found("U", "R", "C")) == {}


@pytest.mark.parametrize("marking", [Marking("", "", text="GEHEIM?"), IR])
def test_without_marks_or_without_a_known_level_there_is_nothing_to_compare(marking: Marking) -> None:
    marks = found("C") if not marking.known else {}
    assert portion_problems(marking, marks) == {}
    assert list(portion_doubts(marking, marks)) == []
