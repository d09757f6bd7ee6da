"""How long ``concord doctor`` looks at a full house: ``python -m benchmarks.doctor [EDITIONS]``, by default 20,000.

Every edition has its sealed file, a page, portions, vectors, postings, words and fingerprints, as ingest leaves them.
A tenth of the house is looked at before, so that what grows faster than it shows; then one edition of the whole
house is spoilt, which must be found. Houses are kept under ``.bench`` for another run.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, update
from sqlmodel import SQLModel, col, select

from benchmarks.embedded import folder
from benchmarks.server import concord
from ingest.originals import Stored, store
from models.deposit import Deposit
from models.handling import BODY, RELEASED
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.fingerprint import Anchor, Fingerprint
from models.tables.job import DONE, Job
from models.tables.person import Person
from repository import editions, people
from repository.database import bump
from repository.people import NewPerson
from repository.registry import Registry
from repository.sealed import Vault
from repository.settings import Settings
from search import vocabulary
from search.changeover import INDEX
from search.evidence import sentences_to_bytes
from search.fingerprinting import Told
from search.generation import vectors_to_bytes
from search.segment import encode
from search.terms import indexed
from web.house import offline, open_registry

EDITIONS, PORTIONS, WORDS, BATCH = 20_000, 8, 70, 250
CONTENTS = 300
"""So many texts differ; several editions share each."""
DIMENSIONS = 384
VECTORS = vectors_to_bytes(np.ones((PORTIONS, DIMENSIONS), dtype=np.float32))
SENTENCES = sentences_to_bytes(np.zeros((1, DIMENSIONS), dtype=np.float32))
SAID: dict[str, Any] = {
    "marking": {"scheme": "interpol", "level": "IFOUO"},
    "release_to": ["ALL-DIALOGUE-PARTICIPANTS"],
    "pillars": ["organized-crime"],
}
_SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo zu cha dri ste plo gra"
SYLLABLES = _SYLLABLES.split()


@dataclass(frozen=True, slots=True)
class Looked:
    """One run of the doctor: seconds by the clock and of the processor, its highest memory, what it said at the end."""

    seconds: float
    processor: float
    memory: int
    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Content:
    """What reading a text yields that no key of an edition is needed for."""

    texts: list[str]
    bodies: list[bytes]
    postings: bytes
    words: bytes
    told: Told

    @classmethod
    def of(cls, texts: list[str], vault: Vault) -> Content:
        """Return what reading these portions yields."""
        bodies = [
            {"text": text, "heading": [], "kind": "text", "spans": [], "sentences": [[0, len(text)]]} for text in texts
        ]
        return cls(
            texts,
            [json.dumps(body).encode() for body in bodies],
            encode([indexed((), text, "en") for text in texts], vault.posting_key),
            vocabulary.encode(texts),
            Told.of(texts, vault),
        )


def main(total: int) -> int:
    """Print the figures of a tenth and of the whole; 1 where the doctor is wrong, or slower than the house grows."""
    found = {size: look(make(size)) for size in (total // 10, total)}
    print("| editions | seconds | processor, s | processor, ms an edition | memory, MB |")
    for size, one in found.items():
        each = 1000 * one.processor / size
        print(f"| {size:,} | {one.seconds:.1f} | {one.processor:.1f} | {each:.2f} | {one.memory / 1e6:.0f} |")
    small, large = found.values()
    copy = spoil(total)
    spoilt = look(copy)
    shutil.rmtree(copy)
    print(f"with one edition spoilt: exit code {spoilt.code}, {spoilt.said}")
    faults = [name for name, bad in (
        ("the doctor finds faults where there are none", small.code or large.code),
        ("the doctor does not find what was spoilt", not spoilt.code),
        ("the doctor takes longer than the house grows", large.processor > 12 * small.processor),
        ("the doctor's memory grows with the house", large.memory > 2 * small.memory),
    ) if bad]  # fmt: skip
    print("\n".join(faults) or "as it should be")
    return 1 if faults else 0


def environment(house: Path) -> dict[str, str]:
    """Return the environment in which Concord works on a house."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CONCORD_")}
    told = {"CONCORD_DATA": str(house / "data"), "CONCORD_MODEL_FOLDER": str(house / "models")}
    return offline({**kept, **told})


def opened(house: Path) -> Registry:
    """Open the registry of a house."""
    said = {name: value for name, value in environment(house).items() if name.startswith("CONCORD_")}
    return open_registry(Settings.from_environment(said))


def look(house: Path) -> Looked:
    """Run the doctor in a process of its own."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*concord(), "doctor", "--json"], env=environment(house), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    findings = json.loads(said)
    return Looked(
        time.monotonic() - began,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss * 1024,
        os.waitstatus_to_exitcode(status),
        next(one["sentence"] for one in findings if one["subject"] == "editions"),
    )


def make(size: int) -> Path:
    """Return a house of a size, made where it is not whole."""
    house = folder() / "doctor" / f"{size}"
    if (house / "whole").exists():
        return house
    shutil.rmtree(house, ignore_errors=True)
    house.mkdir(parents=True)
    subprocess.run([*concord(), "init"], env=environment(house), check=True, stdout=subprocess.DEVNULL)
    registry = opened(house)
    with registry.database.write() as session:
        new = NewPerson(username="amina", name="Amina", organization="afripol", role="originator")
        depositor = people.add(session, new, registry.ids, registry.clock)
    draw = random.Random(7)
    contents = [Content.of([_text(draw) for _ in range(PORTIONS)], registry.vault) for _ in range(CONTENTS)]
    for start in range(0, size, BATCH):
        _fill(registry, depositor, [draw.choice(contents) for _ in range(min(BATCH, size - start))])
    registry.database.close()
    (house / "whole").touch()
    return house


def spoil(size: int) -> Path:
    """Return a copy of a house, hard links but for the database, in which one portion does not open."""
    house, copy = make(size), folder() / "doctor" / f"{size}-spoilt"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(house, copy, copy_function=_linked)
    registry = opened(copy)
    with registry.database.write() as session:
        ident = session.exec(select(Portion.id).limit(1)).one()
        session.connection().execute(update(Portion).where(col(Portion.id) == ident).values(body=b"spoilt"))
    registry.database.close()
    return copy


def _linked(source: str, target: str) -> str:
    if Path(source).parent.name == "originals":
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))


def _text(draw: random.Random) -> str:
    words = ("".join(draw.choice(SYLLABLES) for _ in range(draw.randint(1, 3))) for _ in range(WORDS))
    return f"{' '.join(words)}."


def _fill(registry: Registry, depositor: Person, contents: Sequence[Content]) -> None:
    deposit = Deposit.model_validate(SAID)
    made = []
    for content in contents:
        edition = editions.draft(registry.vault, registry.ids, registry.clock, depositor, deposit)
        source = io.BytesIO("\n\n".join(content.texts).encode())
        stored = store(registry.originals, registry.vault, registry.ids, edition, source)
        edition.state, edition.ingested_at, edition.released_at = RELEASED, edition.created_at, edition.created_at
        made.append((edition, stored, content))
    rows: dict[type[SQLModel], list[dict[str, Any]]] = {}
    with registry.database.write() as session:
        version = bump(session, INDEX)
        for edition, stored, content in made:
            editions.keep(session, edition, deposit)
            session.flush()
            query = select(HandlingRecord.id).where(
                HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY
            )
            for table, row in _rows(registry, edition, session.exec(query).one() or 0, stored, content, version):
                rows.setdefault(table, []).append(row)
        for table, some in rows.items():
            session.connection().execute(insert(table), some)


def _rows(
    registry: Registry, edition: Edition, handling: int, stored: Stored, content: Content, version: int
) -> Iterator[tuple[type[SQLModel], dict[str, Any]]]:
    """Yield what a deposit that was read leaves beside its edition and handlings."""
    key, of = editions.key_of(edition, registry.vault), {"edition_id": edition.id}
    kept = {"stored_as": stored.name, "digest": stored.digest, "size": stored.size, "kind": "text"}
    yield Original, {**of, **kept, "name": key.seal("name", b"n.txt")}
    ended = {"state": DONE, "created_at": edition.created_at, "finished_at": edition.created_at}
    yield Job, {**of, **ended, "id": registry.ids.new()}
    yield Page, {**of, "number": 1, "width": 595, "height": 842, "has_text": True, "blocks": key.seal("page:1", b"[]")}
    for place, body in enumerate(content.bodies):
        ident = registry.ids.new()
        stands = {"handling_id": handling, "ordinal": place, "place": place, "page": 1, "language": "en"}
        sealed = {"body": key.seal(f"portion:{ident}", body), "sentences": key.seal(f"sentences:{ident}", SENTENCES)}
        yield Portion, {**of, **stands, **sealed, "id": ident}
    found = {"postings": content.postings, "words": key.seal(f"words:{handling}", content.words)}
    vectors = key.seal(f"vectors:{handling}", VECTORS)
    yield (
        HandlingIndex,
        {"handling_id": handling, "version": version, "model": "benchmark", "vectors": vectors, **found},
    )
    told, print_ = content.told, content.told.fingerprint
    body = key.seal(f"fingerprint:{handling}", print_.to_bytes())
    row = {"handling_id": handling, "paragraphs": len(print_), "digest": told.digest, "body": body, "turn": 1}
    yield Fingerprint, row
    for value in sorted(set(print_.anchors.tolist())):
        yield Anchor, {"hash": value, "handling_id": handling}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EDITIONS))
