"""What search keeps of single handlings, read from the database for whoever looks at a few of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from models.tables.assessment import HandlingIndex
from models.tables.meaning import ComingMeaning
from repository.editions import key_of
from repository.errors import SealBroken
from repository.sealed import EditionKey, Vault
from search.bearing import Matter, Sentences
from search.changeover import rows, sentences
from search.generation import Generation, vectors_from_bytes
from search.places import portions_at
from search.segment import PostingsUnreadable, decode, keyed
from search.terms import SLIGHT

_BATCH = 500


def indexed(session: Session, handlings: Iterable[int], model: str) -> set[int]:
    """Return those of some handlings that have vectors of a model, so that its questions can be put to them."""
    kept = select(HandlingIndex.handling_id).where(col(HandlingIndex.vectors).is_not(None))
    own = kept.where(HandlingIndex.model == model)
    beside = kept.join(ComingMeaning, col(ComingMeaning.handling_id) == col(HandlingIndex.handling_id)).where(
        ComingMeaning.model == model, col(ComingMeaning.made_of) == col(HandlingIndex.version)
    )
    wanted, found = sorted(set(handlings)), set[int]()
    for start in range(0, len(wanted), _BATCH):
        within = col(HandlingIndex.handling_id).in_(wanted[start : start + _BATCH])
        found.update(session.exec(own.where(within)), session.exec(beside.where(within)))
    return found


def matter_of(vault: Vault, session: Session, handling: int, generation: Generation) -> Matter | None:
    """Return the vectors and postings of a handling, or None where it has none of the model that can be read."""
    row = next(rows(session, [handling]), None)
    if row is None or row.kept.postings is None:
        return None
    try:
        key = key_of(row.edition, vault)
        raw = row.vectors(generation.model, key)
        postings = decode(handling, row.kept.postings)
    except (SealBroken, PostingsUnreadable, ValueError):
        return None
    if raw is None:
        return None
    told = _sentences(session, key, handling, generation.model)
    vectors = vectors_from_bytes(raw, generation.encoder.dimensions)
    return Matter(handling, vectors, postings, keyed(SLIGHT, vault.posting_key), told)


def _sentences(session: Session, key: EditionKey, handling: int, model: str) -> Sentences:
    """Return what reads the sentence vectors of a handling's portions, as far as they open."""

    def read(ordinals: Sequence[int]) -> dict[int, bytes]:
        places = [(handling, ordinal) for ordinal in ordinals]
        portions = list(portions_at(session, places).values())
        try:
            told = sentences(session, key, portions, model)
        except SealBroken:
            return {}
        return {portion.ordinal: told[portion.id] for portion in portions}

    return read
