from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from tests.web.asking import Asking
from web.api.shapes.shape import Shape
from web.app import create_app
from web.house import House

OPEN = {("post", "/api/v1/session"), ("get", "/healthz"), ("get", "/readyz")}
LATER = ("taxii2",)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def document_of(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def served(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method.lower(), context.path.replace(":path}", "}"))
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and context.path
        for method in context.methods or ()
    }


def test_the_document_lists_every_route_of_the_api_and_no_page(client: TestClient, app: FastAPI) -> None:
    described = {(method, path) for method, path, _ in operations(document_of(client))}
    machines = {(m, p) for m, p in served(app) if p.startswith(("/api/", "/healthz", "/readyz"))}
    assert described == machines
    assert ("post", "/api/v1/assessments/{ident}/release") in described


def test_acts_that_do_not_exist_yet_are_absent(client: TestClient) -> None:
    for _, path, _ in operations(document_of(client)):
        assert not any(word in path for word in LATER)


def test_every_json_body_has_an_example_and_every_example_fits_its_shape(client: TestClient) -> None:
    shapes = {shape.__name__: shape for shape in shapes_of(Shape)}
    seen = 0
    for method, path, operation in operations(document_of(client)):
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            for kind, body in holder.get("content", {}).items():
                if kind in ("image/png", "application/pdf"):
                    continue
                assert "example" in body, f"{method} {path} {kind}"
                name = body["schema"].get("$ref", "").rpartition("/")[2]
                if name in shapes:
                    shapes[name].model_validate_json(json.dumps(body["example"]))
                    seen += 1
    assert seen > 60


def test_every_shape_carries_an_example_that_it_gives_back_unchanged() -> None:
    for shape in shapes_of(Shape):
        example = shape.example()
        read = shape.model_validate_json(json.dumps(example))
        again = read.model_dump(mode="json", exclude_unset=True, by_alias=True)
        assert again == example, shape.__name__


def shapes_of(root: type[Shape]) -> Iterator[type[Shape]]:
    for shape in root.__subclasses__():
        yield shape
        yield from shapes_of(shape)


def test_every_route_declares_its_errors_as_problem_documents(client: TestClient) -> None:
    for method, path, operation in operations(document_of(client)):
        errors = {status: body for status, body in operation["responses"].items() if int(status) >= 400}
        assert {"422", "500", "503"} <= errors.keys(), f"{method} {path}"
        for status, body in errors.items():
            assert list(body["content"]) == ["application/problem+json"], f"{method} {path} {status}"
        if (method, path) not in OPEN:
            assert "401" in errors, f"{method} {path}"
            assert "security" not in operation
        if "{" in path and "username" not in path and "/markings/" not in path:
            assert "404" in errors, f"{method} {path}"
    assert "HTTPValidationError" not in document_of(client)["components"]["schemas"]


def test_every_reference_of_the_document_leads_somewhere(client: TestClient) -> None:
    document = document_of(client)
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in schemas


def test_the_document_is_the_same_bytes_from_every_application(client: TestClient, house: House) -> None:
    with TestClient(create_app(house=house)) as other:
        assert other.get("/api/v1/openapi.json").content == client.get("/api/v1/openapi.json").content


def test_only_the_open_routes_answer_somebody_who_is_not_signed_in(ask: Asking, client: TestClient) -> None:
    for method, path, _ in operations(document_of(client)):
        if (method, path) in OPEN:
            continue
        answer = client.request(method, path.replace("{", "").replace("}", ""), json={})
        assert answer.status_code == 401, f"{method} {path}"
        assert answer.headers["content-type"] == "application/problem+json"
