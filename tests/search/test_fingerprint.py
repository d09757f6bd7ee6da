from __future__ import annotations

import random

import numpy as np
import pytest

from search.fingerprint import Fingerprint, FingerprintUnreadable, matches
from search.shingle import ANCHORS, paragraphs
from tests.overlapping import paragraph, particular

KEY = b"k" * 32


def told(*portions: str) -> Fingerprint:
    return Fingerprint.of(paragraphs(portions, KEY))


def places(one: Fingerprint, other: Fingerprint) -> list[tuple[int, int]]:
    return [(match.here, match.there) for match in matches(one, other)]


def test_bytes_come_back_as_they_were_and_others_are_refused() -> None:
    known = told(paragraph(0), f"{paragraph(1)}\n{paragraph(2)}")
    again = Fingerprint.from_bytes(known.to_bytes())
    for name in ("ordinals", "starts", "ends", "sizes", "owners", "hashes", "anchored", "anchors"):
        assert np.array_equal(getattr(known, name), getattr(again, name)), name
    assert len(Fingerprint.from_bytes(Fingerprint.of(()).to_bytes())) == 0
    for blob in (b"", known.to_bytes()[:-1], known.to_bytes() + b"x", b"\xff" * 64):
        with pytest.raises(FingerprintUnreadable):
            Fingerprint.from_bytes(blob)


def test_joined_fingerprints_number_their_paragraphs_on() -> None:
    one, other = told(paragraph(0)), told(paragraph(1), paragraph(2))
    assert np.array_equal(Fingerprint.joined([one, other]).owners, told(*map(paragraph, range(3))).owners)
    assert len(Fingerprint.joined([])) == 0


def test_anchors_are_a_few_rare_hashes_of_each_paragraph() -> None:
    one, other = told(paragraph(0), paragraph(1)), told(paragraph(1))
    assert np.bincount(one.anchored).tolist() == [ANCHORS, ANCHORS]
    assert other.anchors.tolist() == one.anchors[one.anchored == 1].tolist()
    assert not set(one.anchors.tolist()) & set(one.hashes.tolist())


def test_equal_paragraphs_match_wherever_they_stand_and_others_do_not() -> None:
    one = told(*map(paragraph, (0, 1, 2, 3)))
    assert places(one, told(*map(paragraph, (3, 5, 0)))) == [(0, 2), (3, 0)]
    assert [match.likeness for match in matches(one, one)] == [1.0] * 4
    assert matches(one, told(paragraph(4))) == matches(one, told()) == matches(told(), one) == []


def test_every_fifth_word_changed_is_still_the_paragraph() -> None:
    draw = random.Random(5)
    for number in range(6):
        words = paragraph(number).split()
        for place in draw.sample(range(len(words)), len(words) // 5):
            words[place] = f"other{place}"
        assert places(told(" ".join(words)), told(*map(paragraph, range(6)))) == [(0, number)]


def test_a_paragraph_that_is_cut_in_two_or_joined_with_the_next_matches_both_ways() -> None:
    long = f"{particular(1)} {particular(2)}"
    cut = told(particular(1), particular(2), particular(3))
    joined = told(long, particular(3))
    assert places(cut, joined) == [(0, 0), (1, 0), (2, 1)]
    assert [here for here, _ in places(joined, cut)] == [0, 1]


def test_a_name_of_many_words_that_both_texts_say_is_no_match() -> None:
    name = "Analytical Support Sanctions Monitoring Team pursuant resolutions"
    assert matches(told(f"{particular(1)} {name}"), told(f"{particular(2)} {name}")) == []


def test_a_text_that_repeats_itself_costs_no_more_and_singles_nothing_out() -> None:
    repeated = told(*[paragraph(0)] * 3000)
    assert matches(told(paragraph(0)), repeated) == []
    assert len(matches(told(*[paragraph(0)] * 10), told(paragraph(0)))) == 10
