"""Assigning portions to the body and its tearlines, and which headings each may show (case 12)."""

from __future__ import annotations

import pytest

from ingest.assign import NothingSelected, assign
from ingest.portions import Portion, Span
from models.deposit import MarkingDeclared, TearlineDeclared
from models.handling import BODY

MARKING = MarkingDeclared(scheme="interpol", level="IFOUO")


def a_portion(*heading: str, page: int = 1, to: int | None = None) -> Portion:
    pages = (page,) if to is None else (page, to)
    spans = tuple(Span(n, n + 1, number, (0.0, 0.0, 1.0, 1.0)) for n, number in enumerate(pages))
    return Portion(page, heading, "words", spans, "text", 0, 0)


def a_tearline(*portions: str) -> TearlineDeclared:
    return TearlineDeclared(portions=list(portions), marking=MARKING, release_to=[])


def parts(portions: list[Portion], *tearlines: TearlineDeclared, known: dict[str, int] | None = None) -> list[str]:
    return [item.part for item in assign(portions, tearlines, known or {})]


def test_a_heading_selects_everything_under_it_whatever_its_case_and_blanks() -> None:
    portions = [a_portion("Study"), a_portion("Study", "Public  Notice"), a_portion("Study", "Public  Notice", "Part")]
    assert parts(portions, a_tearline("heading:public notice")) == [BODY, "tearline:1", "tearline:1"]


def test_a_page_selects_what_lies_wholly_on_it() -> None:
    portions = [
        a_portion(page=1),
        a_portion(page=2),
        a_portion(page=2, to=3),
        a_portion(page=3),
        a_portion(page=1, to=2),
    ]
    assert parts(portions, a_tearline("page:2")) == [BODY, "tearline:1", BODY, BODY, BODY]


def test_an_id_selects_its_place_and_the_first_tearline_has_it() -> None:
    portions = [a_portion(), a_portion(), a_portion()]
    found = parts(portions, a_tearline("b"), a_tearline("b", "c"), known={"a": 0, "b": 1, "c": 2})
    assert found == [BODY, "tearline:1", "tearline:2"]


@pytest.mark.parametrize("selector", ["heading:Nowhere", "page:9", "page:x", "unknown", "late"])
def test_a_selector_that_names_nothing_is_said_and_nothing_else_is_taken(selector: str) -> None:
    with pytest.raises(NothingSelected, match="tearline 2"):
        parts([a_portion("Study")], a_tearline("page:1"), a_tearline(selector), known={"late": 7})


def test_a_tearline_shows_no_heading_that_also_stands_over_the_body() -> None:
    portions = [
        a_portion("Granite", "Actors"),
        a_portion("Granite", "Annex", "Notice"),
        a_portion("Granite", "Annex", "Notice", "Advice"),
    ]
    found = assign(portions, [a_tearline("heading:Notice")], {})
    assert [item.heading for item in found] == [
        ("Granite", "Actors"),
        ("Annex", "Notice"),
        ("Annex", "Notice", "Advice"),
    ]
    cut = assign([*portions, a_portion("Granite", "Annex")], [a_tearline("heading:Notice")], {})
    assert [item.heading for item in cut[1:3]] == [("Notice",), ("Notice", "Advice")]


def test_a_passage_cut_from_under_a_heading_of_the_body_shows_none() -> None:
    portions = [a_portion("Granite"), a_portion("Granite", page=2)]
    assert assign(portions, [a_tearline("page:2")], {})[1].heading == ()


def test_two_tearlines_under_one_heading_show_it_in_neither() -> None:
    portions = [a_portion("Both"), a_portion("Both", page=2)]
    found = assign(portions, [a_tearline("page:1"), a_tearline("page:2")], {})
    assert [item.heading for item in found] == [(), ()]
