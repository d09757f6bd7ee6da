from __future__ import annotations

import json
import sqlite3
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import select

from models.ids import RandomIds, SeededIds
from models.tables.register import RegisterEntry
from repository.database import Database, bump
from repository.errors import ActUnrecordable, SealBroken, StorageDamaged
from repository.register import DONE, REFUSED, Act, Register
from repository.sealed import Vault
from repository.verdict import Verdict

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRIES = 21


def act(number: int) -> Act:
    return Act(
        action="search" if number % 2 else "view",
        at=START + timedelta(seconds=number, microseconds=number),
        actor=f"person-{number % 3}" if number % 4 else None,
        outcome=REFUSED if number % 5 == 0 else DONE,
        editions=(f"edition-{number}", "edition-x"),
        detail={"pages": [1, number], "rules": {"R6": False}, "share": 0.1 * number, "note": "é ع"},
        words=f"question {number} سؤال" if number % 2 else None,
        rank=number % 6,
    )


@pytest.fixture
def kept(database: Database, register: Register) -> dict[str, object]:
    """A register of 21 entries; the checkpoint is from its tenth."""
    with database.write() as session:
        register.begin(session, START)
    with database.write() as session:
        register.append_all(session, [act(number) for number in range(1, 11)])
        checkpoint = register.checkpoint(session)
    for number in range(11, ENTRIES + 1):
        with database.write() as session:
            register.append(session, act(number))
    return checkpoint


def verdict(database: Database, register: Register, kept: dict[str, object] | None = None) -> Verdict:
    with database.read() as session:
        return register.verify(session, kept)


def tamper(database: Database, *statements: str) -> None:
    """Write to the file as somebody would who has the disk and SQLite, but not the keys."""
    raw = sqlite3.connect(database.path)
    for statement in statements:
        assert raw.execute(statement).rowcount != 0
    raw.commit()
    raw.close()


def test_an_untouched_register_is_sound(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    found = verdict(database, register, kept)
    assert (found.sound, found.first_bad) == (True, None)
    assert f"{ENTRIES} entries" in found.sentence
    assert "kept at 10" in found.sentence


def test_an_entry_keeps_what_was_done_and_its_words_sealed(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    with database.read() as session:
        entry = session.get_one(RegisterEntry, 7)
    assert (entry.at, entry.editions, entry.rank) == (act(7).at, ["edition-7", "edition-x"], 1)
    assert entry.detail == act(7).detail
    assert register.words(entry) == "question 7 سؤال"
    assert entry.sealed is not None
    assert b"question" not in entry.sealed
    for path in database.path.parent.iterdir():
        assert b"question 7" not in path.read_bytes()
    entry.id = "another"
    with pytest.raises(SealBroken):
        register.words(entry)


def test_equal_questions_do_not_look_equal(database: Database, register: Register) -> None:
    with database.write() as session:
        first, second = register.append_all(session, [act(7), act(7)])
    assert first.sealed is not None
    assert second.sealed is not None
    assert first.sealed[:32] != second.sealed[:32]


def test_entries_are_part_of_the_transaction_that_acts(database: Database, register: Register) -> None:
    with pytest.raises(KeyError), database.write() as session:
        bump(session, register.append(session, act(1)).action)
    with database.write() as session:
        entries = [register.append(session, act(1)), register.append(session, act(2))]
    assert [entry.sequence for entry in entries] == [1, 2]
    assert verdict(database, register).sound


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
    row: tuple[Any, ...] = raw.execute(
        "SELECT size, frontier, root, signature, at FROM register_head"
    ).fetchone()
    raw.close()
    return row


def put_head(database: Database, head: tuple[Any, ...]) -> None:
    raw = sqlite3.connect(database.path)
    raw.execute("UPDATE register_head SET size = ?, frontier = ?, root = ?, signature = ?, at = ?", head)
    raw.commit()
    raw.close()


def test_a_cut_together_with_its_old_head_is_seen_by_a_kept_checkpoint(
    database: Database, register: Register
) -> None:
    with database.write() as session:
        register.append_all(session, [act(1), act(2), act(3)])
    old = head_of(database)
    with database.write() as session:
        register.append_all(session, [act(4), act(5)])
        later = register.checkpoint(session)
    put_head(database, old)
    assert (verdict(database, register).sound, verdict(database, register).first_bad) == (False, 4)
    tamper(database, "DELETE FROM register_entry WHERE sequence > 3")
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


def test_the_empty_register_has_a_signed_head_too(database: Database, register: Register) -> None:
    assert not verdict(database, register).sound
    with database.read() as session, pytest.raises(LookupError):
        register.checkpoint(session)
    for _ in range(2):
        with database.write() as session:
            register.begin(session, START)
    with database.read() as session:
        assert register.checkpoint(session)["root"] == sha256(b"").hexdigest()
    assert verdict(database, register).sound


def test_beginning_again_leaves_the_head_alone(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    with database.write() as session:
        register.begin(session, START)
    assert verdict(database, register).sound


def test_nothing_is_added_under_a_damaged_head(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    tamper(database, "UPDATE register_head SET frontier = x'00'")
    with pytest.raises(StorageDamaged, match="register verify"), database.write() as session:
        register.append(session, act(1))


def test_an_export_stops_at_an_entry_that_cannot_be_read(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    tamper(database, "UPDATE register_entry SET detail = '{' WHERE sequence = 5")
    with pytest.raises(StorageDamaged, match="Entry 5"), database.read() as session:
        list(register.export(session))


def test_an_export_can_be_checked_with_nothing_but_json_and_a_hash(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    with database.read() as session:
        lines = [json.loads(json.dumps(line)) for line in register.export(session)]
    *entries, last = lines
    assert len(entries) == ENTRIES
    assert "question" not in json.dumps(entries)
    hashes = []
    for line in entries:
        text = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"))
        hashes.append(sha256(b"\x00" + text.encode()).digest())
        assert hashes[-1].hex() == line["leaf"]
    head = last["checkpoint"]
    assert head["root"] == halves(hashes).hex()
    note = f"{head['origin']}\n{head['size']}\n{head['root']}\n{head['at']}\n".encode()
    public = Ed25519PublicKey.from_public_bytes(b64decode(head["public_key"]))
    public.verify(b64decode(head["signature"]), note)


def halves(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 2 ** ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01" + halves(hashes[:split]) + halves(hashes[split:])).digest()


@pytest.mark.parametrize(
    "fields",
    [
        {"action": ""},
        {"outcome": "maybe"},
        {"detail": {"x": object()}},
        {"detail": {"x": float("nan")}},
        {"detail": {("a", "b"): 1}},
        {"detail": {"x": b"bytes"}},
    ],
)
def test_what_the_register_has_no_words_for_is_refused_where_it_is_made(fields: dict[str, Any]) -> None:
    with pytest.raises(ActUnrecordable):
        Act(**{"action": "view", "at": START, **fields})


def test_odd_details_and_words_survive_the_way_through_the_database(
    database: Database, register: Register
) -> None:
    detail: Any = {10: 1, 9: (1, 2), "é": None}
    east = timezone(timedelta(hours=3))
    odd = [
        Act(action="a", at=START.astimezone(east), detail=detail, words="\ud800 lone"),
        Act(action="b", at=START.replace(tzinfo=None), detail={"n": 10**30, "f": 1e-300}, words=""),
    ]
    with database.write() as session:
        register.append_all(session, odd)
    assert verdict(database, register).sound
    with database.read() as session:
        first, second = session.exec(select(RegisterEntry)).all()
        assert (first.at, second.at) == (START, START)
        assert first.detail == {"10": 1, "9": [1, 2], "é": None}
        assert (register.words(first), register.words(second)) == ("\ud800 lone", "")


def test_an_act_hides_its_words_when_it_is_shown() -> None:
    assert "hush" not in repr(Act(action="search", at=START, words="hush"))


def test_no_acts_leave_no_trace(database: Database, register: Register) -> None:
    with database.write() as session:
        assert register.append_all(session, []) == []
    with database.read() as session, pytest.raises(LookupError):
        register.checkpoint(session)


def test_two_registers_on_one_file_keep_one_tree(database: Database, vault: Vault) -> None:
    key = Ed25519PrivateKey.generate()
    both = [Register(vault, key, RandomIds()), Register(vault, key, RandomIds())]
    for number in range(6):
        with database.write() as session:
            both[number % 2].append(session, act(number))
    assert verdict(database, both[0]).sound
