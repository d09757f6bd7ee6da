"""The page of one assessment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demo.typeset import write_documents
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

TEARLINE: dict[str, Any] = {
    "tearlines": [
        {
            "portions": ["heading:Outlook"],
            "marking": {"scheme": "interpol", "level": "IFOUO"},
            "release_to": ["aseanapol"],
        }
    ],
    "title": "The whole title",
    "register_title": "A title for the register",
    "marking": {"scheme": "interpol", "level": "IC"},
    "release_to": ["europol"],
}


AMBER = {"scheme": "interpol", "level": "IFOUO", "tlp": "AMBER"}
"""What the report of the demo carries; one that is declared without its label would be held."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A report of the demo, as a PDF."""
    written = write_documents(tmp_path_factory.mktemp("documents"))
    return next(Path(w.path).read_bytes() for w in written if w.key == "hospital-ransomware-en")


def test_an_original_page_is_shown_with_the_evidence_on_it(visit: Visiting, cast: Cast, report: bytes) -> None:
    ident = cast.release("amina", report, "report.pdf", title="On pages", marking=AMBER)
    found = visit.page("lena", "/search?q=ransomware+affiliates").xpath("//figcaption/a/@href")[0]
    tree = visit.page("lena", found.partition("#")[0])
    (image,) = tree.xpath("//section[@id='page']//img")
    assert image.get("src").startswith(f"/api/v1/assessments/{ident}/pages/")
    assert image.get("alt")
    (svg,) = tree.xpath("//section[@id='page']//*[local-name()='svg']")
    width, height = (float(part) for part in svg.get("viewbox").split()[2:])
    boxes = svg.xpath("./*[@class='hot']")
    assert boxes
    for box in boxes:
        x, y, w, h = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x < x + w <= width
        assert 0 <= y < y + h <= height


def test_pages_can_be_turned_and_numbers_beyond_the_ends_are_cut(visit: Visiting, cast: Cast, report: bytes) -> None:
    ident = cast.release("amina", report, "report.pdf", title="On pages", marking=AMBER)
    first = visit.page("lena", f"/assessments/{ident}?page=-7")
    assert not first.xpath("//a[@rel='prev']")
    second = visit.page("lena", first.xpath("//a[@rel='next']/@href")[0].partition("#")[0])
    assert "Page 2 of" in words(second)
    last = visit.page("lena", f"/assessments/{ident}?page=999999")
    assert not last.xpath("//a[@rel='next']")


def test_the_text_can_be_read_instead(visit: Visiting, cast: Cast, report: bytes) -> None:
    ident = cast.release("amina", report, "report.pdf", title="On pages", marking=AMBER)
    tree = visit.page("lena", f"/assessments/{ident}?view=text")
    assert not tree.xpath("//section[@id='page']//img")
    assert "ransomware" in words(tree, "//div[@class='reading']").lower()


def test_the_register_page_says_marking_originator_and_what_is_granted(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), title="A report", actions=["view", "cite"], kind="risk-analysis")
    tree = visit.page("lena", f"/assessments/{ident}")
    shown = words(tree, "//aside")
    assert "INTERPOL FOR OFFICIAL USE ONLY" in shown
    assert "assumed equivalence" in shown
    assert tree.xpath("string(//dt[.='You may']/following-sibling::dd[1])") == "view and cite"


def test_a_reader_of_a_part_sees_a_whole_that_betrays_nothing(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), **TEARLINE)
    text = visit.get("mei", f"/assessments/{ident}").text
    assert "A title for the register" in text
    assert "clinics are likely" in text
    for hidden in ("The whole title", "encrypt", "CONFIDENTIAL", "backup"):
        assert hidden not in text
    whole = visit.get("lena", f"/assessments/{ident}").text
    assert "The whole title" in whole
    assert "encrypt" in whole


def test_absent_and_withheld_read_the_same(visit: Visiting, cast: Cast) -> None:
    withheld = cast.release("amina", REPORT.encode(), title="Withheld", release_to=[])
    answers = [visit.get("lena", f"/assessments/{ident}") for ident in (withheld, "a" * 26, "%F0%9F")]
    assert {answer.status_code for answer in answers} == {404}
    normal = {a.text.replace(withheld, "ID").replace("a" * 26, "ID").replace("%F0%9F", "ID") for a in answers[:2]}
    assert len(normal) == 1


def test_an_address_that_names_a_passage_wrongly_just_shows_the_page(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), title="A report")
    for wrong in ("portion=zzz&at=0-9", "portion=zzz&at=9", "at=5-1"):
        assert not visit.page("lena", f"/assessments/{ident}?{wrong}").xpath("//mark")


def test_a_page_that_is_no_number_is_refused(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), title="A report")
    assert visit.get("lena", f"/assessments/{ident}?page=two").status_code == 422
