from __future__ import annotations

import pytest

from ingest.endless import KEPT, LONGEST, MARK, WARNING, shortened
from ingest.errors import ParseFailed
from ingest.portions import MAX_PORTIONS, MOST_TOKENS, cut
from ingest.sandbox import parse
from tests.ingest.papers import LOREM, block, document_of


def test_a_run_that_is_no_word_is_cut_to_its_beginning_and_told() -> None:
    made = shortened(document_of([block("paragraph", f"Before {'A' * 5_000_000} after.", top=9)]))
    part = made.pages[0].blocks[0]
    assert part.text == f"Before {'A' * KEPT}{MARK} after."
    assert [line.text for line in part.lines] == [part.text]
    assert made.warnings == (WARNING,)
    assert len(cut(made, lambda text: len(text) // 4)) < 5


@pytest.mark.parametrize(
    "text", [LOREM * 100, "x" * LONGEST, "\u6f22\u5b57" * LONGEST, "\u0e01\u0e23" * LONGEST], ids=len
)
def test_words_and_scripts_without_blanks_stay_as_they_are(text: str) -> None:
    document = document_of([block("paragraph", text)])
    assert shortened(document) is document


def test_the_lines_of_a_table_stay_its_rows() -> None:
    document = parse(
        "<table><tr><td>a</td><td>{}</td></tr><tr><td>c</td><td>d</td></tr></table>".format("b" * 9000).encode()
    )
    table = shortened(document).pages[0].blocks[0]
    assert table.rows == (("a", "b" * KEPT + MARK), ("c", "d"))
    assert [table.text[line.start : line.start + len(line.text)] for line in table.lines] == [
        " | ".join(row) for row in table.rows
    ]


def test_more_words_than_any_portions_hold_are_refused_before_they_are_counted() -> None:
    def count(_text: str) -> int:
        raise AssertionError("a token was counted")

    document = document_of([block("paragraph", "word " * (MAX_PORTIONS * MOST_TOKENS + 1))])
    with pytest.raises(ParseFailed, match="more than 20,000 portions"):
        cut(document, count)
