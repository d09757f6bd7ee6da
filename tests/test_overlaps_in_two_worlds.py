"""P1 for overlaps: a hidden duplicate changes nothing that its depositor can observe (case 26)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search.anchors import Anchors
from search.centring import Centring
from tests.encoders import HashingEncoder
from tests.observation import compare
from tests.overlapping import paragraph, particular, report
from tests.worlds import World, build, open_pair

SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("worlds"), HashingEncoder(), Centring.learn(HashingEncoder()), duplicates=2)


@pytest.fixture
def pair(folders: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[World, World]]:
    worlds = open_pair(folders, tmp_path, HashingEncoder, Centring.learn(HashingEncoder()))
    yield worlds
    for world in worlds:
        world.house.registry.database.close()


def hide(world: World, content: str, **said: Any) -> str:
    """Release what the reader may not see."""
    with world.out_of_sight():
        ident = world.cast.release("amina", content.encode(), "hidden.md", title="Hidden", **{**SECRET, **said})
        world.hidden.insert(0, ident)
    return ident


def show(world: World, content: str) -> None:
    world.visible.append(world.cast.release("amina", content.encode(), "seen.md", title=f"Seen {len(content)}"))


def overlaps(world: World, content: str) -> list[tuple[int, bytes]]:
    """What API and pages say of the reader's newest work, and of a file that she compares."""
    csrf, ident = world.cast.visitor("mei").csrf, world.visible[-1]
    files = {"file": ("upload.md", content.encode(), "text/markdown")}
    answers = [
        world.client.post("/api/v1/overlaps", headers={"X-CSRF-Token": csrf}, files=files),
        world.client.post("/overlaps", data={"csrf": csrf}, files=files),
        world.client.get(f"/api/v1/overlaps?assessment={ident}"),
        world.client.get(f"/overlaps?assessment={ident}"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    return [(answer.status_code, answer.content) for answer in answers]


def prepared(pair: tuple[World, World]) -> tuple[World, World]:
    for world in pair:
        show(world, report("Seen", 0, 1, 2))
        show(world, report("Seen later", 0, 1, 3, 4))
    return pair


def test_hidden_equal_files_revisions_and_tearlines_leave_no_trace_when_they_come_and_go(
    pair: tuple[World, World],
) -> None:
    first, second = prepared(pair)
    content = report("Seen", 0, 1, 2)
    same = hide(second, content)
    hide(second, report("Hidden", 0, 1, 2, 3))
    tearline = {"portions": ["heading:Part 2"], "marking": SECRET["marking"], "release_to": ["europol"]}
    hide(second, report("Hidden", 3, 4), tearlines=[tearline])
    # Each world is asked as often as the other: every answer is recorded, and the record draws ids.
    one, other = overlaps(first, content), overlaps(second, content)
    assert one[0][1].count(b'"share_here"') == 2
    assert one == other
    compare(first, second)
    with second.out_of_sight():
        second.cast.act("amina", "withdraw", same)
    assert overlaps(first, content) == overlaps(second, content)


def test_what_only_hidden_works_have_in_common_is_boilerplate_to_nobody_else(pair: tuple[World, World]) -> None:
    first, second = prepared(pair)
    flood(second)
    content = report("Copy", 1, 5)
    one, other = overlaps(first, content), overlaps(second, content)
    assert one[0][1].count(b'"likeness"') == 2
    assert one == other


def flood(world: World) -> None:
    """Hide many works with a paragraph that two visible ones have too."""
    for number in range(14):
        hide(world, f"{paragraph(1)}\n\n## Part\n\n{particular(number)}\n")


def leaking_lookup(patch: pytest.MonkeyPatch) -> None:
    """Count anchors of everything kept, so that hidden works make boilerplate of what is seen."""
    seen = Anchors.shared
    patch.setattr(Anchors, "shared", lambda anchors, _, text: seen(anchors, np.arange(10_000), text))


@pytest.mark.parametrize("plant", [leaking_lookup], ids=lambda plant: plant.__name__)
def test_a_planted_leak_of_hidden_fingerprints_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    first, second = prepared(pair)
    flood(second)
    one, other = (overlaps(world, report("Copy", 1, 5)) for world in (first, second))
    assert not [place for place, seen in enumerate(one) if seen == other[place]]
