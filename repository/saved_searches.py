"""Searches that people keep and the questions they asked last: sealed, and each for her own eyes (case 31).

What a person looks for is told to nobody else and feeds nobody's suggestions; she may forget all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.tables.saved_search import RecentSearch, SavedSearch
from repository import standing_searches
from repository.acts import ActRefused, Incomplete, NotFound
from repository.errors import SealBroken
from repository.register import Act
from repository.registry import Registry
from repository.sealed import Vault

KEEP, CHANGE, FORGET = "search-keep", "search-change", "search-forget"
MOST_KEPT = 200
MOST_RECENT = 20
LONGEST_NAME = 120
KEPT_ALREADY = "you keep this search already, under this name"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is kept: its text as typed, the filters beside it by name, and the order of its results."""

    text: str
    filters: Mapping[str, Any]
    order: str = "relevance"

    def plain(self) -> bytes:
        """Return it as bytes; equal questions give equal ones."""
        said = {"text": self.text, "filters": dict(self.filters), "order": self.order}
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """A search that its owner keeps, opened; ``fed`` tells whether there is a feed of it."""

    id: str
    name: str
    text: str
    filters: Mapping[str, Any]
    order: str
    standing: bool
    fed: bool
    created_at: datetime
    used_at: datetime | None

    @property
    def question(self) -> Question:
        """Return what it asks."""
        return Question(self.text, self.filters, self.order)


def kept(vault: Vault, row: SavedSearch) -> Kept:
    """Return a saved search, opened; raise ``SealBroken`` where it is not what was sealed."""
    question = _read(vault.unseal(_label(row.id, "question"), row.question))
    return Kept(
        id=row.id,
        name=vault.unseal(_label(row.id, "name"), row.name).decode(),
        text=question.text,
        filters=question.filters,
        order=question.order,
        standing=row.standing,
        fed=row.feed_token_hash is not None,
        created_at=row.created_at,
        used_at=row.used_at,
    )


def of_person(session: Session, person: str) -> list[SavedSearch]:
    """Return what a person keeps, what she used last first."""
    rows = session.exec(select(SavedSearch).where(SavedSearch.person_id == person)).all()
    return sorted(rows, key=lambda row: (row.used_at or row.created_at, row.created_at, row.id), reverse=True)


def opened(vault: Vault, rows: Iterable[SavedSearch]) -> Iterator[Kept]:
    """Yield saved searches, opened; what is not what was sealed is passed over."""
    for row in rows:
        with suppress(SealBroken):
            yield kept(vault, row)


def get(session: Session, person: str, ident: str) -> SavedSearch:
    """Return a search of a person's own; raise ``NotFound`` for another's, as for none."""
    row = session.get(SavedSearch, ident)
    if row is None or row.person_id != person:
        raise NotFound
    return row


def keep(registry: Registry, session: Session, person: str, name: str, question: Question) -> SavedSearch:
    """Keep a question under a name; recorded, without its words. Raises ``Incomplete`` and ``ActRefused``."""
    said, rows = named(name), of_person(session, person)
    ident, vault = registry.ids.new(), registry.vault
    if len(rows) >= MOST_KEPT:
        raise ActRefused(f"{MOST_KEPT} searches are kept at most; delete one that is no longer of use")
    if any((one.name, one.question.plain()) == (said, question.plain()) for one in opened(vault, rows)):
        raise ActRefused(KEPT_ALREADY)
    row = SavedSearch(
        id=ident,
        person_id=person,
        name=vault.seal(_label(ident, "name"), said.encode()),
        question=vault.seal(_label(ident, "question"), question.plain()),
        created_at=registry.clock.now(),
    )
    session.add(row)
    session.flush()
    registry.register.append(session, _act(registry, person, KEEP, ident))
    return row


def change(
    registry: Registry, session: Session, row: SavedSearch, name: str | None = None, question: Question | None = None
) -> None:
    """Give a search another name or another question; recorded. Raises ``Incomplete``."""
    vault = registry.vault
    if name is not None:
        row.name = vault.seal(_label(row.id, "name"), named(name).encode())
    if question is not None and question.plain() != kept(vault, row).question.plain():
        row.question = vault.seal(_label(row.id, "question"), question.plain())
        standing_searches.changed(session, row.id)
    session.add(row)
    session.flush()
    registry.register.append(session, _act(registry, row.person_id, CHANGE, row.id))


def forget(registry: Registry, session: Session, row: SavedSearch) -> None:
    """Forget a search, and the alerts it raised; recorded."""
    standing_searches.forget(session, row.id)
    session.delete(row)
    session.flush()
    registry.register.append(session, _act(registry, row.person_id, FORGET, row.id))


def note_use(session: Session, row: SavedSearch, at: datetime) -> None:
    """Note that a search was used, so that it stands among the first."""
    row.used_at = at
    session.add(row)


def ask(session: Session, vault: Vault, person: str, question: Question, at: datetime) -> None:
    """Note a question among those that a person asked last: each once, the latest ``MOST_RECENT`` of them."""
    plain = question.plain()
    digest = vault.mac("recent", f"{person}:".encode() + plain).hex()
    own = _recent(session, person)
    for row in [known for known in own if known.digest == digest] or own[MOST_RECENT - 1 :]:
        session.delete(row)
    sealed = vault.seal(f"recent-search:{person}", plain)
    session.add(RecentSearch(person_id=person, digest=digest, question=sealed, asked_at=at))
    session.flush()


def recent(session: Session, vault: Vault, person: str) -> list[Question]:
    """Return the questions that a person asked last, the latest first."""
    label = f"recent-search:{person}"
    return [_read(vault.unseal(label, row.question)) for row in _recent(session, person)]


def forget_recent(session: Session, person: str) -> None:
    """Forget the questions that a person asked last."""
    session.connection().execute(delete(RecentSearch).where(col(RecentSearch.person_id) == person))


def named(name: str) -> str:
    """Return a name with single blanks; raise ``Incomplete`` where it says nothing or too much."""
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    if not said:
        raise Incomplete({"name": "a search needs a name by which you know it"})
    if len(said) > LONGEST_NAME:
        raise Incomplete({"name": f"a name has at most {LONGEST_NAME} characters"})
    return said


def _recent(session: Session, person: str) -> list[RecentSearch]:
    query = select(RecentSearch).where(RecentSearch.person_id == person)
    return list(session.exec(query.order_by(col(RecentSearch.asked_at).desc(), col(RecentSearch.id).desc())))


def _read(plain: bytes) -> Question:
    said = json.loads(plain)
    return Question(said["text"], said["filters"], said["order"])


def _label(ident: str, part: str) -> str:
    return f"saved-search:{ident}:{part}"


def _act(registry: Registry, person: str, action: str, ident: str) -> Act:
    return Act(action=action, at=registry.clock.now(), actor=person, detail={"search": ident})
