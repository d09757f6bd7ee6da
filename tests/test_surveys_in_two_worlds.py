"""P1 for neighbours, overlaps between organizations, coverage and trends: hidden works and verdicts leave no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from repository.scope import Scope
from search import covering
from search.centring import Centring
from search.covering import Covering
from search.engine import Engine
from search.holdings import Held
from tests.encoders import HashingEncoder
from tests.observation import compare
from tests.overlapping import report
from tests.worlds import World, build, open_pair
from web import comparing

SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
JUDGED = [{"statement": "Guns will be many.", "threat_level": "high", "trend": "increasing"}]
FIREARMS: dict[str, Any] = {"areas": ["firearms"], "regions": ["western-africa"], "judgements": JUDGED}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("worlds"), HashingEncoder(), Centring.learn(HashingEncoder()), duplicates=2)


@pytest.fixture
def pair(folders: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[World, World]]:
    worlds = open_pair(folders, tmp_path, HashingEncoder, Centring.learn(HashingEncoder()))
    for world in worlds:
        show(world)
    yield worlds
    for world in worlds:
        world.house.registry.database.close()


def show(world: World) -> None:
    """Release three works of three organizations on one threat, one of which the reader sees in part."""
    for username, numbers in (("amina", (0, 1, 2)), ("piotr", (0, 1, 3))):
        said = {"title": f"Seen {username}", "pillars": ["organized-crime"], "published_at": "2026-01-01", **FIREARMS}
        content = report("Seen", *numbers).encode()
        world.visible.append(world.cast.release(username, content, f"{username}.md", **said))


def hide(world: World, username: str, *numbers: int, **said: Any) -> str:
    """Release what the reader may not see on the same threat."""
    said = {"title": f"Hidden {username}", "pillars": ["border"], "published_at": "2019-01-01", **FIREARMS, **said}
    with world.out_of_sight():
        content = report("Hidden", *numbers).encode()
        ident = world.cast.release(username, content, f"hidden-{username}.md", **{**said, **SECRET})
        world.hidden.insert(0, ident)
    return ident


def say(world: World, username: str, first: str, second: str, verdict: str) -> None:
    with world.out_of_sight():
        comparing.say(world.house, world.cast.visitor(username), first, second, verdict, "Between us.")


def surveys(world: World) -> list[bytes]:
    """What API and pages say to the reader of what is similar, overlaps, is covered and was judged."""
    addresses = [
        f"/api/v1/assessments/{world.visible[-1]}/similar",
        f"/assessments/{world.visible[-1]}?view=similar",
        "/api/v1/overlaps/between",
        "/overlaps/between",
        "/api/v1/coverage",
        "/coverage?rows=period&columns=originator",
        "/api/v1/trends",
        "/trends",
    ]
    answers = [world.client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [answer.content for answer in answers]


def test_hidden_works_tearlines_and_verdicts_on_them_leave_no_trace_when_they_come_and_go(
    pair: tuple[World, World],
) -> None:
    first, second = pair
    hidden = [hide(second, "amina", 0, 1, 2), hide(second, "piotr", 0, 1, 3)]
    notice = {"portions": ["heading:Part 2"], "marking": SECRET["marking"], "release_to": ["europol"]}
    hide(second, "amina", 1, 3, tearlines=[notice])
    say(second, "lena", hidden[0], hidden[1], "rejected")
    say(second, "lena", second.visible[-1], hidden[1], "confirmed")
    one, other = surveys(first), surveys(second)
    assert b'"first"' in one[2]
    assert one == other
    compare(first, second)
    with second.out_of_sight():
        second.cast.act("amina", "withdraw", hidden[0])
    assert surveys(first) == surveys(second)


def test_a_verdict_of_somebody_who_sees_more_of_either_work_leaves_no_trace(pair: tuple[World, World]) -> None:
    """The study is seen in part by the reader, and whole by the officer who judges it."""
    first, second = pair
    study = second.visible[-4]
    say(second, "amina", study, second.visible[-1], "confirmed")
    assert surveys(first) == surveys(second)
    compare(first, second)


def leaking_coverage(patch: pytest.MonkeyPatch) -> None:
    """Count what every handling of the registry carries."""
    honest = Engine.shelf

    def shelf(self: Engine, scope: Scope, at: Any, *, superseded: bool = False) -> list[Any]:
        held: Held = honest(self, scope, at, superseded=superseded)
        seen = list(held)
        extra = len(self._registry.catalogue._known) - len(seen)
        return seen + seen[:1] * extra

    patch.setattr(Engine, "shelf", shelf)


def leaking_neighbours(patch: pytest.MonkeyPatch) -> None:
    """Say how many pairs there would be, with those of all that is kept."""
    honest = covering.covering

    def leaking(engine: Engine, *more: Any) -> Covering:
        found: Covering = honest(engine, *more)
        return Covering(found.pairs, len(engine._registry.catalogue._known), found.works, found.asked)

    patch.setattr(covering, "covering", leaking)


def leaking_verdicts(patch: pytest.MonkeyPatch) -> None:
    """Show a verdict to whoever may see anything of both works."""
    patch.setattr(Scope, "__contains__", lambda _scope, _handling: True)


@pytest.mark.parametrize("plant", [leaking_coverage, leaking_neighbours], ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    first, second = pair
    hide(second, "amina", 0, 1, 2)
    assert surveys(first) != surveys(second)


def test_a_planted_leak_of_verdicts_is_caught(pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch) -> None:
    leaking_verdicts(monkeypatch)
    first, second = pair
    marking = {"scheme": "interpol", "level": "IFOUO"}
    notice = {"portions": ["heading:Part 3"], "marking": marking, "release_to": ["europol"]}
    for world in pair:
        said = {"title": "Partly", "pillars": ["organized-crime"], **FIREARMS}
        content = report("Partly", 0, 1, 4).encode()
        world.visible.append(world.cast.release("ines", content, "partly.md", tearlines=[notice], **said))
    assert surveys(first) == surveys(second)
    say(second, "ines", second.visible[-1], second.visible[-2], "confirmed")
    assert surveys(first) != surveys(second)
