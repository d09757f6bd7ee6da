"""The pages that govern: lists, people, the register, one's own entitlements, the desk."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

EVERYBODY = ("lena", "amina", "ingrid", "owen", "yuki", "mei", "nadia")


@pytest.mark.parametrize("language", ["ar", "en", "fr", "es"])
def test_every_role_has_a_desk_in_every_language(visit: Visiting, language: str) -> None:
    for username, path in product(EVERYBODY, ("/", "/me", "/register")):
        tree = visit.page(username, f"{path}?lang={language}")
        assert tree.get("lang") == language
        assert len(tree.xpath("//h1")) == 1
        current, bar = tree.xpath("//a[@aria-current='page']/@href"), tree.xpath("//header//a/@href")
        assert current == [path] * (path in bar[1:])
        assert not tree.xpath("//*[@style]")


def test_no_heading_or_label_is_left_without_its_target(visit: Visiting, cast: Cast) -> None:
    ident = cast.deposit("amina", REPORT.encode()).assessment
    for username, path in (("amina", f"/deposit/{ident}"), ("yuki", "/people"), ("ingrid", "/circulation")):
        tree = visit.page(username, path)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(tree.xpath(f"//@{name}")) <= set(ids), (path, name)
        for box in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            labelled = box.xpath("ancestor::label") or tree.xpath(f"//label[@for='{box.get('id')}']")
            assert labelled, box.get("name")


def test_a_language_asked_for_is_kept(visit: Visiting) -> None:
    first = visit.get("lena", "/me?lang=es")
    assert "concord-language=es" in first.headers["set-cookie"]
    kept = visit.post("lena", "/me", {"language": "fr"})
    assert "concord-language=fr" in kept.headers["set-cookie"]
    assert "set-cookie" not in visit.post("lena", "/me", {"language": "tlh"}).headers


def test_i_see_what_i_may_see_and_until_when(visit: Visiting) -> None:
    shown = words(visit.page("lena", "/me"))
    assert "SECRET UE/EU SECRET" in shown
    assert "List “cyber-fusion”" in shown
    assert "1 Jan 2036, 00:00 UTC" in shown


def test_the_administrator_adds_and_suspends_people(visit: Visiting) -> None:
    sent = visit.send(
        "yuki",
        "/people",
        "/people",
        username="zoe",
        name="Zoé Martin",
        organization="ncb-fr",
        role="analyst",
        clearance="interpol:IR",
        expires="2030-01-01",
        password="a long enough sentence",
    )
    assert sent.status_code == 303, sent.text
    assert "Zoé Martin" in words(visit.page("yuki", "/people"))
    assert visit.send("yuki", "/people", "/people/mei/suspend").status_code == 303
    assert visit.get("mei", "/").status_code == 303
    assert visit.post("yuki", "/people/nobody/suspend").status_code == 404


def test_a_person_that_cannot_be_kept_is_shown_again_with_the_reason(visit: Visiting) -> None:
    sent = visit.send("yuki", "/people", "/people", username="lena", name="Another", organization="europol")
    assert sent.status_code == 422
    assert "There is already a person named &#39;lena&#39;." in sent.text
    assert 'value="Another"' in sent.text


def test_only_the_administrator_sees_the_people(visit: Visiting) -> None:
    for username in ("lena", "amina", "ingrid", "owen"):
        assert visit.get(username, "/people").status_code == 403


def test_the_auditor_sees_every_act_and_the_signed_head_and_no_content(visit: Visiting, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="A title nobody audits")
    visit.get("lena", "/search?q=hospitals+of+the+minister")
    text = visit.get("owen", "/register").text
    assert "Searched" in text
    for content in ("A title nobody audits", "minister", "hospitals"):
        assert content not in text
    head = visit.page("owen", "/register").xpath("//pre")[0].text_content()
    assert json.loads(head)["size"] > 0


def test_everybody_else_sees_only_her_own_acts(visit: Visiting) -> None:
    visit.get("lena", "/search?q=gold")
    visit.get("mei", "/search?q=gold")
    tree = visit.page("lena", "/register")
    assert len(tree.xpath("//tbody/tr[td[2]='Searched']")) == 1
    assert not tree.xpath("//pre")
    assert "No." not in words(tree, "//thead")


def test_an_address_that_is_none_is_answered_by_a_page(visit: Visiting) -> None:
    shown = words(visit.page("lena", "/nowhere?lang=fr", 404))
    assert "Rien ici" in shown
