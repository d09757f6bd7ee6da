"""Organizations as pages: read by everybody, decided on by the registry; and for whom a session acts (case 32)."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from repository import affiliations, people
from tests.house import START, Cast
from tests.repository.test_access import kept_reader_of, words
from tests.web.asking import PASSWORD
from tests.web.pages.visiting import Visiting, tree_of


def test_everybody_finds_every_organization_and_reads_its_profile(visit: Visiting) -> None:
    listed = visit.page("mei", "/organizations")
    assert {"/organizations/europol", "/organizations/ncb-eg"} <= set(listed.xpath("//main//a/@href"))
    page = visit.get("mei", "/organizations/afripol").text
    assert "Egypt" in page
    assert 'id="standing"' not in page
    assert "<form" not in page.partition("<main")[2]
    assert visit.get("mei", "/organizations/none").status_code == 404


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr"])
@pytest.mark.parametrize("ident", ["afripol", "ncb-eg"])
def test_the_pages_are_whole_in_every_language(visit: Visiting, language: str, ident: str) -> None:
    visit.language = language
    for username in ("ingrid", "amina"):
        assert visit.page(username, f"/organizations/{ident}").xpath("//h1")
    assert visit.page("ingrid", "/organizations").xpath("//h1")


def test_the_registry_suspends_at_once_and_a_lift_leads_to_its_request(visit: Visiting, cast: Cast) -> None:
    page, form = "/organizations/afripol", "/organizations/afripol/standing"
    sent = visit.send("ingrid", page, form, standing="suspended", reason="A breach")
    assert (sent.status_code, sent.headers["location"]) == (303, "/organizations/afripol#standing")
    assert kept_reader_of(cast, "amina").standing == "suspended"
    assert "A breach" in visit.get("ingrid", page).text
    sent = visit.send("ingrid", page, form, standing="active", reason="Cleared up")
    assert sent.headers["location"].startswith("/consents/")
    assert "standing of AFRIPOL to: Active" in visit.get("ruth", sent.headers["location"]).text
    assert kept_reader_of(cast, "amina").standing == "suspended"


def test_what_is_wrong_is_said_where_it_was_written_and_in_the_readers_language(visit: Visiting) -> None:
    visit.language = "fr"
    sent = visit.post("ingrid", "/organizations/afripol/standing", {"standing": "suspended", "reason": " "})
    assert sent.status_code == 422
    assert "dites pourquoi : ses agents en sont informés" in sent.text.lower()
    assert visit.post("ingrid", "/organizations/afripol/agreement", {"ceiling": "much"}).status_code == 422
    assert visit.post("ingrid", "/organizations/afripol/unknown").status_code == 404


def test_every_form_of_the_registry_does_what_it_says(visit: Visiting, cast: Cast) -> None:
    page = "/organizations/gccpol"
    assert visit.send("ingrid", page, f"{page}/join", country="EG").status_code == 303
    assert "gccpol+members" in words(kept_reader_of(cast, "nadia"))
    assert visit.send("ingrid", page, f"{page}/status", status="observer").status_code == 303
    sent = visit.send("ingrid", page, f"{page}/agreement", ceiling="3", reference="MoU 4")
    assert sent.status_code == 303
    assert kept_reader_of(cast, "khalid").ceiling == 3
    sent = visit.send("ingrid", page, f"{page}/agreement-end", reason="No longer needed")
    assert sent.headers["location"].startswith("/consents/")
    sent = visit.send("ingrid", page, f"{page}/merger", successor="aimc", reason="By treaty")
    assert "becomes a part of AIMC" in visit.get("ruth", sent.headers["location"]).text


def test_an_officer_keeps_the_profile_of_her_organization_and_no_other(visit: Visiting) -> None:
    page = "/organizations/afripol"
    sent = visit.send("amina", page, f"{page}/profile", mandate="Police cooperation", channels="I-24/7\nMail")
    assert sent.status_code == 303
    assert "Police cooperation" in visit.get("mei", page).text
    assert visit.post("amina", "/organizations/europol/profile", {"mandate": "Ours"}).status_code in (403, 409, 422)
    assert visit.post("amina", f"{page}/standing", {"standing": "active", "reason": "A"}).status_code == 403


def test_case_32_the_choice_appears_only_after_the_password_was_right(
    client: TestClient, cast: Cast, newcomer: str
) -> None:
    door = client.get("/sign-in").text
    assert "/acting-for" not in door
    with cast.house.registry.database.write() as session:
        affiliations.add(session, people.named(session, newcomer), "europol", START)
    wrong = client.post("/sign-in", data={"username": newcomer, "password": "wrong"}, follow_redirects=False)
    assert wrong.status_code == 401
    right = client.post("/sign-in", data={"username": newcomer, "password": PASSWORD}, follow_redirects=False)
    assert right.headers["location"] == "/acting-for?next=%2F"
    (form,) = [one for one in tree_of(client.get("/acting-for?next=/search").text).forms if one.action == "/acting-for"]
    fields = {**dict(form.form_values()), "organization": "europol"}
    former = client.cookies["concord"]
    chosen = client.post("/acting-for", data=fields, follow_redirects=False)
    assert chosen.headers["location"] == "/search"
    assert client.get("/api/v1/me").json()["organization"] == "europol"
    client.cookies.clear()
    client.cookies.set("concord", former)
    assert client.get("/api/v1/me").status_code == 401


def test_who_acts_for_one_organization_is_asked_nothing(client: TestClient, newcomer: str) -> None:
    right = client.post("/sign-in", data={"username": newcomer, "password": PASSWORD}, follow_redirects=False)
    assert right.headers["location"] == "/"
    csrf = tree_of(client.get("/acting-for").text).xpath("//main//input[@name='csrf']/@value")[0]
    refused = client.post("/acting-for", data={"csrf": csrf, "organization": "europol"}, follow_redirects=False)
    assert refused.status_code == 409
    assert client.get("/api/v1/me").json()["organization"] == "afripol"
