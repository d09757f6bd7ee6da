"""Pinning: what a token of circulation stood for at release (domain 3; cases 14, 19)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from models.clock import Interval
from models.policy import Grant
from models.tables.organization import Membership
from models.token import Token
from repository.roster import Lists


def pin(session: Session, token: Token, at: datetime, *, future_members: bool = False) -> Grant:
    """Return a token's grant as it stands at release: lists, their rules and ``+members`` are pinned."""
    if token.kind == "members":
        return Grant(token, None if future_members else _members(session, token.name, at), future_members)
    if token.kind == "list":
        lists = Lists.read(session, token.name).members(at)
        return Grant(token, _expand(session, lists, token.name, at, set()))
    return Grant(token)


def _members(session: Session, body: str, at: datetime) -> frozenset[Token]:
    rows = session.exec(select(Membership).where(Membership.body_id == body))
    countries = {row.country for row in rows if at in Interval(row.from_, row.until)}
    return frozenset({Token("body", body)} | {Token("bureau", country) for country in countries})


def _expand(
    session: Session, lists: dict[str, frozenset[Token]], name: str, at: datetime, seen: set[str]
) -> frozenset[Token]:
    expanded: set[Token] = set()
    seen.add(name)
    for token in lists.get(name, frozenset()):
        if token.kind == "members":
            expanded |= _members(session, token.name, at)
        elif token.kind == "list":
            if token.name not in seen:
                expanded |= _expand(session, lists, token.name, at, seen)
        else:
            expanded.add(token)
    return frozenset(expanded)
