from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import select

from models.ids import RandomIds
from models.tables.register import RegisterEntry
from repository.database import Database, bump
from repository.errors import ActUnrecordable, SealBroken, StorageDamaged
from repository.register import Act, Register
from repository.sealed import Vault
from tests.repository.history import ENTRIES, START, act, tamper, verdict


def test_an_untouched_register_is_sound(database: Database, register: Register, kept: dict[str, object]) -> None:
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


def test_beginning_again_leaves_the_head_alone(database: Database, register: Register, kept: dict[str, object]) -> None:
    with database.write() as session:
        register.begin(session, START)
    assert verdict(database, register).sound


def test_nothing_is_added_under_a_damaged_head(database: Database, register: Register, kept: dict[str, object]) -> None:
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


def test_odd_details_and_words_survive_the_way_through_the_database(database: Database, register: Register) -> None:
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


def test_no_entry_is_dated_before_the_one_before_it_and_what_the_clock_said_is_noted(
    database: Database, register: Register
) -> None:
    early = START - timedelta(days=1)
    with database.write() as session:
        register.begin(session, START)
    with database.write() as session:
        entries = register.append_all(
            session,
            [
                Act(action="a", at=START + timedelta(hours=1)),
                Act(action="b", at=early, detail={"page": 1}),
                Act(action="c", at=START + timedelta(hours=2)),
            ],
        )
    with database.write() as session:
        entries.append(register.append(session, Act(action="d", at=early)))
    hours = [(entry.at - START) // timedelta(hours=1) for entry in entries]
    assert hours == [1, 1, 2, 2]
    noted = "2026-02-28T12:00:00.000000Z"
    assert [entry.detail for entry in entries] == [{}, {"page": 1, "clock": noted}, {}, {"clock": noted}]
    found = verdict(database, register)
    assert (found.sound, found.backwards) == (True, None)
    assert "in order of time" in found.sentence


def test_the_note_on_the_clock_is_nobody_elses(database: Database) -> None:
    with pytest.raises(ActUnrecordable, match="clock"):
        Act(action="view", at=START, detail={"clock": "noon"})


def test_a_register_that_holds_an_earlier_instant_is_sound_and_said_to_be_out_of_order(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    tamper(database, "UPDATE register_head SET at = '2020-01-01 00:00:00.000000'")
    with database.write() as session:
        register.append(session, Act(action="view", at=START - timedelta(days=30)))
    found = verdict(database, register)
    assert (found.sound, found.backwards, found.size) == (True, ENTRIES + 1, ENTRIES + 1)
    assert f"not in order of time from entry {ENTRIES + 1} on" in found.sentence
