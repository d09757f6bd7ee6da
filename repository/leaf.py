"""The leaf of an entry: what exactly the register hashes, and how query words lie beside it (design 8).

A leaf is the canonical JSON of the entry (keys sorted, no spaces, ASCII escapes) with a ``seal``, its HMAC
under a key of the vault: who writes to the database without the master key makes no leaf that verifies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring_ascii as quoted

from models.clock import as_utc
from repository.errors import SealBroken
from repository.merkle import leaf_hash
from repository.sealed import Vault

_MAC_BYTES = 32
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
VERSION = 1


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
            "version": VERSION,
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
        return words_of(self.id, self.sealed, vault)


Row = tuple[int, str, object, str | None, str, str, object, object, int, bytes | None]
"""The columns of ``Recorded`` as the driver gives them: instant and JSON as text where the database keeps text."""


def leaf_of(row: Row, vault: Vault) -> bytes:
    """Return the leaf hash of a row: what ``Recorded.leaf`` gives, made for a million of them.

    The keys of the canonical JSON are sorted, so the seal has its place between ``rank`` and ``sequence``.
    Raises whatever the content of a damaged row leads to.
    """
    sequence, ident, at, actor, action, outcome, editions, detail, rank, sealed = row
    words = "null" if sealed is None else f'"{sealed[:_MAC_BYTES].hex()}"'
    before = (
        f'{{"action":{quoted(action)},"actor":{"null" if actor is None else quoted(actor)},"at":"{_instant(at)}",'
        f'"detail":{_json(detail, dict)},"editions":{_json(editions, list)},"id":{quoted(ident)},'
        f'"outcome":{quoted(outcome)},"rank":{int.__repr__(rank)},'
    )
    behind = f'"sequence":{int.__repr__(sequence)},"version":{VERSION},"words":{words}}}'
    seal = vault.mac("register-entry", (before + behind).encode("ascii")).hex()
    return leaf_hash(f'{before}"seal":"{seal}",{behind}'.encode("ascii"))


def named_in(editions: object) -> set[str]:
    """Return the editions that a sound row names, from the column as the driver gives it."""
    found = json.loads(editions) if isinstance(editions, str) else editions
    return set(found) if isinstance(found, list) else set()


def words_of(ident: str, sealed: bytes | None, vault: Vault) -> str | None:
    """Open the words kept in an entry; raise ``SealBroken`` where they are not the entry's."""
    if sealed is None:
        return None
    plain = vault.unseal(_label(ident), sealed[_MAC_BYTES:])
    if _words_mac(vault, ident, plain) != sealed[:_MAC_BYTES]:
        raise SealBroken(f"The words of entry '{ident}' are not those that were recorded.")
    return plain.decode("utf-8", "surrogatepass")


def _instant(at: object) -> str:
    """Return an instant as ``instant_text`` does; the text is that in which SQLAlchemy keeps one."""
    if isinstance(at, datetime):
        return instant_text(at)
    if not isinstance(at, str) or len(at) != 26 or at[10] != " ":
        raise ValueError("this is no instant")
    return f"{at[:10]}T{at[11:]}Z"


def _json(column: object, kind: type) -> str:
    if column in ("{}", "[]"):
        return str(column)
    value = json.loads(column) if isinstance(column, str) else column
    if not isinstance(value, kind):
        raise TypeError("this is not what the column holds")
    return _canonical.encode(value)


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
