"""Sessions of secondees: one organization a session, answers that tell nothing, ends that hold (case 32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.house import START, Cast, TurningClock
from tests.web.asking import PASSWORD, Asking
from web.house import House

HOUR = timedelta(hours=1)


@pytest.fixture
def secondee(ask: Asking, newcomer: str) -> str:
    """An officer of AFRIPOL who is affiliated to Europol for two hours."""
    said = {"organization": "europol", "until": (START + 2 * HOUR).isoformat()}
    assert ask("yuki", "POST", f"/people/{newcomer}/affiliations", json=said).status_code == 201
    return newcomer


def sign_in(client: TestClient, username: str, **more: Any) -> Response:
    return client.post("/api/v1/session", json={"username": username, "password": PASSWORD, **more})


def me(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/me").json()
    return found


def test_case_32_a_session_acts_for_one_organization_and_says_which(client: TestClient, secondee: str) -> None:
    assert sign_in(client, secondee).json()["organization"] == "afripol"
    assert (me(client)["organization"], me(client)["acts_for"]) == ("afripol", ["afripol", "europol"])
    assert sign_in(client, secondee, organization="europol").json()["organization"] == "europol"
    found = me(client)
    assert found["organization"] == "europol"
    assert "europol" in found["tokens"]
    assert not {"afripol", "afripol+members"} & set(found["tokens"])


def test_case_32_rights_do_not_add_up(client: TestClient, cast: Cast, secondee: str) -> None:
    body: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IFOUO"}}
    african = cast.release("amina", b"Boats were bought in cash.", release_to=["afripol"], **body)
    european = cast.release("piotr", b"Vans were bought in cash.", release_to=["europol"], **body)

    def read() -> list[bool]:
        return [client.get(f"/api/v1/assessments/{one}").status_code == 200 for one in (african, european)]

    sign_in(client, secondee)
    assert read() == [True, False]
    sign_in(client, secondee, organization="europol")
    assert read() == [False, True]


def test_a_secondee_deposits_for_the_organization_of_her_session(client: TestClient, cast: Cast, secondee: str) -> None:
    csrf = sign_in(client, secondee, organization="europol").json()["csrf"]
    files = {"file": ("report.txt", b"Vans were bought in cash.", "text/plain")}
    made = client.post("/api/v1/assessments", files=files, headers={"X-CSRF-Token": csrf}).json()
    path = f"/api/v1/assessments/{made['id']}/metadata"
    assert client.get(path).json()["metadata"]["originators"] == ["europol"]
    sign_in(client, secondee)
    assert client.get(path).status_code == 404


def test_a_wrong_affiliation_is_answered_as_a_wrong_password(client: TestClient, secondee: str) -> None:
    wrong = client.post("/api/v1/session", json={"username": secondee, "password": "wrong", "organization": "europol"})
    answers = [sign_in(client, secondee, organization=name) for name in ("aimc", "atlantis")]
    assert {answer.status_code for answer in (wrong, *answers)} == {401}
    assert {answer.content for answer in (wrong, *answers)} == {wrong.content}


def test_the_end_of_an_affiliation_ends_its_sessions(client: TestClient, secondee: str, clock: TurningClock) -> None:
    sign_in(client, secondee, organization="europol")
    clock.turn(2 * HOUR - timedelta(microseconds=1))
    assert me(client)["organization"] == "europol"
    clock.turn(timedelta(microseconds=1))
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(client, secondee).status_code == 200


def test_ending_an_affiliation_holds_for_the_next_request(
    client: TestClient, ask: Asking, secondee: str, clock: TurningClock
) -> None:
    sign_in(client, secondee, organization="europol")
    clock.turn(HOUR)
    assert client.get("/api/v1/me").status_code == 200
    ended = ask("yuki", "POST", f"/people/{secondee}/affiliations/europol/end", json={})
    assert [one["current"] for one in ended.json()["affiliations"]] == [False]
    assert client.get("/api/v1/me").status_code == 401


def test_a_person_who_is_moved_belongs_elsewhere_for_the_next_request(
    client: TestClient, ask: Asking, newcomer: str
) -> None:
    sign_in(client, newcomer)
    assert ask("yuki", "POST", f"/people/{newcomer}/move", json={"organization": "aimc"}).status_code == 200
    assert me(client)["organization"] == "aimc"


def test_affiliations_are_the_administrators_alone(ask: Asking, house: House, secondee: str) -> None:
    for username in ("amina", "ingrid", "owen", "mei"):
        assert ask.get(username, f"/people/{secondee}/affiliations").status_code == 403
        said = {"organization": "aimc"}
        assert ask(username, "POST", f"/people/{secondee}/affiliations", json=said).status_code == 403
    assert ask.get("yuki", "/people/none/affiliations").status_code == 404
    assert ask("yuki", "POST", "/people/ingrid/affiliations", json={"organization": "aimc"}).status_code == 409
    assert ask("yuki", "POST", "/people/lena/affiliations", json={"organization": "mars"}).status_code == 422
    assert [entry["outcome"] for entry in ask.get("owen", "/register?action=affiliate").json()["entries"]] == [
        "refused", "refused", "done",
    ]  # fmt: skip
