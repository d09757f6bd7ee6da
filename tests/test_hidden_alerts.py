"""P1 for alerts: what a reader may not see changes none of her alerts, counts, feeds and letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from repository import people
from search.centring import Centring
from search.grammar import question
from search.watch import Watch
from tests.encoders import HashingEncoder
from tests.worlds import QUESTIONS, READER, World, build, open_pair
from web import alerting, searches, standing

ASKED = (*QUESTIONS[:2], "S/2025/71", '"double extortion"', "pillar:cybercrime", "hospitals -clinics", "western")
PATHS = ("/alerts", "/alerts?all=yes", "/api/v1/notifications", "/api/v1/notifications?waiting=true", "/", "/register")


@dataclass(slots=True)
class Watched:
    """A world with the reader's standing searches, and the feeds of some of them."""

    world: World
    watch: Watch
    feeds: list[str]

    def look(self) -> None:
        """Look what has become visible to whom."""
        self.watch.look()

    def seen(self) -> list[tuple[int, bytes]]:
        """Return all that the reader is told, in the application, by feed and by letter."""
        answers = [self.world.client.get(path) for path in (*PATHS, *self.feeds)]
        with self.world.house.registry.database.read() as session:
            letters = sorted(
                alerting.Digest(self.world.house).waiting(session).get(self.world.cast.person(READER).id, ())
            )
        hidden = [feed.partition("token=")[2].encode() for feed in self.feeds]
        shown = [(answer.status_code, answer.content) for answer in answers]
        assert not [secret for secret in hidden for _, body in shown if secret in body]
        return [*shown, (0, repr(letters).encode())]


def watched(world: World) -> Watched:
    """Let the reader's searches stand, and open a feed of the first two."""
    house, feeds = world.house, []
    with house.registry.database.write() as session:
        people.change_address(session, people.named(session, READER), "reader@example.org")
    for number, text in enumerate(ASKED):
        ident = searches.keep(house, world.cast.visitor(READER), text, question(text)).id
        standing.stand(house, world.cast.visitor(READER), ident)
        if number < 2:
            secret = standing.open_feed(house, world.cast.visitor(READER), ident)
            feeds.append(f"/feeds/{ident}.atom?token={secret}")
    made = Watched(world, Watch(house.registry, house.engine), feeds)
    made.look()
    return made


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Both worlds as built, with a few hidden near-duplicates in the second."""
    encoder = HashingEncoder()
    return build(tmp_path_factory.mktemp("worlds"), encoder, Centring.learn(encoder), duplicates=4)


@pytest.fixture
def pair(folders: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[Watched, Watched]]:
    """Fresh copies of both worlds, with the same standing searches."""
    worlds = open_pair(folders, tmp_path, HashingEncoder, Centring.learn(HashingEncoder()))
    yield watched(worlds[0]), watched(worlds[1])
    for world in worlds:
        world.house.registry.database.close()


def compare(first: Watched, second: Watched) -> None:
    """Look in both worlds and raise ``AssertionError`` where the reader is told different things."""
    for one in (first, second):
        one.look()
    for number, (here, there) in enumerate(zip(first.seen(), second.seen(), strict=True)):
        assert here == there, number


def test_hidden_arrivals_tell_her_nothing(pair: tuple[Watched, Watched]) -> None:
    first, second = pair
    with second.world.out_of_sight():
        colleague = second.world.cast.visitor("lena")
        ident = searches.keep(second.world.house, colleague, "hers", question(QUESTIONS[0])).id
        standing.stand(second.world.house, colleague, ident)
    for number in (201, 202):
        second.world.hide(number)
        compare(first, second)
    assert alerting.count(second.world.house, second.world.cast.visitor("lena")) == 2, "else nothing was hidden"


def test_visible_arrivals_tell_her_the_same_beside_hidden_ones(pair: tuple[Watched, Watched]) -> None:
    first, second = pair
    second.world.hide(203)
    for one in pair:
        one.world.show("# On ports\n\nRansomware groups attack hospitals. Double extortion; see S/2025/71.\n", 300)
    compare(first, second)
    assert alerting.count(first.world.house, first.world.cast.visitor(READER)) >= 4
    second.world.hide(204)
    for one in pair:
        one.world.client.post("/api/v1/notifications/seen", json={}, headers=_bearer(one.world))
    compare(first, second)


def test_what_time_does_to_hidden_reports_tells_her_nothing(pair: tuple[Watched, Watched]) -> None:
    first, second = pair
    opens, fades, ends = ((second.world.clock.now() + timedelta(hours=h)).isoformat() for h in (2, 4, 6))
    fading = {"date": fades, "level": "IFOUO"}
    second.world.hide(205, embargo_until=opens, downgrade_on=fading, retention_until=ends)
    for _ in range(4):
        for one in pair:
            one.world.turn(2)
        compare(first, second)


def test_a_hidden_report_that_was_withdrawn_and_a_list_of_others_tell_her_nothing(
    pair: tuple[Watched, Watched],
) -> None:
    first, second = pair
    second.world.hide(206)
    with second.world.out_of_sight():
        second.world.cast.act("amina", "withdraw", second.world.hidden.pop())
    second.world.cast.change_list("border-security", ["frontex", "europol"])
    compare(first, second)


def _bearer(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.cast.secret(READER)}"}
