"""The register: acts and disclosures, as leaves of one Merkle tree under signed heads (P2, P3, design 8)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session

from models.clock import as_utc
from models.ids import IdSource
from models.tables.register import RegisterEntry, RegisterHead
from repository.checkpoint import Checkpoint
from repository.errors import ActUnrecordable, StorageDamaged
from repository.leaf import Recorded, canonical, seal_words
from repository.merkle import Frontier
from repository.sealed import Vault
from repository.verdict import Verdict, inspect, recorded

DONE, REFUSED = "done", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did or was refused; ``words`` are a query's, ``rank`` the highest the answer showed.

    ``detail`` is anything JSON can say. Raises ``ActUnrecordable`` for what the register cannot hold, so that
    a faulty act fails where it is made and never beside others.
    """

    action: str
    at: datetime
    actor: str | None = None
    outcome: str = DONE
    editions: tuple[str, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    words: str | None = field(default=None, repr=False)
    rank: int = 0

    def __post_init__(self) -> None:
        """Bring the act into the form that is hashed."""
        if not self.action or self.outcome not in (DONE, REFUSED):
            raise ActUnrecordable(f"An act needs a name, and '{self.outcome}' must be {DONE} or {REFUSED}.")
        try:
            plain = json.loads(canonical(json.loads(json.dumps(dict(self.detail)))))
        except (TypeError, ValueError) as error:
            raise ActUnrecordable(f"The detail of '{self.action}' is not JSON: {error}.") from error
        object.__setattr__(self, "detail", plain)
        object.__setattr__(self, "at", as_utc(self.at))


class Register:
    """Appends to the tree, signs its head, and gives proof of both."""

    def __init__(self, vault: Vault, signing_key: Ed25519PrivateKey, ids: IdSource) -> None:
        """Take the vault that seals words, the key that signs heads and the source of entry ids."""
        self._vault = vault
        self._key = signing_key
        self._public = signing_key.public_key()
        self._ids = ids

    def begin(self, session: Session, at: datetime) -> None:
        """Sign the head of the empty register, once, when the repository is made; later calls do nothing."""
        if session.get(RegisterHead, 1) is None:
            self._put_head(session, Frontier(), at)
            session.flush()

    def append(self, session: Session, act: Act) -> RegisterEntry:
        """Record one act in the caller's write transaction; it stands or falls with it."""
        return self.append_all(session, [act])[0]

    def append_all(self, session: Session, acts: Sequence[Act]) -> list[RegisterEntry]:
        """Record several acts in their order under one new head."""
        frontier = _frontier(session.get(RegisterHead, 1))
        entries = []
        for act in acts:
            entry = self._entry(frontier.size + 1, act)
            frontier = frontier.append(entry.leaf)
            entries.append(entry)
        session.add_all(entries)
        if acts:
            self._put_head(session, frontier, acts[-1].at)
        session.flush()
        return entries

    def checkpoint(self, session: Session) -> dict[str, object]:
        """Return the signed head in JSON's types, to be kept where the host cannot reach it.

        Raises ``LookupError`` where the register was never begun.
        """
        head = session.get(RegisterHead, 1)
        if head is None:
            raise LookupError("the register has no head yet")
        return Checkpoint(head.size, head.root, head.at, head.signature).as_dict(self._public)

    def verify(self, session: Session, kept: Mapping[str, object] | None = None) -> Verdict:
        """Check every entry, the tree and its head, and a checkpoint kept outside where one is given."""
        return inspect(session, self._vault, self._public, kept)

    def export(self, session: Session) -> Iterator[dict[str, object]]:
        """Yield every entry as its leaf states it, then the checkpoint; query words stay here.

        A leaf hash is SHA-256 of 0x00 and the canonical JSON of ``entry``; anybody can rebuild the root.
        """
        for number, entry, leaf in recorded(session):
            if entry is None:
                raise StorageDamaged(f"Entry {number} cannot be read; run 'concord register verify'.")
            yield {"entry": entry.statement(self._vault), "leaf": leaf.hex()}
        yield {"checkpoint": self.checkpoint(session)}

    def words(self, entry: RegisterEntry) -> str | None:
        """Open the query words of an entry, for its own actor and an auditor of sufficient rank (case 31)."""
        return _recorded(entry).words(self._vault)

    def _entry(self, sequence: int, act: Act) -> RegisterEntry:
        ident = self._ids.new()
        sealed = None if act.words is None else seal_words(self._vault, ident, act.words)
        entry = RegisterEntry(
            sequence=sequence,
            id=ident,
            at=act.at,
            actor=act.actor,
            action=act.action,
            outcome=act.outcome,
            editions=list(act.editions),
            detail=dict(act.detail),
            sealed=sealed,
            rank=act.rank,
            leaf=b"",
        )
        entry.leaf = _recorded(entry).leaf(self._vault)
        return entry

    def _put_head(self, session: Session, frontier: Frontier, at: datetime) -> None:
        signed = Checkpoint.sign(self._key, frontier.size, frontier.root(), as_utc(at))
        head = RegisterHead(
            id=1,
            size=signed.size,
            frontier=frontier.to_bytes(),
            root=signed.root,
            signature=signed.signature,
            at=signed.at,
        )
        session.merge(head)


def _frontier(head: RegisterHead | None) -> Frontier:
    if head is None:
        return Frontier()
    try:
        return Frontier.from_bytes(head.size, head.frontier)
    except ValueError:
        raise StorageDamaged(
            "The register's head is damaged, so nothing can be added to it; run 'concord register verify'."
        ) from None


def _recorded(entry: RegisterEntry) -> Recorded:
    return Recorded(*(getattr(entry, name) for name in Recorded.__dataclass_fields__))
