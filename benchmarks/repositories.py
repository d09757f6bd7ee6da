"""Repositories of a size, with three readers who may see all of it, a tenth and a hundredth; kept under ``.bench``.

Beside each lie the same rows for other engines: vectors, the work of each as an integer label, and its text.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from sqlalchemy import insert
from sqlmodel import Session, select

from benchmarks.collection import Model
from benchmarks.embedded import Cache, folder
from benchmarks.material import Work, works_of
from benchmarks.server import concord
from models.deposit import Deposit
from models.handling import BODY, RELEASED
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Page, Portion
from models.tables.person import Person
from repository import editions, people
from repository.database import bump
from repository.people import NewPerson
from repository.registry import Registry
from repository.settings import Settings
from search.analyser import ANALYSER
from search.changeover import INDEX
from search.generation import vectors_to_bytes
from web.house import offline, open_model, open_registry

RECIPE = 1
"""Moves whenever other rows would be made, so that kept repositories are made anew."""
READERS = {1.0: "europol", 0.1: "frontex", 0.01: "aseanapol"}
"""The share of the works that somebody of an organization may see; who may see a hundredth may not see less."""
PILLARS = ("terrorism", "cybercrime", "border", "organized-crime")
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of so many portions: Concord's data folder and what other engines read."""

    size: int
    folder: Path

    @property
    def data(self) -> Path:
        """The folder of Concord's data."""
        return self.folder / "data"

    @property
    def rows(self) -> Path:
        """The folder of the rows for other engines."""
        return self.folder / "rows"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which Concord works on it."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CONCORD_")}
        told = {"CONCORD_DATA": str(self.data), "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models")}
        return offline({**kept, **told})

    @property
    def settings(self) -> Settings:
        """The settings of that environment."""
        return Settings.from_environment({k: v for k, v in self.environment.items() if k.startswith("CONCORD_")})

    @property
    def whole(self) -> bool:
        """Whether it was made to its end, by the recipe of today."""
        try:
            return bool(json.loads((self.folder / "whole.json").read_text("utf-8")) == [RECIPE, ANALYSER, self.size])
        except (OSError, ValueError):
            return False


def repository_of(size: int) -> Repository:
    """Return the repository of a size, whether it is there or not."""
    return Repository(size, folder() / "search" / f"{size}")


def make(size: int, root: Path) -> Repository:
    """Make the repository of a size where it is not whole; ``root`` holds the corpus."""
    made = repository_of(size)
    if made.whole:
        return made
    shutil.rmtree(made.folder, ignore_errors=True)
    made.rows.mkdir(parents=True)
    subprocess.run([*concord(), "init"], env=made.environment, check=True, stdout=subprocess.DEVNULL)
    registry = open_registry(made.settings)
    reader = open_model(made.settings, registry)
    depositor = _depositor(registry)
    filling = _Filling(registry, reader.encoder.fingerprint, depositor)
    model = Model(Cache(reader.encoder), reader.centring)
    with _rows(made.rows) as rows:
        for number, work in enumerate(works_of(size, root, model, registry.vault.posting_key)):
            filling.waiting.append((number, work))
            if filling.portions >= BATCH:
                _flush(filling, rows)
        _flush(filling, rows)
    registry.database.close()
    (made.folder / "whole.json").write_text(json.dumps([RECIPE, ANALYSER, size]), "utf-8")
    return made


def _depositor(registry: Registry) -> Person:
    with registry.database.write() as session:
        new = NewPerson(username="amina", name="Amina", organization="afripol", role="originator")
        return people.add(session, new, registry.ids, registry.clock)


@dataclass(slots=True)
class _Rows:
    """What other engines read: a text a line, its label, and the matrix of all vectors."""

    texts: IO[str]
    labels: IO[bytes]
    vectors: IO[bytes]


@contextmanager
def _rows(where: Path) -> Iterator[_Rows]:
    with (
        (where / "texts.txt").open("w", encoding="utf-8") as texts,
        (where / "labels.i4").open("wb") as labels,
        (where / "vectors.f2").open("wb") as vectors,
    ):
        yield _Rows(texts, labels, vectors)


@dataclass(slots=True)
class _Filling:
    """Works that are about to be written."""

    registry: Registry
    model: str
    depositor: Person
    waiting: list[tuple[int, Work]] = field(default_factory=list)

    @property
    def portions(self) -> int:
        """How many portions wait."""
        return sum(len(work.texts) for _, work in self.waiting)


def _flush(filling: _Filling, rows: _Rows) -> None:
    registry = filling.registry
    with registry.database.write() as session:
        version = bump(session, INDEX)
        for number, work in filling.waiting:
            handling = _keep(session, filling, number, work, version)
            rows.texts.writelines(f"{' '.join(text.split())}\n" for text in work.texts)
            rows.labels.write(np.full(len(work.texts), handling, dtype="<i4").tobytes())
            rows.vectors.write(vectors_to_bytes(work.vectors))
    filling.waiting.clear()


def audience(number: int) -> list[str]:
    """Return the organizations that may see a work: each of them an equal share of any size."""
    return [organization for share, organization in READERS.items() if number % round(1 / share) == 0]


def _keep(session: Session, filling: _Filling, number: int, work: Work, version: int) -> int:
    """Write a released work with its portions and its index row; return its handling."""
    registry = filling.registry
    said = {
        "title": work.title[:300],
        "pillars": [PILLARS[number % 4]],
        "regions": ["africa"],
        "originators": [("afripol", "ameripol")[number % 2]],
        "published_at": f"20{15 + number % 11}-{1 + number % 12:02}-11",
        "languages": sorted({of for of in work.languages if of})[:5],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": audience(number),
    }
    deposit = Deposit.model_validate(said)
    edition = editions.draft(registry.vault, registry.ids, registry.clock, filling.depositor, deposit)
    editions.keep(session, edition, deposit)
    editions.write_handlings(session, edition, deposit, registry.clock.now(), pinned=True)
    editions.write_state(session, edition, RELEASED)
    edition.ingested_at = edition.released_at = registry.clock.now()
    session.add(edition)
    session.flush()
    record = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
    handling = session.exec(record).one().id or 0
    _index(session, filling, edition, handling, work, version)
    return handling


def _index(session: Session, filling: _Filling, edition: Edition, handling: int, work: Work, version: int) -> None:
    key = editions.key_of(edition, filling.registry.vault)
    session.add(Page(edition_id=edition.id, number=1, width=595, height=842, has_text=True, blocks=key.seal("p", b"")))
    rows: list[dict[str, Any]] = []
    for ordinal, (text, spans, heading) in enumerate(zip(work.texts, work.spans, work.headings, strict=True)):
        ident = filling.registry.ids.new()
        body = {
            "text": text,
            "heading": list(heading),
            "kind": "text",
            "spans": [],
            "sentences": [list(s) for s in spans],
        }
        rows.append(
            {
                "id": ident,
                "edition_id": edition.id,
                "handling_id": handling,
                "ordinal": ordinal,
                "place": ordinal,
                "page": 1,
                "language": work.languages[ordinal],
                "body": key.seal(f"portion:{ident}", json.dumps(body).encode()),
                "sentences": key.seal(f"sentences:{ident}", work.sentences[ordinal]),
            }
        )
    session.connection().execute(insert(Portion), rows)
    session.add(
        HandlingIndex(
            handling_id=handling,
            version=version,
            model=filling.model,
            vectors=key.seal(f"vectors:{handling}", vectors_to_bytes(work.vectors)),
            postings=work.postings,
            words=key.seal(f"words:{handling}", work.words),
        )
    )


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
