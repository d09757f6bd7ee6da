"""A marking found in the file that is lower than the one chosen: said plainly, and done on confirmation only."""

from __future__ import annotations

import pytest

from models.deposit import MarkingDeclared
from tests.web.pages.visiting import Visiting, tree_of, words
from web import depositing

CONTENT = b"INTERPOL RESTRICTED\n\n# Ports\n\nCriminal groups hide goods in containers.\n\nINTERPOL RESTRICTED\n"


def level(visit: Visiting, ident: str) -> str | None:
    marking = depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident).deposit.marking
    return marking.level if marking else None


def marked(visit: Visiting, chosen: str) -> str:
    marking = MarkingDeclared(scheme="interpol", level=chosen)
    return visit.cast.deposit("amina", CONTENT, "ports.txt", title="Ports", marking=marking).assessment


def test_a_lower_marking_is_named_beside_its_button_and_changes_nothing_until_it_is_confirmed(visit: Visiting) -> None:
    ident = marked(visit, "IC")
    address = f"/deposit/{ident}"
    assert "It lowers INTERPOL CONFIDENTIAL (Confidential) to INTERPOL RESTRICTED" in words(
        visit.page("amina", address)
    )
    asked = visit.send("amina", address, address, use="banner:0:0", title="Ports of call")
    assert asked.status_code == 409
    assert level(visit, ident) == "IC"
    page = tree_of(asked.text)
    assert "This lowers the marking." in words(page, "//*[@role='alert']")
    assert page.xpath("//input[@name='title']/@value") == ["Ports of call"]
    (form,) = [form for form in page.forms if form.action == address]
    (confirm,) = page.xpath("//*[@role='alert']//button[@name='use']/@value")
    sent = visit.post("amina", address, {**dict(form.form_values()), "use": confirm})
    assert sent.status_code == 303
    assert level(visit, ident) == "IR"


def test_no_keeps_what_was_chosen(visit: Visiting) -> None:
    ident = marked(visit, "IC")
    address = f"/deposit/{ident}"
    asked = tree_of(visit.send("amina", address, address, use="banner:0:0").text)
    (form,) = [form for form in asked.forms if form.action == address]
    assert visit.post("amina", address, dict(form.form_values())).status_code == 303
    assert level(visit, ident) == "IC"


def test_one_that_the_form_no_longer_says_counts_as_it_was_saved(visit: Visiting) -> None:
    ident = marked(visit, "IC")
    address = f"/deposit/{ident}"
    assert visit.send("amina", address, address, use="banner:0:0", marking="").status_code == 409
    assert level(visit, ident) == "IC"


@pytest.mark.parametrize("chosen", ["IFOUO", "IR"])
def test_a_marking_that_is_no_lower_is_taken_over_at_once(visit: Visiting, chosen: str) -> None:
    ident = marked(visit, chosen)
    address = f"/deposit/{ident}"
    assert "It lowers" not in words(visit.page("amina", address))
    assert visit.send("amina", address, address, use="banner:0:0").status_code == 303
    assert level(visit, ident) == "IR"
