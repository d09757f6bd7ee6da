"""Recommendations and intelligence gaps on the pages: taken over, written one a line, read by who may see it all."""

from __future__ import annotations

from tests.web.pages.test_judgement_pages import CONTENT, save, upload
from tests.web.pages.visiting import Visiting, words
from web import depositing

SEALS, BUYERS = "Compare the seals at every stop.", "It is unclear who buys the goods."


def said(visit: Visiting, ident: str) -> tuple[list[str], list[str]]:
    deposit = depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident).deposit
    return deposit.recommendations, deposit.gaps


def test_what_was_found_is_taken_over_by_its_button_and_by_no_other(visit: Visiting) -> None:
    ident = upload(visit)
    assert said(visit, ident) == ([], [])
    assert SEALS in words(visit.page("amina", f"/deposit/{ident}"), "//fieldset[@id='conclusions']")
    save(visit, ident, use="recommendation:0")
    assert said(visit, ident) == ([SEALS], [])
    save(visit, ident, use="gap:all")
    assert said(visit, ident) == ([SEALS], [BUYERS])
    page = visit.page("amina", f"/deposit/{ident}")
    assert not page.xpath("//fieldset[@id='conclusions']//button"), "nothing is left to take over"
    save(visit, ident)
    assert said(visit, ident) == ([SEALS], [BUYERS]), "what the form shows is what it keeps"


def test_they_are_written_one_a_line_and_a_line_too_long_is_named(visit: Visiting) -> None:
    ident = upload(visit)
    save(visit, ident, recommendations="  Share the numbers.\r\n\r\nCount again. ", gaps="")
    assert said(visit, ident) == (["Share the numbers.", "Count again."], [])
    address = f"/deposit/{ident}"
    sent = visit.send("amina", address, address, gaps="Who?\n" + "x" * 1201)
    assert sent.status_code == 422
    assert "Line 2:" in sent.text


def test_readers_of_the_whole_work_see_them_and_there_is_no_tab_without_any(visit: Visiting) -> None:
    ident = visit.cast.release("amina", CONTENT, "study.md", title="Study", recommendations=[SEALS], gaps=[BUYERS])
    shown = words(visit.page("lena", f"/assessments/{ident}?view=judgements"), "//section[@id='page']")
    for expected in ("Recommendations", SEALS, "Intelligence gaps", BUYERS):
        assert expected in shown
    other = visit.cast.release("amina", CONTENT + b"\nOther.\n", "other.md", title="Other")
    assert not visit.page("lena", f"/assessments/{other}").xpath("//a[contains(@href, 'judgements')]")
