"""What every answer tells the browser: load nothing from elsewhere, run nothing inline, keep nothing."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Set the headers every answer carries; whatever is not a static file is never stored."""
    for name, value in ALWAYS.items():
        headers[name] = value
    # Static files keep their validators: they are the same for everybody and ask again each time.
    headers["cache-control"] = "no-cache" if scope["path"].startswith(STATIC) else "no-store"
    house = getattr(scope["app"].state, "house", None)
    if house is not None and house.settings.secure_cookies:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"


class Headers:
    """Middleware that protects every answer, streams included, without holding it back."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of the rest of the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers as the answer starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, protected)
