"""Visiting the pages: by cookie, as a browser does, with the forms that the pages themselves hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from lxml import html

from tests.house import Cast

Element = Any
"""An element of a page; the stubs of lxml know nothing of HTML's own."""


@dataclass(slots=True)
class Visiting:
    """A browser that is, for each request, that of one member of the cast."""

    client: TestClient
    cast: Cast
    language: str = "en"

    def get(self, username: str, path: str, **more: Any) -> Response:
        """Ask for a page; redirects are not followed."""
        self._be(username)
        return self.client.get(path, follow_redirects=False, **more)

    def page(self, username: str, path: str, status: int = 200) -> Element:
        """Return a page as a tree; its status is checked."""
        answer = self.get(username, path)
        assert answer.status_code == status, answer.text
        return tree_of(answer.text)

    def post(self, username: str, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Response:
        """Send fields with the proof that a page of this session holds."""
        self._be(username)
        proof = {"csrf": self.cast.visitor(username).csrf}
        return self.client.post(path, data={**proof, **(fields or {})}, follow_redirects=False, **more)

    def send(self, who: str, path: str, action: str, /, **changed: str | list[str]) -> Response:
        """Fill in the form of a page as a person would, and send it."""
        form = next(f for f in self.page(who, path).forms if f.action == action)
        fields: dict[str, list[str]] = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        for name, said in changed.items():
            fields[name] = [said] if isinstance(said, str) else said
        self._be(who)
        return self.client.post(action, data=fields, follow_redirects=False)

    def _be(self, username: str) -> None:
        self.client.cookies.clear()
        self.client.cookies.set("concord", self.cast.secret(username))
        self.client.cookies.set("concord-language", self.language)


def tree_of(text: str) -> Element:
    """Return a page as a tree."""
    return html.fromstring(text)


def words(tree: Element, path: str = "//main") -> str:
    """Return the text of a part of a page with single blanks."""
    return " ".join(" ".join(part.text_content() for part in tree.xpath(path)).split())
