"""The words of every edition's register page, opened once and kept in memory.

Nothing here is released: only ``repository/disclosure.py`` reads it, for what the policy has let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.handling import DRAFT, HELD, REGISTERED, RELEASED, SUBMITTED, SUPERSEDED
from models.tables.assessment import Edition, HandlingRecord, Original, Page, Portion
from models.tables.relation import SUPERSEDES, Relation
from repository.database import counter
from repository.editions import key_of, read_deposit
from repository.handlings import COUNTER
from repository.sealed import SealBroken, Vault

_BATCH = 500
_EFFECTIVE = (RELEASED, SUPERSEDED)
_AHEAD = (DRAFT, HELD, SUBMITTED, REGISTERED)


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
    filename: str | None = None
    """What its file is called, while it is not released and has no title."""
    digest: str | None = None
    """The keyed hash of its file."""
    edges: frozenset[tuple[str, str]] = frozenset()
    """How it refers to other works: kind of relation, assessment."""

    @property
    def supersedes(self) -> frozenset[str]:
        """Return the assessments of which this is the later edition, from its release on (case 8)."""
        return frozenset(target for kind, target in self.edges if kind == SUPERSEDES and self.state in _EFFECTIVE)


class Catalogue:
    """Every edition's description by id; only editions whose handlings moved are read again."""

    def __init__(self, vault: Vault) -> None:
        """Start empty; the first refresh reads all editions."""
        self._vault = vault
        self._lock = Lock()
        self._version = 0
        self._known: dict[str, Entry] = {}
        self.gone: list[str] = []
        """The editions that cannot be opened any more, in the order in which that was seen."""
        self._editions: dict[str, str] = {}
        self._towards: dict[str, frozenset[str]] = {}
        self.moved: list[str] = []
        """The editions that came, changed or went, in the order in which they can be seen as they are now, if they
        supersede another or others refer to them."""

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
        edges = _edges(session, editions)
        for edition, original in session.exec(query).all():
            before = self._known.get(edition.id)
            try:
                deposit = read_deposit(edition, self._vault)
            except (SealBroken, ValueError):
                if self._known.pop(edition.id, None) is not None:
                    self.gone.append(edition.id)
                self._tie(edition.id, before, None)
                continue
            self._editions[edition.assessment_id] = edition.id
            entry = Entry(
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
                filename=_filename(edition, original, deposit, self._vault),
                digest=getattr(original, "digest", None),
                edges=edges.get(edition.id, frozenset()),
            )
            self._known[edition.id] = entry
            self._tie(edition.id, before, entry)

    def _tie(self, edition: str, before: Entry | None, now: Entry | None) -> None:
        """Note to which works an edition refers, and no longer refers."""
        old, new = (entry.edges if entry else frozenset() for entry in (before, now))
        for _, target in old - new:
            self._towards[target] = self._towards[target] - {edition}
        for _, target in new - old:
            self._towards[target] = self._towards.get(target, frozenset()) | {edition}
        if any(
            entry is not None and (entry.supersedes or entry.assessment in self._towards) for entry in (before, now)
        ):
            self.moved.append(edition)

    def of_assessment(self, assessment: str) -> str | None:
        """Return the id of an assessment's edition, or None where there is none that can be opened."""
        edition = self._editions.get(assessment)
        return edition if edition in self._known else None

    def referring_to(self, assessment: str) -> frozenset[str]:
        """Return the ids of the editions that refer to a work, whoever may see them."""
        return self._towards.get(assessment, frozenset())

    def get(self, edition: str) -> Entry | None:
        """Return the description of an edition, or None where it cannot be opened."""
        return self._known.get(edition)


def _filename(edition: Edition, original: Original | None, deposit: Deposit, vault: Vault) -> str | None:
    if original is None or edition.state not in _AHEAD or deposit.title or deposit.register_title:
        return None
    try:
        return key_of(edition, vault).unseal("name", original.name).decode()
    except (SealBroken, ValueError):
        return None


def _edges(session: Session, editions: list[str]) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for row in session.exec(select(Relation).where(col(Relation.edition_id).in_(editions))):
        found[row.edition_id] = found.get(row.edition_id, frozenset()) | {(row.kind, row.target_id)}
    return found


def _pages_of(session: Session, edition: str) -> dict[int, frozenset[int]]:
    query = select(Portion.handling_id, Portion.page).where(col(Portion.edition_id) == edition)
    pages: dict[int, set[int]] = {}
    for handling, page in session.exec(query):
        pages.setdefault(handling, set()).add(page)
    return {handling: frozenset(numbers) for handling, numbers in pages.items()}
