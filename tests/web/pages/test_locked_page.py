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


def test_a_locked_file_shows_the_password_box_alone_and_how_to_be_rid_of_it(visit: Visiting, address: str) -> None:
    page = visit.page("amina", address)
    assert {field.get("name") for field in page.xpath("//main//input[not(@type='hidden')]")} == {"password"}
    assert not page.xpath("//main//select | //main//textarea")
    assert "routes.pdf" in words(page, "//h1")
    assert not page.xpath("//*[@role='alert']"), "nothing is wrong yet"
    assert visit.send("amina", address, f"{address}/discard").status_code == 303
    assert "Destroyed" in words(visit.page("amina", f"{address}/review"))


def test_a_wrong_password_is_an_alert_beside_the_box(visit: Visiting, address: str) -> None:
    visit.send("amina", address, f"{address}/password", password="wrong")
    visit.cast.work()
    page = visit.page("amina", address)
    assert "does not open with the password" in words(page, "//*[@role='alert']")
    assert page.xpath("//input[@name='password'][@aria-invalid='true']")


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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "try again at 08:15 UTC"),
        ("fr", "réessayez à 08:15 UTC"),
        ("es", "inténtelo de nuevo a las 08:15 UTC"),
        ("ar", "أعد المحاولة في الساعة 08:15"),
    ],
)
def test_who_tries_too_often_is_told_when_to_come_again(
    visit: Visiting, address: str, language: str, said: str
) -> None:
    for _ in range(5):
        visit.send("amina", address, f"{address}/password", password="wrong")
        visit.cast.work()
    visit.language = language
    sent = visit.send("amina", address, f"{address}/password", password=WORD)
    assert (sent.status_code, sent.headers["Retry-After"]) == (429, "900")
    assert said in sent.text
