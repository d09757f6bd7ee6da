from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.ids import SeededIds
from repository.database import Database
from repository.register import Register
from repository.sealed import Vault
from tests.repository.history import ENTRIES, act, tamper, verdict


@pytest.mark.parametrize(
    "change",
    [
        "action = 'download'",
        "actor = 'somebody-else'",
        "actor = NULL",
        "outcome = 'refused'",
        "rank = rank + 1",
        "at = '2026-03-01 11:00:00.000000'",
        "at = 'yesterday'",
        "editions = '[]'",
        "editions = json_replace(editions, '$[0]', 'edition-y')",
        "detail = json_replace(detail, '$.pages[1]', 99)",
        "detail = json_insert(detail, '$.more', 1)",
        "detail = '{'",
        "detail = '[1]'",
        "detail = NULL OR '7'",
        "actor = CAST(x'ff' AS TEXT)",
        "actor = x'00ff'",
        "id = 'another-id'",
        "leaf = zeroblob(32)",
        "leaf = x''",
        "sealed = NULL",
        "sealed = x'00'",
        "sealed = substr(sealed, 1, 40)",
        "sealed = (SELECT sealed FROM register_entry WHERE sequence = 11)",
        "sealed = substr(sealed, 1, 40) || x'ff' || substr(sealed, 42)",
        "sealed = 'letters'",
        "leaf = 'letters'",
    ],
)
def test_the_first_entry_that_was_edited_is_named(
    database: Database, register: Register, kept: dict[str, object], change: str
) -> None:
    tamper(database, f"UPDATE register_entry SET {change} WHERE sequence = 13")
    tamper(database, "UPDATE register_entry SET action = 'later' WHERE sequence = 17")
    found = verdict(database, register)
    assert (found.sound, found.first_bad) == (False, 13)
    assert "Entry 13" in found.sentence


def test_words_put_where_there_were_none_are_named(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    tamper(
        database,
        "UPDATE register_entry SET sealed = (SELECT sealed FROM register_entry WHERE sequence = 11) "
        "WHERE sequence = 12",
    )
    assert verdict(database, register).first_bad == 12


def swap(first: int, second: int) -> list[str]:
    return [
        f"UPDATE register_entry SET sequence = -1 WHERE sequence = {first}",
        f"UPDATE register_entry SET sequence = {first} WHERE sequence = {second}",
        f"UPDATE register_entry SET sequence = {second} WHERE sequence = -1",
    ]


@pytest.mark.parametrize(
    ("statements", "first_bad", "word"),
    [
        (["DELETE FROM register_entry WHERE sequence = 8"], 8, "missing"),
        (["DELETE FROM register_entry WHERE sequence = 1"], 1, "missing"),
        (
            [
                "DELETE FROM register_entry WHERE sequence = 8",
                "UPDATE register_entry SET sequence = -(sequence - 1) WHERE sequence > 8",
                "UPDATE register_entry SET sequence = -sequence WHERE sequence < 0",
            ],
            8,
            "moved",
        ),
        (swap(5, 9), 5, "moved"),
        (["UPDATE register_entry SET sequence = 0 WHERE sequence = 21"], 0, "never given out"),
        (["DELETE FROM register_entry WHERE sequence > 18"], 19, "cut"),
        (["DELETE FROM register_entry"], 1, "cut"),
        (["DELETE FROM register_head"], 1, "no signed head"),
        (["DELETE FROM register_head", "DELETE FROM register_entry"], None, "no signed head"),
        (
            ["UPDATE register_head SET size = 18", "DELETE FROM register_entry WHERE sequence > 18"],
            None,
            "signature",
        ),
        (["UPDATE register_head SET root = zeroblob(32)"], None, "signature"),
        (["UPDATE register_head SET signature = zeroblob(64)"], None, "signature"),
        (["UPDATE register_head SET at = '2020-01-01 00:00:00.000000'"], None, "signature"),
        (["UPDATE register_head SET at = 'yesterday'"], None, "signature"),
        (["UPDATE register_head SET root = 'letters'"], None, "signature"),
        (["UPDATE register_head SET frontier = zeroblob(96)"], None, "frontier"),
    ],
)
def test_what_was_deleted_or_moved_or_cut_is_named(
    database: Database,
    register: Register,
    kept: dict[str, object],
    statements: list[str],
    first_bad: int | None,
    word: str,
) -> None:
    tamper(database, *statements)
    found = verdict(database, register)
    assert (found.sound, found.first_bad) == (False, first_bad)
    assert word in found.sentence


def head_of(database: Database) -> tuple[Any, ...]:
    raw = sqlite3.connect(database.path)
    row: tuple[Any, ...] = raw.execute("SELECT size, frontier, root, signature, at FROM register_head").fetchone()
    raw.close()
    return row


def put_head(database: Database, head: tuple[Any, ...]) -> None:
    raw = sqlite3.connect(database.path)
    raw.execute("UPDATE register_head SET size = ?, frontier = ?, root = ?, signature = ?, at = ?", head)
    raw.commit()
    raw.close()


def test_a_cut_together_with_its_old_head_is_seen_by_a_kept_checkpoint(database: Database, register: Register) -> None:
    with database.write() as session:
        register.append_all(session, [act(1), act(2), act(3)])
    old = head_of(database)
    with database.write() as session:
        register.append_all(session, [act(4), act(5)])
        later = register.checkpoint(session)
    put_head(database, old)
    assert (verdict(database, register).sound, verdict(database, register).first_bad) == (False, 4)
    tamper(database, "DELETE FROM register_entry WHERE sequence > 3")
    assert "entries that there are not" in verdict(database, register).sentence
    tamper(database, "DELETE FROM register_mention WHERE sequence > 3")
    assert verdict(database, register).sound
    found = verdict(database, register, later)
    assert (found.sound, found.first_bad) == (False, 4)
    assert "older" in found.sentence


def test_another_history_under_the_same_keys_is_seen_by_a_kept_checkpoint(
    tmp_path: Path, database: Database, register: Register, kept: dict[str, object]
) -> None:
    other = Database(tmp_path / "other.sqlite")
    other.migrate()
    with other.write() as session:
        register.append_all(session, [act(number) for number in range(31, 51)])
    assert verdict(other, register).sound
    found = verdict(other, register, kept)
    assert not found.sound
    assert "first 10 entries" in found.sentence
    other.close()


def forge(vault: Vault, ids: SeededIds) -> Callable[[Database], None]:
    """Rewrite the whole register consistently, as somebody would who has every key but ours."""
    forger = Register(vault, Ed25519PrivateKey.generate(), ids)

    def rewrite(database: Database) -> None:
        tamper(database, "DELETE FROM register_entry", "DELETE FROM register_head")
        with database.write() as session:
            forger.append_all(session, [act(number) for number in range(1, ENTRIES + 1)])

    return rewrite


def test_a_register_rewritten_without_the_master_key_is_bad_from_its_first_entry(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    forge(Vault(bytes(32)), SeededIds(1))(database)
    assert verdict(database, register).first_bad == 1


def test_a_register_rewritten_without_the_signing_key_has_a_false_head(
    database: Database, register: Register, vault: Vault, kept: dict[str, object]
) -> None:
    forge(vault, SeededIds(1))(database)
    found = verdict(database, register)
    assert not found.sound
    assert "signature" in found.sentence


def test_entries_of_another_history_under_the_true_head_are_seen(
    database: Database, register: Register, vault: Vault, kept: dict[str, object]
) -> None:
    head = head_of(database)
    forge(vault, SeededIds(1))(database)
    put_head(database, head)
    found = verdict(database, register)
    assert not found.sound
    assert "another history" in found.sentence


@pytest.mark.parametrize(
    "harm",
    [
        {"size": "10"},
        {"size": -1},
        {"root": "00"},
        {"root": "no hex"},
        {"at": "yesterday"},
        {"at": 5},
        {"signature": "?"},
        {"size": 9},
        {"root": "00" * 32},
        {"at": "2026-03-01T12:00:00Z"},
        {"signature": ""},
    ],
)
def test_a_kept_checkpoint_that_was_changed_proves_nothing(
    database: Database, register: Register, kept: dict[str, object], harm: dict[str, object]
) -> None:
    found = verdict(database, register, {**kept, **harm})
    assert not found.sound
    assert "kept checkpoint" in found.sentence
    assert not verdict(database, register, {}).sound


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE register_mention SET edition_id = 'edition-y' WHERE edition_id = 'edition-9'", 9),
        ("DELETE FROM register_mention WHERE edition_id = 'edition-9'", 9),
        ("DELETE FROM register_mention WHERE sequence > 18", 19),
        ("DELETE FROM register_mention", 1),
        ("INSERT INTO register_mention VALUES ('edition-y', 9)", 9),
        ("INSERT INTO register_mention VALUES ('edition-y', 22)", None),
        ("INSERT INTO register_mention VALUES ('edition-y', 0)", None),
    ],
)
def test_an_index_of_mentions_that_differs_is_named_and_made_anew(
    database: Database, register: Register, kept: dict[str, object], statement: str, first_bad: int | None
) -> None:
    tamper(database, statement)
    found = verdict(database, register, kept)
    assert (found.sound, found.first_bad) == (False, first_bad)
    assert "index of mentions" in found.sentence
    with database.write() as session:
        assert register.mend(session) == 2 * ENTRIES
    assert verdict(database, register, kept).sound


def test_a_whole_file_put_back_from_an_older_copy_is_seen_by_a_kept_checkpoint(
    tmp_path: Path, database: Database, register: Register, kept: dict[str, object]
) -> None:
    older = sqlite3.connect(tmp_path / "older.sqlite")
    live = sqlite3.connect(database.path)
    live.backup(older)
    with database.write() as session:
        register.append_all(session, [act(40), act(41)])
        later = register.checkpoint(session)
    assert verdict(database, register, later).sound
    older.backup(live)
    older.close()
    live.close()
    assert verdict(database, register).sound
    found = verdict(database, register, later)
    assert (found.sound, found.first_bad) == (False, ENTRIES + 1)
    with database.write() as session:
        register.append_all(session, [act(50), act(51), act(52)])
    found = verdict(database, register, later)
    assert (found.sound, found.size) == (False, ENTRIES + 2)
    assert "another history" in found.sentence
