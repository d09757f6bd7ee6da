"""Originators that a question names and this registry does not know: it says so, as nothing can be theirs.

Organizations are shown to everybody, so that one is not known tells nothing (P1).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.tables.organization import Organization
from search.fields import ORIGINATOR, strange
from search.query import Filters


def strangers(session: Session, filters: Filters) -> tuple[str, ...]:
    """Return a sentence for each originator that filters name and that is no organization of this registry."""
    known = organizations(session, filters.originator)
    return tuple(strange(ORIGINATOR, name) for name in filters.originator if name not in known)


def organizations(session: Session, names: Sequence[str]) -> frozenset[str]:
    """Return those of some names that are organizations of this registry."""
    known = select(Organization.id).where(col(Organization.id).in_(names))
    return frozenset(session.exec(known) if names else ())
