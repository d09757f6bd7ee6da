"""Overriding an equivalence: upwards at once and for all that is kept, downwards with consent and from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.marking import Marking
from models.scheme import RANKS, classification_schemes
from models.tables.assessment import Edition, HandlingRecord
from models.tables.equivalence import Equivalence
from models.tables.organization import Standing
from models.tables.register import RegisterEntry
from models.tables.request import Request
from repository import consents, editions, equivalences, overrides
from repository.acts import ActRefused, Incomplete, NotFound
from repository.handlings import decode
from tests.house import Cast, TurningClock
from tests.repository.shelf import keep, kept_and_released

IR = {"scheme": "interpol", "level": "IR"}
IC = {"scheme": "interpol", "level": "IC"}


def override(
    cast: Cast, username: str, level: str, rank: int, *, scheme: str = "interpol", reason: str = "Our own table."
) -> Equivalence | Request:
    registry = cast.house.registry
    with registry.database.write() as session:
        return overrides.override(registry, session, cast.actor(username), scheme, level, rank, reason)


def answer(cast: Cast, username: str, asked: Equivalence | Request, *, granted: bool = True) -> None:
    assert isinstance(asked, Request)
    registry = cast.house.registry
    with registry.database.write() as session:
        actor = cast.actor(username)
        consents.answer(registry, session, actor, asked.id, granted=granted, reason="We looked at it.")


def rank_of(cast: Cast, edition: Edition, part: str = "body") -> int:
    with cast.house.registry.database.read() as session:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == part)
        return decode(session.exec(query).one()).rank_at(cast.house.registry.clock.now())


def counted(cast: Cast, marking: Marking, *organizations: str) -> int:
    with cast.house.registry.database.read() as session:
        return equivalences.counted(session, organizations, marking, cast.house.registry.clock.now()).rank


def rewrite(cast: Cast, edition: Edition) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        row = session.get_one(Edition, edition.id)
        deposit = editions.read_deposit(row, registry.vault)
        editions.write_handlings(session, row, deposit, registry.clock.now(), pinned=True)


def acts(session: Session) -> list[RegisterEntry]:
    return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == overrides.KIND)))


def test_upwards_an_organization_decides_alone_and_at_once_for_what_it_originated_before(cast: Cast) -> None:
    before = kept_and_released(cast, "amina", marking=IR)
    others = kept_and_released(cast, "piotr", marking=IR)
    assert isinstance(override(cast, "amina", "IR", 3), Equivalence)
    after = keep(cast, "kofi", marking=IR)
    assert [rank_of(cast, one) for one in (before, after, others)] == [3, 3, 2]
    assert rank_of(cast, before, "card") == 1


def test_raising_holds_for_the_next_request_of_a_reader(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", marking=IR, release_to=["ameripol"])
    rafael = cast.visitor("rafael")
    registry = cast.house.registry
    with registry.database.read() as session:
        assert edition.id in registry.scopes.of(session, rafael.reader, registry.clock.now()).editions
    override(cast, "amina", "IR", 3)
    with registry.database.read() as session:
        assert edition.id not in registry.scopes.of(session, rafael.reader, registry.clock.now()).editions


def test_raising_is_recorded_with_what_it_was_and_how_much_it_moved(cast: Cast) -> None:
    kept_and_released(cast, "amina", marking=IR)
    override(cast, "amina", "IR", 3)
    with cast.house.registry.database.read() as session:
        (entry,) = acts(session)
    assert {key: entry.detail[key] for key in ("organization", "scheme", "level", "from", "rank", "raised")} == {
        "organization": "afripol",
        "scheme": "interpol",
        "level": "IR",
        "from": 2,
        "rank": 3,
        "raised": 1,
    }


def test_downwards_the_owner_of_the_scheme_consents_and_it_counts_for_what_is_written_afterwards(
    cast: Cast, clock: TurningClock
) -> None:
    override(cast, "amina", "IR", 3)
    before = kept_and_released(cast, "amina", marking=IR)
    clock.turn(timedelta(hours=1))
    asked = override(cast, "amina", "IR", 2)
    assert counted(cast, Marking("interpol", "IR"), "afripol") == 3
    clock.turn(timedelta(hours=1))
    answer(cast, "claire", asked)
    assert counted(cast, Marking("interpol", "IR"), "afripol") == 2
    assert rank_of(cast, before) == 3
    assert rank_of(cast, keep(cast, "amina", marking=IR)) == 2


def test_what_was_submitted_before_a_lowering_keeps_its_rank_when_it_is_written_again(
    cast: Cast, clock: TurningClock
) -> None:
    override(cast, "amina", "IR", 3)
    edition = kept_and_released(cast, "amina", marking=IR)
    with cast.house.registry.database.write() as session:
        session.get_one(Edition, edition.id).submitted_at = clock.now()
    clock.turn(timedelta(hours=1))
    answer(cast, "claire", override(cast, "amina", "IR", 2))
    clock.turn(timedelta(hours=1))
    rewrite(cast, edition)
    assert rank_of(cast, edition) == 3


def test_a_declined_lowering_changes_nothing(cast: Cast) -> None:
    asked = override(cast, "amina", "IC", 2)
    answer(cast, "claire", asked, granted=False)
    assert counted(cast, Marking("interpol", "IC"), "afripol") == 3


def test_a_lowering_that_would_turn_the_order_around_meanwhile_is_not_granted(cast: Cast) -> None:
    asked = override(cast, "amina", "IC", 2)
    override(cast, "kofi", "IC", 4)
    override(cast, "kofi", "IR", 3)
    with pytest.raises(ActRefused, match="INTERPOL RESTRICTED, which is lower, counts as CONFIDENTIAL"):
        answer(cast, "claire", asked)
    assert counted(cast, Marking("interpol", "IC"), "afripol") == 4


def test_the_owner_of_a_scheme_needs_a_second_officer_to_lower_its_own(cast: Cast) -> None:
    asked = override(cast, "piotr", "C-UE/EU-C", 2, scheme="eu")
    with pytest.raises(ActRefused, match="W7"):
        answer(cast, "piotr", asked)
    answer(cast, "stefan", asked)
    assert counted(cast, Marking("eu", "C-UE/EU-C"), "europol") == 2


def test_of_several_originators_the_highest_counts(cast: Cast) -> None:
    override(cast, "amina", "IR", 3)
    assert counted(cast, Marking("interpol", "IR"), "afripol", "europol") == 3
    answer(cast, "claire", override(cast, "piotr", "IC", 2))
    assert counted(cast, Marking("interpol", "IC"), "europol") == 2
    assert counted(cast, Marking("interpol", "IC"), "europol", "afripol") == 3


def test_a_marking_nobody_could_read_stays_top_secret(cast: Cast) -> None:
    assert counted(cast, Marking("", "", text="RESERVADO"), "afripol") == 5


def test_a_scheduled_downgrade_leads_to_the_rank_as_counted(cast: Cast, clock: TurningClock) -> None:
    down = {"date": clock.now() + timedelta(days=1), "level": "IR"}
    before = kept_and_released(cast, "amina", marking=IC, downgrade_on=down)
    override(cast, "amina", "IR", 3)
    after = kept_and_released(cast, "amina", marking=IC, downgrade_on=down)
    clock.turn(timedelta(days=2))
    assert [rank_of(cast, before), rank_of(cast, after)] == [3, 3]


@pytest.mark.parametrize(
    ("level", "rank", "sentence"),
    [
        ("IR", 4, "INTERPOL CONFIDENTIAL, which is higher, counts as CONFIDENTIAL; raise it first"),
        ("IC", 1, "INTERPOL RESTRICTED, which is lower, counts as RESTRICTED; lower it first"),
        ("IR", 2, "INTERPOL RESTRICTED already counts as RESTRICTED"),
    ],
)
def test_an_equivalence_never_turns_the_order_of_a_scheme_around(
    cast: Cast, level: str, rank: int, sentence: str
) -> None:
    with pytest.raises(ActRefused, match=sentence):
        override(cast, "amina", level, rank)


@pytest.mark.parametrize(
    ("scheme", "level", "rank", "field"),
    [
        ("interpol", "XX", 3, "level"),
        ("mars", "IR", 3, "level"),
        ("interpol", "IR", 6, "rank"),
        ("interpol", "IR", -1, "rank"),
    ],
)
def test_a_level_or_rank_there_is_none_of_is_named(cast: Cast, scheme: str, level: str, rank: int, field: str) -> None:
    with pytest.raises(Incomplete) as caught:
        override(cast, "amina", level, rank, scheme=scheme)
    assert list(caught.value.problems) == [field]


def test_lowering_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(Incomplete, match="say why"):
        override(cast, "amina", "IC", 2, reason=" ")


@pytest.mark.parametrize("username", ["lena", "ingrid"])
def test_only_an_originators_officer_overrides(cast: Cast, username: str) -> None:
    with pytest.raises(ActRefused, match="originator's officer"):
        override(cast, username, "IR", 3)


def test_nobody_overrides_for_a_suspended_organization(cast: Cast) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        session.add(Standing(organization_id="afripol", standing="suspended"))
    with pytest.raises(NotFound):
        override(cast, "amina", "IR", 3)


def test_every_level_of_every_enforced_scheme_can_be_counted_as_top_secret_from_the_highest_down(cast: Cast) -> None:
    for scheme in classification_schemes():
        for entry in reversed(scheme.levels):
            if entry.rank != len(RANKS) - 1:
                override(cast, "amina", entry.code, len(RANKS) - 1, scheme=scheme.id)
        marking = Marking(scheme.id, scheme.levels[0].code)
        assert counted(cast, marking, "afripol") == len(RANKS) - 1


def test_a_joint_marking_is_raised_with_its_level(cast: Cast) -> None:
    secret = {"scheme": "eu", "level": "R-UE/EU-R"}
    joint = {"organization": "afripol", "marking": IR, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
    edition = kept_and_released(
        cast, "piotr", originators=["europol", "afripol"], marking=secret, joint_markings=[joint]
    )
    assert rank_of(cast, edition) == 2
    override(cast, "amina", "IR", 3)
    assert rank_of(cast, edition) == 3
