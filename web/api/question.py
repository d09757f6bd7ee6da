"""The query parameters of search and listing; an unknown one is refused by name, never ignored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from search import grammar
from search.query import LONGEST, LONGEST_VALUE, MOST_RESULTS, MOST_VALUES, Filters, Query

Value = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_VALUE)]
Values = Annotated[list[Value], Field(max_length=MOST_VALUES)]


class Narrowing(BaseModel):
    """What is asked about: any one of the values of each field that names some; ``to`` is inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pillar: Values = []
    area: Values = []
    region: Values = []
    originator: Values = []
    from_: Annotated[date | None, Field(alias="from", description="published on this day or later")] = None
    to: Annotated[date | None, Field(description="published on this day or earlier")] = None

    def filters(self) -> Filters:
        """Return the filters alone."""
        return Filters(
            pillar=tuple(self.pillar),
            area=tuple(self.area),
            region=tuple(self.region),
            originator=tuple(self.originator),
            from_=self.from_,
            to=self.to,
        )


class ListParameters(Narrowing):
    """What is listed, and how much of it."""

    language: Values = []
    marking: Annotated[Values, Field(description="scheme:level, such as interpol:IR")] = []
    superseded: Annotated[bool, Field(description="also earlier editions of what a later one supersedes")] = False
    released: Annotated[bool, Field(description="no draft, and nothing that waits: what coverage counts")] = False
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = 20
    cursor: Annotated[str | None, Field(max_length=500, description="the 'next' of the page before")] = None

    def filters(self) -> Filters:
        """Return the filters alone."""
        return replace(
            super().filters(),
            language=tuple(self.language),
            marking=tuple(self.marking),
            superseded=self.superseded,
            released=self.released,
        )


class SearchParameters(ListParameters):
    """A question in any language, and what its answers must carry.

    Beside words ``q`` takes "phrases", -exclusions and field:values: pillar, area, region, originator, language,
    marking, from (after), to, before and date, in the languages of the pages.
    """

    q: Annotated[str, Field(max_length=LONGEST, description="without a question the newest are listed")] = ""
    order: Annotated[Literal["relevance", "date"], Field(description="date: the newest first")] = "relevance"
    literal: Annotated[bool, Field(description="answer the question as it is spelt, mistyped or not")] = False

    def query(self) -> Query:
        """Return the question; raise ``BadQuery`` where it cannot be read."""
        said = grammar.question(self.q, self.filters(), order=self.order, limit=self.limit, cursor=self.cursor)
        return replace(said, literal=self.literal)
