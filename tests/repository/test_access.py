"""Access contexts: which tokens name a person at an instant, how high she may read, and until when that holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.reader import Reader
from models.tables.circulation import CirculationListVersion
from models.tables.organization import Agreement, DialogueStatus, Membership, Organization
from models.tables.person import PersonalClearance
from models.token import ALL_BUREAUS, ALL_MEMBERS, ALL_PARTICIPANTS, Token
from repository import circulation, organizations, people
from repository.access import COUNTER, read_everybody, read_organization
from repository.circulation import ListRefused
from repository.database import bump
from tests.house import START, Cast, TurningClock

HOUR = timedelta(hours=1)


def reader_of(cast: Cast, username: str) -> Reader:
    return cast.actor(username).reader


def kept_reader_of(cast: Cast, username: str) -> Reader:
    registry = cast.house.registry
    with registry.database.read() as session:
        found = registry.readers.of(session, cast.person(username).id, registry.clock.now())
    assert found is not None
    return found


def membership(session: Session, country: str, body: str) -> Membership:
    query = select(Membership).where(Membership.country == country, Membership.body_id == body)
    return session.exec(query).one()


def words(reader: Reader) -> set[str]:
    return {str(token) for token in reader.tokens}


def test_a_persons_tokens_name_her_body_its_members_her_status_her_lists_and_herself(cast: Cast) -> None:
    lena = reader_of(cast, "lena")
    assert words(lena) == {
        "europol", "europol+members", ALL_MEMBERS, ALL_PARTICIPANTS, f"person:{lena.person}",
        "list:counter-terrorism", "list:cyber-fusion", "list:border-security",
    }  # fmt: skip


def test_case_21_a_bureau_is_reached_through_both_bodies_its_country_sits_in(cast: Cast) -> None:
    nadia = reader_of(cast, "nadia")
    assert {"ncb-eg", "country:EG", "bureau:EG", "afripol+members", "aimc+members", ALL_BUREAUS} <= words(nadia)
    assert "list:border-security" in words(nadia)


def test_case_20_a_bureau_is_neither_the_body_nor_a_member_of_the_dialogue(cast: Cast) -> None:
    nadia = reader_of(cast, "nadia")
    assert not {"afripol", "aimc", "interpol", ALL_MEMBERS, ALL_PARTICIPANTS} & words(nadia)
    assert nadia.participant


def test_case_5_an_observer_is_reached_as_participant_and_not_as_member(cast: Cast) -> None:
    tomas = reader_of(cast, "tomas")
    assert ALL_PARTICIPANTS in words(tomas)
    assert ALL_MEMBERS not in words(tomas)
    assert tomas.participant


def test_case_5_the_status_is_that_of_the_instant_of_access(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.read() as session:
        frontex = session.get_one(Organization, "frontex")
        then = read_organization(session, frontex, datetime(2018, 1, 1, tzinfo=UTC))
        now = read_organization(session, frontex, START)
    assert ALL_MEMBERS not in words(then)
    assert ALL_PARTICIPANTS in words(then)
    assert ALL_MEMBERS in words(now)


def test_an_organization_that_left_the_dialogue_is_no_participant_so_tlp_green_stops_it(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        query = select(DialogueStatus).where(DialogueStatus.organization_id == "unodc")
        for row in session.exec(query):
            row.until = START if row.until is None else row.until
        bump(session, COUNTER)
    tomas = kept_reader_of(cast, "tomas")
    assert not tomas.participant
    assert ALL_PARTICIPANTS not in words(tomas)


def test_case_19_a_state_that_leaves_a_body_loses_its_token_at_the_effective_date(
    cast: Cast, clock: TurningClock
) -> None:
    with cast.house.registry.database.write() as session:
        membership(session, "EG", "afripol").until = START + HOUR
        bump(session, COUNTER)
    before = kept_reader_of(cast, "nadia")
    assert "afripol+members" in words(before)
    assert before.until == START + HOUR
    clock.turn(HOUR)
    after = kept_reader_of(cast, "nadia")
    assert "afripol+members" not in words(after)
    assert "aimc+members" in words(after)


def test_case_19_a_state_that_joins_has_the_token_from_the_effective_date_on(cast: Cast, clock: TurningClock) -> None:
    with cast.house.registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="EG", from_=START + HOUR))
        bump(session, COUNTER)
    assert "gccpol+members" not in words(kept_reader_of(cast, "nadia"))
    clock.turn(HOUR)
    assert "gccpol+members" in words(kept_reader_of(cast, "nadia"))


def test_a_version_of_a_list_to_come_holds_from_its_instant_on(cast: Cast, clock: TurningClock) -> None:
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.change(session, "cyber-fusion", ["europol"], author, START + HOUR)
    before = kept_reader_of(cast, "mei")
    assert "list:cyber-fusion" in words(before)
    assert before.until == START + HOUR
    clock.turn(HOUR)
    assert "list:cyber-fusion" not in words(kept_reader_of(cast, "mei"))


def test_a_version_to_come_that_concerns_others_leaves_no_trace_in_a_readers_context(cast: Cast) -> None:
    before = reader_of(cast, "elena")
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.change(session, "cyber-fusion", ["europol"], author, START + HOUR)
    assert reader_of(cast, "elena") == before
    assert before.until is None


def test_lists_within_lists_name_their_members(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.create(session, "outer", "interpol", "Both", ["list:cyber-fusion"], author, START)
    assert "list:outer" in words(reader_of(cast, "mei"))
    assert "list:outer" not in words(reader_of(cast, "elena"))


def test_a_list_that_names_a_person_names_nobody_else(cast: Cast) -> None:
    mei = cast.person("mei").id
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.create(session, "one-person", "interpol", "Mei", [f"person:{mei}"], author, START)
    assert "list:one-person" in words(reader_of(cast, "mei"))
    assert "list:one-person" not in words(reader_of(cast, "lena"))


def test_a_version_that_cannot_be_read_names_nobody_and_stops_nobody_else(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        row = CirculationListVersion(name="cyber-fusion", number=9, members=["!!"], from_=START, approved_at=START)
        session.add(row)
        bump(session, COUNTER)
    mei = kept_reader_of(cast, "mei")
    assert "list:cyber-fusion" not in words(mei)
    assert "list:counter-terrorism" in words(mei)


@pytest.mark.parametrize(("members", "said"), [(["list:a"], "include itself"), (["nowhere"], "names nothing")])
def test_a_list_that_includes_itself_or_strangers_is_refused(cast: Cast, members: list[str], said: str) -> None:
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        circulation.create(session, "a", "interpol", "A", ["europol"], author, START)
        circulation.create(session, "b", "interpol", "B", ["list:a"], author, START)
    members = ["list:b"] if members == ["list:a"] else members
    with pytest.raises(ValueError if said == "names nothing" else ListRefused, match=said):
        cast.change_list("a", members)


def test_a_list_needs_a_name_a_purpose_and_an_owner_that_exist(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        author = people.named(session, "ingrid").id
        with pytest.raises(ListRefused, match="small letters"):
            circulation.create(session, "Big List", "interpol", "A", [], author, START)
        with pytest.raises(ListRefused, match="already"):
            circulation.create(session, "cyber-fusion", "interpol", "A", [], author, START)
        with pytest.raises(ListRefused, match="purpose"):
            circulation.create(session, "empty", "interpol", "  ", [], author, START)
        with pytest.raises(ListRefused, match="no organization 'nobody'"):
            circulation.create(session, "owned", "nobody", "A", [], author, START)
        with pytest.raises(ListRefused, match="no list named"):
            circulation.change(session, "unknown", [], author, START)


@pytest.mark.parametrize(("organization", "username", "ceiling"), [("ncb-eg", "nadia", 4), ("aimc", "samir", 1)])
def test_an_agreement_raises_or_lowers_the_ceiling_while_it_is_in_force(
    cast: Cast, clock: TurningClock, organization: str, username: str, ceiling: int
) -> None:
    usual = reader_of(cast, username).ceiling
    with cast.house.registry.database.write() as session:
        row = Agreement(
            organization_id=organization, ceiling=ceiling, reference="A/1", from_=START + HOUR, until=START + 2 * HOUR
        )
        session.add(row)
        bump(session, COUNTER)
    seen = []
    for _ in range(3):
        seen.append(kept_reader_of(cast, username).ceiling)
        clock.turn(HOUR)
    assert seen == [usual, ceiling, usual]


def test_of_several_agreements_in_force_the_lowest_ceiling_binds(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        for ceiling in (4, 3, 5):
            session.add(Agreement(organization_id="ncb-eg", ceiling=ceiling, reference="A"))
        bump(session, COUNTER)
    assert kept_reader_of(cast, "nadia").ceiling == 3


@pytest.mark.parametrize("standing", ["supervised", "suspended", "active"])
def test_a_standing_holds_for_the_next_request(cast: Cast, standing: str) -> None:
    assert kept_reader_of(cast, "mei").standing == "active"
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "aseanapol", standing, START)
    assert kept_reader_of(cast, "mei").standing == standing


def test_a_standing_to_come_holds_from_its_instant_and_the_former_until_then(cast: Cast, clock: TurningClock) -> None:
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "aseanapol", "supervised", START)
        organizations.change_standing(session, "aseanapol", "suspended", START + HOUR)
    assert kept_reader_of(cast, "mei").standing == "supervised"
    clock.turn(HOUR)
    assert kept_reader_of(cast, "mei").standing == "suspended"


def test_case_1_a_lapsed_clearance_counts_for_nothing_and_the_briefing_remains(cast: Cast) -> None:
    rafael = reader_of(cast, "rafael")
    assert [clearance.rank for clearance in rafael.clearances] == [3]
    assert rafael.rank(START) == 2


def test_case_2_a_revoked_clearance_is_gone_for_the_next_request_and_colleagues_keep_theirs(cast: Cast) -> None:
    assert kept_reader_of(cast, "amina").rank(START) == 3
    with cast.house.registry.database.write() as session:
        people.revoke_clearances(session, people.named(session, "amina"), START)
    assert kept_reader_of(cast, "amina").rank(START) == 2
    assert kept_reader_of(cast, "kofi").rank(START) == 3


def test_a_clearance_to_a_level_nobody_knows_admits_to_nothing(cast: Cast) -> None:
    with cast.house.registry.database.write() as session:
        row = PersonalClearance(id="x", person_id=people.named(session, "mei").id, scheme="nat-xx", level="S")
        session.add(row)
        bump(session, COUNTER)
    assert kept_reader_of(cast, "mei").clearances == ()


def test_the_kept_context_is_given_again_until_something_changes(cast: Cast) -> None:
    first = kept_reader_of(cast, "mei")
    assert kept_reader_of(cast, "mei") is first
    with cast.house.registry.database.write() as session:
        people.change_activity(session, people.named(session, "mei"), active=False)
    assert not kept_reader_of(cast, "mei").active
    assert kept_reader_of(cast, "lena").active


def test_a_purpose_belongs_to_the_session_and_not_to_the_person(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.read() as session:
        mei = cast.person("mei").id
        plain = registry.readers.of(session, mei, START)
        declared = registry.readers.of(session, mei, START, "counter-terrorism")
        assert registry.readers.of(session, "nobody", START) is None
    assert plain is not None
    assert declared is not None
    assert (plain.purpose, declared.purpose) == (None, "counter-terrorism")


def test_everybody_read_at_once_is_everybody_read_one_by_one(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        membership(session, "EG", "afripol").until = START + HOUR
        organizations.change_standing(session, "aseanapol", "supervised", START)
        circulation.change(session, "cyber-fusion", ["europol"], people.named(session, "ingrid").id, START + HOUR)
        session.add(Agreement(organization_id="aimc", ceiling=2, reference="A/1", until=START + HOUR))
    with registry.database.read() as session:
        every, persons = read_everybody(session, START)
        for organization, reader in every[:: len(every) // 25]:
            assert reader == read_organization(session, organization, START)
        for person, reader in persons:
            assert reader == reader_of(cast, person.username)
    assert len(every) > 200
    assert Token("body", "europol") in {organization.id: reader for organization, reader in every}["europol"].tokens
