"""A worker as a process of its own, for tests: the real queue and sandbox, an encoder that needs no model.

``python -m tests.ingest.program DATA MARK``: the first job ever is stopped in the middle of embedding, for
ever, once the file MARK says that it got there.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ingest.pipeline import Reader
from ingest.worker import Worker
from models.ids import RandomIds
from repository.database import Database
from repository.register import Register
from repository.registry import Registry
from repository.sealed import Vault
from repository.settings import Settings
from search.centring import Centring
from search.encoder import Encoded
from tests.encoders import HashingEncoder
from tests.house import MASTER

LEASE = timedelta(seconds=1)


class Stopping(HashingEncoder):
    """An encoder that comes to a stop at its first passages, if nobody was stopped before."""

    mark: Path

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]) -> list[Encoded]:
        if not self.mark.exists():
            self.mark.touch()
            threading.Event().wait()
        return super().passages(texts, sentences)


def open_registry(folder: Path) -> Registry:
    vault, ids = Vault(MASTER), RandomIds()
    settings = Settings.from_environment({"CONCORD_DATA": str(folder)})
    register = Register(vault, Ed25519PrivateKey.from_private_bytes(MASTER), ids)
    return Registry(folder, Database(settings.database), vault, register, ids=ids)


def open_model(mark: Path) -> Reader:
    encoder = Stopping()
    centring = Centring.learn(HashingEncoder())
    encoder.mark = mark
    return Reader(encoder, centring)


def main() -> None:
    folder, mark = Path(sys.argv[1]), Path(sys.argv[2])
    stop = threading.Event()

    def end_with_parent() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        stop.set()

    threading.Thread(target=end_with_parent, daemon=True).start()
    Worker(open_registry(folder), lambda: open_model(mark), lease=LEASE).run(stop)


if __name__ == "__main__":
    main()
