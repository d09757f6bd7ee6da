"""From a kept upload to a searchable edition: read in a sandbox, understood, cut, embedded, stored.

Every stage can be repeated: what an earlier try left is replaced. An edition becomes searchable by one
final transaction that brings its index rows and ends its job.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import delete
from sqlmodel import Session, col, select

from ingest.assign import Assigned, NothingSelected, assign
from ingest.errors import NeedsPerson
from ingest.originals import load
from ingest.portions import Portion as Cut
from ingest.portions import cut
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.suggest import suggest
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.job import DONE, RUNNING, Job
from repository import editions
from repository.database import bump
from repository.handlings import COUNTER as HANDLING
from repository.registry import Registry
from repository.sealed import EditionKey
from search.analyser import tokens
from search.centring import Centring
from search.encoder import Encoded, Encoder
from search.evidence import sentences_to_bytes
from search.index import COUNTER as INDEX
from search.index import vectors_to_bytes
from search.language import detect
from search.lexicon import encode
from search.sentence import sentences

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
_BATCH = 200
_RUN = 16


@dataclass(frozen=True, slots=True)
class Reader:
    """What turns text into vectors: the encoder and the language means that belong to it."""

    encoder: Encoder
    centring: Centring


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A portion with its id, language, sentence spans and vectors."""

    assigned: Assigned
    id: str
    language: str | None
    spans: tuple[tuple[int, int], ...]
    encoded: Encoded


class LeaseLost(Exception):
    """Another worker has the job now, or it was queued anew; what this one has read is dropped."""


@dataclass(frozen=True, slots=True)
class _Keeping:
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

    def write(self, rows: Sequence[Page | Portion]) -> None:
        """Write rows, a few hundred in one transaction."""
        for some in _batches(rows, _BATCH):
            with self.writing() as session:
                session.add_all(some)


def ingest(
    registry: Registry, model: Reader, edition_id: str, on_progress: Progress, *, worker: str | None = None
) -> None:
    """Bring one edition from its original to searchable; ``worker`` names who holds its job's lease.

    Raises ``ParseFailed``, ``NeedsPerson`` or ``Refused`` with a sentence for the depositor, ``LeaseLost``
    where the job is no longer the worker's.
    """
    with registry.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        original = session.get_one(Original, edition_id)
        deposit = editions.read_deposit(edition, registry.vault)
    content = load(registry.originals, registry.vault, edition, original)
    document = parse(content, on_progress=lambda done, of: on_progress("reading", done, of))
    del content
    portions = cut(document, model.encoder.count)
    if not portions:
        raise NeedsPerson("No text was found to index; deposit a version with text.")
    ids = _ids(registry, edition_id, portions)
    try:
        assigned = assign(portions, deposit.tearlines, {ident: place for place, ident in enumerate(ids)})
    except NothingSelected as error:
        raise NeedsPerson(f"{error}; correct the tearline and it is read again.") from error
    embedded = _embed(model, assigned, ids, document, on_progress)
    keeping = _Keeping(registry, edition_id, editions.key_of(edition, registry.vault), worker)
    _store_pages(keeping, document)
    _store_portions(keeping, embedded)
    _finish(keeping, model, document, embedded, deposit.marking.scheme if deposit.marking else None)


def _ids(registry: Registry, edition_id: str, cuts: Sequence[Cut]) -> list[str]:
    """Return the ids of portions: opaque, and the same whenever the same file is read and cut the same way.

    A tearline's selectors so hold over readings and crashes; where another cut would move a place, its id is
    gone, and nothing else is selected in its stead.
    """
    message = "{}:{}:{}"
    macs = (
        registry.vault.mac("portion", message.format(edition_id, place, c.text).encode("utf-8", "surrogatepass"))
        for place, c in enumerate(cuts)
    )
    return [b32encode(mac[:16]).decode().rstrip("=").lower() for mac in macs]


def _embed(
    model: Reader,
    assigned: Sequence[Assigned],
    ids: Sequence[str],
    document: Document,
    on_progress: Progress,
) -> list[_Embedded]:
    """Embed the portions handling by handling, so that none meets another handling's in a run (design 4)."""
    whole = detect(" ".join(block.text for page in document.pages[:5] for block in page.blocks)[:4000])
    ordered = sorted(assigned, key=lambda portion: (portion.part, portion.place))
    embedded: list[_Embedded] = []
    for _, group in groupby(ordered, key=lambda portion: portion.part):
        for chunk in _batches(list(group), _RUN):
            embedded.extend(_embed_some(model, chunk, ids, whole))
            # Progress is said in pages, at every stage: that is what a depositor can count.
            on_progress("embedding", len(embedded) * len(document.pages) // len(ordered), len(document.pages))
    return embedded


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _embed_some(model: Reader, chunk: Sequence[Assigned], ids: Sequence[str], whole: str | None) -> list[_Embedded]:
    languages = [detect(item.portion.text) or whole for item in chunk]
    spans = [tuple(sentences(item.portion.text, lang)) for item, lang in zip(chunk, languages, strict=True)]
    texts, shifted = [], []
    for item, own in zip(chunk, spans, strict=True):
        context = "".join(f"{heading}\n" for heading in item.heading)
        texts.append(context + item.portion.text)
        shifted.append([(start + len(context), end + len(context)) for start, end in own])
    vectors = model.encoder.passages(texts, shifted)
    return [
        _Embedded(item, ids[item.place], language, own, _centred(model, encoded))
        for item, language, own, encoded in zip(chunk, languages, spans, vectors, strict=True)
    ]


def _centred(model: Reader, encoded: Encoded) -> Encoded:
    return Encoded(model.centring.passage(encoded.vector), model.centring.passage(encoded.sentences))


def _store_pages(keeping: _Keeping, document: Document) -> None:
    rows = [
        Page(
            edition_id=keeping.edition,
            number=page.number,
            width=page.width,
            height=page.height,
            has_text=page.has_text,
            blocks=keeping.key.seal(f"page:{page.number}", json.dumps([b.text for b in page.blocks]).encode()),
        )
        for page in document.pages
    ]
    with keeping.writing() as session:
        session.connection().execute(delete(Page).where(col(Page.edition_id) == keeping.edition))
    keeping.write(rows)


def _store_portions(keeping: _Keeping, embedded: list[_Embedded]) -> None:
    with keeping.writing() as session:
        session.connection().execute(delete(Portion).where(col(Portion.edition_id) == keeping.edition))
        handlings = _handlings(session, keeping.edition)
    ordinals: dict[str, int] = dict.fromkeys(handlings, 0)
    rows = []
    for item in embedded:
        part = item.assigned.part
        rows.append(_row(keeping.edition, keeping.key, item, handlings[part], ordinals[part]))
        ordinals[part] += 1
    keeping.write(rows)


def _row(edition_id: str, key: EditionKey, item: _Embedded, handling: int, ordinal: int) -> Portion:
    portion = item.assigned.portion
    body: dict[str, Any] = {
        "text": portion.text,
        "heading": list(item.assigned.heading),
        "kind": portion.kind,
        "spans": [[span.start, span.end, span.page, list(span.box)] for span in portion.spans],
        "sentences": [list(span) for span in item.spans],
    }
    return Portion(
        id=item.id,
        edition_id=edition_id,
        handling_id=handling,
        ordinal=ordinal,
        place=item.assigned.place,
        page=portion.page,
        language=item.language,
        body=key.seal(f"portion:{item.id}", json.dumps(body, ensure_ascii=False).encode()),
        sentences=key.seal(f"sentences:{item.id}", sentences_to_bytes(item.encoded.sentences)),
    )


def _handlings(session: Session, edition_id: str) -> dict[str, int]:
    rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition_id))
    return {row.part: row.id for row in rows if row.id is not None}


def _finish(
    keeping: _Keeping, model: Reader, document: Document, embedded: list[_Embedded], scheme: str | None
) -> None:
    """Bring index rows, suggestions and the job's end in one transaction: now it is searchable, all of it."""
    registry, edition_id, key = keeping.registry, keeping.edition, keeping.key
    indexes = {part: _index_of(registry, items) for part, items in _by_part(embedded).items()}
    cuts, ids = [item.assigned.portion for item in embedded], [item.id for item in embedded]
    suggestions = suggest(document, cuts, ids, scheme)
    with keeping.writing() as session:
        handlings = _handlings(session, edition_id)
        version = bump(session, INDEX)
        for part, ident in handlings.items():
            matrix, postings = indexes.get(part, (None, None))
            row = session.get(HandlingIndex, ident) or HandlingIndex(handling_id=ident, version=0, model="")
            row.version, row.model = version, model.encoder.fingerprint
            row.vectors = key.seal(f"vectors:{ident}", matrix) if matrix is not None else None
            row.postings = postings
            session.add(row)
        edition = session.get_one(Edition, edition_id)
        edition.ingested_at = registry.clock.now()
        editions.write_suggestions(edition, registry.vault, suggestions)
        editions.write_provisional_rank(session, registry.vault, edition, registry.clock.now())
        _touch(session, edition_id)
        job = session.exec(select(Job).where(Job.edition_id == edition_id)).one()
        job.state, job.reason, job.finished_at, job.leased_until = DONE, None, registry.clock.now(), None
        session.add(job)


def _by_part(embedded: list[_Embedded]) -> dict[str, list[_Embedded]]:
    parts: dict[str, list[_Embedded]] = {}
    for item in embedded:
        parts.setdefault(item.assigned.part, []).append(item)
    return parts


def _index_of(registry: Registry, items: list[_Embedded]) -> tuple[bytes, bytes]:
    words = [
        [token.term for token in tokens("\n".join((*item.assigned.heading, item.assigned.portion.text)), item.language)]
        for item in items
    ]
    matrix = np.stack([item.encoded.vector for item in items])
    return vectors_to_bytes(matrix), encode(words, registry.vault.posting_key)


def _touch(session: Session, edition_id: str) -> None:
    """Move the version of the edition's handlings, so that every catalogue reads its pages anew."""
    version = bump(session, HANDLING)
    for row in session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition_id)):
        row.version = version
        session.add(row)
