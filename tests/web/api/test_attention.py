"""Attention through REST: figures, the rows that they open, and who has them."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from tests.house import Cast
from tests.web.asking import REPORT, Asking

MARKING = {"scheme": "interpol", "level": "IFOUO"}


def figures(ask: Asking, username: str) -> dict[str, int]:
    return {one["name"]: one["count"] for one in ask.get(username, "/attention").json()["figures"]}


def test_a_figure_opens_as_many_rows_as_it_says(ask: Asking, cast: Cast) -> None:
    draft = cast.deposit("amina", REPORT.encode(), "r.md", marking=MARKING, release_to=["europol"], register_title="N")
    ask.act("amina", "submit", draft.assessment)
    released = cast.release("amina", REPORT.encode(), "s.md", register_title="M")
    ask.get("lena", f"/assessments/{released}/portions")
    ask.get("lena", f"/assessments/{released}/file")
    asked = ask("amina", "POST", f"/assessments/{released}/recall", json={"reason": "x"}).json()["request"]
    assert figures(ask, "ingrid")["consents"] == 1
    ask("ingrid", "POST", f"/consents/{asked}", json={"answer": "grant"})
    found = figures(ask, "ingrid")
    assert {name: count for name, count in found.items() if count} == {
        "registration": 1,
        "acknowledgements": 1,
        "copies": 1,
    }
    for username in ("ingrid", "amina", "piotr", "lena", "owen"):
        for name, count in figures(ask, username).items():
            opened = ask.get(username, f"/attention/{name}").json()
            assert (opened["name"], opened["count"], len(opened["rows"])) == (name, count, count)
    (row,) = ask.get("kofi", "/attention/registration").json()["rows"]
    assert (row["assessment"], row["title"], row["organization"]) == (draft.assessment, "N", "afripol")
    assert {name for name, count in figures(ask, "piotr").items() if count} == set()
    assert figures(ask, "lena") == {"notices": 1}


@pytest.mark.parametrize("username", ["lena", "mei", "owen", "yuki"])
def test_a_list_that_is_not_hers_is_as_absent_as_one_that_there_is_not(ask: Asking, username: str) -> None:
    nothing = ask.get(username, "/attention/none")
    assert nothing.status_code == 404
    for name in ("held", "collisions", "clearances"):
        assert ask.get(username, f"/attention/{name}").content == nothing.content
    assert ask.get("amina", "/attention/collisions").content == nothing.content


def test_opening_a_list_that_names_something_is_recorded(ask: Asking, cast: Cast) -> None:
    draft = cast.deposit("amina", REPORT.encode(), "r.md", marking=MARKING, release_to=["europol"])
    ask.act("amina", "submit", draft.assessment)
    ask.get("ingrid", "/attention/held")
    ask.get("ingrid", "/attention/registration")
    with cast.house.registry.database.read() as session:
        entry = session.exec(select(RegisterEntry).where(RegisterEntry.action == "view-attention")).one()
        assert (entry.detail, len(entry.editions)) == ({"list": "registration"}, 1)
