"""The index of mentions: which entries name an edition. It is made of the entries and can be made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Session, col, func

from models.tables.register import RegisterEntry, RegisterMention

_BATCH = 2000


def write(session: Session, entries: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Note which editions new entries name, in the transaction that writes them; return how many rows it took.

    Whatever stands there of these numbers or later ones is of no entry, and goes.
    """
    connection = session.connection()
    connection.execute(delete(RegisterMention).where(col(RegisterMention.sequence) >= entries[0][0]))
    rows = [{"edition_id": edition, "sequence": number} for number, named in entries for edition in sorted(set(named))]
    if rows:
        connection.execute(insert(RegisterMention), rows)
    return len(rows)


def between(connection: Connection, first: int, last: int) -> dict[int, set[str]]:
    """Return what the index says that each of these entries names; entries that name nothing are left out."""
    sequence = col(RegisterMention.sequence)
    query = select(sequence, col(RegisterMention.edition_id)).where(sequence.between(first, last))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for number, edition in connection.execute(query).all():
        found[number].add(edition)
    return found


def outside(connection: Connection, size: int) -> bool:
    """Tell whether the index names entries that there are not."""
    sequence = col(RegisterMention.sequence)
    query = select(func.count()).where((sequence < 1) | (sequence > size))
    return bool(connection.execute(query).scalar())


def rebuild(session: Session) -> int:
    """Make the index anew from the entries, in the caller's write transaction; return how many rows it has."""
    sequence = col(RegisterEntry.sequence)
    query = select(sequence, col(RegisterEntry.editions)).order_by(sequence).limit(_BATCH)
    connection = session.connection()
    connection.execute(delete(RegisterMention))
    made = last = 0
    while batch := connection.execute(query.where(sequence > last)).all():
        made += write(session, [(number, named) for number, named in batch])
        last = batch[-1][0]
    return made
