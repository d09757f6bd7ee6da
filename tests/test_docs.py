"""What can be set, run or asked is documented, or the build fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from repository.settings import SETTINGS, Setting
from tests.observation import ADDRESSES
from web.cli import COMMANDS, build

ROOT = Path(__file__).resolve().parent.parent


def commands(found: Any, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inside = getattr(found, "commands", None)
    return [path for name in inside for path in commands(inside[name], (*words, name))] if inside else [words]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: Setting) -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    row = f"| `{setting.name}` |"
    assert row in text
    assert setting.meaning in text


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    every = commands(typer.main.get_command(build(list(COMMANDS))))
    assert not [path for path in every if f"`concord {' '.join(path)}" not in text]


def test_every_page_and_resource_is_named_in_the_rights_or_open_to_the_scope_alone() -> None:
    text = (ROOT / "docs" / "rights.md").read_text("utf-8")
    beyond = {"registrations", "jobs", "people", "circulation-lists", "checkpoint", "metadata", "register"}
    routes = " ".join(ADDRESSES)
    assert all(word in routes and word in text for word in beyond)


def test_every_promise_of_the_readme_names_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = [word.strip("`,") for word in readme.split() if word.startswith("tests/")]
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
