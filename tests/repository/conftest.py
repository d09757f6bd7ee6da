"""A real repository's keeping for each test: a database file, a vault, a register that signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.ids import SeededIds
from repository.database import Database
from repository.register import Register
from repository.sealed import Vault
from tests.repository.history import ENTRIES, START, act

MASTER = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "concord.sqlite", busy_seconds=20)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def vault() -> Vault:
    return Vault(MASTER)


@pytest.fixture
def register(vault: Vault) -> Register:
    return Register(vault, Ed25519PrivateKey.from_private_bytes(bytes(32)), SeededIds(7))


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
