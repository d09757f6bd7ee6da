"""Markings on the pages: the plain sentence, what the file says of itself, and what an organization counts."""

from __future__ import annotations

import pytest

from models.scheme import classification_schemes
from tests.web.pages.visiting import Element, Visiting, tree_of, words
from web import equating
from web.pages.language import LANGUAGES
from web.pages.rendering import environment

MARKED = b"# Couriers\n\n(U) They travel by night.\n\n(R) They pay in cash.\n\n(R) They use two roads of the north.\n"
PLAIN = b"# Couriers\n\nThey travel by night and pay in cash.\n"
BANNER = b"INTERPOL CONFIDENTIAL\n\n# Couriers\n\nThey travel by night and pay in cash.\n"


def upload(visit: Visiting, content: bytes, **fields: str) -> str:
    sent = visit.post("amina", "/deposit", fields, files={"file": ("report.md", content, "text/markdown")})
    assert sent.status_code == 303, sent.text
    visit.cast.work()
    return str(sent.headers["location"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_saving_the_form_says_in_words_what_the_marking_asks(visit: Visiting, language: str) -> None:
    address = upload(visit, MARKED)
    chosen = ["H1", "H2"]
    sent = visit.send(
        "amina", address, address, marking="interpol:IC", marking_handling=chosen, circulation="originators"
    )
    assert sent.status_code == 303
    visit.language = language
    shown = words(visit.page("amina", address), "//div[@class='note']")
    assert "H1" in shown
    assert "H2" in shown
    if language == "en":
        assert "May be read by its originators only." in shown
        assert "Readers must be cleared to Confidential or higher." in shown
        assert "assumed equivalence" in shown


def test_the_reader_is_told_what_the_marking_asks_and_not_who_else_is_let_in(visit: Visiting) -> None:
    marking = {"scheme": "eu", "level": "R-UE/EU-R", "handling": ["H1"]}
    ident = visit.cast.release("piotr", PLAIN, marking=marking, release_to=["afripol"], exclude=["EG"])
    shown = words(visit.page("amina", f"/assessments/{ident}"), "//aside")
    assert "those on its release list" in shown
    assert "agreed equivalence" in shown
    assert "H1: not to be used in judicial proceedings" in shown
    assert "Egypt" not in shown


def test_the_registry_reads_the_sentence_with_the_circulation(visit: Visiting) -> None:
    marking = {"scheme": "interpol", "level": "IR"}
    ident = visit.cast.deposit(
        "amina", b"# Couriers\n\nThey travel.\n", marking=marking, release_to=["europol"]
    ).assessment
    visit.cast.act("amina", "submit", ident)
    shown = words(visit.page("ingrid", f"/registration/{ident}"))
    assert "May be read by its originators and by: Europol." in shown
    assert "Readers must have been briefed." in shown


def test_what_nobody_marked_says_as_what_it_counts_and_why(visit: Visiting) -> None:
    shown = words(visit.page("amina", upload(visit, BANNER)), "//div[@class='note careful']")
    assert "it counts as Confidential, because of the words of marking found in its file" in shown


def test_portion_marks_are_shown_in_the_scheme_declared_and_the_reason_is_asked(visit: Visiting) -> None:
    address = upload(visit, MARKED, marking="interpol:IC")
    page = visit.page("amina", address)
    shown = words(page)
    assert "(U) — Official" in shown
    assert "(R) — Restricted" in shown
    assert page.xpath("//details[@open]//input[@id='marking_compilation_reason']")
    visit.send("amina", address, address, circulation="originators")
    assert "every part that the file marks is lower than" in words(visit.page("amina", f"{address}/review")).lower()
    visit.send("amina", address, address, marking="nat-es:TS")
    assert "(R) — Secret" in words(visit.page("amina", address))


def test_tlp_labels_are_offered_that_fit_the_level_and_the_list(visit: Visiting) -> None:
    address = upload(visit, MARKED)

    def offered() -> list[str]:
        return list(visit.page("amina", address).xpath("//select[@id='marking_tlp']/option/@value"))

    assert offered() == ["", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
    visit.send(
        "amina", address, address, marking="europol:PUBLIC", circulation="chosen", release_to=["afripol+members"]
    )
    assert offered() == ["", "CLEAR", "GREEN", "AMBER"]


def test_own_compartments_are_offered(visit: Visiting) -> None:
    sent = visit.post("piotr", "/deposit", {}, files={"file": ("report.md", MARKED, "text/markdown")})
    visit.cast.work()
    page = visit.page("piotr", str(sent.headers["location"]))
    assert page.xpath("//datalist[@id='marking_held']/option/@value") == ["LANTERN"]


def test_an_officer_counts_a_level_otherwise_and_it_is_shown_on_the_part_of_the_page(visit: Visiting) -> None:
    fields = {"level": "interpol:IR", "rank": "3", "reason": "our table"}
    sent = visit.post("amina", "/organizations/afripol/equivalences", fields)
    assert (sent.status_code, sent.headers["location"]) == (303, "/organizations/afripol#equivalences")
    shown = part(visit, "amina", "afripol")
    assert "INTERPOL RESTRICTEDRestrictedConfidential" in words(shown, "//table")
    assert shown.xpath("//form/@action") == ["/organizations/afripol/equivalences"]
    assert not part(visit, "piotr", "afripol").xpath("//form")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_part_speaks_every_language(visit: Visiting, language: str) -> None:
    assert len(words(part(visit, "amina", "afripol", language), "//section")) > 40


def test_an_override_that_is_refused_says_why(visit: Visiting) -> None:
    sent = visit.post("amina", "/organizations/afripol/equivalences", {"level": "interpol:IR", "rank": "5"})
    assert sent.status_code == 409
    assert "raise it first" in words(tree_of(sent.text))
    assert visit.post("amina", "/organizations/europol/equivalences", {"level": "eu:x", "rank": "5"}).status_code == 404
    assert visit.post("amina", "/organizations/afripol/equivalences", {"level": "interpol:IR"}).status_code == 422


def part(visit: Visiting, username: str, organization: str, language: str = "en") -> Element:
    """The part of an organization's page, as that page would show it."""
    house, visitor = visit.cast.house, visit.cast.visitor(username)
    found = equating.counted_otherwise(house, visitor, organization)
    module = environment(language).get_template("parts/equivalences.html").module
    return tree_of(str(module.equivalences(organization, found, visitor, classification_schemes())))  # type: ignore[attr-defined]
