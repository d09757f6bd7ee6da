"""Searches that the caller keeps, and the questions she asked last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from search import grammar
from search.query import LONGEST, Filters, Query
from search.saved import filters_said
from web.api.shapes.shape import Shape, shown_by
from web.searches import RecentView, SavedView

QUESTION = {"text": '"double extortion" hospitals', "filters": {"pillar": ["cybercrime"]}, "order": "relevance"}
EXAMPLE = {
    "id": "s7w3m5n6k4v2xq2r2s7t3u5y6a",
    "name": "Hospitals",
    "question": QUESTION,
    "standing": False,
    "feed": False,
    "created_at": "2026-07-25T09:30:00Z",
    "used_at": None,
    "notices": [],
}
Values = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=120)], ...], Field(max_length=50)]
Order = Literal["relevance", "date"]


class FiltersSaid(Shape):
    """What answers must carry, as the parameters of a search say it."""

    model_config = shown_by(pillar=["cybercrime"])

    pillar: Values = ()
    area: Values = ()
    region: Values = ()
    originator: Values = ()
    language: Values = ()
    marking: Values = ()
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None
    superseded: bool = False
    released: bool = False

    def filters(self) -> Filters:
        """Return them as filters."""
        return Filters(
            pillar=self.pillar,
            area=self.area,
            region=self.region,
            originator=self.originator,
            language=self.language,
            marking=self.marking,
            from_=self.from_,
            to=self.to,
            superseded=self.superseded,
            released=self.released,
        )


class QuestionSaid(Shape):
    """A question: its text, which may hold operators, what narrows it beside, and the order of its results."""

    model_config = shown_by(**QUESTION)

    text: Annotated[str, Field(max_length=LONGEST)] = ""
    filters: FiltersSaid = FiltersSaid()
    order: Order = "relevance"

    def query(self) -> Query:
        """Return it as a question; raise ``BadQuery`` where it cannot be asked."""
        return grammar.question(self.text, self.filters.filters(), order=self.order)


class FiltersShown(Shape):
    """What answers must carry, as it is kept."""

    model_config = shown_by(pillar=["cybercrime"])

    pillar: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    originator: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    marking: tuple[str, ...] = ()
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None
    superseded: bool = False
    released: bool = False

    @classmethod
    def of(cls, filters: Filters) -> Self:
        """Return filters."""
        return cls.model_validate(filters_said(filters))


class QuestionShown(Shape):
    """A question as it is kept, whatever limits a new one has."""

    model_config = shown_by(**QUESTION)

    text: str
    filters: FiltersShown
    order: Order

    @classmethod
    def of(cls, view: SavedView | RecentView) -> Self:
        """Return the question of a saved search, or a recent one."""
        order: Order = "date" if view.order == "date" else "relevance"
        return cls(text=view.text, filters=FiltersShown.of(view.filters), order=order)


class NewSearch(Shape):
    """A search to keep under a name."""

    model_config = shown_by(name="Hospitals", question=QUESTION)

    name: Annotated[str, Field(max_length=400)]
    question: QuestionSaid


class SearchChange(Shape):
    """Another name, another question, or both; what is left out stays."""

    model_config = shown_by(name="Clinics")

    name: Annotated[str | None, Field(max_length=400)] = None
    question: QuestionSaid | None = None


class SavedSearchShown(Shape):
    """A search that the caller keeps; ``standing`` tells whether it raises alerts, ``feed`` whether it has a feed.

    ``notices`` say what of its question is not understood as it may have been meant.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    name: str
    question: QuestionShown
    standing: bool
    feed: bool
    created_at: datetime
    used_at: datetime | None
    notices: list[str]

    @classmethod
    def of(cls, view: SavedView) -> Self:
        """Return a saved search."""
        return cls(
            id=view.id,
            name=view.name,
            question=QuestionShown.of(view),
            standing=view.standing,
            feed=view.fed,
            created_at=view.created_at,
            used_at=view.used_at,
            notices=list(view.notices),
        )


class SavedSearchList(Shape):
    """The searches that the caller keeps, what she used last first."""

    model_config = shown_by(searches=[EXAMPLE])

    searches: list[SavedSearchShown]

    @classmethod
    def of(cls, views: Iterable[SavedView]) -> Self:
        """Return saved searches."""
        return cls(searches=[SavedSearchShown.of(view) for view in views])


class RecentSearches(Shape):
    """The questions that the caller asked last on the pages, the latest first."""

    model_config = shown_by(questions=[QUESTION])

    questions: list[QuestionShown]

    @classmethod
    def of(cls, views: Iterable[RecentView]) -> Self:
        """Return recent questions."""
        return cls(questions=[QuestionShown.of(view) for view in views])
