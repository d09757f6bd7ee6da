"""Every form of the pages, sent with what no browser would send: an answer in words, never a fault of the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.house import Cast
from tests.web.pages.visiting import Visiting, tree_of

VALUES = ("\x00\u202e", "x" * 10_001, "9" * 5000, "٣", "0001-01-01T00:00:00+14:00")
IR = {"scheme": "interpol", "level": "IR"}


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that is answered where the server has a fault, as everybody is."""
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def test_a_hostile_value_in_any_field_of_any_form_is_answered_in_words(visit: Visiting, cast: Cast) -> None:
    draft = cast.deposit("amina", b"# Note\n\nSeals were forged.\n", "n.md", title="A draft").assessment
    ident = cast.release("amina", b"# Note\n\nForged passports are sold.\n", marking=IR, register_title="Note 4")
    pages = {
        "kofi": (f"/deposit/{draft}", f"/assessments/{ident}/circulation", f"/assessments/{ident}/sources",
                 f"/assessments/{ident}", f"/assessments/{draft}/circulation", "/notices", "/acting-for", "/meetings"),
        "ingrid": ("/circulation", "/circulation/cyber-fusion", "/organizations/aimc", f"/registration/{ident}",
                   f"/assessments/{ident}/circulation", "/meetings"),
        "huda": ("/organizations/aimc", "/access"),
        "yuki": ("/people",),
        "owen": ("/register",),
    }  # fmt: skip
    broken, sent = [], 0
    for username, paths in pages.items():
        for path in paths:
            answer = visit.get(username, path)
            assert answer.status_code in (200, 404, 409), (path, answer.text)
            for form in tree_of(answer.text).forms:
                action, fields = form.action or path, dict(form.form_values())
                names = {field.name for field in form.inputs if field.name} - {"csrf", "seen"}
                for name in sorted(names) if form.method == "POST" and action.startswith("/") else ():
                    for value in VALUES:
                        sent += 1
                        if visit.post(username, action, {**fields, name: value}).status_code >= 500:
                            broken.append((username, action, name, value[:30]))
    assert sent > 300
    assert not broken, "\n".join(map(str, broken))
