from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import StructureError
from ingest.structure import MAX_HIDDEN, MAX_WARNINGS, Block, Document, Hidden, Line, Page

WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
NUMBERS = st.floats(-1000, 1000)
LINES = st.builds(
    lambda text, box, sure: Line(text, box, 0, (sure,) * len(text.split()) if sure is not None else ()),
    WORDS,
    st.none() | st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.none() | st.integers(0, 100),
)
HIDDEN = st.builds(Hidden, st.sampled_from(["deleted", "inserted", "comment", "unseen"]), st.integers(0, 9), WORDS)
BLOCKS = st.builds(
    lambda kind, level, line, rows: Block(kind, level, line.text, (line,), tuple(rows)),
    st.sampled_from(["heading", "paragraph", "list", "table", "footnote", "furniture"]),
    st.integers(0, 9),
    LINES,
    st.lists(st.tuples(WORDS, WORDS), max_size=2),
)


@given(
    st.lists(st.lists(BLOCKS, max_size=3), max_size=3),
    st.none() | WORDS,
    st.lists(WORDS, max_size=2),
    st.lists(HIDDEN, max_size=2),
    st.booleans(),
)
def test_a_document_survives_its_serialised_form(
    pages: list[list[Block]], title: str | None, said: list[str], hidden: list[Hidden], picture: bool
) -> None:
    made = [Page(number, 595.0, 842.0, tuple(blocks), True, picture) for number, blocks in enumerate(pages, start=1)]
    document = Document("pdf", tuple(made), title, tuple(said), tuple(hidden))
    assert Document.from_json(document.to_json()) == document


def sound() -> dict[str, Any]:
    blocks = [["paragraph", 0, "Some text", [[0, 9, [90, 80], 1.0, 2.0, 3.0, 4.0]], []]]
    pages = [[1, 595.0, 842.0, True, False, blocks]]
    return {"kind": "pdf", "title": None, "warnings": [], "hidden": [], "pages": pages}


def test_the_sound_form_is_read() -> None:
    assert Document.from_json(json.dumps(sound()).encode()).pages[0].blocks[0].lines[0].box == (
        1.0,
        2.0,
        3.0,
        4.0,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "exe"},
        {"kind": ["pdf"]},
        {"title": "x" * 501},
        {"title": 7},
        {"warnings": ["x"] * (MAX_WARNINGS + 1)},
        {"pages": {}},
        {"pages": [[2, 1.0, 1.0, True, False, []]]},
        {"pages": [[1, "1", 1.0, True, False, []]]},
        {"pages": [[1, 1e9, 1.0, True, False, []]]},
        {"pages": [[1, True, 1.0, True, False, []]]},
        {"pages": [[1, 1.0, 1.0, 1, False, []]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["poem", 0, "x", [], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 10, "x", [], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "a\0b", [], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "\ud800", [], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[0, 2, []]], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[-1, 1, []]], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[0, 1, [], 2.0]], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["table", 0, "x", [], [[1]]]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [[]]]]},
        {"pages": [[1, 1.0, 1.0, True, 0, []]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[0, 1, [90, 90]]], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[0, 1, [101]]], []]]]]},
        {"pages": [[1, 1.0, 1.0, True, False, [["heading", 1, "x", [[0, 1, [True]]], []]]]]},
        {"hidden": [["deleted", 1, "x"]] * (MAX_HIDDEN + 1)},
        {"hidden": [["stolen", 1, "x"]]},
        {"hidden": [["deleted", -1, "x"]]},
        {"hidden": [["deleted", 1, "x" * 501]]},
    ],
)
def test_a_malformed_form_is_not_believed(change: dict[str, Any]) -> None:
    with pytest.raises(StructureError):
        Document.from_json(json.dumps(sound() | change).encode())


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"\xff", b'{"kind": NaN}', b"[" * 200_000, b'{"kind": "pdf"'])
def test_what_is_no_document_is_not_believed(raw: bytes) -> None:
    with pytest.raises(StructureError):
        Document.from_json(raw)
