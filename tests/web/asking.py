"""Asking the server: a client of the whole application, as a member of the cast or as nobody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.house import Cast

PASSWORD = "a password of this test alone"
REPORT = (
    "# Ransomware against hospitals\n\n"
    "Criminal groups encrypt the backup systems of hospitals and demand payment.\n\n"
    "## Outlook\n\nFurther attacks against clinics are likely in the coming year.\n"
)


@dataclass(slots=True)
class Asking:
    """The API as the cast uses it, by token."""

    client: TestClient
    cast: Cast

    def __call__(self, username: str | None, method: str, path: str, **more: Any) -> Response:
        """Ask as a member of the cast, or as nobody."""
        headers = {**more.pop("headers", {})}
        if username is not None:
            headers["Authorization"] = f"Bearer {self.cast.secret(username)}"
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    def get(self, username: str | None, path: str, **more: Any) -> Response:
        """Ask to see."""
        return self(username, "GET", path, **more)

    def deposit(self, username: str, content: bytes = REPORT.encode(), **said: Any) -> Response:
        """Deposit a text file with metadata."""
        files = {"file": ("report.md", content, "text/markdown")}
        return self(username, "POST", "/assessments", files=files, data={"metadata": json.dumps(said)})

    def act(self, username: str, act: str, ident: str) -> Response:
        """Carry out an act."""
        return self(username, "POST", f"/assessments/{ident}/{act}")
