"""The stage of the cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.cases.stage import Stage
from tests.house import Cast, TurningClock
from tests.web.asking import Asking
from web.app import create_app
from web.house import House


@pytest.fixture
def stage(house: House, cast: Cast, clock: TurningClock) -> Iterator[Stage]:
    """The server with the cast and no assessment."""
    with TestClient(create_app(house=house)) as client:
        yield Stage(Asking(client, cast), cast, clock)
