"""Destruction: the key first, then everything it sealed; a stub and the register's entries stay (case 25).

What stays of an edition: its ids, originators and reference, the keyed hash of its file, its dates, and in the
register who decided. Without its key nothing that was copied elsewhere under it can be opened (design 7).
"""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.handling import DESTROYED, Handling
from models.marking import UNMARKED
from models.policy import Policy
from models.tables.assessment import Edition, HandlingIndex, Original, Page, Portion
from models.tables.job import DONE, FAILED, Job
from models.tables.meaning import ComingMeaning
from models.tables.register import Counter
from models.tables.relation import Relation
from models.tables.request import OPEN, TAKEN_BACK, Request
from repository import alerts, fingerprints, legal_holds, notices, overlap_verdicts, relations, requests
from repository.acts import Actor, act_of
from repository.database import afterwards, bump
from repository.editions import records, touch
from repository.errors import RepositoryError
from repository.handlings import terms_of
from repository.moves import Said, admit
from repository.registry import Registry

KIND = "destroy"
INDEX = "index"
OWED = "log"
"""The counter of the destructions whose rows may still stand in the log of the database."""
log = logging.getLogger("concord.destruction")


def ask(registry: Registry, session: Session, actor: Actor, assessment: str, said: Said) -> Request:
    """Ask every originator to consent to the destruction; a sole originator's second officer decides (W6, W7).

    Raises ``NotFound``, ``Incomplete``, and ``ActRefused`` while a legal hold stands.
    """
    edition = admit(session, actor, KIND, assessment)
    legal_holds.refuse_held(session, edition)
    return requests.ask(registry, session, actor, KIND, edition.originators, edition=edition, reason=said.why())


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Destroy what every originator has consented to destroy; refuse where a hold was placed meanwhile."""
    asked = session.get_one(Edition, request.edition_id)
    edition = admit(session, actor, KIND, asked.assessment_id)
    legal_holds.refuse_held(session, edition)
    before = edition.state
    destroy(registry, session, edition)
    said: dict[str, object] = {"from": before, "to": DESTROYED, "request": request.id, "asked_by": request.asked_by}
    registry.register.append(session, act_of(registry, actor, KIND, edition, said | {"reason": request.reason}))


def destroy(registry: Registry, session: Session, edition: Edition) -> None:
    """Wipe an edition in the caller's write transaction, which records why; files go once it is durable.

    Every cache of every process forgets it at its next look; the log of the database is emptied.
    """
    original = session.get(Original, edition.id)
    stored = None if original is None else original.stored_as
    _tell(registry, session, edition)
    edition.key = edition.metadata_ = edition.suggestions = None
    edition.held_reason = edition.review_by = None
    edition.state, edition.destroyed_at = DESTROYED, registry.clock.now()
    session.add(edition)
    _wipe_handlings(session, edition)
    _wipe_original(session, original)
    relations.propagate(registry, session, edition, "destroyed")
    _wipe_rows(session, edition)
    session.merge(Counter(name=OWED, value=_owed(session) + 1))
    afterwards(session, partial(_wipe_files, registry, edition.id, stored))


def empty_log(registry: Registry) -> bool:
    """Empty the log of the database where a destruction left its rows in it; return whether nothing is owed now.

    That it is owed is in the database itself, so that no crash forgets it and any process may do it.
    """
    with registry.database.read() as session:
        owed = _owed(session)
    if not owed:
        return True
    if not registry.database.truncate_wal():
        return False
    with registry.database.write() as session:
        if _owed(session) == owed:
            session.merge(Counter(name=OWED, value=0))
    return True


def _owed(session: Session) -> int:
    row = session.get(Counter, OWED)
    return 0 if row is None else row.value


def _tell(registry: Registry, session: Session, edition: Edition) -> None:
    """Tell the officers of its originators, and close what is still asked about it."""
    told = [officer for name in edition.originators for officer in notices.officers(session, name)]
    if edition.submitted_at is not None:
        detail = {"reference": edition.reference or ""}
        notices.send(registry, session, told, "destroyed", detail, edition=edition.id)
    asked = select(Request).where(Request.edition_id == edition.id, Request.state == OPEN)
    for request in session.exec(asked):
        request.state, request.decided_at = TAKEN_BACK, registry.clock.now()
        session.add(request)


def _wipe_rows(session: Session, edition: Edition) -> None:
    fingerprints.wipe(session, edition)
    overlap_verdicts.forget(session, edition.id)
    alerts.wipe(session, edition.id)
    for table in (Portion, Page, Relation):
        session.connection().execute(delete(table).where(col(table.edition_id) == edition.id))
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is not None:
        # A worker in the middle of it loses its lease, and what it has read with it.
        job.state = DONE if job.state == DONE else FAILED
        job.reason = job.worker = job.leased_until = None
        session.add(job)


def _wipe_handlings(session: Session, edition: Edition) -> None:
    """Empty the handlings and their index rows; the rows stay, so that every process reads that they moved."""
    version = bump(session, INDEX)
    nothing = terms_of(_stub(edition))
    for row in records(session, edition.id):
        # The embargo is a date of the stub: what embeds the work still waits for it.
        row.terms, row.retention_until = nothing, None
        row.state = DESTROYED
        session.add(row)
        index = session.get(HandlingIndex, row.id)
        if index is not None:
            index.vectors = index.postings = index.words = None
            index.version = version
            session.add(index)
        coming = session.get(ComingMeaning, row.id)
        if coming is not None:
            session.delete(coming)
    touch(session, edition)


def _stub(edition: Edition) -> Handling:
    policy = Policy(originators=frozenset(edition.originators))
    return Handling(0, edition.id, edition.assessment_id, "", UNMARKED, policy, DESTROYED)


def _wipe_original(session: Session, original: Original | None) -> None:
    """Leave the keyed hash of the file, and nothing else of it."""
    if original is not None:
        original.stored_as = f"destroyed-{original.edition_id}"
        original.name, original.kind, original.size, original.password = b"", None, 0, None
        session.add(original)


def _wipe_files(registry: Registry, edition: str, stored: str | None) -> None:
    """Remove the sealed file and the drawn pages, and empty the log; what a fault leaves cannot be opened."""
    with suppress(OSError):
        if stored is not None:
            (registry.originals / stored).unlink(missing_ok=True)
    shutil.rmtree(registry.folder / "pages" / edition, ignore_errors=True)
    try:
        if not empty_log(registry):
            log.info("the log of the database is emptied once its readers have ended")
    except RepositoryError as error:
        log.warning("the log of the database is to be emptied later: %s", error)
