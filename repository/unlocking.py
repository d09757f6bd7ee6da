"""The password of an encrypted file: given by its originator, sealed under the edition's key, never shown again.

Whether it opens the file is known to the worker alone, who tells the register once for each that was given.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.clock import as_utc
from models.tables.assessment import Edition, Original
from models.tables.job import LOCKED, NEEDS_PERSON, QUEUED, Job
from models.tables.person import ORIGINATOR
from models.tables.register import RegisterEntry, RegisterMention
from repository.acts import Actor, ActRefused, Incomplete, act_of, find_edition
from repository.editions import key_of
from repository.register import DONE, REFUSED, Act
from repository.registry import Registry
from repository.sealed import Vault

LONGEST = 200

TRY, OUTCOME = "unlock", "unlock-outcome"
"""The acts: a password was taken to be tried; it opened the file, or did not."""
TRIES, WINDOW = 5, timedelta(minutes=15)
"""So many passwords are tried on one file within the window: enough for slips of the hand and the two or three that an
office uses, too few to search for one. They are counted in the register, which outlives every process."""

_LABEL = "password"


class TooManyTries(ActRefused):
    """So many passwords were tried on a file that the next must wait."""

    def __init__(self, again: datetime, now: datetime) -> None:
        """Keep after how many seconds the next may be tried, and say it to the minute."""
        self.seconds = max(1, math.ceil((again - now).total_seconds()))
        minute = again if again.second == again.microsecond == 0 else again + timedelta(minutes=1)
        super().__init__(f"too many passwords were tried on this file: try again at {minute:%H:%M} UTC")


def unlock(registry: Registry, session: Session, actor: Actor, assessment: str, password: str) -> Edition:
    """Keep the password of a file that waits for one, queue its job anew, and record it without the password (P2).

    Raises ``NotFound``, ``ActRefused`` where the file waits for none, ``TooManyTries``, ``Incomplete`` for what is no
    password.
    """
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused("only an originator's officer may give the password of a file")
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is None or job.state != NEEDS_PERSON or job.stage != LOCKED:
        raise ActRefused("its file does not wait for a password")
    _admit(session, edition, registry.clock.now())
    if not 0 < len(password) <= LONGEST:
        raise Incomplete({"password": f"must have 1 to {LONGEST} characters"})
    seal(registry.vault, edition, session.get_one(Original, edition.id), password)
    job.state, job.stage, job.page, job.pages, job.attempts = QUEUED, "", 0, 0, 0
    job.worker = job.leased_until = job.reason = job.finished_at = None
    session.add(job)
    registry.register.append(session, act_of(registry, actor, TRY, edition, {"state": "trying"}))
    return edition


def _admit(session: Session, edition: Edition, now: datetime) -> None:
    """Refuse where the tries of the window are used up; those that were refused are none."""
    tried = (
        select(RegisterEntry.at)
        .join(RegisterMention, col(RegisterMention.sequence) == col(RegisterEntry.sequence))
        .where(RegisterMention.edition_id == edition.id, RegisterEntry.action == TRY, RegisterEntry.outcome == DONE)
        .where(col(RegisterEntry.at) > now - WINDOW)
        .order_by(col(RegisterEntry.sequence).desc())
    )
    times = [as_utc(at) for at in session.exec(tried.limit(TRIES))]
    if len(times) == TRIES:
        raise TooManyTries(times[-1] + WINDOW, now)


def tell(registry: Registry, session: Session, edition_id: str, *, opened: bool) -> None:
    """Record once whether the password that was given opens the file, in the worker's transaction (P2)."""
    original = session.get_one(Original, edition_id)
    if not original.untold:
        return
    original.untold = None
    session.add(original)
    registry.register.append(
        session,
        Act(
            action=OUTCOME,
            at=registry.clock.now(),
            editions=(edition_id,),
            outcome=DONE if opened else REFUSED,
            detail={"state": "opened" if opened else LOCKED},
        ),
    )


def seal(vault: Vault, edition: Edition, original: Original, password: str) -> None:
    """Keep a password beside the file that it is to open; whether it does is not told yet."""
    original.password = key_of(edition, vault).seal(_LABEL, password.encode("utf-8", "replace"))
    original.untold = True


def drop(session: Session, edition_id: str) -> None:
    """Forget a password that came with a file which opens without one: it is not kept, and it opened nothing."""
    original = session.get_one(Original, edition_id)
    original.password = original.untold = None
    session.add(original)


def password_of(vault: Vault, edition: Edition, original: Original) -> str | None:
    """Return the password that was given for a file, None where none was."""
    if original.password is None:
        return None
    return key_of(edition, vault).unseal(_LABEL, original.password).decode()
