"""A merged organization: its rights go to the successor, and nobody new is let in (case 18)."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models.change import Circulate
from models.deposit import Deposit
from models.tables.assessment import Edition
from models.tables.person import Person
from models.tables.request import Request
from repository import affiliations, circulating, legal_holds, mergers, overrides, permits, requests
from repository.acts import ActRefused, Incomplete, NotFound, find_edition
from repository.completeness import field_problems
from repository.editions import read_deposit
from repository.moves import Said
from repository.permitted import permitted
from repository.rewriting import standing
from tests.house import Cast
from tests.repository.governing import by, entries, grant, told
from tests.repository.shelf import keep, kept_and_released
from tests.repository.test_list_rules import may_view
from web import consenting


def merge(cast: Cast, organization: str, successor: str) -> None:
    grant(cast, "ruth", by(cast, "ingrid", mergers.ask, organization, successor, "By treaty"))


def originators(cast: Cast, edition: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        return session.get_one(Edition, edition).originators


def waiting(cast: Cast, kind: str) -> list[Request]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(Request).where(Request.kind == kind, Request.state == "open")))


def test_two_registry_officers_merge_and_nobody_alone(cast: Cast) -> None:
    asked = by(cast, "ingrid", mergers.ask, "gccpol", "aimc", "By treaty")
    with pytest.raises(ActRefused, match="W7"):
        grant(cast, "ingrid", asked)
    with cast.house.registry.database.read() as session:
        assert mergers.of(session, "gccpol") is None
    grant(cast, "ruth", asked)
    with cast.house.registry.database.read() as session:
        merged = mergers.of(session, "gccpol")
    assert merged is not None
    assert merged.successor_id == "aimc"
    assert told(cast, "merger") == ["huda", "khalid"]


def test_the_successor_acts_on_reads_and_consents_for_what_the_predecessor_originated(cast: Cast) -> None:
    edition = kept_and_released(cast, "khalid", release_to=["europol"])
    assert not may_view(cast, "huda", edition.id)
    merge(cast, "gccpol", "aimc")
    assert originators(cast, edition.id) == ["aimc"]
    assert may_view(cast, "huda", edition.id)
    assert may_view(cast, "lena", edition.id)
    with cast.house.registry.database.read() as session:
        assert find_edition(session, cast.actor("huda"), edition.assessment_id).id == edition.id
        with pytest.raises(NotFound):
            find_edition(session, cast.actor("khalid"), edition.assessment_id)
    assert entries(cast, "merger")[0]["successor"] == "aimc"


def test_drafts_joint_works_and_embedded_sources_go_over_and_every_pin_stays(cast: Cast) -> None:
    draft = keep(cast, "khalid", originators=["gccpol", "europol"])
    released = kept_and_released(cast, "khalid", release_to=["gccpol+members", "list:border-security"])
    with cast.house.registry.database.read() as session:
        before = [h.policy.audience for h in standing(session, session.get_one(Edition, released.id)).values()]
    merge(cast, "gccpol", "aimc")
    assert originators(cast, draft.id) == ["aimc", "europol"]
    with cast.house.registry.database.read() as session:
        row = session.get_one(Edition, draft.id)
        assert read_deposit(row, cast.house.registry.vault).originators == ["aimc", "europol"]
        after = [h.policy.audience for h in standing(session, session.get_one(Edition, released.id)).values()]
    assert after == before


def test_release_lists_do_not_expand_until_the_originators_have_confirmed(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["gccpol"]).id
    merge(cast, "gccpol", "aimc")
    assert may_view(cast, "khalid", edition)
    assert not may_view(cast, "samir", edition)
    asked = waiting(cast, "widen")
    assert [request.edition_id for request in asked] == [edition]
    grant(cast, "kofi", asked[0].id)
    assert may_view(cast, "samir", edition)


def test_an_exclusion_does_not_end_by_a_merger(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", exclude=["gccpol"]).id
    assert may_view(cast, "samir", edition)
    merge(cast, "gccpol", "aimc")
    assert not may_view(cast, "samir", edition)
    with cast.house.registry.database.read() as session:
        deposit = read_deposit(session.get_one(Edition, edition), cast.house.registry.vault)
    assert deposit.exclude == ["gccpol", "aimc"]


def test_open_consents_go_over_and_the_successor_answers(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", originators=["afripol", "gccpol"], release_to=[])
    said = Circulate(add=["europol"], reason="They asked")
    asked = by(cast, "amina", circulating.ask, edition.assessment_id, said)
    merge(cast, "gccpol", "aimc")
    with cast.house.registry.database.read() as session:
        request = session.get_one(Request, asked)
        assert [one.organization_id for one in requests.consents_of(session, request)] == ["afripol", "aimc"]
    grant(cast, "huda", asked)
    assert may_view(cast, "lena", edition.id)


def test_where_both_were_asked_the_successor_answers_anew_for_both(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", originators=["afripol", "gccpol", "aimc"], release_to=[])
    asked = by(cast, "amina", circulating.ask, edition.assessment_id, Circulate(add=["europol"], reason="They asked"))
    grant(cast, "huda", asked)
    merge(cast, "gccpol", "aimc")
    assert not may_view(cast, "lena", edition.id)
    grant(cast, "huda", asked)
    assert may_view(cast, "lena", edition.id)


def test_a_permit_that_the_predecessor_gave_its_successor_takes_back(cast: Cast) -> None:
    bound = {"scheme": "interpol", "level": "IFOUO", "handling": ["H2"]}
    kept = kept_and_released(cast, "khalid", marking=bound)
    registry = cast.house.registry
    with registry.database.write() as session:
        edition = session.get_one(Edition, kept.id)
        asked = permits.ask(registry, session, cast.actor("mei"), edition, ["download"], "for the field").id
    grant(cast, "khalid", asked)
    merge(cast, "gccpol", "aimc")
    view = consenting.one_request(cast.house, cast.visitor("huda"), asked)
    assert view.may_withdraw
    assert consenting.take_back(cast.house, cast.visitor("huda"), asked).state == "taken-back"
    with registry.database.read() as session:
        assert permitted(session, kept.id) == frozenset()


def test_a_legal_hold_of_the_predecessor_its_successor_lifts(cast: Cast) -> None:
    edition = kept_and_released(cast, "khalid")
    hold = by(cast, "khalid", legal_holds.place, edition.assessment_id, Said("a court asks for it"))
    merge(cast, "gccpol", "aimc")
    assert by(cast, "huda", legal_holds.lift, hold.id, Said("it is over")).lifted_by == cast.person("huda").id


def test_what_the_predecessor_counted_higher_the_successor_counts_as_high(cast: Cast) -> None:
    by(cast, "khalid", overrides.override, "interpol", "IR", 3, "Our own table")
    edition = kept_and_released(cast, "khalid", marking={"scheme": "interpol", "level": "IR"}, release_to=["ncb-eg"])
    own = kept_and_released(cast, "huda", marking={"scheme": "interpol", "level": "IR"}, release_to=["ncb-eg"])
    assert (may_view(cast, "nadia", edition.id), may_view(cast, "nadia", own.id)) == (False, True)
    merge(cast, "gccpol", "aimc")
    assert (may_view(cast, "nadia", edition.id), may_view(cast, "nadia", own.id)) == (False, False)


def test_a_merged_organization_deposits_no_more_and_is_named_no_more(cast: Cast) -> None:
    merge(cast, "gccpol", "aimc")
    with cast.house.registry.database.read() as session:
        assert "originators" in field_problems(session, Deposit(), "gccpol")
        assert "originators" in field_problems(session, Deposit(originators=["afripol", "gccpol"]), "afripol")
        assert "originators" not in field_problems(session, Deposit(), "aimc")


def test_its_people_are_moved_by_the_administrator(cast: Cast) -> None:
    edition = kept_and_released(cast, "khalid", release_to=[]).id
    merge(cast, "gccpol", "aimc")
    assert not may_view(cast, "khalid", edition)
    with cast.house.registry.database.write() as session:
        affiliations.move(session, session.get_one(Person, cast.person("khalid").id), "aimc")
    assert may_view(cast, "khalid", edition)


@pytest.mark.parametrize(
    ("organization", "successor", "refused"),
    [
        ("gccpol", "gccpol", ActRefused),
        ("gccpol", "ncb-eg", ActRefused),
        ("interpol", "europol", ActRefused),
        ("gccpol", "atlantis", Incomplete),
        ("atlantis", "europol", NotFound),
    ],
)
def test_a_merger_that_cannot_be_meant_is_refused(
    cast: Cast, organization: str, successor: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        by(cast, "ingrid", mergers.ask, organization, successor, "By treaty")


def test_nobody_merges_twice_nor_into_what_was_merged(cast: Cast) -> None:
    merge(cast, "gccpol", "aimc")
    for organization, successor in (("gccpol", "europol"), ("europol", "gccpol")):
        with pytest.raises(ActRefused, match="part of aimc already"):
            by(cast, "ingrid", mergers.ask, organization, successor, "By treaty")
