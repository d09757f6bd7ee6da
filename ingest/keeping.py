"""What is stored of an edition under its key, for as long as its job is this worker's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from ingest.embedding import Embedded, batches
from ingest.structure import Document
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Page, Portion
from models.tables.job import RUNNING, Job
from repository import durable, editions
from repository.database import bump
from repository.registry import Registry
from repository.sealed import EditionKey
from search.changeover import INDEX
from search.evidence import sentences_to_bytes

_BATCH = 200


class LeaseLost(Exception):
    """Another worker has the job now, or it was queued anew; what this one has read is dropped."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where one edition's rows are written, under its key, for as long as the job is this worker's."""

    registry: Registry
    edition: str
    key: EditionKey
    worker: str | None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a write transaction in which the job is still leased to the worker; raise ``LeaseLost``."""
        with self.registry.database.write() as session:
            job = session.exec(select(Job).where(Job.edition_id == self.edition)).one()
            if self.worker is not None and (job.state != RUNNING or job.worker != self.worker):
                raise LeaseLost
            yield session

    def write(self, rows: Sequence[Page | Portion], kept: str) -> None:
        """Write rows, a few hundred in one transaction; ``kept`` is the durable point after each."""
        for some in batches(rows, _BATCH):
            with self.writing() as session:
                session.add_all(some)
            durable.point(kept)


def store(keeping: Keeping, document: Document, embedded: list[Embedded]) -> None:
    """Replace the pages and portions that an earlier try or reading left; each handling's are counted from 0."""
    known = _clear(keeping)
    durable.point("edition.cleared")
    keeping.write(_pages(keeping, document), "pages.kept")
    ordinals: dict[str, int] = dict.fromkeys(known, 0)
    rows = []
    for item in embedded:
        part = item.assigned.part
        rows.append(_row(keeping.edition, keeping.key, item, known[part], ordinals[part]))
        ordinals[part] += 1
    keeping.write(rows, "portions.kept")


def _clear(keeping: Keeping) -> dict[str, int]:
    """Remove what an earlier try left, and return the handlings by part.

    What was searchable is not while its portions are written anew: a hit would lead to nothing, or to another
    passage.
    """
    with keeping.writing() as session:
        for table in (Page, Portion):
            session.connection().execute(delete(table).where(col(table.edition_id) == keeping.edition))
        withhold(session, session.get_one(Edition, keeping.edition))
        return handlings(session, keeping.edition)


def withhold(session: Session, edition: Edition) -> None:
    """Make an edition unsearchable in the caller's write transaction, until it has been read again."""
    if edition.ingested_at is not None:
        edition.ingested_at = None
        session.add(edition)
        unindex(session, edition)
        editions.touch(session, edition)


def unindex(session: Session, edition: Edition) -> None:
    """Empty the index rows of an edition; every process reads that they moved."""
    version = bump(session, INDEX)
    for ident in handlings(session, edition.id).values():
        row = session.get(HandlingIndex, ident)
        if row is not None:
            row.vectors = row.postings = row.words = None
            row.version = version
            session.add(row)


def _pages(keeping: Keeping, document: Document) -> list[Page]:
    return [
        Page(
            edition_id=keeping.edition,
            number=page.number,
            width=page.width,
            height=page.height,
            has_text=page.has_text,
            confidence=page.confidence,
            blocks=keeping.key.seal(f"page:{page.number}", json.dumps([b.text for b in page.blocks]).encode()),
        )
        for page in document.pages
    ]


def _row(edition_id: str, key: EditionKey, item: Embedded, handling: int, ordinal: int) -> Portion:
    portion = item.assigned.portion
    body: dict[str, Any] = {
        "text": portion.text,
        "heading": list(item.assigned.heading),
        "kind": portion.kind,
        "spans": [[span.start, span.end, span.page, list(span.box)] for span in portion.spans],
        "sentences": [list(span) for span in item.spans],
        "recognised": [list(word) for word in portion.recognised],
    }
    return Portion(
        id=item.id,
        edition_id=edition_id,
        handling_id=handling,
        ordinal=ordinal,
        place=item.assigned.place,
        page=portion.page,
        language=item.language,
        confidence=portion.confidence,
        body=key.seal(f"portion:{item.id}", json.dumps(body, ensure_ascii=False).encode()),
        sentences=key.seal(f"sentences:{item.id}", sentences_to_bytes(item.encoded.sentences)),
    )


def handlings(session: Session, edition_id: str) -> dict[str, int]:
    """Return the ids of an edition's handlings by part."""
    rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition_id))
    return {row.part: row.id for row in rows if row.id is not None}
