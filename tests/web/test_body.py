from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from repository.ownership import MARK
from tests.house import Cast
from tests.web.asking import Asking
from web.app import create_app
from web.body import USUAL
from web.house import House


@pytest.fixture
def narrow(house: House, cast: Cast) -> Iterator[Asking]:
    limited = replace(house, settings=replace(house.settings, upload_limit=10_000))
    with TestClient(create_app(house=limited)) as client:
        yield Asking(client, cast)


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_usual_size_is_refused_whether_announced_or_not(ask: Asking, announced: bool) -> None:
    headers = {"Content-Type": "application/json"}
    content = b"x" * (USUAL + 1) if announced else chunks(2 * USUAL)
    answer = ask("ingrid", "POST", "/circulation-lists", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["detail"].startswith("the request is larger than 1048576 bytes")


def test_a_file_beyond_the_limit_is_refused_and_nothing_is_kept(narrow: Asking, house: House) -> None:
    answer = narrow.deposit("amina", b"a line of text\n" * 1000)
    assert answer.status_code == 413
    assert "limit here" in answer.json()["detail"]
    assert narrow.get("amina", "/jobs").json() == {"jobs": []}
    for folder in ("scratch", "originals"):
        assert not {path.name for path in (house.settings.data / folder).glob("*")} - {MARK}


def test_a_request_that_says_it_is_far_beyond_the_limit_is_refused_before_it_is_sent(narrow: Asking) -> None:
    sent = []

    def body() -> Iterator[bytes]:
        sent.append(1)
        yield b"x"

    headers = {"Content-Length": str(10**15), "Content-Type": "multipart/form-data; boundary=x"}
    answer = narrow("amina", "POST", "/assessments", content=body(), headers=headers)
    assert answer.status_code == 413


def test_whoever_is_not_signed_in_learns_that_first(narrow: Asking) -> None:
    headers = {"Content-Length": str(10**15), "Content-Type": "multipart/form-data; boundary=x"}
    assert narrow(None, "POST", "/assessments", content=chunks(1000), headers=headers).status_code == 401


def test_a_file_within_the_limit_is_accepted(narrow: Asking) -> None:
    assert narrow.deposit("amina", b"# Title\n\nA line of text.\n", title="Title").status_code == 202
    assert json.loads(narrow.get("amina", "/jobs").content)["jobs"][0]["state"] == "queued"
