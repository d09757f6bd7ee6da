from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.web.asking import Asking

ADDRESSES = ("/api/v1/me", "/api/v1/openapi.json", "/healthz", "/sign-in", "/nowhere", "/static/nothing.css")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_foreign_and_inline_content_and_framing(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert {policy["script-src"], policy["style-src"], policy["img-src"]} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_what_somebody_sees_is_stored_nowhere(ask: Asking) -> None:
    for path in ("/me", "/assessments", "/search?q=x", "/organizations"):
        assert ask.get("amina", path).headers["cache-control"] == "no-store"


def test_an_answer_names_no_server_and_carries_nothing_that_changes(ask: Asking) -> None:
    first, second = ask.get("amina", "/organizations"), ask.get("amina", "/organizations")
    assert first.headers == second.headers
    assert first.content == second.content
