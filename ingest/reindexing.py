"""Reindexing: vectors, postings, words and fingerprints of all or some editions made anew from their kept portions.

It goes on where it was stopped, while servers and workers go on too; answers are the same before, meanwhile and after.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from sqlmodel import Session, col, select

from ingest.batch import renew_all
from ingest.embedding import Reader
from ingest.worker import RENEWING
from models.tables.assessment import Edition
from repository.lock import Occupied, alone
from repository.register import Act
from repository.registry import Registry
from search.segment import ANALYSED

REINDEX = "reindex"
DONE, CHANGED = "done", "read anew meanwhile"
_PROGRESS = "reindex.progress"
_WAIT = 120.0
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Reindexed:
    """One edition: its assessment, and what became of it; anything but ``DONE`` and ``CHANGED`` is a fault in words."""

    assessment: str
    outcome: str

    @property
    def well(self) -> bool:
        """Whether its rows are whole."""
        return self.outcome in (DONE, CHANGED)


@contextmanager
def reindexing(
    registry: Registry, model: Callable[[], Reader], assessments: Sequence[str] = ()
) -> Iterator[Reindexing]:
    """Give a run over the editions of a registry, or over those of some assessments, for the time that it is alone.

    The model in use is opened once nobody else makes index rows anew: until then another one may come into use.
    Raises ``Occupied`` where another process does the same for minutes.
    """
    with _turn(registry.folder / RENEWING):
        yield Reindexing(registry, model(), assessments)


class Reindexing:
    """A run over the editions of a registry, or over those of some assessments; to be had of ``reindexing``."""

    def __init__(self, registry: Registry, model: Reader, assessments: Sequence[str] = ()) -> None:
        """List what is to be done: what an earlier run that was stopped has done already is left out."""
        self._registry = registry
        self._model = model
        with registry.database.read() as session:
            every = _editions(session, assessments)
        self._file = registry.folder / _PROGRESS
        before = _Progress.read(self._file, self._mark(every))
        self.total = len(every)
        self._left = {ident: of for ident, of in every.items() if ident not in before}
        self.resumed = self.total - len(self._left)
        self._whole = every

    def run(self) -> Generator[Reindexed, None, None]:
        """Make each edition's index anew and yield what became of it; recorded."""
        registry = self._registry
        with registry.database.write() as session:
            detail = {"editions": len(self._left)}
            registry.register.append(session, Act(action=REINDEX, at=registry.clock.now(), detail=detail))
        with _Progress(self._file, self._mark(self._whole)) as progress:
            for one in renew_all(registry, self._model, self._left, whole=True):
                yield Reindexed(self._left[one.edition], one.fault or (DONE if one.done else CHANGED))
                # What failed is tried again by the run that goes on, which says so to whoever is there then.
                if not one.fault:
                    progress.note(one.edition)
        self._file.unlink(missing_ok=True)

    def _mark(self, every: dict[str, str]) -> str:
        """Return what a run is known by: the same model, analyser and assessments continue it."""
        return json.dumps([self._model.encoder.fingerprint, ANALYSED.hex(), sorted(set(every.values()))])


class _Progress:
    """The editions that a run has done, a line each, behind a line that says which run it is."""

    def __init__(self, path: Path, mark: str) -> None:
        self._path = path
        self._mark = mark

    @staticmethod
    def read(path: Path, mark: str) -> set[str]:
        """Return what the same run has done before it was stopped."""
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return set(lines[1:]) if lines[:1] == [mark] else set()

    def __enter__(self) -> _Progress:
        done = self.read(self._path, self._mark)
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")
        self._file.write("".join(f"{line}\n" for line in (self._mark, *sorted(done))))
        self._file.flush()
        return self

    def note(self, ident: str) -> None:
        """Note an edition that is done."""
        self._file.write(f"{ident}\n")
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _editions(session: Session, assessments: Sequence[str]) -> dict[str, str]:
    """Return the searchable editions with their assessments, the newest first."""
    query = select(Edition.id, Edition.assessment_id).where(
        col(Edition.ingested_at).is_not(None), col(Edition.key).is_not(None)
    )
    if assessments:
        query = query.where(col(Edition.assessment_id).in_(assessments))
    return dict(session.exec(query.order_by(col(Edition.created_at).desc(), col(Edition.id))).all())


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Hold the lock of whoever makes index rows anew, waiting for a worker that is in the middle of an edition."""
    until = monotonic() + _WAIT
    while True:
        with alone(path) as mine:
            if mine:
                yield
                return
        if monotonic() > until:
            raise Occupied("A worker has been making index rows anew for minutes; try again later.")
        sleep(_LOOK)
