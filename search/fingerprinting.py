"""Keeping fingerprints: written with the index in one transaction, and made anew from the portions that are kept.

Before that they are prepared in a snapshot, where they are compared with all others and nobody waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord, Portion
from models.tables.fingerprint import Anchor, Fingerprint
from repository.database import bump
from repository.editions import key_of
from repository.fingerprints import COUNTER, clear
from repository.registry import Registry
from repository.sealed import Vault
from search.colliding import Compared, compared, note
from search.fingerprint import Fingerprint as Print
from search.shingle import digest, paragraphs
from search.shingle import key_of as shingle_key
from search.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is kept of one handling's text, made outside any transaction."""

    fingerprint: Print
    digest: str

    @classmethod
    def of(cls, texts: Sequence[str], vault: Vault) -> Told:
        """Return what the texts of a handling's portions, in order, are told by."""
        return cls(Print.of(paragraphs(texts, shingle_key(vault))), digest(texts, vault))


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The fingerprints of an edition by their handlings, and what a snapshot knew of others like them."""

    handlings: Mapping[int, Told]
    known: Compared


def prepare(registry: Registry, session: Session, edition: str, handlings: Mapping[int, Told]) -> Prepared:
    """Compare fingerprints with those of all other editions; ``handlings`` are those that have portions."""
    text = Text.joined([(ident, told.fingerprint, told.digest) for ident, told in handlings.items()])
    return Prepared(handlings, compared(registry, session, edition, text))


def write(registry: Registry, session: Session, edition: Edition, prepared: Prepared) -> None:
    """Replace the fingerprints of an edition, and note with which others it collides, in the caller's transaction."""
    clear(session, edition)
    key, turn = key_of(edition, registry.vault), bump(session, COUNTER)
    for ident, told in prepared.handlings.items():
        body = key.seal(f"fingerprint:{ident}", told.fingerprint.to_bytes())
        row = {"handling_id": ident, "paragraphs": len(told.fingerprint), "digest": told.digest, "body": body}
        session.connection().execute(insert(Fingerprint), {**row, "turn": turn})
    for ident, told in prepared.handlings.items():
        anchors = [{"hash": value, "handling_id": ident} for value in sorted(set(told.fingerprint.anchors.tolist()))]
        if anchors:
            session.connection().execute(insert(Anchor), anchors)
    note(registry, session, edition, prepared.known)


def missing(session: Session) -> list[str]:
    """Return the editions, searchable by now, whose portions have no fingerprint, or whose fingerprint no portions."""
    read = select(HandlingRecord.id, HandlingRecord.edition_id).join(
        Edition, col(Edition.id) == col(HandlingRecord.edition_id)
    )
    editions = dict(session.exec(read.where(col(Edition.ingested_at).is_not(None))).all())
    told = set(session.exec(select(Portion.handling_id).distinct()))
    kept = set(session.exec(select(Fingerprint.handling_id)))
    return sorted({editions[handling] for handling in told ^ kept if handling in editions})


def renew(registry: Registry, session: Session, edition_id: str) -> None:
    """Write an edition's fingerprints anew from its kept portions; raise ``SealBroken`` where they do not open."""
    edition = session.get_one(Edition, edition_id)
    key = key_of(edition, registry.vault)
    query = select(Portion).where(Portion.edition_id == edition_id)
    texts: dict[int, list[str]] = {}
    for row in session.exec(query.order_by(col(Portion.handling_id), col(Portion.ordinal))):
        body = json.loads(key.unseal(f"portion:{row.id}", row.body))
        texts.setdefault(row.handling_id, []).append(body["text"])
    told = {ident: Told.of(parts, registry.vault) for ident, parts in texts.items()}
    write(registry, session, edition, prepare(registry, session, edition_id, told))
