"""The leaf of an entry: what exactly the register hashes, and how query words lie beside it (design 8).

A leaf is the canonical JSON of the entry (keys sorted, no spaces, ASCII escapes) with a ``seal``, its HMAC
under a key of the vault: who writes to the database without the master key makes no leaf that verifies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.clock import as_utc
from repository.errors import SealBroken
from repository.merkle import leaf_hash
from repository.sealed import Vault

_MAC_BYTES = 32
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The columns of an entry that its leaf covers."""

    sequence: int
    id: str
    at: datetime
    actor: str | None
    action: str
    outcome: str
    editions: Sequence[str]
    detail: Mapping[str, object]
    rank: int
    sealed: bytes | None

    def statement(self, vault: Vault) -> dict[str, object]:
        """Return the entry as the leaf states it: words as their HMAC only, and the seal over all of it."""
        stated: dict[str, object] = {
            "version": 1,
            "sequence": self.sequence,
            "id": self.id,
            "at": instant_text(self.at),
            "actor": self.actor,
            "action": self.action,
            "outcome": self.outcome,
            "editions": list(self.editions),
            "detail": dict(self.detail),
            "rank": self.rank,
            "words": self.sealed[:_MAC_BYTES].hex() if self.sealed else None,
        }
        stated["seal"] = vault.mac("register-entry", canonical(stated)).hex()
        return stated

    def leaf(self, vault: Vault) -> bytes:
        """Return the leaf hash, 32 bytes."""
        return leaf_hash(canonical(self.statement(vault)))

    def words(self, vault: Vault) -> str | None:
        """Open the words of the query, if any; raise ``SealBroken`` where they are not the entry's."""
        if self.sealed is None:
            return None
        plain = vault.unseal(_label(self.id), self.sealed[_MAC_BYTES:])
        if _words_mac(vault, self.id, plain) != self.sealed[:_MAC_BYTES]:
            raise SealBroken(f"The words of entry {self.sequence} are not those that were recorded.")
        return plain.decode("utf-8", "surrogatepass")


def seal_words(vault: Vault, ident: str, words: str) -> bytes:
    """Return what an entry keeps of query words: their HMAC, 32 bytes, and the words sealed behind it."""
    plain = words.encode("utf-8", "surrogatepass")
    return _words_mac(vault, ident, plain) + vault.seal(_label(ident), plain)


def canonical(stated: object) -> bytes:
    """Return the one spelling in JSON that is hashed; ``ValueError`` or ``TypeError`` for what has none."""
    return _canonical.encode(stated).encode("ascii")


def instant_text(at: datetime) -> str:
    """Return an instant as the register spells it: UTC, microseconds, Z."""
    return as_utc(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _words_mac(vault: Vault, ident: str, plain: bytes) -> bytes:
    # With the entry's id in it, equal questions of two readers do not look equal to an auditor.
    return vault.mac("register-words", ident.encode() + b"\x00" + plain)


def _label(ident: str) -> str:
    return f"register-words:{ident}"
