from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import portions
from ingest.errors import ParseFailed
from ingest.pdf import read
from ingest.portions import MOST_TOKENS, Portion, cut
from ingest.structure import Block, Document, Line, Page
from tests.ingest.papers import block, document_of, report


def count(text: str) -> int:
    return len(text.split()) + len(text) // 40


def sentence(number: int, words: int = 20) -> str:
    return f"Sentence {number} " + "word " * (words - 3) + "ends."


def texts(made: list[Portion]) -> list[str]:
    return [portion.text for portion in made]


def test_no_portion_crosses_a_heading_and_each_knows_its_path() -> None:
    made = cut(
        document_of(
            [
                block("heading", "Report", 1),
                block("paragraph", "An opening."),
                block("heading", "Routes", 2),
                block("paragraph", "By land."),
                block("heading", "Sea", 3),
                block("paragraph", "By sea."),
                block("heading", "Outlook", 2),
                block("paragraph", "It grows."),
            ]
        ),
        count,
    )
    assert [(portion.heading, portion.text) for portion in made] == [
        (("Report",), "An opening."),
        (("Report", "Routes"), "By land."),
        (("Report", "Routes", "Sea"), "By sea."),
        (("Report", "Outlook"), "It grows."),
    ]


def test_a_heading_with_nothing_under_it_is_not_lost() -> None:
    made = cut(
        document_of([block("heading", "Annex", 1), block("heading", "Maps", 1), block("paragraph", "One map.")]),
        count,
    )
    assert [(portion.kind, portion.heading, portion.text) for portion in made] == [
        ("heading", (), "Annex"),
        ("text", ("Maps",), "One map."),
    ]


def test_furniture_is_left_out_and_notes_stand_alone() -> None:
    page = [
        block("furniture", "RESTRICTED"),
        block("paragraph", "Body text."),
        block("footnote", "1 A source."),
    ]
    made = cut(document_of(page, page), count)
    assert sorted((portion.kind, portion.page, portion.text) for portion in made) == [
        ("footnote", 1, "1 A source."),
        ("footnote", 2, "1 A source."),
        ("text", 1, "Body text."),
        ("text", 2, "Body text."),
    ]


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    made = cut(document_of([block("paragraph", " ".join(sentence(n) for n in range(60)))]), count)
    assert len(made) > 4
    assert all(portion.text.startswith("Sentence") and portion.text.endswith("ends.") for portion in made)
    assert all(120 <= count(portion.text) <= MOST_TOKENS for portion in made[:-1])
    assert " ".join(texts(made)) == " ".join(sentence(n) for n in range(60))


def test_a_portion_ends_with_its_page_unless_its_paragraph_runs_on() -> None:
    apart = cut(document_of([block("paragraph", "Ends here.")], [block("paragraph", "Begins there.")]), count)
    assert [(portion.page, portion.text) for portion in apart] == [(1, "Ends here."), (2, "Begins there.")]
    running = (
        [block("paragraph", "The group moved", top=700), block("footnote", "1 A note.")],
        [
            block("furniture", "Head"),
            block("paragraph", "its cargo by night. It was seen.", top=80),
        ],
    )
    made = [portion for portion in cut(document_of(*running), count) if portion.kind == "text"]
    assert texts(made) == ["The group moved its cargo by night. It was seen."]
    assert [box[0] for box in made[0].boxes] == [1.0, 2.0]


def test_a_sentence_is_boxed_by_the_lines_it_stands_on() -> None:
    lines = (
        Line("One two. Three", (100.0, 10.0, 240.0, 20.0), 0),
        Line("four five.", (100.0, 22.0, 200.0, 32.0), 15),
    )
    text = "One two. Three four five."
    document = Document("pdf", (Page(1, 595.0, 842.0, (Block("paragraph", 0, text, lines),), True),), None)
    portion = cut(document, count)[0]
    assert portion.boxes == ((1.0, 100.0, 10.0, 240.0, 20.0), (1.0, 100.0, 22.0, 200.0, 32.0))
    first, second = portion.boxes_of(9, 25)
    assert first == pytest.approx((1.0, 190.0, 10.0, 240.0, 20.0))
    assert second == pytest.approx((1.0, 100.0, 22.0, 200.0, 32.0))


def test_in_arabic_a_part_of_a_line_counts_from_the_right() -> None:
    text = "جملة أولى. جملة ثانية."
    document = document_of([block("paragraph", text, top=10)])
    portion = cut(document, count)[0]
    (box,) = portion.boxes_of(0, 10)
    assert box[3] == 500.0
    assert box[1] > 250


def test_a_table_takes_its_caption_and_repeats_its_header() -> None:
    rows = [
        ("Port", "Cases"),
        *[(f"Harbour number {n}", "one two three four five six seven") for n in range(60)],
    ]
    text, lines, start = "\n".join(" | ".join(row) for row in rows), [], 0
    for row in rows:
        lines.append(Line(" | ".join(row), (72.0, 10.0, 500.0, 20.0), start))
        start += len(lines[-1].text) + 1
    table = Block("table", 0, text, tuple(lines), tuple(rows))
    made = cut(
        document_of([block("paragraph", "Before."), block("paragraph", "Table 2. Cases by port"), table]),
        count,
    )
    assert made[0].text == "Before."
    assert made[1].text.startswith("Table 2. Cases by port\nPort | Cases\nHarbour number 0 |")
    assert len(made) > 3
    assert all(portion.kind == "table" and portion.text.startswith("Port | Cases\n") for portion in made[2:])
    assert all(count(portion.text) <= MOST_TOKENS + 20 for portion in made)


def test_a_text_without_sentences_or_blanks_is_still_cut() -> None:
    made = cut(document_of([block("paragraph", "A" * 50_000)]), lambda text: len(text) // 4 + 1)
    assert "".join(texts(made)).replace(" ", "") == "A" * 50_000
    assert all(len(portion.text) <= 4 * MOST_TOKENS for portion in made)


def test_more_portions_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "MAX_PORTIONS", 3)
    blocks = [part for n in range(5) for part in (block("heading", f"H{n}", 1), block("paragraph", "Text."))]
    with pytest.raises(ParseFailed, match="more than 3 portions"):
        cut(document_of(blocks), count)


WORDS = st.lists(
    st.sampled_from(["alpha", "beta.", "gamma", "delta!", "1.", "(a)", "épsilon;", "زيتا"]),
    min_size=1,
    max_size=90,
)
SHAPES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["heading", "paragraph", "list", "footnote"]), st.integers(1, 3), WORDS),
        max_size=5,
    ),
    min_size=1,
    max_size=3,
)


@given(SHAPES)
def test_no_word_is_lost_or_told_twice_and_every_box_lies_in_its_text(
    shape: list[list[tuple[str, int, list[str]]]],
) -> None:
    pages = [
        [block(kind, " ".join(words), level, top=50.0 * n) for n, (kind, level, words) in enumerate(page)]  # type: ignore[arg-type]
        for page in shape
    ]
    document = document_of(*pages)
    made = cut(document, count)
    bodies = [b.text for page in pages for b in page if b.kind != "heading"]
    own = [portion.text for portion in made if portion.kind != "heading"]
    assert sorted(" ".join(own).split()) == sorted(" ".join(bodies).split())
    for portion in made:
        assert all(0 <= span.start < span.end <= len(portion.text) for span in portion.spans)
        assert all(72.0 <= box[1] <= box[3] <= 500.0 for box in portion.boxes)


def test_a_real_report_is_cut_with_boxes_on_its_pages() -> None:
    made = cut(read(report(3), lambda _done, _total: None), count)
    assert {portion.page for portion in made} == {1, 2, 3}
    assert all(portion.spans for portion in made)
    assert made[0].heading == ("Smuggling over the northern routes", "1. Chapter of number 1")
