"""What a work embeds: snapshots of the policies of its sources and of the work it translates (R9, cases 24, 30).

Before its release a work follows its sources; from then on it keeps what bound it, and only more is added. A
translation follows its original in everything, for as long as both are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from models.clock import earliest
from models.deposit import Deposit
from models.handling import BODY, CARD, DESTROYED, DRAFT, HELD, REGISTERED, SUBMITTED, WITHDRAWN, Handling
from models.policy import Policy, Source
from models.tables.assessment import Edition, HandlingRecord
from models.tables.relation import SOURCE, SUPERSEDES, TRANSLATION, Relation
from repository.handlings import decode

FORMING = frozenset({DRAFT, SUBMITTED, HELD, REGISTERED})
"""The states in which a work follows its sources and may still name others."""

GONE = frozenset({WITHDRAWN, DESTROYED})

Sources = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a work takes over: sources, the last embargo of any of them, the first retention of an original."""

    sources: Sources = ()
    embargo_until: datetime | None = None
    retention_until: datetime | None = None

    def onto(self, handling: Handling) -> Handling:
        """Return a handling bound by it; a register title stays unclassified, whatever the work embeds."""
        sources = tuple(replace(s, rank=0, compartments=frozenset()) for s in self.sources)
        embargoes = [at for at in (handling.embargo_until, self.embargo_until) if at is not None]
        return replace(
            handling,
            sources=sources if handling.part == CARD else self.sources,
            embargo_until=max(embargoes, default=None),
            retention_until=earliest(handling.retention_until, self.retention_until),
        )


def edition_of(session: Session, assessment: str) -> Edition | None:
    """Return the edition of an assessment, whoever may see it, or None."""
    return session.exec(select(Edition).where(Edition.assessment_id == assessment)).first()


def relations_of(session: Session, edition: str, *kinds: str) -> list[Relation]:
    """Return the edges that lead from an edition, of some kinds or of all, in the order of their targets."""
    query = select(Relation).where(Relation.edition_id == edition)
    rows = session.exec(query.order_by(col(Relation.kind), col(Relation.target_id)))
    return [row for row in rows if not kinds or row.kind in kinds]


def tie(session: Session, edition: Edition, deposit: Deposit) -> None:
    """Bring the edges of a work that is not released yet to what its deposit says."""
    said = set(_said(deposit))
    for row in relations_of(session, edition.id):
        if (row.kind, row.target_id) not in said:
            session.delete(row)
        said.discard((row.kind, row.target_id))
    # Nobody may name what is not here (validation); what was named and is gone leaves no edge to follow.
    known = [(kind, target) for kind, target in sorted(said) if edition_of(session, target) is not None]
    session.add_all(Relation(edition_id=edition.id, kind=kind, target_id=target) for kind, target in known)
    session.flush()


def _said(deposit: Deposit) -> list[tuple[str, str]]:
    said = [(SOURCE, target) for target in deposit.sources]
    said += [(TRANSLATION, deposit.translation_of)] if deposit.translation_of else []
    return said + ([(SUPERSEDES, deposit.supersedes)] if deposit.supersedes else [])


def inherited(session: Session, edition: Edition, deposit: Deposit, joint: Sources, at: datetime) -> Inherited:
    """Return what an edition takes over at an instant; ``joint`` are the markings of its joint originators.

    While the work is forming all is read anew. Afterwards what its body carries is kept, and of a translation the
    original's share is read anew.
    """
    forming = edition.state in FORMING
    said = _said(deposit) if forming else [(r.kind, r.target_id) for r in relations_of(session, edition.id)]
    bound = [(kind, target) for kind, target in said if kind != SUPERSEDES]
    if not bound and not joint:
        return Inherited()
    held = carried(session, edition.id)
    targets = [(kind, edition_of(session, target)) for kind, target in bound]
    embedded = [(kind, target, body_of(session, target.id)) for kind, target in targets if target is not None]
    embargo = max((body.embargo_until for *_, body in embedded if body and body.embargo_until), default=None)
    retention = earliest(*(body.retention_until for kind, _, body in embedded if body and kind == TRANSLATION))
    if forming:
        fresh = (*joint, *(s for kind, target, body in embedded for s in _snapshots(kind, target, body, at)))
        return Inherited(_waived_as(held, fresh), embargo, retention)
    originals = [s for kind, t, body in embedded if kind == TRANSLATION for s in _snapshots(kind, t, body, at)]
    others = {s.edition for kind, t, body in embedded if kind == SOURCE for s in _snapshots(kind, t, body, at)}
    anew = {source.edition for source in originals} - others - {edition.id}
    return Inherited(_merged([s for s in held if s.edition not in anew], originals), embargo, retention)


def followed(session: Session, edition: Edition, source: Edition, at: datetime, *, tighter: bool) -> Inherited:
    """Return what a released work takes over after a change of a source: where that became tighter, this too."""
    bound, body = inherited(session, edition, Deposit(), (), at), body_of(session, source.id)
    if not tighter or body is None or body.state in GONE:
        return bound
    held = carried(session, edition.id)
    added = _waived_as(held, _snapshots(SOURCE, source, body, at))
    embargoes = [until for until in (bound.embargo_until, body.embargo_until) if until is not None]
    return replace(bound, sources=_merged(bound.sources, added), embargo_until=max(embargoes, default=None))


def carried(session: Session, edition: str) -> Sources:
    """Return the snapshots that the body of an edition carries now."""
    body = body_of(session, edition)
    return body.sources if body else ()


def body_of(session: Session, edition: str) -> Handling | None:
    """Return the body of an edition as the policy sees it, or None where nobody can read its row."""
    query = select(HandlingRecord).where(HandlingRecord.edition_id == edition, HandlingRecord.part == BODY)
    row = session.exec(query).first()
    try:
        return None if row is None else decode(row)
    except Exception:  # A row nobody can read is withheld from everybody.
        return None


def _snapshots(kind: str, target: Edition, body: Handling | None, at: datetime) -> Sources:
    """Return the snapshot of a body and, flat, those of its own sources: what was waived for it was for it alone.

    Nobody may do anything with a translation whose original is gone.
    """
    if kind == TRANSLATION and (body is None or body.state in GONE):
        shut = Policy(frozenset(target.originators), actions=frozenset())
        return (Source(target.id, body.rank_at(at) if body else 0, shut),)
    if body is None:
        return ()
    marking = body.marking
    own = Source(target.id, body.rank_at(at), body.policy, False, marking.compartments, marking.handling)
    return (own, *(replace(source, waived=False) for source in body.sources))


def _waived_as(held: Iterable[Source], fresh: Iterable[Source]) -> Sources:
    """Return snapshots with the waivers that were given for the same policy: what is imposed later binds anew."""
    lifted = {_identity(source) for source in held if source.waived}
    return _merged((), (replace(s, waived=_identity(s) in lifted) for s in fresh))


def _identity(source: Source) -> tuple[object, ...]:
    # What the provider permits to one organization is no other policy.
    return source.edition, replace(source.policy, consented=frozenset()), source.handling


def _merged(held: Iterable[Source], fresh: Iterable[Source]) -> Sources:
    """Return both, each snapshot once."""
    return tuple(dict.fromkeys([*held, *fresh]))
