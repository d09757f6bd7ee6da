"""The folder of originals is one repository's, and whoever comes with another database is refused (P5)."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from sqlmodel import select

from ingest.sweeper import orphans, sweep
from models.ids import RandomIds
from models.tables.assessment import Original
from models.tables.identity import Identity
from repository import ownership
from repository.errors import StorageFailed
from repository.ownership import MARK, FolderEmpty, FolderForeign
from repository.registry import Registry
from tests.house import Cast, make_house, reopen_house
from web.house import House

REPORT = b"# Note\n\nForgers sell passports.\n"


def another(folder: Path) -> House:
    """Return a house of its own beside that of the test."""
    house = make_house(folder)
    shutil.rmtree(house.registry.originals)
    with house.registry.database.write() as session:
        session.get_one(Identity, 1).name = "another"
    ownership.bind(house.registry)
    return house


def swap(one: Registry, other: Registry) -> None:
    """Put the folder of one repository in the place of the other's, as a wrong mount does."""
    shutil.rmtree(other.originals)
    other.originals.symlink_to(one.originals)


def forget(registry: Registry) -> None:
    """Make a database one from before there were identities."""
    with registry.database.write() as session:
        session.delete(session.get_one(Identity, 1))


def name_of(registry: Registry) -> str:
    with registry.database.read() as session:
        return session.get_one(Identity, 1).name


def test_a_new_repository_marks_its_folder_once(house: House) -> None:
    registry = house.registry
    mark = registry.originals / MARK
    assert mark.read_text() == f"{name_of(registry)}\n"
    assert mark.stat().st_mode & 0o077 == 0
    before = mark.stat().st_ino
    ownership.bind(registry)
    assert mark.stat().st_ino == before


def test_p5_two_databases_on_one_folder_never_sweep_each_others_files(house: House, cast: Cast, tmp_path: Path) -> None:
    cast.deposit("amina", REPORT)
    other = another(tmp_path / "other")
    Cast(other).deposit("amina", REPORT)
    swap(house.registry, other.registry)
    before = sorted(house.registry.originals.iterdir())
    with pytest.raises(FolderForeign, match="Mount the right folder"):
        sweep(other.registry)
    with pytest.raises(FolderForeign, match="belongs to another repository"):
        ownership.bind(other.registry)
    with pytest.raises(FolderForeign):
        orphans(other.registry)
    with pytest.raises(StorageFailed, match="deposit it again"):
        Cast(other).deposit("amina", REPORT)
    assert sorted(house.registry.originals.iterdir()) == before
    assert sweep(house.registry) == []


def test_a_database_founded_anew_beside_the_files_of_another_is_refused(
    house: House, cast: Cast, tmp_path: Path
) -> None:
    cast.deposit("amina", REPORT)
    other = another(tmp_path / "other").registry
    swap(house.registry, other)
    forget(other)
    with pytest.raises(FolderForeign, match="belongs to another repository"):
        ownership.bind(other)
    (house.registry.originals / MARK).unlink()
    with other.database.write() as session:
        session.add(Identity(name="another"))
    with pytest.raises(FolderForeign, match="holds 1 files and the database names none of them"):
        ownership.bind(other)


def test_a_backup_of_both_put_back_elsewhere_works(house: House, cast: Cast, tmp_path: Path) -> None:
    cast.deposit("amina", REPORT)
    house.registry.database.close()
    shutil.copytree(house.registry.folder, tmp_path / "restored")
    restored = reopen_house(tmp_path / "restored", ids=RandomIds())
    assert name_of(restored.registry) == name_of(house.registry)
    assert sweep(restored.registry) == []
    Cast(restored).deposit("amina", REPORT)


def test_a_new_database_takes_the_name_of_a_folder_without_files(house: House) -> None:
    name = name_of(house.registry)
    forget(house.registry)
    ownership.bind(house.registry)
    assert name_of(house.registry) == name


def test_an_empty_folder_beside_a_database_that_names_files_is_said(house: House, cast: Cast) -> None:
    cast.deposit("amina", REPORT)
    registry = house.registry
    kept = registry.folder / "elsewhere"
    registry.originals.rename(kept)
    with pytest.raises(FolderEmpty, match="holds none of the 1 files"):
        ownership.bind(registry)
    registry.originals.mkdir()
    with pytest.raises(FolderEmpty, match=f"write the line {name_of(registry)} into"):
        ownership.bind(registry)
    registry.originals.rmdir()
    kept.rename(registry.originals)
    ownership.bind(registry)
    (registry.originals / MARK).unlink()
    ownership.bind(registry)
    assert (registry.originals / MARK).read_text().strip() == name_of(registry), "its own files tell whose it is"


def test_files_that_are_lost_for_good_can_be_given_up(house: House, cast: Cast) -> None:
    cast.deposit("amina", REPORT)
    registry = house.registry
    shutil.rmtree(registry.originals)
    registry.originals.mkdir()
    (registry.originals / MARK).write_text(f"{name_of(registry)}\n")
    ownership.bind(registry)
    assert sweep(registry) == []


def test_what_was_founded_before_there_were_marks_is_marked_at_its_next_start(house: House, cast: Cast) -> None:
    registry = house.registry
    for deposited in (False, True):
        if deposited:
            cast.deposit("amina", REPORT)
        forget(registry)
        (registry.originals / MARK).unlink()
        ownership.bind(registry)
        assert (registry.originals / MARK).read_text().strip() == name_of(registry)


def test_p5_what_was_founded_before_there_were_marks_does_not_adopt_and_sweep_the_files_of_another(
    house: House, cast: Cast, tmp_path: Path
) -> None:
    cast.deposit("amina", REPORT)
    other = another(tmp_path / "other").registry
    swap(house.registry, other)
    forget(other)
    mark = house.registry.originals / MARK
    mark.unlink()
    before = sorted(house.registry.originals.iterdir())
    with pytest.raises(FolderForeign, match="holds 1 files and the database names none"):
        ownership.bind(other)
    with pytest.raises(FolderForeign, match="Mount the right folder"):
        sweep(other)
    with pytest.raises(FolderForeign, match=f"write the line {name_of(other)} into {other.originals / MARK}"):
        ownership.bind(other)
    assert sorted(house.registry.originals.iterdir()) == before
    (other.originals / MARK).write_text(f"{name_of(other)}\n")
    ownership.bind(other)


def test_who_only_examines_a_folder_says_what_is_wrong_and_marks_nothing(house: House, cast: Cast) -> None:
    cast.deposit("amina", REPORT)
    registry = house.registry
    forget(registry)
    (registry.originals / MARK).unlink()
    with registry.database.read() as session, pytest.raises(FolderForeign, match="start Concord again"):
        ownership.examine(session, registry.originals)
    with registry.database.read() as session:
        assert session.get(Identity, 1) is None
    assert not (registry.originals / MARK).exists()
    ownership.bind(registry)
    registry.originals.rename(registry.folder / "elsewhere")
    with registry.database.read() as session, pytest.raises(FolderEmpty, match="holds none of the 1 files"):
        ownership.examine(session, registry.originals)
    assert not registry.originals.exists()


def test_a_mark_that_was_never_finished_is_swept_once_it_is_old(house: House) -> None:
    originals = house.registry.originals
    left = [originals / f"{MARK}.4711", originals / f"{MARK}.4711.part"]
    for path in (*left, originals / f"{MARK}.old"):
        path.write_text("")
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    young = originals / f"{MARK}.4712.part"
    young.write_text("")
    assert sweep(house.registry) == left
    assert sorted(originals.iterdir()) == [originals / MARK, young, originals / f"{MARK}.old"]


def test_an_older_backup_of_the_database_takes_over_the_name_of_the_folder_that_holds_its_files(
    house: House, cast: Cast
) -> None:
    cast.deposit("amina", REPORT)
    registry = house.registry
    name = name_of(registry)
    forget(registry)
    ownership.bind(registry)
    assert name_of(registry) == name
    with registry.database.read() as session:
        stored = session.exec(select(Original.stored_as)).one()
    assert (registry.originals / stored).exists()
