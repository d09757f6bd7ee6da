"""Typos: what stands nowhere in the scope gives way to what does, and to nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from search.analyser import tokens
from search.language import readings
from search.query import LONGEST
from search.typo import mended, near
from search.vocabulary import Words, plain_words
from tests.encoders import HashingEncoder
from tests.house import Cast
from tests.search.shelving import SECRET, Passage, ask, shelve, titles

TEXT = "Ransomware groups encrypt the backup systems of hospitals; trafficking of cannabis and cocaine by ferries."
Pieces = Callable[[str], int]
ALREADY = frozenset({"hospital", "groups"})


def every_word_is_known(_word: str) -> int:
    return 1


def words_of(*texts: str) -> Words:
    counted = Counter(word for text in texts for word in set(plain_words(text)))
    spelt = sorted(counted)
    return Words(spelt, np.array([counted[word] for word in spelt], dtype=np.int64))


def pieces(word: str) -> int:
    return 1 if word in ALREADY else 3


def mend(
    typed: str, *, text: str = TEXT, kept: tuple[str, ...] = (), pieces: Callable[[str], int] = pieces
) -> str | None:
    """Mend a question put to one text."""
    spoken = readings(typed) or (None,)
    indexed = {token.term for language in spoken for token in tokens(text, language)}

    def standing(word: str) -> list[str | None]:
        return [one for one in spoken if any(token.term in indexed for token in tokens(word, one))]

    return mended(typed, standing, lambda: words_of(text), kept, pieces)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ransomwrae", "ransomware"),
        ("ransomware encrpt", "ransomware encrypt"),
        ("trafiking of canabis", "trafficking of cannabis"),
        ("hopsitals", "hospitals"),
        ("coccaine ferries", "cocaine ferries"),
    ],
)
def test_a_slip_is_mended_from_words_that_stand_in_the_scope(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["ransomware hospitals", "encrypted system", "RANSM attacks", "S/2025/71", "", "کمک", "groupe", "hospital"],
)
def test_what_is_no_slip_stays(typed: str) -> None:
    assert mend(typed) is None


def test_words_in_quotation_marks_stay_and_so_do_words_that_the_model_knows_whole() -> None:
    assert mend("ransomwrae", kept=("ransomwrae",)) is None
    assert mend("ransomwrae", pieces=every_word_is_known) is None


def test_a_question_in_a_language_that_the_scope_lacks_is_not_mended() -> None:
    assert mend("hôpitaux rançongiciels sauvegardes ferrie") is None


def test_the_nearest_comes_first_then_the_one_in_most_handlings_then_by_spelling() -> None:
    known = words_of("border", "border", "borden bordes", "bordering")
    assert near("bordet", known)[:3] == ["border", "borden", "bordes"]
    assert near("borderign", words_of("bordering borderlin"))[0] == "bordering"


def test_of_words_as_near_the_one_with_the_same_letters_comes_first() -> None:
    assert near("hopsital", words_of("hôpital", "hôpital", "hospital"))[:2] == ["hospital", "hopital"]


def test_arabic_words_are_mended_too() -> None:
    assert mend("المخدررات", text="تهريب المخدرات عبر الحدود") == "المخدرات"


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model of the tests reads words in pieces of four letters, as real ones read what they do not know."""
    monkeypatch.setattr(HashingEncoder, "count", lambda _, text: len(text) // 4 + 1)


@pytest.mark.usefixtures("in_pieces")
def test_the_engine_answers_the_mended_question_says_so_and_can_be_told_not_to(cast: Cast) -> None:
    shelve(cast, "Amphetamine laboratories were dismantled near the canal.", title="Laboratories")
    answer = ask(cast, "mei", "amphetamne laboratories")
    assert answer.respelt == "amphetamine laboratories"
    assert titles(answer) == ["Laboratories"]
    assert answer.results[0].evidence[0].matched == "both"
    assert ask(cast, "mei", "amphetamine laboratories").respelt is None
    assert ask(cast, "mei", "amphetamne laboratories", literal=True).respelt is None


@pytest.mark.usefixtures("in_pieces")
def test_what_is_mended_is_spelt_as_it_stands_in_what_the_reader_may_see(cast: Cast) -> None:
    shelve(cast, Passage("Des laboratoires clandestins près de la frontière.", language="fr"), title="Laboratoires")
    assert ask(cast, "mei", "laboratoires frontierre").respelt == "laboratoires frontière"


@pytest.mark.usefixtures("in_pieces")
def test_a_slip_is_taken_for_a_word_in_the_language_of_the_words_beside_it(cast: Cast) -> None:
    for number in range(2):
        shelve(cast, Passage(f"Le chantier naval fut fouillé, navire {number}.", language="fr"), title="Chantier")
    shelve(cast, "The chanter of the monastery was searched.", title="Chanter")
    assert ask(cast, "mei", "chantxer").respelt == "chantier"
    assert ask(cast, "mei", "chantxer monastery").respelt == "chanter monastery"
    shelve(cast, "A chantier in the monastery, and one more chantier.", title="Hidden", **SECRET)
    assert ask(cast, "mei", "chantxer monastery").respelt == "chanter monastery"
    assert ask(cast, "lena", "chantxer monastery").respelt == "chantier monastery"


@pytest.mark.usefixtures("in_pieces")
def test_hidden_words_mend_nothing(cast: Cast) -> None:
    shelve(cast, "Laboratories were dismantled near the canal.", title="Laboratories")
    before = ask(cast, "mei", "amphetamne laboratories")
    shelve(cast, "Amphetamine laboratories were dismantled near the canal.", title="Hidden", **SECRET)
    after = ask(cast, "mei", "amphetamne laboratories")
    assert before.respelt is after.respelt is None
    assert titles(before) == titles(after) == ["Laboratories"]
    assert ask(cast, "lena", "amphetamne laboratories").respelt == "amphetamine laboratories"


@pytest.mark.usefixtures("in_pieces")
def test_a_question_that_would_grow_too_long_is_answered_as_it_is_written(cast: Cast) -> None:
    shelve(cast, "Amphetamine laboratories were dismantled near the canal.", title="Laboratories")
    answer = ask(cast, "mei", "amphetamne laboratories".ljust(LONGEST, "!"))
    assert answer.respelt is None
    assert titles(answer) == ["Laboratories"]
