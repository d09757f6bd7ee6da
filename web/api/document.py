"""The OpenAPI document: complete, with an example for every body, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from models.deposit import Deposit
from repository.settings import Settings
from web.api.shapes.deposit import CHANGES, EXAMPLE, Changes
from web.api.shapes.problem import FieldProblem, ProblemDocument
from web.api.shapes.shape import Shape
from web.security import CSRF_HEADER, cookie_name

Json = dict[str, Any]

DESCRIPTION = (
    "Strategic threat assessments, each shown exactly as far as its marking and its originator allow. "
    "Ids are opaque; what is absent and what is withheld are answered alike. Errors are problem documents "
    "(RFC 9457). A change asked with the session cookie carries the header "
    f"{CSRF_HEADER} with the value that signing in gave."
)
# Referred to by hand, so the framework does not find them by itself.
_NAMED: tuple[type[BaseModel], ...] = (ProblemDocument, FieldProblem, Deposit)


def describe(app: FastAPI, settings: Settings) -> Json:
    """Return the document of everything that exists under the API, and of nothing else."""
    document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    schemas: Json = document.setdefault("components", {}).setdefault("schemas", {})
    _, named = models_json_schema(
        [(model, "validation") for model in _NAMED], ref_template="#/components/schemas/{model}"
    )
    for name, schema in named["$defs"].items():
        schemas.setdefault(name, schema)
    for name, example in _examples():
        # The framework drops every null, and an example without them would not fit its shape.
        if name in schemas:
            schemas[name]["examples"] = [example]
    document["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie_name(settings)},
        "token": {"type": "http", "scheme": "bearer"},
    }
    document["security"] = [{"session": []}, {"token": []}]
    for operation in operations(document):
        for body in bodies(operation):
            _show(body, schemas)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _examples() -> Iterator[tuple[str, Any]]:
    yield Deposit.__name__, EXAMPLE
    yield Changes.__name__, CHANGES
    waiting: list[type[Shape]] = [Shape]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            yield shape.__name__, shape.example()


def operations(document: Json) -> Iterator[Json]:
    """Give every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


def bodies(operation: Json) -> Iterator[Json]:
    """Give every JSON body of an operation: what it takes and what it answers."""
    holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    for holder in holders:
        for kind, body in holder.get("content", {}).items():
            if kind.endswith("json"):
                yield body


def _show(body: Json, schemas: Json) -> None:
    """Show a body by the example of its shape, unless the route has one of its own."""
    name = str(body.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    if "example" not in body and name in schemas:
        body["example"] = schemas[name]["examples"][0]
