"""Whom the rules of circulation lists stand for, at the instant of asking and as pinned at release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.reader import Reader
from models.rule import BadRule, parse_rule
from models.tables.assessment import HandlingRecord
from models.tables.circulation import CirculationListVersion
from models.tables.organization import Membership
from models.token import Token
from repository import circulation
from repository.access import COUNTER, read_everybody
from repository.circulation import ListRefused
from repository.database import bump
from repository.handlings import decode
from repository.list_rules import Roll, read_rule
from repository.release import Released, decide
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import kept_and_released
from tests.repository.test_access import kept_reader_of, membership, words

HOUR = timedelta(hours=1)


def picked(cast: Cast, text: str, at: datetime = START) -> set[str]:
    with cast.house.registry.database.read() as session:
        return {token.name for token in Roll.read(session).at(at).tokens(read_rule(session, text))}


def ruled(cast: Cast, name: str, rule: str, members: tuple[str, ...] = ()) -> None:
    author = cast.person("ingrid").id
    with cast.house.registry.database.write() as session:
        circulation.create(session, name, "interpol", "By rule", list(members), author, START, rule=rule)


def test_conditions_name_organizations_by_what_they_are(cast: Cast) -> None:
    assert len(picked(cast, "kind:body")) == 12
    assert picked(cast, "country:EG") == {"ncb-eg"}
    assert picked(cast, "region:northern-africa and body:aimc and not body:afripol") == set()
    assert {"ncb-eg", "ncb-ma"} <= picked(cast, "region:northern-africa and body:aimc")
    assert picked(cast, "status:observer") == {"unodc"}
    assert picked(cast, "status:convener or sco-rats") == {"interpol", "sco-rats"}
    assert "aimc" not in picked(cast, "body:aimc")
    assert picked(cast, "kind:body and region:world") == set()
    assert len(picked(cast, "kind:bureau and not body:interpol")) == len(picked(cast, "kind:bureau")) - 196


def test_case_5_a_status_is_that_of_the_instant(cast: Cast) -> None:
    assert "frontex" in picked(cast, "status:observer", datetime(2018, 1, 1, tzinfo=UTC))
    assert "frontex" in picked(cast, "status:member")


@pytest.mark.parametrize("rule", ["interpool", "country:XX", "body:ncb-eg", "kind:body and not body:nowhere"])
def test_a_rule_that_names_what_does_not_exist_is_refused(cast: Cast, rule: str) -> None:
    with pytest.raises(BadRule, match="names nothing this registry knows"):
        picked(cast, rule)


def test_a_list_stands_for_its_members_and_for_whom_its_rule_picks(cast: Cast) -> None:
    ruled(cast, "coast", "kind:bureau and region:western-africa", ("europol",))
    assert "list:coast" in words(kept_reader_of(cast, "lena"))
    assert "list:coast" not in words(kept_reader_of(cast, "nadia"))
    ruled(cast, "outer", "country:EG", ("list:coast",))
    assert "list:outer" in words(kept_reader_of(cast, "nadia"))
    assert "list:outer" in words(kept_reader_of(cast, "lena"))


def test_everybody_read_at_once_is_everybody_read_one_by_one_with_rules_too(cast: Cast) -> None:
    ruled(cast, "coast", "kind:bureau and (region:africa or body:aimc) and not country:EG")
    with cast.house.registry.database.write() as session:
        membership(session, "MA", "aimc").until = START + HOUR
    with cast.house.registry.database.read() as session:
        _, people = read_everybody(session, START)
        assert {person.username: reader for person, reader in people} == {
            person.username: cast.actor(person.username).reader for person, _ in people
        }


def test_case_19_a_state_that_joins_a_body_comes_onto_the_list_at_the_effective_date(
    cast: Cast, clock: TurningClock
) -> None:
    ruled(cast, "gulf", "body:gccpol")
    before = kept_reader_of(cast, "nadia")
    with cast.house.registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="EG", from_=START + HOUR))
        bump(session, COUNTER)
    assert "list:gulf" not in words(kept_reader_of(cast, "nadia"))
    assert (before.until, kept_reader_of(cast, "nadia").until) == (None, START + HOUR)
    clock.turn(HOUR)
    assert "list:gulf" in words(kept_reader_of(cast, "nadia"))


def test_a_change_to_come_of_a_rule_that_concerns_others_leaves_no_trace(cast: Cast) -> None:
    ruled(cast, "gulf", "body:gccpol or kind:bureau and not region:africa")
    before = kept_reader_of(cast, "mei"), kept_reader_of(cast, "nadia")
    with cast.house.registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="DZ", from_=START + HOUR))
        membership(session, "OM", "gccpol").until = START + 2 * HOUR
        bump(session, COUNTER)
    assert (kept_reader_of(cast, "mei"), kept_reader_of(cast, "nadia")) == before


def may_view(cast: Cast, username: str, edition: str) -> bool:
    registry = cast.house.registry
    reader: Reader = kept_reader_of(cast, username)
    with registry.database.read() as session:
        rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition))
        return all(isinstance(decide(reader, decode(row), "view", registry.clock.now()), Released) for row in rows)


def test_case_19_by_rule_readers_are_those_pinned_and_current(cast: Cast, clock: TurningClock) -> None:
    """Who joins later reads nothing released before; who leaves reads nothing from the effective date on."""
    ruled(cast, "gulf", "body:gccpol or kind:body and not status:observer")
    edition = kept_and_released(cast, "amina", release_to=["list:gulf"]).id
    with cast.house.registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="EG", from_=START + HOUR))
        bump(session, COUNTER)
    clock.turn(2 * HOUR)
    assert "list:gulf" in words(kept_reader_of(cast, "nadia"))
    assert not may_view(cast, "nadia", edition)
    assert may_view(cast, "lena", edition)
    later = kept_and_released(cast, "amina", release_to=["list:gulf"]).id
    assert may_view(cast, "nadia", later)
    with cast.house.registry.database.write() as session:
        row: Membership = membership(session, "EG", "gccpol")
        row.until = START + 3 * HOUR
        bump(session, COUNTER)
    assert may_view(cast, "nadia", later)
    clock.turn(HOUR)
    assert not may_view(cast, "nadia", later)


def test_a_rule_picks_recipients_in_their_own_right(cast: Cast) -> None:
    ruled(cast, "gulf", "body:gccpol")
    edition = kept_and_released(cast, "amina", release_to=["list:gulf"])
    with cast.house.registry.database.read() as session:
        row = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)).first()
        assert row is not None
        (grant,) = decode(row).policy.audience
    assert grant.pinned is not None
    assert Token("body", "ncb-om") in grant.pinned
    assert {token.kind for token in grant.pinned} == {"body"}


def test_a_list_past_its_validity_names_nobody_and_its_reader_knows_until_when(cast: Cast, clock: TurningClock) -> None:
    author = cast.person("ingrid").id
    with cast.house.registry.database.write() as session:
        circulation.create(
            session, "short", "interpol", "A while", ["europol"], author, START, valid_until=START + HOUR
        )
        with pytest.raises(ListRefused, match="would end before it begins"):
            circulation.create(session, "no", "interpol", "None", [], author, START, valid_until=START)
    before = kept_reader_of(cast, "lena")
    assert "list:short" in words(before)
    assert before.until == START + HOUR
    assert kept_reader_of(cast, "mei").until is None
    clock.turn(HOUR)
    assert "list:short" not in words(kept_reader_of(cast, "lena"))


def test_a_rule_that_cannot_be_read_names_nobody(cast: Cast) -> None:
    ruled(cast, "gulf", "body:gccpol", ("europol",))
    with cast.house.registry.database.write() as session:
        newest(session, "gulf").rule = "body:gccpol and"
        bump(session, COUNTER)
    assert "list:gulf" not in words(kept_reader_of(cast, "lena"))
    assert "list:counter-terrorism" in words(kept_reader_of(cast, "lena"))


def newest(session: Session, name: str) -> CirculationListVersion:
    return session.exec(select(CirculationListVersion).where(CirculationListVersion.name == name)).one()


def test_rules_are_worked_out_once_for_all_readers_of_a_version(cast: Cast) -> None:
    ruled(cast, "gulf", "body:gccpol")
    registry = cast.house.registry
    with registry.database.read() as session:
        kept = registry.readers.lists(session)
        assert registry.readers.lists(session) is kept
        assert kept.members(START) is kept.members(START + HOUR)
    ruled(cast, "gulf-2", "body:gccpol")
    with registry.database.read() as session:
        assert registry.readers.lists(session) is not kept


def test_a_rule_is_kept_as_it_was_written(cast: Cast) -> None:
    ruled(cast, "gulf", "body:gccpol\n  and   not country:OM")
    with cast.house.registry.database.read() as session:
        assert newest(session, "gulf").rule == "body:gccpol and not country:OM"
        assert parse_rule(newest(session, "gulf").rule or "") == parse_rule("body:gccpol and not country:OM")
