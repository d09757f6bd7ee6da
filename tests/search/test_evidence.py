"""Evidence: the nearest sentence, its words around it, and its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.disclosure import ReleasedPortion
from repository.release import Released, decide
from search.evidence import EXCERPT, best_sentence, sentences_to_bytes, show
from tests.values import KLARA, NOON, a_handling

BOX = (72.0, 100.0, 520.0, 112.0)
Lines = tuple[tuple[int, int, int, tuple[float, float, float, float]], ...]


def portion(text: str, spans: tuple[tuple[int, int], ...], *, page: int = 1, lines: Lines = ()) -> ReleasedPortion:
    proof = decide(KLARA, a_handling("europol"), "view", NOON)
    assert isinstance(proof, Released)
    return ReleasedPortion(proof, "p", page, (), text, "text", "en", spans, lines)


def of_sentences(lengths: list[int]) -> ReleasedPortion:
    """A portion of sentences of such lengths, each of its own letter, a blank between them."""
    spans, at = [], 0
    for length in lengths:
        spans.append((at, at + length))
        at += length + 1
    text = " ".join(chr(97 + number % 26) * length for number, length in enumerate(lengths))
    return portion(text, tuple(spans))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.integers(0, 15))
def test_highlights_lie_in_the_excerpt_and_spell_the_sentence_or_its_beginning(lengths: list[int], chosen: int) -> None:
    given_ = of_sentences(lengths)
    shown = show(given_, chosen, "meaning")
    start, end = given_.sentences[min(chosen, len(lengths) - 1)]
    ((first, last),) = shown.highlights
    assert shown.excerpt in given_.text
    assert 0 <= first < last <= len(shown.excerpt) <= 4 * EXCERPT
    sentence = given_.text[start:end]
    assert sentence.startswith(shown.excerpt[first:last])
    assert shown.excerpt[first:last] == sentence or len(sentence) > 4 * EXCERPT


@settings(deadline=None)
@given(st.lists(st.integers(1, 400), min_size=2, max_size=12), st.integers(0, 11))
def test_an_excerpt_grows_by_whole_sentences_only_while_it_stays_short(lengths: list[int], chosen: int) -> None:
    given_ = of_sentences(lengths)
    shown = show(given_, chosen, "meaning")
    ends = {given_.text[a:b] for a, _ in given_.sentences for _, b in given_.sentences if a < b}
    assert shown.excerpt in ends
    alone = lengths[min(chosen, len(lengths) - 1)]
    assert len(shown.excerpt) <= max(EXCERPT, alone)
    if sum(lengths) + len(lengths) - 1 <= EXCERPT:
        assert shown.excerpt == given_.text


def test_a_portion_without_sentences_is_shown_from_its_beginning() -> None:
    shown = show(portion("x" * 5000, ()), 3, "words")
    assert (len(shown.excerpt), shown.highlights) == (4 * EXCERPT, ((0, 4 * EXCERPT),))
    assert show(portion("", ()), 0, "words").excerpt == ""


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_best_sentence_is_the_nearest_of_all(count: int, seed: int) -> None:
    drawn = np.random.default_rng(seed)
    matrix = drawn.normal(size=(count, 64)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    question = matrix[seed % count] + 0.1 * drawn.normal(size=64).astype(np.float32)
    best = best_sentence(sentences_to_bytes(matrix), question)
    scores = matrix @ question
    # Eight bits move a score by less than this.
    assert scores[best] >= scores.max() - 64 * 0.5 / 127 * float(np.abs(question).max())
    kept = np.frombuffer(sentences_to_bytes(matrix), np.int8).reshape(count, 64).astype(float)
    assert best == int(np.argmax(kept @ question.astype(float)))


@pytest.mark.parametrize("raw", [b"", bytes(63), bytes(96), b"\x01"])
def test_sentences_of_another_model_or_none_give_the_first(raw: bytes) -> None:
    assert best_sentence(raw, np.ones(64, np.float32)) == 0


def test_the_page_is_the_one_on_which_the_sentence_begins() -> None:
    other = (72.0, 60.0, 300.0, 72.0)
    given_ = portion("One here. Two there.", ((0, 9), (10, 20)), page=3, lines=((0, 10, 3, BOX), (10, 20, 4, other)))
    first, second = show(given_, 0, "both"), show(given_, 1, "both")
    assert (first.page, first.boxes) == (3, (BOX,))
    assert (second.page, second.boxes) == (4, (other,))


def test_a_sentence_over_two_pages_has_the_boxes_of_the_first_of_them() -> None:
    given_ = portion("One here and there.", ((0, 19),), page=3, lines=((0, 9, 3, BOX), (9, 19, 4, BOX)))
    shown = show(given_, 0, "meaning")
    assert (shown.page, shown.boxes) == (3, (BOX,))


def test_evidence_without_places_stands_on_the_page_of_its_portion() -> None:
    shown = show(portion("One here.", ((0, 9),), page=2), 0, "meaning")
    assert (shown.page, shown.boxes) == (2, ())
