"""The registry's parts in one place: what the server, a worker or a command needs to keep and to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from models.clock import Clock, SystemClock
from models.ids import IdSource, RandomIds
from repository.access import Readers
from repository.catalogue import Catalogue
from repository.database import Database
from repository.handlings import Handlings
from repository.recorder import Recorder
from repository.register import Register
from repository.schedule import Schedule
from repository.scope import Scopes
from repository.sealed import Vault
from repository.succession import Succession


@dataclass(slots=True)
class Registry:
    """Database, keys, record and policy caches of one data directory; built once per process."""

    folder: Path
    database: Database
    vault: Vault
    register: Register
    clock: Clock = field(default_factory=SystemClock)
    ids: IdSource = field(default_factory=RandomIds)
    readers: Readers = field(default_factory=Readers)
    handlings: Handlings = field(default_factory=Handlings)
    scopes: Scopes = field(init=False)
    schedule: Schedule = field(init=False)
    catalogue: Catalogue = field(init=False)
    succession: Succession = field(init=False)
    recorder: Recorder = field(init=False)

    def __post_init__(self) -> None:
        """Tie the caches to one another."""
        self.scopes = Scopes(self.handlings)
        self.schedule = Schedule(self.handlings)
        self.catalogue = Catalogue(self.vault)
        self.succession = Succession(self.catalogue)
        self.recorder = Recorder(self.database, self.register)

    @property
    def originals(self) -> Path:
        """Return the folder of sealed originals."""
        return self.folder / "originals"
