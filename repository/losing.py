"""Who loses or gains by a change: holders of copies are told what they may no longer read (case 13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import String, cast
from sqlmodel import Session, col, or_, select

from models.deposit import Deposit
from models.handling import RELEASED, SUPERSEDED, Handling
from models.reader import Reader
from models.tables.assessment import Edition, HandlingRecord
from models.tables.issued_copy import IssuedCopy
from repository import notices, relations
from repository.access import read_everybody, read_reader
from repository.acts import ActRefused
from repository.changing import Case
from repository.registry import Registry
from repository.rewriting import changed, standing
from repository.sources import carried
from repository.weighing import as_released, readable_parts

LOST = "access-lost"
"""The kind of the notices to holders of copies who may no longer read what they hold."""

Holder = tuple[str, str]
"""A person, and the organization for which she was issued a copy (case 32)."""

Held = dict[tuple[str, Holder], frozenset[str]]
"""By edition and holder of a copy, the parts that she may read."""


@contextmanager
def telling(registry: Registry, session: Session, editions: Iterable[Edition], change: str) -> Iterator[None]:
    """Tell the holders of copies who lose access by what is done inside, and flag what was derived (case 13).

    For the caller's write transaction; ``change`` is "raised" or "narrowed". Who loses a part of what she could
    read owes an acknowledgement.
    """
    concerned = list(editions)
    before = _held(registry, session, concerned)
    yield
    session.flush()
    after = _held(registry, session, concerned)
    for edition in concerned:
        losers = [who[0] for (ident, who), read in before.items() if ident == edition.id and read - after[ident, who]]
        detail = {"change": change}
        notices.send(registry, session, losers, LOST, detail, edition=edition.id, must_acknowledge=True)
        relations.propagate(registry, session, edition, change)


@contextmanager
def telling_of_waivers(registry: Registry, session: Session, edition: Edition) -> Iterator[None]:
    """Tell the holders of copies who read it by a waiver alone, where what is done inside ends it (R9, case 13)."""
    if any(source.waived for source in carried(session, edition.id)):
        with telling(registry, session, [edition], "narrowed"):
            yield
    else:
        yield


def refuse_gains(session: Session, case: Case, after: Deposit) -> None:
    """Raise ``ActRefused`` where a change would show anything to somebody who may not read it now."""
    was = [as_released(handling) for handling in standing(session, case.edition).values()]
    will = [as_released(handling) for handling in changed(session, case.edition, after, case.at)]
    organizations, people = read_everybody(session, case.at)
    readers = [*((row.id, reader) for row, reader in organizations), *((row.name, reader) for row, reader in people)]
    for name, reader in readers:
        if readable_parts(reader, will, case.at) - readable_parts(reader, was, case.at):
            raise ActRefused(f"this would let {name} in: TLP:GREEN kept out whoever is not of the Dialogue")


def holders(session: Session, edition: str) -> list[str]:
    """Return the ids of the people who were issued a copy of an edition, in the order of their first."""
    query = select(IssuedCopy.person_id).where(IssuedCopy.edition_id == edition)
    return list(dict.fromkeys(session.exec(query.order_by(col(IssuedCopy.issued_at), col(IssuedCopy.number)))))


def citing(session: Session, names: Iterable[str]) -> list[Edition]:
    """Return the released editions whose release lists name one of the circulation lists."""
    row = HandlingRecord
    spelled = cast(col(row.terms), String)
    named = or_(*(spelled.contains(f'"{name}"') for name in names))
    found = set(session.exec(select(row.edition_id).where(col(row.state).in_((RELEASED, SUPERSEDED)), named)))
    return [session.get_one(Edition, ident) for ident in sorted(found)]


def _held(registry: Registry, session: Session, editions: list[Edition]) -> Held:
    at, held, known = registry.clock.now(), Held(), dict[Holder, Reader | None]()
    for edition in editions:
        handlings = list(standing(session, edition).values())
        for holder in _holders(session, edition.id):
            if holder not in known:
                person, organization = holder
                # Whoever has left that organization reads by her own, if she does.
                acting = read_reader(session, person, at, organization=organization)
                known[holder] = acting or read_reader(session, person, at)
            reader = known[holder]
            held[edition.id, holder] = frozenset() if reader is None else _read(reader, handlings, registry)
    return held


def _holders(session: Session, edition: str) -> list[Holder]:
    query = select(IssuedCopy.person_id, IssuedCopy.organization_id).where(IssuedCopy.edition_id == edition)
    return list(dict.fromkeys(session.exec(query.order_by(col(IssuedCopy.issued_at), col(IssuedCopy.number)))))


def _read(reader: Reader, handlings: list[Handling], registry: Registry) -> frozenset[str]:
    """Return the parts that a person may read for any purpose that the edition names."""
    purposes = {name for handling in handlings for name in handling.policy.purposes}
    at, parts = registry.clock.now(), frozenset[str]()
    for purpose in sorted(purposes) or (None,):
        parts |= readable_parts(replace(reader, purpose=purpose), handlings, at)
    return parts
