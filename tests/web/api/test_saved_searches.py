"""Saved and recent searches, and suggestions, over the API."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from repository import saved_searches
from repository.saved_searches import Question
from search.query import MOST_VALUES
from tests.house import Cast
from tests.web.asking import REPORT, Asking
from web.searches import HOPELESS, NOTHING_ASKED

QUESTION = {"text": '"double extortion" hospitals -clinic', "filters": {"pillar": ["cybercrime"], "from": "2026-01-01"}}


def kept(ask: Asking, **said: Any) -> dict[str, Any]:
    """Keep a question as Lena."""
    answer = ask("lena", "POST", "/saved-searches", json={"name": "Hospitals", "question": QUESTION, **said})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_search_is_kept_listed_changed_and_deleted(ask: Asking) -> None:
    made = kept(ask)
    assert made["question"]["text"] == QUESTION["text"]
    assert made["question"]["filters"]["pillar"] == ["cybercrime"]
    assert made["question"]["filters"]["from"] == "2026-01-01"
    assert (made["standing"], made["feed"]) == (False, False)
    path = f"/saved-searches/{made['id']}"
    assert ask.get("lena", path).json() == made
    assert ask.get("lena", "/saved-searches").json() == {"searches": [made]}
    changed = ask("lena", "PATCH", path, json={"question": {"text": "ports area:ransomware", "order": "date"}}).json()
    assert changed["name"] == "Hospitals"
    assert changed["question"] == made["question"] | {
        "text": "ports",
        "order": "date",
        "filters": made["question"]["filters"] | {"pillar": [], "area": ["ransomware"], "from": None},
    }
    assert ask("lena", "PATCH", path, json={"name": "Ports"}).json()["name"] == "Ports"
    assert ask("lena", "DELETE", path).status_code == 204
    assert ask.get("lena", path).status_code == 404


def test_another_persons_search_is_as_if_it_were_not_there(ask: Asking) -> None:
    path = f"/saved-searches/{kept(ask)['id']}"
    absent = ask.get("mei", "/saved-searches/none")
    for method, more in (("GET", {}), ("PATCH", {"json": {"name": "Mine"}}), ("DELETE", {})):
        answer = ask("mei", method, path, **more)
        assert (answer.status_code, answer.json()["detail"]) == (404, absent.json()["detail"])
    assert ask.get("mei", "/saved-searches").json() == {"searches": []}
    assert ask.get("lena", path).status_code == 200


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"name": "  "}, 422),
        ({"name": "x" * 200}, 422),
        ({"question": {"text": "x" * 4001}}, 422),
        ({"question": {"text": '"a" ' * 99}}, 400),
        ({"question": {"order": "chance"}}, 422),
        ({"question": {"filters": {"colour": ["red"]}}}, 422),
        ({"question": {"text": f'originator:"{"x" * 121}"'}}, 400),
        ({"question": {"filters": {"originator": ["x" * 121]}}}, 422),
        (
            {
                "question": {
                    "text": f"originator:{','.join(f'a{n}' for n in range(MOST_VALUES))}",
                    "filters": {"originator": ["b"]},
                }
            },
            400,
        ),
        ({"question": {"text": "x" * 3900 + " -a:b" * 20}}, 400),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(ask: Asking, said: dict[str, Any], status: int) -> None:
    answer = ask("lena", "POST", "/saved-searches", json={"name": "Hospitals", "question": QUESTION, **said})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["from:tomorrow", "!!!", "-pillar:border"])
def test_a_question_of_which_nothing_is_understood_is_not_kept_as_a_wish_for_everything(
    ask: Asking, cast: Cast, text: str
) -> None:
    made = kept(ask)
    silent = {"name": "All", "question": {"text": text}}
    for method, path in (("POST", "/saved-searches"), ("PATCH", f"/saved-searches/{made['id']}")):
        answer = ask("lena", method, path, json=silent)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"] == [{"field": "question", "sentence": NOTHING_ASKED}]
    assert ask.get("lena", "/saved-searches").json() == {"searches": [made]}
    with cast.house.registry.database.read() as session:
        refused = session.exec(select(RegisterEntry.action).where(RegisterEntry.outcome == "refused")).all()
    assert refused == ["search-keep", "search-change"]
    assert ask("lena", "POST", "/saved-searches", json={"name": "All", "question": {"text": ""}}).status_code == 201


def test_what_was_kept_before_there_were_limits_is_still_shown(ask: Asking, cast: Cast) -> None:
    person, registry = cast.person("lena").id, cast.house.registry
    old = Question("ports", {"originator": ["x" * 121, *map(str, range(99))]})
    with registry.database.write() as session:
        row = saved_searches.keep(registry, session, person, "Old", old)
        saved_searches.ask(session, registry.vault, person, old, registry.clock.now())
    for shown in (
        ask.get("lena", f"/saved-searches/{row.id}").json()["question"],
        ask.get("lena", "/saved-searches").json()["searches"][0]["question"],
        ask.get("lena", "/recent-searches").json()["questions"][0],
    ):
        assert (shown["text"], shown["filters"]["originator"]) == ("ports", old.filters["originator"])


def test_asking_the_api_is_no_recent_search_and_forgetting_them_is_no_error(ask: Asking) -> None:
    ask.get("lena", "/search", params={"q": "hospitals"})
    assert ask.get("lena", "/recent-searches").json() == {"questions": []}
    assert ask("lena", "DELETE", "/recent-searches").status_code == 204


def offered(ask: Asking, username: str, typed: str, **more: Any) -> list[tuple[str, str]]:
    """Return kinds and texts that are suggested."""
    answer = ask.get(username, "/suggestions", params={"q": typed, **more})
    assert answer.status_code == 200, answer.text
    return [(one["kind"], one["text"]) for one in answer.json()["suggestions"]]


@pytest.fixture
def reports(cast: Cast) -> None:
    """A report for all, and one for its originator alone."""
    said: dict[str, Any] = {"pillars": ["cybercrime"], "areas": ["ransomware"], "regions": ["western-africa"]}
    cast.release("amina", REPORT.encode(), title="Hospitals under attack", **said)
    secret = REPORT.replace("hospitals", "hospices").encode()
    cast.release("amina", secret, title="Hospices of the minister", release_to=[], pillars=["terrorism"])


def test_words_titles_and_fields_of_the_scope_are_offered(ask: Asking, reports: None) -> None:
    assert ("word", "attacks on hospitals") in offered(ask, "lena", "attacks on hospi")
    assert ("title", '"Hospitals under attack"') in offered(ask, "lena", "hospitals u")
    assert ("area", "on area:ransomware") in offered(ask, "lena", "on ranso")
    assert offered(ask, "lena", "region:w") == [("region", "region:western-africa")]
    assert ("area", "area:ransomware") in offered(ask, "lena", "rançon", language="fr")
    assert offered(ask, "lena", "pillar:") == [("pillar", "pillar:cybercrime")]


def test_what_excludes_is_completed_with_words_alone_and_keeps_its_minus(ask: Asking, reports: None) -> None:
    assert offered(ask, "lena", "attacks -hospi") == [("word", "attacks -hospitals")]
    assert offered(ask, "lena", "-atta") == [("word", "-attack")]
    assert offered(ask, "lena", "-ranso") == []
    assert offered(ask, "lena", "-hospitals u") == []
    assert offered(ask, "lena", "-region:w") == []
    assert offered(ask, "lena", "--hospi") == []


def test_nothing_is_offered_of_what_is_withheld(ask: Asking, reports: None) -> None:
    for typed in ("hospic", "hospices of", "minis", "pillar:t", "terror"):
        assert offered(ask, "lena", typed) == []
    assert ("word", "hospices") in offered(ask, "amina", "hospic")
    assert ("pillar", "pillar:terrorism") in offered(ask, "amina", "pillar:t")


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "\u202e", "😀", '"', '"hosp', "-", "pillar:\x00", "x" * 4000, "a" * 39]
)
def test_whatever_is_typed_something_or_nothing_is_offered(ask: Asking, reports: None, typed: str) -> None:
    assert isinstance(offered(ask, "lena", typed), list)


def test_titles_that_are_offered_are_recorded_and_words_are_not(ask: Asking, reports: None, cast: Cast) -> None:
    offered(ask, "lena", "rans")
    offered(ask, "lena", "hospitals und")
    with cast.house.registry.database.read() as session:
        entries = session.exec(select(RegisterEntry).where(RegisterEntry.action == "suggest")).all()
    assert len(entries) == 1
    assert entries[0].actor == cast.person("lena").id


def test_what_of_a_kept_question_is_not_understood_is_said_with_it(ask: Asking) -> None:
    text = 'ships NOT europe from:soon "that pillar:piracy'
    question = {"text": text, "filters": {"originator": ["zzz"]}}
    said = ask("lena", "POST", "/saved-searches", json={"name": "Ships", "question": question}).json()
    for part in ("'NOT'", "'soon'", "no partner", "'piracy' is no pillar", "'zzz' is no originator"):
        assert any(part in notice for notice in said["notices"]), part
    for shown in (ask.get("lena", f"/saved-searches/{said['id']}"), ask.get("lena", "/saved-searches")):
        for part in ("'NOT'", "'piracy' is no pillar", "'zzz' is no originator"):
            assert part in shown.text


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "ships pillar:piracy"},
        {"text": "ships", "filters": {"area": ["nope"]}},
        {"text": "ships", "filters": {"originator": ["interpl", "Marseille"], "pillar": ["border"]}},
        {"text": "ships from:2026 to:2025"},
        {"text": "ships", "filters": {"from": "2026-01-01", "to": "2025-01-01"}},
    ],
)
def test_a_search_that_nothing_can_answer_does_not_stand(ask: Asking, asked: dict[str, Any]) -> None:
    unknown = ask("lena", "POST", "/saved-searches", json={"name": "Ships", "question": asked}).json()
    for method, path in (("PUT", "standing"), ("POST", "feed")):
        answer = ask("lena", method, f"/saved-searches/{unknown['id']}/{path}")
        assert answer.status_code == 409, answer.text
        assert answer.json()["detail"] == HOPELESS
    known = kept(ask)
    stands = ask("lena", "PUT", f"/saved-searches/{known['id']}/standing").json()
    assert stands == {"id": known["id"], "standing": True, "notices": []}
    assert ask("lena", "PATCH", f"/saved-searches/{known['id']}", json={"question": asked}).status_code == 409
    assert ask.get("lena", f"/saved-searches/{known['id']}").json()["question"] == known["question"]
    assert not ask.get("lena", f"/saved-searches/{unknown['id']}").json()["standing"]
    assert ask.get("lena", f"/saved-searches/{unknown['id']}").json()["notices"]


@pytest.mark.parametrize("strange", ["pillar:border,piracy", "originator:europol,interpl"])
def test_a_search_stands_where_one_value_of_each_field_is_known_and_the_others_are_told(
    ask: Asking, strange: str
) -> None:
    made = kept(ask, question={"text": f"ships {strange}"})
    answer = ask("lena", "PUT", f"/saved-searches/{made['id']}/standing")
    assert answer.status_code == 200, answer.text
    (notice,) = answer.json()["notices"]
    assert notice.endswith("that is known here, so nothing carries it")


def test_case_31_no_word_of_what_is_kept_comes_into_the_register_when_it_may_not_stand(ask: Asking, cast: Cast) -> None:
    said = {"text": "ships", "filters": {"originator": ["Jean of Marseille"]}}
    unknown, known = kept(ask, question=said), kept(ask, name="Ports")
    for method, path in (("PUT", "standing"), ("POST", "feed")):
        assert ask("lena", method, f"/saved-searches/{unknown['id']}/{path}").status_code == 409
    assert ask("lena", "PUT", f"/saved-searches/{known['id']}/standing").status_code == 200
    assert ask("lena", "PATCH", f"/saved-searches/{known['id']}", json={"question": said}).status_code == 409
    with cast.house.registry.database.read() as session:
        refused = session.exec(select(RegisterEntry).where(RegisterEntry.outcome == "refused")).all()
    assert [entry.action for entry in refused] == ["stand-search", "open-feed", "search-change"]
    assert not any("Marseille" in str(entry.detail) for entry in refused)


def test_an_originator_that_is_not_known_is_told(ask: Asking, reports: None) -> None:
    for asked in ({"q": "hospitals originator:interpl"}, {"q": "originator:interpl"}, {"originator": "interpl"}):
        answer = ask.get("lena", "/search", params=asked).json()
        assert answer["total"] == 0
        assert answer["notices"] == ["'interpl' is no originator that is known here, so nothing carries it"]
    assert ask.get("lena", "/search", params={"q": "originator:AFRIPOL,ncb-fr"}).json()["notices"] == []


def test_what_a_question_is_the_name_of_is_counted_beside_its_answer(ask: Asking, reports: None) -> None:
    for asked in ("ransomware", "rançongiciels", "western Africa"):
        answer = ask.get("lena", "/search", params={"q": asked}).json()
        (named,) = (one for one in answer["instead"] if one["ask"])
        assert (named["drop"], named["total"]) == ("words", 1)
        assert ask.get("lena", "/search", params={"q": named["ask"]}).json()["total"] == 1
    # Amina alone may see what is filed under it.
    assert ask.get("lena", "/search", params={"q": "terrorism"}).json()["instead"] == []
    assert [one["ask"] for one in ask.get("amina", "/search", params={"q": "terrorism"}).json()["instead"]] == [
        "pillar:terrorism"
    ]


def test_a_question_of_the_api_takes_operators_and_says_what_to_drop(ask: Asking, reports: None) -> None:
    answer = ask.get("lena", "/search", params={"q": '"backup systems" pillar:terrorism'}).json()
    assert (answer["total"], answer["query"]) == (0, '"backup systems" pillar:terrorism')
    assert answer["instead"] == [{"drop": "pillar", "ask": None, "total": 1, "total_is_floor": False}]
    newest = ask.get("lena", "/search", params={"q": "hospitals", "order": "date"})
    assert newest.json()["total"] == 1
    assert ask.get("lena", "/search", params={"q": "x", "order": "chance"}).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "the of and",
        "😀😀",
        "\u202e\u2066abc",
        "a\x00b",
        '"',
        '"a" "',
        "foo:bar",
        "ሰላም",
        "`or true or (",
        "from:9999999",
    ],
)
def test_whatever_is_asked_is_answered_from_the_scope(ask: Asking, reports: None, typed: str) -> None:
    answer = ask.get("lena", "/search", params={"q": typed})
    assert answer.status_code == 200, answer.text
    assert {hit["assessment"]["title"] for hit in answer.json()["results"]} <= {"Hospitals under attack"}


def test_ten_thousand_words_are_refused_in_a_sentence(ask: Asking) -> None:
    answer = ask.get("lena", "/search", params={"q": "word " * 10_000})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "q"
