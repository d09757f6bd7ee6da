"""P1 for editions, translations and derived works: what happens out of sight leaves no trace (cases 8, 24, 30)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repository.scope import Scope
from repository.succession import Succession
from search.centring import Centring
from tests.encoders import HashingEncoder
from tests.observation import compare
from tests.worlds import NEAR, World, build, open_pair

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


def release(world: World, title: str, **said: Any) -> str:
    return world.cast.release("amina", f"# {title}\n\n{NEAR}\n".encode(), "note.md", title=title, **said)


def hide(world: World, **said: Any) -> str:
    """Release what the reader may not see, which refers to what she may."""
    with world.out_of_sight():
        world.hidden.insert(0, release(world, "Hidden", **{**SECRET, **said}))
    return world.hidden[0]


def test_case_8_a_hidden_later_edition_leaves_no_trace_when_it_comes_and_when_it_goes(
    pair: tuple[World, World],
) -> None:
    first, second = pair
    hidden = hide(second, supersedes=second.visible[0])
    further = hide(second, supersedes=hidden)
    compare(first, second)
    with second.out_of_sight():
        for ident in (further, hidden):
            second.cast.act("amina", "withdraw", ident)
    compare(first, second)


def test_cases_24_and_30_hidden_translations_and_derived_works_and_those_of_hidden_works_leave_no_trace(
    pair: tuple[World, World],
) -> None:
    first, second = pair
    hide(second, translation_of=second.visible[1], languages=["ar"])
    hide(second, sources=[second.visible[2], second.visible[3]])
    original = hide(second, languages=["fr"])
    with second.out_of_sight():
        for said in ({"translation_of": original, "languages": ["en"]}, {"sources": [original]}):
            second.hidden.insert(0, release(second, "For all", **said))
    compare(first, second)
    with second.out_of_sight():
        second.cast.act("amina", "withdraw", original)
    compare(first, second)


def test_what_she_may_see_of_both_ends_is_the_same_in_both_worlds(pair: tuple[World, World]) -> None:
    for world in pair:
        later = release(world, "Later", supersedes=world.visible[4])
        world.visible += [later, release(world, "Made of it", sources=[later])]
    hide(pair[1], supersedes=pair[1].visible[5])
    compare(*pair)


def leaking_successor(patch: pytest.MonkeyPatch) -> None:
    """Say of a work that it is superseded, by whatever supersedes it."""

    def everywhere(self: Succession, scope: Scope) -> dict[str, str]:
        entries = self._catalogue._known.values()
        return {target: entry.assessment for entry in entries for target in entry.supersedes}

    patch.setattr(Succession, "_superseding", everywhere)


def leaking_search(patch: pytest.MonkeyPatch) -> None:
    """Leave out of search what anything supersedes, seen or not."""

    def without(self: Succession, scope: Scope) -> Scope:
        entries = [self._catalogue.get(edition) for edition in self._catalogue._known]
        named = {target for entry in entries if entry for target in entry.supersedes}
        gone = {self._catalogue.of_assessment(target) for target in named}
        return replace(scope, editions={e: parts for e, parts in scope.editions.items() if e not in gone})

    patch.setattr(Succession, "newest", without)


@pytest.mark.parametrize("plant", [leaking_successor, leaking_search], ids=lambda plant: plant.__name__)
def test_a_planted_leak_of_a_later_edition_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], pair: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    first, second = pair
    hide(second, supersedes=second.visible[0])
    with pytest.raises(AssertionError, match="differs"):
        compare(first, second)
