"""The verdict on a register: sound, or the first entry that is not as it was recorded (P3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ColumnElement, Connection, String, select, type_coerce
from sqlmodel import Session, col

from models.tables.register import RegisterEntry, RegisterHead
from repository import mentions
from repository.checkpoint import Checkpoint
from repository.errors import CheckpointUnreadable
from repository.leaf import Recorded, Row, leaf_of, named_in, words_of
from repository.merkle import Frontier
from repository.sealed import Vault

_BATCH = 4096
"""Rows read at once; a power of two, so that whole batches are whole subtrees."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the register is what was recorded; ``first_bad`` is a sequence number, if one can be named.

    ``size`` is the number of entries that are sound from the first one on. ``backwards`` is the first of these
    that is dated before the one before it, which only a register begun by an early version can hold.
    """

    sound: bool
    first_bad: int | None
    sentence: str
    size: int = 0
    backwards: int | None = None


def inspect(
    session: Session, vault: Vault, public: Ed25519PublicKey, kept: Mapping[str, object] | None = None
) -> Verdict:
    """Walk the whole register in one snapshot, in constant memory, and compare it with its signed head.

    ``kept`` is a checkpoint from outside: against it a register that was cut back together with its head, or
    replaced by an older one, is seen too.
    """
    try:
        known = None if kept is None else Checkpoint.parse(kept)
    except CheckpointUnreadable as error:
        return Verdict(False, None, str(error))
    if known is not None and not known.genuine(public):
        return Verdict(
            False, None, "The kept checkpoint was not signed by this register's key: one of them is another."
        )
    walk = _Walk(vault, known)
    fault = walk.through(session) or _against_head(session, walk.frontier, public) or _against_kept(walk, known)
    if fault is None and mentions.outside(session.connection(), walk.frontier.size):
        fault = Verdict(False, None, f"The index of mentions names entries that there are not. {_MEND}")
    return replace(fault or _sound(walk, known), size=walk.frontier.size, backwards=walk.backwards)


def recorded(session: Session) -> Iterator[tuple[int, Recorded | None, bytes]]:
    """Yield every sequence number with its entry and its leaf hash, in order; None for what is unreadable."""
    columns = [getattr(RegisterEntry, name) for name in Recorded.__dataclass_fields__]
    for number, row in _rows(session.connection(), [*columns, col(RegisterEntry.leaf)]):
        yield number, None if row is None else Recorded(*row[:-1]), b"" if row is None else row[-1]


def _plain() -> list[ColumnElement[Any]]:
    """Return the columns of an entry, those that need decoding as the driver gives them."""
    columns = [getattr(RegisterEntry, name) for name in Recorded.__dataclass_fields__]
    as_kept = {"at", "editions", "detail"}
    return [type_coerce(c, String) if c.key in as_kept else c for c in columns] + [col(RegisterEntry.leaf)]


def _rows(connection: Connection, columns: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield number and columns of every entry in order, None for columns that nobody can read."""
    for batch in _batches(connection, columns):
        yield from batch


def _batches(connection: Connection, columns: list[Any]) -> Iterator[list[tuple[int, Any]]]:
    sequence = col(RegisterEntry.sequence)
    numbers = select(sequence).order_by(sequence).limit(_BATCH)
    batch = connection.execute(numbers).scalars().all()
    while batch:
        try:
            rows = _read(connection, columns, batch[0], batch[-1])
        except Exception:
            # Somebody wrote what no column can hold; only reading one by one tells where.
            rows = [row for number in batch for row in _alone(connection, columns, number)]
        yield rows
        batch = connection.execute(numbers.where(sequence > batch[-1])).scalars().all()


def _read(connection: Connection, columns: list[Any], first: int, last: int) -> list[tuple[int, Any]]:
    sequence = col(RegisterEntry.sequence)
    query = select(*columns).where(sequence.between(first, last)).order_by(sequence)
    return [(row[0], row) for row in connection.execute(query).all()]


def _alone(connection: Connection, columns: list[Any], number: int) -> list[tuple[int, Any]]:
    try:
        return _read(connection, columns, number, number)
    except Exception:
        return [(number, None)]


class _Walk:
    """The way through all entries: the tree of the sound beginning, and whether they are in order of time."""

    def __init__(self, vault: Vault, known: Checkpoint | None) -> None:
        self.frontier = Frontier()
        self.backwards: int | None = None
        self._vault = vault
        self._known = known
        self._last: Any = None

    def through(self, session: Session) -> Verdict | None:
        """Go through all entries and return what ended the way early, if anything did."""
        connection = session.connection()
        for rows in _batches(connection, _plain()):
            named = mentions.between(connection, rows[0][0], rows[-1][0])
            leaves: list[bytes] = []
            fault = self._fault(rows, named, leaves)
            fault = self._grown(leaves) or fault
            if fault is not None:
                return fault
        return None

    def _fault(self, rows: list[tuple[int, Any]], named: dict[int, set[str]], leaves: list[bytes]) -> Verdict | None:
        """Add the leaves of a batch up to the first entry that is not as it was recorded, and return that."""
        expected, nothing = self.frontier.size + 1, set[str]()
        for number, row in rows:
            if number != expected:
                return _misnumbered(number, expected)
            if row is None or not _genuine(row, self._vault):
                return Verdict(
                    False, number, f"Entry {number} is not what was recorded: it was changed, or moved there."
                )
            if named.get(number, nothing) != named_in(row[6]):
                return Verdict(
                    False, number, f"Entry {number} is sound, but the index of mentions says otherwise of it. {_MEND}"
                )
            if self._last is not None and self.backwards is None and row[2] < self._last:
                self.backwards = number
            self._last = row[2]
            leaves.append(row[-1])
            expected += 1
        return None

    def _grown(self, leaves: list[bytes]) -> Verdict | None:
        """Let the tree grow, and compare it with the kept checkpoint when it has that size."""
        known, start = self._known, 0
        if known is not None and self.frontier.size < known.size <= self.frontier.size + len(leaves):
            start = known.size - self.frontier.size
            self.frontier = self.frontier.extend(leaves[:start])
            if known.root != self.frontier.root():
                return _forked(known)
        self.frontier = self.frontier.extend(leaves[start:])
        return None


def _misnumbered(number: int, expected: int) -> Verdict:
    if number > expected:
        return Verdict(False, expected, f"Entry {expected} is missing; the next one there is {number}.")
    return Verdict(False, number, f"Entry {number} was never given out: numbers begin at 1.")


def _genuine(row: Any, vault: Vault) -> bool:
    plain: Row = tuple(row[:-1])
    leaf: object = row[-1]
    try:
        if plain[-1] is not None:
            words_of(plain[1], plain[-1], vault)
        return leaf_of(plain, vault) == leaf
    except Exception:
        # Columns may hold anything by now; what cannot even be hashed is not what was recorded.
        return False


def _signed_head(session: Session, public: Ed25519PublicKey) -> RegisterHead | None:
    """Return the head if it is this register's own, None if it was changed; ``LookupError`` without any."""
    try:
        head = session.get(RegisterHead, 1)
        if head is not None and Checkpoint(head.size, head.root, head.at, head.signature).genuine(public):
            return head
    except Exception:
        return None
    if head is None:
        raise LookupError("no head")
    return None


def _against_head(session: Session, frontier: Frontier, public: Ed25519PublicKey) -> Verdict | None:
    size = frontier.size
    try:
        head = _signed_head(session, public)
    except LookupError:
        first_bad = 1 if size else None
        return Verdict(False, first_bad, "The register has no signed head: it was never begun, or it was removed.")
    if head is None:
        return Verdict(
            False, None, "The register's head was changed: its signature is not that of this register's key."
        )
    if size < head.size:
        return Verdict(
            False,
            size + 1,
            f"The register was cut: it ends at entry {size}, its signed head counts {head.size}.",
        )
    if size > head.size:
        return Verdict(False, head.size + 1, f"Entry {head.size + 1} was added behind the signed head.")
    if frontier.root() != head.root:
        return Verdict(
            False,
            None,
            f"The {size} entries are not those under the signed head: another history was put here.",
        )
    if frontier.to_bytes() != head.frontier:
        return Verdict(False, None, "The head's frontier was changed; the entries are sound, but none can be added.")
    return None


def _against_kept(walk: _Walk, known: Checkpoint | None) -> Verdict | None:
    size = walk.frontier.size
    if known is None or known.size <= size:
        return None
    return Verdict(
        False,
        size + 1,
        f"The register was cut back or replaced by an older one: it ends at entry {size}, "
        f"the kept checkpoint counts {known.size}.",
    )


def _forked(known: Checkpoint) -> Verdict:
    return Verdict(
        False,
        None,
        f"The first {known.size} entries are not those of the kept checkpoint: the register was replaced by "
        "another history, such as a backup that was carried on from.",
    )


def _sound(walk: _Walk, known: Checkpoint | None) -> Verdict:
    beside = f" and agrees with the checkpoint kept at {known.size}" if known is not None else ""
    order = "in order of time" if walk.backwards is None else f"not in order of time from entry {walk.backwards} on"
    return Verdict(
        True,
        None,
        f"The register is sound: {walk.frontier.size} entries under its signed head{beside}, {order}.",
    )


_MEND = "Run 'concord register mend'."
