"""How works refer to each other: what a later edition does to an earlier one, and a source to what was made of it.

A change of a source reaches whatever embeds or translates it in the same transaction (cases 8, 24, 30).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from models.handling import DESTROYED, RELEASED, SUPERSEDED, Handling
from models.tables.assessment import Edition, HandlingRecord
from models.tables.person import ORIGINATOR
from models.tables.relation import SOURCE, SUPERSEDES, TRANSLATION, Relation
from repository import notices
from repository.acts import Actor, ActRefused, Incomplete, act_of, find_edition
from repository.database import bump
from repository.derivation import consents_missing
from repository.editions import read_deposit, records, write_deposit, write_handlings, write_state
from repository.handlings import COUNTER, decode, terms_of
from repository.moves import admit
from repository.register import Act
from repository.registry import Registry
from repository.relation_problems import UNKNOWN_PREDECESSOR, successor_problem
from repository.sources import FORMING, GONE, Inherited, edition_of, followed, relations_of

TIGHTER = frozenset({"raised", "narrowed"})
ENDED = frozenset({"withdrawn", "recalled", "destroyed"})
LOOSER = frozenset({"downgraded", "widened"})
AT_A_REMOVE = "source-changed"
"""What has happened to a source whose own source changed."""

CHANGES = (*sorted(TIGHTER | ENDED), AT_A_REMOVE)
CURRENT = frozenset({RELEASED, SUPERSEDED})

__all__ = [
    "consents_missing",
    "flag",
    "flagged",
    "propagate",
    "seen",
    "supersede",
    "take_effect",
]


def propagate(registry: Registry, session: Session, edition: Edition, change: str) -> None:
    """Let a change of an edition reach what was made of it; call it after the change, in its transaction.

    ``change`` is one of ``TIGHTER``, ``ENDED`` and ``LOOSER``. What is tighter binds every derived work from now
    on, and one that is looser moves none; translations follow their original either way (R9, cases 24, 30). An
    edition that ended gives back to its predecessor the place of the current one (case 8).
    """
    if change not in TIGHTER | ENDED | LOOSER:
        raise ValueError(f"'{change}' is no change of a source")
    if change not in LOOSER:
        flag(registry, session, edition, change)
    at = registry.clock.now()
    for derived in _made_of(session, edition):
        _follow(registry, session, derived, edition, at, tighter=change in TIGHTER)
    if change in ENDED:
        _reinstate(registry, session, edition)


def flag(registry: Registry, session: Session, edition: Edition, change: str) -> None:
    """Mark what has happened to a source on the edges of all that was made of it, and tell the officers of those."""
    direct = {row.id for row in _embedding(session, edition)}
    changed = [edition, *_made_of(session, edition)]
    for row in {row.id: row for source in changed for row in _embedding(session, source)}.values():
        derived = session.get_one(Edition, row.edition_id)
        if derived.state in GONE:
            continue
        row.change, row.changed_at = change if row.id in direct else AT_A_REMOVE, registry.clock.now()
        row.seen_at = row.seen_by = None
        session.add(row)
        told = [person for name in derived.originators for person in notices.officers(session, name)]
        notices.send(registry, session, told, "source-changed", {"change": row.change}, edition=derived.id)
    session.flush()


def flagged(session: Session, edition: Edition) -> list[Relation]:
    """Return the edges of an edition whose targets have changed, and nobody has seen to it yet."""
    return [row for row in relations_of(session, edition.id) if row.change is not None and row.seen_at is None]


def seen(registry: Registry, session: Session, actor: Actor, assessment: str, note: str) -> Edition:
    """Keep that an officer of the derived work has seen to the changes of its sources, with what she says of it."""
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused(f"only a person in the role '{ORIGINATOR}' may see to its sources")
    rows = flagged(session, edition)
    if not rows:
        raise ActRefused("none of its sources has changed since somebody last saw to it")
    if not note.strip():
        raise Incomplete({"note": "say what was done about it, or why nothing is"})
    for row in rows:
        row.seen_at, row.seen_by = registry.clock.now(), actor.person.id
        session.add(row)
    detail: dict[str, object] = {"sources": [row.target_id for row in rows], "note": note.strip()[:500]}
    registry.register.append(session, act_of(registry, actor, "seen-sources", edition, detail))
    return edition


def supersede(registry: Registry, session: Session, actor: Actor, assessment: str, by: str) -> Edition:
    """Let one released work supersede another of the same originators, and record it (case 8).

    Raises ``NotFound``, ``ActRefused`` or ``Incomplete`` like every act.
    """
    edition = admit(session, actor, "supersede", assessment)
    successor = edition_of(session, by)
    if successor is None or actor.organization not in successor.originators:
        raise Incomplete({"by": UNKNOWN_PREDECESSOR.format(by[:64])})
    problem = successor_problem(session, edition, successor.originators, successor)
    if problem:
        raise Incomplete({"by": problem})
    if successor.state != RELEASED:
        raise ActRefused(f"the new edition is {successor.state}; it supersedes once it is released")
    if relations_of(session, successor.id, SUPERSEDES):
        raise ActRefused("the new edition supersedes another one already")
    session.add(Relation(edition_id=successor.id, kind=SUPERSEDES, target_id=assessment))
    said = read_deposit(successor, registry.vault).model_copy(update={"supersedes": assessment})
    write_deposit(successor, registry.vault, said)
    write_state(session, successor, successor.state)
    _give_way(registry, session, actor, edition, successor)
    return edition


def take_effect(registry: Registry, session: Session, actor: Actor, edition: Edition) -> None:
    """Let a release supersede what the new edition names; call it once the edition is released."""
    for row in relations_of(session, edition.id, SUPERSEDES):
        before = edition_of(session, row.target_id)
        if before is not None and before.state == RELEASED:
            _give_way(registry, session, actor, before, edition)


def _give_way(registry: Registry, session: Session, actor: Actor, before: Edition, successor: Edition) -> None:
    write_state(session, before, SUPERSEDED)
    detail: dict[str, object] = {"from": RELEASED, "to": SUPERSEDED, "by": successor.assessment_id}
    registry.register.append(session, act_of(registry, actor, "supersede", before, detail))


def _reinstate(registry: Registry, session: Session, edition: Edition) -> None:
    for row in relations_of(session, edition.id, SUPERSEDES):
        before = edition_of(session, row.target_id)
        if before is None:
            continue
        if before.state == SUPERSEDED and not any(one.state in CURRENT for one in _successors(session, before)):
            write_state(session, before, RELEASED)
            detail: dict[str, object] = {"from": SUPERSEDED, "to": RELEASED, "without": edition.assessment_id}
            act = Act(action="reinstate", at=registry.clock.now(), editions=(before.id,), detail=detail)
            registry.register.append(session, act)
        elif before.state in GONE:
            # What ended before stood between this edition and an older one.
            _reinstate(registry, session, before)


def _successors(session: Session, edition: Edition) -> list[Edition]:
    """Return every later edition of a work, at any remove."""
    return list(_reached(session, edition, SUPERSEDES))


def _made_of(session: Session, edition: Edition) -> list[Edition]:
    """Return every work that embeds or translates an edition, at any remove, the nearest first."""
    return list(_reached(session, edition, SOURCE, TRANSLATION))


def _reached(session: Session, edition: Edition, *kinds: str) -> Iterator[Edition]:
    """Give the editions whose edges of these kinds lead to one, at any remove and each once."""
    waiting, met = [edition], {edition.id}
    while waiting:
        target = waiting.pop(0)
        for row in _towards(session, target, *kinds):
            if row.edition_id not in met:
                met.add(row.edition_id)
                waiting.append(session.get_one(Edition, row.edition_id))
                yield waiting[-1]


def _embedding(session: Session, edition: Edition) -> list[Relation]:
    return _towards(session, edition, SOURCE, TRANSLATION)


def _towards(session: Session, edition: Edition, *kinds: str) -> list[Relation]:
    query = select(Relation).where(Relation.target_id == edition.assessment_id, col(Relation.kind).in_(kinds))
    return list(session.exec(query.order_by(col(Relation.edition_id), col(Relation.kind))))


def _follow(
    registry: Registry, session: Session, derived: Edition, source: Edition, at: datetime, *, tighter: bool
) -> None:
    if derived.state == DESTROYED:
        return
    if derived.state in FORMING:
        write_handlings(session, derived, read_deposit(derived, registry.vault), at)
    else:
        _bind(session, derived, followed(session, derived, source, at, tighter=tighter))


def _bind(session: Session, edition: Edition, bound: Inherited) -> None:
    """Write what an edition takes over into its rows, and nothing else of them."""
    version = bump(session, COUNTER)
    for row in records(session, edition.id):
        before = _read(row)
        after = None if before is None else bound.onto(before)
        if after is not None and after != before and row.state != DESTROYED:
            row.terms, row.version = terms_of(after), version
            row.embargo_until, row.retention_until = after.embargo_until, after.retention_until
            session.add(row)
    session.flush()


def _read(row: HandlingRecord) -> Handling | None:
    try:
        return decode(row)
    except Exception:  # A row nobody can read is withheld from everybody.
        return None
