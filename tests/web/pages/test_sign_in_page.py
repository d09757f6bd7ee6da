"""The door."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.web.asking import PASSWORD
from tests.web.pages.visiting import Visiting, tree_of, words


def enter(client: TestClient, **fields: str) -> tuple[int, str, str]:
    client.cookies.clear()
    answer = client.post("/sign-in", data=fields, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_whoever_is_not_signed_in_is_sent_to_the_door_and_from_there_on_to_the_page(
    client: TestClient, newcomer: str
) -> None:
    sent = client.get("/search?q=gold", follow_redirects=False)
    assert sent.status_code == 303
    door = tree_of(client.get(sent.headers["location"]).text)
    (form,) = door.forms
    status, location, _ = enter(client, **{**dict(form.form_values()), "username": newcomer, "password": PASSWORD})
    assert (status, location) == (303, "/search?q=gold")
    assert client.get("/search?q=gold").status_code == 200


def test_the_door_leads_nowhere_else(client: TestClient, newcomer: str) -> None:
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/x"):
        _, location, _ = enter(client, username=newcomer, password=PASSWORD, following=elsewhere)
        assert location == "/"


def test_a_wrong_password_and_a_name_nobody_has_read_the_same(client: TestClient, newcomer: str) -> None:
    status, _, known = enter(client, username=newcomer, password="wrong")
    _, _, unknown = enter(client, username="nobo", password="wrong")
    assert status == 401
    assert known == unknown.replace('value="nobo"', f'value="{newcomer}"')
    assert "do not belong together" in known


def test_what_was_typed_is_shown_again_but_the_password(client: TestClient, newcomer: str) -> None:
    _, _, text = enter(client, username="<b>", password="secret-typed", purpose="border")
    assert "&lt;b&gt;" in text
    assert 'value="border"' in text
    assert "secret-typed" not in text


def test_the_door_speaks_the_language_of_the_browser(client: TestClient) -> None:
    text = client.get("/sign-in", headers={"Accept-Language": "ar"}).text
    tree = tree_of(text)
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    assert "تسجيل الدخول" in words(tree)


def test_signing_out_ends_the_session(client: TestClient, newcomer: str) -> None:
    enter(client, username=newcomer, password=PASSWORD)
    form = next(f for f in tree_of(client.get("/").text).forms if f.action == "/sign-out")
    secret = client.cookies["concord"]
    assert client.post("/sign-out", data=dict(form.form_values()), follow_redirects=False).status_code == 303
    client.cookies.set("concord", secret)
    assert client.get("/", follow_redirects=False).status_code == 303


def test_signing_out_needs_the_proof(visit: Visiting) -> None:
    assert visit.post("lena", "/sign-out", {"csrf": "forged"}).status_code == 403
    assert visit.get("lena", "/").status_code == 200
