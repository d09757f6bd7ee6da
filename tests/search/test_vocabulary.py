"""The words of a scope: those of its handlings and of no other, counted and in order."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from models.tables.assessment import Edition, HandlingIndex
from repository import editions
from repository.database import bump
from search.changeover import INDEX
from search.vocabulary import Vocabulary, Words, WordsUnreadable, decode, encode, plain_word, plain_words
from tests.house import Cast
from tests.search.shelving import SECRET, Passage, parts_of, scope_of, shelve, write


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Smugglers' boats, 2025", ["smugglers", "boats"]),
        ("L’État naïf", ["etat", "naif"]),
        ("APT28 and عام2025", ["apt28", "and", "عام"]),
        ("Контрабанда ёлки", ["контрабанда", "елки"]),
        ("a b 7", []),
        ("恐怖主義", []),
    ],
)
def test_words_are_kept_without_case_accents_and_marks(text: str, found: list[str]) -> None:
    assert list(plain_words(text)) == found


def test_one_word_is_one_and_two_are_none() -> None:
    assert plain_word("Hôpital!") == "hopital"
    assert plain_word("two words") is None
    assert plain_word("7") is None


def test_what_is_kept_comes_back_each_word_once() -> None:
    assert decode(encode(["The boats", "of the boats"])) == ["boats", "of", "the"]
    assert decode(encode([])) == []


@pytest.mark.parametrize("broken", [b"", b"x", encode(["boats"])[1:], encode(["boats"])[:-1], zlib.compress(b"\xff")])
def test_a_list_that_is_not_whole_is_refused(broken: bytes) -> None:
    with pytest.raises(WordsUnreadable):
        decode(broken)


def test_words_that_begin_alike_come_by_how_many_handlings_have_them() -> None:
    words = Words(["boat", "boats", "bomb", "border"], np.array([1, 3, 1, 2]))
    assert words.starting("bo", 3) == [("boats", 3), ("border", 2), ("boat", 1)]
    assert words.starting("x", 3) == []
    assert "bomb" in words
    assert "bom" not in words
    assert words.count("border") == 2


def test_a_word_goes_with_the_last_handling_that_has_it() -> None:
    vocabulary = Vocabulary()
    vocabulary.take({1: encode(["boats, ships"])})
    vocabulary.take({2: encode(["boats"])})
    assert vocabulary.holding(["ships"], [1, 2]) == [1]
    vocabulary.take({1: encode(["planes"])})
    assert vocabulary.holding(["ships"], [1, 2]) == []
    assert vocabulary.holding(["boats"], [1, 2]) == [2]
    vocabulary.take({2: None})
    vocabulary.take({2: None})
    assert vocabulary.holding(["boats"], [1, 2]) == []
    assert [word for word in vocabulary._words.spelt if word] == ["planes"]
    assert len(vocabulary) == 1


def test_beside_a_word_stands_how_it_is_written_most_often_where_that_is_another() -> None:
    texts = ["L'État en Haïti. L'état et l'Etat.", "مكافحة الإرْهاب"]
    assert decode(encode(texts)) == ["en", "et", "etat\tétat", "haiti\thaïti", "الارهاب\tالإرهاب", "مكافحه\tمكافحة"]


def test_how_words_were_written_goes_with_the_last_handling_that_wrote_them_so() -> None:
    vocabulary = Vocabulary()
    vocabulary.take({1: encode(["état"])})
    vocabulary.take({2: encode(["etat"])})
    vocabulary.tidy()
    assert [form for form in vocabulary._forms.spelt if form] == ["état"]
    vocabulary.take({1: None})
    assert [form for form in vocabulary._forms.spelt if form] == []
    assert vocabulary.holding(["etat"], [1, 2]) == [2]


def words_of(cast: Cast, username: str) -> Words:
    with cast.house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        cast.house.engine.refresh(session)
        return cast.house.engine.index.vocabulary.view(scope)


def test_a_reader_has_the_words_of_what_she_may_see_alone(cast: Cast) -> None:
    shelve(cast, "Obsidian is smuggled.", title="One")
    shelve(cast, "Granite is smuggled.", title="Two", **SECRET)
    assert "granite" not in words_of(cast, "mei")
    assert "granite" in words_of(cast, "lena")
    assert words_of(cast, "mei").count("smuggled") == 1
    assert words_of(cast, "lena").count("smuggled") == 2


def test_what_is_hidden_does_not_even_have_the_words_counted_anew(cast: Cast) -> None:
    shelve(cast, "Obsidian is smuggled.", title="One")
    before = words_of(cast, "mei")
    shelve(cast, "Granite is smuggled.", title="Two", **SECRET)
    assert words_of(cast, "mei") is before
    shelve(cast, "Marble is smuggled.", title="Three")
    assert "marble" in words_of(cast, "mei")


def test_p1_for_hidden_words_that_wait_nobody_looks_through_her_works(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(cast, "Obsidian is smuggled.", title="One")
    before = words_of(cast, "mei")
    shelve(cast, "Granite is smuggled.", title="Two", **SECRET)
    with monkeypatch.context() as watched:
        watched.setattr(Vocabulary, "_settled", lambda *_: pytest.fail("her works were looked through"))
        assert words_of(cast, "mei") is before
    assert "granite" in words_of(cast, "lena")


def test_words_that_are_kept_anew_take_no_more_room() -> None:
    vocabulary = Vocabulary()
    for _ in range(4):
        vocabulary.take({1: encode(["état boats ships"])})
        vocabulary.tidy()
    assert (len(vocabulary._words.spelt), len(vocabulary._forms.spelt)) == (3, 1)


def test_a_word_is_shown_as_most_works_of_the_reader_write_it_and_hidden_ones_do_not_count(cast: Cast) -> None:
    shelve(cast, Passage("Reseau demantele.", language="fr"), title="One")
    assert words_of(cast, "mei").written("reseau") == "reseau"
    for title in ("Two", "Three"):
        shelve(cast, Passage("Réseau démantelé à Liège.", language="fr"), title=title, **SECRET)
    assert words_of(cast, "mei").written("reseau") == "reseau"
    assert words_of(cast, "mei").written("liege") == "liege"
    assert [words_of(cast, "lena").written(word) for word in ("reseau", "liege")] == ["réseau", "liège"]


def test_what_is_kept_of_scopes_goes_with_a_work_of_theirs_and_is_of_a_few_scopes_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = shelve(cast, "Obsidian is smuggled.", title="One", **SECRET)
    kept = cast.house.engine.index.vocabulary
    for username in ("mei", "lena"):
        words_of(cast, username)
    assert len(kept._views) == 2
    with cast.house.registry.database.read() as session:
        kept.take({parts_of(session, edition)["body"]: None})
    assert len(kept._views) == 1
    monkeypatch.setattr("search.vocabulary.MOST_SCOPES", 1)
    for username in ("mei", "lena"):
        words_of(cast, username)
    assert len(kept._views) == 1


def test_a_list_that_is_made_late_holds_no_word_that_came_in_the_meantime(cast: Cast) -> None:
    edition = shelve(cast, "Obsidian is smuggled.", title="One")
    words = words_of(cast, "mei")
    with cast.house.registry.database.write() as session:
        write(cast.house, session, session.get_one(Edition, edition.id), [Passage("Gone.")])
    shelve(cast, "Granite marble quartz basalt is smuggled.", title="Two", **SECRET)
    words_of(cast, "lena")
    assert {"granite", "marble", "quartz", "basalt"}.isdisjoint(words.spelt)
    assert not any(word in words for word in ("granite", "marble", "quartz", "basalt"))


def test_words_that_are_written_anew_are_seen_at_the_next_look(cast: Cast) -> None:
    edition = shelve(cast, "Obsidian is smuggled.", title="One")
    assert "obsidian" in words_of(cast, "mei")
    with cast.house.registry.database.write() as session:
        write(cast.house, session, session.get_one(Edition, edition.id), [Passage("Marble is carved.")])
    words = words_of(cast, "mei")
    assert ("obsidian" in words, "marble" in words) == (False, True)


def test_the_row_holds_no_word_and_one_that_does_not_open_stops_no_search(cast: Cast) -> None:
    edition = shelve(cast, "Obsidian is smuggled.", title="One")
    with cast.house.registry.database.write() as session:
        row = session.get_one(HandlingIndex, parts_of(session, edition)["body"])
        assert row.words is not None
        assert b"obsidian" not in row.words
        key = editions.key_of(session.get_one(Edition, edition.id), cast.house.registry.vault)
        assert b"obsidian" in zlib.decompress(key.unseal(f"words:{row.handling_id}", row.words))
        row.words = row.words[:-1] + b"x"
        row.version = bump(session, INDEX)
        session.add(row)
    assert len(words_of(cast, "mei")) == 0


def test_words_that_wait_are_read_for_whoever_may_see_them_and_tidied_for_the_rest(cast: Cast) -> None:
    shelve(cast, "Smugglers moved boats.")
    shelve(cast, "A hidden trafficker.", **SECRET)
    vocabulary = cast.house.engine.index.vocabulary
    with cast.house.registry.database.read() as session:
        cast.house.engine.refresh(session)
        scope = scope_of(cast, session, "mei")
        assert len(vocabulary._waiting) == len(vocabulary) == 2
        assert "smugglers" in vocabulary.view(scope)
        assert "trafficker" not in vocabulary.view(scope)
        assert len(vocabulary._waiting) == 1
    assert vocabulary.tidy()
    assert not vocabulary.tidy()
    assert len(vocabulary) == 2


def test_words_that_wait_are_forgotten_replaced_and_unreadable_like_others() -> None:
    vocabulary = Vocabulary()
    vocabulary.take({1: encode(["boats"])})
    vocabulary.take({2: encode(["boats"])})
    vocabulary.take({3: b"broken"})
    vocabulary.take({1: None})
    vocabulary.take({2: encode(["trucks"])})
    assert vocabulary.holding(["trucks"], [1, 2, 3]) == [2]
    assert vocabulary.holding(["boats"], [1, 2, 3]) == []
    vocabulary.take({2: encode(["boats"])})
    assert vocabulary.holding(["trucks"], [1, 2, 3]) == []
    assert vocabulary.holding(["boats"], [1, 2, 3]) == [2]
