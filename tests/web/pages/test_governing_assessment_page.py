"""The circulation page of an assessment: what it shows to whom, and acts that are previewed before they are done."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, tree_of, words

SAID: dict[str, Any] = {
    "title": "What only its readers know",
    "register_title": "A title for the register",
    "marking": {"scheme": "interpol", "level": "IR"},
    "release_to": ["europol", "ameripol", "list:border-security"],
    "exclude": ["BR"],
}


@pytest.fixture
def address(cast: Cast) -> str:
    """The circulation page of what AFRIPOL released."""
    return f"/assessments/{cast.release('amina', REPORT.encode(), **SAID)}/circulation"


def preview(visit: Visiting, who: str, address: str, act: str, **said: str | list[str]) -> str:
    """Fill in the form of an act, and return the page that shows what it would do."""
    page = visit.page(who, address)
    form = next(f for f in page.forms if f.action.endswith("/preview") and act in f.xpath(".//button/@value"))
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    fields |= {"act": act, "reason": "a source is at risk", **said}
    answer = visit.post(who, f"{address}/preview", fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def confirm(visit: Visiting, who: str, address: str, act: str, previewed: str) -> Any:
    """Press the button of a page that shows a preview."""
    form = next(f for f in tree_of(previewed).forms if f.action == f"{address}/{act}")
    return visit.post(who, form.action, dict(form.form_values()))


def test_it_shows_who_reads_it_and_what_is_pinned_and_never_title_or_text(visit: Visiting, address: str) -> None:
    for username in ("amina", "ingrid"):
        shown = visit.page(username, address)
        text = words(shown)
        assert "A title for the register" in text
        assert "What only its readers know" not in text
        assert "Lena Brandhorst" in text
        assert "pinned: " in text
        assert "Brazil" in text
    assert "Lower the marking" not in words(visit.page("ingrid", address), "//main//summary")


@pytest.mark.parametrize(("username", "status"), [("lena", 403), ("yuki", 403), ("piotr", 404), ("ines", 404)])
def test_it_is_for_its_originators_and_the_registry(visit: Visiting, address: str, username: str, status: int) -> None:
    assert visit.get(username, address).status_code == status
    assert visit.post(username, f"{address}/narrow", {"said": '{"exclude": ["EG"], "reason": "x"}'}).status_code == 404


def test_narrowing_is_previewed_by_name_and_then_done(visit: Visiting, address: str) -> None:
    seen = preview(visit, "amina", address, "narrow", remove=["ameripol"], exclude="EG")
    text = words(tree_of(seen))
    assert "Newly out" in text
    assert "Inés Palomeque" in text
    assessment = address.removesuffix("/circulation")
    assert visit.get("ines", assessment).status_code == 200
    done = confirm(visit, "amina", address, "narrow", seen)
    assert done.headers["location"] == f"{address}?done=narrow"
    assert visit.get("ines", assessment).status_code == 404
    assert "It holds for the next request" in words(visit.page("amina", f"{address}?done=narrow"))


def test_widening_goes_on_to_its_request_and_waits(visit: Visiting, address: str) -> None:
    seen = preview(visit, "amina", address, "widen", add="unodc", readmit=["BR"], lift=[])
    assert "Tomás Lindqvist-Rey" in words(tree_of(seen))
    asked = confirm(visit, "amina", address, "widen", seen)
    assert asked.headers["location"].startswith("/consents/")
    assert visit.get("tomas", address.removesuffix("/circulation")).status_code == 404
    assert "Waiting for consents" in words(visit.page("kofi", address))


def test_the_marking_is_raised_and_lowered_with_the_picker(visit: Visiting, address: str) -> None:
    seen = preview(visit, "ingrid", address, "raise", marking="interpol:IC")
    assert "provisionally" in words(tree_of(seen))
    assert confirm(visit, "ingrid", address, "raise", seen).status_code == 303
    assert "INTERPOL CONFIDENTIAL" in words(visit.page("amina", address))
    lower = preview(visit, "amina", address, "downgrade", marking="interpol:IR")
    assert confirm(visit, "amina", address, "downgrade", lower).headers["location"].startswith("/consents/")


def test_a_recall_is_asked_for_and_its_recipients_are_listed(visit: Visiting, address: str) -> None:
    visit.get("lena", address.removesuffix("/circulation"))
    assert "Who opened it or holds a copy" in words(visit.page("ingrid", address))
    asked = confirm(visit, "amina", address, "recall", preview(visit, "amina", address, "recall"))
    visit.post("ingrid", asked.headers["location"], {"answer": "grant"})
    shown = words(visit.page("amina", address))
    assert "not acknowledged" in shown
    assert "still owe" in shown
    assert "It is withdrawn: nobody may read it any more." in shown
    assert "Who may read it now" not in shown
    assert "Who reads it" not in shown


def test_what_is_not_released_yet_is_read_by_nobody_and_who_reads_a_tearline_only_is_marked(
    visit: Visiting, cast: Cast
) -> None:
    tearline = {
        "portions": ["page:1"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    ident = cast.deposit("amina", REPORT.encode(), **SAID, tearlines=[tearline]).assessment
    cast.work()
    cast.act("amina", "submit", ident)
    shown = words(visit.page("ingrid", f"/assessments/{ident}/circulation"))
    assert "Who may read it once it is released" in shown
    assert "people of this registry read it" not in shown
    assert "Mei Suryadi — ASEANAPOL, a tearline only" in shown
    assert "Lena Brandhorst — Europol, a" not in shown


def test_a_refused_form_stands_open_as_it_was_filled_in(visit: Visiting, address: str) -> None:
    typed = {"act": "narrow", "reason": "a source is at risk", "remove": ["europol"], "exclude": "EG XX"}
    refused = visit.post("amina", f"{address}/preview", typed)
    assert refused.status_code == 422
    [form] = [f for f in tree_of(refused.text).forms if "narrow" in f.xpath(".//button/@value")]
    sent = form.form_values()
    assert {("reason", "a source is at risk"), ("remove", "europol"), ("exclude", "EG XX")} <= set(sent)
    assert ("remove", "ameripol") not in sent
    assert form.xpath("ancestor::details/@open")
    assert "Exclusions — " in words(tree_of(refused.text))
    marking = {"act": "raise", "marking": "interpol:IFOUO", "marking_tlp": "", "reason": "it was too high"}
    lower = visit.post("amina", f"{address}/preview", marking)
    [form] = [f for f in tree_of(lower.text).forms if "raise" in f.xpath(".//button/@value")]
    assert ("marking", "interpol:IFOUO") in form.form_values()
    assert not tree_of(visit.get("amina", address).text).xpath("//details[@open]//button[@value='narrow']")


def test_what_cannot_be_done_says_why_beside_the_forms(visit: Visiting, address: str) -> None:
    wrong = visit.post("amina", f"{address}/preview", {"act": "narrow", "reason": "why", "embargo_until": "soon"})
    assert wrong.status_code == 422
    assert "Cannot be read" in wrong.text
    nothing = visit.post("amina", f"{address}/preview", {"act": "narrow", "reason": "why"})
    assert nothing.status_code == 409
    assert "It changes nothing" in nothing.text
    for said in ("no json", "[]"):
        assert visit.post("amina", f"{address}/narrow", {"said": said}).status_code == 422
    for act in ("preview", "submit"):
        assert visit.post("amina", f"{address}/{act}", {"act": "submit"}).status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
def test_it_is_said_in_every_language(visit: Visiting, address: str, language: str) -> None:
    shown = visit.page("amina", f"{address}?lang={language}")
    text = words(shown)
    for english in ("Narrow the circulation", "Who may read it now", "Reason", "pinned:"):
        assert english not in text
