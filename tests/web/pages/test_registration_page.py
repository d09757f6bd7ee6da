"""The registry's work by the pages."""

from __future__ import annotations

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
    for act in ("register", "release"):
        assert visit.send("ingrid", address, f"{address}/{act}").status_code == 303
    assert visit.get("lena", f"/assessments/{submitted}").status_code == 200
    assert "Nothing waits." in words(visit.page("ingrid", "/registration"))


def test_an_act_that_cannot_happen_now_says_why(visit: Visiting, submitted: str) -> None:
    answer = visit.post("ingrid", f"/registration/{submitted}/release")
    assert answer.status_code == 409
    assert "It is submitted; to release it must be registered." in answer.text


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
