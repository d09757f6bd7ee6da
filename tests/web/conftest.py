"""The whole application over a real house, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from repository import people
from tests.house import Cast
from tests.web.asking import PASSWORD, Asking
from web.app import create_app
from web.house import House


@pytest.fixture
def app(house: House) -> FastAPI:
    """The application over the house."""
    return create_app(house=house)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser without a session."""
    with TestClient(app) as made:
        yield made


@pytest.fixture
def ask(client: TestClient, cast: Cast) -> Asking:
    """The API as the cast uses it."""
    return Asking(client, cast)


@pytest.fixture
def newcomer(house: House) -> str:
    """The user name of somebody with a password, who deposits for AFRIPOL."""
    registry = house.registry
    with registry.database.write() as session:
        new = people.NewPerson("noor", "Noor Haidari", "afripol", "originator", language="ar", password=PASSWORD)
        people.add(session, new, registry.ids, registry.clock)
    return "noor"
