"""Portion marks as words: what they mean in a scheme, and that they never silently mean less."""

from __future__ import annotations

import pytest

from models.marks import raised_to, read_mark
from models.scheme import Level, classification_schemes, portion_letters

LEVELS = [entry for scheme in classification_schemes() for entry in scheme.levels]
SPELLED = [
    pytest.param(entry, text, id=f"{entry.scheme}:{text}")
    for entry in LEVELS
    for text in (entry.label.upper(), *(alias.upper() for alias in entry.aliases), *entry.portion)
]


@pytest.mark.parametrize(("entry", "text"), SPELLED)
def test_every_spelling_means_its_level_in_its_scheme_and_nothing_lower_elsewhere(entry: Level, text: str) -> None:
    own = read_mark(text, entry.scheme)
    assert own is not None
    assert (own.level, own.rank, own.ambiguous) == (entry.code, entry.rank, False)
    alone = read_mark(text)
    assert alone is not None
    assert alone.rank >= (entry.rank or 0)
    assert alone.rank == entry.rank or alone.ambiguous


@pytest.mark.parametrize("letter", ["R", "C", "S", "TS"])
@pytest.mark.parametrize("scheme", [scheme.id for scheme in classification_schemes()])
def test_a_letter_means_at_least_what_it_usually_means_or_what_its_scheme_says(letter: str, scheme: str) -> None:
    mark = read_mark(letter, scheme)
    assert mark is not None
    assert mark.level is not None or mark.rank >= portion_letters()[letter.casefold()]


@pytest.mark.parametrize("text", ["", "c", "r", "ts", "ⓒ", "A", "B", "12", "see above", "TLP:RED"])
def test_small_letters_and_other_words_are_no_marks(text: str) -> None:
    assert read_mark(text, "interpol") is None


@pytest.mark.parametrize(
    ("rank", "scheme", "code"),
    [(3, "interpol", "IC"), (1, "interpol", "IFOUO"), (4, "interpol", None), (2, "un", "C"), (4, "nat-es", "S")],
)
def test_the_level_to_raise_to_is_the_lowest_that_is_high_enough(rank: int, scheme: str, code: str | None) -> None:
    found = raised_to(rank, scheme)
    assert (found.code if found else None) == code
