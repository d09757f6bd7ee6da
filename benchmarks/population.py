"""A registry of a size: organizations, people, circulation lists and released editions, drawn from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session

from models.deposit import Deposit
from models.handling import RELEASED, Handling
from models.ids import SeededIds
from models.tables.assessment import Assessment, Edition, HandlingRecord
from models.tables.organization import BODY
from models.tables.person import Person
from repository import circulation, editions, organizations, people
from repository.database import Database, bump
from repository.handlings import COUNTER, terms_of
from repository.people import NewPerson
from repository.register import Register
from repository.registry import Registry
from repository.sealed import Vault

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
MASTER = bytes(range(32))
LISTS, TEMPLATES, BATCH = 300, 400, 1_000
MARKINGS = (("interpol", "IFOUO", 0.5), ("interpol", "IR", 0.3), ("interpol", "IC", 0.15), ("eu", "S-UE/EU-S", 0.05))
CLEARANCES = (None, None, "interpol:IC", "eu:S-UE/EU-S")
ROLES = ("analyst", "analyst", "analyst", "originator")


@dataclass(slots=True)
class Still:
    """A clock that stands still, so that every run decides about the same instant."""

    at: datetime = START

    def now(self) -> datetime:
        """Return the one instant."""
        return self.at


@dataclass(slots=True)
class Population:
    """One registry and who and what is in it; it grows, and never shrinks.

    Editions of one originator to one audience are usually ``alike``; otherwise no two have the same policy.
    """

    registry: Registry
    alike: bool = True
    rng: Random = field(default_factory=lambda: Random(9))
    bodies: list[str] = field(default_factory=list)
    bureaus: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)
    _templates: list[list[Handling]] = field(default_factory=list)

    @classmethod
    def founded(cls, folder: Path, some: int, *, alike: bool = True) -> Population:
        """Return a new registry with all organizations, some people, and the lists."""
        ids, vault = SeededIds(4), Vault(MASTER)
        database = Database(folder / "concord.sqlite")
        database.migrate()
        register = Register(vault, Ed25519PrivateKey.from_private_bytes(MASTER), ids)
        made = cls(Registry(folder, database, vault, register, clock=Still(), ids=ids), alike)
        with database.write() as session:
            register.begin(session, START)
            organizations.load(session, organizations.packaged())
            for organization in organizations.everyone(session):
                (made.bodies if organization.kind == BODY else made.bureaus).append(organization.id)
        made.grow_people(some)
        with database.write() as session:
            for number in range(LISTS):
                purpose, author = f"matters {number}", made.people[0].id
                circulation.create(session, f"list-{number}", "interpol", purpose, made._members(number), author, START)
        return made

    def grow_people(self, wanted: int) -> None:
        """Add people until there are so many; half work for a body, half for a bureau."""
        registry = self.registry
        with registry.database.write() as session:
            while (number := len(self.people)) < wanted:
                new = NewPerson(
                    username=f"person-{number}",
                    name=f"Person {number}",
                    organization=self.rng.choice(self.rng.choice((self.bodies, self.bureaus))),
                    role=self.rng.choice(ROLES),
                    clearance=self.rng.choice(CLEARANCES),
                    briefed=self.rng.random() < 0.7,
                )
                self.people.append(people.add(session, new, registry.ids, registry.clock))

    def grow_editions(self, wanted: int) -> None:
        """Add released editions until there are so many, every tenth with a tearline."""
        while len(self.editions) < wanted:
            with self.registry.database.write() as session:
                if not self._templates:
                    self._templates = [list(self._handlings(session)) for _ in range(TEMPLATES)]
                version = bump(session, COUNTER)
                for _ in range(min(BATCH, wanted - len(self.editions))):
                    self._keep(session, self.rng.choice(self._templates), version)

    def draft(self) -> Edition:
        """Keep one draft that names many: three lists, a body with its members, a country shut out."""
        registry, said = self.registry, ["list:list-1", "list:list-2", "list:list-3", "afripol+members", "europol"]
        deposit = Deposit.model_validate(
            {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": said, "exclude": ["EG"]}
        )
        edition = editions.draft(registry.vault, registry.ids, registry.clock, self.people[0], deposit)
        edition.originators = ["afripol"]
        with registry.database.write() as session:
            editions.keep(session, edition, deposit)
        return edition

    def _members(self, number: int) -> list[str]:
        """Return the members of a list: organizations, bodies with members, some people, at times another list."""
        words = self.rng.sample([*self.bodies, *self.bureaus], self.rng.randrange(3, 25))
        words += [f"{self.rng.choice(('afripol', 'europol', 'aimc'))}+members"] if number % 3 == 0 else []
        words += [f"person:{person.id}" for person in self.rng.sample(self.people, 3)]
        return [*words, f"list:list-{number - 1}"] if number % 10 == 9 else words

    def _said(self) -> Deposit:
        """Return what an originator says of an edition."""
        scheme, level, _ = self.rng.choices(MARKINGS, [share for _, _, share in MARKINGS])[0]
        release_to = [f"list:list-{number}" for number in self.rng.sample(range(LISTS), 2)]
        release_to += self.rng.sample(self.bodies, 3)
        release_to += ["ALL-DIALOGUE-PARTICIPANTS"] if self.rng.random() < 0.3 else []
        said: dict[str, object] = {"marking": {"scheme": scheme, "level": level}, "release_to": release_to}
        if self.rng.random() < 0.1:
            said["exclude"] = [self.rng.choice(("EG", "FR", "BR"))]
        if self.rng.random() < 0.1:
            lower = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": release_to, "portions": ["1"]}
            said["tearlines"] = [lower]
        if self.rng.random() < 0.02:
            said["embargo_until"] = START + timedelta(days=self.rng.randrange(1, 90))
        return Deposit.model_validate(said)

    def _handlings(self, session: Session) -> Iterator[Handling]:
        deposit = self._said()
        edition = Edition(id="", assessment_id="", state=RELEASED, depositor_id="", created_at=START)
        edition.originators = [self.rng.choice(self.bodies)]
        return editions.handlings_of(session, edition, deposit, START, pinned=True)

    def _keep(self, session: Session, handlings: list[Handling], version: int) -> None:
        """Write an edition as its release leaves it, without the words that nobody reads here."""
        ids = self.registry.ids
        edition = Edition(
            id=ids.new(),
            assessment_id=ids.new(),
            state=RELEASED,
            depositor_id=self.people[0].id,
            originators=sorted(handlings[0].policy.originators),
            created_at=START,
        )
        session.add(Assessment(id=edition.assessment_id, created_at=START))
        session.flush()
        session.add(edition)
        session.flush()
        for template in handlings:
            handling = replace(template, edition=edition.id, assessment=edition.assessment_id)
            if not self.alike:
                own = frozenset({("cite", edition.id)})
                handling = replace(handling, policy=replace(handling.policy, consented=own))
            session.add(
                HandlingRecord(
                    edition_id=edition.id,
                    assessment_id=edition.assessment_id,
                    part=handling.part,
                    state=RELEASED,
                    terms=terms_of(handling),
                    embargo_until=handling.embargo_until,
                    version=version,
                )
            )
        self.editions.append(edition.id)
