from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ingest.errors import ParseFailed, Refused, TooLarge
from models.scheme import UnknownLevel
from models.token import BadToken
from repository.acts import ActRefused, Incomplete, NotFound
from repository.errors import NotRecorded, SealBroken, StorageBusy, StorageFull
from search.query import BadQuery
from web.depositing import RoleRefused
from web.errors import NotSignedIn, Problem, TooManyAttempts, install, problem_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotSignedIn("sign in"), 401),
        (RoleRefused("not your role"), 403),
        (NotFound("nothing"), 404),
        (ActRefused("not now"), 409),
        (TooLarge("too large"), 413),
        (Refused("a spreadsheet"), 415),
        (Incomplete({"marking": "say it"}), 422),
        (BadToken("no token"), 422),
        (UnknownLevel("no level"), 422),
        (BadQuery("no cursor"), 400),
        (ParseFailed("damaged"), 400),
        (TooManyAttempts(60), 429),
        (StorageBusy("busy"), 503),
        (NotRecorded("not recorded"), 503),
        (StorageFull("full"), 507),
    ],
)
def test_every_error_has_its_status(error: Exception, status: int) -> None:
    assert problem_of(error).status == status


@pytest.mark.parametrize(
    "error", [SealBroken("portion:p7 of edition e4 was changed"), ValueError("a secret"), KeyError("x")]
)
def test_what_is_not_foreseen_says_nothing_of_its_cause(error: Exception) -> None:
    problem = problem_of(error)
    assert problem.status == 500
    assert "portion" not in problem.sentence
    assert "secret" not in problem.sentence


def test_absent_and_withheld_are_one_whatever_the_sentence_inside() -> None:
    assert problem_of(NotFound("absent")) == problem_of(NotFound("withheld: R4"))


def test_fields_are_named_with_their_sentences() -> None:
    body = problem_of(Incomplete({"marking": "say it", "release_to": "say to whom"})).body()
    assert body["errors"] == [
        {"field": "marking", "sentence": "say it"},
        {"field": "release_to", "sentence": "say to whom"},
    ]


def answering(error: Exception) -> TestClient:
    app = FastAPI()

    def fail() -> None:
        raise error

    def page(request: Request, problem: Problem) -> Response:
        return PlainTextResponse(f"page: {problem.sentence}", problem.status)

    app.get("/api/v1/thing")(fail)
    app.get("/thing")(fail)
    install(app, page)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("make", [lambda: ActRefused("not now"), lambda: RuntimeError("boom")])
def test_programs_get_a_problem_document_and_people_a_page(make: Callable[[], Exception]) -> None:
    client = answering(make())
    machine, page = client.get("/api/v1/thing"), client.get("/thing")
    assert machine.headers["content-type"] == "application/problem+json"
    assert machine.json()["status"] == machine.status_code == page.status_code
    assert page.text == f"page: {machine.json()['detail']}"
    for answer in (machine, page):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_people_who_are_not_signed_in_are_sent_to_the_door_and_back() -> None:
    client = answering(NotSignedIn("sign in"))
    assert client.get("/thing?page=3").headers["location"] == "/sign-in?next=%2Fthing%3Fpage%3D3"
    assert client.get("/api/v1/thing").status_code == 401
    assert client.get("/api/v1/thing").headers["www-authenticate"] == "Bearer"


def test_an_address_nobody_serves_and_a_wrong_method_are_problems_too() -> None:
    client = answering(NotFound("nothing"))
    assert client.get("/api/v1/other").content == client.get("/api/v1/thing").content
    wrong = client.delete("/api/v1/thing")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET"
    assert wrong.json()["detail"] == "this address takes other methods; see the 'Allow' header"
