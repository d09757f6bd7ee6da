"""Loading an existing archive: an act of the host's operator, recorded per file as ``archive-import`` (W9).

The database is the only memory: a file that was taken before, by its keyed digest and its originators, is not
taken again, so that a loading that was cut off anywhere goes on where it stood.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from ingest.accept import BULK, accept
from ingest.errors import IngestError
from ingest.manifest import Row
from models.deposit import Deposit
from models.handling import DRAFT, HELD, RELEASED
from models.tables.assessment import Edition, Original, Page
from models.tables.job import DONE, TERMINAL, Job
from models.tables.person import Person
from models.tables.register import RegisterEntry
from repository.completeness import field_problems
from repository.contradictions import reasons_to_hold
from repository.editions import declared, originators, read_deposit, read_suggestions, write_handlings, write_state
from repository.life import new_reference
from repository.portion_marks import portion_problems
from repository.register import Act
from repository.registry import Registry

IMPORTED = "archive-import"
REFUSED, FAILED = "refused", "failed"
_BATCH = 500
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a row ended: released, held, draft (cells are missing), failed in ingest, or refused at once."""

    line: int
    file: str
    state: str
    reason: str | None = None
    assessment: str | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    row: Row
    assessment: str
    size: int


class Archive:
    """One loading of a folder: rows are taken, and settled as the workers bring their jobs to an end."""

    def __init__(self, registry: Registry, folder: Path, depositor: Person, *, limit: int) -> None:
        """Load from ``folder``; ``depositor`` is the person whose rows the drafts are, ``limit`` in bytes."""
        self._registry = registry
        self._folder = folder.resolve()
        self._depositor = depositor
        self._limit = limit
        self._earlier = _earlier(registry)
        self._waiting: dict[str, _Taken] = {}
        self.outcomes: list[Outcome] = []
        self.pages = 0
        self.bytes_done = 0
        self.bytes_taken = 0
        self.known = 0
        """Of the rows that were taken, how many an earlier loading had taken already."""

    @property
    def waiting(self) -> int:
        """Return how many rows are taken and not settled."""
        return len(self._waiting)

    def take(self, row: Row) -> None:
        """Accept the file of a row at the lowest priority, or find it taken before; durable then.

        What is wrong with the row becomes its outcome. Raises ``StorageFull`` and its kin: then the whole
        loading stops, and can be repeated.
        """
        problem = row.problem if row.said is None else self._problem(row.file, row.said)
        if row.said is None or problem is not None:
            self._end(row, REFUSED, problem)
            return
        try:
            edition, taken = self._find_or_accept(row, row.said)
        except IngestError as error:
            self._end(row, REFUSED, error.reason)
        except OSError as error:
            self._end(row, REFUSED, f"cannot be read: {error.strerror}")
        else:
            self.bytes_taken += taken.size
            self._waiting[edition] = taken

    def settle(self) -> None:
        """Bring every row whose job has ended to its end: released where it is complete, or held."""
        waiting = list(self._waiting)
        for start in range(0, len(waiting), _BATCH):
            for job, pages in self._ended(waiting[start : start + _BATCH]):
                taken = self._waiting.pop(job.edition_id)
                self.bytes_done += taken.size
                self.pages += pages
                state, reason = FAILED, job.reason
                if job.state == DONE:
                    state, reason = self._release(job.edition_id, taken.row)
                self._end(taken.row, state, reason, assessment=taken.assessment)

    def _end(self, row: Row, state: str, reason: str | None, *, assessment: str | None = None) -> None:
        self.outcomes.append(Outcome(row.line, row.file, state, reason, assessment))

    def _problem(self, file: str, said: Deposit) -> str | None:
        path = (self._folder / file).resolve()
        if not path.is_relative_to(self._folder):
            return "lies outside the folder"
        if not path.is_file():
            return "there is no such file in the folder"
        with self._registry.database.read() as session:
            problems = field_problems(session, said, originators(said, self._depositor)[0])
        return "; ".join(f"{name}: {sentence}" for name, sentence in problems.items()) or None

    def _find_or_accept(self, row: Row, said: Deposit) -> tuple[str, _Taken]:
        path = self._folder / row.file
        earlier = self._earlier.get((self._digest(path), tuple(originators(said, self._depositor))))
        if earlier:
            self.known += 1
            edition, assessment = earlier.pop(0)
            return edition, _Taken(row, assessment, path.stat().st_size)
        with path.open("rb") as source:
            accepted = accept(
                self._registry,
                self._depositor,
                source,
                path.name,
                said,
                limit=self._limit,
                priority=BULK,
                archive=True,
            )
        with self._registry.database.read() as session:
            edition = session.get_one(Job, accepted.job).edition_id
        return edition, _Taken(row, accepted.assessment, path.stat().st_size)

    def _digest(self, path: Path) -> str:
        digester = self._registry.vault.digester()
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                digester.update(chunk)
        return digester.hexdigest()

    def _ended(self, editions: list[str]) -> list[tuple[Job, int]]:
        """Return the jobs that have ended, each with the number of pages that were read."""
        query = select(Job).where(col(Job.edition_id).in_(editions), col(Job.state).in_(TERMINAL))
        with self._registry.database.read() as session:
            jobs = list(session.exec(query))
            ended = [job.edition_id for job in jobs]
            pages = Counter(session.exec(select(Page.edition_id).where(col(Page.edition_id).in_(ended))))
        return [(job, pages[job.edition_id]) for job in jobs]

    def _release(self, edition_id: str, row: Row) -> tuple[str, str | None]:
        """Release an edition, or hold it with the reason; return its state, whatever it is by now."""
        registry = self._registry
        with registry.database.write() as session:
            edition = session.get_one(Edition, edition_id)
            if edition.state != DRAFT:
                return edition.state, edition.held_reason
            said = read_deposit(edition, registry.vault)
            if not row.complete or said.marking is None or said.release_to is None:
                return DRAFT, "originator, marking or release_to was not said when it was taken"
            self._write(session, edition, said)
            detail = {"by": "operator", "to": edition.state}
            act = Act(action=IMPORTED, at=registry.clock.now(), editions=(edition.id,), detail=detail)
            registry.register.append(session, act)
            return edition.state, edition.held_reason

    def _write(self, session: Session, edition: Edition, said: Deposit) -> None:
        registry, now = self._registry, self._registry.clock.now()
        suggestions = read_suggestions(edition, registry.vault)
        reasons = reasons_to_hold(said, suggestions, supervised=False)
        # Nobody is there to say more: what a submission would be refused for is held for an officer (W9).
        reasons += portion_problems(declared(said.marking), suggestions).values()
        edition.submitted_at = now
        if reasons:
            edition.held_reason = "; ".join(reasons)
            write_handlings(session, edition, said, now)
            write_state(session, edition, HELD)
            return
        edition.registered_at = edition.released_at = now
        edition.reference = new_reference(registry, edition, now.year)
        write_handlings(session, edition, said, now, pinned=True)
        write_state(session, edition, RELEASED)


def _earlier(registry: Registry) -> dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Return what earlier loadings took: edition and assessment by digest and originators, oldest first."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = defaultdict(list)
    with registry.database.read() as session:
        taken = set(_imported(session))
        query = select(Original.digest, Edition).join(Edition, col(Edition.id) == col(Original.edition_id))
        for digest, edition in session.exec(query.order_by(col(Edition.created_at), col(Edition.id))):
            if edition.id in taken:
                found[digest, tuple(edition.originators)].append((edition.id, edition.assessment_id))
    return found


def _imported(session: Session) -> Iterator[str]:
    for editions in session.exec(select(RegisterEntry.editions).where(RegisterEntry.action == IMPORTED)):
        yield from editions
