"""The alerts on the pages: the count in the bar, the list, the feed's address shown once."""

from __future__ import annotations

import pytest

from tests.alerted import Alerted
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words
from web.pages.language import LANGUAGES
from web.pages.letter import compose_alerts

QUESTION = "ransomware attacks on hospitals"


@pytest.fixture
def alerted(cast: Cast) -> Alerted:
    """Mei, with a standing search."""
    made = Alerted.of(cast)
    made.stand("mei", QUESTION)
    return made


def test_the_bar_counts_the_list_shows_and_seeing_ends_it(visit: Visiting, alerted: Alerted) -> None:
    arrived = alerted.cast.release("amina", REPORT.encode(), "note.md", title="On hospitals")
    alerted.look()
    page = visit.page("mei", "/alerts")
    assert page.xpath("//header//a[@href='/alerts']/span[@class='figure']/text()") == ["1"]
    assert page.xpath(f"//main//a[@href='/assessments/{arrived}']")[0].text_content() == "On hospitals"
    assert QUESTION in words(page)
    assert "INTERPOL FOR OFFICIAL USE ONLY" in words(page)
    (passage,) = page.xpath("//main//figure[@class='evidence']")
    assert passage.xpath(".//mark")
    assert visit.get("mei", passage.xpath(".//figcaption/a/@href")[0]).status_code == 200
    form = next(form for form in page.forms if form.action == "/alerts")
    answer = visit.post("mei", "/alerts", dict(form.form_values()))
    assert answer.headers["location"] == "/alerts"
    page = visit.page("mei", "/alerts")
    assert "Nothing new." in words(page)
    assert not page.xpath("//header//a[@href='/alerts']/span")
    assert "On hospitals" in words(visit.page("mei", "/alerts?all=yes"))


def test_an_alert_leads_to_the_search_that_it_answers(visit: Visiting, alerted: Alerted) -> None:
    alerted.keep("mei", "orchids")
    alerted.cast.release("amina", REPORT.encode(), "note.md", title="On hospitals")
    alerted.look()
    (link,) = visit.page("mei", "/alerts").xpath("//main//a[starts-with(@href, '/saved-searches#')]/@href")
    page = visit.page("mei", link)
    heading = page.get_element_by_id(link.partition("#")[2])
    assert words(heading, ".") == QUESTION
    assert [part.get("aria-labelledby") for part in page.xpath("//section")] == page.xpath("//section/h2/@id")


def test_what_came_after_the_page_was_shown_is_not_marked_as_seen(visit: Visiting, alerted: Alerted) -> None:
    alerted.cast.release("amina", REPORT.encode(), "note.md", title="First")
    alerted.look()
    form = next(form for form in visit.page("mei", "/alerts").forms if form.action == "/alerts")
    fields = dict(form.form_values())
    alerted.cast.release("amina", REPORT.encode(), "other.md", title="Second")
    alerted.look()
    visit.post("mei", "/alerts", fields)
    assert "Second" in words(visit.page("mei", "/alerts"))


def test_a_search_is_let_stand_fed_and_ended_from_the_page_of_searches(visit: Visiting, alerted: Alerted) -> None:
    ident = alerted.keep("mei", "orchids")
    assert visit.send("mei", "/saved-searches", f"/saved-searches/{ident}/standing").status_code == 303
    opened = visit.send("mei", "/saved-searches", f"/saved-searches/{ident}/feed")
    assert opened.status_code == 200
    assert f"/feeds/{ident}.atom?token=" in opened.text
    assert "token=" not in visit.get("mei", "/saved-searches").text
    assert visit.send("mei", "/saved-searches", f"/saved-searches/{ident}/feed/revoke").status_code == 303
    assert visit.send("mei", "/saved-searches", f"/saved-searches/{ident}/standing").status_code == 303
    assert visit.page("mei", "/saved-searches").xpath(f"//form[@action='/saved-searches/{ident}/feed']") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_its_reader(visit: Visiting, alerted: Alerted, language: str) -> None:
    alerted.cast.release("amina", REPORT.encode(), "note.md", title="On hospitals")
    alerted.look()
    visit.language = language
    page = visit.page("mei", "/alerts")
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert ("Mark these as seen" in words(page)) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_about_alerts_holds_a_count_and_a_link(language: str) -> None:
    letter = compose_alerts(language, 3, "https://concord.example/alerts")
    assert "3" in letter.subject
    assert "https://concord.example/alerts" in letter.text.splitlines()
    assert (letter.subject == "Concord: 3 alerts wait for you") == (language == "en")
