"""Proofs from a real register, checked with nothing but the document and a checkpoint."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.ids import SeededIds
from models.tables.register import RegisterEntry
from repository import tree
from repository.database import Database
from repository.errors import CheckpointUnreadable, ProofRefused, ProofUnreadable, StorageDamaged
from repository.proof import check
from repository.register import Register
from repository.sealed import Vault
from tests.repository.history import ENTRIES, act, tamper

Document = dict[str, Any]


@pytest.fixture(params=[4, 4096])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks smaller than the register, so that they are used, and the real ones."""
    monkeypatch.setattr(tree, "BLOCK", request.param)
    return int(request.param)


def plain(document: dict[str, object]) -> Document:
    """The document as it arrives elsewhere."""
    made: Document = json.loads(json.dumps(document))
    return made


def inclusion(database: Database, register: Register, sequence: int, size: int | None = None) -> Document:
    with database.read() as session:
        return plain(register.inclusion(session, sequence, size))


def consistency(database: Database, register: Register, first: int, second: int | None = None) -> Document:
    with database.read() as session:
        return plain(register.consistency(session, first, second))


@pytest.mark.usefixtures("block", "kept")
def test_every_entry_is_proven_under_the_head_and_no_other_entry_is(database: Database, register: Register) -> None:
    for number in range(1, ENTRIES + 1):
        document = inclusion(database, register, number)
        assert document["entry"]["sequence"] == number
        assert "question" not in json.dumps(document)
        assert check(document).proven
        other = {**document, "sequence": number % ENTRIES + 1, "entry": None}
        assert not check(other).proven


@pytest.mark.usefixtures("block")
def test_every_older_tree_is_proven_against_the_checkpoint_kept_of_it(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    assert check(inclusion(database, register, 3, 10), [kept]).proven
    assert not check(inclusion(database, register, 3, 9), [kept]).proven
    grown = check(consistency(database, register, 10), [kept])
    assert grown.proven
    assert "both heads are signed" in grown.sentence
    for first in range(1, ENTRIES + 1):
        assert check(consistency(database, register, first)).proven
        assert check(consistency(database, register, min(first, 10), 10), [kept]).proven


def test_a_proof_with_anything_changed_proves_nothing(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    document = inclusion(database, register, 5)
    last = document["path"][-1]
    for change in (
        {"entry": {**document["entry"], "action": "download"}},
        {"leaf": "00" * 32},
        {"path": document["path"][:-1]},
        {"path": [*document["path"], last]},
        {"size": 20},
        {"checkpoint": {**document["checkpoint"], "root": "00" * 32}},
        {"checkpoint": None},
        {"checkpoint": {**document["checkpoint"], "size": 20}},
    ):
        assert not check({**document, **change}).proven, change
    grown = consistency(database, register, 10)
    assert not check({**grown, "path": grown["path"][:-1]}, [kept]).proven
    assert not check({**grown, "first": 9}, [kept]).proven


def test_a_history_of_another_key_or_a_second_history_proves_nothing(
    database: Database, register: Register, vault: Vault, kept: dict[str, object], tmp_path: Any
) -> None:
    other = Database(tmp_path / "other.sqlite")
    other.migrate()
    forger = Register(vault, Ed25519PrivateKey.generate(), SeededIds(7))
    twin = Register(vault, Ed25519PrivateKey.from_private_bytes(bytes(32)), SeededIds(9))
    with other.write() as session:
        forger.append_all(session, [act(number) for number in range(1, 11)])
    assert "not signed by the key" in check(inclusion(other, forger, 3), [kept]).sentence
    tamper(other, "DELETE FROM register_mention", "DELETE FROM register_entry", "DELETE FROM register_head")
    with other.write() as session:
        twin.append_all(session, [act(number) for number in range(1, 11)])
    assert "two histories" in check(inclusion(other, twin, 3), [kept]).sentence
    with other.write() as session:
        twin.append(session, act(11))
    assert not check(consistency(other, twin, 10), [kept]).proven
    other.close()


@pytest.mark.parametrize(("sequence", "size"), [(0, None), (-1, None), (ENTRIES + 1, None), (5, 4), (5, ENTRIES + 1)])
def test_what_is_not_in_the_tree_is_refused_in_words(
    database: Database, register: Register, kept: dict[str, object], sequence: int, size: int | None
) -> None:
    with pytest.raises(ProofRefused, match=f"<= {ENTRIES}"):
        inclusion(database, register, sequence, size)
    with pytest.raises(ProofRefused):
        consistency(database, register, sequence, size)


@pytest.mark.usefixtures("block")
def test_leaves_that_were_changed_or_cut_give_no_proof(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    fresh = Register(Vault(bytes(range(32))), Ed25519PrivateKey.from_private_bytes(bytes(32)), SeededIds(3))
    for change in ("UPDATE register_entry SET leaf = zeroblob(32) WHERE sequence = 2",
                   "UPDATE register_entry SET leaf = 'letters' WHERE sequence = 2",
                   "DELETE FROM register_entry WHERE sequence = 2"):  # fmt: skip
        tamper(database, change)
        with pytest.raises(StorageDamaged, match="register verify"):
            inclusion(database, fresh, 5)


@pytest.mark.usefixtures("block")
def test_a_database_put_in_the_place_of_another_is_read_anew(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    assert check(inclusion(database, register, 5)).proven
    tamper(database, "DELETE FROM register_mention", "DELETE FROM register_entry", "DELETE FROM register_head")
    with database.write() as session:
        register.append_all(session, [act(number) for number in range(31, 31 + ENTRIES)])
    assert check(inclusion(database, register, 5)).proven


def test_what_is_no_proof_is_said_to_be_none(database: Database, register: Register, kept: dict[str, object]) -> None:
    document = inclusion(database, register, 5)
    for change in ({"kind": "other"}, {"path": "x"}, {"path": [7]}, {"leaf": "zz"}, {"size": "21"}, {"size": True},
                   {"checkpoint": 7}):  # fmt: skip
        with pytest.raises(ProofUnreadable):
            check({**document, **change})
    with pytest.raises(CheckpointUnreadable):
        check(document, [{**kept, "public_key": b64encode(b"short").decode()}])
    with pytest.raises(CheckpointUnreadable):
        check(document, [{"size": 1}])


def test_a_proof_without_the_entry_shows_its_leaf_alone(
    database: Database, register: Register, kept: dict[str, object]
) -> None:
    with database.read() as session:
        document = plain(register.inclusion(session, 5, whole=False))
        leaf = session.get_one(RegisterEntry, 5).leaf
    assert document["entry"] is None
    assert document["leaf"] == leaf.hex()
    assert check(document).proven
