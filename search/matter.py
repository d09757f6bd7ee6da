"""What search keeps of single handlings, read from the database for whoever looks at a few of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.tables.assessment import HandlingIndex
from models.tables.meaning import ComingMeaning
from repository.editions import key_of
from repository.errors import SealBroken
from repository.sealed import Vault
from search.changeover import rows
from search.generation import Generation, vectors_from_bytes
from search.segment import PostingsUnreadable, decode
from search.standing import Matter

_BATCH = 500


def indexed(session: Session, handlings: Iterable[int], model: str) -> set[int]:
    """Return those of some handlings that have vectors of a model, so that its questions can be put to them."""
    wanted = set(handlings)
    kept = select(HandlingIndex.handling_id).where(col(HandlingIndex.vectors).is_not(None))
    own = kept.where(HandlingIndex.model == model)
    beside = kept.join(ComingMeaning, col(ComingMeaning.handling_id) == col(HandlingIndex.handling_id)).where(
        ComingMeaning.model == model, col(ComingMeaning.made_of) == col(HandlingIndex.version)
    )
    if len(wanted) <= _BATCH:
        within = col(HandlingIndex.handling_id).in_(sorted(wanted))
        own, beside = own.where(within), beside.where(within)
    found: set[int] = {*session.exec(own), *session.exec(beside)}
    return wanted & found


def matter_of(vault: Vault, session: Session, handling: int, generation: Generation) -> Matter | None:
    """Return the vectors and postings of a handling, or None where it has none of the model that can be read."""
    row = next(rows(session, [handling]), None)
    if row is None or row.kept.postings is None:
        return None
    try:
        raw = row.vectors(generation.model, key_of(row.edition, vault))
        postings = decode(handling, row.kept.postings)
    except (SealBroken, PostingsUnreadable, ValueError):
        return None
    return None if raw is None else Matter(handling, vectors_from_bytes(raw, generation.encoder.dimensions), postings)
