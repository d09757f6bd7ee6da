"""Taking a copy by the pages, one's own list, and whose a number is."""

from __future__ import annotations

import pytest

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

CONTENT = REPORT.encode()


def released(cast: Cast, **said: object) -> str:
    return cast.release("amina", CONTENT, "report.md", release_to=["europol"], **said)


def taken(visit: Visiting, username: str, ident: str) -> str:
    answer = visit.send(username, f"/assessments/{ident}", f"/assessments/{ident}/copy")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.headers["x-copy-number"]


def test_the_page_of_an_assessment_says_what_a_copy_means_and_hands_one_over(visit: Visiting, cast: Cast) -> None:
    ident = released(cast)
    assert "made for you alone" in words(visit.page("lena", f"/assessments/{ident}"), "//aside")
    number = taken(visit, "lena", ident)
    assert number in words(visit.page("lena", "/copies"))


def test_her_own_list_names_what_she_may_still_read_and_leads_to_it(visit: Visiting, cast: Cast) -> None:
    ident = released(cast, register_title="Note 12")
    taken(visit, "lena", ident)
    assert "Note 12" in words(visit.page("lena", "/copies"), f"//a[@href='/assessments/{ident}']")
    cast.act("amina", "withdraw", ident)
    tree = visit.page("lena", "/copies")
    assert not tree.xpath(f"//a[@href='/assessments/{ident}']")
    assert "Note 12" not in words(tree)
    assert ident in words(tree)


def test_where_nothing_was_issued_the_list_says_so(visit: Visiting) -> None:
    assert "No copy has been issued." in words(visit.page("lena", "/copies"))


def test_where_there_is_no_grant_there_is_no_button(visit: Visiting, cast: Cast) -> None:
    ident = released(cast, actions=["view"])
    tree = visit.page("lena", f"/assessments/{ident}")
    assert not tree.xpath("//form[contains(@action, '/copy')]")
    assert "does not let you take a copy" in words(tree, "//aside")
    answer = visit.post("lena", f"/assessments/{ident}/copy")
    assert answer.status_code == 403
    assert "does not let you take a copy" in answer.text


def test_a_copy_is_not_taken_without_the_proof_of_our_own_page(visit: Visiting, cast: Cast) -> None:
    ident = released(cast)
    assert visit.post("lena", f"/assessments/{ident}/copy", {"csrf": "guessed"}).status_code == 403


def test_the_holder_says_what_became_of_it(visit: Visiting, cast: Cast) -> None:
    number = taken(visit, "lena", released(cast))
    answer = visit.post("lena", f"/copies/{number}/account", {"account": "destroyed"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/copies")
    assert "It was destroyed" in words(visit.page("lena", "/copies"))


def test_the_originator_sees_who_holds_which_and_a_stranger_nothing(visit: Visiting, cast: Cast) -> None:
    ident = released(cast)
    number = taken(visit, "lena", ident)
    held = words(visit.page("amina", f"/assessments/{ident}/copies"))
    assert number in held
    assert "Lena Brandhorst" in held
    visit.page("mei", f"/assessments/{ident}/copies", status=404)


def test_an_officer_looks_a_number_up_and_an_analyst_has_no_form_for_it(visit: Visiting, cast: Cast) -> None:
    number = taken(visit, "lena", released(cast))
    assert "Lena Brandhorst" in words(visit.page("ingrid", f"/copies?number={number}"))
    other = words(visit.page("huda", f"/copies?number={number}"))
    assert "There is no such copy" in other
    assert "Lena" not in other
    assert not visit.page("lena", "/copies").xpath("//input[@name='number']")


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
def test_the_pages_speak_the_other_languages(visit: Visiting, cast: Cast, language: str) -> None:
    ident = released(cast)
    taken(visit, "lena", ident)
    visit.language = language
    for who, path in (("lena", "/copies"), ("amina", f"/assessments/{ident}/copies")):
        shown = words(visit.page(who, path))
        assert "Your copies" not in shown
        assert "Who holds" not in shown
