"""The pages of consents, access and notices: what waits, answered in one step, in four languages, without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from models.tables.issued_copy import IssuedCopy
from repository import notices
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, tree_of, words

SAID: dict[str, Any] = {
    "title": "Ransomware against hospitals",
    "register_title": "Cyber note 4",
    "abstract": "Hospitals and their suppliers.",
    "marking": {"scheme": "interpol", "level": "IFOUO", "handling": ["H2"]},
    "release_to": ["europol"],
    "disclosure": "abstract",
}


@pytest.fixture
def assessment(cast: Cast) -> str:
    """A work of AFRIPOL, released to Europol, of which others learn the abstract."""
    return cast.release("amina", REPORT.encode(), "report.md", **SAID)


def asked(visit: Visiting, username: str = "mei") -> str:
    """Ask for access on the page, and return the request's address."""
    sent = visit.send(username, "/access", "/access", reason="two cases at home")
    assert sent.headers["location"] == "/access"
    [link] = visit.page(username, "/access").xpath("//table//th/a/@href")
    return str(link)


def tell(cast: Cast, username: str, kind: str, assessment: str, **more: Any) -> None:
    registry = cast.house.registry
    with registry.database.read() as session:
        registry.catalogue.refresh(session)
    edition = registry.catalogue.of_assessment(assessment)
    with registry.database.write() as session:
        notices.send(
            registry, session, [cast.person(username).id], kind, {"reason": "a source"}, edition=edition, **more
        )


def figure(visit: Visiting, username: str, address: str) -> str:
    [link] = visit.page(username, "/me").xpath(f"//header//a[@href='{address}']")
    return str(link.text_content())


def test_from_what_is_disclosed_to_what_is_read(visit: Visiting, cast: Cast, assessment: str) -> None:
    shown = words(visit.page("mei", "/access"))
    assert "Cyber note 4" in shown
    assert "Hospitals and their suppliers." in shown
    assert "Ransomware" not in shown
    assert figure(visit, "amina", "/consents") == "Consents"
    address = asked(visit)
    assert figure(visit, "amina", "/consents") == "Consents 1"
    waiting = visit.page("amina", "/consents")
    assert len(waiting.xpath("//tbody/tr")) == 1
    assert "Mei Suryadi of ASEANAPOL asks to be let in to read “Cyber note 4”" in words(waiting)
    page = words(visit.page("amina", address))
    assert "two cases at home" in page
    assert "These would read it: Mei Suryadi." in page
    answered = visit.post("amina", address, {"answer": "grant", "reason": "good luck"})
    assert answered.headers["location"] == address
    assert "Granted" in words(visit.page("amina", address))
    assert "Ransomware against hospitals" in words(visit.page("mei", f"/assessments/{assessment}"))
    assert visit.page("mei", address).xpath(f"//main//a[@href='/assessments/{assessment}']")
    assert "Nothing is disclosed" in words(visit.page("mei", "/access"))


def test_whoever_declines_says_why_and_the_asker_reads_it(visit: Visiting, assessment: str) -> None:
    address = asked(visit)
    refused = visit.post("kofi", address, {"answer": "decline", "reason": " "})
    assert refused.status_code == 409
    assert "Say why you decline: the asker is told." in refused.text
    visit.post("kofi", address, {"answer": "decline", "reason": "not before the arrests"})
    assert "not before the arrests" in words(visit.page("mei", address))
    told = visit.page("mei", "/notices")
    assert "AFRIPOL declined what you asked: access to an assessment. Its reason: not before the arrests" in words(told)
    late = visit.post("amina", address, {"answer": "grant"})
    assert late.status_code == 409
    assert "Kofi Danquah-Mills of afripol declined it already" in late.text


def test_asking_for_the_same_again_is_refused_on_the_page(visit: Visiting, assessment: str) -> None:
    asked(visit)
    fields = {"assessment": assessment, "reason": "again", "for": "person"}
    again = visit.post("mei", "/access", fields)
    assert again.status_code == 409
    assert "The same is asked already" in again.text
    [form] = [form for form in tree_of(again.text).forms if form.action == "/access"]
    assert (form.fields["reason"], form.fields["for"]) == ("again", "person")
    assert form.xpath("ancestor::details[@open]")
    assert visit.post("mei", "/access", {**fields, "assessment": "none"}).status_code == 404


def test_a_reader_asks_for_a_permit_where_h2_stops_her_and_its_provider_takes_it_back(
    visit: Visiting, assessment: str
) -> None:
    page = f"/assessments/{assessment}"
    sent = visit.send("lena", page, f"{page}/permits", actions=["excerpt"], reason="for a briefing")
    address = sent.headers["location"]
    assert "for a permit on “Cyber note 4”: excerpt" in words(visit.page("kofi", address))
    visit.post("kofi", address, {"answer": "grant"})
    boxes = visit.page("lena", page).xpath("//input[@name='actions']/@value")
    assert "excerpt" not in boxes
    assert "download" in boxes
    visit.send("amina", address, address, answer="take-back")
    assert "excerpt" in visit.page("lena", page).xpath("//input[@name='actions']/@value")
    assert not visit.page("amina", page).xpath(f"//form[@action='{page}/permits' and not(.//input[@name='actions'])]")


def test_a_token_without_a_label_is_told_without_one(visit: Visiting, cast: Cast) -> None:
    registry, lena = cast.house.registry, cast.person("lena")
    with registry.database.write() as session:
        for label in ("", "nightly"):
            notices.send(registry, session, [lena.id], "token", {"label": label})
    told = words(visit.page("lena", "/notices"))
    assert "A token was made in your name.2 Nov" in told
    assert "A token was made in your name: nightly." in told


def test_the_figure_of_the_notices_is_the_number_of_rows_and_each_is_acknowledged(
    visit: Visiting, cast: Cast, assessment: str
) -> None:
    tell(cast, "lena", "recalled", assessment, must_acknowledge=True)
    tell(cast, "lena", "access-lost", assessment)
    tell(cast, "lena", "permit-withdrawn", assessment)
    registry = cast.house.registry
    edition, lena = registry.catalogue.of_assessment(assessment), cast.person("lena")
    assert edition is not None
    with registry.database.write() as session:
        session.add(
            IssuedCopy(
                number="AAAA-1111",
                edition_id=edition,
                person_id=lena.id,
                organization_id="europol",
                issued_at=registry.clock.now(),
                pages=1,
                digest="d",
            )
        )
    assert figure(visit, "lena", "/notices") == "Notices 3"
    page = visit.page("lena", "/notices")
    assert len(page.xpath("//main//section")) == 3
    assert "An assessment that you opened was recalled. The reason: a source" in words(page)
    visit.post("lena", "/notices")
    [form] = visit.page("lena", "/notices").xpath("//main//section//form")
    sent = visit.send("lena", "/notices", form.get("action"), account="destroyed")
    assert sent.headers["location"] == "/notices"
    assert figure(visit, "lena", "/notices") == "Notices"
    with registry.database.read() as session:
        assert session.get_one(IssuedCopy, "AAAA-1111").account == "destroyed"
    assert len(visit.page("lena", "/notices?all=yes").xpath("//main//section")) == 3


@pytest.mark.parametrize("language", ["ar", "en", "fr", "es"])
def test_everything_is_said_in_every_language(visit: Visiting, cast: Cast, assessment: str, language: str) -> None:
    tell(cast, "lena", "recalled", assessment, must_acknowledge=True)
    address = asked(visit)
    visit.language = language
    for username, path in (
        ("mei", "/access"),
        ("amina", "/consents"),
        ("amina", "/consents?state=open"),
        ("amina", address),
        ("amina", "/notices"),
        ("lena", "/notices"),
        ("lena", f"/assessments/{assessment}"),
        ("lena", "/"),
    ):
        tree = visit.page(username, path)
        assert tree.get("lang") == language
        assert len(tree.xpath("//h1")) == 1
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        for box in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            assert box.xpath("ancestor::label") or tree.xpath(f"//label[@for='{box.get('id')}']"), box.get("name")
    sentence = words(visit.page("amina", address), "//h1")
    assert "Mei Suryadi" in sentence
    assert ("asks to be let in" in sentence) == (language == "en")


def test_the_administrator_gives_an_address_that_nobody_else_sees(visit: Visiting) -> None:
    fields = {"username": "jo", "name": "Jo Marsh", "organization": "afripol", "role": "analyst"}
    wrong = visit.post("yuki", "/people", {**fields, "email": "jo at home"})
    assert wrong.status_code == 422
    assert "is not an e-mail address" in wrong.text
    assert visit.post("yuki", "/people", {**fields, "email": "jo@afripol.example"}).status_code == 303
    assert "jo@afripol.example" in words(visit.page("yuki", "/people"))
