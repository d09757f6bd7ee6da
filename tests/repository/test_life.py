"""The life of an assessment: every row of the table, every refusal, and the record of both (domain 4)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.deposit import Deposit
from models.handling import DESTROYED, DRAFT, HELD, REGISTERED, RELEASED, STATES, SUBMITTED, SUPERSEDED, WITHDRAWN
from models.tables.assessment import Edition, HandlingRecord
from models.tables.job import DONE, FAILED, NEEDS_PERSON, QUEUED, RUNNING, Job
from models.tables.register import RegisterEntry
from repository import acts, editions, organizations, people
from repository.acts import ActRefused, Incomplete, NotFound
from repository.life import PERFORMED
from repository.organizations import change_standing
from repository.people import NewPerson
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import OPEN, keep, move
from web import depositing, reading, registering
from web.depositing import RoleRefused

WHO = {"submit": "amina", "register": "ingrid", "release": "ingrid", "withdraw": "amina"}
LEADS_TO = {
    (DRAFT, "submit"): SUBMITTED,
    (HELD, "submit"): SUBMITTED,
    (SUBMITTED, "register"): REGISTERED,
    (REGISTERED, "release"): RELEASED,
    (SUBMITTED, "withdraw"): WITHDRAWN,
    (HELD, "withdraw"): WITHDRAWN,
    (REGISTERED, "withdraw"): WITHDRAWN,
    (RELEASED, "withdraw"): WITHDRAWN,
    (SUPERSEDED, "withdraw"): WITHDRAWN,
}
IC = {"scheme": "interpol", "level": "IC"}


def perform(cast: Cast, username: str, act: str, edition: Edition) -> str:
    return registering.perform(cast.house, cast.visitor(username), act, edition.assessment_id)


def last_entry(cast: Cast) -> RegisterEntry:
    with cast.house.registry.database.read() as session:
        return session.exec(select(RegisterEntry).order_by(col(RegisterEntry.sequence).desc())).all()[0]


def row_of(cast: Cast, edition: Edition) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.get_one(Edition, edition.id)


def a_job(cast: Cast, edition: Edition, state: str) -> None:
    with cast.house.registry.database.write() as session:
        session.add(
            Job(id=cast.house.registry.ids.new(), edition_id=edition.id, state=state, worker="w", created_at=START)
        )


def job_of(cast: Cast, edition: Edition) -> Job:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Job).where(Job.edition_id == edition.id)).one()


@pytest.mark.parametrize("act", sorted(WHO))
@pytest.mark.parametrize("state", STATES)
def test_an_act_leads_from_its_states_and_is_refused_from_every_other(cast: Cast, state: str, act: str) -> None:
    edition = keep(cast, "amina")
    move(cast, edition, state)
    if (state, act) in LEADS_TO:
        assert perform(cast, WHO[act], act, edition) == LEADS_TO[state, act]
        entry = last_entry(cast)
        assert (entry.action, entry.outcome, entry.editions) == (act, "done", [edition.id])
        assert (entry.detail["from"], entry.detail["to"]) == (state, LEADS_TO[state, act])
        return
    # What was never submitted is no business of the registry, as a draft or discarded.
    refused = NotFound if state in (DRAFT, DESTROYED) and WHO[act] == "ingrid" else ActRefused
    with pytest.raises(refused):
        perform(cast, WHO[act], act, edition)
    assert row_of(cast, edition).state == state
    assert (last_entry(cast).action, last_entry(cast).outcome) == (act, "refused")


@pytest.mark.parametrize(("username", "act"), [("amina", "register"), ("amina", "release"), ("ingrid", "withdraw")])
def test_an_act_of_another_role_is_refused_and_recorded(cast: Cast, username: str, act: str) -> None:
    edition = keep(cast, "amina")
    move(cast, edition, REGISTERED)
    with pytest.raises(ActRefused, match="only a person in the role"):
        perform(cast, username, act, edition)
    entry = last_entry(cast)
    assert (entry.actor, entry.outcome) == (cast.person(username).id, "refused")
    assert "only a person in the role" in str(entry.detail["why"])


@pytest.mark.parametrize("act", ["register", "release"])
def test_w1_w7_whoever_submitted_it_neither_registers_nor_releases_it(cast: Cast, act: str) -> None:
    edition = keep(cast, "amina")
    perform(cast, "amina", "submit", edition)
    with cast.house.registry.database.write() as session:
        ingrid = people.named(session, "ingrid").id
        session.get_one(Edition, edition.id).submitter_id = ingrid
    if act == "release":
        move(cast, edition, REGISTERED)
    with pytest.raises(ActRefused, match="second person"):
        perform(cast, "ingrid", act, edition)


@pytest.mark.parametrize("username", ["mei", "lena", "piotr", "owen", "yuki", "nadia", "kofi-retired"])
@pytest.mark.parametrize("act", sorted(PERFORMED))
def test_cases_9_and_27_whom_it_does_not_concern_finds_nothing_and_the_attempt_is_recorded(
    cast: Cast, username: str, act: str
) -> None:
    edition = keep(cast, "amina")
    move(cast, edition, RELEASED)
    if username == "kofi-retired":
        username = "kofi"
        secret = cast.visitor("kofi")
        with cast.house.registry.database.write() as session:
            change_standing(session, "afripol", "suspended", START)
        assert secret.may_act
    said = []
    for ident in (edition.assessment_id, "nothing", "aaaaaaaaaaaaaaaaaaaaaaaaaa"):
        with pytest.raises(NotFound) as error:
            registering.perform(cast.house, cast.visitor(username), act, ident)
        said.append(str(error.value))
        assert last_entry(cast).outcome == "refused"
        assert last_entry(cast).detail["assessment"] == ident
    assert len(set(said)) == 1


def test_the_registry_finds_a_draft_only_once_it_was_submitted(cast: Cast) -> None:
    edition = keep(cast, "amina")
    with pytest.raises(NotFound):
        registering.register_page(cast.house, cast.visitor("ingrid"), edition.assessment_id)
    perform(cast, "kofi", "submit", edition)
    page = registering.register_page(cast.house, cast.visitor("ingrid"), edition.assessment_id)
    assert page.state == SUBMITTED


def test_case_7_a_submission_without_marking_and_release_list_is_refused_field_by_field(cast: Cast) -> None:
    edition = keep(cast, "amina", marking=None, release_to=None)
    with pytest.raises(Incomplete) as error:
        perform(cast, "amina", "submit", edition)
    assert set(error.value.problems) == {"marking", "release_to"}
    assert row_of(cast, edition).state == DRAFT
    assert last_entry(cast).outcome == "refused"


@pytest.mark.parametrize("state", [QUEUED, RUNNING, NEEDS_PERSON, FAILED])
def test_what_is_not_searchable_yet_cannot_be_submitted(cast: Cast, state: str) -> None:
    edition = keep(cast, "amina")
    a_job(cast, edition, state)
    with pytest.raises(ActRefused, match=state):
        perform(cast, "amina", "submit", edition)


@pytest.mark.parametrize(
    ("said", "banners", "reason"),
    [
        ({"marking": {"text": "RESERVADO"}}, [], "unknown marking"),
        ({"marking": {"scheme": "interpol", "level": "IFOUO", "tlp": "CLEAR"}}, [], "TLP:CLEAR"),
        ({}, [{"page": 1, "text": "INTERPOL CONFIDENTIAL"}], "INTERPOL CONFIDENTIAL"),
    ],
)
def test_cases_22_and_23_what_contradicts_itself_is_held_with_its_reason_until_it_is_mended(
    cast: Cast, said: dict[str, Any], banners: list[dict[str, object]], reason: str
) -> None:
    edition, registry = keep(cast, "amina", **said), cast.house.registry
    with registry.database.write() as session:
        editions.write_suggestions(session.get_one(Edition, edition.id), registry.vault, {"banners": banners})
    assert perform(cast, "amina", "submit", edition) == HELD
    assert reason in str(row_of(cast, edition).held_reason)
    assert reason in str(last_entry(cast).detail["held"])
    with pytest.raises(ActRefused, match="it is held"):
        perform(cast, "ingrid", "register", edition)
    mended = Deposit.model_validate({**OPEN, "marking": IC})
    depositing.change(cast.house, cast.visitor("kofi"), edition.assessment_id, mended)
    assert perform(cast, "kofi", "submit", edition) == SUBMITTED
    assert row_of(cast, edition).held_reason is None


def test_case_4_a_supervised_organizations_submission_is_held(cast: Cast) -> None:
    edition = keep(cast, "amina")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "afripol", "supervised", START)
    assert perform(cast, "amina", "submit", edition) == HELD
    assert "supervised" in str(row_of(cast, edition).held_reason)


@pytest.mark.parametrize("suspended", ["afripol", "europol"])
def test_cases_3_and_16_nothing_of_a_suspended_originator_is_released_jointly_neither(
    cast: Cast, suspended: str
) -> None:
    edition = keep(cast, "amina", originators=["afripol", "europol"])
    perform(cast, "amina", "submit", edition)
    perform(cast, "ingrid", "register", edition)
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, suspended, "suspended", START)
    with pytest.raises(ActRefused, match=f"{suspended} is suspended"):
        perform(cast, "ingrid", "release", edition)
    assert row_of(cast, edition).state == REGISTERED


def test_case_27_a_reference_is_given_at_registration_and_tells_no_number(cast: Cast) -> None:
    given = []
    for _ in range(3):
        edition = keep(cast, "amina")
        perform(cast, "amina", "submit", edition)
        perform(cast, "ingrid", "register", edition)
        given.append(str(row_of(cast, edition).reference))
    assert all(re.fullmatch(r"AFRIPOL/2026/[A-Z2-7]{6}", reference) for reference in given)
    assert len(set(given)) == 3
    assert given != sorted(given)


def test_the_originators_own_reference_stays(cast: Cast) -> None:
    edition = keep(cast, "amina", reference="AF-2026-17")
    perform(cast, "amina", "submit", edition)
    perform(cast, "ingrid", "register", edition)
    assert row_of(cast, edition).reference == "AF-2026-17"


def test_p6_a_withdrawal_holds_for_the_next_request(cast: Cast) -> None:
    edition = keep(cast, "amina")
    for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        perform(cast, username, act, edition)
    assert reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id).id == edition.assessment_id
    perform(cast, "kofi", "withdraw", edition)
    with pytest.raises(NotFound):
        reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)


def change(cast: Cast, username: str, edition: Edition, **said: Any) -> None:
    depositing.change(
        cast.house, cast.visitor(username), edition.assessment_id, Deposit.model_validate({**OPEN, **said})
    )


@pytest.mark.parametrize("state", [state for state in STATES if state not in (DRAFT, HELD)])
def test_w1_metadata_is_changed_before_submission_or_while_it_is_held_only(cast: Cast, state: str) -> None:
    edition = keep(cast, "amina")
    move(cast, edition, state)
    with pytest.raises(ActRefused, match=f"it is {state}"):
        change(cast, "amina", edition)
    assert (last_entry(cast).action, last_entry(cast).outcome) == ("change", "refused")


@pytest.mark.parametrize("username", ["ingrid", "piotr", "mei", "yuki"])
def test_case_9_nobody_but_an_originators_officer_changes_a_marking(cast: Cast, username: str) -> None:
    edition = keep(cast, "amina", marking=IC)
    move(cast, edition, HELD)
    with pytest.raises((ActRefused, NotFound)):
        change(cast, username, edition)
    assert (last_entry(cast).action, last_entry(cast).outcome) == ("change", "refused")
    deposit = editions.read_deposit(row_of(cast, edition), cast.house.registry.vault)
    assert deposit.marking is not None
    assert deposit.marking.level == "IC"


def test_a_wrong_change_is_refused_by_field_and_nothing_is_kept(cast: Cast) -> None:
    edition = keep(cast, "amina", title="Kept")
    with pytest.raises(Incomplete) as error:
        change(cast, "amina", edition, title="New", release_to=["atlantis"])
    assert set(error.value.problems) == {"release_to"}
    assert editions.read_deposit(row_of(cast, edition), cast.house.registry.vault).title == "Kept"


def test_w3_a_joint_originator_who_leaves_the_originators_unsaid_drops_nobody(cast: Cast) -> None:
    edition = keep(cast, "amina", originators=["afripol", "europol"])
    change(cast, "piotr", edition, title="New")
    assert row_of(cast, edition).originators == ["afripol", "europol"]
    submitted = editions.read_deposit(row_of(cast, edition), cast.house.registry.vault)
    assert submitted.originators == ["afripol", "europol"]


def test_w3_only_the_depositing_organization_leaves_a_joint_originator_out(cast: Cast) -> None:
    edition = keep(cast, "amina", originators=["afripol", "europol"])
    with pytest.raises(Incomplete) as error:
        change(cast, "piotr", edition, originators=["europol"])
    assert "afripol is a joint originator" in error.value.problems["originators"]
    change(cast, "kofi", edition, originators=["afripol"])
    assert row_of(cast, edition).originators == ["afripol"]


def test_case_6_a_change_may_not_shut_out_a_joint_originator_it_does_not_name(cast: Cast) -> None:
    edition = keep(cast, "amina", originators=["afripol", "europol"])
    with pytest.raises(Incomplete) as error:
        change(cast, "amina", edition, exclude=["europol"])
    assert "case 6" in error.value.problems["exclude"]


TEARLINE = {"portions": ["page:1"], "marking": OPEN["marking"], "release_to": ["aseanapol"]}


@pytest.mark.parametrize("state", [DONE, NEEDS_PERSON, RUNNING])
def test_a_change_of_tearlines_sends_the_file_through_ingest_again(cast: Cast, state: str) -> None:
    edition = keep(cast, "amina")
    a_job(cast, edition, state)
    change(cast, "amina", edition, tearlines=[TEARLINE])
    job = job_of(cast, edition)
    assert (job.state, job.worker, job.attempts, job.reason) == (QUEUED, None, 0, None)
    with pytest.raises(ActRefused, match="not searchable yet"):
        perform(cast, "amina", "submit", edition)


@pytest.mark.parametrize("state", [DONE, FAILED])
def test_a_change_of_other_words_and_a_file_that_failed_are_not_read_again(cast: Cast, state: str) -> None:
    edition = keep(cast, "amina")
    a_job(cast, edition, state)
    change(cast, "amina", edition, title="New", tearlines=[TEARLINE] if state == FAILED else [])
    assert job_of(cast, edition).state == state


def test_a_tearline_that_is_taken_back_leaves_no_handling_anybody_sees(cast: Cast) -> None:
    edition = keep(cast, "amina", tearlines=[TEARLINE])
    rows = {row.part: row.id for row in handlings(cast, edition)}
    change(cast, "amina", edition)
    assert {row.part: row.state for row in handlings(cast, edition)}["tearline:1"] == "destroyed"
    change(cast, "amina", edition, tearlines=[TEARLINE])
    assert {row.part: row.id for row in handlings(cast, edition)} == rows
    assert {row.state for row in handlings(cast, edition)} == {DRAFT}


def handlings(cast: Cast, edition: Edition) -> list[HandlingRecord]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)))


def test_case_3_a_suspended_organizations_officers_see_and_do_nothing(cast: Cast) -> None:
    edition = keep(cast, "amina", title="Own title")
    a_job(cast, edition, DONE)
    assert depositing.own(cast.house, cast.visitor("amina"))
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "afripol", "suspended", START)
    visitor = cast.visitor("amina")
    assert depositing.jobs(cast.house, visitor) == []
    with pytest.raises(NotFound):
        depositing.job(cast.house, visitor, job_of(cast, edition).id)
    for refused in (
        lambda: depositing.own(cast.house, visitor),
        lambda: depositing.draft(cast.house, visitor, edition.assessment_id),
    ):
        with pytest.raises(RoleRefused, match="suspended"):
            refused()


def test_a_stale_actor_acts_on_nothing(cast: Cast, clock: TurningClock) -> None:
    edition = keep(cast, "amina")
    with cast.house.registry.database.write() as session:
        people.change_activity(session, people.named(session, "amina"), active=False)
    actor = cast.actor("amina")
    clock.turn(timedelta(hours=1))
    with cast.house.registry.database.read() as session, pytest.raises(NotFound):
        acts.find_edition(session, actor, edition.assessment_id)


def test_a_second_registry_officer_registers_what_an_officer_of_her_own_organization_submitted(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        people.add(session, NewPerson("rita", "Rita", "interpol", "registry"), registry.ids, registry.clock)
    edition = keep(cast, "claire")
    perform(cast, "claire", "submit", edition)
    assert perform(cast, "rita", "register", edition) == REGISTERED
