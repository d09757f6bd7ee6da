"""The repair: what the inspection of an edition found is mended where it can be, and recorded (P2, P5).

Everything here is made anew from the kept file, so that nothing is lost by it: an edition is queued to be read
again, taken out of the search until it was, or rid of rows that belong to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session, col, select

from ingest.accept import BULK
from ingest.inspection import CLEAR, FINGERPRINT, READ_AGAIN, WITHHOLD, Fault, Model, changed, inspect
from ingest.keeping import unindex, withhold
from ingest.sweeper import orphans, sweep
from models.handling import DESTROYED
from models.tables.assessment import Edition, Original, Page, Portion
from models.tables.job import QUEUED, Job
from repository.register import Act
from repository.registry import Registry
from search import fingerprinting

REPAIR = "repair"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Inspected:
    """One edition that was inspected: its assessment, what is wrong, and what was done about it."""

    assessment: str
    faults: list[Fault]
    done: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing is wrong now, or will be once a worker has read the edition again."""
        return not any(fault.remedy is None for fault in self.faults) and bool(self.done)


@dataclass(slots=True)
class Holdings:
    """The editions of a registry, looked at one after the other."""

    registry: Registry
    model: Model | None
    ids: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """List the editions of now, the oldest first."""
        with self.registry.database.read() as session:
            self.ids = list(session.exec(select(Edition.id).order_by(col(Edition.created_at), col(Edition.id))))

    def look(self, *, repair: bool) -> Iterator[Inspected | None]:
        """Inspect every edition, and repair it where that is wanted; None for each that is well."""
        for start in range(0, len(self.ids), _BATCH):
            for ident in self.ids[start : start + _BATCH]:
                found = self._one(ident)
                if found is not None and repair:
                    found = self._mend(ident, found)
                yield found

    def _one(self, ident: str) -> Inspected | None:
        with self.registry.database.read() as session:
            edition = session.get_one(Edition, ident)
            original = session.get(Original, ident)
            faults = inspect(self.registry, session, edition, self.model)
        # The file is long, and what holds a snapshot for long keeps the log of the database from being emptied.
        if original is not None and edition.state != DESTROYED and edition.key is not None:
            faults += _unsaid(faults, changed(self.registry, edition, original))
        return Inspected(edition.assessment_id, faults) if faults else None

    def _mend(self, ident: str, found: Inspected) -> Inspected:
        """Mend what is still so, in one transaction with its record.

        Where the file itself is at fault nothing can be made anew from it, and what is left is all there is.
        """
        if _of_file(found.faults) or not any(fault.remedy for fault in found.faults):
            return found
        with self.registry.database.write() as session:
            edition = session.get_one(Edition, ident)
            faults = inspect(self.registry, session, edition, self.model)
            done = _remedies(faults)
            for remedy in done:
                self._carry_out(session, edition, remedy)
            if done:
                detail = {"by": "operator", "done": list(done), "found": [fault.sentence for fault in faults]}
                act = Act(action=REPAIR, at=self.registry.clock.now(), editions=(ident,), detail=detail)
                self.registry.register.append(session, act)
        rest = [fault for fault in found.faults if fault.remedy is None]
        return Inspected(found.assessment, [*rest, *(fault for fault in faults if fault.remedy)], done)

    def _carry_out(self, session: Session, edition: Edition, remedy: str) -> None:
        if remedy == CLEAR:
            for table in (Portion, Page):
                session.connection().execute(delete(table).where(col(table.edition_id) == edition.id))
            unindex(session, edition)
        elif remedy == FINGERPRINT:
            fingerprinting.renew(self.registry, session, edition.id)
        else:
            if remedy == WITHHOLD:
                withhold(session, edition)
            _queue(self.registry, session, edition)


def _unsaid(said: Sequence[Fault], more: Iterator[Fault]) -> list[Fault]:
    """Return what opening a file shows, unless its length has said so already."""
    return [] if _of_file(said) else list(more)


def _of_file(faults: Sequence[Fault]) -> bool:
    return any(fault.sentence.startswith("The file ") for fault in faults)


def _remedies(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Return what is to be done: who reads an edition again makes its fingerprints too."""
    wanted = {fault.remedy for fault in faults if fault.remedy}
    for stronger in (WITHHOLD, READ_AGAIN):
        if stronger in wanted:
            return (stronger,)
    return tuple(remedy for remedy in (CLEAR, FINGERPRINT) if remedy in wanted)


def _queue(registry: Registry, session: Session, edition: Edition) -> None:
    """Have a worker read the edition again, after whatever a person waits for."""
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is None:
        job = Job(id=registry.ids.new(), edition_id=edition.id, created_at=registry.clock.now())
    job.state, job.stage, job.page, job.pages, job.attempts, job.priority = QUEUED, "", 0, 0, 0, BULK
    job.worker = job.leased_until = job.reason = job.finished_at = None
    session.add(job)


def litter(registry: Registry, *, repair: bool) -> list[Path]:
    """Return the files that nothing names, removed and recorded where that is wanted."""
    if not repair:
        return orphans(registry)
    found = orphans(registry)
    if found:
        with registry.database.write() as session:
            detail = {"by": "operator", "files": len(found)}
            registry.register.append(session, Act(action=REPAIR, at=registry.clock.now(), detail=detail))
        return sweep(registry)
    return []
