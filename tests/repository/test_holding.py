"""Holding a submission and resolving what it is held for (cases 4, 22, 23; W1, W7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.deposit import MarkingDeclared
from models.handling import DESTROYED, DRAFT, HELD, REGISTERED, SUBMITTED
from models.tables.assessment import Edition, HandlingRecord
from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from repository import life, notices, organizations, people
from repository.acts import ActRefused, Incomplete
from repository.editions import read_deposit
from repository.errors import KeyDestroyed
from repository.handlings import decode
from repository.moves import Said
from tests.house import START, Cast
from tests.repository.shelf import keep, kept_and_released, move
from web import depositing, registering

RESERVADO: dict[str, Any] = {"marking": {"text": "RESERVADO"}}
SPANISH = MarkingDeclared(scheme="nat-es", level="R")


def perform(cast: Cast, username: str, act: str, edition: Edition, **said: Any) -> str:
    return registering.perform(cast.house, cast.visitor(username), act, edition.assessment_id, Said(**said))


def row_of(cast: Cast, edition: Edition) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.get_one(Edition, edition.id)


def entries(cast: Cast, action: str) -> list[RegisterEntry]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == action)))


def told(cast: Cast, username: str) -> list[Notice]:
    with cast.house.registry.database.read() as session:
        return notices.of_person(session, cast.person(username).id)


@pytest.mark.parametrize("state", [SUBMITTED, REGISTERED])
def test_the_registry_holds_what_waits_and_its_originators_are_told_why(cast: Cast, state: str) -> None:
    edition = keep(cast, "amina")
    perform(cast, "amina", "submit", edition)
    move(cast, edition, state)
    assert perform(cast, "ingrid", "hold", edition, reason="  the annex is\nmissing ") == HELD
    assert row_of(cast, edition).held_reason == "the registry holds it: the annex is missing"
    assert [notice.kind for notice in told(cast, "kofi")] == ["held"]
    assert entries(cast, "hold")[0].detail["held"] == "the registry holds it: the annex is missing"


def test_a_hold_and_its_resolution_need_a_reason(cast: Cast) -> None:
    edition = keep(cast, "amina")
    perform(cast, "amina", "submit", edition)
    with pytest.raises(Incomplete, match="say why"):
        perform(cast, "ingrid", "hold", edition, reason="  ")
    with pytest.raises(Incomplete, match="shorten it"):
        perform(cast, "ingrid", "hold", edition, reason="x" * 1001)
    assert row_of(cast, edition).state == SUBMITTED
    move(cast, edition, HELD)
    with pytest.raises(Incomplete, match="say why"):
        perform(cast, "ingrid", "resolve", edition)
    assert row_of(cast, edition).state == HELD


def test_case_4_an_officer_resolves_what_is_held_for_supervision(cast: Cast) -> None:
    edition = keep(cast, "amina")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "afripol", "supervised", START)
    assert perform(cast, "amina", "submit", edition) == HELD
    assert perform(cast, "ruth", "resolve", edition, reason="reviewed") == SUBMITTED
    assert row_of(cast, edition).held_reason is None
    assert "supervised" in str(entries(cast, "resolve")[0].detail["was_held"])
    assert [notice.kind for notice in told(cast, "amina")] == ["resolved"]


def test_w7_nobody_resolves_what_she_herself_submitted(cast: Cast) -> None:
    edition = keep(cast, "amina")
    perform(cast, "amina", "submit", edition)
    with cast.house.registry.database.write() as session:
        session.get_one(Edition, edition.id).submitter_id = people.named(session, "ingrid").id
    move(cast, edition, HELD)
    with pytest.raises(ActRefused, match="second person"):
        perform(cast, "ingrid", "resolve", edition, reason="mine")
    assert perform(cast, "ruth", "resolve", edition, reason="reviewed") == SUBMITTED


def test_case_23_quarantine_is_resolved_by_an_officer_cleared_to_the_highest_rank_who_names_the_level(
    cast: Cast,
) -> None:
    edition = keep(cast, "amina", **RESERVADO)
    assert perform(cast, "amina", "submit", edition) == HELD
    with pytest.raises(ActRefused, match="cleared to the highest rank"):
        perform(cast, "ruth", "resolve", edition, reason="Spanish paper", marking=SPANISH)
    for nothing in (None, MarkingDeclared(text="RESERVADO"), MarkingDeclared(scheme="nat-es", level="NONE")):
        with pytest.raises(Incomplete, match="name the scheme and the level"):
            perform(cast, "ingrid", "resolve", edition, reason="Spanish paper", marking=nothing)
    assert row_of(cast, edition).state == HELD
    assert perform(cast, "ingrid", "resolve", edition, reason="Spanish paper", marking=SPANISH) == SUBMITTED
    said = read_deposit(row_of(cast, edition), cast.house.registry.vault).marking
    assert said is not None
    assert (said.scheme, said.level, said.text) == ("nat-es", "R", "RESERVADO")
    with cast.house.registry.database.read() as session:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == "body")
        assert decode(session.exec(query).one()).rank_at(START) == said.value().rank < 5


def test_w1_the_registry_changes_no_marking_that_is_known(cast: Cast) -> None:
    edition = keep(cast, "amina")
    perform(cast, "amina", "submit", edition)
    perform(cast, "ingrid", "hold", edition, reason="look again")
    with pytest.raises(ActRefused, match="only its originator's officer changes it"):
        perform(cast, "ingrid", "resolve", edition, reason="higher", marking=SPANISH)


def test_unknown_words_on_a_tearline_are_for_its_originators_officer(cast: Cast) -> None:
    tearline = {"portions": ["page:1"], "marking": {"text": "RESERVADO"}, "release_to": ["aseanapol"]}
    edition = keep(cast, "amina", tearlines=[tearline])
    assert perform(cast, "amina", "submit", edition) == HELD
    with pytest.raises(ActRefused, match="its title or a tearline"):
        perform(cast, "ingrid", "resolve", edition, reason="fine")


def test_a_draft_is_discarded_by_an_officer_of_the_organization_that_deposited_it(cast: Cast) -> None:
    edition = keep(cast, "amina", originators=["afripol", "europol"], title="A draft")
    with pytest.raises(ActRefused, match="only an officer of afripol"):
        perform(cast, "piotr", "discard", edition)
    assert perform(cast, "kofi", "discard", edition, reason="the wrong file") == DESTROYED
    row = row_of(cast, edition)
    assert (row.key, row.metadata_, row.destroyed_at) == (None, None, START)
    entry = entries(cast, "discard")[-1]
    assert (entry.detail["from"], entry.detail["to"], entry.detail["reason"]) == (DRAFT, DESTROYED, "the wrong file")
    assert depositing.own(cast.house, cast.visitor("amina")) == []
    with pytest.raises(KeyDestroyed):
        depositing.draft(cast.house, cast.visitor("amina"), edition.assessment_id)


def test_a_review_date_is_set_kept_and_taken_away(cast: Cast) -> None:
    edition = keep(cast, "amina", review_by="2027-01-31")
    perform(cast, "amina", "submit", edition)
    assert str(row_of(cast, edition).review_by) == "2027-01-31 00:00:00+00:00"
    perform(cast, "kofi", "review", edition, review_by=date(2028, 1, 31), reason="still true")
    assert str(row_of(cast, edition).review_by) == "2028-01-31 00:00:00+00:00"
    assert read_deposit(row_of(cast, edition), cast.house.registry.vault).review_by == date(2028, 1, 31)
    with pytest.raises(Incomplete, match="a day to come"):
        perform(cast, "kofi", "review", edition, review_by=START.date())
    perform(cast, "kofi", "review", edition)
    assert row_of(cast, edition).review_by is None


def test_case_8_what_is_resolved_supersedes_only_what_all_of_its_originators_share(cast: Cast) -> None:
    first = kept_and_released(cast, "amina", originators=["afripol", "europol"])
    later = keep(cast, "amina", originators=["afripol", "europol"], supersedes=first.assessment_id)
    perform(cast, "amina", "submit", later)
    perform(cast, "ingrid", "hold", later, reason="the annex is missing")
    registry = cast.house.registry
    with registry.database.write() as session:
        deposit = read_deposit(session.get_one(Edition, later.id), registry.vault)
        alone = deposit.model_copy(update={"originators": ["afripol"]})
        life.change(registry, session, cast.actor("amina"), later.assessment_id, alone)
    with pytest.raises(Incomplete, match="its originator europol must be an originator of the new edition too"):
        perform(cast, "ingrid", "resolve", later, reason="it came")
