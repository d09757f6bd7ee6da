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
from repository import mentions, proof
from repository.checkpoint import Checkpoint
from repository.errors import ActUnrecordable, StorageDamaged
from repository.leaf import Recorded, canonical, instant_text, seal_words
from repository.mark import high_water, rank_of_assessment, rank_of_editions
from repository.merkle import Frontier
from repository.sealed import Vault
from repository.tree import Tree, check_sizes
from repository.verdict import Verdict, inspect, recorded

DONE, REFUSED = "done", "refused"
CLOCK = "clock"
"""The key of ``detail`` under which the register notes what a clock said that had jumped back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did or was refused; ``words`` are a query's, ``rank`` the highest the answer showed.

    Where no rank is said it is that of the editions named, or of ``detail["assessment"]``: whatever the detail
    says in words is then as high as what it is about (case 28). ``detail`` is anything JSON can say. Raises
    ``ActUnrecordable`` for what the register cannot hold, so that a faulty act fails where it is made and never
    beside others.
    """

    action: str
    at: datetime
    actor: str | None = None
    outcome: str = DONE
    editions: tuple[str, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    words: str | None = field(default=None, repr=False)
    rank: int | None = None

    def __post_init__(self) -> None:
        """Bring the act into the form that is hashed."""
        if not self.action or self.outcome not in (DONE, REFUSED):
            raise ActUnrecordable(f"An act needs a name, and '{self.outcome}' must be {DONE} or {REFUSED}.")
        try:
            plain = json.loads(canonical(json.loads(json.dumps(dict(self.detail)))))
        except (TypeError, ValueError) as error:
            raise ActUnrecordable(f"The detail of '{self.action}' is not JSON: {error}.") from error
        if CLOCK in plain:
            raise ActUnrecordable(f"The detail '{CLOCK}' of '{self.action}' is the register's own; name it otherwise.")
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
        self._tree = Tree()

    def begin(self, session: Session, at: datetime) -> None:
        """Sign the head of the empty register, once, when the repository is made; later calls do nothing."""
        if session.get(RegisterHead, 1) is None:
            self._put_head(session, Frontier(), at)
            session.flush()

    def append(self, session: Session, act: Act) -> RegisterEntry:
        """Record one act in the caller's write transaction; it stands or falls with it."""
        return self.append_all(session, [act])[0]

    def append_all(self, session: Session, acts: Sequence[Act]) -> list[RegisterEntry]:
        """Record several acts in their order under one new head, and which editions they name.

        An entry is never dated before the one before it: where a clock ran back it gets the instant of the
        head, and ``detail["clock"]`` says what the clock said.
        """
        if not acts:
            return []
        head = session.get(RegisterHead, 1)
        frontier, floor = _frontier(head), as_utc(head.at) if head else acts[0].at
        entries: list[RegisterEntry] = []
        for act in acts:
            floor = max(floor, act.at)
            entries.append(self._entry(frontier.size + 1, act, floor, self._rank(session, act, entries)))
            frontier = frontier.append(entries[-1].leaf)
        session.add_all(entries)
        self._put_head(session, frontier, floor)
        session.flush()
        mentions.write(session, [(entry.sequence, entry.editions) for entry in entries])
        return entries

    def checkpoint(self, session: Session) -> dict[str, object]:
        """Return the signed head in JSON's types, to be kept where the host cannot reach it.

        Raises ``LookupError`` where the register was never begun.
        """
        return self._shown(self._head(session))

    def verify(self, session: Session, kept: Mapping[str, object] | None = None) -> Verdict:
        """Check every entry, the tree and its head, the index of mentions, and a checkpoint kept outside."""
        return inspect(session, self._vault, self._public, kept)

    def inclusion(
        self, session: Session, sequence: int, size: int | None = None, *, whole: bool = True
    ) -> proof.Document:
        """Return the proof that an entry stands in the tree, of its first ``size`` entries where one is given.

        With ``whole`` the entry itself is in it, without query words. Raises ``ProofRefused``.
        """
        head = self._head(session)
        check_sizes(head, sequence, size or head.size)
        made = proof.inclusion(self._tree.roots(session, head), sequence, size or head.size)
        entry = session.get(RegisterEntry, sequence) if whole else None
        stated = None if entry is None else _recorded(entry).statement(self._vault)
        return {**made, "entry": stated, "checkpoint": self._signed(head, size)}

    def consistency(self, session: Session, first: int, second: int | None = None) -> proof.Document:
        """Return the proof that the register only grew since it had ``first`` entries. Raises ``ProofRefused``."""
        head = self._head(session)
        check_sizes(head, first, second or head.size)
        made = proof.consistency(self._tree.roots(session, head), first, second or head.size)
        return {**made, "checkpoint": self._signed(head, second)}

    def export(self, session: Session) -> Iterator[dict[str, object]]:
        """Yield every entry as its leaf states it, then the checkpoint; query words stay here.

        A leaf hash is SHA-256 of 0x00 and the canonical JSON of ``entry``; anybody can rebuild the root.
        """
        for number, entry, leaf in recorded(session):
            if entry is None:
                raise StorageDamaged(f"Entry {number} cannot be read; run 'concord register verify'.")
            yield {"entry": entry.statement(self._vault), "leaf": leaf.hex()}
        yield {"checkpoint": self.checkpoint(session)}

    def mend(self, session: Session) -> int:
        """Make the index of mentions anew from the entries; return how many rows it has."""
        return mentions.rebuild(session)

    def words(self, entry: RegisterEntry) -> str | None:
        """Open the query words of an entry, for its own actor and an auditor of sufficient rank (case 31)."""
        return _recorded(entry).words(self._vault)

    def _head(self, session: Session) -> RegisterHead:
        head = session.get(RegisterHead, 1)
        if head is None:
            raise LookupError("the register has no head yet")
        return head

    def _shown(self, head: RegisterHead) -> dict[str, object]:
        return Checkpoint(head.size, head.root, head.at, head.signature).as_dict(self._public)

    def _signed(self, head: RegisterHead, size: int | None) -> dict[str, object] | None:
        """Return the checkpoint a proof hangs on; only the newest size has one here."""
        return self._shown(head) if size in (None, head.size) else None

    def _rank(self, session: Session, act: Act, before: Sequence[RegisterEntry]) -> int:
        """Return the rank of an entry; words stand at least at the highest their asker was shown (case 31)."""
        rank, assessment = act.rank, act.detail.get("assessment")
        if rank is None and act.editions:
            rank = rank_of_editions(session, act.editions, act.at)
        elif rank is None and isinstance(assessment, str):
            rank = rank_of_assessment(session, assessment, act.at)
        if act.words is None or act.actor is None:
            return rank or 0
        earlier = [entry.rank for entry in before if (entry.actor, entry.outcome) == (act.actor, DONE)]
        return max(rank or 0, high_water(session, act.actor), *earlier)

    def _entry(self, sequence: int, act: Act, at: datetime, rank: int) -> RegisterEntry:
        ident = self._ids.new()
        sealed = None if act.words is None else seal_words(self._vault, ident, act.words)
        jumped = {CLOCK: instant_text(act.at)} if act.at < at else {}
        entry = RegisterEntry(
            sequence=sequence,
            id=ident,
            at=at,
            actor=act.actor,
            action=act.action,
            outcome=act.outcome,
            editions=list(act.editions),
            detail={**act.detail, **jumped},
            sealed=sealed,
            rank=rank,
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
