"""P1 for overlaps: a hidden duplicate changes nothing that its depositor can observe (case 26)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search.centring import Centring
from search.lookup import everywhere
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


def uploaded(world: World, content: str) -> list[tuple[int, bytes]]:
    """What the API and the page answer to a file that is compared."""
    seen = []
    for path, fields in (("/api/v1/overlaps", {}), ("/overlaps", {"csrf": world.cast.visitor("mei").csrf})):
        answer = world.client.post(path, data=fields, files={"file": ("upload.md", content.encode(), "text/markdown")})
        seen.append((answer.status_code, answer.content))
    return seen


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
    tearline = {
        "portions": ["heading:Part 2"],
        "marking": {"scheme": "interpol", "level": "IC"},
        "release_to": ["europol"],
    }
    hide(second, report("Hidden", 3, 4), tearlines=[tearline])
    assert uploaded(first, content) == uploaded(second, content)
    compare(first, second)
    with second.out_of_sight():
        second.cast.act("amina", "withdraw", same)
    assert uploaded(first, content) == uploaded(second, content)
    compare(first, second)


def test_what_only_hidden_works_have_in_common_is_boilerplate_to_nobody_else(pair: tuple[World, World]) -> None:
    first, second = prepared(pair)
    for number in range(14):
        hide(second, f"{paragraph(2)}\n\n## Part\n\n{particular(number)}\n")
    content = report("Copy", 2, 5)
    assert uploaded(first, content)[0][1].count(b'"likeness"') == 1
    assert uploaded(first, content) == uploaded(second, content)
    compare(first, second)


def leaking_lookup(patch: pytest.MonkeyPatch) -> None:
    """Count anchors of everything kept, so that hidden works make boilerplate of what is seen."""
    patch.setattr("search.overlap.inside", lambda _: everywhere())


@pytest.mark.parametrize("plant", [leaking_lookup], ids=lambda plant: plant.__name__)
def test_a_planted_leak_of_hidden_fingerprints_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    first, second = prepared(pair)
    for number in range(14):
        hide(second, f"{paragraph(2)}\n\n## Part\n\n{particular(number)}\n")
    content = report("Copy", 2, 5)
    assert uploaded(first, content) != uploaded(second, content)
    with pytest.raises(AssertionError, match="differs"):
        compare(first, second)
