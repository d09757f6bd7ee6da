"""Coverage: what the released assessments of a scope cover, by pillar, region, period and organization.

It counts what its reader may see and says nothing of the world: where nothing is counted, there is nothing that she
may see. Values are those by which search narrows, so that every figure leads to what it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from models import vocabulary
from models.handling import RELEASED
from repository.disclosure import ReleasedAssessment
from search.query import FACETS, Filters

YEAR: Final = "year"
QUARTER: Final = "quarter"
AXES = ("pillar", "area", "region", "period", "originator")
"""What can stand in rows and columns."""
NONE = ""
"""The value of what carries none: no region named, no date, an originator that conceals itself."""


MOST_PERIODS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """How many assessments carry all of these values; each may carry several of each axis."""

    pillar: str
    region: str
    period: str
    originator: str
    count: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by two axes: ``counts[row, column]``; totals count each assessment once.

    ``over_time`` has the counts of each row by period, whatever stands in the columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    of_rows: dict[str, int]
    of_columns: dict[str, int]
    total: int
    periods: tuple[str, ...]
    over_time: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The assessments that are counted, and how their dates are grouped: by year or by quarter."""

    works: tuple[ReleasedAssessment, ...]
    by: str = YEAR

    @classmethod
    def of(cls, shelf: Iterable[ReleasedAssessment], filters: Filters, by: str = YEAR) -> Coverage:
        """Take the released assessments that the filters let through; drafts and what waits cover nothing yet."""
        works = [shown for shown in shelf if shown.state == RELEASED and filters.accept(shown)]
        return cls(tuple(sorted(works, key=lambda shown: shown.order)), by)

    def cells(self) -> tuple[Cell, ...]:
        """Return every combination of pillar, region, period and organization that is covered, in their order."""
        axes = ("pillar", "region", "period", "originator")
        counted = Counter(combination for work in self.works for combination in self._combinations(work, axes))
        places = {axis: {value: at for at, value in enumerate(self.values(axis))} for axis in axes}

        def place(combination: tuple[str, ...]) -> tuple[int, ...]:
            return tuple(places[axis][value] for axis, value in zip(axes, combination, strict=True))

        return tuple(_cell(combination, counted[combination]) for combination in sorted(counted, key=place))

    def matrix(self, rows: str, columns: str) -> Matrix:
        """Return the counts by two different axes."""
        pairs = [pair for work in self.works for pair in self._combinations(work, (rows, columns))]
        timed = [pair for work in self.works for pair in self._combinations(work, (rows, "period"))]
        return Matrix(
            rows=self.values(rows),
            columns=self.values(columns),
            counts=dict(Counter((row, column) for row, column in pairs)),
            of_rows=dict(Counter(value for work in self.works for value in self._values(work, rows))),
            of_columns=dict(Counter(value for work in self.works for value in self._values(work, columns))),
            total=len(self.works),
            periods=self.values("period"),
            over_time=dict(Counter((row, period) for row, period in timed)),
        )

    def values(self, axis: str) -> tuple[str, ...]:
        """Return the values of an axis in the order in which they are shown; what carries none stands last.

        Pillars are all there, covered or not: that one is empty is what is asked. Periods run from the first to the
        last without a gap, where that is not too long.
        """
        carried = {value for work in self.works for value in self._values(work, axis)}
        named = carried - {NONE}
        if axis == "pillar":
            known: Sequence[str] = vocabulary.pillars()
            ordered = [*known, *sorted(named - set(known))]
        elif axis == "period":
            ordered = (between(min(named), max(named)) or sorted(named)) if named else []
        else:
            known = _ORDERED[axis]() if axis in _ORDERED else ()
            ordered = [*(value for value in known if value in named), *sorted(named - set(known))]
        return (*ordered, NONE) if NONE in carried else tuple(ordered)

    def _combinations(self, work: ReleasedAssessment, axes: Sequence[str]) -> Iterable[tuple[str, ...]]:
        return product(*(self._values(work, axis) for axis in axes))

    def _values(self, work: ReleasedAssessment, axis: str) -> tuple[str, ...]:
        if axis in FACETS:
            found = FACETS[axis](work)
        else:
            found = (period_of(work.published_at, self.by),) if work.published_at else ()
        return tuple(sorted(set(found))) or (NONE,)


def _cell(values: tuple[str, ...], count: int) -> Cell:
    pillar, region, period, originator = values
    return Cell(pillar, region, period, originator, count)


_ORDERED: dict[str, Callable[[], tuple[str, ...]]] = {"area": vocabulary.areas, "region": vocabulary.regions}


def period_of(day: date, by: str) -> str:
    """Return the year of a day, as 2026, or its quarter, as 2026-Q2."""
    return f"{day.year:04}" if by == YEAR else f"{day.year:04}-Q{(day.month + 2) // 3}"


def days_of(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period."""
    year, _, quarter = period.partition("-Q")
    if not quarter:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    last = 3 * int(quarter)
    return date(int(year), last - 2, 1), date(int(year), last, 31 if last in (3, 12) else 30)


def between(first: str, last: str) -> list[str]:
    """Return the periods from one to another; none of a time so long that nobody would read a table of it."""
    if "-Q" not in first:
        years = range(int(first), int(last) + 1)
        return [f"{year:04}" for year in years] if len(years) <= MOST_PERIODS else []
    low, high = (int(period[:4]) * 4 + int(period[-1]) - 1 for period in (first, last))
    quarters = range(low, high + 1)
    return [f"{at // 4:04}-Q{at % 4 + 1}" for at in quarters] if len(quarters) <= MOST_PERIODS else []
