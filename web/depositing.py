"""Depositing: an upload and its job, the draft, what is suggested of it, what its originator says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, col, select

from ingest.accept import Accepted
from ingest.accept import accept as accept_upload
from models.deposit import Deposit
from models.handling import BODY
from models.tables.assessment import Edition, HandlingRecord, Original
from models.tables.job import DONE, NEEDS_PERSON, Job
from models.tables.person import ORIGINATOR
from repository import acts, editions, life, unlocking
from repository.acts import ActRefused, Incomplete, NotFound
from repository.completeness import field_problems, submission_problems
from repository.handlings import decode
from repository.judgement_problems import passage_problems
from repository.registry import Registry
from repository.relation_problems import relation_problems
from repository.release import Released, decide
from web.house import House
from web.refusing import refusing
from web.visitor import Visitor

_CLEARED = {"R1", "R4", "R5", "R7"}
"""The rules about a person herself that bind an originator's officer too (domain 3)."""


class RoleRefused(ActRefused):
    """The person's role does not include the act; the same for every id (403)."""


@dataclass(frozen=True, slots=True)
class JobView:
    """Where an upload stands on its way to being searchable."""

    id: str
    assessment: str
    state: str
    stage: str
    page: int
    pages: int
    reason: str | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """An edition as its originator's officers work on it: what was said, is suggested, is missing.

    Suggestions, judgements, recommendations and gaps quote the file, so an officer who may not read the body gets
    none. By ``wording`` what was said later is told from what is said here.
    """

    id: str
    state: str
    held_reason: str | None
    title: str | None
    filename: str
    deposit: Deposit
    suggestions: dict[str, Any]
    job: JobView | None
    problems: dict[str, str]
    provisional_rank: int
    wording: str
    unlocked: bool
    """Whether a password was given for its file; if the file is locked all the same, it was a wrong one."""


def require_role(visitor: Visitor, *roles: str) -> None:
    """Raise ``RoleRefused`` unless the visitor has one of the roles and may act; tells of no assessment."""
    if visitor.role not in roles:
        raise RoleRefused(f"this is for people in the role {' or '.join(roles)}")
    if not visitor.may_act:
        raise RoleRefused("your organization is suspended; nothing is shown to it or done for it (case 3)")


def admit(house: House, visitor: Visitor) -> None:
    """Raise ``RoleRefused``, recorded, unless the visitor may deposit; asked before a file is taken from the wire."""
    with refusing(house, visitor, "deposit"):
        require_role(visitor, ORIGINATOR)


def deposit(
    house: House, visitor: Visitor, source: BinaryIO, filename: str, said: Deposit, *, password: str | None = None
) -> Accepted:
    """Keep an upload and queue it; ``password`` opens an encrypted file.

    Raises ``Refused``, ``TooLarge``, ``Incomplete``, ``StorageFull``.
    """
    with refusing(house, visitor, "deposit"):
        require_role(visitor, ORIGINATOR)
        with house.registry.database.read() as session:
            problems = field_problems(session, said, visitor.reader.organization)
            problems |= relation_problems(house.registry, session, visitor.actor, said)
        if problems:
            raise Incomplete(problems)
        if said.originators is None and visitor.reader.organization != visitor.person.organization_id:
            # Who acts for another organization deposits for it, and not for her own (case 32).
            said = said.model_copy(update={"originators": [visitor.reader.organization]})
        limit = house.settings.upload_limit
        return accept_upload(house.registry, visitor.person, source, filename, said, limit=limit, password=password)


def change(house: House, visitor: Visitor, ident: str, said: Deposit, seen: str | None = None) -> None:
    """Replace what is said of a draft or a held edition; refusals are recorded.

    ``seen`` is the ``wording`` of the draft that she had before her; raises ``Overtaken`` where another officer has
    changed it since.
    """
    registry = house.registry
    try:
        with registry.database.write() as session:
            said = _with_unseen(registry, session, visitor, ident, said)
            life.change(registry, session, visitor.actor, ident, said, seen=seen)
    except (ActRefused, Incomplete, NotFound) as error:
        registry.recorder.record(acts.refusal(registry, visitor.actor, "change", ident, error))
        raise


def _with_unseen(registry: Registry, session: Session, visitor: Visitor, ident: str, said: Deposit) -> Deposit:
    """Return what is said with the words of the file that an officer was not shown: she neither drops nor replaces
    them.
    """
    edition = acts.find_edition(session, visitor.actor, ident)
    return (
        said
        if _may_read(session, edition, visitor)
        else said.quoting_as(editions.read_deposit(edition, registry.vault))
    )


def unlock(house: House, visitor: Visitor, ident: str, password: str) -> None:
    """Give the password of a file that waits for it; its job is queued anew, and refusals are recorded."""
    with refusing(house, visitor, "unlock", assessment=ident):
        require_role(visitor, ORIGINATOR)
        with house.registry.database.write() as session:
            unlocking.unlock(house.registry, session, visitor.actor, ident, password)


def job(house: House, visitor: Visitor, ident: str) -> JobView:
    """Return a job of the visitor's organization; raises ``NotFound`` for any other id."""
    with house.registry.database.read() as session:
        row = session.get(Job, ident)
        edition = session.get(Edition, row.edition_id) if row else None
        if row is None or edition is None or not _mine(visitor, edition):
            raise NotFound("there is nothing here under that id")
        return _view(row, edition)


def jobs(house: House, visitor: Visitor) -> list[JobView]:
    """Return the jobs of the visitor's organization, the newest first."""
    with house.registry.database.read() as session:
        query = select(Job, Edition).join(Edition, col(Edition.id) == col(Job.edition_id))
        query = query.where(_hers(visitor)).order_by(col(Job.created_at).desc(), col(Job.id))
        rows = session.exec(query).all()
        return [_view(row, edition) for row, edition in rows if _mine(visitor, edition)]


def draft(house: House, visitor: Visitor, ident: str) -> DraftView:
    """Return an edition as its originator's officers work on it; raises ``NotFound``."""
    require_role(visitor, ORIGINATOR)
    with house.registry.database.read() as session:
        return _draft(house.registry, session, acts.find_edition(session, visitor.actor, ident), visitor)


def own(house: House, visitor: Visitor, most: int | None = None) -> list[DraftView]:
    """Return what the visitor's organization originated, the newest first, or the newest ``most`` of it."""
    require_role(visitor, ORIGINATOR)
    with house.registry.database.read() as session:
        query = select(Edition).where(_hers(visitor), col(Edition.key).is_not(None))
        rows = session.exec(query.order_by(col(Edition.created_at).desc(), col(Edition.id)).limit(most))
        mine = [row for row in rows if _mine(visitor, row)]
        return [_draft(house.registry, session, row, visitor) for row in mine]


def _hers(visitor: Visitor) -> ColumnElement[bool]:
    """Return the condition that an edition names the visitor's organization as an originator, for the database."""
    return cast(col(Edition.originators), String).contains(f'"{visitor.reader.organization}"', autoescape=True)


def _mine(visitor: Visitor, edition: Edition) -> bool:
    return visitor.may_act and visitor.role == ORIGINATOR and visitor.reader.organization in edition.originators


def _may_read(session: Session, edition: Edition, visitor: Visitor) -> bool:
    """Tell whether an officer may see words of the file: who is cleared for the body, and who deposited a draft of it.

    Before it is submitted she has yet to say what it is; afterwards her clearance binds her like anyone (R4, case 2).
    """
    if edition.depositor_id == visitor.person.id and edition.state in life.BEFORE_SUBMISSION:
        return True
    query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
    try:
        decision = decide(visitor.reader, decode(session.exec(query).one()), "view", visitor.at)
    except Exception:  # A row nobody can read is withheld from everybody.
        return False
    return isinstance(decision, Released) or not _CLEARED & set(decision.reasons)


def _view(row: Job, edition: Edition) -> JobView:
    return JobView(
        id=row.id,
        assessment=edition.assessment_id,
        state=row.state,
        stage=row.stage,
        page=row.page,
        pages=row.pages,
        reason=row.reason,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _draft(registry: Registry, session: Session, edition: Edition, visitor: Visitor) -> DraftView:
    key = editions.key_of(edition, registry.vault)
    said = editions.read_deposit(edition, registry.vault)
    original = session.get(Original, edition.id)
    row = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    found = editions.read_suggestions(edition, registry.vault)
    before, may_read = edition.state in life.BEFORE_SUBMISSION, _may_read(session, edition, visitor)
    problems = submission_problems(session, said, visitor.reader.organization, found, visitor.at) if before else {}
    if before and row is not None and row.state == DONE:
        problems |= passage_problems(session, edition.id, said.judgements)
    if row is not None and row.state == NEEDS_PERSON and row.reason:
        problems = {**problems, "file": row.reason}
    return DraftView(
        id=edition.assessment_id,
        state=edition.state,
        held_reason=edition.held_reason,
        title=said.title or said.register_title,
        filename=key.unseal("name", original.name).decode() if original else "",
        deposit=said if may_read else said.quoting_as(Deposit()),
        suggestions=found if may_read else {},
        job=_view(row, edition) if row else None,
        problems=problems,
        provisional_rank=edition.provisional_rank,
        wording=editions.wording(said, registry.vault),
        unlocked=original is not None and original.password is not None,
    )
