from __future__ import annotations

import pytest

from ingest.furniture import furniture
from ingest.masthead import masthead
from ingest.paragraphs import Style, footnotes
from ingest.printed import Printed

HEIGHT = 800.0


def line(text: str, top: float, size: float = 10.0, left: float = 72.0, aside: bool = False) -> Printed:
    return Printed(text, (left, top, left + 5 * len(text), top + size), size, False, aside=aside)


def chosen(*pages: list[Printed]) -> list[list[str]]:
    found = furniture([(page, HEIGHT) for page in pages], 10.0)
    return [[page[index].text for index in sorted(held)] for page, held in zip(pages, found, strict=True)]


def test_what_recurs_at_the_same_height_is_furniture_and_what_merely_recurs_is_not() -> None:
    pages = [
        [line("RESTREINT", 20), line("Text of its own", 300 + n), line("I thank you.", 660 + 30 * n), line(f"{n}", 780)]
        for n in range(3)
    ]
    assert chosen(*pages) == [["RESTREINT", str(n)] for n in range(3)]


def test_a_banner_that_shares_its_row_on_other_pages_is_furniture_alone_as_well() -> None:
    shared = line("TLP:AMBER Europol", 20)
    shared.parts = (("TLP:AMBER", (72, 20, 120, 30)), ("Europol", (400, 20, 440, 30)))
    pages = [[shared], [shared], [shared], [line("TLP:AMBER", 22)]]
    assert chosen(*pages)[3] == ["TLP:AMBER"]


def test_the_job_number_of_the_printing_shop_is_furniture() -> None:
    assert chosen([line("A sentence.", 300), line("25-08477 (E) 040625 110625", 730), line("*2508477*", 750)]) == [
        ["25-08477 (E) 040625 110625", "*2508477*"]
    ]


def test_the_masthead_ends_with_date_and_language() -> None:
    head = line("Security Council", 60, 18)
    head.parts = (("Security Council", (72, 60, 200, 78)), ("Distr.: General", (400, 66, 460, 76)))
    lines = [
        head,
        line("6 February 2025", 78, left=400),
        line("Original: English", 102, left=400),
        line("Letter", 200, 14),
    ]
    assert masthead(lines) == {0, 1, 2}
    assert masthead(lines[1:]) == frozenset()


def test_small_print_is_a_note_only_behind_a_mark() -> None:
    style = Style(10.0, False, set())
    lines = [line("Body of the page.", 300), line("a continuing caption", 600, 8), line("1 See the report.", 620, 8)]
    assert footnotes(lines, style) == {2}


def test_a_line_of_nothing_but_blanks_takes_no_time_and_is_no_page_number() -> None:
    assert chosen([line(" " * 20_000 + "x", 30.0)], [line("- 4 -", 30.0)]) == [[], ["- 4 -"]]


def test_of_two_pages_what_stands_alike_on_both_is_furniture_and_nothing_else_is() -> None:
    pages = [
        [
            line("RESTREINT", 20),
            line(f"{letter} begins here.", 60),
            line("Twice alike.", 300),
            line("Thanks.", 700 + 30 * number),
            line(f"REF/2026/006 sample {number} of 2", 780),
        ]
        for number, letter in enumerate("AB", start=1)
    ]
    assert chosen(*pages) == [["RESTREINT", f"REF/2026/006 sample {number} of 2"] for number in (1, 2)]


def test_what_stands_twice_on_one_of_two_pages_is_text() -> None:
    signed = [line("Signature:", 760), line("Signature:", 772)]
    assert chosen([line("A letter.", 300), *signed], [line("An annex.", 300)]) == [[], []]


def test_a_page_of_its_own_has_no_running_heads() -> None:
    assert chosen([line("RESTREINT", 20), line("A sentence.", 300)], []) == [[], []]


@pytest.mark.parametrize(
    "numbered",
    [
        "{} Page {n} of {of}",
        "Page {n} sur {of} {}",
        "{} · Página {n} de {of}",
        "صفحة {n} من {of} {}",
        "{} الصفحة {n} من {of}",
        "{} p. {n}/{of}",
    ],
)
def test_a_line_at_the_foot_with_the_number_of_its_page_and_of_all_is_furniture(numbered: str) -> None:
    pages = [
        [line(f"Text {sign}", 300), line(numbered.format(sign, n=number, of=3), 780)]
        for number, sign in enumerate(("Alpha", "Beta", "Gamma"), start=1)
    ]
    assert [len(found) for found in chosen(*pages)] == [1, 1, 1]


def test_what_stands_below_the_number_of_the_page_and_of_all_is_furniture_too() -> None:
    page = [line("A sentence.", 300), line("Its end.", 700), line("REF 7 Page 1 of 1", 770), line("RESTREINT", 790)]
    assert chosen(page) == [["REF 7 Page 1 of 1", "RESTREINT"]]


@pytest.mark.parametrize("sentence", ["as shown on page 2 of 3", "as shown on page 1 of 4", "the page 1 of 3 tables"])
def test_a_sentence_at_the_foot_that_names_some_page_stays_text(sentence: str) -> None:
    assert chosen([line(sentence, 780)], [line("Beta", 300)], [line("Gamma", 300)]) == [[], [], []]
