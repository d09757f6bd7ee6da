"""Accepting an upload: all of it is kept, sealed, or nothing is (P5)."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from sqlmodel import Session, select

from ingest import originals
from ingest.accept import Accepted, accept, clean_name
from ingest.errors import Refused, TooLarge
from ingest.sweeper import LOCK, sweep
from models.deposit import Deposit
from models.tables.assessment import Edition, Original
from models.tables.job import QUEUED, Job
from models.tables.register import RegisterEntry
from repository import durable, editions
from repository.errors import SealBroken, StorageDamaged, StorageFailed, StorageFull
from repository.lock import shared
from repository.ownership import MARK
from repository.sealed import EditionKey
from tests.house import Cast
from tests.ingest import crashing

CONTENT = b"# Ransomware\n\nCriminal groups encrypt the backup systems of hospitals and demand payment.\n" * 30


def take(cast: Cast, content: bytes = CONTENT, *, limit: int = 1_000_000, name: str = "report.md") -> Accepted:
    source = io.BytesIO(content)
    return accept(cast.house.registry, cast.person("amina"), source, name, Deposit(title="Kept"), limit=limit)


def files(cast: Cast) -> list[Path]:
    folder = cast.house.registry.folder
    return [
        path
        for name in ("originals", "scratch")
        for path in sorted((folder / name).glob("**/*"))
        if path.is_file() and path.name != MARK
    ]


def nothing_is_kept(cast: Cast) -> bool:
    with cast.house.registry.database.read() as session:
        rows = [session.exec(select(table)).first() for table in (Edition, Original, Job)]
    return rows == [None, None, None] and files(cast) == []


def test_an_accepted_upload_is_kept_with_job_record_and_sealed_file(cast: Cast) -> None:
    accepted = take(cast)
    registry = cast.house.registry
    with registry.database.read() as session:
        job = session.get_one(Job, accepted.job)
        edition = session.get_one(Edition, job.edition_id)
        original = session.get_one(Original, edition.id)
        entry = session.exec(select(RegisterEntry).where(RegisterEntry.action == "deposit")).one()
    assert (job.state, edition.assessment_id, edition.state) == (QUEUED, accepted.assessment, "draft")
    assert (original.size, original.kind) == (len(CONTENT), "text")
    assert (entry.editions, entry.actor) == ([edition.id], cast.person("amina").id)
    assert originals.load(registry.originals, registry.vault, edition, original) == CONTENT


def test_neither_the_file_on_disk_nor_the_database_holds_plain_words(cast: Cast) -> None:
    take(cast, name="secret-name.md")
    cast.house.registry.database.truncate_wal()
    (kept,) = files(cast)
    database = cast.house.registry.database.path.read_bytes()
    for word in (b"Ransomware", b"hospitals", b"secret-name", b"Kept"):
        assert word not in kept.read_bytes()
        assert word not in database


def test_two_equal_uploads_share_neither_name_nor_bytes_and_nobody_is_told(cast: Cast) -> None:
    assert take(cast).assessment != take(cast).assessment
    one, other = files(cast)
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("size", [0, -1])
def test_a_file_of_exactly_the_limit_is_taken(cast: Cast, size: int) -> None:
    assert take(cast, CONTENT[: len(CONTENT) + size] if size else CONTENT, limit=len(CONTENT)).job


def test_a_file_above_the_limit_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(TooLarge, match="limit"):
        take(cast, limit=len(CONTENT) - 1)
    assert nothing_is_kept(cast)


def test_a_file_of_a_refused_kind_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        take(cast, b"MZ\x90\x00" + bytes(4000), name="report.exe")
    assert nothing_is_kept(cast)


def full() -> OSError:
    return OSError(28, os.strerror(28))


def test_a_disk_that_is_full_while_the_file_arrives_is_said_and_nothing_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write to /dev/full fails as on a full disk."""

    def onto_a_full_disk(**_: Any) -> BinaryIO:
        return open("/dev/full", "w+b", buffering=0)  # noqa: PTH123

    monkeypatch.setattr(tempfile, "TemporaryFile", onto_a_full_disk)
    with pytest.raises(StorageFull, match="disk is full"):
        take(cast)
    assert nothing_is_kept(cast)


@pytest.mark.parametrize(("number", "said"), [(28, StorageFull), (122, StorageFull), (5, StorageFailed)])
def test_a_disk_that_refuses_the_sealed_file_is_said_and_nothing_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, number: int, said: type[Exception]
) -> None:
    def seal_file(self: EditionKey, label: str, source: BinaryIO, target: BinaryIO) -> int:
        target.write(source.read(100))
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(EditionKey, "seal_file", seal_file)
    with pytest.raises(said):
        take(cast)
    assert nothing_is_kept(cast)


def test_a_rename_that_fails_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def sync(folder: Path) -> None:
        raise full()

    cast.house.registry.originals.mkdir(exist_ok=True)
    monkeypatch.setattr(originals, "_sync_folder", sync)
    with pytest.raises(StorageFull):
        take(cast)
    assert nothing_is_kept(cast)


def test_a_database_that_refuses_the_row_takes_the_file_with_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(*_: object) -> None:
        raise StorageFull("no room")

    monkeypatch.setattr(editions, "keep", keep)
    with pytest.raises(StorageFull):
        take(cast)
    assert nothing_is_kept(cast)


def test_a_source_that_cannot_be_read_is_not_blamed_on_the_disk(cast: Cast) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "source broken")

    with pytest.raises(OSError, match="source broken"):
        accept(cast.house.registry, cast.person("amina"), Broken(), "x", Deposit(), limit=100)
    assert nothing_is_kept(cast)


def test_p5_the_file_and_its_folder_are_flushed_before_the_row_and_the_row_before_the_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a loss of power at any moment takes nothing that a depositor was told is kept."""
    cast.house.registry.originals.mkdir(exist_ok=True)
    order: list[str] = []
    flush = os.fsync

    def flushed(descriptor: int) -> None:
        flush(descriptor)
        order.append("folder" if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir() else "file")

    monkeypatch.setattr(os, "fsync", flushed)
    durable.listen(order.append)
    try:
        take(cast)
    finally:
        durable.silence()
    named = ["original.sealed", "file", "original.named", "folder", "original.kept", "transaction.full"]
    wanted = [*named, "transaction.durable", "deposit.accepted"]
    assert [name for name in order if name in wanted] == wanted
    with cast.house.registry.database.read() as session:
        ask = session.connection().exec_driver_sql
        assert (ask("PRAGMA journal_mode").scalar(), ask("PRAGMA synchronous").scalar()) == ("wal", 2)


class Killed(BaseException):
    """The process ends here."""


def test_a_crash_between_file_and_row_leaves_an_orphan_that_the_sweeper_takes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = take(cast)

    def keep(session: Session, *_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(editions, "keep", keep)
        with pytest.raises(Killed):
            take(cast)
    registry = cast.house.registry
    with registry.database.read() as session:
        known = set(session.exec(select(Original.stored_as)))
        assert session.get(Job, kept.job) is not None
    (orphan,) = {path.name for path in files(cast)} - known
    with shared(registry.folder / LOCK):
        assert sweep(registry) == []
    assert sweep(registry) == [], "it may be of use to whoever puts back a database"
    crashing.age(registry.originals / orphan)
    assert sweep(registry) == [registry.originals / orphan]
    assert {path.name for path in files(cast)} == known


def test_an_original_that_was_changed_or_is_gone_is_not_read(cast: Cast) -> None:
    accepted, registry = take(cast), cast.house.registry
    with registry.database.read() as session:
        edition = session.get_one(Edition, session.get_one(Job, accepted.job).edition_id)
        original = session.get_one(Original, edition.id)
    path = registry.originals / original.stored_as
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(SealBroken):
        originals.load(registry.originals, registry.vault, edition, original)
    path.unlink()
    with pytest.raises(StorageDamaged, match="backup"):
        originals.load(registry.originals, registry.vault, edition, original)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\report.pdf", "report.pdf"),
        ("a\x00b\n\u202ec.pdf", "abc.pdf"),
        ("", "upload"),
        ("folder/", "upload"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_file_name_is_fit_to_be_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown
