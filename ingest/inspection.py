"""The inspection: for every edition, row = file = portions = vectors = postings = fingerprints, proved by looking.

What is found is a ``Fault`` with a sentence for the operator and what mends it, if anything here can. An edition
that a worker has in its hands is not inspected further than its file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlmodel import Session, col, select

from ingest.originals import UNOPENED, contents
from ingest.queue import lapsed
from models.handling import DESTROYED
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.fingerprint import Fingerprint
from models.tables.job import DONE, FAILED, TERMINAL, Job
from repository import editions
from repository.errors import SealBroken
from repository.registry import Registry
from repository.sealed import EditionKey, sealed_length
from search.segment import PostingsUnreadable, decode

READ_AGAIN, WITHHOLD, CLEAR, FINGERPRINT = "read again", "withheld and read again", "cleared", "fingerprints made anew"
"""What a repair does: it queues the edition, takes it out of the search besides, removes rows, makes fingerprints."""
T = TypeVar("T")
_PATIENCE = timedelta(minutes=2)
"""A lease that lapsed is taken up within seconds where a worker runs."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about an edition that is not as it must be; without a ``remedy`` only a person can mend it."""

    sentence: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model of now; of another one's vectors there is nothing to find."""

    fingerprint: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the database holds of one edition beside its own row."""

    key: EditionKey
    handlings: dict[int, HandlingRecord]
    portions: list[Portion]
    pages: list[Page]


def inspect(registry: Registry, session: Session, edition: Edition, model: Model | None) -> list[Fault]:
    """Return the faults of one edition's rows and of the size of its file; in the caller's snapshot."""
    if edition.state == DESTROYED:
        left = _count(session, edition)
        return [Fault(f"{left} rows are left of what was destroyed.", CLEAR)] if left else []
    try:
        key = editions.key_of(edition, registry.vault)
        editions.read_deposit(edition, registry.vault)
        editions.read_suggestions(edition, registry.vault)
    except (SealBroken, ValueError) as error:
        return [Fault(f"{error}")]
    original = session.get(Original, edition.id)
    if original is None:
        return [Fault("No file belongs to it; restore the database from a backup.")]
    found = [*_file(registry, original), *_name(key, original)]
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is None:
        return [*found, Fault("It has no job, so nobody reads it.", READ_AGAIN)]
    if lapsed(job, registry.clock.now() - _PATIENCE):
        return [*found, Fault("Its worker has not been heard of for long, and nobody took its job up.", READ_AGAIN)]
    if job.state == FAILED and job.reason == UNOPENED and not found:
        found.append(Fault("Its reading ended because its file could not be opened; the file is there.", READ_AGAIN))
    if job.state in TERMINAL:
        found += _read(session, edition, job, key, model)
    return found


def changed(registry: Registry, edition: Edition, original: Original) -> Iterator[Fault]:
    """Open a file and compare it with what was deposited; reads all of it."""
    digester, size = registry.vault.digester(), 0
    try:
        for chunk in contents(registry.originals, registry.vault, edition, original):
            digester.update(chunk)
            size += len(chunk)
    except FileNotFoundError:
        return
    except (SealBroken, OSError) as error:
        yield Fault(f"The file {original.stored_as} cannot be read: {error}")
        return
    if size != original.size or digester.hexdigest() != original.digest:
        yield Fault(f"The file {original.stored_as} is not the one that was deposited; restore it from a backup.")


def _file(registry: Registry, original: Original) -> Iterator[Fault]:
    try:
        size = (registry.originals / original.stored_as).stat().st_size
    except FileNotFoundError:
        yield Fault(f"The file {original.stored_as} is gone; restore it from a backup.")
        return
    if size != sealed_length(original.size):
        yield Fault(f"The file {original.stored_as} has a wrong length; restore it from a backup.")


def _read(session: Session, edition: Edition, job: Job, key: EditionKey, model: Model | None) -> Iterator[Fault]:
    """Inspect an edition that no worker has in its hands."""
    if edition.ingested_at is None:
        if job.state == DONE:
            yield Fault("Its job is done, and it is not searchable.", READ_AGAIN)
        elif left := _count(session, edition):
            yield Fault(f"{left} rows are left of a reading that ended without success.", CLEAR)
        return
    query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)
    rows = _Rows(
        key,
        {row.id: row for row in session.exec(query) if row.id is not None},
        list(session.exec(select(Portion).where(Portion.edition_id == edition.id).order_by(col(Portion.place)))),
        list(session.exec(select(Page).where(Page.edition_id == edition.id))),
    )
    if not rows.portions:
        yield Fault("It counts as searchable, and has no portions.", WITHHOLD)
        return
    yield from _whole(rows)
    yield from _sealed(rows)
    yield from _indexed(session, rows, model)
    yield from _told(session, rows)


def _whole(rows: _Rows) -> Iterator[Fault]:
    """Compare places, pages and handlings with one another."""
    if [row.place for row in rows.portions] != list(range(len(rows.portions))):
        yield Fault("Its portions are not whole: places are missing or taken twice.", WITHHOLD)
    pages = {row.number for row in rows.pages}
    if pages != set(range(1, len(pages) + 1)) or {row.page for row in rows.portions} - pages:
        yield Fault("Its pages are not whole, or portions lie on pages that there are not.", WITHHOLD)
    if {row.handling_id for row in rows.portions} - set(rows.handlings):
        yield Fault("Portions lie under a handling of another edition.", WITHHOLD)


def _sealed(rows: _Rows) -> Iterator[Fault]:
    """Open everything that is sealed."""
    broken = sum(_fails(partial(_page, rows.key), row) for row in rows.pages)
    if broken:
        yield Fault(f"{broken} of {len(rows.pages)} pages cannot be opened.", WITHHOLD)
    broken = sum(_fails(partial(_portion, rows.key), row) for row in rows.portions)
    if broken:
        yield Fault(f"{broken} of {len(rows.portions)} portions cannot be opened.", WITHHOLD)


def _page(key: EditionKey, row: Page) -> None:
    json.loads(key.unseal(f"page:{row.number}", row.blocks))


def _portion(key: EditionKey, row: Portion) -> None:
    json.loads(key.unseal(f"portion:{row.id}", row.body))
    key.unseal(f"sentences:{row.id}", row.sentences)


def _indexed(session: Session, rows: _Rows, model: Model | None) -> Iterator[Fault]:
    """Count vectors and postings of every handling against its portions."""
    counts = Counter(row.handling_id for row in rows.portions)
    foreign = False
    for ident in rows.handlings:
        own = sorted(row.ordinal for row in rows.portions if row.handling_id == ident)
        row = session.get(HandlingIndex, ident)
        foreign |= bool(own) and row is not None and model is not None and row.model != model.fingerprint
        try:
            vectors, postings = _lengths(rows.key, row, counts[ident], model)
        except (SealBroken, PostingsUnreadable) as error:
            yield Fault(str(error), WITHHOLD)
            continue
        if own != list(range(len(own))) or not len(own) == vectors == postings:
            part = rows.handlings[ident].part
            said = f"{len(own)} portions, {vectors} vectors and {postings} posting lists"
            yield Fault(f"Of its {part} there are {said}.", WITHHOLD)
    if foreign:
        yield Fault("Its vectors are another model's, so that it is not found.", READ_AGAIN)


def _lengths(key: EditionKey, row: HandlingIndex | None, portions: int, model: Model | None) -> tuple[int, int]:
    """Return how many vectors and posting lists an index row holds; raise ``SealBroken``, ``PostingsUnreadable``."""
    if row is None:
        return 0, 0
    vectors = postings = 0
    if row.vectors is not None:
        raw = len(key.unseal(f"vectors:{row.handling_id}", row.vectors))
        if model is not None and row.model == model.fingerprint:
            vectors, rest = divmod(raw, 2 * model.dimensions)
        else:
            # Of another model's vectors only this is known: they are all equally long.
            vectors, rest = (portions, raw % portions) if portions and raw else (0, raw)
        vectors = -1 if rest else vectors
    if row.postings is not None:
        postings = decode(row.handling_id, row.postings).portions
    return vectors, postings


def _told(session: Session, rows: _Rows) -> Iterator[Fault]:
    """Compare the handlings that have portions with those that have a fingerprint which opens."""
    kept = list(session.exec(select(Fingerprint).where(col(Fingerprint.handling_id).in_(rows.handlings))))
    if {row.handling_id for row in kept} != {row.handling_id for row in rows.portions}:
        yield Fault("Its fingerprints are not those of its portions.", FINGERPRINT)
    elif any(_fails(partial(_fingerprint, rows.key), row) for row in kept):
        yield Fault("A fingerprint of it cannot be opened.", FINGERPRINT)


def _fingerprint(key: EditionKey, row: Fingerprint) -> None:
    key.unseal(f"fingerprint:{row.handling_id}", row.body)


def _count(session: Session, edition: Edition) -> int:
    """Count what only an edition that is searchable may have."""
    pages = select(Page.number).where(Page.edition_id == edition.id)
    portions = select(Portion.id).where(Portion.edition_id == edition.id)
    own = select(HandlingRecord.id).where(HandlingRecord.edition_id == edition.id)
    index = select(HandlingIndex.handling_id).where(
        col(HandlingIndex.handling_id).in_(own), col(HandlingIndex.vectors).is_not(None)
    )
    return len(session.exec(pages).all()) + len(session.exec(portions).all()) + len(session.exec(index).all())


def _name(key: EditionKey, original: Original) -> Iterator[Fault]:
    try:
        key.unseal("name", original.name)
    except SealBroken as error:
        yield Fault(f"{error}")


def _fails(opens: Callable[[T], None], row: T) -> bool:
    try:
        opens(row)
    except (SealBroken, ValueError):
        return True
    return False
