from __future__ import annotations

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
