"""Notifications and standing searches, as programs ask for them."""

from __future__ import annotations

from tests.alerted import Alerted
from tests.house import Cast
from tests.web.asking import REPORT, Asking

QUESTION = {"text": "ransomware attacks on hospitals", "filters": {}, "order": "relevance"}


def kept(ask: Asking, username: str = "mei") -> str:
    answer = ask(username, "POST", "/saved-searches", json={"name": "Hospitals", "question": QUESTION})
    assert answer.status_code == 201, answer.text
    ident: str = answer.json()["id"]
    return ident


def test_a_search_stands_is_told_and_stands_no_longer(ask: Asking, cast: Cast) -> None:
    ident, watch = kept(ask), Alerted.of(cast)
    assert ask("mei", "PUT", f"/saved-searches/{ident}/standing").json() == {
        "id": ident,
        "standing": True,
        "notices": [],
    }
    assert ask.get("mei", f"/saved-searches/{ident}").json()["standing"] is True
    arrived = cast.release("amina", REPORT.encode(), "note.md", title="Hospitals")
    watch.look()
    found = ask.get("mei", "/notifications").json()
    assert found["waiting"] == 1
    assert [(one["search"], one["name"], one["assessment"]["id"]) for one in found["notifications"]] == [
        (ident, "Hospitals", arrived)
    ]
    assert ask("mei", "DELETE", f"/saved-searches/{ident}/standing").json() == {
        "id": ident,
        "standing": False,
        "notices": [],
    }
    assert ask.get("mei", "/notifications").json() == {"notifications": [], "waiting": 0}


def test_alerts_are_marked_as_seen_by_name_or_all(ask: Asking, cast: Cast) -> None:
    ident, watch = kept(ask), Alerted.of(cast)
    ask("mei", "PUT", f"/saved-searches/{ident}/standing")
    for number in range(3):
        cast.release("amina", REPORT.encode(), f"note-{number}.md")
    watch.look()
    first = ask.get("mei", "/notifications").json()["notifications"][0]["id"]
    assert ask("mei", "POST", "/notifications/seen", json={"ids": [first, "strange"]}).json()["waiting"] == 2
    assert ask.get("mei", "/notifications?waiting=true").json()["waiting"] == 2
    assert ask("mei", "POST", "/notifications/seen", json={}).json() == {"notifications": [], "waiting": 0}
    assert len(ask.get("mei", "/notifications").json()["notifications"]) == 3


def test_a_feed_is_opened_and_closed(ask: Asking, cast: Cast) -> None:
    ident = kept(ask)
    opened = ask("mei", "POST", f"/saved-searches/{ident}/feed")
    assert opened.status_code == 201
    path = opened.json()["path"]
    assert ask.client.get(path).status_code == 200
    assert ask.get("mei", f"/saved-searches/{ident}").json()["feed"] is True
    assert ask("mei", "DELETE", f"/saved-searches/{ident}/feed").json() == {
        "id": ident,
        "standing": True,
        "notices": [],
    }
    assert ask.client.get(path).status_code == 404


def test_the_search_of_another_is_there_for_nobody_else(ask: Asking) -> None:
    ident = kept(ask)
    for method, path in (("PUT", "standing"), ("DELETE", "standing"), ("POST", "feed"), ("DELETE", "feed")):
        hers = ask("lena", method, f"/saved-searches/{ident}/{path}")
        none = ask("lena", method, f"/saved-searches/none/{path}")
        assert (hers.status_code, hers.content) == (404, none.content)


def test_nobody_is_told_anything_without_signing_in(ask: Asking) -> None:
    assert ask.get(None, "/notifications").status_code == 401
    assert ask(None, "POST", "/notifications/seen", json={}).status_code == 401
