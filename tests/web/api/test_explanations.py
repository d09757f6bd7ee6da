"""Explanations through REST: for originators' officers and the registry alone, recorded, discreet (P7)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from models.tables.register import RegisterEntry
from repository.release import RULES
from tests.house import Cast
from tests.web.asking import REPORT, Asking

NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def ident(cast: Cast) -> str:
    """A RESTRICTED assessment of AFRIPOL, released to Europol, with a tearline for ASEANAPOL."""
    content = REPORT + "\n## Notice\n\nKeep the backups apart from the network.\n"
    said: dict[str, Any] = {
        "title": "Ransomware",
        "register_title": "Note 7",
        "marking": {"scheme": "interpol", "level": "IC", "handling": ["H2"]},
        "release_to": ["europol"],
        "exclude": ["EG"],
        "tearlines": [
            {
                "portions": ["heading:Notice"],
                "marking": {"scheme": "interpol", "level": "IFOUO"},
                "release_to": ["aseanapol", "aimc+members"],
            }
        ],
    }
    return cast.release("amina", content.encode(), "note.md", **said)


def explain(ask: Asking, username: str, ident: str, reader: str, **more: str) -> Any:
    return ask.get(username, f"/explanations/{ident}", params={"reader": reader, **more})


def part(shown: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in shown["parts"] if one["part"] == name)
    return found


def test_every_part_and_every_rule_is_explained_and_what_would_change_it(ask: Asking, ident: str) -> None:
    shown = explain(ask, "amina", ident, "mei").json()
    assert [one["part"] for one in shown["parts"]] == ["card", "body", "tearline:1"]
    assert all([rule["rule"] for rule in one["rules"]] == list(RULES) for one in shown["parts"])
    assert (shown["shown"], shown["name"], shown["organization"]) == (True, "Mei Suryadi", "aseanapol")
    assert part(shown, "tearline:1")["released"]
    body = part(shown, "body")
    assert [rule["rule"] for rule in body["rules"] if not rule["holds"]] == ["R4", "R6"]
    assert [(one["kind"], one["consents"]) for one in body["changes"]] == [
        ("clearance", []),
        ("release-to", ["afripol"]),
    ]


def test_what_is_suggested_releases_it_when_it_is_done(ask: Asking, cast: Cast, ident: str) -> None:
    assert ask.get("samir", f"/assessments/{ident}").json()["marking"]["rank"] == 1
    (change,) = part(explain(ask, "amina", ident, "samir").json(), "body")["changes"]
    assert (change["kind"], change["value"]) == ("release-to", "aimc")
    asked = ask("amina", "POST", f"/assessments/{ident}/widen", json={"add": [change["value"]], "reason": "x"})
    ask("kofi", "POST", f"/consents/{asked.json()['request']}", json={"answer": "grant"})
    assert part(explain(ask, "amina", ident, "samir").json(), "body")["released"]
    assert ask.get("samir", f"/assessments/{ident}").json()["marking"]["rank"] == 3


def test_case_21_an_exclusion_is_named_as_what_no_inclusion_helps_against(ask: Asking, ident: str) -> None:
    for reader in ("nadia", "organization:ncb-eg"):
        tearline = part(explain(ask, "ingrid", ident, reader).json(), "tearline:1")
        assert [one["sentence"] for one in tearline["changes"]] == ["nothing but lifting the exclusion of country:EG"]


def test_an_action_is_explained_too(ask: Asking, ident: str) -> None:
    body = part(explain(ask, "amina", ident, "lena", action="download").json(), "body")
    assert [(one["kind"], one["value"], one["consents"]) for one in body["changes"]] == [
        ("permit", "download", ["afripol"])
    ]


def test_before_the_release_it_says_that_it_is_not_released(ask: Asking, cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO"}
    draft = cast.deposit("amina", REPORT.encode(), "d.md", marking=marking, release_to=["europol+members"]).assessment
    body = part(explain(ask, "amina", draft, "lena").json(), "body")
    assert [one["kind"] for one in body["changes"]] == ["release"] + ["release-to"] * (len(body["changes"]) - 1)
    assert explain(ask, "ingrid", draft, "lena").status_code == 404


@pytest.mark.parametrize("username", ["lena", "mei", "ines", "piotr", "owen", "yuki"])
def test_nobody_else_learns_even_that_it_is_there(ask: Asking, ident: str, username: str) -> None:
    refused, nothing = explain(ask, username, ident, "mei"), explain(ask, username, NOWHERE, "nobody", action="x")
    assert (refused.status_code, refused.content) == (404, nothing.content)


def test_a_reader_or_an_action_that_there_is_not_is_said(ask: Asking, ident: str) -> None:
    for reader, action, field in (
        ("nobody", "view", "reader"),
        ("organization:x", "view", "reader"),
        ("mei", "read", "action"),
    ):
        answer = explain(ask, "amina", ident, reader, action=action)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_the_originator_learns_no_clearance_date_nationality_or_other_compartment(ask: Asking, ident: str) -> None:
    told = explain(ask, "amina", ident, "lena").text
    assert not [word for word in ("LANTERN", "2036", "EU SECRET", '"DE"') if word in told]


def test_it_is_recorded(ask: Asking, cast: Cast, ident: str) -> None:
    explain(ask, "ingrid", ident, "mei")
    with cast.house.registry.database.read() as session:
        entry = session.exec(select(RegisterEntry).where(RegisterEntry.action == "explain")).one()
        assert entry.actor == cast.person("ingrid").id
        assert entry.detail == {"person": cast.person("mei").id, "actions": ["view"]}
        assert len(entry.editions) == 1


def test_a_source_is_waived_by_its_originator_who_stays_unnamed_where_it_conceals_itself(
    ask: Asking, cast: Cast
) -> None:
    for concealed in (False, True):
        source = cast.release(
            "piotr", REPORT.encode(), "s.md", release_to=["afripol"], conceal_originator=concealed, register_title="S"
        )
        said = {"sources": [source], "release_to": ["afripol", "ameripol"], "register_title": "D"}
        marking = {"scheme": "interpol", "level": "IFOUO"}
        draft = cast.deposit("amina", REPORT.encode(), "d.md", marking=marking, **said).assessment
        body = part(explain(ask, "amina", draft, "ines").json(), "body")
        (waiver,) = [one for one in body["changes"] if one["kind"] == "waiver"]
        assert waiver["consents"] == ([] if concealed else ["europol"])
