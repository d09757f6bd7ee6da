"""Sentences: their ends, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sentence import sentences


def cut(text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Who paid?", "Nobody!", "It ended."]),
        ("en", ["See No. 12 and art. 5 of S/2025/71.", "It cost 3.5 million."]),
        ("en", ["Mr. J. Smith of the U.S. Treasury spoke.", "He left."]),
        ("en", ["It was sold in the U.S.", "The price fell."]),
        ("en", ["“It is over.”", "They went home."]),
        ("en", ["It happened (see p. 4).", "Then it stopped…", "For good."]),
        ("en", ["1. Seizures rose.", "2. Prices fell."]),
        ("fr", ["Selon l’art. 12, M. Dupont paya.", "Qui a perdu ?", "Personne !"]),
        ("es", ["¿Qué pasó?", "¡Nada!", "El Sr. Pérez pagó 1.200 euros."]),
        ("ar", ["ماذا حدث؟", "لم يحدث شيء.", "قال د. أحمد ذلك."]),
        ("ur", ["یہ ایک جملہ ہے۔", "یہ دوسرا ہے۔"]),
        ("ru", ["В 2024 г. цены выросли и т.д. повсюду.", "Это конец."]),
        (None, ["See No. 7.", "Fin."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language: str | None, parts: list[str]) -> None:
    assert cut(" ".join(parts), language) == parts


def test_ideographic_stops_need_no_space() -> None:
    assert cut("恐怖主义。威胁！结束", "zh") == ["恐怖主义。", "威胁！", "结束"]


def test_an_empty_line_parts_what_has_no_stop() -> None:
    assert cut("A heading\n\nThe text\nruns on.") == ["A heading", "The text\nruns on."]


@given(st.text(alphabet='aB .!?\n١؟。1)"', max_size=60))
def test_spans_are_in_order_trimmed_and_leave_out_white_space_only(text: str) -> None:
    spans = sentences(text, None)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize("mark", [" Dr.", ".", " A.", " 1."])
def test_a_text_without_an_end_is_cut_in_time_that_grows_with_its_length(mark: str) -> None:
    """Reading it again at every full stop would take half an hour."""
    text = "a" * 16_000 + mark * 1_000
    assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "")


def test_of_a_sentence_that_does_not_end_nothing_is_copied_at_its_marks() -> None:
    class Copied(str):
        """Counts the characters that are taken out of it."""

        __slots__ = ()
        taken = 0

        def __getitem__(self, key: SupportsIndex | slice[Any, Any, Any]) -> str:
            found = super().__getitem__(key)
            Copied.taken += len(found)
            return found

    text = Copied("A. " * 20_000)
    assert sentences(text, "en") == [(0, len(text) - 1)]
    assert Copied.taken < len(text)
