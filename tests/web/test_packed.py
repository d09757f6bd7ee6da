"""Requests that lie about themselves: packed, in thousands of parts, longer or shorter than they say."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from tests.house import Cast
from tests.web.asking import Asking
from web.house import House

FRONTIER = "frontier-of-this-test"
FORM = {"Content-Type": f"multipart/form-data; boundary={FRONTIER}"}
JSON = {"Content-Type": "application/json"}
FILE = f'--{FRONTIER}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nA line.\r\n'
END = f"--{FRONTIER}--\r\n"


def field(name: str, text: str) -> str:
    return f'--{FRONTIER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "gzip, gzip", "x"])
@pytest.mark.parametrize(("path", "headers"), [("/assessments", FORM), ("/overlaps", FORM), ("/people", JSON)])
def test_a_packed_request_is_refused_and_never_unpacked(
    ask: Asking, path: str, headers: dict[str, str], encoding: str
) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000, 9)
    who = "yuki" if path == "/people" else "amina"
    answer = ask(who, "POST", path, content=bomb, headers={**headers, "Content-Encoding": encoding})
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"
    assert answer.json()["detail"].endswith("send it without 'Content-Encoding'")
    assert ask.get("amina", "/jobs").json() == {"jobs": []}


def test_a_request_that_says_it_is_not_packed_is_taken(ask: Asking) -> None:
    headers = {**FORM, "Content-Encoding": "identity"}
    assert ask("amina", "POST", "/assessments", content=(FILE + END).encode(), headers=headers).status_code == 202


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("".join(field(f"n{number}", "") for number in range(5000)) + FILE + END, "more than 2000 fields"),
        (field("metadata", "{}") + field("metadata", "{}") + FILE + END, "twice"),
        (field("metadata", json.dumps({"title": "t" * 2_000_000})) + FILE + END, "fields have more than"),
        (field("metadata", '{"kind":' * 50_000) + FILE + END, "some fields"),
        (field("metadata", "[" * 400_000) + FILE + END, "some fields"),
        (FILE.replace("name=", "x" * 100_000 + "=") + END, "form"),
        (f"--{FRONTIER}\r\n" + "A: b\r\n" * 20_000 + "\r\n" + END, "form"),
        (FILE * 3 + END, "more than one file"),
    ],
    ids=["parts", "twice", "huge", "deep", "deeper", "header", "headers", "files"],
)
def test_a_form_of_thousands_of_parts_or_of_deep_metadata_is_refused_in_words(
    ask: Asking, form: str, words: str
) -> None:
    answer = ask("amina", "POST", "/assessments", content=form.encode(), headers=FORM)
    assert answer.status_code in (400, 413, 422), answer.text
    assert words in json.dumps(answer.json())
    assert ask.get("amina", "/jobs").json() == {"jobs": []}


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    """A real server's port: what a client says of a length is judged there, before the application."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def said(port: int, secret: str, lengths: str, body: bytes, *, hang_up: bool) -> bytes:
    """Send a deposit with these headers of length and return the whole answer, or hang up before it comes."""
    head = (
        f"POST /api/v1/assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: {FORM['Content-Type']}\r\n{lengths}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(head.encode() + body)
        if hang_up:
            caller.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: caller.recv(65_536), b""))


@pytest.mark.parametrize(
    ("lengths", "statuses"),
    [
        ("Content-Length: 100000", (b"",)),
        ("Content-Length: 20", (b"400",)),
        ("Content-Length: -1", (b"400",)),
        ("Content-Length: 1e3", (b"400",)),
        ("Content-Length: 10\r\nContent-Length: 200", (b"400",)),
        ("Content-Length: 99999999999999999999", (b"413", b"400")),
        ("Transfer-Encoding: chunked", (b"400",)),
        ("Transfer-Encoding: gzip", (b"400", b"501")),
    ],
)
def test_a_length_that_is_a_lie_keeps_nothing(
    port: int, house: House, cast: Cast, ask: Asking, lengths: str, statuses: tuple[bytes, ...]
) -> None:
    answer = said(port, cast.secret("amina"), lengths, (FILE + END).encode(), hang_up=b"" in statuses)
    assert answer[9:12] in statuses, answer
    assert ask.get("amina", "/jobs").json() == {"jobs": []}
    assert not list((house.settings.data / "scratch").glob("*"))
