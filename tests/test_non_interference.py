"""P1: an answer is a function of the question and of what this reader may read, and of nothing else (domain 6).

Acts on what the observing reader may not see happen in the second world only. After every step a part of her
observation, and at the end all of it, the status, headers and body of every route that can be asked, is the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from models.tables.assessment import Edition
from repository import consents, lists
from repository.circulation import ListRefused
from repository.lists import Content
from search.centring import Centring
from search.encoder import open_encoder
from tests.encoders import HashingEncoder
from tests.leaks import LEAKS
from tests.model import model_folder
from tests.observation import compare
from tests.worlds import QUESTIONS, World, build, open_pair

DUPLICATES = 60


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Both worlds as built: eight visible reports, one tearline, sixty hidden near-duplicates."""
    return build(
        tmp_path_factory.mktemp("worlds"), HashingEncoder(), Centring.learn(HashingEncoder()), duplicates=DUPLICATES
    )


@pytest.fixture
def pair(folders: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[World, World]]:
    """Fresh copies of both worlds."""
    centring = Centring.learn(HashingEncoder())
    worlds = open_pair(folders, tmp_path, HashingEncoder, centring)
    yield worlds
    for world in worlds:
        world.house.registry.database.close()


def test_the_reader_finds_at_least_five_reports_for_most_questions(pair: tuple[World, World]) -> None:
    first, _ = pair
    totals = [first.client.get(f"/api/v1/search?q={quote(q)}").json()["total"] for q in QUESTIONS]
    assert sum(total >= 5 for total in totals) > len(QUESTIONS) / 2, totals


def test_a_cleared_reader_sees_the_worlds_differ(pair: tuple[World, World]) -> None:
    """Without this the comparison might hold because nothing is there."""
    totals = []
    for world in pair:
        token = world.cast.secret("lena")
        world.client.cookies.clear()
        headers = {"Authorization": f"Bearer {token}"}
        totals.append(world.client.get("/api/v1/search?q=ransomware", headers=headers).json()["total"])
    assert totals[1] - totals[0] >= DUPLICATES


def test_a_clock_that_jumps_back_tells_nothing_of_what_was_done_out_of_sight(pair: tuple[World, World]) -> None:
    """The register dates no entry before another's; her own are shown as her clock dated them."""
    for world in pair:
        world.turn(5)
    pair[1].hide(7)
    for world in pair:
        world.turn(-3)
        world.client.get("/api/v1/search?q=hospital")
    compare(*pair)


def test_what_time_does_to_hidden_reports_is_not_observed(pair: tuple[World, World]) -> None:
    """An embargo that ends, a downgrade and a destruction at the end of retention leave no trace (W4, 15, 25)."""
    first, second = pair
    opens, fades, ends = ((second.clock.now() + timedelta(hours=hours)).isoformat() for hours in (2, 4, 6))
    fading = {"date": fades, "level": "IFOUO"}
    second.hide(7, embargo_until=opens, downgrade_on=fading, retention_until=ends)
    for turn in (1, 2, 3, None):
        for world in (first, second):
            world.turn(2)
        compare(first, second, turn)
    life = second.client.get(f"/api/v1/assessments/{second.hidden[-1]}/life")
    assert life.status_code == 403
    with second.house.registry.database.read() as session:
        query = select(Edition).where(Edition.assessment_id == second.hidden[-1])
        assert session.exec(query).one().state == "destroyed"


def test_what_the_reader_observes_is_the_same_in_both_worlds(pair: tuple[World, World]) -> None:
    compare(*pair)


class TwoWorlds(RuleBasedStateMachine):
    """Random acts: what the reader may see happens in both worlds, everything else in the second."""

    folders: tuple[Path, Path]

    @initialize()
    def start(self) -> None:
        self.place = tempfile.TemporaryDirectory()
        centring = Centring.learn(HashingEncoder())
        self.first, self.second = open_pair(self.folders, Path(self.place.name), HashingEncoder, centring)
        self.number = 1000
        self.turns = 0

    @rule(topic=st.sampled_from(("ferries", "pharmacies", "school networks")))
    def a_visible_report_is_released(self, topic: str) -> None:
        self.number += 1
        for world in (self.first, self.second):
            world.show(f"# On {topic}\n\nRansomware against {topic} grows. Extortion follows.\n", self.number)

    @rule()
    def a_hidden_near_duplicate_is_released(self) -> None:
        self.number += 1
        self.second.hide(self.number)

    @rule()
    def a_hidden_report_is_withdrawn(self) -> None:
        with self.second.out_of_sight():
            if self.second.hidden:
                self.second.cast.act("amina", "withdraw", self.second.hidden.pop())

    @rule(hours=st.integers(1, 48))
    def a_hidden_report_is_scheduled_to_open_to_fade_and_to_be_destroyed(self, hours: int) -> None:
        self.number += 1
        now = self.second.clock.now()
        opens, fades, ends = ((now + timedelta(hours=hours * n)).isoformat() for n in (1, 2, 3))
        fading = {"date": fades, "level": "IFOUO"}
        self.second.hide(self.number, embargo_until=opens, downgrade_on=fading, retention_until=ends)
        self.second.hidden.pop()

    @rule(question=st.sampled_from(QUESTIONS))
    def a_cleared_colleague_asks_the_same(self, question: str) -> None:
        with self.second.out_of_sight():
            headers = {"Authorization": f"Bearer {self.second.cast.secret('lena')}"}
            answer = self.second.client.get(f"/api/v1/search?q={quote(question)}", headers=headers)
            assert answer.status_code == 200

    @rule()
    def a_hidden_draft_is_deposited(self) -> None:
        self.number += 1
        with self.second.out_of_sight():
            self.second.cast.deposit("huda", b"# Draft\n\nRansomware against hospitals, unfinished.\n", "draft.md")

    @rule()
    def a_list_that_does_not_name_her_changes(self) -> None:
        self.second.cast.change_list("border-security", ["frontex", "europol"])

    @rule(decline=st.booleans())
    def a_version_of_her_own_list_is_proposed_and_not_approved(self, decline: bool) -> None:
        registry, cast = self.second.house.registry, self.second.cast
        with self.second.out_of_sight(), suppress(ListRefused), registry.database.write() as session:
            members = ("aseanapol", "europol", "frontex")
            request = lists.propose(registry, session, cast.actor("ingrid"), "cyber-fusion", Content(members))
            if decline and request is not None:
                consents.answer(registry, session, cast.actor("ruth"), request.id, granted=False, reason="No")

    @rule(hours=st.integers(1, 72))
    def time_passes(self, hours: int) -> None:
        for world in (self.first, self.second):
            world.turn(hours)

    @invariant()
    def she_observes_the_same(self) -> None:
        if hasattr(self, "first"):
            self.turns += 1
            compare(self.first, self.second, self.turns)

    def teardown(self) -> None:
        if hasattr(self, "first"):
            compare(self.first, self.second)
            for world in (self.first, self.second):
                world.house.registry.database.close()
            self.place.cleanup()


def test_no_sequence_of_acts_out_of_sight_changes_what_she_observes(folders: tuple[Path, Path]) -> None:
    run(folders, examples=3, steps=7)


@pytest.mark.long
def test_no_long_sequence_of_acts_out_of_sight_changes_what_she_observes(folders: tuple[Path, Path]) -> None:
    run(folders, examples=60, steps=25)


def run(folders: tuple[Path, Path], *, examples: int, steps: int) -> None:
    """Run the state machine on the built worlds."""
    machine = type("TwoWorldsHere", (TwoWorlds,), {"folders": folders})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("plant", LEAKS, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same acts as ever, with one leak: what she observes then differs, and the comparison says so."""
    plant(monkeypatch)
    with pytest.raises(AssertionError, match="differs"):
        act_and_compare(*pair)


def test_the_same_acts_without_a_leak_change_nothing(pair: tuple[World, World]) -> None:
    act_and_compare(*pair)


def act_and_compare(first: World, second: World) -> None:
    """Do what gives each leak its chance: hidden questions and reports, visible ones, other bodies; then compare."""
    with second.out_of_sight():
        for question in QUESTIONS[:3]:
            headers = {"Authorization": f"Bearer {second.cast.secret('lena')}"}
            second.client.get(f"/api/v1/search?q={quote(question)}", headers=headers)
            second.client.get(f"/search?q={quote(question)}", headers=headers)
    second.hide(2001)
    for world, body in ((first, "Basalt"), (second, "Feldspar")):
        world.show("# Pharmacies\n\nRansomware groups encrypt pharmacies and hospitals.\n", 2002)
        world.show_tearline(body)
    compare(first, second)


@pytest.mark.model
def test_on_the_real_model_she_observes_the_same(tmp_path: Path) -> None:
    """One whole seed with the embedder that serves: a hidden text moves no vector of a visible one."""
    encoder = open_encoder(model_folder())
    centring = Centring.learn(encoder)
    folders = build(tmp_path / "built", encoder, centring, duplicates=12)
    first, second = open_pair(folders, tmp_path / "opened", lambda: encoder, centring)
    try:
        act_and_compare(first, second)
    finally:
        for world in (first, second):
            world.house.registry.database.close()
