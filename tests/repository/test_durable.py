"""The durable points are all named, all reached by the code, and cost nothing where nobody listens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import durable

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'"([a-z]+\.[a-z]+)"')


@pytest.fixture
def silent() -> Iterator[None]:
    """Nobody listens before and after."""
    durable.silence()
    yield
    durable.silence()


def sources() -> Iterator[str]:
    for folder in ("repository", "search", "ingest", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "durable.py":
                yield path.read_text(encoding="utf-8")


def test_every_point_is_reached_somewhere_and_every_place_has_a_name() -> None:
    texts = list(sources())
    reached = {name for text in texts for name in re.findall(r'durable\.point\("([^"]+)"\)', text)}
    assert reached <= set(durable.POINTS)
    # A point whose name is passed on stands as a word in the module that passes it.
    passed = {name for text in texts if "durable" in text or "keeping" in text for name in NAMED.findall(text)}
    assert set(durable.POINTS) <= reached | passed
    assert len(durable.POINTS) <= 40


def test_only_a_process_that_listens_is_told_and_no_setting_makes_it(silent: None) -> None:
    told: list[str] = []
    durable.point("job.leased")
    durable.listen(told.append)
    durable.point("job.leased")
    durable.silence()
    durable.point("job.leased")
    assert told == ["job.leased"]
    assert "environ" not in (ROOT / "repository" / "durable.py").read_text(encoding="utf-8")
    assert not [text for text in sources() if "durable.listen" in text]
