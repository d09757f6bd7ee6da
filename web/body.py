"""How much a request may send: a little everywhere, a whole file where files are deposited."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import BodyPacked, BodyTooLarge

USUAL = 1024 * 1024
DEPOSITS = ("/api/v1/assessments", "/deposit", "/api/v1/overlaps", "/overlaps")
"""Addresses that take a file; beside it they take the usual amount of everything else."""


class BodyLimit:
    """Middleware that ends a request as soon as it says, or turns out, to be larger than its limit."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of the rest of the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whoever reads beyond the limit meets ``BodyTooLarge``, a packed one ``BodyPacked``."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _limit(scope)
        headers = Headers(scope=scope)
        declared, packed = headers.get("content-length", ""), headers.get("content-encoding", "identity")
        received = int(declared) if declared.isdecimal() and int(declared) > limit else 0

        async def limited() -> Message:
            nonlocal received
            if packed.strip().lower() != "identity":
                raise BodyPacked
            # What is declared too large is refused before any of it is read.
            if received > limit:
                raise BodyTooLarge(limit)
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLarge(limit)
            return message

        await self._app(scope, limited, send)


def _limit(scope: Scope) -> int:
    if scope["method"] == "POST" and scope["path"] in DEPOSITS:
        limit: int = scope["app"].state.house.settings.upload_limit
        return limit + USUAL
    return USUAL
