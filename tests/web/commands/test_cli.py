from __future__ import annotations

from pathlib import Path

import pytest

from repository import people
from tests.web.commands.line import Command
from web.cli import COMMANDS

SINGLE = (
    *("init", "serve", "worker", "demo", "doctor", "reindex", "upload", "jobs", "import", "search"),
    *("act", "issue", "explain", "attention", "overlaps", "similar", "coverage"),
)
GROUPED = {
    "organizations": ("list", "load", "profile", "standing", "agreement", "membership", "merge"),
    "people": ("add", "list", "clear", "email", "affiliate", "suspend", "resume"),
    "token": ("create", "revoke"),
    "register": ("verify", "checkpoint", "export", "proof", "consistency", "check", "mend"),
    "lists": ("show", "create", "propose", "approve", "decline"),
    "consents": ("list", "grant", "decline"),
    "access": ("list", "ask", "permit"),
    "notices": ("list", "acknowledge"),
    "rooms": ("meeting", "view-as"),
    "holds": ("list", "place", "lift", "life"),
}


def test_every_command_says_what_it_does(concord: Command) -> None:
    lines = [(name,) for name in SINGLE] + [(group, name) for group, names in GROUPED.items() for name in names]
    assert {line[0] for line in lines} == set(COMMANDS)
    for line in [(), *lines]:
        code, out, err = concord(*line, "--help")
        assert (code, err) == (0, "")
        assert "Usage: concord" in out
        assert "--help" in out
        assert len(out.partition("\n\n")[2].partition("\n\n")[0].strip()) > 12


def test_commands_of_later_issues_are_absent(concord: Command) -> None:
    for name in ("backup", "restore", "bundle"):
        assert concord(name)[0] == 2


@pytest.mark.parametrize(
    "line",
    [
        ("nonsense",),
        ("init", "--nonsense"),
        ("people", "add", "x"),
        ("people", "add", "x", "--organization", "afripol"),
        ("import", "folder"),
        ("upload",),
        ("search",),
        ("upload", "a", "b", "--title", "t"),
        ("people", "add", "x", "--organization", "afripol", "--role", "analyst", "--expires", "soon"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_touches_nothing(concord: Command, data: Path, line: tuple[str, ...]) -> None:
    code, out, err = concord(*line)
    assert (code, out) == (2, "")
    assert "Usage: concord" in err
    assert not data.exists()


@pytest.mark.parametrize(
    "line",
    [
        ("people", "list"),
        ("organizations", "list"),
        ("token", "create", "admin"),
        ("register", "verify"),
        ("serve",),
        ("worker",),
        ("jobs",),
    ],
    ids=" ".join,
)
def test_without_a_repository_every_command_says_what_to_do(
    concord: Command, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CONCORD_TOKEN", "token")
    monkeypatch.setattr("os.nice", lambda _by: 0)
    code, out, err = concord(*line)
    assert (code, out) == (1, "")
    assert "concord init" in err
    assert len([line for line in err.splitlines() if "Each file is read" not in line]) == 1


def test_a_setting_that_makes_no_sense_ends_with_1_and_its_sentence(
    concord: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_PORT", "http")
    code, _, err = concord("people", "list")
    assert code == 1
    assert err == "CONCORD_PORT is 'http'; set it to a whole number from 0 to 65535.\n"


def test_a_fault_nobody_foresaw_is_one_sentence_and_no_traceback(
    founded: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr(people, "everyone", fault)
    code, _, err = founded("people", "list")
    assert code == 1
    assert err.startswith("This is a fault of Concord")
    assert "KeyError in test_cli.py" in err
    assert err.count("\n") == 1
