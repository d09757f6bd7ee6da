"""What Tesseract writes is read within bounds: a hostile picture may have made it."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from ingest import hocr

PARAGRAPH = "<p class='ocr_par' id='par_1_1' lang='ara' title=\"bbox 1 2 90 40\">"
LINE = (
    "<span class='ocr_line' id='line_1_1' title=\"bbox 1 2 90 20; baseline 0 -4; x_size {size}; x_descenders {below}; "
    'x_ascenders 5">'
)


def word(text: str, box: str = "1 2 30 20", sure: str = "93", more: str = "") -> str:
    return f"<span class='ocrx_word' id='word_1_1' title='bbox {box}; x_wconf {sure}'{more}>{text}</span>"


def line(size: float = 30, below: float = 6) -> str:
    return LINE.format(size=size, below=below)


def read(*parts: str) -> list[tuple[str, int, int, float]]:
    return [(one.text, one.line, one.confidence, one.size) for one in hocr.words("\n".join(parts).encode())]


def test_words_come_with_their_line_confidence_and_the_height_of_their_paragraph() -> None:
    said = [PARAGRAPH, line(30), word("nine"), word("rifles", sure="41"), line(34), word("were"), word("seen")]
    assert read(*said) == [("nine", 0, 93, 30.0), ("rifles", 0, 41, 30.0), ("were", 1, 93, 30.0), ("seen", 1, 93, 30.0)]


def test_a_height_that_tesseract_only_guessed_counts_for_nothing() -> None:
    assert read(PARAGRAPH, line(22, 5.5), word("2")) == [("2", 0, 93, 0.0)]
    assert read(PARAGRAPH, line(22, 5.5), word("2"), line(30), word("rifles")) == [
        ("2", 0, 93, 30.0),
        ("rifles", 1, 93, 30.0),
    ]


def test_entities_invisible_characters_and_blanks_inside_a_word_are_put_right() -> None:
    assert [one[0] for one in read(line(), word("R&amp;D"), word("\u200fa\u200e b"), word(" "), word("\ufb01ve"))] == [
        "R&D",
        "ab",
        "five",
    ]


def test_words_written_from_the_right_or_in_another_language_are_words() -> None:
    assert [one[0] for one in read(line(), word("بنادق", more=" lang='ara' dir='rtl'"))] == ["بنادق"]


def test_what_has_not_the_form_of_a_word_is_passed_over() -> None:
    odd = [
        word("a", "1 2 3"),
        word("b", "9 2 1 4"),
        word("c", "1 2 3 4", "x"),
        word("d", "1 2 3 4444444"),
        "<span>",
        "e",
    ]
    assert read(line(), *odd, word("f", sure="999")) == [("f", 0, 100, 30.0)]


def test_a_page_of_too_many_words_is_cut() -> None:
    assert len(hocr.words((line() + word("a") * (hocr.MAX_WORDS + 9)).encode())) == hocr.MAX_WORDS


@given(st.binary(max_size=400) | st.text("<span class='ocrx_word' title=bbox 1 2;>&\"", max_size=400).map(str.encode))
def test_nothing_breaks_it(raw: bytes) -> None:
    assert isinstance(hocr.words(raw), list)


def test_its_time_grows_with_its_input_only() -> None:
    started = time.process_time()
    for piece in ("<span class='ocrx_word' id='w' title='", "<span class='", "bbox 1 ", "<", word("a")):
        hocr.words((piece * 40_000).encode())
    assert time.process_time() - started < 10
