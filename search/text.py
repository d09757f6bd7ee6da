"""A text to be compared with others: an edition's, as far as somebody may see it, or a file's that is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.fingerprint import Fingerprint
from repository.editions import key_of
from repository.sealed import SealBroken, Vault
from search.fingerprint import Fingerprint as Print
from search.fingerprint import FingerprintUnreadable
from search.shingle import digest, paragraphs
from search.shingle import key_of as shingle_key

UNKEPT = 0
"""Stands for the handling of what is kept nowhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Fingerprints of handlings as one, with the handling of every paragraph and the digest of every handling."""

    fingerprint: Print
    handlings: NDArray[np.int64]
    digests: tuple[str, ...]

    @classmethod
    def joined(cls, parts: Sequence[tuple[int, Print, str]]) -> Text:
        """Join handlings: each with its id, fingerprint and digest."""
        handlings = np.repeat(np.array([part[0] for part in parts], np.int64), [len(part[1]) for part in parts])
        return cls(Print.joined([part[1] for part in parts]), handlings, tuple(sorted(part[2] for part in parts)))

    @classmethod
    def of(cls, portions: Sequence[str], vault: Vault) -> Text:
        """Return the text of a file that is not kept, from the texts of its portions."""
        found = Print.of(paragraphs(portions, shingle_key(vault)))
        return cls.joined([(UNKEPT, found, digest(portions, vault))])

    def place(self, paragraph: int) -> tuple[int, int, int, int]:
        """Return where a paragraph stands: handling, ordinal of its portion, start and end in that."""
        known = self.fingerprint
        ordinal, start, end = (int(row[paragraph]) for row in (known.ordinals, known.starts, known.ends))
        return int(self.handlings[paragraph]), ordinal, start, end


def read(session: Session, vault: Vault, edition: Edition, handlings: Iterable[int]) -> Text:
    """Return the text of some of an edition's handlings; what cannot be opened is as if it were not there."""
    query = select(Fingerprint).where(col(Fingerprint.handling_id).in_(list(handlings)))
    parts = []
    for row in session.exec(query.order_by(col(Fingerprint.handling_id))):
        try:
            body = key_of(edition, vault).unseal(f"fingerprint:{row.handling_id}", row.body)
            parts.append((row.handling_id, Print.from_bytes(body), row.digest))
        except (SealBroken, FingerprintUnreadable):
            continue
    return Text.joined(parts)
