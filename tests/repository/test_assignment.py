"""The case officer: assigned by the registry, accepted by every originator, bound by R4, R5, R7 and R8 (R2, R6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.tables.assessment import Assessment, Edition
from models.tables.request import Request
from repository import consents, inbox
from repository.acts import ActRefused, Incomplete, NotFound
from repository.moves import Said
from search.query import Filters
from tests.house import START, Cast
from tests.repository.test_regrading import suspend
from tests.web.asking import REPORT
from web import depositing, reading, registering

IC = {"scheme": "interpol", "level": "IC"}


def submitted(cast: Cast, **said: Any) -> str:
    said = {"title": "The plan", "marking": IC, "release_to": ["europol"], **said}
    ident = cast.deposit("amina", REPORT.encode(), **said).assessment
    cast.act("amina", "submit", ident)
    return ident


def perform(cast: Cast, username: str, act: str, ident: str, **said: Any) -> str:
    return registering.perform(cast.house, cast.visitor(username), act, ident, Said(**said))


def reads(cast: Cast, username: str, ident: str) -> bool:
    try:
        shown, passages = reading.portions(cast.house, cast.visitor(username), ident)
    except NotFound:
        return False
    return bool(shown.title and passages)


def case_of(cast: Cast, ident: str) -> tuple[str | None, bool]:
    with cast.house.registry.database.read() as session:
        row = session.get_one(Assessment, ident)
        return row.case_officer, row.case_accepted


def request_of(cast: Cast, ident: str) -> Request:
    with cast.house.registry.database.read() as session:
        edition = session.exec(select(Edition).where(Edition.assessment_id == ident)).one()
        return session.exec(select(Request).where(Request.edition_id == edition.id)).all()[-1]


def test_r6_a_case_officer_reads_the_text_before_release_once_its_originator_accepts_her(cast: Cast) -> None:
    ident = submitted(cast)
    perform(cast, "ingrid", "assign", ident, reason="to check the annex")
    assert case_of(cast, ident) == (cast.person("ingrid").id, False)
    assert not reads(cast, "ingrid", ident)
    perform(cast, "kofi", "accept-officer", ident)
    assert case_of(cast, ident) == (cast.person("ingrid").id, True)
    assert reads(cast, "ingrid", ident)
    assert not reads(cast, "ruth", ident)
    found = reading.listing(cast.house, cast.visitor("ingrid"), Filters())
    assert [shown.id for shown in found.items] == [ident]


def test_r2_and_r3_are_lifted_by_the_assignment_alone_where_the_release_list_names_her(cast: Cast) -> None:
    embargo = (START + timedelta(days=9)).isoformat()
    ident = submitted(cast, release_to=["interpol"], embargo_until=embargo)
    assert not reads(cast, "ruth", ident)
    perform(cast, "ingrid", "assign", ident, person="ruth")
    assert reads(cast, "ruth", ident)


@pytest.mark.parametrize(
    "said",
    [
        {"marking": {"scheme": "eu", "level": "S-UE/EU-S"}},
        {"marking": {**IC, "compartments": ["LANTERN"]}},
        {"exclude": ["DK"]},
        {"marking": {**IC, "tlp": "AMBER+STRICT"}},
    ],
    ids=["R4", "R5", "R7", "R8"],
)
def test_what_is_above_her_clearance_compartments_exclusions_or_tlp_stays_shut(
    cast: Cast, said: dict[str, Any]
) -> None:
    ident = submitted(cast, **said)
    perform(cast, "ingrid", "assign", ident, person="ruth")
    perform(cast, "kofi", "accept-officer", ident)
    assert case_of(cast, ident)[1]
    assert not reads(cast, "ruth", ident)


def test_w3_every_joint_originator_must_accept_and_any_one_declines(cast: Cast) -> None:
    ident = submitted(cast, originators=["afripol", "ameripol"])
    perform(cast, "ingrid", "assign", ident)
    perform(cast, "amina", "accept-officer", ident)
    assert not reads(cast, "ingrid", ident)
    perform(cast, "ines", "accept-officer", ident)
    assert reads(cast, "ingrid", ident)
    with pytest.raises(Incomplete):
        perform(cast, "ines", "decline-officer", ident)
    perform(cast, "ines", "decline-officer", ident, reason="no longer needed")
    assert case_of(cast, ident) == (None, False)
    assert not reads(cast, "ingrid", ident)


def test_case_3_nobody_is_let_in_while_one_of_the_originators_is_suspended(cast: Cast) -> None:
    ident = submitted(cast, originators=["afripol", "europol"])
    perform(cast, "ingrid", "assign", ident)
    perform(cast, "piotr", "accept-officer", ident)
    suspend(cast, "europol")
    with pytest.raises(ActRefused, match="europol is suspended"):
        perform(cast, "amina", "accept-officer", ident)
    assert case_of(cast, ident) == (cast.person("ingrid").id, False)


def test_w3_who_becomes_an_originator_after_the_officer_was_accepted_accepts_her_too(cast: Cast) -> None:
    ident = submitted(cast)
    perform(cast, "ingrid", "assign", ident)
    perform(cast, "kofi", "accept-officer", ident)
    perform(cast, "ruth", "hold", ident, reason="who else wrote it?")
    said = depositing.draft(cast.house, cast.visitor("amina"), ident).deposit
    joint = said.model_copy(update={"originators": ["afripol", "europol"]})
    depositing.change(cast.house, cast.visitor("amina"), ident, joint)
    assert case_of(cast, ident) == (cast.person("ingrid").id, False)
    assert not reads(cast, "ingrid", ident)
    perform(cast, "piotr", "accept-officer", ident)
    assert reads(cast, "ingrid", ident)


def test_an_answer_by_the_request_is_the_same_answer(cast: Cast) -> None:
    registry = cast.house.registry
    for granted in (False, True):
        ident = submitted(cast, title=f"The plan {granted}")
        perform(cast, "ingrid", "assign", ident)
        with registry.database.write() as session:
            request = request_of(cast, ident)
            consents.answer(registry, session, cast.actor("kofi"), request.id, granted=granted, reason="as asked")
        assert reads(cast, "ingrid", ident) is granted
        assert case_of(cast, ident) == ((cast.person("ingrid").id, True) if granted else (None, False))


def test_unassigning_holds_for_the_next_request_and_ends_what_was_asked(cast: Cast) -> None:
    ident = submitted(cast)
    perform(cast, "ingrid", "assign", ident)
    perform(cast, "ruth", "unassign", ident, reason="on leave")
    assert request_of(cast, ident).state == "taken-back"
    with pytest.raises(ActRefused, match="no assignment waits"):
        perform(cast, "kofi", "accept-officer", ident)
    with pytest.raises(ActRefused, match="no case officer"):
        perform(cast, "ruth", "unassign", ident)
    perform(cast, "ingrid", "assign", ident)
    perform(cast, "kofi", "accept-officer", ident)
    assert reads(cast, "ingrid", ident)
    perform(cast, "ruth", "unassign", ident)
    assert not reads(cast, "ingrid", ident)


def test_one_case_officer_at_a_time_and_only_of_the_registry(cast: Cast) -> None:
    ident = submitted(cast)
    for person in ("lena", "nobody"):
        with pytest.raises(Incomplete, match="active registry officer"):
            perform(cast, "ingrid", "assign", ident, person=person)
    perform(cast, "ingrid", "assign", ident, person="ruth")
    with pytest.raises(ActRefused, match="Ruth Adeyemi-Lund is its case officer already"):
        perform(cast, "ingrid", "assign", ident)


def test_an_accepted_officer_stays_accepted_when_it_is_registered_and_released(cast: Cast) -> None:
    ident = submitted(cast)
    perform(cast, "ingrid", "assign", ident, person="ingrid")
    perform(cast, "kofi", "accept-officer", ident)
    for act in ("register", "release"):
        perform(cast, "ruth", act, ident)
        assert reads(cast, "ingrid", ident)
    with cast.house.registry.database.read() as session:
        assert inbox.waiting_for(session, cast.actor("kofi"), START) == []
