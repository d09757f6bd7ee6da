"""Two officers at one description: no form takes back what another officer said unless it was shown to her."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response

from models.deposit import MarkingDeclared
from tests.web.pages.visiting import Visiting, tree_of, words
from web import depositing

CONTENT = b"INTERPOL RESTRICTED\n\n# Ports\n\nCriminal groups hide goods in containers.\n\nINTERPOL RESTRICTED\n"
BEFORE = MarkingDeclared(scheme="interpol", level="IC")
HIGHER = "eu:S-UE/EU-S"
Fields = dict[str, Any]


@pytest.fixture
def address(visit: Visiting) -> str:
    ident = visit.cast.deposit("amina", CONTENT, "ports.txt", title="Ports", marking=BEFORE).assessment
    return f"/deposit/{ident}"


def marking(visit: Visiting, address: str) -> str:
    ident = address.removeprefix("/deposit/")
    said = depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident).deposit.marking
    return f"{said.scheme}:{said.level}" if said else ""


def form_of(tree: Any, address: str) -> Fields:
    """Return what the form of a page sends when nothing is changed in it."""
    fields: dict[str, list[str]] = {}
    for name, value in next(form for form in tree.forms if form.action == address).form_values():
        fields.setdefault(name, []).append(value)
    return fields


def raised_by_kofi(visit: Visiting, address: str) -> Fields:
    """Return the form as Amina opened it, before Kofi chose a higher marking."""
    opened = form_of(visit.page("amina", address), address)
    assert visit.send("kofi", address, address, marking=HIGHER).status_code == 303
    return opened


def told(visit: Visiting, address: str, sent: Response) -> Any:
    """Check that she is told, that nothing was saved, and return the page."""
    assert sent.status_code == 409
    assert "another officer has changed the description" in sent.text
    assert marking(visit, address) == HIGHER
    return tree_of(sent.text)


def test_a_lowering_is_not_even_asked_about_on_a_form_that_was_overtaken(visit: Visiting, address: str) -> None:
    opened = raised_by_kofi(visit, address)
    page = told(visit, address, visit.post("amina", address, {**opened, "use": "banner:0:0"}))
    assert "This lowers the marking." not in words(page)
    assert form_of(page, address)["marking"] == ["interpol:IC"], "what she chose stays before her"


def test_a_marking_chosen_while_a_lowering_is_asked_about_is_not_lowered_by_the_answer(
    visit: Visiting, address: str
) -> None:
    asked = tree_of(visit.send("amina", address, address, use="banner:0:0").text)
    (confirm,) = asked.xpath("//*[@role='alert']//button[@name='use']/@value")
    raised_by_kofi(visit, address)
    page = told(visit, address, visit.post("amina", address, {**form_of(asked, address), "use": confirm}))
    assert form_of(page, address)["marking"] == ["interpol:IC"], "what she confirmed was another lowering"


def test_a_form_with_a_mistake_stays_overtaken_when_the_mistake_is_mended(visit: Visiting, address: str) -> None:
    opened = raised_by_kofi(visit, address)
    wrong = visit.post("amina", address, {**opened, "published_at": "yesterday"})
    assert wrong.status_code == 422
    again = form_of(tree_of(wrong.text), address)
    assert again["seen"] == opened["seen"]
    told(visit, address, visit.post("amina", address, {**again, "published_at": ""}))


def test_what_the_registry_refuses_in_a_form_does_not_renew_it_either(visit: Visiting, address: str) -> None:
    opened = form_of(visit.page("amina", address), address)
    refused = visit.post("amina", address, {**opened, "exclude_more": "interpool"})
    assert refused.status_code == 422
    raised_by_kofi(visit, address)
    again = form_of(tree_of(refused.text), address)
    told(visit, address, visit.post("amina", address, {**again, "exclude_more": ""}))


def test_who_was_told_may_lower_it_once_she_has_confirmed(visit: Visiting, address: str) -> None:
    opened = raised_by_kofi(visit, address)
    told(visit, address, visit.post("amina", address, opened))
    now = visit.page("amina", address)
    asked = tree_of(visit.post("amina", address, {**form_of(now, address), "use": "banner:0:0"}).text)
    assert "SECRET" in words(asked, "//*[@role='alert']"), "the marking that Kofi chose is named"
    (confirm,) = asked.xpath("//*[@role='alert']//button[@name='use']/@value")
    assert visit.post("amina", address, {**form_of(asked, address), "use": confirm}).status_code == 303
    assert marking(visit, address) == "interpol:IR"
