"""A whole house in a temporary folder: real database, sandbox and index, the named cast, a clock one can turn."""

from __future__ import annotations

import io
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo.cast import LISTS, PEOPLE
from demo.load import newcomer
from ingest.accept import Accepted, accept
from ingest.pipeline import Reader
from ingest.worker import Worker
from models.deposit import Deposit
from models.ids import IdSource, SeededIds
from models.tables.person import Person
from repository import acts, circulation, life, organizations, ownership, people
from repository.access import read_reader
from repository.database import Database
from repository.register import Register
from repository.registry import Registry
from repository.sealed import Vault
from repository.settings import Settings
from search.centring import Centring
from search.encoder import Encoder
from search.engine import Engine
from tests.encoders import HashingEncoder
from web.house import House
from web.visitor import Visitor, visitor_of

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MASTER = bytes(range(32))


@dataclass(slots=True)
class TurningClock:
    """A clock that stands still until a test turns it."""

    at: datetime = START

    def now(self) -> datetime:
        """Return the instant the test has set."""
        return self.at

    def turn(self, by: timedelta) -> None:
        """Move on by a span."""
        self.at += by


def make_house(
    folder: Path,
    *,
    clock: TurningClock | None = None,
    ids: IdSource | None = None,
    encoder: Encoder | None = None,
    centring: Centring | None = None,
) -> House:
    """Return a house with organizations, the cast and its lists, and no assessment."""
    shutil.copytree(Path(_template().name), folder, dirs_exist_ok=True)
    return reopen_house(folder, clock=clock, ids=ids, encoder=encoder, centring=centring)


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """Make the founded house once; every other is a copy of it, and draws its ids from another sequence."""
    place = tempfile.TemporaryDirectory(prefix="concord-template-")
    house = reopen_house(Path(place.name), ids=SeededIds(70))
    registry = house.registry
    with registry.database.write() as session:
        registry.register.begin(session, registry.clock.now())
        organizations.load(session, organizations.packaged())
        for member in PEOPLE:
            people.add(session, replace(newcomer(member), password=None), registry.ids, registry.clock)
        author = people.named(session, "ingrid")
        for listed in LISTS:
            members = list(listed.members)
            circulation.create(
                session, listed.name, listed.owner, listed.purpose, members, author.id, registry.clock.now()
            )
    registry.database.close()
    return place


def reopen_house(
    folder: Path,
    *,
    clock: TurningClock | None = None,
    ids: IdSource | None = None,
    encoder: Encoder | None = None,
    centring: Centring | None = None,
) -> House:
    """Return the house of a folder as it was left."""
    clock, ids, encoder = clock or TurningClock(), ids or SeededIds(7), encoder or HashingEncoder()
    vault = Vault(MASTER)
    register = Register(vault, Ed25519PrivateKey.from_private_bytes(MASTER), ids)
    settings = Settings.from_environment({"CONCORD_DATA": str(folder)})
    database = Database(settings.database)
    database.migrate()
    registry = Registry(folder, database, vault, register, clock=clock, ids=ids)
    ownership.bind(registry)
    engine = Engine(registry, encoder, centring or _centring(encoder))
    return House(registry, engine, settings)


@cache
def _hashing_centring() -> Centring:
    return Centring.learn(HashingEncoder())


def _centring(encoder: Encoder) -> Centring:
    return _hashing_centring() if isinstance(encoder, HashingEncoder) else Centring.learn(encoder)


@dataclass(slots=True)
class Cast:
    """The cast at work in one house: signing in, depositing, registering, releasing."""

    house: House
    secrets: dict[str, str] = field(default_factory=dict)

    def person(self, username: str) -> Person:
        """Return a member of the cast."""
        with self.house.registry.database.read() as session:
            return people.named(session, username)

    def secret(self, username: str) -> str:
        """Return an API token of a member of the cast, made at the first call."""
        if username not in self.secrets:
            registry = self.house.registry
            with registry.database.write() as session:
                person = people.named(session, username)
                self.secrets[username] = people.grant_credential(
                    session, registry.vault, person, people.TOKEN, registry.ids, registry.clock
                )
        return self.secrets[username]

    def visitor(self, username: str) -> Visitor:
        """Return a member of the cast as a visitor of this instant."""
        visitor = visitor_of(self.house, self.secret(username))
        assert visitor is not None
        return visitor

    def actor(self, username: str) -> acts.Actor:
        """Return a member of the cast as somebody who acts now, active or not."""
        registry = self.house.registry
        with registry.database.read() as session:
            person = people.named(session, username)
            reader = read_reader(session, person.id, registry.clock.now())
        assert reader is not None
        return acts.Actor(person, reader)

    def deposit(self, username: str, content: bytes, filename: str = "report.txt", **said: Any) -> Accepted:
        """Deposit a file and bring its job to an end."""
        accepted = accept(
            self.house.registry,
            self.person(username),
            io.BytesIO(content),
            filename,
            Deposit.model_validate(said),
            limit=self.house.settings.upload_limit,
        )
        self.work()
        return accepted

    def work(self) -> None:
        """Work off the queue."""
        engine = self.house.engine
        worker = Worker(self.house.registry, lambda: Reader(engine.encoder, engine.centring))
        while worker.step():
            pass

    def act(self, username: str, act: str, assessment: str) -> str:
        """Carry out an act and return the state it led to."""
        registry = self.house.registry
        with registry.database.write() as session:
            return life.perform(registry, session, self.actor(username), act, assessment).state

    def release(self, username: str, content: bytes, filename: str = "report.txt", **said: Any) -> str:
        """Deposit as an officer, submit, register and release by the registry; return the assessment's id."""
        marking = {"scheme": "interpol", "level": "IFOUO"}
        said = {"marking": marking, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"], **said}
        assessment = self.deposit(username, content, filename, **said).assessment
        self.act(username, "submit", assessment)
        self.act("ingrid", "register", assessment)
        self.act("ingrid", "release", assessment)
        return assessment

    def change_list(self, name: str, members: list[str]) -> None:
        """Give a circulation list a new version."""
        registry = self.house.registry
        author = self.person("ingrid")
        with registry.database.write() as session:
            circulation.change(session, name, members, author.id, registry.clock.now())
