"""Every page can be reached from the bar or the desk, by those who may open it."""

from __future__ import annotations

import pytest

from tests.observation import ADDRESSES
from tests.web.pages.visiting import Visiting
from web.pages.places import BAR, BESIDES

WHO = {
    "analyst": "lena",
    "originator": "amina",
    "registry": "ingrid",
    "auditor": "owen",
    "administrator": "yuki",
}
ELSEWHERE = {"/healthz", "/readyz", "/sign-in", "/view-as", "/register/checkpoint.json", "/coverage.csv"}
"""What is no page, and pages that stand within another."""


def test_the_bar_is_short_and_names_nothing_twice() -> None:
    assert BAR.keys() == BESIDES.keys() == WHO.keys()
    for role, bar in BAR.items():
        assert len(bar) <= 6
        paths = [place.path for place in (*bar, *BESIDES[role])]
        assert len(paths) == len(set(paths))


def test_every_page_without_an_id_is_a_place_of_somebody() -> None:
    pages = {path for path in ADDRESSES if "{" not in path and not path.startswith("/api/")} - ELSEWHERE
    assert pages == {place.path for role in BAR for place in (*BAR[role], *BESIDES[role])}


@pytest.mark.parametrize("role", WHO)
def test_whoever_has_a_place_may_open_it(visit: Visiting, role: str) -> None:
    desk = visit.page(WHO[role], "/")
    linked = set(desk.xpath("//header//nav//a/@href | //main//nav//a/@href"))
    for place in (*BAR[role], *BESIDES[role]):
        assert place.path in linked
        assert visit.get(WHO[role], place.path).status_code == 200
