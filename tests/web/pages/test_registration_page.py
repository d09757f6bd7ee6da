"""The registry's work by the pages."""

from __future__ import annotations

import html
from typing import Any

import pytest

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

SAID: dict[str, Any] = {
    "title": "What only its readers know",
    "register_title": "A title for the register",
    "marking": {"scheme": "interpol", "level": "IFOUO"},
    "release_to": ["europol"],
}


@pytest.fixture
def submitted(cast: Cast) -> str:
    """An assessment that waits for the registry."""
    ident = cast.deposit("amina", REPORT.encode(), **SAID).assessment
    cast.act("amina", "submit", ident)
    return ident


def test_the_registry_registers_and_releases_what_it_never_reads(visit: Visiting, submitted: str) -> None:
    queue = visit.page("ingrid", "/registration")
    assert "A title for the register" in words(queue)
    address = f"/registration/{submitted}"
    shown = visit.get("ingrid", address).text
    assert "What only its readers know" not in shown
    assert "encrypt" not in shown
    assert "Lena Brandhorst" in shown
    assert visit.get("lena", f"/assessments/{submitted}").status_code == 404
    for act, tab in (("register", "registered"), ("release", "waiting")):
        assert visit.send("ingrid", address, f"{address}/{act}").status_code == 303
        listed = "A title for the register" in words(visit.page("ingrid", f"/registration?tab={tab}"))
        assert listed == (act == "register")
    assert visit.get("lena", f"/assessments/{submitted}").status_code == 200
    assert "Nothing waits." in words(visit.page("ingrid", "/registration"))


def test_an_act_that_cannot_happen_now_says_why(visit: Visiting, submitted: str) -> None:
    answer = visit.post("ingrid", f"/registration/{submitted}/release")
    assert answer.status_code == 409
    told = "It is submitted, by the act 'submit' of Amina Konaré (afripol); to release it must be registered."
    assert told in html.unescape(answer.text)


def test_an_act_there_is_none_of_is_not_there(visit: Visiting, submitted: str) -> None:
    assert visit.post("ingrid", f"/registration/{submitted}/submit").status_code == 404


def test_why_it_is_held_is_said_in_the_readers_language(visit: Visiting, cast: Cast) -> None:
    said: dict[str, Any] = {**SAID, "marking": {"text": "RESERVADO"}, "languages": ["es"]}
    ident = cast.deposit("amina", REPORT.encode(), **said).assessment
    cast.act("amina", "submit", ident)
    assert "marcado desconocido" in visit.get("ingrid", f"/registration/{ident}?lang=es").text.lower()


def test_only_the_registry_registers(visit: Visiting, submitted: str) -> None:
    for username in ("lena", "amina", "owen", "yuki"):
        assert visit.get(username, "/registration").status_code == 403
        assert visit.post(username, f"/registration/{submitted}/register").status_code in (403, 404, 409)
    assert visit.get("lena", f"/assessments/{submitted}").status_code == 404


def test_withdrawing_holds_for_the_next_request(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), title="To be withdrawn")
    assert visit.get("lena", f"/assessments/{ident}").status_code == 200
    address = f"/deposit/{ident}/review"
    assert visit.send("amina", address, f"/deposit/{ident}/withdraw").status_code == 303
    assert visit.get("lena", f"/assessments/{ident}").status_code == 404
    assert "To be withdrawn" not in visit.get("lena", "/search?q=ransomware").text


def held(visit: Visiting, cast: Cast, **said: Any) -> str:
    """An assessment that was held because it contradicts itself."""
    ident = cast.deposit("amina", REPORT.encode(), **{**SAID, **said}).assessment
    cast.act("amina", "submit", ident)
    return ident


def test_the_figure_of_a_tab_is_the_number_of_its_rows(visit: Visiting, cast: Cast, submitted: str) -> None:
    held(visit, cast, marking={"text": "RESERVADO"})
    visit.send("ingrid", f"/registration/{submitted}", f"/registration/{submitted}/assign", person="ingrid")
    for tab, rows in (("waiting", 1), ("held", 1), ("registered", 0), ("mine", 1), ("nonsense", 1)):
        queue = visit.page("ingrid", f"/registration?tab={tab}")
        assert len(queue.xpath("//tbody/tr")) == rows
        here = queue.xpath("//nav[@class='tabs']//a[@aria-current='page']/span")
        assert here[0].text_content() == str(rows)
    desk = visit.page("ingrid", "/")
    tiles = {tile.get("href"): tile.xpath("string(b)") for tile in desk.xpath("//a[@class='tile']")}
    assert (tiles["/attention/registration"], tiles["/attention/held"]) == ("1", "1")
    assert desk.xpath("//main//a[@href='/registration']")


def test_an_officer_holds_it_its_originator_sees_why_and_another_resolves_it(
    visit: Visiting, cast: Cast, submitted: str
) -> None:
    address = f"/registration/{submitted}"
    assert visit.send("ingrid", address, f"{address}/hold", reason="the annex is missing").status_code == 303
    shown = words(visit.page("amina", f"/deposit/{submitted}/review"))
    assert "The registry holds it: the annex is missing." in shown
    assert "Correct the description and submit it again" in shown
    in_french = html.unescape(visit.get("amina", f"/deposit/{submitted}/review?lang=fr").text)
    assert "Le bureau d’ordre la retient\u00a0: the annex is missing" in in_french
    visit.language = "en"
    assert visit.send("ruth", address, f"{address}/resolve", reason="it came by mail").status_code == 303
    assert "the annex is missing" not in words(visit.page("amina", f"/deposit/{submitted}/review"))


def test_case_23_an_unknown_marking_is_named_from_the_list_of_levels(visit: Visiting, cast: Cast) -> None:
    ident = held(visit, cast, marking={"text": "RESERVADO"})
    address = f"/registration/{ident}"
    refused = visit.send("ruth", address, f"{address}/resolve", reason="Spanish", marking="nat-es:R")
    assert refused.status_code == 409
    assert visit.send("ingrid", address, f"{address}/resolve", reason="Spanish").status_code == 422
    assert visit.send("ingrid", address, f"{address}/resolve", reason="Spanish", marking="nat-es:R").status_code == 303


def test_a_case_officer_is_assigned_accepted_and_declined(visit: Visiting, cast: Cast, submitted: str) -> None:
    address, desk = f"/registration/{submitted}", f"/deposit/{submitted}/review"
    assert visit.send("ingrid", address, f"{address}/assign").status_code == 303
    assert visit.get("ingrid", f"/assessments/{submitted}").status_code == 404
    assert visit.send("kofi", desk, f"/deposit/{submitted}/accept-officer").status_code == 303
    assert visit.get("ingrid", f"/assessments/{submitted}").status_code == 200
    assert visit.send("amina", desk, f"/deposit/{submitted}/decline-officer", reason="done").status_code == 303
    assert visit.get("ingrid", f"/assessments/{submitted}").status_code == 404


def test_a_legal_hold_is_placed_and_lifted_by_its_side(visit: Visiting, cast: Cast, submitted: str) -> None:
    address, desk = f"/registration/{submitted}", f"/deposit/{submitted}/review"
    assert visit.send("ingrid", address, f"{address}/legal-hold", reason="a court asks").status_code == 303
    shown = visit.page("amina", desk)
    assert "a court asks" in words(shown)
    assert f"/deposit/{submitted}/lift-hold" not in [form.action for form in shown.forms]
    assert f"/deposit/{submitted}/destroy" not in [form.action for form in shown.forms]
    assert visit.send("ruth", address, f"{address}/lift-hold", reason="closed").status_code == 303
    assert f"/deposit/{submitted}/destroy" in [form.action for form in visit.page("amina", desk).forms]


def test_a_review_and_a_request_to_destroy_are_sent_from_the_originators_page(
    visit: Visiting, cast: Cast, submitted: str
) -> None:
    desk = f"/deposit/{submitted}/review"
    assert visit.send("amina", desk, f"/deposit/{submitted}/review", review_by="2028-02-01").status_code == 303
    assert "1 February 2028" in words(visit.page("amina", desk))
    assert visit.send("amina", desk, f"/deposit/{submitted}/destroy", reason="withdrawn source").status_code == 303
    assert visit.post("amina", f"/deposit/{submitted}/destroy", {"reason": ""}).status_code == 422


def test_what_was_discarded_leaves_a_stub_for_its_originator_and_nothing_for_others(
    visit: Visiting, cast: Cast
) -> None:
    ident = cast.deposit("amina", REPORT.encode(), **SAID).assessment
    desk = f"/deposit/{ident}/review"
    assert visit.send("amina", desk, f"/deposit/{ident}/discard").status_code == 303
    stub = words(visit.page("kofi", desk))
    assert "Destroyed" in stub
    assert "Amina Konaré" in stub
    assert "What only its readers know" not in stub
    for username, address in (("ingrid", f"/registration/{ident}"), ("piotr", desk), ("amina", f"/deposit/{ident}")):
        assert visit.get(username, address).status_code == 404


def test_the_acts_of_one_side_are_not_at_the_others_address(visit: Visiting, submitted: str) -> None:
    for username, address in (("amina", f"/deposit/{submitted}"), ("ingrid", f"/registration/{submitted}")):
        for act in ("nonsense", "raise", "hold" if username == "amina" else "review"):
            assert visit.post(username, f"{address}/{act}", {"reason": "mine"}).status_code == 404
