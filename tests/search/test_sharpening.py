"""The foremost passages are weighed by their best sentence; nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import sharpening
from search.places import Place
from search.ranking import Ranked
from search.sharpening import SENTENCE_WEIGHT, weighed


def portion(ordinal: int, meaning: float, handling: int = 1) -> Ranked:
    return Ranked(handling, ordinal, meaning, near=True, worded=False, meaning=meaning)


def nearest(**known: float) -> Mapping[Place, float]:
    return {(1, int(ordinal[1:])): near for ordinal, near in known.items()}


def order(found: Sequence[Ranked]) -> list[int]:
    return [one.ordinal for one in found]


def test_a_short_answer_in_a_long_passage_comes_forward() -> None:
    ranked = [portion(0, 0.50), portion(1, 0.45)]
    found = weighed(ranked, lambda _: nearest(p0=0.52, p1=0.70))
    assert order(found) == [1, 0]
    assert found[0].exactly == pytest.approx(0.45 + SENTENCE_WEIGHT * 0.25)
    assert found[0].meaning == 0.45


def test_a_passage_whose_sentences_do_not_open_or_lie_farther_stays_as_it_is() -> None:
    ranked = [portion(0, 0.50), portion(1, 0.45)]
    assert weighed(ranked, lambda _: {}) == ranked
    assert weighed(ranked, lambda _: nearest(p0=0.3, p1=0.1)) == ranked
    assert weighed([], lambda _: {}) == []


def test_the_sentences_of_the_foremost_alone_are_opened_and_of_those_that_tie_with_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sharpening, "FOREMOST", 2)
    asked: list[Place] = []

    def near(places: Sequence[Place]) -> Mapping[Place, float]:
        asked.extend(places)
        return {}

    weighed([portion(0, 0.5), portion(1, 0.4), portion(2, 0.4), portion(3, 0.3)], near)
    assert asked == [(1, 0), (1, 1), (1, 2)]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.data())
def test_none_of_the_rest_passes_one_of_the_foremost_and_none_is_lost(
    meanings: list[float], data: st.DataObject
) -> None:
    ranked = [portion(n, m) for n, m in enumerate(sorted(meanings, reverse=True))]
    near = {(1, n): data.draw(st.floats(-1, 1)) for n in range(len(ranked))}
    found = weighed(ranked, lambda places: {place: near[place] for place in places})
    assert sorted(order(found)) == sorted(order(ranked))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
