"""Statements: sentences and entries, and the kind of section they stand in."""

from __future__ import annotations

import sys
import time

import pytest

from ingest.statement import APART, MOST_LENGTH, statements
from tests.ingest.said import portions_of, said


def test_a_sentence_keeps_its_place_in_the_portion_and_loses_its_number() -> None:
    text = "# Report\n\n130. The group moved north. It pays in cash.\n"
    (portion,) = portions_of(text)
    first, second = statements([portion])
    assert (first.text, second.text) == ("The group moved north.", "It pays in cash.")
    assert portion.text[first.start : first.end] == first.text
    assert not first.entry


def test_the_entries_of_a_list_are_parted_where_they_run_on_in_one_paragraph() -> None:
    found = said(
        "# Recommendations\n\n108. The Panel recommends that they: (a) Remind the parties; and (b) Reiterate it.\n"
    )
    assert [statement.text for statement in found] == [
        "The Panel recommends that they:",
        "Remind the parties;",
        "Reiterate it.",
    ]
    assert [statement.leads for statement in found] == [True, False, False]
    assert [statement.entry for statement in found] == [False, True, True]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("II. Key judgements", "judgement"),
        ("Principales conclusions", "judgement"),
        ("Juicios clave", "judgement"),
        ("الاستنتاجات الرئيسية", "judgement"),
        ("Основные выводы", "judgement"),
        ("Conclusions and recommendations", "recommendation"),
        ("التوصيات", "recommendation"),
        ("Lacunes de renseignement", "gap"),
        ("What we do not know", "gap"),
        ("Scope and methodology", APART),
        ("Annex 5: recommendations of the panel", APART),
        ("Observations", "closing"),
        ("Threat description", ""),
    ],
)
def test_a_heading_tells_what_stands_under_it(heading: str, section: str) -> None:
    assert {statement.section for statement in said(f"# Report\n\n## {heading}\n\nA sentence stands here.\n")} == {
        section
    }


def test_the_nearest_heading_that_announces_anything_counts() -> None:
    found = said("# Report\n\n## Recommendations\n\n### To member States\n\nSeals are to be compared.\n")
    assert [statement.section for statement in found] == ["recommendation"]


def test_tables_and_headings_state_nothing() -> None:
    (portion,) = portions_of("# Report\n\nOne sentence.\n")
    assert len(statements([portion])) == 1
    assert said("# Only a heading of a report\n") == []


def test_a_hostile_text_is_read_in_linear_time_and_cut() -> None:
    hostile = [
        "a" * 200_000,
        "(a) " * 50_000,
        "a\u0301" * 100_000,
        "threat is " * 30_000,
        "1. " * 60_000,
        "; (i) x" * 30_000,
    ]
    started = time.process_time()
    for text in hostile:
        assert all(len(statement.value) <= MOST_LENGTH for statement in said(text))
    assert time.process_time() - started < 60


def test_case_25_headings_are_kept_nowhere_once_the_statements_are_made() -> None:
    (portion,) = portions_of("# Report\n\n## Recommendations\n\nSeals are to be compared.\n")
    before = sys.getrefcount(portion.heading)
    assert [statement.section for statement in statements([portion, portion])] == ["recommendation"] * 2
    after = sys.getrefcount(portion.heading)
    assert after == before
