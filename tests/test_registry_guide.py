"""The guides are true: every command of ``docs/registry.md`` runs, and prints what the guide says.

Before them two readers ask as in ``README.md``, after them a program as in ``docs/search.md``, all beside one demo.
"""

from __future__ import annotations

import doctest
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.model import ROOT
from tests.web.commands.processes import Processes

pytestmark = pytest.mark.model

GUIDE = ROOT / "docs" / "registry.md"
README, SEARCH = ROOT / "README.md", ROOT / "docs" / "search.md"
IDENT = re.compile(r" \| [a-z2-7]{26}$", re.MULTILINE)
"""What the README leaves out of what a search prints."""
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "-- the end of step"
SECONDS = 1800.0
"""Generous: some thirty commands, each a process of its own."""
CHECKER, LOOSE = doctest.OutputChecker(), doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Step:
    """One command of the guide and what it says below; None where it says nothing of what is printed."""

    command: str
    printed: str | None


def steps(text: str) -> Iterator[Step]:
    """Yield the steps of all blocks, in order: a script is one, a session one for every prompt."""
    for kind, body in BLOCK.findall(text):
        if kind == "sh":
            yield Step(body, None)
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield Step(command, printed)


def section(path: Path, title: str) -> str:
    """Return what stands under a heading of a page."""
    return path.read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def follow(wanted: list[Step], environment: dict[str, str]) -> list[str]:
    """Run all steps in one shell, as a reader does, and return what each printed."""
    script = "".join(f"{step.command}\necho; echo '{END}'\n" for step in wanted)
    shell = ["bash", "-c", f"exec 2>&1\n{script}"]
    done = subprocess.run(
        shell, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return done.stdout.split(f"\n{END}\n")[:-1]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Step, str]]:
    """The guide, followed from its beginning to its end beside a running demo."""
    concord = Processes(tmp_path_factory.mktemp("guide"))
    asked, programmed = section(README, "The same question, two readers"), section(SEARCH, "By a program")
    wanted = [step for text in (asked, GUIDE.read_text("utf-8"), programmed) for step in steps(text)]
    assert len(wanted) > len(list(steps(GUIDE.read_text("utf-8")))) + 8
    with concord.started("demo", "--port", "0") as demo:
        server = demo.until("Concord is at").rpartition(" ")[2].strip()
        demo.until("Ctrl-C")
        path = f"{Path(sys.executable).parent}:{concord.environment['PATH']}"
        printed = follow(wanted, {**concord.environment, "SERVER": server, "PATH": path})
        assert demo.end(signal.SIGINT) == 0
    assert len(printed) == len(wanted)
    return list(zip(wanted, printed, strict=True))


def test_every_command_prints_what_the_guide_says(followed: list[tuple[Step, str]]) -> None:
    wrong = [
        f"$ {step.command}\n{step.printed}-- but it printed:\n{printed}"
        for step, printed in followed
        if step.printed is not None and not CHECKER.check_output(step.printed, IDENT.sub("", printed), LOOSE)
    ]
    assert not wrong, "\n\n".join(wrong)


def test_a_script_of_the_guide_prints_nothing(followed: list[tuple[Step, str]]) -> None:
    assert not [printed for step, printed in followed if step.printed is None and printed.strip()]


def test_the_readme_shows_what_the_guide_says() -> None:
    told = {step.command: step.printed or "" for step in steps(GUIDE.read_text("utf-8"))}
    shown = list(steps(section(README, "The registry at work")))
    assert shown
    assert not [
        step.command
        for step in shown
        if step.command not in told or not CHECKER.check_output(told[step.command], step.printed or "", LOOSE)
    ]


def test_the_guide_tells_the_whole_life() -> None:
    text = GUIDE.read_text("utf-8")
    told = [text.index(f"## {number}. {step}") for number, step in enumerate(STEPS, start=1)]
    assert told == sorted(told)


STEPS = ("Deposit", "Preview", "Release", "A widening is refused", "Recall", "Audit")


def test_a_step_that_prints_something_else_is_seen() -> None:
    text = "```console\n$ echo one two\none ...\n$ echo three\nfour\n```\n"
    wanted = list(steps(text))
    printed = follow(wanted, {"PATH": "/usr/bin:/bin"})
    agreed = [CHECKER.check_output(step.printed or "", said, LOOSE) for step, said in zip(wanted, printed, strict=True)]
    assert agreed == [True, False]
