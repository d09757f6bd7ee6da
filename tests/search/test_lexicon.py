"""The lexicon: BM25 of the visible portions alone, byte for byte, whatever the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import lexicon as module
from search import segment
from search.lexicon import K1, B, Hits, Lexicon
from search.segment import Flags, PostingsUnreadable, Segment, encode, keyed, merge

KEY = b"a key of the index"
WORDS = [f"en:w{number}" for number in range(9)]
TERMS = [keyed(word, KEY) for word in WORDS]
Portions = list[list[str]]

PORTIONS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8), max_size=5)
NEXT = st.sampled_from(["", "looks", "tidies", "packs"])
ACTS = st.lists(st.tuples(st.integers(1, 10), st.none() | PORTIONS, NEXT), max_size=25)


def ids(*handlings: int) -> NDArray[np.int64]:
    return np.array(sorted(handlings), dtype=np.int64)


def same(left: Hits, right: Hits) -> bool:
    return left.weights == right.weights and all(
        a.tobytes() == b.tobytes() for a, b in zip(left[:3], right[:3], strict=True)
    )


def naive(stored: dict[int, Portions], scope: set[int], terms: list[str]) -> dict[tuple[int, int], float]:
    """BM25 as the textbook writes it, over the visible portions."""
    seen = {(h, n): Counter(p) for h in scope & stored.keys() for n, p in enumerate(stored[h])}
    average = sum(c.total() for c in seen.values()) / max(len(seen), 1)
    scores: dict[tuple[int, int], float] = {}
    for term in set(terms):
        df = sum(1 for counts in seen.values() if counts[term])
        for place, counts in seen.items():
            if counts[term]:
                norm = K1 * (1 - B + B * counts.total() / average)
                idf = log(1 + (len(seen) - df + 0.5) / (df + 0.5))
                scores[place] = scores.get(place, 0.0) + idf * counts[term] * (K1 + 1) / (counts[term] + norm)
    return scores


def few_terms(patch: pytest.MonkeyPatch, most: int) -> None:
    """Let no segment be merged from more terms."""
    patch.setattr(module, "MOST_TERMS", most)
    patch.setattr(segment, "MOST_TERMS", most)


def tidied(held: Lexicon) -> Lexicon:
    """Join all that can be joined."""
    while held.tidy():
        pass
    return held


@settings(deadline=None, max_examples=200)
@given(
    ACTS,
    st.sets(st.integers(1, 10)),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.integers(1, 12),
    st.sampled_from([1, 6, 1000]),
    st.sampled_from([1, 6, 1000]),
)
def test_any_history_answers_as_an_index_of_the_visible_alone(
    acts: list[tuple[int, Portions | None, str]],
    scope: set[int],
    asked: list[str],
    limit: int,
    largest: int,
    most: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LARGEST_SEGMENT", largest)
        few_terms(patch, most)
        stored: dict[int, Portions] = {}
        lived = Lexicon()
        for handling, portions, then in acts:
            if portions is None:
                stored.pop(handling, None)
                lived.remove(handling)
            else:
                stored[handling] = portions
                lived.put(handling, encode(portions, KEY))
            match then:
                case "looks":
                    lived.view(ids(*scope))
                case "tidies":
                    lived.tidy()
                case "packs":
                    lived.pack()
        fresh = Lexicon()
        for handling in sorted(scope & stored.keys()):
            fresh.put(handling, encode(stored[handling], KEY))
        terms = [keyed(word, KEY) for word in asked]
        view = lived.view(ids(*scope))
        found = view.search(terms, limit)
        assert same(found, fresh.view(ids(*range(1, 11))).search(terms, limit))
        assert len(lived) == len(stored)
        assert view.portions == sum(len(stored[h]) for h in scope & stored.keys())
        every = view.search(terms, 10**6)
        stands = [view.stands([keyed(word, KEY)]) for word in WORDS]
    expected = naive(stored, scope, asked)
    assert stands == [bool(naive(stored, scope, [word])) for word in WORDS]
    places = list(zip(every.handlings.tolist(), every.ordinals.tolist(), strict=True))
    assert set(places) == set(expected)
    assert every.scores.tolist() == pytest.approx([expected[place] for place in places], rel=1e-12)


def test_hidden_portions_move_no_score() -> None:
    words = [["en:w0", "en:w1"], ["en:w0"], ["en:w2"]]
    alone, crowded = Lexicon(), Lexicon()
    alone.put(5, encode(words, KEY))
    crowded.put(5, encode(words, KEY))
    for handling in [1, 2, 3, 8, 9]:
        crowded.put(handling, encode([["en:w0"] * 5] * 10, KEY))
    assert same(alone.view(ids(5)).search(TERMS, 10), crowded.view(ids(5)).search(TERMS, 10))


def test_all_that_tie_at_the_cut_are_given_out() -> None:
    held = Lexicon()
    for handling in range(1, 7):
        held.put(handling, encode([["en:w0", "en:w1"]], KEY))
    found = held.view(ids(*range(1, 7))).search(TERMS[:1], 2)
    assert found.handlings.tolist() == [1, 2, 3, 4, 5, 6]


def test_a_view_keeps_what_it_saw() -> None:
    held = Lexicon()
    held.put(1, encode([["en:w0"]], KEY))
    held.put(2, encode([["en:w0", "en:w1"]], KEY))
    before = held.view(ids(1, 2))
    held.remove(2)
    assert len(before.search(TERMS, 9).scores) == 2
    assert held.view(ids(1, 2)).search(TERMS, 9).handlings.tolist() == [1]


def test_an_empty_scope_finds_nothing() -> None:
    held = Lexicon()
    held.put(1, encode([["en:w0"]], KEY))
    view = held.view(ids())
    assert view.portions == 0
    assert len(view.search(TERMS, 10).scores) == 0
    assert len(held.view(ids(1)).search(TERMS, 0).scores) == 0


def test_the_stored_blob_holds_no_words_and_depends_on_the_key() -> None:
    blob = encode([["en:cocaine"]], KEY)
    assert b"cocaine" not in blob
    assert blob != encode([["en:cocaine"]], b"another key")
    assert blob == encode([["en:cocaine"]], KEY)


@pytest.mark.parametrize("damage", [lambda b: b[:5], lambda b: b[:-1], lambda b: b + b"x"])
def test_a_damaged_blob_is_refused_in_words(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(PostingsUnreadable, match="Index the assessment anew"):
        Lexicon().put(1, damage(encode([["en:w0"], ["en:w1"]], KEY)))


def test_many_handlings_are_joined_to_few_segments() -> None:
    held = Lexicon()
    for handling in range(1, 400):
        held.put(handling, encode([["en:w0", "en:w1"]] * 3, KEY))
        if handling % 5 == 0:
            held.tidy()
    before = held.view(ids(*range(1, 400))).search(TERMS, 2000)
    assert len(before.scores) == 3 * 399
    assert len(tidied(held)._shelves) < 12
    assert same(held.view(ids(*range(1, 400))).search(TERMS, 2000), before)


def test_whoever_asks_joins_nothing_however_much_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_SEGMENT", 30)
    monkeypatch.setattr(module, "merge", None)
    held = Lexicon()
    for handling in range(1, 3000):
        held.put(handling, encode([["en:w0"]] * 3, KEY))
    view = held.view(ids(*range(1, 3000)))
    assert len(view.search(TERMS, 10_000).scores) == 3 * 2999


def test_of_what_came_a_reader_gathers_what_is_hers_alone_and_as_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    gathered: list[list[int]] = []

    def gather(segments: Sequence[Segment]) -> Segment:
        gathered.append([int(handling) for segment in segments for handling in segment.handlings])
        return segment.gather(segments)

    monkeypatch.setattr(module, "gather", gather)
    held = Lexicon()
    # The highest first: handlings need not come in their order.
    for handling in range(99, 0, -1):
        held.put(handling, encode([["en:w0"]] * 3, KEY))
    view = held.view(ids(7, 50, 5000))
    assert gathered == [[7, 50]]
    assert len(view._parts) == 1
    assert view.search(TERMS, 9).handlings.tolist() == [7, 7, 7, 50, 50, 50]
    held.remove(50)
    assert held.view(ids(50)).portions == 0
    assert gathered == [[7, 50]]


def test_who_reads_everything_joins_what_makes_a_whole_segment_and_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_SEGMENT", 30)
    held = Lexicon()
    for handling in range(1, 100):
        held.put(handling, encode([["en:w0"]] * 3, KEY))
        held.pack()
    assert {shelf.segment.portions for shelf in held._shelves} == {30}
    assert len(held._pending) < 10
    assert held.view(ids(*range(1, 100))).portions == 3 * 99


def test_files_of_more_words_than_a_segment_may_hold_are_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    few_terms(monkeypatch, 1000)
    held = Lexicon()
    for handling in range(1, 7):
        held.put(handling, encode([[f"zh:{handling}-{number}" for number in range(400)], ["en:w0"]], KEY))
    held.put(7, encode([[f"zh:7-{number}" for number in range(1400)], ["en:w0"]], KEY))
    for handling in range(1, 8):
        held.put(handling + 7, encode([["en:w1"]], KEY))
    assert len(tidied(held)._shelves) > 1
    view = held.view(ids(*range(1, 15)))
    assert view.search(TERMS[:1], 99).handlings.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert view.search(TERMS[1:2], 99).handlings.tolist() == [8, 9, 10, 11, 12, 13, 14]
    assert view.search([keyed("zh:7-1399", KEY)], 99).handlings.tolist() == [7]


def test_what_came_is_kept_where_joining_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Lexicon()
    for handling in (1, 2):
        held.put(handling, encode([["en:w0"]], KEY))

    def failing(parts: object) -> Segment:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(module, "merge", failing)
        with pytest.raises(MemoryError):
            held.tidy()
    assert held.view(ids(1, 2)).search(TERMS, 9).handlings.tolist() == [1, 2]
    assert held.tidy()
    assert held.view(ids(1, 2)).search(TERMS, 9).handlings.tolist() == [1, 2]
    assert len(held) == 2


@pytest.mark.parametrize("joined", [True, False])
def test_what_is_taken_away_while_segments_are_joined_stays_away(monkeypatch: pytest.MonkeyPatch, joined: bool) -> None:
    held = Lexicon()
    for handling in range(1, 4):
        held.put(handling, encode([["en:w0"]] * 3, KEY))
        if joined:
            held._join(held._came)

    def meanwhile(parts: list[tuple[Segment, Flags]]) -> Segment:
        held.remove(1)
        held.put(2, encode([["en:w1"]], KEY))
        return merge(parts)

    monkeypatch.setattr(module, "merge", meanwhile)
    assert held.tidy()
    monkeypatch.setattr(module, "merge", merge)
    view = held.view(ids(1, 2, 3))
    assert view.search(TERMS[:1], 9).handlings.tolist() == [3, 3, 3]
    assert view.search(TERMS[1:2], 9).handlings.tolist() == [2]
    while held.tidy():
        assert held.view(ids(1, 2, 3)).portions == 4
    assert len(held) == 2
