"""Portion marks in the parsed structure: found where a document marks its portions, and nowhere else."""

from __future__ import annotations

import pytest

from ingest.portion_marks import portion_marks
from tests.ingest.papers import block, document_of


def marks(*texts: str, scheme: str | None = "interpol") -> dict[str, tuple[int, bool, int]]:
    document = document_of([block("paragraph", text) for text in texts])
    return {
        found.mark.text: (found.mark.rank, found.mark.ambiguous, found.count)
        for found in portion_marks(document, scheme)
    }


def test_letters_are_read_in_the_scheme_of_the_declared_marking() -> None:
    texts = ("(U) Introduction.", "(R) Routes.", "(C) Sources.", "3.2 (C) More sources.", "[OFUO] Contacts.")
    assert marks(*texts) == {"U": (1, False, 1), "R": (2, False, 1), "C": (3, False, 2), "OFUO": (1, False, 1)}
    spanish = marks("(R) Uno.", "(S) Dos.", "(C) Tres.", scheme="nat-es")
    assert spanish == {"R": (4, False, 1), "S": (5, False, 1), "C": (3, False, 1)}


def test_letters_that_the_scheme_does_not_know_count_as_the_highest_that_they_may_mean() -> None:
    assert marks("(R) One.", "(S) Two.", "(C) Three.") == {"R": (2, False, 1), "S": (5, True, 1), "C": (3, False, 1)}
    assert marks("(R) One.", "(R) Two.", "(C) Three.", scheme=None)["R"] == (4, True, 2)


@pytest.mark.parametrize(
    ("word", "rank"),
    [
        ("CONFIDENTIEL", 3),
        ("Diffusion restreinte", 2),
        ("DIFUSIÓN RESTRINGIDA", 2),
        ("سري", 3),
        ("محدود التوزيع", 2),
        ("CONF. UE", 3),
        ("EU CONFIDENTIAL", 3),
        ("NATO RESTRICTED", 2),
        ("IFOUO", 1),
        ("C//REL", 3),
    ],
)
def test_words_in_brackets_are_read_in_every_language(word: str, rank: int) -> None:
    found = marks(f"({word}) One.", f"[{word}] Two.", f"• ({word}) Three.")
    assert list(found.values()) == [(rank, False, 3)]


def test_a_document_that_does_not_mark_its_portions_has_none() -> None:
    assert marks("(C) One paragraph.", "(R) Another.", "Nothing here.") == {}
    assert marks("The group (C) moved on.", "See (R), (C) and (S).", "They met (U) twice.") == {}


def test_a_legend_makes_one_mark_enough_and_is_none_itself() -> None:
    assert marks("(C) = Confidential", "(C) The source is a courier.") == {"C": (3, False, 1)}
    assert marks("(R) : Diffusion restreinte", "(C) : Confidentiel", "No mark.") == {}


def test_numbered_lists_and_the_sign_of_copyright_are_no_marks() -> None:
    assert marks("(A) One.", "(B) Two.", "(C) Three.", "(D) Four.", "(A) x.", "(B) y.", "(C) z.") == {}
    assert marks("(c) one.", "(r) two.", "(s) three.", "(c) four.") == {}
    assert marks("(C) 2024 The Company", "(C) 2025 The Company", "(C) 2026 The Company") == {}


def test_a_mark_after_the_one_before_it_in_the_alphabet_is_still_one() -> None:
    assert marks("(R) One.", "(S) Two.", "(R) Three.", scheme="nat-ie") == {"R": (2, False, 2), "S": (4, False, 1)}


def test_a_mark_keeps_the_pages_blocks_and_headings_it_stands_on() -> None:
    document = document_of(
        [block("heading", "(S) Sources", 1), block("paragraph", "(R) One."), block("paragraph", "Unmarked.")],
        [block("paragraph", "(S) Two."), block("paragraph", "(R) Three.")],
    )
    found = {one.mark.text: one for one in portion_marks(document, "nat-ie")}
    assert (found["S"].pages, found["S"].blocks, found["S"].headings) == ((1, 2), (0, 3), frozenset({"(S) Sources"}))
    assert (found["R"].pages, found["R"].blocks, found["R"].headings) == ((1, 2), (1, 4), frozenset())
