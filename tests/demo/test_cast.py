"""The cast: unique, well-formed, and every person where the rules of release differ."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from demo.assessment import assessments
from demo.cast import LAPSED, LISTS, PEOPLE, VALID, originator_of, person
from models.marking import Marking
from models.scheme import level
from models.token import parse


def bodies() -> set[str]:
    facts = json.loads(files("models").joinpath("organizations.json").read_text("utf-8"))
    return {entry["id"] for entry in facts["organizations"]}


def test_user_names_full_names_and_passphrases_are_unique() -> None:
    for names in (
        [member.username for member in PEOPLE],
        [member.full_name for member in PEOPLE],
        [member.passphrase for member in PEOPLE],
    ):
        assert len(set(names)) == len(PEOPLE)
    assert all(len(member.passphrase) >= 20 for member in PEOPLE)


def test_everybody_belongs_to_a_known_organization() -> None:
    for member in PEOPLE:
        assert member.organization in bodies() or member.organization.startswith("ncb-")


def test_every_clearance_is_a_level_of_an_enforced_scheme_with_an_end() -> None:
    for member in PEOPLE:
        if member.clearance is not None:
            scheme, _, code = member.clearance.partition(":")
            assert (level(scheme, code).rank or 0) >= 3
            assert member.briefed
        assert (member.clearance is None) == (member.expires is None)


def test_every_role_is_cast_and_afripol_has_two_officers() -> None:
    roles = {member.role for member in PEOPLE}
    assert roles == {"analyst", "originator", "registry", "auditor", "administrator"}
    officers = [m for m in PEOPLE if m.organization == "afripol" and m.role == "originator"]
    assert len(officers) == 2


def test_the_fully_cleared_analyst_reaches_the_highest_marking_of_the_samples() -> None:
    lena = person("lena")
    scheme, _, code = (lena.clearance or "").partition(":")
    markings = [entry.metadata["marking"] for entry in assessments()]
    highest = max(Marking(marking["scheme"], marking["level"]).rank for marking in markings)
    assert level(scheme, code).rank == highest == 4
    assert {word for marking in markings for word in marking.get("compartments", [])} <= set(lena.compartments)


def test_the_others_stand_where_the_rules_differ() -> None:
    assert (person("mei").clearance, person("mei").briefed) == (None, False)
    assert person("rafael").expires == LAPSED < datetime(2026, 2, 1, tzinfo=UTC) < VALID
    assert (person("nadia").organization, person("nadia").nationality) == ("ncb-eg", "EG")
    assert person("samir").languages[0] == "ar"


def test_every_list_is_owned_by_interpol_and_its_members_are_tokens_of_bodies() -> None:
    assert len({entry.name for entry in LISTS}) == len(LISTS)
    for entry in LISTS:
        assert str(parse(f"list:{entry.name}")) == f"list:{entry.name}"
        assert entry.owner == "interpol"
        assert {parse(token).kind for token in entry.members} <= {"body", "members"}
        assert {parse(token).name for token in entry.members} <= bodies()


def test_who_is_not_in_the_cast_is_not_found() -> None:
    with pytest.raises(KeyError, match="nobody"):
        person("nobody")
    with pytest.raises(KeyError, match="sco-rats"):
        originator_of("sco-rats")
