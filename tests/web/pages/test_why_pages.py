"""Explanation, meetings and attention as pages: for whom they are, in every language."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

IC = {"scheme": "interpol", "level": "IC"}


@pytest.fixture
def ident(cast: Cast) -> str:
    """An assessment of AFRIPOL for Europol alone."""
    said: dict[str, Any] = {"title": "Hospitals", "register_title": "Note 7", "marking": IC, "release_to": ["europol"]}
    return cast.release("amina", REPORT.encode(), "note.md", **said)


def test_an_officer_asks_from_the_circulation_page_why_somebody_is_not_shown_it(visit: Visiting, ident: str) -> None:
    tree = visit.page("amina", f"/assessments/{ident}/circulation")
    assert tree.xpath(f"//form[@action='/assessments/{ident}/explanation']//input[@name='reader']")
    told = words(visit.page("amina", f"/assessments/{ident}/explanation?reader=mei"))
    assert "Mei Suryadi is not shown it" in told
    assert "A clearance that reaches CONFIDENTIAL." in told
    assert "ASEANAPOL added to the release list. It needs the consent of AFRIPOL." in told
    assert "Not in the release list: Europol." in told
    assert "Lena Brandhorst is shown it" in words(visit.page("ingrid", f"/assessments/{ident}/explanation?reader=lena"))
    assert "Names nobody here" in words(visit.page("amina", f"/assessments/{ident}/explanation?reader=x", 422))


@pytest.mark.parametrize("username", ["lena", "piotr", "owen", "yuki"])
def test_for_anybody_else_there_is_no_explanation(visit: Visiting, ident: str, username: str) -> None:
    for query in ("", "?reader=mei"):
        visit.page(username, f"/assessments/{ident}/explanation{query}", 404)


@pytest.mark.parametrize(("language", "sentence"), [("fr", "habilitation"), ("es", "habilitación"), ("ar", "التصريح")])
def test_an_explanation_is_said_in_the_readers_language(
    visit: Visiting, ident: str, language: str, sentence: str
) -> None:
    visit.language = language
    told = words(visit.page("amina", f"/assessments/{ident}/explanation?reader=mei"))
    assert sentence in told
    assert "the clearance does not reach it" not in told
    assert "its rank is" not in told


def test_a_meeting_shows_what_all_may_see_and_an_officers_own_that_they_may_not(
    visit: Visiting, cast: Cast, ident: str
) -> None:
    shared = cast.release("amina", REPORT.encode(), "shared.md", title="For all")
    met = visit.send("amina", "/meetings", "/meetings", people="lena, mei", q="")
    assert met.status_code == 200
    assert f"/assessments/{shared}" in met.text
    assert "Ours, and not for this room" in met.text
    assert "Mei Suryadi" in met.text
    assert visit.post("amina", "/meetings", {"people": "nobody"}).status_code == 422
    assert visit.post("lena", "/meetings", {"people": "amina"}).status_code == 422
    assert "Ours, and not" not in visit.post("lena", "/meetings", {"people": "stefan"}).text
    visit.page("owen", "/meetings", 403)


def test_a_registry_officer_views_as_an_organization(visit: Visiting, ident: str) -> None:
    tree = visit.page("ingrid", "/view-as?organization=europol")
    assert "Note 7" in words(tree)
    assert "Hospitals" not in words(tree)
    assert tree.xpath(f"//a[@href='/registration/{ident}']")
    visit.page("lena", "/view-as?organization=europol", 403)


def test_the_desk_shows_figures_that_open_as_many_rows(visit: Visiting, cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO"}
    for number in range(2):
        ident = cast.deposit("amina", f"{REPORT}{number}".encode(), "r.md", marking=marking, release_to=[]).assessment
        cast.act("amina", "submit", ident)
    for username in ("ingrid", "kofi"):
        desk = visit.page(username, "/")
        (tile,) = desk.xpath("//a[@href='/attention/registration']")
        assert words(tile, ".").startswith("2")
        for address in desk.xpath("//a[starts-with(@href, '/attention/')]/@href"):
            count = int(words(visit.page(username, "/"), f"//a[@href='{address}']/b"))
            assert len(visit.page(username, address).xpath("//tbody/tr")) == count
    assert not visit.page("lena", "/").xpath("//a[starts-with(@href, '/attention/')]")
    visit.page("lena", "/attention/held", 404)
    assert "Attention" in words(visit.page("lena", "/attention"))
