"""The verdict on a register: sound, or the first entry that is not as it was recorded (P3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select
from sqlmodel import Session, col

from models.tables.register import RegisterEntry, RegisterHead
from repository.checkpoint import Checkpoint
from repository.errors import CheckpointUnreadable
from repository.leaf import Recorded
from repository.merkle import Frontier
from repository.sealed import Vault

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the register is what was recorded; ``first_bad`` is a sequence number, if one can be named."""

    sound: bool
    first_bad: int | None
    sentence: str


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
    frontier, fault = _walk(session, vault, known)
    return (
        fault or _against_head(session, frontier, public) or _against_kept(frontier, known) or _sound(frontier, known)
    )


def recorded(session: Session) -> Iterator[tuple[int, Recorded | None, bytes]]:
    """Yield every sequence number with its entry and its leaf hash, in order; None for what is unreadable."""
    sequence = col(RegisterEntry.sequence)
    numbers = select(sequence).order_by(sequence).limit(_BATCH)
    connection = session.connection()
    batch = connection.execute(numbers).scalars().all()
    while batch:
        try:
            rows = _rows(connection, batch[0], batch[-1])
        except Exception:
            # Somebody wrote what no column can hold; only reading one by one tells where.
            rows = [row for number in batch for row in _row(connection, number)]
        yield from rows
        batch = connection.execute(numbers.where(sequence > batch[-1])).scalars().all()


def _rows(connection: Connection, first: int, last: int) -> list[tuple[int, Recorded | None, bytes]]:
    sequence = col(RegisterEntry.sequence)
    columns = [getattr(RegisterEntry, name) for name in Recorded.__dataclass_fields__]
    query = select(*columns, col(RegisterEntry.leaf)).where(sequence.between(first, last)).order_by(sequence)
    return [(row[0], Recorded(*row[:-1]), row[-1]) for row in connection.execute(query)]


def _row(connection: Connection, number: int) -> list[tuple[int, Recorded | None, bytes]]:
    try:
        return _rows(connection, number, number)
    except Exception:
        return [(number, None, b"")]


def _walk(session: Session, vault: Vault, known: Checkpoint | None) -> tuple[Frontier, Verdict | None]:
    """Return the tree of the sound beginning, and what ended it."""
    frontier = Frontier()
    for number, entry, leaf in recorded(session):
        fault = _fault(number, entry, leaf, frontier.size + 1, vault)
        if fault is not None:
            return frontier, fault
        frontier = frontier.append(leaf)
        if known is not None and known.size == frontier.size and known.root != frontier.root():
            return frontier, _forked(known)
    return frontier, None


def _fault(number: int, entry: Recorded | None, leaf: bytes, expected: int, vault: Vault) -> Verdict | None:
    if number > expected:
        return Verdict(False, expected, f"Entry {expected} is missing; the next one there is {number}.")
    if number < expected:
        return Verdict(False, number, f"Entry {number} was never given out: numbers begin at 1.")
    if entry is not None and _genuine(entry, leaf, vault):
        return None
    return Verdict(False, number, f"Entry {number} is not what was recorded: it was changed, or moved there.")


def _genuine(entry: Recorded, leaf: bytes, vault: Vault) -> bool:
    try:
        entry.words(vault)
        return entry.leaf(vault) == leaf
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


def _against_kept(frontier: Frontier, known: Checkpoint | None) -> Verdict | None:
    size = frontier.size
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


def _sound(frontier: Frontier, known: Checkpoint | None) -> Verdict:
    beside = f" and agrees with the checkpoint kept at {known.size}" if known is not None else ""
    return Verdict(True, None, f"The register is sound: {frontier.size} entries under its signed head{beside}.")
