from __future__ import annotations

import pytest

from ingest.direction import Glyph, in_logical_order
from ingest.pdf import read
from tests.ingest.papers import all_text, raw_pdf

WIDTH = 6.0


def drawn(line: str, top: float = 100.0) -> list[Glyph]:
    """The signs of a line as they stand on paper, the leftmost first."""
    return [
        Glyph(char, (50 + WIDTH * place, top, 50 + WIDTH * (place + 1), top + 10), place)
        for place, char in enumerate(line)
    ]


def read_back(*lines: str) -> list[str]:
    signs = [sign for row, line in enumerate(lines) for sign in drawn(line, 100.0 + 14 * row)]
    words = in_logical_order(signs)
    return [" ".join(text for text, _, at, _ in words if at == line) for line in sorted({at for _, _, at, _ in words})]


@pytest.mark.parametrize(
    ("paper", "wanted"),
    [
        ("ريرقت", "تقرير"),
        ("2025 ماع ريرقت", "تقرير عام 2025"),
        ("2025/12/31 خيراتب", "بتاريخ 2025/12/31"),
        ("درادناتسا -2-5", "5-2- استاندارد"),
        ("ةماع ماكحأ .3", "3. أحكام عامة"),
        ("%12,5 ةبسنب", "بنسبة 12,5%"),
        ("نم Python 3.11 ةغلب", "بلغة Python 3.11 من"),
        (")لوبرتنإلا( ةمظنملا", "المنظمة (الإنتربول)"),
        ("(لوبرتنإلا) ةمظنملا", "المنظمة (الإنتربول)"),
        ("(ICPO) ةمظنملا", "المنظمة (ICPO)"),
        ("םילובגה לע חוד", "דוח על הגבולים"),
        ("2025 לש חוד", "דוח של 2025"),
    ],
)
def test_a_line_is_read_as_it_was_written(paper: str, wanted: str) -> None:
    assert read_back(paper) == [wanted]


def test_a_latin_line_that_quotes_keeps_its_order() -> None:
    assert read_back("The word ريرقت ماع means report") == ["The word عام تقرير means report"]


def test_a_blank_that_is_only_a_gap_is_one() -> None:
    signs = drawn("ماع")
    apart = [
        Glyph(sign.text, (sign.box[0] + 22, *sign.box[1:2], sign.box[2] + 22, sign.box[3]), 9) for sign in drawn("ةنس")
    ]
    assert [text for text, _, _, _ in in_logical_order([*signs, *apart])] == ["سنة", "عام"]


def test_a_mark_that_is_drawn_last_returns_to_its_letter() -> None:
    signs = [*drawn("ةدحتم"), Glyph("\u064f", (50 + 4 * WIDTH, 94, 50 + 5 * WIDTH, 104), 30)]
    assert [text for text, _, _, _ in in_logical_order(signs)] == ["م\u064fتحدة"]


def test_two_columns_are_lines_of_their_own_the_right_one_first() -> None:
    left, right = drawn("راسي"), drawn("نيمي")
    for sign in right:
        sign.box = (sign.box[0] + 200, sign.box[1], sign.box[2] + 200, sign.box[3])
    assert [(text, line) for text, _, line, _ in in_logical_order([*left, *right])] == [("يمين", 0), ("يسار", 1)]


def test_a_page_whose_words_all_stand_backwards_is_turned() -> None:
    page = ["هذا تقرير من المنظمة", "إلى الدول التي في القارة", "على هذه الحدود عن طريق"]
    assert read_back(*page) == page


HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"


def typed(line: str) -> bytes:
    """Codes of a font whose a, b, c ... are the letters of the Hebrew alphabet, as a program writes them: from the
    left.
    """
    return "".join(chr(97 + HEBREW.index(char)) if char in HEBREW else char for char in line).encode()


def test_hebrew_in_a_pdf_is_read_in_logical_order() -> None:
    lines = [b"(" + typed(line) + b") Tj 0 -16 Td" for line in ("תוחרבה לע 2025 לש חוד", "לובגב", "רתוי .3")]
    document = read(
        raw_pdf(b"BT /F1 12 Tf 200 700 Td " + b" ".join(lines) + b" ET", letters=HEBREW), lambda _done, _total: None
    )
    text = all_text(document)
    assert "דוח של 2025 על הברחות" in text
    assert "3. יותר" in text
