"""Scopes: what is cached equals what is decided from scratch, and nobody is concerned by what is not hers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.handling import CARD, WITHDRAWN, Handling
from models.reader import STANDINGS, Reader
from models.tables.assessment import Edition, HandlingRecord
from repository import organizations, people
from repository.database import bump
from repository.handlings import COUNTER, decode
from repository.release import Released, decide
from repository.scope import Scope, Scopes
from tests.house import Cast, TurningClock, make_house, reopen_house
from tests.repository.shelf import keep, kept_and_released, move, release

READERS = ("mei", "lena", "nadia", "samir", "rafael", "amina")
AUDIENCES: tuple[list[str], ...] = (
    [],
    ["ALL-DIALOGUE-PARTICIPANTS"],
    ["europol"],
    ["afripol+members", "aimc+members"],
    ["list:cyber-fusion"],
    ["country:EG"],
)
LEVELS = ("IFOUO", "IR", "IC")
DISCLOSURES = ("existence", "abstract", "invisible")


def scope_of(cast: Cast, username: str) -> Scope:
    registry = cast.house.registry
    at = registry.clock.now()
    with registry.database.read() as session:
        reader = registry.readers.of(session, cast.person(username).id, at)
        assert reader is not None
        return registry.scopes.of(session, reader, at)


def from_scratch(cast: Cast, username: str) -> tuple[dict[str, set[int]], set[str]]:
    """Return what is released of each listed edition and which are only disclosed, each handling decided by itself."""
    registry, found = cast.house.registry, dict[str, list[Handling]]()
    reader, at = cast.actor(username).reader, registry.clock.now()
    with registry.database.read() as session:
        for row in session.exec(select(HandlingRecord)):
            try:
                handling = decode(row)
            except Exception:
                continue
            if isinstance(decide(reader, handling, "view", at), Released):
                found.setdefault(handling.edition, []).append(handling)
    carded = {edition: parts for edition, parts in found.items() if CARD in {one.part for one in parts}}
    listed = {edition: {one.id for one in parts} for edition, parts in carded.items() if len(parts) > 1}
    return listed, {edition for edition, parts in carded.items() if len(parts) == 1 and parts[0].disclosed}


def is_what_is_released(scope: Scope, decided: tuple[dict[str, set[int]], set[str]]) -> bool:
    listed, disclosed = decided
    flat = sorted(ident for idents in listed.values() for ident in idents)
    shown = {edition: set(idents) for edition, idents in scope.editions.items()}
    return shown == listed and scope.handlings.tolist() == flat and scope.disclosed == disclosed


def same(one: Scope, other: Scope) -> bool:
    return one.editions == other.editions and bool(np.array_equal(one.handlings, other.handlings))


def spoil(cast: Cast, edition: Edition, part: str) -> None:
    """Leave a row that nobody can read."""
    with cast.house.registry.database.write() as session:
        query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)
        row = next(row for row in session.exec(query) if row.part == part)
        row.terms, row.version = {"marking": "?"}, bump(session, COUNTER)
        session.add(row)


@dataclass(slots=True)
class Play:
    """One house in which things happen to three editions and to the cast."""

    cast: Cast
    clock: TurningClock
    editions: list[Edition] = field(default_factory=list)

    def person(self, change: Callable[..., object], *given: Any, **named: Any) -> None:
        registry = self.cast.house.registry
        with registry.database.write() as session:
            change(session, people.named(session, READERS[given[0]]), *given[1:], **named)

    def do(self, act: str, which: int, how: int) -> None:  # noqa: C901 - one line for each thing that can happen
        edition, registry = self.editions[which % 3], self.cast.house.registry
        later = self.clock.now() + timedelta(hours=how % 5)
        match act:
            case "release":
                marking = {"scheme": "interpol", "level": LEVELS[how % 3]}
                release(self.cast, edition, release_to=AUDIENCES[how % len(AUDIENCES)], marking=marking)
            case "embargo":
                release(self.cast, edition, embargo_until=later)
            case "retain":
                release(self.cast, edition, retention_until=later)
            case "exclude":
                release(self.cast, edition, exclude=[[], ["EG"], ["europol"], ["CO"]][how % 4])
            case "disclose":
                release(self.cast, edition, disclosure=DISCLOSURES[how % 3], abstract="Hospitals.")
            case "withdraw":
                move(self.cast, edition, WITHDRAWN)
            case "spoil":
                spoil(self.cast, edition, ("card", "body")[how % 2])
            case "list":
                self.cast.change_list("cyber-fusion", [["europol"], ["afripol+members"], ["aseanapol"]][how % 3])
            case "clear":
                expires = None if how == 4 else later + timedelta(hours=1)
                self.person(people.clear, which % 6, "interpol:IC", expires, registry.ids)
            case "revoke":
                self.person(people.revoke_clearances, which % 6, self.clock.now())
            case "suspend":
                self.person(people.change_activity, which % 6, active=bool(how % 2))
            case "standing":
                name = ("europol", "ncb-eg", "afripol")[which % 3]
                with registry.database.write() as session:
                    organizations.change_standing(session, name, STANDINGS[how % 3], self.clock.now())
            case "turn":
                self.clock.turn(timedelta(hours=how))


ACTS = (
    ["release"] * 3
    + ["embargo"] * 2
    + ["turn"] * 3
    + ["disclose", "retain", "exclude", "withdraw", "spoil", "list", "clear", "revoke", "suspend", "standing"]
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=14)


@pytest.fixture(scope="module")
def founded() -> Iterator[Path]:
    """A house in which three editions are released, to be copied."""
    folder = Path(tempfile.mkdtemp())
    house = make_house(folder / "data")
    cast = Cast(house)
    made = [kept_and_released(cast, name, release_to=AUDIENCES[n]) for n, name in enumerate(("amina", "amina", "huda"))]
    (folder / "editions").write_text(" ".join(edition.id for edition in made))
    house.registry.database.close()
    yield folder
    shutil.rmtree(folder)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_after_any_changes_the_scope_kept_is_the_scope_decided_from_scratch(
    founded: Path, steps: list[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(founded / "data", Path(folder) / "data")
        clock = TurningClock()
        cast = Cast(reopen_house(Path(folder) / "data", clock=clock))
        play = Play(cast, clock)
        with cast.house.registry.database.read() as session:
            names = (founded / "editions").read_text().split()
            play.editions = [session.get_one(Edition, name) for name in names]
        for step in steps:
            play.do(*step)
            for username in READERS:
                assert is_what_is_released(scope_of(cast, username), from_scratch(cast, username)), (step, username)
        cast.house.registry.database.close()


def test_what_is_only_disclosed_is_in_no_listing_and_ends_with_the_disclosure(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["ameripol"], disclosure="existence")
    scope = scope_of(cast, "mei")
    assert not scope.editions
    assert scope.disclosed == {edition.id}
    release(cast, edition, disclosure="invisible")
    assert scope_of(cast, "mei").disclosed == set()


def test_the_first_instant_of_any_part_is_the_editions(cast: Cast, clock: TurningClock) -> None:
    def marked(level: str) -> dict[str, str]:
        return {"scheme": "interpol", "level": level}

    kept_and_released(
        cast,
        "amina",
        marking=marked("IC"),
        downgrade_on={"date": clock.now() + timedelta(days=1), "level": "IFOUO"},
        retention_until=clock.now() + timedelta(days=9),
        tearlines=[{"portions": ["page:1"], "marking": marked("IFOUO"), "release_to": ["aseanapol"]}],
    )
    assert len(scope_of(cast, "mei").handlings) == 2
    clock.turn(timedelta(days=2))
    assert len(scope_of(cast, "mei").handlings) == 3


def test_an_empty_scope_holds_nothing(cast: Cast) -> None:
    kept_and_released(cast, "amina", release_to=["europol"])
    scope = scope_of(cast, "mei")
    assert (len(scope.handlings), scope.editions) == (0, {})
    assert 1 not in scope


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(0, 12)))
def test_a_scope_meets_handlings_where_it_holds_one_of_them(held: set[int], asked: set[int]) -> None:
    scope = Scope(Reader("p", "afripol", STANDINGS[0]), np.array(sorted(held), dtype=np.int64), {})
    assert scope.meets(np.array(list(asked), dtype=np.int64)) == any(handling in scope for handling in asked)


def test_only_editions_with_a_readable_card_and_part_are_listed(cast: Cast) -> None:
    hidden = kept_and_released(cast, "amina", marking={"scheme": "interpol", "level": "IC"})
    shown = kept_and_released(cast, "amina")
    scope = scope_of(cast, "mei")
    assert list(scope.editions) == [shown.id]
    assert hidden.id in scope_of(cast, "lena").editions
    assert all(handling in scope for handling in scope.editions[shown.id])


def test_a_scope_is_the_same_object_while_nothing_of_it_changed(cast: Cast) -> None:
    kept_and_released(cast, "amina")
    before = scope_of(cast, "mei")
    secret = kept_and_released(cast, "amina", marking={"scheme": "interpol", "level": "IC"})
    move(cast, secret, WITHDRAWN)
    keep(cast, "amina")
    assert scope_of(cast, "mei") is before
    kept_and_released(cast, "amina")
    assert scope_of(cast, "mei") is not before


def test_a_change_of_something_shown_gives_a_new_scope_even_where_the_handlings_stay(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    before = scope_of(cast, "mei")
    release(cast, edition, title="Another title")
    after = scope_of(cast, "mei")
    assert after is not before
    assert same(after, before)


def test_an_embargo_that_ends_on_what_stays_hidden_leaves_the_scope_the_same_object(
    cast: Cast, clock: TurningClock
) -> None:
    kept_and_released(cast, "amina")
    until = clock.now() + timedelta(hours=2)
    kept_and_released(cast, "amina", marking={"scheme": "interpol", "level": "IC"}, embargo_until=until)
    before, cleared = scope_of(cast, "mei"), scope_of(cast, "lena")
    clock.turn(timedelta(hours=2))
    assert scope_of(cast, "mei") is before
    assert len(scope_of(cast, "lena").editions) == len(cleared.editions) + 1


def test_case_15_an_embargo_ends_at_its_instant_for_the_next_request(cast: Cast, clock: TurningClock) -> None:
    until = clock.now() + timedelta(hours=2)
    edition = kept_and_released(cast, "amina", embargo_until=until)
    assert edition.id not in scope_of(cast, "mei").editions
    assert edition.id in scope_of(cast, "kofi").editions
    clock.turn(timedelta(hours=2) - timedelta(microseconds=1))
    assert edition.id not in scope_of(cast, "mei").editions
    clock.turn(timedelta(microseconds=1))
    assert edition.id in scope_of(cast, "mei").editions


def test_a_request_that_began_before_an_edge_still_gets_the_scope_of_its_instant(
    cast: Cast, clock: TurningClock
) -> None:
    edition = kept_and_released(cast, "amina", embargo_until=clock.now() + timedelta(hours=2))
    began = clock.now()
    clock.turn(timedelta(hours=3))
    assert edition.id in scope_of(cast, "mei").editions
    clock.at = began
    assert edition.id not in scope_of(cast, "mei").editions


@pytest.mark.parametrize("part", ["card", "body"])
def test_a_row_that_nobody_can_read_is_withheld_from_everybody(cast: Cast, part: str) -> None:
    edition = kept_and_released(cast, "amina")
    assert edition.id in scope_of(cast, "mei").editions
    spoil(cast, edition, part)
    for username in READERS:
        assert edition.id not in scope_of(cast, username).editions
        assert edition.id not in from_scratch(cast, username)[0]
    release(cast, edition)
    assert edition.id in scope_of(cast, "mei").editions


def test_a_reader_past_the_end_of_her_facts_sees_nothing(cast: Cast, clock: TurningClock) -> None:
    kept_and_released(cast, "amina")
    registry = cast.house.registry
    with registry.database.write() as session:
        until = clock.now() + timedelta(hours=1)
        organizations.change_standing(session, "aseanapol", "supervised", until)
    stale = cast.actor("mei").reader
    assert stale.until == until
    with registry.database.read() as session:
        assert registry.scopes.of(session, stale, clock.now()).editions
        assert not registry.scopes.of(session, stale, until).editions


def test_the_least_recently_asked_readers_are_dropped_and_decided_again(cast: Cast) -> None:
    kept_and_released(cast, "amina")
    registry = cast.house.registry
    scopes = Scopes(registry.handlings, capacity=2)
    readers = [cast.actor(name).reader for name in ("mei", "lena", "samir")]
    with registry.database.read() as session:
        given = [scopes.of(session, reader, registry.clock.now()) for reader in readers]
        assert scopes.of(session, readers[2], registry.clock.now()) is given[2]
        again = scopes.of(session, readers[0], registry.clock.now())
    assert again is not given[0]
    assert same(again, given[0])


def test_the_order_of_a_scope_tells_nothing_of_when_its_editions_came(cast: Cast) -> None:
    for _ in range(5):
        kept_and_released(cast, "amina")
    editions = list(scope_of(cast, "mei").editions)
    assert editions == sorted(editions)


def test_what_moved_is_known_for_good_however_often_it_moved(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repository.handlings._SLACK", 3)
    edition = kept_and_released(cast, "amina")
    other = kept_and_released(cast, "amina")
    scope_of(cast, "mei")
    version = cast.house.registry.handlings.refresh
    with cast.house.registry.database.read() as session:
        known = version(session)
    for number in range(6):
        release(cast, edition, title=f"Title {number}")
        scope_of(cast, "mei")
    assert cast.house.registry.handlings.editions_changed_since(known) == {edition.id}
    assert other.id in scope_of(cast, "mei").editions


TEARLINE = {
    "portions": ["page:1"],
    "marking": {"scheme": "interpol", "level": "IFOUO"},
    "release_to": ["aseanapol", "europol"],
}


def test_a_scope_is_its_readers_and_holds_64_bit_ids(cast: Cast) -> None:
    kept_and_released(cast, "amina", release_to=["europol"])
    scope = scope_of(cast, "lena")
    assert scope.reader == cast.actor("lena").reader
    assert scope.handlings.dtype == np.int64
    assert scope_of(cast, "mei").handlings.dtype == np.int64


def test_a_single_kept_reader_is_not_dropped_for_herself(cast: Cast) -> None:
    registry = cast.house.registry
    scopes, reader, at = Scopes(registry.handlings, capacity=1), cast.actor("lena").reader, registry.clock.now()
    with registry.database.read() as session:
        assert scopes.of(session, reader, at) is scopes.of(session, reader, at)


def test_a_part_that_nobody_can_read_hides_no_part_behind_it(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["europol"], tearlines=[TEARLINE])
    shown = len(scope_of(cast, "mei").handlings)
    spoil(cast, edition, "body")
    assert shown == len(scope_of(cast, "mei").handlings) == 2


def test_w4_the_instant_of_one_part_is_kept_beside_parts_that_have_none(cast: Cast, clock: TurningClock) -> None:
    """A downgrade of the body comes due although the tearline behind it names no instant."""
    down = {"date": (clock.now() + timedelta(hours=1)).isoformat(), "level": "IFOUO"}
    marking = {"scheme": "interpol", "level": "IC"}
    kept_and_released(cast, "amina", marking=marking, release_to=["aseanapol"], downgrade_on=down, tearlines=[TEARLINE])
    before = len(scope_of(cast, "mei").handlings)
    clock.turn(timedelta(hours=1))
    assert (before, len(scope_of(cast, "mei").handlings)) == (2, 3)
