"""The sweeper leaves what another database may still name, and takes what is of no use to anybody (P5)."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

from ingest.sweeper import LOCK, orphans, spared, sweep
from ingest.unnamed import NOTED, SPARED_SECONDS
from models.ids import RandomIds
from repository.lock import shared
from tests.house import Cast, reopen_house
from tests.ingest import crashing
from web.house import House

REPORT = b"# Note\n\nForgers sell passports.\n"


def test_p5_yesterdays_database_on_todays_originals_leaves_what_was_deposited_since(
    house: House, cast: Cast, tmp_path: Path
) -> None:
    registry = house.registry
    cast.deposit("amina", REPORT)
    registry.database.close()
    shutil.copytree(registry.folder, tmp_path / "yesterday")
    today = reopen_house(registry.folder, ids=RandomIds())
    named = set(registry.originals.iterdir())
    Cast(today).deposit("amina", REPORT + b"Since yesterday.\n")
    today.registry.database.close()
    (since,) = set(registry.originals.iterdir()) - named
    shutil.rmtree(tmp_path / "yesterday" / "originals")
    shutil.copytree(registry.originals, tmp_path / "yesterday" / "originals")

    yesterday = reopen_house(tmp_path / "yesterday", ids=RandomIds()).registry
    left = yesterday.originals / since.name
    long_ago = time.time() - 2 * SPARED_SECONDS
    os.utime(left, (long_ago, long_ago))
    assert sweep(yesterday) == orphans(yesterday) == [], "however old it is, there was no time to put back the database"
    assert spared(yesterday) == [left]
    with shared(yesterday.folder / LOCK):
        assert spared(yesterday) == []
    crashing.age(left)
    assert spared(yesterday) == []
    assert sweep(yesterday) == [left]
    assert sweep(yesterday) == []
    assert (yesterday.folder / NOTED).read_text() == "{}", "what is gone, or has a row again, is noted no longer"


def test_a_file_that_was_never_whole_is_taken_at_once(house: House) -> None:
    part = house.registry.originals / f"{'a' * 26}.part"
    part.write_bytes(b"x")
    assert spared(house.registry) == []
    assert sweep(house.registry) == [part]


def test_p5_what_a_clock_noted_that_was_not_set_takes_no_young_file(house: House) -> None:
    whole = house.registry.originals / ("a" * 26)
    whole.write_bytes(b"x")
    for noted in (0.0, time.time() + 10 * SPARED_SECONDS):
        (house.registry.folder / NOTED).write_text(json.dumps({whole.name: noted}))
        assert sweep(house.registry) == []
    assert json.loads((house.registry.folder / NOTED).read_text())[whole.name] <= time.time()
