"""The password of an encrypted file: given by its originator, sealed under the edition's key, never shown again."""

from __future__ import annotations

from sqlmodel import Session, select

from models.tables.assessment import Edition, Original
from models.tables.job import LOCKED, NEEDS_PERSON, QUEUED, Job
from models.tables.person import ORIGINATOR
from repository.acts import Actor, ActRefused, Incomplete, act_of, find_edition
from repository.editions import key_of
from repository.registry import Registry
from repository.sealed import Vault

LONGEST = 200

_LABEL = "password"


def unlock(registry: Registry, session: Session, actor: Actor, assessment: str, password: str) -> Edition:
    """Keep the password of a file that waits for one, queue its job anew, and record it without the password (P2).

    Raises ``NotFound``, ``ActRefused`` where the file waits for none, ``Incomplete`` for what is no password.
    """
    edition = find_edition(session, actor, assessment)
    if actor.person.role != ORIGINATOR:
        raise ActRefused("only an originator's officer may give the password of a file")
    job = session.exec(select(Job).where(Job.edition_id == edition.id)).first()
    if job is None or job.state != NEEDS_PERSON or job.stage != LOCKED:
        raise ActRefused("its file does not wait for a password")
    if not 0 < len(password) <= LONGEST:
        raise Incomplete({"password": f"must have 1 to {LONGEST} characters"})
    seal(registry.vault, edition, session.get_one(Original, edition.id), password)
    job.state, job.stage, job.page, job.pages, job.attempts = QUEUED, "", 0, 0, 0
    job.worker = job.leased_until = job.reason = job.finished_at = None
    session.add(job)
    registry.register.append(session, act_of(registry, actor, "unlock", edition, {}))
    return edition


def seal(vault: Vault, edition: Edition, original: Original, password: str) -> None:
    """Keep a password beside the file it opens."""
    original.password = key_of(edition, vault).seal(_LABEL, password.encode("utf-8", "replace"))


def password_of(vault: Vault, edition: Edition, original: Original) -> str | None:
    """Return the password that was given for a file, None where none was."""
    if original.password is None:
        return None
    return key_of(edition, vault).unseal(_LABEL, original.password).decode()
