"""The register's pages: found, read and verified by the auditor; one's own acts for everybody else."""

from __future__ import annotations

import json
import re

import pytest

from repository.proof import check
from tests.house import Cast, TurningClock
from tests.repository.history import tamper
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words
from web.pages.record import LABELS
from web.pages.rendering import TEMPLATES


@pytest.fixture
def released(cast: Cast) -> str:
    """A released assessment, and the acts that led there."""
    return cast.release("amina", REPORT.encode(), title="A title nobody audits")


def test_the_auditor_reads_who_did_what_to_which_assessment(visit: Visiting, released: str) -> None:
    visit.get("lena", f"/assessments/{released}")
    shown = words(visit.page("owen", "/register"))
    for word in ("lena", "Viewed", released, "After Released"):
        assert word in shown
    assert "A title nobody audits" not in shown


def test_the_form_finds_entries_and_keeps_what_was_asked(visit: Visiting, released: str) -> None:
    visit.get("lena", f"/assessments/{released}")
    visit.get("mei", f"/assessments/{released}")
    tree = visit.page("owen", f"/register?actor=lena&action=view&outcome=done&assessment={released}")
    assert [row.text_content().strip() for row in tree.xpath("//tbody/tr/td[5]")] == ["lena"]
    form = next(form for form in tree.forms if form.method == "GET")
    assert dict(form.form_values()) == {
        "actor": "lena", "action": "view", "outcome": "done", "assessment": released, "from": "", "to": "",
    }  # fmt: skip
    assert "No entry is like that." in words(visit.page("owen", "/register?actor=nobody"))
    assert "No entry is like that." in words(visit.page("owen", "/register?from=2026-11-03"))
    assert "Viewed" in words(visit.page("owen", "/register?from=2026-11-02&to=2026-11-02"), "//tbody")
    assert visit.get("owen", "/register?from=soon").status_code == 400


@pytest.mark.parametrize("username", ["owen", "lena"])
def test_one_page_leads_to_the_next_until_the_end(visit: Visiting, username: str) -> None:
    for _ in range(205):
        visit.get("lena", "/search?q=gold")
    seen: list[str] = []
    address = "/register?action=search"
    while address:
        tree = visit.page(username, address)
        seen += tree.xpath("//tbody/tr/td/a[starts-with(@href, '/register/')]/@href")
        following = tree.xpath("//a[@rel='next']/@href")
        address = following[0] if following else ""
    assert len(seen) == len(set(seen)) == 205


def test_one_entry_shows_its_words_to_its_asker_and_its_proof_to_the_auditor(visit: Visiting, released: str) -> None:
    visit.get("lena", "/search?q=gold+and+ports")
    address = visit.page("lena", "/register").xpath("//tbody//a[starts-with(@href, '/register/')]/@href")[0]
    own = visit.page("lena", address)
    assert own.xpath("//q/text()") == ["gold and ports"]
    assert not own.xpath("//a[contains(@href, 'proof')]")
    proof = visit.page("owen", address).xpath("//a[contains(@href, 'proof')]/@href")[0]
    answer = visit.get("owen", proof)
    assert "attachment" in answer.headers["content-disposition"]
    assert check(answer.json()).proven
    assert visit.get("lena", proof).status_code == 403
    assert visit.get("mei", address).status_code == 404


def test_the_signed_head_is_a_file_for_the_auditor_alone(visit: Visiting, released: str) -> None:
    answer = visit.get("owen", "/register/checkpoint.json")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.json() == json.loads(visit.page("owen", "/register").xpath("//pre")[0].text_content())
    for username in ("lena", "amina", "ingrid", "yuki"):
        assert visit.get(username, "/register/checkpoint.json").status_code == 403


def test_verify_now_says_the_verdict_and_records_it(visit: Visiting, cast: Cast, released: str) -> None:
    kept = visit.get("owen", "/register/checkpoint.json").text
    shown = visit.send("owen", "/register", "/register/verify", checkpoint=kept)
    assert shown.status_code == 200
    assert "The register is sound" in shown.text
    assert "Verified the register" in words(visit.page("owen", "/register"))
    assert "Le registre est intact" in visit.post("owen", "/register/verify?lang=fr").text
    assert visit.post("owen", "/register/verify", {"checkpoint": "nonsense"}).status_code == 400
    assert visit.post("owen", "/register/verify", {"checkpoint": "[]"}).status_code == 400
    assert visit.post("lena", "/register/verify").status_code == 403
    tamper(cast.house.registry.database, "UPDATE register_entry SET action = 'dance' WHERE action = 'release'")
    bad = visit.post("owen", "/register/verify").text
    assert re.search(r"Entry \d+ is not what was recorded", bad)


def test_a_clock_that_jumped_back_is_told_to_the_auditor_only(
    visit: Visiting, clock: TurningClock, released: str
) -> None:
    visit.get("lena", "/search?q=gold")
    clock.at = clock.at.replace(hour=3)
    visit.get("lena", "/search?q=gold")
    shown = words(visit.page("owen", "/register"))
    assert "Dated as the entry before it, for time never runs back here; the clock said 2 Nov 2026, 03:00 UTC" in shown
    assert "the clock said" not in words(visit.page("lena", "/register"))


@pytest.mark.parametrize("language", ["ar", "en", "fr", "es"])
def test_details_are_said_in_words(visit: Visiting, released: str, language: str) -> None:
    tree = visit.page("owen", f"/register?lang={language}")
    labels = set(tree.xpath("//td/div/span[@class='quiet']/text()"))
    assert labels
    assert not labels & (set(LABELS) if language != "en" else set())


def test_rows_become_cards_where_there_is_no_room(visit: Visiting, released: str) -> None:
    tree = visit.page("owen", "/register")
    rows = tree.xpath("//table[@class='stack']/tbody/tr")
    heads = [head.text_content() for head in tree.xpath("//thead//th")]
    assert all([cell.get("data-label") for cell in row] == heads for row in rows)
    sheet = (TEMPLATES.parent / "static" / "concord.css").read_text("utf-8")
    assert "attr(data-label)" in sheet
