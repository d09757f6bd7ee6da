"""``concord coverage`` and ``concord similar``, for the owner of the token."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from repository.settings import Settings
from search.centring import Centring
from search.engine import Engine
from tests.encoders import HashingEncoder
from tests.overlapping import report
from tests.web.commands.line import Command, act, printed
from tests.web.commands.shelf import released
from tests.web.commands.test_overlaps import read_all
from web.commands import caller
from web.house import House, open_registry

OPEN = {"release_to": ["ALL-DIALOGUE-PARTICIPANTS"], "published_at": "2026-01-01"}


def hashing_house(known: Settings) -> House:
    """Open the data folder with the encoder of the tests, which needs no time to be built."""
    registry, encoder = open_registry(known), HashingEncoder()
    return House(registry, Engine(registry, encoder, Centring.learn(encoder)), known)


@pytest.fixture
def lena(founded: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "lena", "--json"))["token"])
    return founded


def test_what_may_be_seen_is_counted_and_a_dash_is_explained(lena: Command, data: Path) -> None:
    released(pillars=["border"], regions=["western-africa"], **OPEN)
    released(pillars=["terrorism"], regions=["western-africa"], release_to=[])
    code, out, _ = lena("coverage")
    assert code == 0
    row = next(line for line in out.splitlines() if line.startswith("western-africa"))
    assert row.split() == ["western-africa", "-", "-", "-", "1"]
    assert "1 assessments" in out
    assert "not said not to exist" in out
    assert act(data, "coverage").outcome == "done"


def test_it_is_printed_as_json_and_as_csv_and_strange_axes_are_refused(lena: Command) -> None:
    released(pillars=["border"], regions=["western-africa"], **OPEN)
    assert printed(lena("coverage", "--json", "--by-quarter"))["periods"] == ["2026-Q1"]
    rows = list(csv.reader(io.StringIO(lena("coverage", "--csv")[1].lstrip("\ufeff"))))
    assert rows[1:] == [["border", region, "2026", "afripol", "1"] for region in ("africa", "western-africa")]
    assert lena("coverage", "--pillar", "terrorism", "--json")[0] == 0
    _, out, _ = lena("coverage", "--pillar", "piracy")
    assert "Note: 'piracy' is no pillar" in out
    assert printed(lena("coverage", "--pillar", "Border security", "--json"))["total"] == 1
    assert lena("coverage", "--rows", "pillar")[0] == 2
    assert lena("coverage", "--rows", "moon")[0] == 2


def test_what_lies_near_is_listed_and_what_may_not_be_seen_is_absent(
    founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    monkeypatch.setattr(caller, "open_house", hashing_house)
    idents = []
    for name, numbers in (("one", (0, 1, 2)), ("two", (0, 1, 3))):
        path = tmp_path / f"{name}.md"
        path.write_text(report(name, *numbers))
        sent = ("--marking", "interpol:IFOUO", "--title", name, "--json")
        idents.append(printed(founded("upload", path, *sent))["id"])
    read_all()
    code, out, _ = founded("similar", idents[0])
    assert (code, "two" in out, idents[1] in out) == (0, True, True)
    assert "of the passages of the one you named have one near them in this; " in out
    assert printed(founded("similar", idents[0], "--json"))["neighbours"][0]["assessment"]["id"] == idents[1]
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    code, _, err = founded("similar", idents[0])
    assert (code, "There is nothing here under that id" in err) == (1, True)
