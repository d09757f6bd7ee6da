"""The application: one house, the API and the pages over it, and the errors of both in one place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from repository.settings import Settings
from web import api, pages
from web.api import health
from web.api.document import describe
from web.body import BodyLimit
from web.errors import API, install
from web.headers import Headers
from web.house import House, open_house
from web.pages.errors import error_page
from web.throttle import Throttle

VERSION = "0.1.0"


class Concord(FastAPI):
    """The application with its own OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once."""
        if self.openapi_schema is None:
            house: House = self.state.house
            self.openapi_schema = describe(self, house.settings)
        return self.openapi_schema


def create_app(settings: Settings | None = None, *, house: House | None = None) -> FastAPI:
    """Return the application over a house, or over the one that ``settings`` describe.

    A house that is given stays its owner's to close; one that is opened here closes with the application.
    """
    if (settings is None) == (house is None):
        raise TypeError("give either the settings of a house to open, or an open house")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if settings is None:
            yield
            return
        opened = await run_sync(open_house, settings)
        app.state.house = opened
        try:
            yield
        finally:
            await run_sync(opened.registry.database.close)

    app = Concord(
        title="Concord",
        version=VERSION,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        # A trailing slash is another address, as in every id that is not one.
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(Headers), Middleware(BodyLimit)],
        # The framework would hand every request to whatever collector the environment names.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    if house is not None:
        app.state.house = house
    app.state.throttle = Throttle()
    app.include_router(health.router)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    install(app, error_page)
    return app
