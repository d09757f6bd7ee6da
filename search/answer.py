"""An answer: a page of assessments with the passages that show why, how many there are, what they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from repository.disclosure import ReleasedAssessment
from search.evidence import Evidence
from search.instead import Instead
from search.query import FACETS, Filters
from search.ranking import Ranked


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the results' assessments carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An assessment that answers, with the passages that show it."""

    assessment: ReleasedAssessment
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results; ``total`` counts assessments and is a floor where ``total_is_floor``.

    ``respelt`` is the question that was answered where words of the one that was asked are mistyped.
    """

    query: str
    total: int
    total_is_floor: bool
    results: tuple[Hit, ...]
    facets: dict[str, tuple[Count, ...]]
    next: str | None
    notices: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()
    respelt: str | None = None

    @property
    def rank(self) -> int:
        """Return the highest rank on this page: the high-water mark of the record (case 31)."""
        return max((hit.assessment.rank for hit in self.results), default=0)


@dataclass(slots=True)
class Group:
    """An assessment that answers with its portions that matched, the best first."""

    shown: ReleasedAssessment
    portions: Sequence[Ranked] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Best score, then newest, then what is shown, then the exact scores of the passages; never an id."""
        best = self.portions[0].score if self.portions else 0.0
        return -best, self.shown.order, [-portion.exactly for portion in self.portions]

    @property
    def newest(self) -> tuple[object, ...]:
        """Newest first, then as by relevance; what has no date stands last."""
        return -(self.shown.published_at or date.min).toordinal(), self.order


def facets(shown: Sequence[ReleasedAssessment]) -> dict[str, tuple[Count, ...]]:
    """Count the values that released assessments carry, by facet, the most frequent first, then by name."""
    return {name: _counts(name, shown) for name in FACETS}


def widening(works: Iterable[ReleasedAssessment], filters: Filters) -> dict[str, tuple[Count, ...]]:
    """Count the values of each facet that narrows works by what passes all other filters: so many each would list."""
    narrow = [name for name in FACETS if getattr(filters, name)]
    others = {name: replace(filters, **{name: ()}) for name in narrow}  # type: ignore[arg-type]
    return {name: _counts(name, (shown for shown in works if others[name].accept(shown))) for name in narrow}


def _counts(name: str, works: Iterable[ReleasedAssessment]) -> tuple[Count, ...]:
    values = chain.from_iterable(set(FACETS[name](shown)) for shown in works)
    found = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(value, number) for value, number in found)
