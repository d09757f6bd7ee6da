"""A browser of one member of the cast, as the pages meet it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.house import Cast
from tests.web.pages.visiting import Visiting


@pytest.fixture
def visit(client: TestClient, cast: Cast) -> Visiting:
    """The pages as the cast visits them."""
    return Visiting(client, cast)
