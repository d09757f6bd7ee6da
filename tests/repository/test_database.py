from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel, select

from models.ids import RandomIds
from models.tables.assessment import Assessment, Page
from repository.database import COUNTERS, Database, bump, counter
from repository.errors import (
    RepositoryError,
    SchemaTooNew,
    StorageBusy,
    StorageDamaged,
    StorageFailed,
    StorageFull,
)

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPENING = """
import sys
from pathlib import Path
from repository.database import *
d = Database(Path(sys.argv[1]))
"""


def pragma(database: Database, name: str, *, write: bool = False) -> object:
    with database.write() if write else database.read() as session:
        return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()


@contextmanager
def another_process(database: Database, script: str) -> Iterator[subprocess.Popen[str]]:
    """Run a script on the same file in a process of its own, once it has printed a line."""
    command = [sys.executable, "-c", OPENING + script, str(database.path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            yield child
        finally:
            child.kill()


def test_the_migrated_schema_is_the_one_the_models_describe(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_constraint_that_the_models_name_has_that_name_in_the_database(database: Database) -> None:
    with database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT coalesce(sql, '') FROM sqlite_schema").scalars()
        written = "\n".join(rows)
    for table in SQLModel.metadata.tables.values():
        for constraint in table.constraints:
            assert f"CONSTRAINT {constraint.name} " in written
        for index in table.indexes:
            assert f"INDEX {index.name} " in written


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        bump(session, "index")
    database.migrate()
    with database.read() as session:
        assert counter(session, "index") == 1


def test_a_database_of_a_newer_concord_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="newer Concord"):
        database.migrate()


def test_processes_that_migrate_at_once_all_succeed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENING + "d.migrate()", str(tmp_path / "fresh.sqlite")]
    children = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(child.communicate()[1], child.returncode) for child in children]
    assert ends == [("", 0)] * 2


def test_the_file_is_private_durable_and_checked(database: Database) -> None:
    assert database.path.stat().st_mode & 0o777 == 0o600
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2
    assert pragma(database, "secure_delete") == 1
    assert pragma(database, "foreign_keys", write=True) == 1
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Page(edition_id="none", number=1, width=1, height=1, has_text=True, blocks=b""))


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as session:
        bump(session, "access") and bump(session, "unheard-of")
    with database.read() as session:
        assert counter(session, "access") == 0


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"), database.read() as session:
        bump(session, "access")
    with database.write() as session:
        assert bump(session, "access") == 1


def test_counters_move_by_one_and_unknown_ones_are_refused(database: Database) -> None:
    for name in COUNTERS:
        with database.write() as session:
            assert [bump(session, name), bump(session, name), counter(session, name)] == [1, 2, 2]
    with pytest.raises(KeyError), database.write() as session:
        bump(session, "unheard-of")


def test_a_read_is_one_snapshot_taken_on_entry(database: Database) -> None:
    with database.read() as session:
        writer = threading.Thread(target=write_assessments, args=(database, 1))
        writer.start()
        writer.join()
        assert session.exec(select(Assessment)).all() == []
    with database.read() as session:
        assert len(session.exec(select(Assessment)).all()) == 1


def write_assessments(database: Database, many: int) -> None:
    for _ in range(many):
        with database.write() as session:
            session.add(Assessment(id=RandomIds().new(), created_at=NOW))
            bump(session, "handling")


def test_many_threads_write_in_turn_and_lose_nothing(database: Database) -> None:
    threads = [threading.Thread(target=write_assessments, args=(database, 10)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert counter(session, "handling") == len(session.exec(select(Assessment)).all()) == 80


def test_what_was_written_stays_readable_after_the_transaction(database: Database) -> None:
    with database.write() as session:
        row = Assessment(id="a", created_at=NOW)
        session.add(row)
    assert (row.id, row.created_at) == ("a", NOW)


def test_a_write_inside_a_write_is_refused_at_once(database: Database) -> None:
    with pytest.raises(RepositoryError, match="inside a write"), database.write(), database.write():
        pass
    with database.write() as session:
        bump(session, "access")


HOLDING = """
with d.write() as session:
    bump(session, "access")
    print("ready", flush=True)
    sys.stdin.readline()
print("done", flush=True)
"""


def test_a_writer_of_another_process_is_waited_for_and_then_reported(database: Database) -> None:
    hasty = Database(database.path, busy_seconds=0.01)
    with another_process(database, HOLDING) as child:
        for _ in range(100):
            with pytest.raises(StorageBusy, match="Try again"), hasty.write() as session:
                bump(session, "access")
        with hasty.read() as session:
            assert counter(session, "access") == 0
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("go on\n")
        child.stdin.flush()
        assert child.stdout.readline() == "done\n"
    with hasty.write() as session:
        assert bump(session, "access") == 2
    hasty.close()


def test_a_writer_that_is_killed_leaves_nothing_behind(database: Database) -> None:
    with another_process(database, HOLDING) as child:
        child.kill()
        child.wait()
    with database.write() as session:
        assert bump(session, "access") == 1


WRITING = """
with d.write() as session:
    bump(session, "index")
print("ready", flush=True)
"""


def test_a_snapshot_holds_against_another_process_and_the_next_one_sees_it(database: Database) -> None:
    with database.read() as session:
        with another_process(database, WRITING):
            pass
        assert counter(session, "index") == 0
    with database.read() as session:
        assert counter(session, "index") == 1


def test_a_full_disk_is_reported_and_loses_nothing(database: Database) -> None:
    write_assessments(database, 3)
    pages = pragma(database, "page_count")
    pragma(database, f"max_page_count = {pages}")
    with pytest.raises(StorageFull, match="disk is full"), database.write() as session:
        session.add_all([Assessment(id=f"{number:0500}", created_at=NOW) for number in range(2000)])
    database.close()
    with database.write() as session:
        assert len(session.exec(select(Assessment)).all()) == 3
        session.add(Assessment(id="room again", created_at=NOW))


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "letters.sqlite"
    path.write_text("these are only letters " * 500)
    with pytest.raises(StorageDamaged, match="backup"), Database(path).read():
        pass


def test_a_folder_that_cannot_be_written_is_said_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="cannot be opened"):
        Database(tmp_path / "file" / "concord.sqlite")


def test_a_folder_of_any_name_will_do(tmp_path: Path) -> None:
    path = tmp_path / "100%25 sure? #1 & é" / "concord.sqlite"
    odd = Database(path)
    odd.migrate()
    with odd.write() as session:
        assert bump(session, "access") == 1
    odd.close()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_size > 0


def test_errors_show_no_content(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        session.add(Assessment(id="a secret title", created_at=NOW, case_officer="a secret person"))
    assert "secret" not in str(caught.value)


def test_after_a_destruction_the_bytes_leave_file_and_log(database: Database) -> None:
    words = "words that were destroyed"
    with database.write() as session:
        session.add(Assessment(id=words, created_at=NOW))
    with database.write() as session:
        session.delete(session.get_one(Assessment, words))
    assert database.truncate_wal()
    for path in database.path.parent.iterdir():
        assert words.encode() not in path.read_bytes()
    assert not database.path.with_name("concord.sqlite-wal").read_bytes()


def test_a_reader_on_an_old_snapshot_puts_off_the_emptying_of_the_log_and_keeps_no_writer_waiting(
    database: Database,
) -> None:
    patient = Database(database.path, busy_seconds=3600)
    write_assessments(database, 1)
    with database.read():
        write_assessments(database, 2)
        emptying = threading.Thread(target=patient.truncate_wal, daemon=True)
        emptying.start()
        emptying.join(30)
        assert not emptying.is_alive()
        write_assessments(patient, 3)
        assert not patient.truncate_wal()
    assert patient.truncate_wal()
    patient.close()


def test_the_driver_never_commits_behind_our_back(database: Database) -> None:
    with database.write() as session:
        bump(session, "access")
        other = sqlite3.connect(database.path)
        assert other.execute("SELECT value FROM counter WHERE name = 'access'").fetchone() == (0,)
        other.close()
