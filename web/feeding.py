"""Feeding: the alerts of one standing search to whoever holds the secret of its feed, as its owner may see them now."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlmodel import Session

from models.tables.person import Person
from models.tables.saved_search import SavedSearch
from models.tables.standing import StandingSearch
from repository import alerts, due, saved_searches
from repository.acts import NotFound
from repository.disclosure import ReleasedAssessment
from repository.errors import SealBroken
from repository.register import Act
from web import standing
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

MOST = 50
"""So many of the latest alerts stand in a feed."""
READ = "read-feed"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One alert in a feed: an id that says nothing, what it is about, and when it was found."""

    id: UUID
    assessment: ReleasedAssessment
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it may be read now."""

    id: UUID
    name: str
    language: str
    updated_at: datetime
    entries: tuple[FeedEntry, ...]


def read(house: House, ident: str, secret: str) -> Feed:
    """Return the feed of a search with its owner's scope of this moment; recorded as her disclosure (P2).

    Raises the one ``NotFound`` for whatever is wrong: the search, the secret, or its owner, who may be suspended.
    """
    owner = _owner(house, ident, secret)
    with scope_of(house, owner) as (session, scope):
        # It may have ended, or its secret may have been revoked, since the owner was looked up.
        row, standing_search = _opened(house, session, ident, secret)
        found = list(
            islice(alerts.shown(house.registry, session, scope, owner.person.id, owner.at, search=ident), MOST)
        )
        name = _name(house, row)
        since = standing_search.since
    if found:
        editions, rank = tuple(sorted({one.assessment.edition for one in found})), _rank(found)
        act = Act(
            action=READ, at=owner.at, actor=owner.person.id, editions=editions, rank=rank, detail={"search": ident}
        )
        house.registry.recorder.record(act)
    return Feed(
        id=_uuid(house, ident),
        name=name,
        language=owner.person.language,
        updated_at=max((one.alert.found_at for one in found), default=since),
        entries=tuple(
            FeedEntry(_uuid(house, f"{ident}:{one.alert.edition_id}"), one.assessment, one.alert.found_at)
            for one in found
        ),
    )


def _owner(house: House, ident: str, secret: str) -> Visitor:
    """Return the owner of a feed as a visitor of this moment; what is due by now is done first, as for any other."""
    registry, now = house.registry, house.registry.clock.now()
    with registry.database.read() as session:
        row, _ = _opened(house, session, ident, secret)
        person = session.get(Person, row.person_id)
        if person is None:
            raise NotFound
        registry.schedule.refresh(session)
        reader = registry.readers.of(session, person.id, now)
    if reader is None:
        raise NotFound
    visitor = Visitor(person, reader, ident, "", now)
    if not visitor.may_act:
        raise NotFound
    due.catch_up_editions(registry, now)
    return visitor


def _opened(house: House, session: Session, ident: str, secret: str) -> tuple[SavedSearch, StandingSearch]:
    """Return the search whose feed a secret opens in this snapshot; raise ``NotFound`` where it opens none."""
    given = standing.digest(house, ident, secret)
    row, stands = session.get(SavedSearch, ident), session.get(StandingSearch, ident)
    opens = hmac.compare_digest(given, (row.feed_token_hash if row else None) or "0" * len(given))
    if not opens or row is None or stands is None:
        raise NotFound
    return row, stands


def _name(house: House, row: SavedSearch) -> str:
    with suppress(SealBroken, ValueError):
        return saved_searches.kept(house.registry.vault, row).name
    return ""


def _uuid(house: House, said: str) -> UUID:
    """Return an id that stays and tells nothing: the same alert has it at every reading."""
    return UUID(bytes=house.registry.vault.mac("feed-entry", said.encode())[:16], version=4)


def _rank(found: Iterable[alerts.Shown]) -> int:
    return max((one.assessment.rank for one in found), default=0)
