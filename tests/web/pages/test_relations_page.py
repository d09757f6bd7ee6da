"""Editions, translations and sources on the pages: for readers, and for the officers who tie them."""

from __future__ import annotations

import json
from typing import Any

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words
from web.pages.relation_fields import named

DERIVABLE = ["view", "excerpt", "cite", "download", "derive", "translate"]
IC = {"scheme": "interpol", "level": "IC"}


def released(cast: Cast, username: str = "amina", **said: Any) -> str:
    return cast.release(username, REPORT.encode(), "report.md", **said)


def drafted(cast: Cast, **said: Any) -> str:
    said = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["aimc"], **said}
    return cast.deposit("amina", REPORT.encode(), "report.md", **said).assessment


def test_case_8_the_old_edition_links_to_the_new_for_those_who_may_see_both_only(visit: Visiting, cast: Cast) -> None:
    first = released(cast, title="First")
    before = (
        visit.get("mei", f"/assessments/{first}").content,
        visit.get("mei", f"/assessments/{first}/history").content,
    )
    second = released(cast, title="Second", supersedes=first, marking=IC, release_to=["europol"])
    after = visit.get("mei", f"/assessments/{first}").content, visit.get("mei", f"/assessments/{first}/history").content
    assert after == before
    tree = visit.page("lena", f"/assessments/{first}")
    assert tree.xpath(f"//a[@href='/assessments/{second}']")
    assert "Superseded" in words(tree)
    assert words(visit.page("lena", f"/assessments/{second}/history"), "//main//h2") == "Earlier editions"


def test_search_shows_the_newest_and_offers_the_earlier_editions_too(visit: Visiting, cast: Cast) -> None:
    first = released(cast, title="First")
    released(cast, title="Second", supersedes=first)
    tree = visit.page("mei", "/search?q=hospitals")
    assert words(tree, "//li[@class='hit']//h2") == "Second"
    (more,) = [a.get("href") for a in tree.xpath("//p[@id='total']/a") if a.text == "Earlier editions too"]
    tree = visit.page("mei", more)
    assert sorted(words(tree, "//li[@class='hit']//h2").split()) == ["First", "Second"]
    assert tree.xpath("//form[@class='ask']//input[@name='superseded'][@value='true']")
    (back,) = [a.get("href") for a in tree.xpath("//p[@id='total']/a") if a.text == "Only the newest editions"]
    assert "superseded" not in back


def test_the_deposit_form_names_other_works_and_says_what_is_wrong_with_them(visit: Visiting, cast: Cast) -> None:
    first = released(cast, title="First")
    source = released(cast, "piotr", title="Source", actions=DERIVABLE)
    draft = drafted(cast)
    form = visit.page("amina", f"/deposit/{draft}")
    assert ("First", first) in {(o.text, o.get("value")) for o in form.xpath("//select[@id='supersedes']/option")}
    address = f"https://concord.example/assessments/{source}?page=2"
    sent = visit.send(
        "amina", f"/deposit/{draft}", f"/deposit/{draft}", supersedes=first, sources=f"{address}\n{first}"
    )
    assert sent.status_code == 303, words(visit.page("amina", f"/deposit/{draft}"))
    said = visit.get("amina", f"/api/v1/assessments/{draft}/metadata").json()["metadata"]
    assert (said["supersedes"], said["sources"]) == (first, [source, first])
    wrong = visit.send("amina", f"/deposit/{draft}", f"/deposit/{draft}", translation_of="b" * 26)
    assert wrong.status_code == 422
    assert "names nothing that you may see" in wrong.text
    again = visit.page("amina", f"/deposit/{draft}")
    assert again.xpath("//textarea[@id='sources']")[0].text.split() == [source, first]


def test_joint_originators_say_their_markings_in_the_form_and_readers_see_both(visit: Visiting, cast: Cast) -> None:
    draft = drafted(cast, originators=["afripol", "europol"])
    joint = {"joint_europol_marking": "eu:R-UE/EU-R", "joint_europol_release_to": "aimc gccpol"}
    assert visit.send("amina", f"/deposit/{draft}", f"/deposit/{draft}", **joint).status_code == 303
    said = visit.get("amina", f"/api/v1/assessments/{draft}/metadata").json()["metadata"]["joint_markings"]
    assert [(one["organization"], one["marking"]["level"], one["release_to"]) for one in said] == [
        ("europol", "R-UE/EU-R", ["aimc", "gccpol"])
    ]
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        cast.act(username, act, draft)
    assert "R-UE/EU-R" in json.dumps(said)
    assert "Also marked by its joint originators" in words(visit.page("samir", f"/assessments/{draft}"))


def test_officers_see_sources_consents_and_changes_and_act_on_them(visit: Visiting, cast: Cast) -> None:
    source = released(cast, "piotr", title="Source", register_title="Register source", actions=DERIVABLE)
    draft = drafted(cast, sources=[source])
    cast.act("amina", "submit", draft)
    place = f"/assessments/{draft}/sources"
    for username in ("amina", "ingrid"):
        shown = words(visit.page(username, place))
        assert "Register source" in shown
        assert "Europol — asked, not answered yet" in shown
    assert not visit.page("ingrid", place).xpath("//main//form")
    refused = visit.send("amina", place, f"{place}/ask-sources")
    assert refused.status_code == 409
    assert "Nobody needs to be asked now" in refused.text
    asked = visit.send("amina", place, f"{place}/waiver", reason="cleared for all")
    assert asked.status_code == 303, asked.text
    cast.act("piotr", "withdraw", source)
    tree = visit.page("kofi", place)
    assert "1 source has changed" in words(tree)
    assert "It was withdrawn" in words(tree)
    assert visit.send("kofi", place, f"{place}/seen-sources", note="rewritten").status_code == 303
    assert "Seen to on" in words(visit.page("kofi", place))


def test_a_later_edition_is_named_by_its_address_and_refusals_are_said_on_the_page(visit: Visiting, cast: Cast) -> None:
    first, second = released(cast, title="First"), released(cast, title="Second")
    place = f"/assessments/{first}/sources"
    wrong = visit.send("amina", place, f"{place}/supersede", by="b" * 26)
    assert wrong.status_code == 422
    assert "names nothing that your organization originated" in wrong.text
    done = visit.send("amina", place, f"{place}/supersede", by=f"http://testserver/assessments/{second}#page")
    assert done.status_code == 303
    assert visit.post("amina", f"{place}/abolish").status_code == 404


def test_sources_are_for_officers_and_history_for_who_may_see_the_work(visit: Visiting, cast: Cast) -> None:
    ident = released(cast, title="Own", marking=IC, release_to=["europol"])
    assert visit.get("mei", f"/assessments/{ident}/sources").status_code == 403
    assert visit.get("huda", f"/assessments/{ident}/sources").status_code == 404
    assert visit.get("mei", f"/assessments/{ident}/history").status_code == 404
    assert "Nothing that you may see refers to it" in words(visit.page("lena", f"/assessments/{ident}/history"))


def test_a_work_is_named_by_its_id_or_by_any_address_of_its_pages() -> None:
    ident = "k3v7xq2m5n6p4r2s7t3u5w6y2a"
    for written in (
        ident,
        f" {ident} ",
        f"/assessments/{ident}",
        f"https://x/api/v1/assessments/{ident}/pages/1.png?a=b",
    ):
        assert named(written) == ident
    assert named("") == ""
