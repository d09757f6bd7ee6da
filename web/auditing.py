"""Auditing: the register as those entitled may see it, its proofs and its verdict (domain 6, cases 28 and 31)."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from sqlmodel import col, select

from models.tables.person import AUDITOR
from models.tables.register import RegisterEntry
from repository.acts import ActRefused
from repository.errors import RepositoryError
from repository.proof import Document
from repository.register import Act
from repository.verdict import Verdict
from web.depositing import require_role
from web.entries import Asked, EntryView, audits, find, matching, views
from web.house import House
from web.visitor import Visitor

MOST = 500
_VERIFYING = Lock()


def entries(house: House, visitor: Visitor, asked: Asked | None = None) -> list[EntryView]:
    """Return register entries, the newest first: all for the auditor, their own for others (domain 6).

    Raises ``NotFound`` where ``before`` is no entry that the visitor may see.
    """
    asked = asked or Asked()
    with house.registry.database.read() as session:
        newest = (
            matching(session, visitor, asked)
            .order_by(col(RegisterEntry.sequence).desc())
            .limit(min(max(asked.limit, 1), MOST))
        )
        return views(house, session, visitor, session.exec(newest).all())


def entry(house: House, visitor: Visitor, ident: str) -> EntryView:
    """Return one entry; the auditor whose clearance reaches them reads the words of a query here (case 31).

    Words of somebody else are recorded as read before they leave. Raises ``NotFound``.
    """
    with house.registry.database.read() as session:
        row = find(session, visitor, ident)
        view = views(house, session, visitor, [row], words=audits(visitor))[0]
    if view.words is not None and row.actor != visitor.person.id:
        detail = {"entry": row.id}
        act = Act(action="register-read", at=visitor.at, actor=visitor.person.id, rank=row.rank, detail=detail)
        house.registry.recorder.record(act)
    return view


def checkpoint(house: House, visitor: Visitor) -> dict[str, object]:
    """Return the register's signed head, to be kept outside; for the auditor."""
    require_role(visitor, AUDITOR)
    with house.registry.database.read() as session:
        return house.registry.register.checkpoint(session)


def inclusion(house: House, visitor: Visitor, ident: str, size: int | None = None) -> Document:
    """Return the proof that an entry stands in the tree, for the auditor; the entry with it where she may read it.

    Raises ``NotFound`` and ``ProofRefused``.
    """
    require_role(visitor, AUDITOR)
    with house.registry.database.read() as session:
        row = find(session, visitor, ident)
        whole = not views(house, session, visitor, [row])[0].withheld
        return house.registry.register.inclusion(session, row.sequence, size, whole=whole)


def consistency(house: House, visitor: Visitor, first: int, second: int | None = None) -> Document:
    """Return the proof that the register only grew, for the auditor; raises ``ProofRefused``."""
    require_role(visitor, AUDITOR)
    with house.registry.database.read() as session:
        return house.registry.register.consistency(session, first, second)


def verify(house: House, visitor: Visitor, kept: Mapping[str, object] | None = None) -> Verdict:
    """Check the whole register now, for the auditor; recorded, wherever a damaged register still can record.

    Raises ``ActRefused`` while another verification runs: one is enough, and it takes a core.
    """
    require_role(visitor, AUDITOR)
    if not _VERIFYING.acquire(blocking=False):
        raise ActRefused("the register is being verified already; its verdict will be recorded. Try again after that")
    try:
        with house.registry.database.read() as session:
            verdict = house.registry.register.verify(session, kept)
    finally:
        _VERIFYING.release()
    detail = {"sound": verdict.sound, "first_bad": verdict.first_bad, "size": verdict.size}
    act = Act(action="register-verify", at=house.registry.clock.now(), actor=visitor.person.id, detail=detail)
    try:
        house.registry.recorder.record(act)
    except RepositoryError:
        # A register that can no longer record is what the auditor must learn of first.
        if verdict.sound:
            raise
    return verdict


def actions(house: House, visitor: Visitor) -> list[str]:
    """Return the acts that the visitor can ask for: those of the entries she may see."""
    query = select(RegisterEntry.action).distinct()
    if not audits(visitor):
        query = query.where(RegisterEntry.actor == visitor.person.id)
    with house.registry.database.read() as session:
        return sorted(session.exec(query))
