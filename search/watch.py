"""The watch: finds what has newly become visible to whoever keeps a standing search, and raises alerts.

One look considers, for every such person, the handlings that her scope of this moment has gained since the last one:
by an arrival, a release, a downgrade, the end of an embargo, a list, or a change of herself. Only what moved is
decided again. Alerts, what was considered and until when are kept in one transaction, so a look that is cut short is
simply made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from sqlmodel import Session, col, select

from models.clock import earliest
from models.handling import CARD
from models.reader import Reader
from models.tables.assessment import HandlingIndex, HandlingRecord
from models.tables.standing import StandingSearch
from repository import alerts, standing_searches
from repository.access import COUNTER as ACCESS
from repository.access import read_everybody
from repository.considered import Considered, Ids
from repository.database import counter
from repository.handlings import COUNTER as HANDLING
from repository.registry import Registry
from repository.scope import Scope
from repository.standing_searches import Mark
from search.answering import Answering
from search.changeover import COMING, INDEX
from search.engine import Engine
from search.matter import indexed, matter_of
from search.questions import QuestionBook

Ending = Callable[[], bool]
COUNTERS = (HANDLING, ACCESS, INDEX, COMING, standing_searches.COUNTER)
"""What moves with everything that may show somebody something, time apart."""
_AGAIN = 5
"""So many times in turn a look is made anew whose questions changed under it; the next one has its turn then."""


@dataclass(slots=True)
class _Look:
    """What one look has found, to be kept as one."""

    at: datetime
    until: Mark
    seen: tuple[int, ...]
    gained: dict[str, list[int]] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)
    found: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    """Of the searches that were found to be answered, as what they asked then."""
    outdated: list[str] = field(default_factory=list)


class Watch:
    """Looks again and again; to be used by one thread of one server."""

    def __init__(self, registry: Registry, engine: Engine) -> None:
        """Start with nothing read; the first look reads what was kept."""
        self._registry = registry
        self._engine = engine
        self._forget()

    def _forget(self) -> None:
        """Start anew from what is kept."""
        self._book = QuestionBook(self._registry, self._engine)
        self._standing = self._access = -1
        self._considered: dict[str, Considered] = {}
        self._digests: dict[str, bytes] = {}
        self._readers: dict[str, Reader] = {}
        self._as_now: dict[str, bytes] = {}
        self._seen: tuple[int, ...] = ()
        self._stale: datetime | None = None
        self._edges: dict[str, datetime] | None = None
        self._unindexed: set[str] = set()

    @property
    def next_instant(self) -> datetime | None:
        """Return the first instant at which time alone may show somebody something, as far as is known."""
        return earliest(self._stale, *(self._edges or {}).values())

    def look(self, ending: Ending = lambda: False) -> int:
        """Consider what moved and return how many alerts were raised; ``ending`` may cut it short.

        Raises only what the database raises; nothing is lost then, the next look begins where the last one ended.
        """
        try:
            for _ in range(_AGAIN):
                self._book.encode(ending)
                with self._registry.database.read() as session:
                    look = self._looked(session, ending)
                raised = 0 if look is None else self._keep(look)
                if raised is not None:
                    return raised
                # What was answered is asked no more; all is considered anew, for the question that took its place.
                self._forget()
            return 0
        except BaseException:
            self._forget()
            raise

    def _looked(self, session: Session, ending: Ending) -> _Look | None:
        """Return what is to be kept; None where there is nothing, or a question that has no vector yet."""
        now, last = self._registry.clock.now(), standing_searches.mark(session)
        seen, instant = tuple(counter(session, name) for name in COUNTERS), self.next_instant
        if seen == self._seen and (instant is None or now < instant):
            return None
        until = Mark(counter(session, HANDLING), counter(session, INDEX), max(now, last.at))
        self._engine.refresh(session)
        if not self._book.read(session):
            return None
        self._read_considered(session)
        if not self._considered:
            # Nobody asks; whoever begins to starts from all that she may see then, and time that was not followed
            # meanwhile is read anew.
            self._edges = None
            return _Look(now, until, seen) if (last.handlings, last.index) != (until.handlings, until.index) else None
        look = _Look(now, until, seen)
        scopes = self._gained(session, look, self._moved(session, last, until))
        if not look.gained and not look.digests and (last.handlings, last.index) == (until.handlings, until.index):
            self._seen = seen
            return None
        if self._answered(session, look, scopes, ending):
            return look
        self._forget()
        return None

    def _keep(self, look: _Look) -> int | None:
        """Keep a look and return how many alerts are new; None, and nothing is kept, where a question is another now.

        A search that stands no longer is no other question: what it found is passed over.
        """
        considered = {person: self._considered[person] for person in look.gained}
        with self._registry.database.write() as session:
            now = standing_searches.versions(session, look.versions)
            if any(now.get(search, version) != version for search, version in look.versions.items()):
                return None
            for person, gained in look.gained.items():
                considered[person].add(gained)
            # Whoever ended her last standing search in the meantime has nothing kept for her any more.
            people = set(session.exec(select(StandingSearch.person_id).distinct()))
            raised = alerts.raise_all(session, self._registry.vault, look.found, look.at)
            standing_searches.keep_considered(session, {p: c for p, c in considered.items() if p in people})
            standing_searches.keep_digests(session, {p: d for p, d in look.digests.items() if p in people})
            standing_searches.renew(session, look.outdated)
            standing_searches.keep_mark(session, look.until)
        self._digests.update(look.digests)
        self._seen = look.seen
        return raised

    # ------------------------------------------------------------ what was gained

    def _read_considered(self, session: Session) -> None:
        """Read what was considered for whom, where searches were added or ended."""
        latest = counter(session, standing_searches.COUNTER)
        if latest != self._standing:
            self._considered = standing_searches.considered_of(session)
            self._digests = standing_searches.digests_of(session)
            self._standing = latest

    def _moved(self, session: Session, last: Mark, until: Mark) -> set[str]:
        """Return the editions that moved since the last look: by an act, by being indexed, or by time."""
        handlings = self._registry.handlings
        moved = handlings.editions_changed_since(last.handlings) | self._unindexed
        if until.index > last.index:
            now_indexed = select(HandlingRecord.edition_id).join(HandlingIndex)
            moved |= set(session.exec(now_indexed.where(col(HandlingIndex.version) > last.index)))
        if self._edges is None:
            self._edges = {}
            self._note_edges(handlings.editions(), last.at)
        self._note_edges(moved, last.at)
        due = {edition for edition, instant in self._edges.items() if instant <= until.at}
        self._note_edges(due, until.at)
        return moved | due

    def _note_edges(self, editions: Iterable[str], after: datetime) -> None:
        """Note when time next does something to editions."""
        edges = self._edges if self._edges is not None else {}
        handlings = self._registry.handlings
        for edition in editions:
            parts = (handlings.get(ident) for ident in handlings.parts(edition))
            edge = earliest(*(part.next_instant(after) for part in parts if part is not None))
            if edge is None:
                edges.pop(edition, None)
            else:
                edges[edition] = edge

    def _gained(self, session: Session, look: _Look, moved: set[str]) -> dict[str, Scope]:
        """Note in the look what each person has gained, and return what of her scope that lies in."""
        self._read_people(session, look.at)
        known = self._digests
        look.digests = {person: digest for person, digest in self._as_now.items() if digest != known.get(person)}
        some = self._readable(session, moved)
        # Whoever is somebody else to the policy than at the last look may have gained anything.
        every = self._readable(session, self._registry.handlings.editions()) if look.digests else some
        scopes: dict[str, Scope] = {}
        for person, reader in self._readers.items():
            lacking = self._considered[person].lacking(every if person in look.digests else some)
            scope = self._registry.scopes.part(reader, look.at, self._concerned(lacking)) if lacking else None
            gained = [ident for ident in lacking if ident in scope] if scope is not None else []
            if scope is not None and gained:
                look.gained[person], scopes[person] = gained, scope
        return scopes

    def _readable(self, session: Session, editions: Iterable[str]) -> Ids:
        """Return the parts of editions to which questions can be put, ascending; the others are looked at again."""
        handlings = self._registry.handlings
        parts = (known.handling for edition in editions for known in handlings.known(edition))
        content = {part.id: part.edition for part in parts if part.part != CARD}
        ready = indexed(session, content, self._engine.generation(session).model)
        self._unindexed -= set(content.values())
        self._unindexed |= {edition for ident, edition in content.items() if ident not in ready}
        return np.array(sorted(ready), dtype=np.int64)

    def _concerned(self, idents: Iterable[int]) -> set[str]:
        """Return the editions of parts, and all that refer to them: they tell which work is the newest (case 8)."""
        handlings, catalogue = self._registry.handlings, self._registry.catalogue
        editions = {part.edition for part in map(handlings.get, idents) if part is not None}
        entries = (catalogue.get(edition) for edition in editions)
        return editions.union(*(catalogue.referring_to(entry.assessment) for entry in entries if entry is not None))

    def _read_people(self, session: Session, now: datetime) -> None:
        """Read who everybody is to the policy, each for her own organization, where that may have changed."""
        version = counter(session, ACCESS)
        same = self._considered.keys() == self._readers.keys() and version == self._access
        if same and (self._stale is None or now < self._stale):
            return
        _, everybody = read_everybody(session, now, self._registry.readers.lists(session))
        self._readers = {
            person.id: reader
            for person, reader in everybody
            if person.id in self._considered and reader.organization == person.organization_id
        }
        self._as_now = {person: standing_searches.digest_of(reader) for person, reader in self._readers.items()}
        self._stale = earliest(*(reader.next_instant(now) for reader in self._readers.values()))
        self._access = version

    # ------------------------------------------------------------ what answers

    def _answered(self, session: Session, look: _Look, scopes: Mapping[str, Scope], ending: Ending) -> bool:
        """Note in the look which of the gained handlings answer what; tell whether it came to its end."""
        registry, generation = self._registry, self._engine.generation(session)
        who: dict[int, list[str]] = {}
        for person, gained in look.gained.items():
            for ident in gained:
                who.setdefault(ident, []).append(person)
        answering = Answering(registry, self._engine.index, generation.vectors, session, scopes, look.at)
        for ident, people in sorted(who.items()):
            if ending():
                return False
            handling = registry.handlings.get(ident)
            matter = matter_of(registry.vault, session, ident, generation)
            if handling is None or matter is None:
                continue
            for question in self._book.answered(matter, people):
                if answering.holds(question, handling.edition, ident):
                    look.found.setdefault((question.search, handling.edition), set()).add(ident)
                    look.versions[question.search] = question.version
        for person in sorted(look.gained):
            many = len(self._considered[person]) + len(look.gained[person])
            look.outdated += self._book.outdated(person, many)
        return True
