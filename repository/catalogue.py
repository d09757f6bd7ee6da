"""The words of every edition's register page, opened once and kept in memory.

Nothing here is released: only ``repository/disclosure.py`` reads it, for what the policy has let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.tables.assessment import Edition, HandlingRecord, Original, Page, Portion
from repository.database import counter
from repository.editions import read_deposit
from repository.handlings import COUNTER
from repository.sealed import SealBroken, Vault

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition as its originator described it."""

    edition: str
    assessment: str
    state: str
    originators: tuple[str, ...]
    reference: str | None
    deposit: Deposit
    kind: str | None
    pages: int
    created: date
    pages_of: dict[int, frozenset[int]]
    """Where the work has tearlines: the pages on which passages of each part begin."""


class Catalogue:
    """Every edition's description by id; only editions whose handlings moved are read again."""

    def __init__(self, vault: Vault) -> None:
        """Start empty; the first refresh reads all editions."""
        self._vault = vault
        self._lock = Lock()
        self._version = 0
        self._known: dict[str, Entry] = {}
        self._editions: dict[str, str] = {}

    def refresh(self, session: Session) -> None:
        """Read the editions whose handlings moved since the last call, as of the session's snapshot."""
        version = counter(session, COUNTER)
        if version <= self._version:
            return
        with self._lock:
            # What moved is asked of this snapshot, not of the decoded handlings, which may be ahead of it:
            # words read from the past would otherwise count as read for good.
            moved = select(HandlingRecord.edition_id).where(col(HandlingRecord.version) > self._version)
            ordered = sorted(set(session.exec(moved)))
            for start in range(0, len(ordered), _BATCH):
                self._read(session, ordered[start : start + _BATCH])
            self._version = max(self._version, version)

    def _read(self, session: Session, editions: list[str]) -> None:
        query = select(Edition, Original).join(Original, isouter=True).where(col(Edition.id).in_(editions))
        pages = dict.fromkeys(editions, 0)
        for ident in session.exec(select(Page.edition_id).where(col(Page.edition_id).in_(editions))):
            pages[ident] += 1
        for edition, original in session.exec(query).all():
            try:
                deposit = read_deposit(edition, self._vault)
            except (SealBroken, ValueError):
                self._known.pop(edition.id, None)
                continue
            self._editions[edition.assessment_id] = edition.id
            self._known[edition.id] = Entry(
                edition=edition.id,
                assessment=edition.assessment_id,
                state=edition.state,
                originators=tuple(edition.originators),
                reference=edition.reference or deposit.reference,
                deposit=deposit,
                kind=getattr(original, "kind", None),
                pages=pages[edition.id],
                created=edition.created_at.date(),
                pages_of=_pages_of(session, edition.id) if deposit.tearlines else {},
            )

    def of_assessment(self, assessment: str) -> str | None:
        """Return the id of an assessment's edition, or None where there is none that can be opened."""
        edition = self._editions.get(assessment)
        return edition if edition in self._known else None

    def get(self, edition: str) -> Entry | None:
        """Return the description of an edition, or None where it cannot be opened."""
        return self._known.get(edition)


def _pages_of(session: Session, edition: str) -> dict[int, frozenset[int]]:
    query = select(Portion.handling_id, Portion.page).where(col(Portion.edition_id) == edition)
    pages: dict[int, set[int]] = {}
    for handling, page in session.exec(query):
        pages.setdefault(handling, set()).add(page)
    return {handling: frozenset(numbers) for handling, numbers in pages.items()}
