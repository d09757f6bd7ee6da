"""Change of model: the vectors of the model that follows are made beside those in use, which answer until then.

When every searchable edition has them one row is changed, and every process turns to the other model at its next
answer; afterwards they take the place of the former ones. Everything is done when no job waits, a few editions at a
time, so that a crash costs a second's work.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection
from time import monotonic

from sqlalchemy import delete
from sqlmodel import Session, col, select

from ingest.batch import MOST, SECONDS
from ingest.embedding import Reader
from ingest.renewal import by_handling, kept_portions, meaning, searchable
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Portion
from models.tables.job import RUNNING, Job
from models.tables.meaning import ComingMeaning
from repository import editions
from repository.database import bump
from repository.registry import Registry
from repository.sealed import SealBroken
from search.changeover import COMING, apart, in_use, rows, together, use

_TRIES = 5
"""So often an edition is tried that is read anew each time before its vectors are kept; then it is renewed later."""

log = logging.getLogger("concord.worker")


class Changeover:
    """Brings the model that follows into use, a step at a time."""

    def __init__(self, registry: Registry, following: Callable[[], Reader | None]) -> None:
        """Take the registry, and how to open the model that is to follow; None where none is, or it is not ready."""
        self._registry = registry
        self._following = following
        self._wanted: list[str] = []
        self._tries: Counter[str] = Counter()

    def settle(self) -> bool:
        """Put the vectors of some editions in their place after the change; return whether there were any."""
        with self._registry.database.read() as session:
            some = _unsettled(session, in_use(session))
        if some:
            settle(self._registry, *some)
        return bool(some)

    def step(self, between: Callable[[], None]) -> bool:
        """Make one edition ready for the model that follows, or change the row that tells which one answers.

        Returns whether there was anything to do. ``between`` is called before every few portions.
        """
        with self._registry.database.read() as session:
            used = in_use(session)
        model = self._following()
        if used is None or model is None or model.encoder.fingerprint == used:
            return False
        return self._prepare(model, between) or self._switch(model)

    def _prepare(self, model: Reader, between: Callable[[], None]) -> bool:
        if not self._wanted:
            with self._registry.database.read() as session:
                every = lacking(session, model.encoder.fingerprint)
            self._wanted = [ident for ident in every if self._tries[ident] < _TRIES][::-1]
        if not self._wanted:
            return False
        ident = self._wanted.pop()
        self._tries[ident] += 1
        try:
            prepare(self._registry, model, ident, between)
        except (SealBroken, ValueError) as error:
            self._tries[ident] = _TRIES
            log.warning("edition %s has no vectors of the model that follows: %s", ident, error)
        return True

    def _switch(self, model: Reader) -> bool:
        without = {ident for ident, tries in self._tries.items() if tries >= _TRIES}
        done = switch(self._registry, model.encoder.fingerprint, without)
        if done:
            self._tries.clear()
            log.info("questions are answered by another model from now on: %s", model.encoder.fingerprint[:16])
        return done


def lacking(session: Session, model: str) -> list[str]:
    """Return the searchable editions with vectors of which a model has made none yet, the newest first."""
    made = (col(ComingMeaning.handling_id) == col(HandlingIndex.handling_id)) & (
        col(ComingMeaning.made_of) == col(HandlingIndex.version)
    )
    query = (
        select(Edition.id)
        .join(HandlingRecord, col(HandlingRecord.edition_id) == col(Edition.id))
        .join(HandlingIndex, col(HandlingIndex.handling_id) == col(HandlingRecord.id))
        .outerjoin(ComingMeaning, made & (col(ComingMeaning.model) == model))
        .where(col(Edition.ingested_at).is_not(None), col(Edition.key).is_not(None))
        .where(col(HandlingIndex.vectors).is_not(None), HandlingIndex.model != model)
        .where(col(ComingMeaning.handling_id).is_(None))
        .order_by(col(Edition.created_at).desc(), col(Edition.id))
    )
    return list(dict.fromkeys(session.exec(query)))


def prepare(registry: Registry, model: Reader, edition_id: str, between: Callable[[], None] = lambda: None) -> bool:
    """Keep what the model that follows makes of an edition beside what is in use; tell whether it was kept.

    Where the edition is read anew meanwhile, nothing is. Raises ``SealBroken`` where it does not open.
    """
    with registry.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        if not searchable(edition):
            return False
        key = editions.key_of(edition, registry.vault)
        kept, versions = kept_portions(session, edition_id, key), _versions(session, edition_id)
    made: list[ComingMeaning] = []
    for handling, own in by_handling(kept):
        meant = meaning(model, own, between)
        made.append(
            ComingMeaning(
                handling_id=handling,
                version=0,
                made_of=versions.get(handling, 0),
                model=model.encoder.fingerprint,
                vectors=key.seal(f"vectors:{handling}", meant.vectors),
                sentences=key.seal(f"meanings:{handling}", together(meant.sentences)),
            )
        )
    with registry.database.write() as session:
        edition = session.get_one(Edition, edition_id)
        if not searchable(edition) or _versions(session, edition_id) != versions:
            return False
        version = bump(session, COMING)
        for one in made:
            one.version = version
            session.merge(one)
    return True


def switch(registry: Registry, model: str, without: Collection[str] = ()) -> bool:
    """Have questions answered by a model whose vectors are complete but for a few editions; tell whether that was done.

    Not while a job runs: it would end with vectors of the former model. Nor where an edition came meanwhile.
    """
    with registry.database.write() as session:
        if session.exec(select(Job.id).where(Job.state == RUNNING).limit(1)).first() is not None:
            return False
        if not set(lacking(session, model)) <= set(without):
            return False
        use(session, model)
    return True


def settle(registry: Registry, *editions_: str) -> None:
    """Put what is kept beside editions' rows in their place where it is of the model in use, and remove it.

    As many as fit into a second are settled, in one transaction. No reader sees any difference, so no version moves.
    """
    until = monotonic() + SECONDS
    with registry.database.write() as session:
        used = in_use(session)
        for edition_id in editions_:
            _settle(registry, session, edition_id, used)
            session.expunge_all()
            if monotonic() >= until:
                break


def _settle(registry: Registry, session: Session, edition_id: str, used: str | None) -> None:
    edition = session.get_one(Edition, edition_id)
    handlings = list(_versions(session, edition_id))
    for row in rows(session, handlings) if searchable(edition) else ():
        if row.coming is None or row.coming.model != used:
            continue
        try:
            key = editions.key_of(edition, registry.vault)
            parts = apart(key.unseal(f"meanings:{row.kept.handling_id}", row.coming.sentences))
        except SealBroken as error:
            log.warning("edition %s keeps the vectors of the former model: %s", edition_id, error)
            continue
        row.kept.vectors, row.kept.model = row.coming.vectors, row.coming.model
        session.add(row.kept)
        own = select(Portion).where(Portion.handling_id == row.kept.handling_id).order_by(col(Portion.ordinal))
        for portion, part in zip(session.exec(own).all(), parts, strict=False):
            portion.sentences = key.seal(f"sentences:{portion.id}", part)
    session.flush()
    gone = delete(ComingMeaning).where(col(ComingMeaning.handling_id).in_(handlings))
    session.connection().execute(gone)


def abandon(registry: Registry) -> None:
    """Remove what was made for a model that does not follow after all."""
    with registry.database.read() as session:
        other = col(ComingMeaning.model) != in_use(session)
        left = session.exec(select(ComingMeaning.handling_id).where(other).limit(1)).first()
    if left is not None:
        with registry.database.write() as session:
            other = col(ComingMeaning.model) != in_use(session)
            session.connection().execute(delete(ComingMeaning).where(other))


def _versions(session: Session, edition_id: str) -> dict[int, int]:
    """Return the versions of an edition's index rows by handling; the portions they are of move with them."""
    query = (
        select(HandlingIndex.handling_id, HandlingIndex.version)
        .join(HandlingRecord, col(HandlingRecord.id) == col(HandlingIndex.handling_id))
        .where(HandlingRecord.edition_id == edition_id)
    )
    return dict(session.exec(query).all())


def _unsettled(session: Session, used: str | None) -> list[str]:
    """Return some editions with rows of the model in use that are not in their place yet."""
    query = (
        select(HandlingRecord.edition_id)
        .join(ComingMeaning, col(ComingMeaning.handling_id) == col(HandlingRecord.id))
        .where(ComingMeaning.model == used)
        .distinct()
    )
    return list(session.exec(query.limit(MOST)))
