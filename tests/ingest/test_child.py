"""What reads a document knows neither the master key nor the data folder (design 5)."""

from __future__ import annotations

import base64
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import sandbox
from ingest.accept import accept
from models.deposit import Deposit
from repository import durable
from tests.house import MASTER, Cast
from tests.ingest.papers import LOREM
from tests.ingest.queueing import a_worker, job_of

LONG = "\n\n".join(f"Paragraph {number}. {LOREM}" for number in range(800))
"""More than a pipe holds, so that the child still lives, waiting to be heard, whenever its parent looks at it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen of a process from outside."""

    number: int
    words: str
    environment: str
    files: tuple[str, ...]
    mounts: str


def seen(number: int) -> Seen:
    """Look at a process that lives."""
    place = Path("/proc") / str(number)
    files = tuple(str(link.readlink()) for link in (place / "fd").iterdir())
    return Seen(
        number,
        (place / "cmdline").read_bytes().decode(errors="replace"),
        (place / "environ").read_bytes().decode(errors="replace"),
        files,
        (place / "mountinfo").read_text(),
    )


def children(number: int) -> list[int]:
    """Return the processes below one, all generations."""
    found: list[int] = []
    for task in (Path("/proc") / str(number) / "task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def test_p4_the_process_that_reads_a_file_has_neither_key_nor_database_nor_a_way_to_the_data(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = cast.house.registry
    secret = base64.b64encode(MASTER).decode()
    monkeypatch.setenv("CONCORD_MASTER_KEY", secret)
    monkeypatch.setenv("CONCORD_DATA", str(registry.folder))
    (registry.folder / "master.key").write_text(secret)
    source = io.BytesIO(LONG.encode())
    job = accept(registry, cast.person("amina"), source, "long.txt", Deposit(), limit=10**7).job
    looks: list[list[Seen]] = []
    ways: list[bool] = []

    def look(name: str) -> None:
        if name == "job.advancing" and not looks:
            processes = [seen(number) for number in children(os.getpid())]
            looks.append([one for one in processes if "ingest.child" in one.words])
            ways.extend(
                Path(f"/proc/{one.number}/root{registry.folder}").exists()
                for one in looks[0]
                if "bwrap" not in one.words
            )

    with (registry.folder / "master.key").open("rb"), registry.database.read():
        durable.listen(look)
        try:
            assert a_worker(cast).step()
        finally:
            durable.silence()
    assert job_of(cast, job).state == "done"
    (readers,) = looks
    assert readers
    for one in readers:
        for said in (one.words, one.environment):
            assert secret not in said
            assert MASTER.hex() not in said
            assert "CONCORD" not in said
            assert str(registry.folder) not in said
        assert not [name for name in one.files if name.startswith(str(registry.folder))]
        assert not [name for name in one.files if name.startswith("socket:")]
    if sandbox.level() == "bubblewrap":
        assert ways
        assert not any(ways)
        assert str(registry.folder) not in readers[-1].mounts
