from __future__ import annotations

from typing import Any

import pytest

from tests.overlapping import paragraph, report
from tests.web.pages.visiting import Visiting, tree_of, words

SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}


def upload(visit: Visiting, who: str, content: str) -> Any:
    files = {"file": ("upload.md", content.encode(), "text/markdown")}
    return visit.post(who, "/overlaps", files=files)


def test_an_officer_confirms_the_earlier_edition_with_one_button(visit: Visiting) -> None:
    first = visit.cast.release("amina", report("Old", 0, 1, 2).encode(), "old.md", title="On gold dust")
    draft = visit.cast.deposit("amina", report("New", 0, 1, 2, 3).encode(), "new.md").assessment
    shown = words(visit.page("amina", f"/deposit/{draft}/review"), "//section[@id='overlaps']")
    assert "On gold dust" in shown
    assert "75% of the paragraphs here stand there; 100% of the paragraphs there stand here." in shown
    answer = visit.send("amina", f"/deposit/{draft}/review", f"/overlaps/{draft}/new-edition")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/deposit/{draft}#saved")
    form = visit.page("amina", f"/deposit/{draft}")
    assert form.xpath("//select[@name='supersedes']/option[@selected]/@value") == [first]
    assert not [f for f in visit.page("amina", f"/overlaps?assessment={draft}").forms if "new-edition" in f.action]


def test_both_texts_stand_side_by_side_with_their_pages(visit: Visiting) -> None:
    visit.cast.release("amina", report("Old", 0, 1).encode(), "old.md", title="On gold dust")
    draft = visit.cast.deposit("piotr", report("New", 4, 1).encode(), "new.md").assessment
    tree = visit.page("piotr", f"/overlaps?assessment={draft}")
    assert tree.xpath("//p[@class='trail']/following-sibling::div[1]//span[contains(@class, 'marking')]")
    quoted = [" ".join(quote.text_content().split()) for quote in tree.xpath("//main//blockquote")]
    assert quoted == [paragraph(1), paragraph(1)]
    assert [" ".join(one.text_content().split()) for one in tree.xpath("//figcaption")] == [
        "Here · Page 1",
        "There · Page 1",
    ]
    assert not [form for form in tree.forms if "new-edition" in form.action], "it is another organization's"


def test_a_file_is_compared_and_one_without_a_word_is_refused_in_words(visit: Visiting) -> None:
    visit.cast.release("amina", report("Old", 0, 1).encode(), "old.md", title="On gold dust")
    answer = upload(visit, "lena", report("Copy", 0, 1))
    assert answer.status_code == 200
    assert "On gold dust" in words(tree_of(answer.text))
    assert "It is the same file." not in answer.text
    empty = upload(visit, "lena", "# \n\n\n")
    assert empty.status_code == 422
    assert words(tree_of(empty.text), "//div[@role='alert']")
    nothing = upload(visit, "mei", "Only a few words.")
    assert "Nothing that you may see shares text with it." in words(tree_of(nothing.text))


def test_what_compares_files_is_offered_to_those_alone_who_may(visit: Visiting) -> None:
    for who, offered in (("lena", True), ("amina", True), ("ingrid", False)):
        tree = visit.page(who, "/overlaps")
        assert bool([form for form in tree.forms if form.method == "POST" and form.action == "/overlaps"]) is offered
    assert upload(visit, "ingrid", report("Copy", 0)).status_code == 403


def test_what_stands_against_an_edition_is_said_where_it_can_be_mended(visit: Visiting) -> None:
    visit.cast.release("amina", report("Old", 0, 1).encode(), "old.md")
    draft = visit.cast.deposit("amina", report("New", 0, 1, 2).encode(), "new.md").assessment
    answer = visit.post("amina", f"/overlaps/{draft}/new-edition", {"other": "a" * 26})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/deposit/{draft}")
    assert visit.post("amina", f"/overlaps/{draft}/cousin", {"other": "a" * 26}).status_code == 404
    assert visit.post("lena", f"/overlaps/{draft}/new-edition", {"other": "a" * 26}).status_code == 403


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_registry_sees_collisions_in_its_language(visit: Visiting, language: str) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": []}
    for who, numbers in (("amina", (0, 1, 2)), ("piotr", (0, 1, 3, 4))):
        visit.cast.release(who, report("Gold", *numbers).encode(), "gold.md", register_title=f"Gold of {who}", **said)
    visit.language = language
    shown = words(visit.page("ingrid", "/collisions"), "//table")
    assert "Gold of amina" in shown
    assert "Gold of piotr" in shown
    assert "67" in shown
    for who in ("amina", "piotr", "lena"):
        visit.page(who, "/collisions", 403)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_equal_files_are_one_row_and_a_page_leads_to_the_next(visit: Visiting, language: str) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": []}
    for number, who in enumerate(("amina", "piotr") * 3):
        visit.cast.release(who, b"Forgers sell passports.\n", "note.md", register_title=f"Note {number}", **said)
    visit.language = language
    tree = visit.page("ingrid", "/collisions")
    (row,) = tree.xpath("//main//tbody/tr")
    assert sorted(link.text_content() for link in row.xpath(".//a")) == [f"Note {number}" for number in range(6)]
    assert len(row.xpath(".//details//a")) == 5, "many are folded away"
    assert not tree.xpath("//nav[@class='pager']")
    assert visit.page("ingrid", "/collisions?cursor=strange", 400) is not None
