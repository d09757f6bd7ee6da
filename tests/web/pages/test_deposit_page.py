"""Depositing by the pages, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from models.deposit import Deposit
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, tree_of, words
from web import depositing

REPORT_FILE = {"file": ("report.md", REPORT.encode(), "text/markdown")}


def upload(visit: Visiting, **fields: str) -> str:
    """Deposit a report by the page and return its id, read and ready to be described."""
    sent = visit.post("amina", "/deposit", fields, files=REPORT_FILE)
    assert sent.status_code == 303, sent.text
    visit.cast.work()
    return str(sent.headers["location"].removeprefix("/deposit/"))


def said(visit: Visiting, ident: str) -> dict[str, object]:
    return depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident).deposit.model_dump(mode="json")


def fill_in(visit: Visiting, ident: str, **fields: str | list[str]) -> str:
    address = f"/deposit/{ident}"
    sent = visit.send("amina", address, address, **fields)
    assert sent.status_code == 303, words_of_problems(sent.text)
    return str(sent.headers["location"])


def words_of_problems(text: str) -> str:
    return text[text.find("problem") - 20 :][:300]


def test_an_upload_shows_its_progress_and_then_the_form(visit: Visiting) -> None:
    sent = visit.post("amina", "/deposit", {}, files=REPORT_FILE)
    address = sent.headers["location"]
    waiting = visit.page("amina", address)
    (section,) = waiting.xpath("//section[@data-events]")
    job = section.get("data-events").split("/")[4]
    assert visit.get("amina", f"/api/v1/jobs/{job}").status_code == 200
    assert waiting.xpath(f"//a[@href='{address}']")
    visit.cast.work()
    assert visit.page("amina", address).xpath("//select[@id='marking']")


def test_the_whole_way_from_the_file_to_the_registry(visit: Visiting) -> None:
    ident = upload(visit)
    on = fill_in(
        visit,
        ident,
        title="Ransomware",
        register_title="On hospitals",
        marking="interpol:IFOUO",
        circulation="chosen",
        release_to=["europol", "afripol+members", "list:counter-terrorism"],
        exclude=["EG"],
        pillars=["cybercrime"],
        next="review",
    )
    review = visit.page("amina", on)
    assert "Lena Brandhorst" in words(review)
    assert "Egypt" in words(review)
    sent = visit.send("amina", on, f"/deposit/{ident}/submit")
    assert sent.status_code == 303
    assert "Submitted" in words(visit.page("amina", sent.headers["location"]), "//dl")


def test_what_the_form_shows_is_what_it_keeps(visit: Visiting) -> None:
    ident = upload(visit)
    fill_in(
        visit,
        ident,
        title="A title",
        marking="interpol:IC",
        marking_tlp="AMBER",
        marking_handling=["H1", "H3"],
        marking_handling_text="Not by radio",
        marking_compartments="LANTERN, OWL",
        circulation="chosen",
        release_to=["europol", "ALL-INTERPOL-NCB"],
        release_to_more="country:BR",
        exclude=["FR"],
        exclude_more="frontex",
        languages=["en"],
        languages_more="fr",
        embargo_until="2027-01-02T03:04",
        downgrade_date="2028-01-01T00:00",
        downgrade_level="IR",
        period_from="2025-01-01",
        actions_named="yes",
        actions=["cite"],
        purposes="border control\nasylum",
        tearline_0_portions="heading:Outlook",
        tearline_0_marking="interpol:IFOUO",
        tearline_0_release_to="europol aseanapol",
        horizon="three years",
    )
    kept = said(visit, ident)
    assert visit.page("amina", f"/deposit/{ident}").xpath("//progress"), "a new tearline is cut anew"
    visit.cast.work()
    fill_in(visit, ident)
    assert said(visit, ident) == kept
    assert kept["embargo_until"] == "2027-01-02T03:04:00Z"
    assert kept["release_to"] == ["europol", "ALL-INTERPOL-NCB", "country:BR"]
    assert kept["exclude"] == ["FR", "frontex"]
    assert kept["actions"] == ["view", "cite"]
    assert kept["purposes"] == ["border control", "asylum"]
    assert kept["downgrade_on"] == {"date": "2028-01-01T00:00:00Z", "level": "IR"}
    assert kept["marking"]["compartments"] == ["LANTERN", "OWL"]  # type: ignore[index]
    assert kept["tearlines"][0]["release_to"] == ["europol", "aseanapol"]  # type: ignore[index]


def test_a_suggestion_is_taken_over_only_by_its_own_button(visit: Visiting) -> None:
    ident = upload(visit)
    assert said(visit, ident)["title"] is None
    fill_in(visit, ident)
    assert said(visit, ident)["title"] is None
    assert "Suggested: Ransomware against hospitals" in words(visit.page("amina", f"/deposit/{ident}"))
    fill_in(visit, ident, use="title")
    assert said(visit, ident)["title"] == "Ransomware against hospitals"
    fill_in(visit, ident, use="languages")
    assert said(visit, ident)["languages"] == ["en"]


def test_words_of_marking_in_the_file_are_offered_with_every_level_they_may_mean(visit: Visiting) -> None:
    content = b"INTERPOL RESTRICTED\n\n" + REPORT.encode()
    sent = visit.post("amina", "/deposit", {}, files={"file": ("r.txt", content, "text/plain")})
    visit.cast.work()
    ident = sent.headers["location"].removeprefix("/deposit/")
    assert "Found in the file: INTERPOL RESTRICTED" in words(visit.page("amina", f"/deposit/{ident}"))
    fill_in(visit, ident, use="banner:0:0")
    assert said(visit, ident)["marking"]["level"] == "IR"  # type: ignore[index]


def test_not_decided_and_the_originators_only_are_two_things(visit: Visiting) -> None:
    ident = upload(visit)
    fill_in(visit, ident, circulation="originators")
    assert said(visit, ident)["release_to"] == []
    fill_in(visit, ident, circulation="undecided")
    assert said(visit, ident)["release_to"] is None


def test_what_must_be_explicit_is_named_before_it_can_be_submitted(visit: Visiting) -> None:
    ident = upload(visit)
    review = visit.page("amina", f"/deposit/{ident}/review")
    assert "Marking — Say the marking" in words(review)
    assert not [f for f in review.forms if f.action.endswith("/submit")]
    assert visit.post("amina", f"/deposit/{ident}/submit").status_code == 422


def test_what_is_being_read_again_cannot_be_submitted_yet(visit: Visiting, cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO"}
    told: dict[str, Any] = {"marking": marking, "release_to": ["europol"], "title": "Halcyon"}
    ident = cast.deposit("amina", REPORT.encode(), **told).assessment
    address = f"/deposit/{ident}/review"
    assert [f for f in visit.page("amina", address).forms if f.action.endswith("/submit")]
    torn = {"portions": ["page:1"], "marking": marking, "release_to": ["aimc"]}
    changed = Deposit.model_validate({**told, "tearlines": [torn]})
    depositing.change(cast.house, cast.visitor("amina"), ident, changed)
    review = visit.page("amina", address)
    assert not [f for f in review.forms if f.action.endswith("/submit")]
    assert "Wait until the file has been read." in words(review)
    cast.work()
    assert [f for f in visit.page("amina", address).forms if f.action.endswith("/submit")]


def test_a_wrong_field_is_shown_as_it_was_typed_with_its_sentence(visit: Visiting) -> None:
    ident = upload(visit)
    address = f"/deposit/{ident}"
    sent = visit.send("amina", address, address, circulation="chosen", release_to_more="interpool", title="Kept")
    assert sent.status_code == 422
    assert "interpool" in sent.text
    assert 'value="Kept"' in sent.text
    assert "names nothing this registry knows" in sent.text
    assert said(visit, ident)["title"] is None


def test_a_value_the_form_never_offers_is_refused_in_words(visit: Visiting) -> None:
    ident = upload(visit)
    sent = visit.post("amina", f"/deposit/{ident}", {"published_at": "yesterday", "circulation": "undecided"})
    assert sent.status_code == 422
    assert "Cannot be read; check how it is written." in sent.text


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [(b"", 415, "The file is empty"), (b"GIF89a" + b"\0" * 40, 415, "a GIF image")],
    ids=["empty", "an image"],
)
def test_a_file_that_is_not_accepted_is_refused_in_words(
    visit: Visiting, content: bytes, status: int, sentence: str
) -> None:
    sent = visit.post("amina", "/deposit", {}, files={"file": ("x.pdf", content, "application/pdf")})
    assert sent.status_code == status
    assert sentence in sent.text


def test_a_file_that_cannot_be_read_says_so_in_the_readers_language(visit: Visiting) -> None:
    sent = visit.post("amina", "/deposit", {}, files={"file": ("x.pdf", b"%PDF-1.4 broken", "application/pdf")})
    visit.cast.work()
    visit.language = "fr"
    assert "Ce PDF est endommagé" in visit.get("amina", sent.headers["location"]).text


def test_a_file_that_was_never_read_asks_for_nothing_but_another_or_its_end(visit: Visiting) -> None:
    sent = visit.post("amina", "/deposit", {}, files={"file": ("x.pdf", b"%PDF-1.4 broken", "application/pdf")})
    visit.cast.work()
    page = visit.page("amina", sent.headers["location"])
    assert {form.action for form in page.forms if "/deposit/" in form.action} == {sent.headers["location"] + "/discard"}
    assert page.xpath("//main//a[@href='/deposit']")


def test_a_deposit_without_the_proof_is_refused_and_keeps_nothing(visit: Visiting, cast: Cast) -> None:
    sent = visit.post("amina", "/deposit", {"csrf": "forged"}, files=REPORT_FILE)
    assert sent.status_code == 403
    assert depositing.own(cast.house, cast.visitor("amina")) == []


def test_only_officers_of_originators_deposit(visit: Visiting) -> None:
    for username in ("lena", "ingrid", "owen", "yuki"):
        assert visit.get(username, "/deposit").status_code == 403
        assert visit.post(username, "/deposit", {}, files=REPORT_FILE).status_code == 403


def test_another_organizations_draft_is_not_there(visit: Visiting) -> None:
    ident = upload(visit)
    assert visit.get("piotr", f"/deposit/{ident}").status_code == 404
    assert visit.get("piotr", f"/deposit/{ident}/review").status_code == 404


def test_who_saves_a_description_that_a_colleague_saved_meanwhile_is_told_and_keeps_what_she_typed(
    visit: Visiting,
) -> None:
    ident = upload(visit)
    address = f"/deposit/{ident}"
    form = next(f for f in visit.page("kofi", address).forms if f.action == address)
    opened = dict(form.form_values())
    fill_in(visit, ident, title="As Amina says", exclude=["EG"])
    sent = visit.post("kofi", address, {**opened, "title": "As Kofi says", "csrf": visit.cast.visitor("kofi").csrf})
    assert sent.status_code == 409
    assert "another officer has changed the description" in sent.text
    assert "As Kofi says" in sent.text
    assert said(visit, ident)["exclude"] == ["EG"]
    again = next(f for f in tree_of(sent.text).forms if f.action == address)
    assert visit.post("kofi", address, dict(again.form_values())).status_code == 303
    assert said(visit, ident)["title"] == "As Kofi says"


def test_a_tearline_that_names_nothing_in_the_file_is_mended_in_the_form(visit: Visiting) -> None:
    torn = {"portions": ["heading:Nowhere"], "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": []}
    ident = visit.cast.deposit("amina", REPORT.encode(), "report.md", title="Report", tearlines=[torn]).assessment
    page = visit.page("amina", f"/deposit/{ident}")
    assert "A tearline does not fit the file: Tearline 1: 'heading:Nowhere' names nothing" in words(page)
    assert not page.xpath("//main//*[@role='alert']//a"), "another file would not mend it"
    assert page.xpath("//textarea[@name='tearline_0_portions']")
    fill_in(visit, ident, tearline_0_portions="")
    visit.cast.work()
    assert "does not fit" not in words(visit.page("amina", f"/deposit/{ident}"))
