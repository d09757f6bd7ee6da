"""Ranking: a function of the question and of the visible portions, whatever their numbers and whatever is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import ranking
from search.lexicon import Lexicon
from search.ranking import CLEARLY, FAINT, FAINTLY, MOSTLY, NEAR, Ranked, Terms, faint, rank
from search.segment import encode, keyed
from search.terms import SLIGHT
from search.vectors import Vectors

KEY = b"a key of the index"
SIZE = 16
Vector = NDArray[np.float32]


def question() -> Vector:
    asked: Vector = np.eye(SIZE, dtype=np.float32)[0]
    return asked


def vector_of(score: float, number: int = 1) -> Vector:
    made = np.zeros(SIZE, dtype=np.float32)
    made[0], made[1 + number % (SIZE - 1)] = score, np.sqrt(1 - score * score)
    return made


class Corpus:
    """Vectors and postings of a few handlings."""

    def __init__(self) -> None:
        self.vectors, self.lexicon = Vectors(SIZE), Lexicon()

    def put(self, handling: int, *portions: tuple[float, tuple[str, ...]]) -> None:
        self.vectors.put(handling, np.stack([vector_of(score, n) for n, (score, _) in enumerate(portions)]))
        self.lexicon.put(handling, encode([list(words) for _, words in portions], KEY))

    def rank(self, scope: list[int], *terms: str, exact: tuple[str, ...] = ()) -> tuple[list[Ranked], bool]:
        visible = np.array(sorted(scope), dtype=np.int64)
        every = [keyed(term, KEY) for term in (*terms, *exact)]
        asked = Terms(every, [keyed(term, KEY) for term in exact])
        return rank(self.vectors, self.lexicon.view(visible), question(), asked, visible)


def places(found: list[Ranked]) -> list[tuple[int, int]]:
    return [(portion.handling, portion.ordinal) for portion in found]


def test_what_is_far_and_shares_no_word_is_no_match() -> None:
    corpus = Corpus()
    corpus.put(1, (0.9, ()), (FAINT - 0.01, ()), (FAINT + 0.01, ()))
    found, floor = corpus.rank([1])
    assert places(found) == [(1, 0), (1, 2)]
    assert not floor
    assert {portion.matched for portion in found} == {"meaning"}


def test_words_find_what_meaning_does_not_and_both_come_first() -> None:
    corpus = Corpus()
    corpus.put(1, (0.4, ()), (0.4, ("en:hospit",)), (0.0, ("en:hospit",)), (0.0, ("en:ferri",)))
    found, _ = corpus.rank([1], "en:hospit")
    assert [(p.ordinal, p.matched) for p in found] == [(1, "both"), (0, "meaning"), (2, "words")]


def test_a_word_that_adds_little_to_the_best_match_is_no_match_of_its_own() -> None:
    corpus = Corpus()
    rare = tuple(f"en:rare{n}" for n in range(6))
    corpus.put(1, (0.0, ("en:common", *rare)), *[(0.0, ("en:common",)) for _ in range(20)])
    found, _ = corpus.rank([1], "en:common", *rare)
    assert places(found) == [(1, 0)]


def test_an_exact_term_is_found_however_little_it_adds_and_stands_first() -> None:
    corpus = Corpus()
    corpus.put(1, (0.35, ("en:attack",)), (0.0, ("=:s/2025/71", "en:other")), (0.3, ()))
    found, _ = corpus.rank([1], "en:attack", exact=("=:s/2025/71",))
    assert (1, 1) in places(found)
    corpus.put(2, (0.35, ("=:s/2025/71",)))
    assert places(corpus.rank([1, 2], "en:attack", exact=("=:s/2025/71",))[0])[0] == (2, 0)


def test_what_is_faintly_near_counts_among_the_nearest_only() -> None:
    corpus = Corpus()
    corpus.put(1, *[(NEAR + 0.01, ())] * FAINTLY, (NEAR - 0.01, ()))
    assert len(corpus.rank([1])[0]) == FAINTLY
    corpus.put(1, *[(NEAR + 0.01, ())] * (FAINTLY - 1), (NEAR - 0.01, ()), (NEAR - 0.02, ()))
    assert len(corpus.rank([1])[0]) == FAINTLY


def asked(*readings: tuple[str, ...], exact: tuple[str, ...] = ()) -> Terms:
    """The terms of a question with the marks of its languages."""
    grouped = [[keyed(term, KEY) for term in reading] for reading in readings]
    own = [keyed(reading[0].partition(":")[0] + ":", KEY) for reading in readings]
    exactly = [keyed(term, KEY) for term in exact]
    every = [*exactly, *(term for reading in grouped for term in reading)]
    return Terms(every, exactly, grouped, own, keyed(SLIGHT, KEY))


def ranked(corpus: Corpus, scope: list[int], terms: Terms) -> list[tuple[int, int]]:
    visible = np.array(sorted(scope), dtype=np.int64)
    return places(rank(corpus.vectors, corpus.lexicon.view(visible), question(), terms, visible)[0])


def test_sharing_the_language_of_the_question_is_no_merit() -> None:
    """A passage near to the question, of another language, stands before one of its own that has none of its words."""
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", "en:ferri")), (0.48, ("fr:", "fr:navir")))
    assert ranked(corpus, [1], asked(("en:hospit", "en:ransomwar"))) == [(1, 1), (1, 0)]


def test_one_common_word_of_many_in_the_language_of_the_question_outweighs_no_nearness() -> None:
    corpus = Corpus()
    common = [(0.2, ("en:", "en:report")) for _ in range(30)]
    corpus.put(1, (0.45, ("fr:", "fr:hopital")), (0.42, ("en:", "en:report")), *common)
    assert ranked(corpus, [1], asked(("en:report", "en:hospit", "en:ransomwar")))[0] == (1, 0)


def test_all_words_of_the_question_bring_a_passage_forward_among_those_of_its_language() -> None:
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", "en:ferri")), (0.42, ("en:", "en:hospit", "en:ransomwar")))
    assert ranked(corpus, [1], asked(("en:hospit", "en:ransomwar")))[0] == (1, 1)


def test_exact_terms_count_in_a_passage_of_another_language() -> None:
    corpus = Corpus()
    corpus.put(1, (0.45, ("en:", "en:attack")), (0.30, ("ar:", "=:s/2025/71", "ar:x")), (0.40, ("ar:", "ar:x")))
    assert ranked(corpus, [1], asked(("fr:attaqu",), exact=("=:s/2025/71",)))[0] == (1, 1)


def test_a_slight_passage_stands_behind_those_that_are_nearly_as_near() -> None:
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", SLIGHT)), (0.42, ("en:", "en:other")))
    assert ranked(corpus, [1], asked(("en:hospit",))) == [(1, 1), (1, 0)]


def test_a_question_of_unsure_language_is_read_in_those_in_which_most_of_its_words_stand() -> None:
    """As Polish it would say nothing; a passage in English without its words stays behind one that has them."""
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", "en:ferri")), (0.45, ("en:", "en:money", "en:launder")), (0.48, ("pl:", "pl:prom")))
    either = asked(("pl:money", "pl:laundering"), ("en:money", "en:launder"), ("fr:money", "fr:laundering"))
    assert (
        ranked(corpus, [1], either)
        == ranked(corpus, [1], asked(("en:money", "en:launder")))
        == [(1, 1), (1, 2), (1, 0)]
    )


def test_a_word_that_is_rare_in_one_language_makes_it_weigh_no_less_in_another() -> None:
    """Otherwise a single passage in a third language would push all others behind."""
    corpus = Corpus()
    english = [(0.3, ("en:", "en:hospit")) for _ in range(10)]
    corpus.put(1, (0.40, ("ar:", "ar:x")), (0.39, ("en:", "en:hospit")), *english)
    corpus.put(2, (0.1, ("ro:", "ro:hospit")))
    either = asked(("en:hospit",), ("ro:hospit",))
    alone, found = (
        rank(corpus.vectors, corpus.lexicon.view(visible), question(), either, visible)[0]
        for visible in (np.array([1]), np.array([1, 2]))
    )
    before, after = ({(p.handling, p.ordinal): p.said for p in each} for each in (alone, found))
    assert after[1, 1] > 0.8 * before[1, 1]


def test_a_question_whose_words_stand_nowhere_is_answered_by_meaning_alone() -> None:
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", "en:ferri")), (0.48, ("fr:", "fr:navir")))
    assert ranked(corpus, [1], asked(("en:hospit",), ("fr:hopital",))) == [(1, 0), (1, 1)]


def test_words_that_only_hidden_portions_hold_do_not_tell_the_language_of_a_question() -> None:
    corpus = Corpus()
    corpus.put(1, (0.50, ("en:", "en:ferri")), (0.48, ("fr:", "fr:navir", "fr:gang")))
    either = asked(("en:gang", "en:money"), ("fr:gang", "fr:money"))
    alone = ranked(corpus, [1], either)
    corpus.put(2, (0.5, ("en:", "en:gang", "en:money")))
    assert ranked(corpus, [1], either) == alone == ranked(corpus, [1], asked(("fr:gang", "fr:money")))


def test_what_is_only_faintly_near_and_says_little_of_the_question_is_said_to_be_so() -> None:
    weak = Ranked(1, 0, 0.2, near=True, worded=False, meaning=CLEARLY - 0.01, said=MOSTLY - 0.1, sentence=0.1)
    assert faint([weak, weak])
    assert not faint([weak, weak._replace(meaning=CLEARLY)])
    assert not faint([weak, weak._replace(sentence=CLEARLY)])
    assert not faint([weak, weak._replace(said=MOSTLY)])


def test_an_empty_scope_has_no_matches() -> None:
    corpus = Corpus()
    corpus.put(1, (0.9, ("en:hospit",)))
    assert corpus.rank([], "en:hospit") == ([], False)
    assert corpus.rank([7], "en:hospit") == ([], False)


CONTENT = st.lists(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.3, 0.3, 0.5, 0.9]), st.lists(st.sampled_from("abc"), max_size=3).map(tuple)),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


def summary(found: list[Ranked], numbers: list[int]) -> list[tuple[float, int, int]]:
    """What was found, by the handlings' places among the visible, in an order of content."""
    return sorted((-p.exactly, numbers.index(p.handling), p.ordinal) for p in found)


@settings(deadline=None, max_examples=150)
@given(CONTENT, CONTENT, st.permutations(range(20)), st.sampled_from([2, 5, 1000]))
def test_numbers_and_hidden_portions_change_nothing(
    visible: list[list[tuple[float, tuple[str, ...]]]],
    hidden: list[list[tuple[float, tuple[str, ...]]]],
    order: list[int],
    most: int,
) -> None:
    """The same content under other numbers, put in another order, among hidden portions: the same answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "MOST_PORTIONS", most)
        alone, crowded = Corpus(), Corpus()
        for number, portions in enumerate(visible):
            alone.put(number, *portions)
        mine = order[: len(visible)]
        others = order[len(visible) : len(visible) + len(hidden)]
        content = dict(zip(mine, visible, strict=True)) | dict(zip(others, hidden, strict=True))
        for handling in sorted(content, key=lambda n: (n * 7) % 20):
            crowded.put(handling, *content[handling])
        first, floor = alone.rank(list(range(len(visible))), "a", "b", exact=("c",))
        second, again = crowded.rank(mine, "a", "b", exact=("c",))
    assert summary(first, list(range(len(visible)))) == summary(second, mine)
    assert floor == again
    assert [p.score for p in first] == [p.score for p in second]


def test_the_cut_keeps_all_that_tie_with_its_last_and_says_that_there_may_be_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "MOST_PORTIONS", 3)
    corpus = Corpus()
    for handling in (1, 2, 3, 4, 5):
        corpus.put(handling, (0.5 if handling > 1 else 0.4, ()), (0.9 if handling == 5 else 0.0, ()))
    found, floor = corpus.rank([1, 2, 3, 4, 5])
    assert places(found) == [(5, 1), (2, 0), (3, 0), (4, 0), (5, 0)]
    assert floor
    assert corpus.rank([1, 2])[1] is False


def test_a_thousand_matches_are_a_floor_and_one_less_is_not() -> None:
    corpus = Corpus()
    for handling in range(10):
        corpus.put(handling, *[(0.3 + 0.0006 * (100 * handling + n), ()) for n in range(100)])
    found, floor = corpus.rank(list(range(10)))
    assert (len(found), floor) == (1000, True)
    corpus.put(0, *[(0.3, ()) for _ in range(99)])
    found, floor = corpus.rank(list(range(10)))
    assert (len(found), floor) == (999, False)
    assert corpus.rank(list(range(9)))[1] is False


def test_postings_whose_vectors_another_thread_took_away_are_left_out() -> None:
    corpus = Corpus()
    for handling in range(8):
        corpus.put(handling, (0.1, ("en:hospit",)), (0.2, ("en:hospit",)))
    visible = np.arange(8, dtype=np.int64)
    view = corpus.lexicon.view(visible)
    corpus.vectors.remove(3)
    corpus.vectors.put(5, np.stack([vector_of(0.1)]))
    found, _ = rank(corpus.vectors, view, question(), Terms([keyed("en:hospit", KEY)], []), visible)
    assert set(places(found)) == {(h, n) for h in range(8) for n in (0, 1)} - {(3, 0), (3, 1), (5, 1)}
    for handling in range(8):
        corpus.vectors.remove(handling)
    assert rank(corpus.vectors, view, question(), Terms([keyed("en:hospit", KEY)], []), visible) == ([], False)
