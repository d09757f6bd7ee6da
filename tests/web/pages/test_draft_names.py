"""A draft without a title is called by the name of its file, to its originators alone."""

from __future__ import annotations

import pytest

from tests.overlapping import report
from tests.web.pages.visiting import Visiting, words

NAME = "مسودة تقرير (2).md"


@pytest.fixture
def draft(visit: Visiting) -> str:
    return visit.cast.deposit("amina", report("Gold", 0, 1).encode(), NAME).assessment


@pytest.mark.parametrize("address", ["/assessments/{}", "/deposit/{}", "/deposit/{}/review"])
def test_its_pages_are_headed_by_the_name_of_its_file(visit: Visiting, draft: str, address: str) -> None:
    page = visit.page("kofi", address.format(draft))
    assert words(page, "//h1") == NAME
    assert page.xpath("//h1/bdi")


def test_wherever_it_is_listed_it_is_called_so(visit: Visiting, draft: str) -> None:
    other = visit.cast.deposit("amina", report("New", 0, 1, 2).encode(), "new.md").assessment
    beside = (f"/overlaps?assessment={other}", f"/deposit/{other}/review")
    for address in ("/", "/search?q=gold", f"/assessments/{draft}/history", *beside):
        page = visit.page("amina", address)
        assert NAME in words(page, f"//a[contains(@href, '{draft}')]"), address
        assert "Untitled" not in words(page)


def test_the_attention_list_of_its_officers_calls_it_so_and_that_of_the_registry_does_not(visit: Visiting) -> None:
    marking = {"text": "RESERVADO"}
    ident = visit.cast.deposit("amina", report("Gold", 0).encode(), NAME, marking=marking, release_to=[]).assessment
    assert visit.cast.act("amina", "submit", ident) == "held"
    assert NAME in words(visit.page("amina", "/attention/held"))
    assert NAME not in visit.get("ingrid", "/attention/held").text


def test_a_released_work_without_a_title_is_not_called_by_its_file(visit: Visiting) -> None:
    ident = visit.cast.release("amina", report("Gold", 0).encode(), NAME)
    for who in ("lena", "amina"):
        assert words(visit.page(who, f"/assessments/{ident}"), "//h1") == "Untitled"
    assert NAME not in visit.get("lena", "/").text
