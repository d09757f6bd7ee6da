"""The rows of two models: what is in use, what is coming, and which of them a process may read together.

While another model's vectors are made they stand beside those in use (``ComingMeaning``); one row says which model
answers. When it changes, every process turns to the other model's vectors at once; afterwards they take the place of
the former ones, which changes nothing that anybody reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from struct import Struct
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Portion
from models.tables.meaning import ComingMeaning, ModelInUse
from repository.database import bump
from repository.sealed import EditionKey, SealBroken

INDEX = "index"
"""The counter that moves with every index row."""
COMING = "coming"
"""The counter that moves with every row of the model that follows."""
_BATCH = 400
_LENGTH = Struct("<I")


class Row(NamedTuple):
    """The index row of a handling, its edition, and what stands there of another model; older rows do not count."""

    kept: HandlingIndex
    edition: Edition
    coming: ComingMeaning | None

    def sealed(self, model: str) -> bytes | None:
        """Return the sealed vectors of a model; None where there are none of it."""
        if self.kept.model == model or self.kept.vectors is None:
            return self.kept.vectors
        return self.coming.vectors if self.coming is not None and self.coming.model == model else None

    def vectors(self, model: str, key: EditionKey) -> bytes | None:
        """Return the vectors of a model as bytes; raise ``SealBroken`` where they do not open."""
        sealed = self.sealed(model)
        return None if sealed is None else key.unseal(f"vectors:{self.kept.handling_id}", sealed)


def in_use(session: Session) -> str | None:
    """Return the fingerprint of the model by which questions are answered; None where nothing has said so yet."""
    return session.exec(select(ModelInUse.fingerprint).where(ModelInUse.id == 1)).first()


def use(session: Session, fingerprint: str) -> None:
    """Have questions answered by a model from this transaction on; every process turns to it at its next answer."""
    session.merge(ModelInUse(id=1, fingerprint=fingerprint))
    bump(session, INDEX)


def rows(session: Session, handlings: Iterable[int]) -> Iterator[Row]:
    """Yield the index rows of some handlings, those that have one, in ascending order."""
    ordered = sorted(handlings)
    for start in range(0, len(ordered), _BATCH):
        query = (
            select(HandlingIndex, Edition, ComingMeaning)
            .join(HandlingRecord, col(HandlingRecord.id) == col(HandlingIndex.handling_id))
            .join(Edition, col(Edition.id) == col(HandlingRecord.edition_id))
            .outerjoin(
                ComingMeaning,
                (col(ComingMeaning.handling_id) == col(HandlingIndex.handling_id))
                & (col(ComingMeaning.made_of) == col(HandlingIndex.version)),
            )
            .where(col(HandlingIndex.handling_id).in_(ordered[start : start + _BATCH]))
            .order_by(col(HandlingIndex.handling_id))
        )
        for index, edition, coming in session.exec(query).all():
            yield Row(index, edition, coming)


def models_of(session: Session, handlings: Collection[int]) -> dict[int, str]:
    """Return by which model the vectors of some handlings are."""
    kept = select(HandlingIndex.handling_id, HandlingIndex.model).where(col(HandlingIndex.handling_id).in_(handlings))
    return dict(session.exec(kept).all())


def sentences(
    session: Session,
    key: EditionKey,
    portions: Collection[Portion],
    model: str,
    of: Mapping[int, str | None] | None = None,
) -> dict[str, bytes]:
    """Return the sentence vectors of portions of one edition by id, as bytes; empty where a model has none of them.

    ``of`` are the models of their handlings, where they are known. Raises ``SealBroken`` where they do not open.
    """
    handlings = {row.handling_id for row in portions}
    of = models_of(session, handlings) if of is None else of
    other = [handling for handling in handlings if of.get(handling) != model]
    beside = {row.kept.handling_id: _beside(row, key, model) for row in rows(session, other)}
    found = {}
    for row in portions:
        if of.get(row.handling_id) == model:
            found[row.id] = key.unseal(f"sentences:{row.id}", row.sentences)
        else:
            those = beside.get(row.handling_id, [])
            found[row.id] = those[row.ordinal] if row.ordinal < len(those) else b""
    return found


def _beside(row: Row, key: EditionKey, model: str) -> list[bytes]:
    if row.coming is None or row.coming.model != model:
        return []
    return apart(key.unseal(f"meanings:{row.kept.handling_id}", row.coming.sentences))


def together(parts: Iterable[bytes]) -> bytes:
    """Return the sentence vectors of a handling's portions as one run of bytes, each behind its length."""
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def apart(raw: bytes) -> list[bytes]:
    """Return what ``together`` joined; raise ``SealBroken`` where it is cut."""
    parts, at = [], 0
    while at < len(raw):
        if at + _LENGTH.size > len(raw):
            raise SealBroken("The sentence vectors of a handling are cut short. Index the assessment anew.")
        (size,) = _LENGTH.unpack_from(raw, at)
        at += _LENGTH.size + size
        parts.append(raw[at - size : at])
    return parts


def progress(session: Session, model: str) -> tuple[int, int]:
    """Return of how many handlings a model's vectors are ready, and of how many there are any."""
    with_vectors = col(HandlingIndex.vectors).is_not(None)
    beside = col(ComingMeaning.handling_id) == col(HandlingIndex.handling_id)
    beside &= col(ComingMeaning.made_of) == col(HandlingIndex.version)
    beside &= col(ComingMeaning.model) == model
    total = session.exec(select(func.count()).select_from(HandlingIndex).where(with_vectors)).one()
    ready = select(func.count()).select_from(HandlingIndex).outerjoin(ComingMeaning, beside)
    done = (col(HandlingIndex.model) == model) | col(ComingMeaning.handling_id).is_not(None)
    return session.exec(ready.where(with_vectors, done)).one(), total
