"""What must hold of a house at rest, looked at without the code that made it so."""

from __future__ import annotations

from collections import Counter

from sqlmodel import Session, col, select

from ingest.originals import load
from models.tables.assessment import Assessment, Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.job import DONE, TERMINAL, Job
from models.tables.register import RegisterEntry
from repository.ownership import MARK
from search.generation import vectors_from_bytes
from search.segment import decode
from web.house import House


def unsound(house: House) -> list[str]:
    """Return what is wrong, in words: a file without a row, a row without its file, half an edition."""
    registry = house.registry
    wrong: list[str] = []
    with registry.database.read() as session:
        editions = list(session.exec(select(Edition)))
        originals = {row.edition_id: row for row in session.exec(select(Original))}
        jobs = Counter(session.exec(select(Job.edition_id)))
        deposited = Counter(
            name
            for entry in session.exec(select(RegisterEntry).where(RegisterEntry.action == "deposit"))
            for name in entry.editions
        )
        ids = {edition.id for edition in editions}
        if not ids == set(originals) == set(jobs) == set(deposited):
            wrong.append("editions, originals, jobs and entries of the register are not of the same works")
        twice = {*jobs.values(), *deposited.values()} - {1}
        if twice or len(list(session.exec(select(Assessment)))) != len(ids):
            wrong.append("something is there twice")
        for edition in editions:
            wrong += _edition(session, house, edition, originals[edition.id])
    named = {row.stored_as for row in originals.values()}
    kept = {path.name for path in registry.originals.glob("*")} - {MARK}
    if kept != named:
        wrong.append(f"{len(kept - named)} files have no row, {len(named - kept)} rows no file")
    if any((registry.folder / "scratch").glob("*")) or any((registry.folder / "pages").glob("*/*.part")):
        wrong.append("a working file is left")
    with registry.database.read() as session:
        verdict = registry.register.verify(session)
    return wrong if verdict.sound else [*wrong, verdict.sentence]


def _edition(session: Session, house: House, edition: Edition, original: Original) -> list[str]:
    registry, wrong = house.registry, []
    content = load(registry.originals, registry.vault, edition, original)
    if len(content) != original.size or registry.vault.digest(content) != original.digest:
        wrong.append("an original is not what was deposited")
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).one()
    if job.state not in TERMINAL:
        wrong.append(f"a job is {job.state}")
    if job.state == DONE and edition.ingested_at is None:
        wrong.append("a job is done and its edition not searchable")
    if job.state != DONE:
        return wrong
    portions = list(session.exec(select(Portion).where(Portion.edition_id == edition.id).order_by(col(Portion.place))))
    pages = [row.number for row in session.exec(select(Page).where(Page.edition_id == edition.id))]
    if [row.place for row in portions] != list(range(len(portions))) or not portions:
        wrong.append("the portions are not whole")
    if sorted(pages) != list(range(1, len(pages) + 1)) or {row.page for row in portions} - set(pages):
        wrong.append("the pages are not whole")
    key = registry.vault.open(edition.key, edition.id)
    for handling in session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)):
        own = sorted(row.ordinal for row in portions if row.handling_id == handling.id)
        index = session.get(HandlingIndex, handling.id)
        assert index is not None
        assert handling.id is not None
        vectors = postings = 0
        if index.vectors is not None and index.postings is not None:
            raw = key.unseal(f"vectors:{handling.id}", index.vectors)
            vectors = len(vectors_from_bytes(raw, house.engine.encoder.dimensions))
            postings = decode(handling.id, index.postings).portions
        if not own == list(range(vectors)) == list(range(postings)):
            wrong.append(f"{len(own)} portions, {vectors} vectors, {postings} postings")
    return wrong
