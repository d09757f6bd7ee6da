"""From a kept upload to a searchable edition: read in a sandbox, understood, cut, embedded, stored.

Every stage can be repeated: what an earlier try left is replaced. An edition becomes searchable by one
final transaction that brings its index rows and ends its job.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from sqlmodel import select

from ingest.assign import NothingSelected, assign
from ingest.embedding import Embedded, Progress, Reader, embed
from ingest.endless import shortened
from ingest.errors import NeedsPerson, PasswordNeeded, TearlineAstray
from ingest.keeping import Keeping, LeaseLost, handlings, store
from ingest.originals import load
from ingest.portions import Portion as Cut
from ingest.portions import cut
from ingest.readings import Readings
from ingest.recognise import recognise, without_text
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.suggest import suggest
from models.tables.assessment import Edition, HandlingIndex, Original
from models.tables.job import DONE, Job
from repository import durable, editions, unlocking
from repository.database import bump
from repository.registry import Registry
from repository.unlocking import password_of
from search import fingerprinting, vocabulary
from search.changeover import INDEX
from search.fingerprinting import Told
from search.generation import vectors_to_bytes
from search.segment import encode
from search.terms import indexed

__all__ = ["LeaseLost", "Progress", "Reader", "ingest"]


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
    password = password_of(registry.vault, edition, original)
    durable.point("original.opened")
    key = editions.key_of(edition, registry.vault)
    keeping = Keeping(registry, edition_id, key, worker)
    document, password = _read(keeping, original, content, on_progress, password)
    durable.point("document.read")
    readings = Readings(registry.folder, key, edition_id, model.engine.name)
    document = recognise(
        document,
        content,
        model.engine,
        kept=readings,
        languages=deposit.languages or (),
        on_progress=lambda done, of: on_progress("recognising", done, of),
        password=password,
    )
    del content
    document = shortened(document)
    portions = cut(document, model.encoder.count)
    if not portions:
        raise NeedsPerson(without_text(document))
    durable.point("document.cut")
    ids = _ids(registry, edition_id, portions)
    try:
        assigned = assign(portions, deposit.tearlines, {ident: place for place, ident in enumerate(ids)})
    except NothingSelected as error:
        raise TearlineAstray(f"{error}; correct the tearline and it is read again.") from error
    embedded = embed(model, assigned, ids, document, on_progress)
    store(keeping, document, embedded)
    _finish(keeping, model, document, embedded, deposit.marking.scheme if deposit.marking else None)
    readings.forget()


def _read(
    keeping: Keeping, original: Original, content: bytes, on_progress: Progress, password: str | None
) -> tuple[Document, str | None]:
    """Read a file, and return the password that it took; one that came with a file that opens without it is dropped.

    Trying first without it costs a locked file one start of the reader, and nobody is told of an opening that was none.
    """

    def progress(done: int, of: int) -> None:
        on_progress("reading", done, of)

    try:
        document = parse(content, on_progress=progress)
    except PasswordNeeded:
        if password is None:
            raise
    else:
        if password is not None:
            with keeping.writing() as session:
                unlocking.drop(session, keeping.edition)
        return document, None
    with _telling(keeping, original):
        return parse(content, on_progress=progress, password=password), password


@contextmanager
def _telling(keeping: Keeping, original: Original) -> Iterator[None]:
    """Record whether the password that was given opened what is read inside; what fails otherwise tells nothing."""
    try:
        yield
    except PasswordNeeded:
        _tell(keeping, original, opened=False)
        raise
    _tell(keeping, original, opened=True)


def _tell(keeping: Keeping, original: Original, *, opened: bool) -> None:
    if original.untold:
        with keeping.writing() as session:
            unlocking.tell(keeping.registry, session, keeping.edition, opened=opened)


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


def _finish(keeping: Keeping, model: Reader, document: Document, embedded: list[Embedded], scheme: str | None) -> None:
    """Bring index rows, suggestions and the job's end in one transaction: now it is searchable, all of it."""
    registry, edition_id, key = keeping.registry, keeping.edition, keeping.key
    indexes = {part: _index_of(registry, items) for part, items in _by_part(embedded).items()}
    cuts, ids = [item.assigned.portion for item in embedded], [item.id for item in embedded]
    told = {part: Told.of(_texts(items), registry.vault) for part, items in _by_part(embedded).items()}
    suggestions = suggest(document, cuts, ids, scheme)
    durable.point("edition.understood")
    with registry.database.read() as session:
        known = handlings(session, edition_id)
        prints = {known[part]: one for part, one in told.items() if part in known}
        prepared = fingerprinting.prepare(registry, session, edition_id, prints)
    durable.point("edition.compared")
    with keeping.writing() as session:
        rows = handlings(session, edition_id)
        version = bump(session, INDEX)
        for part, ident in rows.items():
            matrix, postings, words = indexes.get(part, (None, None, None))
            row = session.get(HandlingIndex, ident) or HandlingIndex(handling_id=ident, version=0, model="")
            row.version, row.model = version, model.encoder.fingerprint
            row.vectors = key.seal(f"vectors:{ident}", matrix) if matrix is not None else None
            row.postings = postings
            row.words = key.seal(f"words:{ident}", words) if words is not None else None
            session.add(row)
        durable.point("edition.indexed")
        edition = session.get_one(Edition, edition_id)
        edition.ingested_at = registry.clock.now()
        editions.write_suggestions(edition, registry.vault, suggestions)
        editions.write_provisional_rank(session, registry.vault, edition, registry.clock.now())
        editions.touch(session, edition)
        fingerprinting.write(registry, session, edition, prepared)
        job = session.exec(select(Job).where(Job.edition_id == edition_id)).one()
        job.state, job.reason, job.finished_at, job.leased_until = DONE, None, registry.clock.now(), None
        session.add(job)
        durable.point("edition.finishing")
    durable.point("edition.searchable")


def _texts(items: list[Embedded]) -> list[str]:
    return [item.assigned.portion.text for item in items]


def _by_part(embedded: list[Embedded]) -> dict[str, list[Embedded]]:
    parts: dict[str, list[Embedded]] = {}
    for item in embedded:
        parts.setdefault(item.assigned.part, []).append(item)
    return parts


def _index_of(registry: Registry, items: list[Embedded]) -> tuple[bytes, bytes, bytes]:
    """Return vectors, postings and words of the portions of one handling as bytes."""
    texts = ["\n".join((*item.assigned.heading, item.assigned.portion.text)) for item in items]
    words = [indexed(item.assigned.heading, item.assigned.portion.text, item.language) for item in items]
    matrix = np.stack([item.encoded.vector for item in items])
    return vectors_to_bytes(matrix), encode(words, registry.vault.posting_key), vocabulary.encode(texts)
