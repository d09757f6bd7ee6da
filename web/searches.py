"""Searches: what the visitor keeps under a name and what she asked last, for her own eyes alone (case 31)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from repository import saved_searches
from repository.acts import ActRefused, Incomplete, NotFound
from repository.errors import SealBroken
from repository.register import REFUSED, Act
from repository.saved_searches import Kept, Question
from search.grammar import joined, parse, written
from search.query import Filters, Query
from search.saved import filters_read, filters_said, hopeless, notices
from web.house import House
from web.visitor import Visitor

NOTHING_ASKED = (
    "nothing in this question can be looked for, and it would find everything; write a word or a known field"
)
# What its values are stands in the answer alone: the register holds no word of what she keeps (case 31).
HOPELESS = "nothing can answer this search, so it would raise no alerts; ask it to see why"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search that the visitor keeps; ``question`` is all of it as one would write it.

    ``notices`` are sentences on what of it is not understood as it may have been meant.
    """

    id: str
    name: str
    question: str
    text: str
    filters: Filters
    order: str
    standing: bool
    fed: bool
    created_at: datetime
    used_at: datetime | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecentView:
    """A question that the visitor asked lately; ``question`` is all of it as one would write it."""

    question: str
    text: str
    filters: Filters
    order: str


def saved(house: House, visitor: Visitor, most: int | None = None) -> list[SavedView]:
    """Return the searches that the visitor keeps, or ``most`` of them, what she used last first."""
    with house.registry.database.read() as session:
        rows = saved_searches.of_person(session, visitor.person.id)
        return [_view(session, kept) for kept in islice(saved_searches.opened(house.registry.vault, rows), most)]


def found(house: House, visitor: Visitor, ident: str) -> SavedView:
    """Return one of the searches that the visitor keeps; raise ``NotFound`` for another's, as for none."""
    with house.registry.database.read() as session:
        row = saved_searches.get(session, visitor.person.id, ident)
        return _view(session, saved_searches.kept(house.registry.vault, row))


def keep(house: House, visitor: Visitor, name: str, query: Query) -> SavedView:
    """Keep a question under a name; recorded. Raises ``Incomplete``, and ``ActRefused`` where she keeps it already."""
    with _recorded(house, visitor, saved_searches.KEEP) as session:
        row = saved_searches.keep(house.registry, session, visitor.person.id, name, _sounding(query))
        return _view(session, saved_searches.kept(house.registry.vault, row), query)


def change(house: House, visitor: Visitor, ident: str, name: str | None, query: Query | None) -> SavedView:
    """Give one of the visitor's searches another name or another question; recorded.

    Raises ``NotFound`` for another's, ``Incomplete``, and ``ActRefused`` for one that stands and could not any more.
    """
    with _recorded(house, visitor, saved_searches.CHANGE, ident) as session:
        row = saved_searches.get(session, visitor.person.id, ident)
        if row.standing and query:
            check_hope(session, query.filters)
        saved_searches.change(house.registry, session, row, name, _sounding(query) if query else None)
        return _view(session, saved_searches.kept(house.registry.vault, row), query)


def check_hope(session: Session, filters: Filters) -> None:
    """Raise ``ActRefused`` where nothing can carry what filters ask for: who stands by them waits in vain."""
    if hopeless(session, filters):
        raise ActRefused(HOPELESS)


def forget(house: House, visitor: Visitor, ident: str) -> None:
    """Forget one of the visitor's searches; recorded. Raises ``NotFound`` for another's."""
    with _recorded(house, visitor, saved_searches.FORGET, ident) as session:
        row = saved_searches.get(session, visitor.person.id, ident)
        saved_searches.forget(house.registry, session, row)


def recent(house: House, visitor: Visitor) -> list[RecentView]:
    """Return the questions that the visitor asked last on the pages, the latest first."""
    with house.registry.database.read() as session:
        try:
            asked = saved_searches.recent(session, house.registry.vault, visitor.person.id)
        except SealBroken:
            return []
    return [RecentView(_written(one), one.text, filters_read(one.filters), one.order) for one in asked]


def note(house: House, visitor: Visitor, query: Query, used: str | None = None) -> None:
    """Note a question among those that the visitor asked last, and that she ``used`` one of her searches for it.

    What asks for nothing is no question, and another's search, as none, is not used.
    """
    asks = query.cursor is None and not query.silent and (query.typed.strip() or not query.filters.empty)
    if not (asks or used):
        return
    with house.registry.database.write() as session:
        if used:
            with suppress(NotFound):
                row = saved_searches.get(session, visitor.person.id, used)
                saved_searches.note_use(session, row, visitor.at)
        if asks:
            saved_searches.ask(session, house.registry.vault, visitor.person.id, question_of(query), visitor.at)


def forget_recent(house: House, visitor: Visitor) -> None:
    """Forget the questions that the visitor asked last."""
    with house.registry.database.write() as session:
        saved_searches.forget_recent(session, visitor.person.id)


def question_of(query: Query) -> Question:
    """Return what is kept of a question: its text without the fields in it, and all that narrows it beside."""
    return Question(parse(query.typed).question, filters_said(query.filters), query.order)


def _sounding(query: Query) -> Question:
    """Return what is kept of a question; raise ``Incomplete`` for one that would turn into a wish to see everything."""
    if query.silent:
        raise Incomplete({"question": NOTHING_ASKED})
    return question_of(query)


def _written(question: Question) -> str:
    asked = parse(question.text)
    return written(replace(asked, filters=joined(asked.filters, filters_read(question.filters))))


def _view(session: Session, kept: Kept, asked: Query | None = None) -> SavedView:
    """Return a search that is kept; what ``asked`` for it just now held may be kept no more, and is said this once."""
    told = (*(asked.notices if asked else ()), *notices(session, kept))
    return SavedView(
        id=kept.id,
        name=kept.name,
        question=_written(kept.question),
        text=kept.text,
        filters=filters_read(kept.filters),
        order=kept.order,
        standing=kept.standing,
        fed=kept.fed,
        created_at=kept.created_at,
        used_at=kept.used_at,
        notices=tuple(dict.fromkeys(told)),
    )


@contextmanager
def _recorded(house: House, visitor: Visitor, action: str, ident: str | None = None) -> Iterator[Session]:
    """Give a transaction; what is refused in it is recorded once it is rolled back (P2)."""
    registry = house.registry
    try:
        with registry.database.write() as session:
            yield session
    except (ActRefused, Incomplete, NotFound) as error:
        detail: dict[str, object] = {"why": str(error)[:500]}
        if ident is not None:
            detail["search"] = ident[:64]
        registry.recorder.record(
            Act(action=action, at=visitor.at, actor=visitor.person.id, outcome=REFUSED, detail=detail)
        )
        raise
