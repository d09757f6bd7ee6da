"""Standing searches: which saved searches stand, and what was considered for whom until when.

Every change here moves the counter ``standing``, so that whoever watches reads it before the next look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from models.reader import Reader
from models.tables.register import Counter
from models.tables.saved_search import SavedSearch
from models.tables.standing import Alert, StandingReader, StandingScope, StandingSearch
from repository.considered import Considered
from repository.database import bump
from repository.registry import Registry
from repository.sealed import Vault

COUNTER = "standing"
OUTDATED = "~"
"""Behind the model of a search that is to be worked out anew."""
_HANDLINGS, _INDEX, _AT = "standing.handling", "standing.index", "standing.at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BATCH = 500


def start(registry: Registry, session: Session, search: SavedSearch, considered: Iterable[int]) -> None:
    """Let a saved search stand, in the caller's write transaction; one that stands already is left as it is.

    ``considered`` are the handlings that its owner may see now: they raise no alert. They count only where none of
    her searches stood before, as what was considered for one was considered for all.
    """
    if session.get(StandingSearch, search.id) is not None:
        return
    if _of_person(session, search.person_id) == 0:
        _begin(session, search.person_id, considered)
    session.add(
        StandingSearch(
            search_id=search.id,
            person_id=search.person_id,
            version=bump(session, COUNTER),
            since=registry.clock.now(),
        )
    )
    search.standing = True
    session.add(search)
    session.flush()


def forget(session: Session, search_id: str) -> None:
    """Let a search stand no longer, with its alerts, in the caller's write transaction; nothing where it did not."""
    row = session.get(StandingSearch, search_id)
    if row is None:
        return
    session.connection().execute(delete(Alert).where(col(Alert.search_id) == search_id))
    session.delete(row)
    session.flush()
    if _of_person(session, row.person_id) == 0:
        for table in (StandingScope, StandingReader):
            session.connection().execute(delete(table).where(col(table.person_id) == row.person_id))
    search = session.get(SavedSearch, search_id)
    if search is not None:
        search.standing = False
        session.add(search)
    bump(session, COUNTER)


def changed(session: Session, search_id: str) -> None:
    """Note that the question of a search is another, in the caller's write transaction: its alerts are gone."""
    row = session.get(StandingSearch, search_id)
    if row is None:
        return
    session.connection().execute(delete(Alert).where(col(Alert.search_id) == search_id))
    row.vector = row.model = None
    row.version = bump(session, COUNTER)
    session.add(row)


def _of_person(session: Session, person: str) -> int:
    return len(session.exec(select(StandingSearch.search_id).where(StandingSearch.person_id == person)).all())


def _begin(session: Session, person: str, idents: Iterable[int]) -> None:
    considered = Considered()
    considered.add(idents)
    keep_considered(session, {person: considered})


# ---------------------------------------------------------------- what the watch reads and keeps


def seal_vector(vault: Vault, search_id: str, raw: bytes) -> bytes:
    """Seal the vector of a question: it tells what was asked nearly as well as the words do."""
    return vault.seal(f"standing:{search_id}", raw)


def unseal_vector(vault: Vault, search_id: str, sealed: bytes) -> bytes:
    """Return the vector of a question; raise ``SealBroken``."""
    return vault.unseal(f"standing:{search_id}", sealed)


def encoded(session: Session, model: str, vectors: Mapping[str, tuple[int, bytes]]) -> None:
    """Keep sealed vectors of questions by search, each with the version that it was made of, if that still holds."""
    version = bump(session, COUNTER)
    connection = session.connection()
    for search_id, (made_of, sealed) in vectors.items():
        row = (col(StandingSearch.search_id) == search_id) & (col(StandingSearch.version) == made_of)
        connection.execute(update(StandingSearch).where(row).values(model=model, vector=sealed, version=version))


def versions(session: Session, searches: Iterable[str]) -> dict[str, int]:
    """Return the versions of those of some searches that stand."""
    wanted, found = sorted(searches), dict[str, int]()
    for start in range(0, len(wanted), _BATCH):
        named = col(StandingSearch.search_id).in_(wanted[start : start + _BATCH])
        found.update(session.exec(select(StandingSearch.search_id, StandingSearch.version).where(named)).all())
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """Until where everybody was considered: the counters of handlings and of the index, and the instant."""

    handlings: int
    index: int
    at: datetime


def mark(session: Session) -> Mark:
    """Return until where everybody was considered; before the first look, from the beginning."""
    rows = session.exec(select(Counter).where(col(Counter.name).in_((_HANDLINGS, _INDEX, _AT))))
    kept = {row.name: row.value for row in rows}
    return Mark(kept.get(_HANDLINGS, 0), kept.get(_INDEX, 0), _EPOCH + kept.get(_AT, 0) * _MICROSECOND)


def keep_mark(session: Session, until: Mark) -> None:
    """Keep until where everybody was considered, in the caller's write transaction."""
    values = ((_HANDLINGS, until.handlings), (_INDEX, until.index), (_AT, (until.at - _EPOCH) // _MICROSECOND))
    for name, value in values:
        session.merge(Counter(name=name, value=value))


def renew(session: Session, searches: Iterable[str]) -> None:
    """Have searches worked out anew by and by, in the caller's write transaction; until then what is kept counts."""
    wanted = sorted(searches)
    if wanted:
        row = col(StandingSearch.search_id) == bindparam("search")
        row &= ~col(StandingSearch.model).endswith(OUTDATED)
        values = {"model": col(StandingSearch.model) + OUTDATED, "version": bump(session, COUNTER)}
        session.connection().execute(
            update(StandingSearch).where(row).values(**values), [{"search": s} for s in wanted]
        )


def counted(session: Session, person: str) -> int:
    """Return how many handlings were considered for a person."""
    kept = session.exec(select(StandingScope.bits).where(StandingScope.person_id == person))
    return sum(int.from_bytes(bits, "little").bit_count() for bits in kept)


def considered_of(session: Session) -> dict[str, Considered]:
    """Return what was considered for everybody who has a standing search."""
    blocks: dict[str, dict[int, bytes]] = {}
    for row in session.exec(select(StandingScope)):
        blocks.setdefault(row.person_id, {})[row.block] = row.bits
    people = set(session.exec(select(StandingSearch.person_id).distinct()))
    return {person: Considered(blocks.get(person)) for person in sorted(people)}


def keep_considered(session: Session, people: Mapping[str, Considered]) -> None:
    """Keep the changed blocks of what was considered for people, in the caller's write transaction."""
    rows: list[dict[str, Any]] = [
        {"person_id": person, "block": number, "bits": bits}
        for person, considered in people.items()
        for number, bits in considered.changed()
    ]
    if not rows:
        return
    connection = session.connection()
    here = (col(StandingScope.person_id) == bindparam("person")) & (col(StandingScope.block) == bindparam("number"))
    places = [{"person": row["person_id"], "number": row["block"]} for row in rows]
    connection.execute(delete(StandingScope).where(here), places)
    connection.execute(insert(StandingScope), rows)


def digest_of(reader: Reader) -> bytes:
    """Return what tells one access context from every other, the same in every process."""
    said = (
        reader.person,
        reader.organization,
        reader.standing,
        reader.active,
        reader.country,
        reader.nationality,
        reader.kind,
        [(held.rank, str(held.expires)) for held in reader.clearances],
        reader.briefed,
        sorted(reader.compartments),
        reader.ceiling,
        sorted((token.kind, token.name) for token in reader.tokens),
        reader.participant,
        reader.purpose,
        str(reader.until),
    )
    return blake2b(repr(said).encode(), digest_size=16).digest()


def digests_of(session: Session) -> dict[str, bytes]:
    """Return as whom everybody was considered last."""
    return {row.person_id: row.digest for row in session.exec(select(StandingReader))}


def keep_digests(session: Session, digests: Mapping[str, bytes]) -> None:
    """Keep as whom people were considered, in the caller's write transaction."""
    for person, digest in sorted(digests.items()):
        session.merge(StandingReader(person_id=person, digest=digest))
