"""What time does by itself, recorded once: downgrades, retention, embargoes, requests, lists (W4, cases 14, 15, 25).

The policy never waits for it: ``decide`` reads the schedules. The first request after the instant, or a worker,
performs what is due and records it with the instant at which it took effect.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlmodel import Session, col, select

from models.clock import earliest
from models.deposit import Deposit, MarkingDeclared
from models.handling import BODY, DESTROYED, Handling
from models.tables.assessment import Edition, HandlingRecord
from models.tables.circulation import CirculationList, CirculationListVersion
from repository import legal_holds, list_validity, relations, requests
from repository.destruction import destroy, empty_log
from repository.editions import declared, read_deposit
from repository.errors import RepositoryError, SealBroken
from repository.handlings import decode
from repository.mark import rank_of_editions
from repository.register import Act
from repository.registry import Registry
from repository.rewriting import rewrite
from repository.schedule import EXPIRING, OPENED, lowers, settle, settled

log = logging.getLogger("concord.due")


def catch_up(registry: Registry) -> int:
    """Perform what is due by now, in a transaction of its own; return how many things that were."""
    at = registry.clock.now()
    empty_log(registry)
    with registry.database.read() as session:
        first = next_due(registry, session)
    if first is None or at < first:
        return 0
    with registry.schedule.turn:
        return _perform(registry, at)


def catch_up_editions(registry: Registry, at: datetime) -> None:
    """Perform what is due to editions, before a request is answered; costs a comparison where nothing is.

    Nothing here keeps the request from being answered: what cannot be performed now is tried again later.
    """
    schedule = registry.schedule
    if schedule.first is None or at < schedule.first or not schedule.turn.acquire(blocking=False):
        return
    try:
        _perform(registry, at)
    except RepositoryError as error:
        log.warning("what is due is performed later: %s", error)
    finally:
        schedule.turn.release()


def next_due(registry: Registry, session: Session) -> datetime | None:
    """Return the first instant at which something is due that was not performed, or None."""
    registry.schedule.refresh(session)
    since = settled(session)
    turns = [*(v.from_ for v in _scheduled(session, since)), *_ends(session, since).values()]
    reminder = list_validity.next_due(session, registry.clock.now())
    return earliest(registry.schedule.first, requests.next_due(session), reminder, *turns)


def perform_due(registry: Registry, session: Session, at: datetime) -> int:
    """Perform and record what is due at an instant, in the caller's write transaction; return how much it was.

    What was performed is never performed again, not even where the clock jumped back in between.
    """
    since, done = settled(session), 0
    for ident in registry.schedule.due(at):
        edition = session.get(Edition, ident)
        if edition is None or edition.state == DESTROYED:
            continue
        try:
            done += _edition(registry, session, edition, since, at)
        except (SealBroken, ValueError) as error:
            # One damaged row keeps no other from its turn.
            log.error("what is due to edition %s cannot be performed: %s", ident, error)
    done += _lists(registry, session, since, at)
    done += requests.remind(registry, session) + list_validity.remind(registry, session)
    done += len(requests.lapse(registry, session))
    settle(session, at)
    return done


def _perform(registry: Registry, at: datetime) -> int:
    with registry.database.write() as session:
        done = perform_due(registry, session, at)
    registry.schedule.done(at)
    return done


def _edition(registry: Registry, session: Session, edition: Edition, since: datetime, at: datetime) -> int:
    query = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == BODY)
    body = decode(session.exec(query).one())
    if body.retention_until is not None and body.retention_until <= at and edition.state in EXPIRING:
        return _expire(registry, session, edition, body.retention_until)
    done = 0
    if body.downgrade is not None and body.downgrade.at <= at and lowers(body):
        done += _lower(registry, session, edition, body, body.downgrade.at)
    ended = body.embargo_until
    if ended is not None and since < ended <= at and edition.state in OPENED and _was_waiting(edition, ended):
        _record(registry, session, edition, "embargo-end", ended, {})
        done += 1
    return done


def _was_waiting(edition: Edition, ended: datetime) -> bool:
    """Tell whether an embargo ended on what was released already; one that was over before let nobody wait."""
    return edition.released_at is not None and edition.released_at < ended


def _expire(registry: Registry, session: Session, edition: Edition, instant: datetime) -> int:
    """Destroy what is past its retention, unless a legal hold stands."""
    if legal_holds.standing(session, edition.id):
        return 0
    before, rank = edition.state, rank_of_editions(session, (edition.id,), registry.clock.now())
    destroy(registry, session, edition)
    _record(registry, session, edition, "retention", instant, {"from": before, "to": DESTROYED}, rank)
    return 1


def _lower(registry: Registry, session: Session, edition: Edition, body: Handling, instant: datetime) -> int:
    """Write the lower marking where only its date was: label and rank agree again, and the pins stay."""
    said = read_deposit(edition, registry.vault)
    if said.downgrade_on is None or said.marking is None:
        return 0
    rewrite(registry, session, edition, _lowered(said, said.marking, said.downgrade_on.level), registry.clock.now())
    edition.downgraded_at = instant
    session.add(edition)
    relations.propagate(registry, session, edition, "downgraded")
    detail: dict[str, object] = {"from_level": body.marking.label, "level": said.downgrade_on.level}
    _record(registry, session, edition, "scheduled-downgrade", instant, detail, body.marking.rank)
    return 1


def _lowered(said: Deposit, marking: MarkingDeclared, level: str) -> Deposit:
    lower = marking.model_copy(update={"scheme": declared(marking).scheme, "level": level, "text": ""})
    return said.model_copy(update={"marking": lower, "downgrade_on": None})


def _record(
    registry: Registry,
    session: Session,
    edition: Edition,
    action: str,
    instant: datetime,
    detail: dict[str, object],
    rank: int | None = None,
) -> None:
    """Record what nobody did; ``effective`` is the instant from which it held, before anybody recorded it."""
    said = detail | {"effective": instant.isoformat()}
    act = Act(action=action, at=registry.clock.now(), editions=(edition.id,), detail=said, rank=rank)
    registry.register.append(session, act)


def _lists(registry: Registry, session: Session, since: datetime, at: datetime) -> int:
    """Record the versions of lists that came into force, and the lists whose validity ended."""
    starts = [(v.from_, "list-in-force", v.name, v.number) for v in _scheduled(session, since)]
    ends = [(ended, "list-end", name, 0) for name, ended in _ends(session, since).items()]
    due = sorted(entry for entry in (*starts, *ends) if entry[0] <= at)
    for instant, action, name, number in due:
        said: dict[str, object] = {"list": name, "effective": instant.isoformat()}
        said |= {"version": number} if number else {}
        registry.register.append(session, Act(action=action, at=registry.clock.now(), detail=said))
    return len(due)


def _scheduled(session: Session, since: datetime) -> list[CirculationListVersion]:
    """Return the approved versions that came, or come, into force by themselves after an instant."""
    version = CirculationListVersion
    query = select(version).where(col(version.from_) > since, col(version.from_) > col(version.approved_at))
    return list(session.exec(query.order_by(col(version.from_), col(version.name), col(version.number))))


def _ends(session: Session, since: datetime) -> dict[str, datetime]:
    rows = session.exec(select(CirculationList).where(col(CirculationList.valid_until) > since))
    return {row.name: row.valid_until for row in rows if row.valid_until is not None}
