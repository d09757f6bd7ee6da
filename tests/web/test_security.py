from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from repository import people
from tests.house import Cast, TurningClock
from tests.web.asking import PASSWORD, Asking
from web.app import create_app
from web.house import House
from web.throttle import PER_NAME


def sign_in(client: TestClient, username: str, password: str = PASSWORD, **more: str) -> Response:
    return client.post("/api/v1/session", json={"username": username, "password": password, **more})


def test_signing_in_gives_a_cookie_that_no_script_reads_and_no_other_site_sends(
    client: TestClient, newcomer: str
) -> None:
    answer = sign_in(client, newcomer)
    assert answer.status_code == 200
    assert answer.json()["role"] == "originator"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("concord=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert client.get("/api/v1/me").json()["username"] == newcomer


def test_over_tls_the_cookie_is_bound_to_this_host_alone(house: House, newcomer: str) -> None:
    secure = replace(house, settings=replace(house.settings, secure_cookies=True))
    with TestClient(create_app(house=secure), base_url="https://concord.example") as client:
        answer = sign_in(client, newcomer)
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-concord=")
        assert "; secure" in cookie
        assert "domain" not in cookie
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert client.get("/api/v1/me").status_code == 200


def test_a_wrong_password_and_a_name_nobody_has_are_answered_alike(client: TestClient, newcomer: str) -> None:
    wrong, nobody = sign_in(client, newcomer, "something else"), sign_in(client, "nobody", "something else")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.content == nobody.content
    assert "set-cookie" not in wrong.headers


def test_too_many_failures_are_answered_alike_too_even_with_the_right_password(
    client: TestClient, newcomer: str
) -> None:
    answers = []
    for username in (newcomer, "nobody"):
        for _ in range(PER_NAME):
            assert sign_in(client, username, "something else").status_code == 401
        answers.append(sign_in(client, username))
    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0].content == answers[1].content
    assert int(answers[0].headers["retry-after"]) > 0


def test_a_change_with_a_cookie_needs_its_proof(client: TestClient, newcomer: str) -> None:
    csrf = sign_in(client, newcomer).json()["csrf"]
    proofs: list[bytes | None] = [None, b"", csrf[:-1].encode() + b"~", "é".encode("latin-1")]
    for wrong in proofs:
        headers = [] if wrong is None else [(b"x-csrf-token", wrong)]
        refused = client.delete("/api/v1/session", headers=headers)
        assert refused.status_code == 403, wrong
    assert client.get("/api/v1/me").status_code == 200
    assert client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_signing_out_ends_the_session_itself_and_not_only_the_cookie(client: TestClient, newcomer: str) -> None:
    csrf = sign_in(client, newcomer).json()["csrf"]
    kept = client.cookies["concord"]
    client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})
    client.cookies.clear()
    assert client.get("/api/v1/me", headers={"Cookie": f"concord={kept}"}).status_code == 401
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {kept}"}).status_code == 401


def test_another_sites_page_cannot_sign_anybody_in(client: TestClient, newcomer: str) -> None:
    for site in ("cross-site", "same-site"):
        body = {"username": newcomer, "password": PASSWORD}
        answer = client.post("/api/v1/session", json=body, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_form_of_another_site_cannot_send_json(client: TestClient, newcomer: str) -> None:
    body = f'{{"username": "{newcomer}", "password": "{PASSWORD}"}}'
    answer = client.post("/api/v1/session", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422


def test_a_token_needs_no_proof_and_is_no_session_to_end(ask: Asking) -> None:
    assert ask.get("amina", "/me").json()["username"] == "amina"
    assert ask("amina", "DELETE", "/session").status_code == 400
    assert ask.get("amina", "/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer nothing-of-ours", "Basic YTpi", "", "Bearer \x80\xff"])
def test_a_bad_header_is_not_signed_in_even_beside_a_good_cookie(
    client: TestClient, newcomer: str, header: str
) -> None:
    sign_in(client, newcomer)
    answer = client.get("/api/v1/me", headers=[(b"authorization", header.encode("latin-1"))])
    assert answer.status_code == 401


def test_a_session_ends_by_itself(client: TestClient, newcomer: str, house: House, clock: TurningClock) -> None:
    sign_in(client, newcomer)
    clock.turn(timedelta(hours=house.settings.session_hours) - timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 200
    clock.turn(timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 401


def test_a_suspended_person_is_out_at_her_next_request(ask: Asking, house: House, cast: Cast) -> None:
    assert ask.get("lena", "/me").status_code == 200
    with house.registry.database.write() as session:
        people.change_activity(session, people.named(session, "lena"), active=False)
    assert ask.get("lena", "/me").status_code == 401


def test_the_purpose_declared_at_sign_in_is_that_of_the_session(client: TestClient, newcomer: str) -> None:
    sign_in(client, newcomer, purpose="victim identification")
    assert client.get("/api/v1/me").json()["purpose"] == "victim identification"
