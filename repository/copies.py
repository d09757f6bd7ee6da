"""Issued copies: who holds which number, and what became of it (domain 4, case 13)."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.ids import IdSource
from models.tables.assessment import Edition
from models.tables.issued_copy import ACCOUNTS, LOST, IssuedCopy
from models.tables.person import REGISTRY
from repository import notices
from repository.acts import ActRefused, NotFound
from repository.registry import Registry

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what is read as another: 0 and O, 1, I and L, U and V."""
_LENGTH, _GROUP = 10, 5
LOSS = "copy-lost"
"""The kind of the notices to those who must know that a copy is lost."""


def new_number(session: Session, ids: IdSource) -> str:
    """Return a number that no copy has, such as ``K3V7X-Q2M5N``: random, so that it tells of no other (domain 6)."""
    while True:
        number = _spelled(ids.new())
        if session.get(IssuedCopy, number) is None:
            return number


def _spelled(ident: str) -> str:
    value = int.from_bytes(b32decode(ident.upper() + "=" * (-len(ident) % 8)), "big")
    letters = []
    for _ in range(_LENGTH):
        value, place = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[place])
    return grouped("".join(letters))


def grouped(letters: str) -> str:
    """Return letters in groups that can be read over the telephone."""
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def read_number(text: str) -> str | None:
    """Return the number somebody wrote down, however it is spaced; None where it is none."""
    letters = "".join(char for char in text.upper() if char not in " -–‑·.\u00a0")
    right = len(letters) == _LENGTH and set(letters) <= set(ALPHABET)
    return grouped(letters) if right else None


def issued(session: Session, edition: str) -> list[IssuedCopy]:
    """Return every copy of an edition, the newest first."""
    return _found(session, edition=edition)


def of_person(session: Session, person: str, edition: str | None = None) -> list[IssuedCopy]:
    """Return the copies that a person took, of one edition or of all, the newest first."""
    return _found(session, edition=edition, person=person)


def outstanding(session: Session, edition: str) -> list[IssuedCopy]:
    """Return the copies of an edition of which nobody has said what became of them."""
    return [copy for copy in issued(session, edition) if copy.account is None]


def find(session: Session, number: str) -> IssuedCopy:
    """Return the copy of a number as somebody wrote it; raise ``NotFound``."""
    known = read_number(number)
    copy = session.get(IssuedCopy, known) if known else None
    if copy is None:
        raise NotFound
    return copy


def account(registry: Registry, session: Session, number: str, person: str, said: str) -> IssuedCopy:
    """Keep what became of a copy that ``person`` holds: returned, destroyed or lost.

    Raises ``NotFound`` where she holds none of that number, ``ActRefused`` where it is accounted for already; what
    was lost may still be returned or destroyed.
    """
    copy = find(session, number)
    if copy.person_id != person:
        raise NotFound
    if said not in ACCOUNTS:
        raise ActRefused(f"say what became of the copy: {', '.join(ACCOUNTS)}")
    if copy.account is not None and (copy.account != LOST or said == LOST):
        raise ActRefused(f"copy {copy.number} is accounted for already: {copy.account}")
    settle(registry, session, [copy], said)
    return copy


def settle(registry: Registry, session: Session, held: Sequence[IssuedCopy], said: str) -> None:
    """Keep what became of copies of one edition; tell the officers of originators and registry of lost ones."""
    for copy in held:
        copy.account, copy.accounted_at = said, registry.clock.now()
        session.add(copy)
    session.flush()
    if said == LOST and held:
        edition = session.get_one(Edition, held[0].edition_id)
        told = [officer for name in edition.originators for officer in notices.officers(session, name)]
        told += notices.in_role(session, REGISTRY)
        numbers = ", ".join(copy.number for copy in held)
        notices.send(registry, session, told, LOSS, {"copies": numbers}, edition=edition.id)


def _found(session: Session, *, edition: str | None = None, person: str | None = None) -> list[IssuedCopy]:
    query = select(IssuedCopy)
    if edition is not None:
        query = query.where(IssuedCopy.edition_id == edition)
    if person is not None:
        query = query.where(IssuedCopy.person_id == person)
    return list(session.exec(query.order_by(col(IssuedCopy.issued_at).desc(), col(IssuedCopy.number))))
