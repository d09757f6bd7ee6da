"""A question as it is asked: words, filters, how many results, and from where on."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from models import vocabulary
from models.handling import RELEASED, SUPERSEDED
from repository.disclosure import ReleasedAssessment

MOST_RESULTS = 100
LONGEST = 4000
MOST_VALUES = 200
"""So many in all fields together: a plain word for a level may mean three dozen."""
LONGEST_VALUE = 120
RELEVANCE, DATE = "relevance", "date"
ORDERS = (RELEVANCE, DATE)


class BadQuery(ValueError):
    """The question cannot be read; the sentence says what to change."""


def _marking(shown: ReleasedAssessment) -> tuple[str, ...]:
    marking = shown.marking
    return (f"{marking.scheme}:{marking.level}",) if marking.known else ()


FACETS: dict[str, Callable[[ReleasedAssessment], tuple[str, ...]]] = {
    "pillar": lambda shown: shown.pillars,
    "area": lambda shown: shown.areas,
    "region": lambda shown: vocabulary.with_continents(shown.regions),
    "originator": lambda shown: shown.originators,
    "language": lambda shown: shown.languages,
    "marking": _marking,
}
"""What a released assessment counts under, by facet; what is said of a region counts for its continent too."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must carry: any one of the values of each field that names some.

    ``superseded`` asks for earlier editions beside the newest ones, ``released`` for no draft and nothing that waits.
    """

    pillar: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    originator: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    marking: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    superseded: bool = False
    released: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return self == Filters(superseded=self.superseded)

    @property
    def turned(self) -> bool:
        """Tell whether the dates end before they begin."""
        return self.from_ is not None and self.to is not None and self.to < self.from_

    def accept(self, shown: ReleasedAssessment) -> bool:
        """Tell whether an assessment, as released, carries what is asked for; ``to`` is inclusive."""
        if self.released and shown.state not in (RELEASED, SUPERSEDED):
            return False
        for name, values_of in FACETS.items():
            wanted: tuple[str, ...] = getattr(self, name)
            if wanted and set(wanted).isdisjoint(values_of(shown)):
                return False
        if self.from_ is None and self.to is None:
            return True
        day = shown.published_at
        return day is not None and (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Raises ``BadQuery`` in words where a limit or a length is out of bounds.

    ``words`` are what is embedded and analysed; each of ``phrases`` must stand in an answer to the letter, each of
    ``without`` must not. ``text`` is the question as it was typed, ``notices`` what was not understood in it
    (``search/grammar.py``); a ``literal`` one is answered as it is spelt.
    """

    words: str
    filters: Filters = Filters()
    limit: int = 20
    cursor: str | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    order: str = RELEVANCE
    text: str = ""
    notices: tuple[str, ...] = ()
    literal: bool = False

    def __post_init__(self) -> None:
        """Check the bounds."""
        if not 1 <= self.limit <= MOST_RESULTS:
            raise BadQuery(f"limit must lie between 1 and {MOST_RESULTS}")
        if max(len(self.words), len(self.text)) > LONGEST:
            raise BadQuery(f"a question has at most {LONGEST} characters")
        if self.order not in ORDERS:
            raise BadQuery(f"results are ordered by {RELEVANCE} or by {DATE}")
        said = [*chain.from_iterable(getattr(self.filters, name) for name in FACETS)]
        if len(said) > MOST_VALUES:
            raise BadQuery(f"the fields of a question have at most {MOST_VALUES} values together")
        if any(len(value) > LONGEST_VALUE for value in said):
            raise BadQuery(f"a value of a field has at most {LONGEST_VALUE} characters")
        try:
            "".join((self.words, self.text, *said)).encode()
        except UnicodeEncodeError as error:
            raise BadQuery("the question holds characters that are no text; write it anew") from error

    @property
    def typed(self) -> str:
        """Return the question as it was typed, or its words where it was not."""
        return self.text or self.words

    @property
    def silent(self) -> bool:
        """Tell whether something was typed of which nothing can be looked for: it is no wish to list everything."""
        return bool(self.text.strip()) and not (self.words or self.without) and self.filters.empty

    @property
    def bound(self) -> bool:
        """Tell whether fields, phrases or exclusions say what may answer at all."""
        return not self.filters.empty or bool(self.phrases or self.without)

    @property
    def listing(self) -> bool:
        """Tell whether it asks for everything that passes its filters, whatever the words."""
        return not (self.words.strip() or self.without or self.silent)

    def _mark(self) -> str:
        asked = (self.words, self.filters, self.phrases, self.without, self.order, self.literal)
        return hashlib.sha256(repr(asked).encode("utf-8", "backslashreplace")).hexdigest()[:12]

    @property
    def start(self) -> int:
        """Return how many results come before this page; raise ``BadQuery`` where the cursor is another question's."""
        if self.cursor is None:
            return 0
        try:
            start, mark = json.loads(base64.urlsafe_b64decode(self.cursor.encode("ascii")))
        except (ValueError, TypeError, RecursionError) as error:
            raise BadQuery("the cursor is not one of this server's; ask without it") from error
        if mark != self._mark():
            raise BadQuery("the cursor belongs to another question; ask without it")
        # Only what this server writes, to the letter: decoding passes over strange characters.
        if type(start) is not int or start < 0 or self.cursor != self.cursor_at(start):
            raise BadQuery("the cursor is not one of this server's; ask without it")
        return start

    def cursor_at(self, start: int) -> str:
        """Return the cursor of the page that begins after ``start`` results."""
        return base64.urlsafe_b64encode(json.dumps([start, self._mark()]).encode()).decode()
