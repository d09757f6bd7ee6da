"""Standing: a saved search begins to raise alerts, ends to, and gets or loses the secret that opens its feed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session, func, select

from models.tables.saved_search import SavedSearch
from models.tables.standing import StandingSearch
from repository import saved_searches, standing_searches
from repository.acts import ActRefused, NotFound
from repository.register import REFUSED, Act
from search.matter import indexed
from search.saved import filters_read
from web.house import House
from web.searches import check_hope
from web.visitor import Visitor

MOST = 100
"""So many searches of one person stand at the same time."""

Done = TypeVar("Done")


def stand(house: House, visitor: Visitor, ident: str) -> None:
    """Let one of the visitor's saved searches stand; recorded. Raises ``NotFound`` and ``ActRefused``."""
    considered = _visible(house, visitor)
    _perform(house, visitor, "stand-search", ident, lambda session, row: _start(house, session, row, considered))


def end(house: House, visitor: Visitor, ident: str) -> None:
    """Let one of the visitor's searches stand no longer, with its alerts and its feed; recorded."""

    def act(session: Session, row: SavedSearch) -> None:
        row.feed_token_hash = None
        session.add(row)
        standing_searches.forget(session, row.id)

    _perform(house, visitor, "end-standing-search", ident, act)


def open_feed(house: House, visitor: Visitor, ident: str) -> str:
    """Make the secret that opens the feed of a search, and return it: it is kept nowhere and shown once; recorded.

    The search stands from now on, and the secret of before opens nothing any more.
    """
    considered, secret = _visible(house, visitor), secrets.token_urlsafe(32)

    def act(session: Session, row: SavedSearch) -> str:
        _start(house, session, row, considered)
        row.feed_token_hash = digest(house, row.id, secret)
        session.add(row)
        return secret

    return _perform(house, visitor, "open-feed", ident, act)


def close_feed(house: House, visitor: Visitor, ident: str) -> None:
    """Revoke the secret of a search's feed; recorded."""

    def act(session: Session, row: SavedSearch) -> None:
        row.feed_token_hash = None
        session.add(row)

    _perform(house, visitor, "close-feed", ident, act)


def digest(house: House, search: str, secret: str) -> str:
    """Return what is kept of the secret of a feed: it opens this search's alone."""
    return house.registry.vault.mac("feed", f"{search}:{secret}".encode("utf-8", "surrogatepass")).hex()


def _visible(house: House, visitor: Visitor) -> set[int]:
    """Return what the visitor may see and search now, for her own organization: of that she is not told."""
    registry = house.registry
    with registry.database.read() as session:
        reader = registry.readers.of(session, visitor.person.id, visitor.at)
        if reader is None:
            return set()
        scope = registry.scopes.of(session, reader, visitor.at)
        house.engine.refresh(session)
        return indexed(session, scope.handlings.tolist(), house.engine.generation(session).model)


def _start(house: House, session: Session, row: SavedSearch, considered: set[int]) -> None:
    standing = select(func.count()).select_from(StandingSearch).where(StandingSearch.person_id == row.person_id)
    if not row.standing and session.exec(standing).one() >= MOST:
        raise ActRefused(f"{MOST} of your searches stand already; end one that you no longer need")
    if not row.standing:
        check_hope(session, filters_read(saved_searches.kept(house.registry.vault, row).filters))
    standing_searches.start(house.registry, session, row, considered)


def _perform(
    house: House, visitor: Visitor, action: str, ident: str, act: Callable[[Session, SavedSearch], Done]
) -> Done:
    """Act on one of the visitor's searches and record it in the same transaction (P2)."""
    registry, detail = house.registry, {"search": ident[:64]}
    try:
        with registry.database.write() as session:
            done = act(session, saved_searches.get(session, visitor.person.id, ident))
            at = registry.clock.now()
            registry.register.append(session, Act(action=action, at=at, actor=visitor.person.id, detail=detail))
            return done
    except (ActRefused, NotFound) as error:
        why = {**detail, "why": str(error)[:500]}
        refused = Act(action=action, at=visitor.at, actor=visitor.person.id, outcome=REFUSED, detail=why)
        registry.recorder.record(refused)
        raise
