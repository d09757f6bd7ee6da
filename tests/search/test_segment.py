"""Segments: what a scope sees of one, whatever lies between."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.segment import Part, Segment, decode, encode, keyed, merge

KEY = b"a key of the index"
WORDS = [f"en:w{number}" for number in range(6)]
Portions = list[list[str]]

PORTIONS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), max_size=4)
HANDLINGS = st.lists(st.tuples(PORTIONS, st.booleans()), min_size=1, max_size=12).filter(
    lambda those: any(seen for _, seen in those)
)


def joined(those: dict[int, Portions]) -> Segment:
    """Return one segment of handlings."""
    return merge([(decode(handling, encode(those[handling], KEY)), np.array([True])) for handling in sorted(those)])


def part(segment: Segment, seen: list[int], base: int) -> Part:
    """Return what is seen of a segment."""
    return Part(segment, np.searchsorted(segment.handlings, seen).astype(np.int64), base)


@settings(deadline=None)
@given(HANDLINGS, st.integers(0, 9))
def test_p1_the_runs_of_a_view_do_not_change_with_what_lies_between(
    drawn: list[tuple[Portions, bool]], base: int
) -> None:
    those = {handling: portions for handling, (portions, _) in enumerate(drawn)}
    seen = [handling for handling, (_, visible) in enumerate(drawn) if visible]
    alone = part(joined({handling: those[handling] for handling in seen}), seen, base)
    between = part(joined(those), seen, base)
    assert len(alone._begins) == len(between._begins) == len(seen)
    assert (alone._ends - alone._begins).tolist() == (between._ends - between._begins).tolist()
    assert alone._numbers.tolist() == between._numbers.tolist()
    assert (alone.portions, alone.length) == (between.portions, between.length)
    assert alone.portions == sum(len(those[handling]) for handling in seen)
    assert alone.length == sum(len(portion) for handling in seen for portion in those[handling])
    for term in (keyed(word, KEY) for word in WORDS):
        found, again = alone.postings(term), between.postings(term)
        assert alone.stands(term) == between.stands(term) == (found is not None)
        if found is None or again is None:
            assert again is found
            continue
        assert found[0].tolist() == again[0].tolist()
        assert found[2].tolist() == again[2].tolist()
        places = [ids.tolist() for ids in alone.resolve(found[0])]
        assert places == [ids.tolist() for ids in between.resolve(again[0])]
        assert all(term in decode(handling, encode(those[handling], KEY)).terms for handling in places[0])


def test_a_segment_of_one_handling_merged_alone_is_the_same() -> None:
    once = decode(7, encode([["en:w0", "en:w1"], [], ["en:w1"] * 3], KEY))
    again = merge([(once, np.array([True]))])
    for field in fields(Segment):
        assert getattr(once, field.name).tolist() == getattr(again, field.name).tolist()
