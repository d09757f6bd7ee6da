"""An encrypted file on the page of its deposit: it asks for the password, and reads on with it."""

from __future__ import annotations

import pytest

from tests.ingest.papers import locked
from tests.web.pages.visiting import Visiting, words

WORD = "Straße – clé 42"


@pytest.fixture
def address(visit: Visiting) -> str:
    sent = visit.post("amina", "/deposit", {}, files={"file": ("routes.pdf", locked(WORD), "application/pdf")})
    assert sent.status_code == 303, sent.text
    visit.cast.work()
    return str(sent.headers["location"])


def test_the_page_asks_for_the_password_and_then_shows_the_form(visit: Visiting, address: str) -> None:
    asked = visit.page("amina", address)
    assert "This PDF is encrypted with a password" in words(asked)
    (field,) = asked.xpath("//input[@name='password']")
    assert (field.get("type"), field.get("autocomplete")) == ("password", "off")
    assert visit.send("amina", address, f"{address}/password", password=WORD).headers["location"] == address
    visit.cast.work()
    read = visit.page("amina", address)
    assert not read.xpath("//input[@name='password']")
    assert WORD not in read.text_content()


def test_a_wrong_password_is_said_to_be_wrong_in_the_readers_language(visit: Visiting, address: str) -> None:
    visit.send("amina", address, f"{address}/password", password="wrong")
    visit.cast.work()
    visit.language = "es"
    assert "no se abre con la contraseña indicada" in words(visit.page("amina", address))


def test_no_password_changes_nothing(visit: Visiting, address: str) -> None:
    sent = visit.post("amina", f"{address}/password", {"password": ""})
    assert sent.status_code == 422
    assert "1 to 200 characters" in sent.text
    assert visit.page("amina", address).xpath("//input[@name='password']")


def test_blanks_around_a_password_are_part_of_it(visit: Visiting) -> None:
    files = {"file": ("routes.pdf", locked("  word "), "application/pdf")}
    address = visit.post("amina", "/deposit", {}, files=files).headers["location"]
    visit.cast.work()
    visit.send("amina", address, f"{address}/password", password="  word ")
    visit.cast.work()
    assert not visit.page("amina", address).xpath("//input[@name='password']")
