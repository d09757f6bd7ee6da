"""The proofs that a release was decided: nobody but the policy makes one."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from repository.release import Released, Withheld, decide
from tests.values import (
    KLARA,
    NOON,
    PUTRI,
    a_handling,
)


def a_released() -> Released:
    decision = decide(KLARA, a_handling("europol"), "view", NOON)
    assert isinstance(decision, Released)
    return decision


def test_a_withheld_is_never_true_and_a_released_always_is() -> None:
    withheld = decide(PUTRI, a_handling("europol"), "view", NOON)
    assert isinstance(withheld, Withheld)
    assert not withheld
    assert not Withheld(())
    assert bool(a_released()) is True


@pytest.mark.parametrize("mint", [None, True, object(), "mint"])
def test_nobody_but_the_policy_makes_a_released(mint: object) -> None:
    with pytest.raises(TypeError, match=r"^only the release policy makes a Released$"):
        Released(PUTRI, a_handling(), "view", NOON, mint)


def test_a_released_cannot_be_turned_into_another() -> None:
    with pytest.raises(TypeError, match="only the release policy makes a Released"):
        replace(a_released(), reader=PUTRI)
    with pytest.raises(AttributeError):
        a_released().reader = PUTRI  # type: ignore[misc]


@pytest.mark.parametrize("store", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_released_is_neither_copied_nor_stored(store: Any) -> None:
    with pytest.raises(TypeError, match=r"^a Released is neither copied nor stored: decide again$"):
        store(a_released())


def test_a_released_cannot_be_restored_from_a_state() -> None:
    empty = object.__new__(Released)
    with pytest.raises(TypeError, match="decide again"):
        cast(Any, empty).__setstate__([PUTRI, a_handling(), "view", NOON])
    with pytest.raises(AttributeError):
        _ = empty.reader


def test_no_other_kind_of_released_can_be_declared() -> None:
    with pytest.raises(TypeError, match=r"^only the release policy makes a Released, so it has no other kinds$"):
        type("Forged", (Released,), {"__post_init__": print})


def test_no_module_reaches_for_what_only_the_policy_may_use() -> None:
    root = Path(__file__).resolve().parents[2]
    packages = [root / name for name in ("models", "repository", "search", "ingest", "web", "demo")]
    policy = root / "repository" / "release.py"
    for path in (path for package in packages for path in package.rglob("*.py") if path != policy):
        text = path.read_text("utf-8")
        assert "_MINT" not in text, path
        assert "object.__new__(" not in text, path
