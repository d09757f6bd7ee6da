"""The page of what was refused: words of the reader's language, and the way back to the form."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, tree_of, words

IR = {"scheme": "interpol", "level": "IR"}


@pytest.fixture
def submitted(cast: Cast) -> str:
    """The register page of what AFRIPOL submitted."""
    ident = cast.deposit("amina", REPORT.encode(), title="Sea lanes", marking=IR, release_to=["europol"]).assessment
    cast.work()
    cast.act("amina", "submit", ident)
    return f"/registration/{ident}"


def test_fields_are_named_as_the_form_names_them(visit: Visiting, submitted: str) -> None:
    refused = visit.post("ingrid", f"{submitted}/hold", {"reason": ""})
    assert refused.status_code == 422
    assert "Some fields are missing or wrong: Reason — Say why" in words(tree_of(refused.text))


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/registration/x?lang=fr", "/registration/x?lang=fr"),
        ("http://elsewhere.example/registration/x", None),
        ("http://testserver/registration/x/hold", None),
        ("http://testserver//elsewhere.example/x", None),
        ("http://testserver/\\\\elsewhere.example", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_it_leads_back_to_the_page_of_the_form_and_nowhere_else(
    visit: Visiting, submitted: str, came: str | None, back: str | None
) -> None:
    headers = {"referer": came} if came else {}
    refused = visit.post("ingrid", f"{submitted}/hold", {"reason": ""}, headers=headers)
    links = tree_of(refused.text).xpath("//main//a/@href")
    assert links == ([back, "/"] if back else ["/"])


def test_the_languages_of_a_refusal_lead_to_the_page_of_the_form(visit: Visiting, submitted: str) -> None:
    headers = {"referer": f"http://testserver{submitted}"}
    refused = visit.post("ingrid", f"{submitted}/hold", {"reason": ""}, headers=headers)
    assert f"{submitted}?lang=fr" in tree_of(refused.text).xpath("//a[@hreflang='fr']/@href")


def test_a_page_that_is_not_there_leads_nowhere_else(visit: Visiting) -> None:
    missing = visit.get("ingrid", "/registration/none", headers={"referer": "http://testserver/registration"})
    assert tree_of(missing.text).xpath("//main//a/@href") == ["/"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This is for people in the role originator."),
        ("fr", "Ceci est réservé au rôle agent de l’autorité d’origine."),
        ("es", "Esto es para personas con el rol funcionario del originador."),
        ("ar", "هذا مخصص لمن دوره موظف جهة المنشأ."),
    ],
)
def test_roles_are_said_in_the_readers_language(visit: Visiting, language: str, sentence: str) -> None:
    visit.language = language
    assert sentence in words(visit.page("owen", "/deposit", 403))


def test_what_a_permit_is_for_is_said_in_the_readers_language(visit: Visiting, cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO", "handling": ["H2"]}
    page = f"/assessments/{cast.release('amina', REPORT.encode(), marking=marking, release_to=['europol'])}"
    visit.language = "fr"
    refused = visit.post("lena", f"{page}/permits", {"reason": "pour une note"}, headers={})
    assert "download" not in refused.text
    assert "télécharger" in refused.text


def test_a_token_that_ended_is_told_from_no_token_at_all(client: TestClient) -> None:
    ended = client.get("/api/v1/me", headers={"authorization": "Bearer none-such"})
    assert (ended.status_code, client.get("/api/v1/me").status_code) == (401, 401)
    assert "the token is not known here, has ended or was revoked" in ended.json()["detail"]
