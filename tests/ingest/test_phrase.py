from __future__ import annotations

import pytest

from ingest.phrase import Phrases, fold, phrase, spans, words


def test_folding_moves_no_character() -> None:
    text = "Évaluation: ÑANDÚ، الإرهاب Ёлка ﬁn İstanbul ǅ"
    assert len(fold(text)) == len(text)


def test_words_and_their_places_belong_together() -> None:
    text = "L’Évaluation des مُهرّبين, e\u0301tape 2"
    assert words(text) == ["l", "evaluation", "des", "مهربين", "etape", "2"]
    assert [text[start:end] for start, end in spans(text)][3:5] == ["مُهرّبين", "e\u0301tape"]


@pytest.mark.parametrize("text", ["بالمخدرات", "المخدرات", "للمخدرات", "والمخدرات", "مخدرات"])
def test_what_arabic_writes_in_front_of_a_word_hides_no_phrase(text: str) -> None:
    assert [match.meaning for match in Phrases([phrase("مخدرات", "drugs")]).all(words(text))] == ["drugs"]


def test_a_stem_finds_longer_words_and_no_others() -> None:
    lexicon = Phrases([phrase("border control*", 1), phrase("smuggl*", 2)])
    assert [m.meaning for m in lexicon.all(words("Border controls stop smugglers; borders control nobody."))] == [1, 2]


def test_of_overlapping_phrases_the_longest_is_taken() -> None:
    lexicon = Phrases([phrase("sudan", "SD"), phrase("south sudan", "SS")])
    assert [match.meaning for match in lexicon.longest(words("South Sudan and Sudan"))] == ["SS", "SD"]


@pytest.mark.parametrize(
    "text",
    ["a" * 300_000 + "!", "\u0301" * 100_000, "e" + "\u0301" * 100_000, "ال" * 100_000, "x " * 150_000, "\u0640 " * 9],
    ids=["one word", "marks", "a letter and marks", "articles", "many words", "strokes"],
)
def test_hostile_texts_are_read_like_others(text: str) -> None:
    lexicon = Phrases([phrase("aaa*", 1), phrase("الالا*", 2), phrase("x x x y", 3)])
    assert len(list(lexicon.longest(words(text)))) <= 1
    assert len(spans(text)) == len(words(text))
