"""Jobs for the tests of the worker: files that are queued, and what became of them."""

from __future__ import annotations

import io
from typing import Any

from sqlmodel import col, select

from ingest.accept import INTERACTIVE, accept
from ingest.pipeline import Reader
from ingest.worker import Worker
from models.deposit import Deposit
from models.tables.assessment import HandlingRecord, Portion
from models.tables.job import Job
from tests.house import Cast
from web import depositing

OPEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
STUDY = b"# Granite study\n\nGranite is the subject of this study.\n\n## Notice\n\nThe lighthouse notice is for all.\n"
TEARLINE = {"portions": ["heading:Notice"], "marking": OPEN["marking"], "release_to": ["aseanapol"]}


def queue(cast: Cast, content: bytes = STUDY, *, priority: int = INTERACTIVE, **said: Any) -> str:
    """Queue a file and return its job."""
    deposit = Deposit.model_validate({**OPEN, **said})
    source = io.BytesIO(content)
    registry = cast.house.registry
    return accept(registry, cast.person("amina"), source, "n.md", deposit, limit=10**7, priority=priority).job


def a_worker(cast: Cast) -> Worker:
    engine = cast.house.engine
    return Worker(cast.house.registry, lambda: Reader(engine.encoder, engine.centring))


def job_of(cast: Cast, ident: str) -> Job:
    with cast.house.registry.database.read() as session:
        return session.get_one(Job, ident)


def change(cast: Cast, ident: str, **values: object) -> None:
    with cast.house.registry.database.write() as session:
        job = session.get_one(Job, ident)
        for name, value in values.items():
            setattr(job, name, value)
        session.add(job)


def portions_of(cast: Cast, job: str) -> list[Portion]:
    edition = job_of(cast, job).edition_id
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(Portion).where(Portion.edition_id == edition).order_by(col(Portion.place))))


def parts_of(cast: Cast, job: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        names = {row.id: row.part for row in session.exec(select(HandlingRecord))}
    return [names[row.handling_id] for row in portions_of(cast, job)]


def mend(cast: Cast, job: str, **said: Any) -> None:
    ident = depositing.job(cast.house, cast.visitor("amina"), job).assessment
    depositing.change(cast.house, cast.visitor("amina"), ident, Deposit.model_validate({**OPEN, **said}))
