"""View-as and meetings through REST: an intersection of scopes, and nothing about what lies outside it (design 3)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from tests.house import Cast
from tests.web.asking import REPORT, Asking

NOTICE = "\n## Notice\n\nKeep the backups apart from the network.\n"
IC, IFOUO = {"scheme": "interpol", "level": "IC"}, {"scheme": "interpol", "level": "IFOUO"}


def release(cast: Cast, username: str, title: str, content: str = REPORT, **said: Any) -> str:
    return cast.release(username, content.encode(), f"{title}.md", title=title, register_title=f"Reg {title}", **said)


@pytest.fixture
def shelf(cast: Cast) -> dict[str, str]:
    """Works of AFRIPOL and of Europol, released to this one and that one."""
    tearline = {"portions": ["heading:Notice"], "marking": IFOUO, "release_to": ["aseanapol", "europol"]}
    return {
        "all": release(cast, "amina", "all"),
        "europol": release(cast, "amina", "europol", release_to=["europol"], marking=IC),
        "both": release(cast, "amina", "both", release_to=["europol", "aseanapol"]),
        "torn": release(
            cast, "amina", "torn", REPORT + NOTICE, release_to=["europol"], marking=IC, tearlines=[tearline]
        ),
        "mine": release(cast, "piotr", "mine", release_to=["ameripol", "aseanapol"]),
    }


def meet(ask: Asking, username: str, *people: str, organizations: tuple[str, ...] = (), **more: Any) -> Any:
    body = {"people": list(people), "organizations": list(organizations), **more}
    return ask(username, "POST", "/meetings", json=body)


def ids(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {one["assessment"]["id"] for one in answer.json()["results"]}


def listed(ask: Asking, username: str) -> set[str]:
    return {one["id"] for one in ask.get(username, "/assessments?limit=50").json()["results"]}


def test_a_room_sees_what_each_of_it_sees_and_the_caller_too(ask: Asking, shelf: dict[str, str]) -> None:
    people = ("lena", "mei", "rafael", "ines", "samir", "nadia", "stefan")
    for caller in ("piotr", "amina"):
        for room in [*combinations(people, 1), *combinations(people, 2)]:
            expected = set.intersection(listed(ask, caller), *(listed(ask, name) for name in room))
            answer = meet(ask, caller, *room)
            assert ids(answer) == expected, (caller, room)
            assert answer.json()["total"] == len(expected)


def test_of_a_work_that_the_room_may_see_in_part_only_that_part_is_found(ask: Asking, shelf: dict[str, str]) -> None:
    answer = meet(ask, "piotr", "mei")
    torn = next(one for one in answer.json()["results"] if one["assessment"]["id"] == shelf["torn"])
    assert (torn["assessment"]["title"], torn["assessment"]["marking"]["rank"]) == ("Reg torn", 1)
    assert shelf["torn"] in ids(meet(ask, "piotr", "mei", q="Keep the backups apart from the network"))
    alone = meet(ask, "piotr", "mei", q="Criminal groups encrypt").json()["results"]
    assert not [
        one for hit in alone if hit["assessment"]["id"] == shelf["torn"] for one in hit["evidence"]
        if "Criminal" in one["excerpt"]
    ]  # fmt: skip
    assert "Criminal" in meet(ask, "piotr", "lena", q="Criminal groups encrypt").text


def test_where_everybody_sees_another_part_the_room_sees_nothing(ask: Asking, cast: Cast) -> None:
    tearline = {"portions": ["heading:Notice"], "marking": IFOUO, "release_to": ["aseanapol"]}
    torn = release(cast, "amina", "torn", REPORT + NOTICE, release_to=["europol"], tearlines=[tearline])
    assert torn in listed(ask, "mei") & listed(ask, "lena")
    assert ids(meet(ask, "amina", "mei", "lena")) == set()


def test_an_originator_is_told_of_her_own_works_only_whom_which_rule_stops(ask: Asking, shelf: dict[str, str]) -> None:
    told = meet(ask, "amina", "mei", "lena").json()["withheld"]
    assert [(one["register_title"], one["stops"]) for one in told] == [
        ("Reg europol", [{"who": "Mei Suryadi", "rules": ["R4", "R6"]}])
    ]
    assert [one["register_title"] for one in meet(ask, "piotr", "khalid").json()["withheld"]] == ["Reg mine"]
    assert meet(ask, "lena", "stefan").json()["withheld"] == []
    assert meet(ask, "ingrid", "mei").json()["withheld"] == []


def test_an_analyst_asks_about_her_own_organization_alone_and_learns_of_nobody_else(
    ask: Asking, shelf: dict[str, str]
) -> None:
    assert ids(meet(ask, "lena", "stefan", "piotr")) == listed(ask, "lena")
    stranger, nobody = meet(ask, "lena", "amina"), meet(ask, "lena", "nobody")
    assert (stranger.status_code, stranger.text.replace("amina", "nobody")) == (422, nobody.text)
    assert meet(ask, "lena", organizations=("europol",)).status_code == 422


@pytest.mark.parametrize("username", ["owen", "yuki"])
def test_auditor_and_administrator_meet_nobody(ask: Asking, username: str) -> None:
    assert meet(ask, username, "mei").status_code == 403
    assert ask.get(username, "/view-as/europol/assessments").status_code == 403


def test_the_registry_is_shown_register_pages_and_searches_in_what_it_may_read(
    ask: Asking, shelf: dict[str, str]
) -> None:
    answer = meet(ask, "ingrid", "lena", organizations=("europol",))
    assert ids(answer) == set(shelf.values())
    assert {one["assessment"]["title"] for one in answer.json()["results"]} == {f"Reg {name}" for name in shelf}
    assert ids(meet(ask, "ingrid", "lena", q="hospitals")) == {shelf["all"]}
    assert ids(ask.get("ingrid", "/view-as/aseanapol/assessments")) == {
        shelf[name] for name in ("all", "both", "torn", "mine")
    }


def test_view_as_shows_no_more_than_the_viewer_may_see_herself(ask: Asking, shelf: dict[str, str]) -> None:
    own = ask.get("amina", "/view-as/aseanapol/assessments")
    assert ids(own) == {shelf[name] for name in ("all", "both", "torn")}
    assert own.json()["room"] == [{"username": None, "name": None, "organization": "aseanapol"}]
    assert ids(ask.get("piotr", "/view-as/aseanapol/search?q=hospitals")) >= {shelf["both"], shelf["mine"]}
    assert ask.get("piotr", "/view-as/none/assessments").status_code == 404
    assert ask.get("lena", "/view-as/aseanapol/assessments").status_code == 403


def test_pages_of_a_room_follow_each_other(ask: Asking, shelf: dict[str, str]) -> None:
    for username in ("piotr", "ingrid"):
        found, cursor = set[str](), None
        for _ in range(len(shelf) + 1):
            answer = meet(ask, username, "lena", limit=1, cursor=cursor)
            found |= ids(answer)
            cursor = answer.json()["next"]
            if cursor is None:
                break
        assert found == set(shelf.values())


def test_case_29_a_concealed_originator_is_not_told_by_letting_its_own_people_in(ask: Asking, cast: Cast) -> None:
    ident = release(cast, "elena", "veiled", release_to=["europol"], conceal_originator=True)
    assert ident in listed(ask, "piotr")
    assert ident in ids(meet(ask, "piotr", "lena"))
    assert ident not in ids(meet(ask, "piotr", "elena"))
    assert ident not in ids(ask.get("piotr", "/view-as/frontex/assessments"))
    assert ident in ids(meet(ask, "elena", "lena"))
    shown = next(one for one in meet(ask, "elena", "lena").json()["results"] if one["assessment"]["id"] == ident)
    assert shown["assessment"]["originators"] == []


def test_what_the_caller_may_not_see_changes_nothing_of_what_she_is_told(ask: Asking, cast: Cast) -> None:
    release(cast, "amina", "open")
    callers = [("piotr", ("lena", "mei")), ("khalid", ("mei",)), ("lena", ("stefan",))]
    before = [meet(ask, caller, *room, q="hospitals").content for caller, room in callers]
    seen = [ask.get(caller, "/view-as/aseanapol/assessments").content for caller in ("piotr", "khalid")]
    release(cast, "huda", "hidden", release_to=["aseanapol"])
    release(cast, "huda", "closed", release_to=[], marking=IC)
    assert [meet(ask, caller, *room, q="hospitals").content for caller, room in callers] == before
    assert [ask.get(caller, "/view-as/aseanapol/assessments").content for caller in ("piotr", "khalid")] == seen


def test_a_change_holds_for_the_next_meeting(ask: Asking, shelf: dict[str, str]) -> None:
    assert shelf["both"] in ids(meet(ask, "amina", "mei"))
    ask("amina", "POST", f"/assessments/{shelf['both']}/narrow", json={"remove": ["aseanapol"], "reason": "x"})
    assert shelf["both"] not in ids(meet(ask, "amina", "mei"))


def test_an_empty_room_and_people_that_there_are_not_are_refused_in_words(ask: Asking) -> None:
    for answer, field in (
        (meet(ask, "piotr"), "people"),
        (meet(ask, "piotr", "nobody"), "people"),
        (meet(ask, "piotr", organizations=("none",)), "organizations"),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_meeting_is_recorded_with_who_was_in_the_room_and_what_was_shown(
    ask: Asking, cast: Cast, shelf: dict[str, str]
) -> None:
    meet(ask, "piotr", "lena", organizations=("aseanapol",), q="hospitals")
    ask.get("piotr", "/view-as/aseanapol/assessments")
    with cast.house.registry.database.read() as session:
        entries = session.exec(select(RegisterEntry).where(RegisterEntry.actor == cast.person("piotr").id)).all()
        met, viewed = [one for one in entries if one.action in ("meeting", "view-as")]
        assert met.detail == {"members": [cast.person("lena").id], "organizations": ["aseanapol"]}
        assert cast.house.registry.register.words(met) == "hospitals"
        assert viewed.detail == {"organization": "aseanapol"}
        assert set(met.editions) <= set(viewed.editions)
        assert (len(viewed.editions), len(met.editions) > 1) == (4, True)
