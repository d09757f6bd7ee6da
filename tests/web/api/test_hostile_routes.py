"""Every route of the API, sent what no client of good faith sends: refused in words, never a fault of the server."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.house import Cast
from tests.web.asking import Asking

Json = dict[str, Any]
Place = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    None, 10**30, "\x00\u202e", "\ud800", "x" * 10_001, "(" * 900 + "kind:bureau", "list:\x00", "person:" + "a" * 26,
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", [], ["\ud800"], ["europol"] * 301,
    {"scheme": "\x00", "level": "\ud800"},
)  # fmt: skip
WORDS = (
    "%00",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "x" * 3000,
    "%2e%2e",
    "0",
    "-1",
    "9" * 40,
    "1e5",
    "%20",
    "((((",
    "2026-13-1",
)
WHOLE = ("[]", "null", "{}", "1", '"x"', '{"x": 1}', "[" * 5000, '{"reason": "\\ud800"}')
CALLERS = {
    "people": "yuki",
    "organizations": "ingrid",
    "agreements": "ingrid",
    "circulation-lists": "ingrid",
    "equivalences": "ingrid",
    "register": "owen",
}


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that is answered where the server has a fault, as everybody is."""
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def known(ask: Asking, cast: Cast) -> dict[str, str]:
    """What exists, by the parameter and the resource that name it: so that an address leads somewhere."""
    secret = {"scheme": "interpol", "level": "IR"}
    ident = cast.release("amina", b"# Note\n\nForged passports are sold.\n", marking=secret, register_title="Note 4")
    said = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "reason": "as agreed"}
    request = ask("amina", "POST", f"/assessments/{ident}/downgrade", json=said).json()["request"]
    hold = ask("amina", "POST", "/holds", json={"assessment": ident, "reason": "a court asks"}).json()["id"]
    terms = {"organization": "ncb-eg", "ceiling": 1, "reference": "A/1"}
    agreement = ask("ingrid", "POST", "/agreements", json=terms).json()
    copied = ask.get("amina", f"/assessments/{ident}/file").headers["x-copy-number"]
    return {
        "assessments": ident,
        "assessment": ident,
        "consents": request,
        "holds": hold,
        "jobs": ask.get("amina", "/jobs").json()["jobs"][0]["id"],
        "notices": ask.get("kofi", "/notices").json()["notices"][0]["id"],
        "organizations": "afripol",
        "organization": "aimc",
        "country": "EG",
        "agreements": str(agreement.get("id", 1)),
        "name": "cyber-fusion",
        "number": "1",
        "copies": copied,
        "entry": "3",
        "username": "mei",
        "scheme": "interpol",
        "level": "IR",
    }


def operations(client: TestClient) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and description of every operation that answers once."""
    app = client.app
    assert isinstance(app, FastAPI)
    for path, methods in app.openapi()["paths"].items():
        for method, said in methods.items():
            if not path.endswith("/events") and (method, path) != ("delete", "/api/v1/session"):
                yield path.removeprefix("/api/v1"), method.upper(), said


def address(path: str, known: dict[str, str], **other: str) -> str:
    resource = path.strip("/").split("/")[0]
    names = {"ident": known.get(resource, "x"), "number": known["copies"] if resource == "copies" else "1"}
    for name, value in {**known, **names, **other}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def caller(path: str) -> str:
    return CALLERS.get(path.strip("/").split("/")[0], "amina")


def check(answer: Response, asked: str, broken: list[str]) -> None:
    """Note what was asked unless the answer is one, or a refusal in words."""
    if answer.status_code >= 500 or (answer.status_code >= 400 and not answer.json()["detail"]):
        broken.append(f"{asked}: {answer.status_code}")


def example_of(client: TestClient, said: Json) -> tuple[Json, set[Place]] | None:
    """Return the example of a body with the places of everything in it, and of what it leaves out."""
    schema = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    app = client.app
    assert isinstance(app, FastAPI)
    while "$ref" in schema:
        schema = app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    example = schema["examples"][0]
    return example, set(places(example)) | {(name,) for name in schema["properties"]}


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for step, part in inner:
        yield from places(part, (*path, step))


def put(example: Json, place: Place, value: Any) -> Json:
    made = at = copy.deepcopy(example)
    for step in place[:-1]:
        at = at[step]  # type: ignore[index]
    at[place[-1]] = value  # type: ignore[index]
    return made


def test_bodies_with_a_hostile_value_in_any_place_are_refused_in_words(
    ask: Asking, client: TestClient, known: dict[str, str]
) -> None:
    broken: list[str] = []
    for path, method, said in operations(client):
        found = example_of(client, said)
        if found is None:
            continue
        where, who = address(path, known), caller(path)
        bodies = [
            (place, value, put(found[0], place, value)) for place in sorted(found[1], key=str) for value in VALUES
        ]
        for content in WHOLE:
            check(ask(who, method, where, content=content, headers=JSON), f"{method} {path} {content[:60]}", broken)
        for place, value, body in bodies:
            answer = ask(who, method, where, content=json.dumps(body), headers=JSON)
            check(answer, f"{method} {path} {place} {value!r:.60}", broken)
    assert not broken


JSON = {"Content-Type": "application/json"}


def test_addresses_with_hostile_words_are_refused_in_words(
    ask: Asking, client: TestClient, known: dict[str, str]
) -> None:
    broken: list[str] = []
    for path, method, said in operations(client):
        found = example_of(client, said)
        more: Json = {} if found is None else {"content": json.dumps(found[0]), "headers": JSON}
        for parameter in said.get("parameters", []):
            name, inside = parameter["name"], parameter["in"] == "path"
            for word in WORDS:
                where = address(path, known, **({name: word} if inside else {}))
                where += "" if inside else f"?{name}={word}"
                check(ask(caller(path), method, where, **more), f"{method} {where[:90]}", broken)
    assert not broken
