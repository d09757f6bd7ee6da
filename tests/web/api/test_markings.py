"""Markings over REST: the choices of a picker, the plain sentence, and equivalences of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.asking import Asking

IR = {"scheme": "interpol", "level": "IR"}


def read(ask: Asking, path: str, username: str = "amina") -> dict[str, Any]:
    answer = ask.get(username, f"/markings/{path}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_marking_says_who_may_read_it_and_what_may_not_be_done_with_it(ask: Asking) -> None:
    found = read(ask, "interpol/IC?tlp=AMBER&handling=H1&handling=H2&release_to=afripol&release_to=europol&exclude=EG")
    assert (found["label"], found["rank"], found["assumed"]) == ("INTERPOL CONFIDENTIAL", 3, True)
    for words in ("afripol, europol", "EG", "cleared to CONFIDENTIAL", "TLP:AMBER", "H1", "H2", "assumed"):
        assert words in found["sentence"]


def test_a_level_whose_code_has_a_stroke_is_found_and_its_rank_is_agreed(ask: Asking) -> None:
    found = read(ask, "eu/C-UE/EU-C")
    assert (found["level"], found["rank"], found["assumed"]) == ("C-UE/EU-C", 3, False)
    assert "agreed" in found["sentence"]


def test_an_empty_release_list_is_the_originators_only(ask: Asking) -> None:
    assert "its originators only" in read(ask, "interpol/IR?release_to=")["sentence"]


@pytest.mark.parametrize("path", ["mars/IR", "interpol/XX", "interpol/IR?tlp=PURPLE", "interpol/IR?handling=H3"])
def test_a_marking_there_is_none_of_is_refused_in_words(ask: Asking, path: str) -> None:
    answer = ask.get("amina", f"/markings/{path}")
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) > 20


def test_the_choices_tell_a_program_which_label_fits_which_rank_and_which_tokens(ask: Asking) -> None:
    found = ask.get("lena", "/markings").json()
    labels = {entry["label"]: entry for entry in found["tlp"]}
    assert labels["CLEAR"]["ranks"] == [0]
    assert labels["RED"]["tokens"] == ["person"]
    assert "members" not in labels["AMBER+STRICT"]["tokens"]
    assert [entry["code"] for entry in found["handling"] if entry["needs_text"]] == ["H3"]
    assert found["compartments"] == ["LANTERN"]
    assert {scheme["scheme"] for scheme in found["schemes"]} >= {"interpol", "eu", "europol", "nato", "un", "nat-es"}


def test_an_organization_raises_a_level_alone_and_sees_what_it_counts(ask: Asking) -> None:
    answer = ask("amina", "POST", "/equivalences", json={**IR, "rank": 3, "reason": "our table"})
    assert (answer.status_code, answer.json()) == (201, {"state": "in-force", "request": None})
    shown = ask.get("ingrid", "/equivalences?organization=afripol").json()["equivalences"]
    assert [(one["level"], one["assumed"], one["rank"]) for one in shown] == [("IR", 2, 3)]
    assert read(ask, "interpol/IR")["rank"] == 3
    assert "as its originator has decided" in read(ask, "interpol/IR")["sentence"]
    assert read(ask, "interpol/IR", "piotr")["rank"] == 2


def test_lowering_waits_for_the_owner_of_the_scheme(ask: Asking) -> None:
    answer = ask("amina", "POST", "/equivalences", json={**IR, "rank": 1, "reason": "our table"})
    assert (answer.status_code, answer.json()["state"]) == (201, "asked")
    assert ask.get("amina", "/equivalences").json()["equivalences"] == []


def test_a_refused_override_is_recorded(ask: Asking) -> None:
    assert ask("amina", "POST", "/equivalences", json={**IR, "rank": 5}).status_code == 409
    entries = ask.get("amina", "/register").json()["entries"]
    assert [(e["action"], e["outcome"]) for e in entries if e["action"] == "equivalence"] == [
        ("equivalence", "refused")
    ]


@pytest.mark.parametrize("username", ["lena", "ingrid"])
def test_only_originators_officers_override(ask: Asking, username: str) -> None:
    assert ask(username, "POST", "/equivalences", json={**IR, "rank": 3}).status_code == 403


def test_an_analyst_is_not_told_what_organizations_count(ask: Asking) -> None:
    assert ask.get("lena", "/equivalences?organization=afripol").status_code == 403
    assert ask.get("amina", "/equivalences?organization=atlantis").status_code == 404
