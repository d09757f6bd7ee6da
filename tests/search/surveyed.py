"""Works to be compared and counted: paragraphs that share no phrase, in several organizations' works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.tables.assessment import Edition
from repository.disclosure import released
from search import covering, similar
from search.covering import Covering
from search.query import Filters
from search.similar import Similar
from tests.house import Cast
from tests.overlapping import paragraph
from tests.search.shelving import scope_of, shelve

METHOD = "This report was compiled by analysts from open sources, and its figures were checked twice."
"""What stands in every report."""


def report(cast: Cast, *numbers: int, username: str = "amina", **said: Any) -> Edition:
    """Shelve a report of some paragraphs under one method."""
    said = {"title": f"Report {numbers}", "pillars": ["organized-crime"], **said}
    return shelve(cast, METHOD, *(paragraph(number) for number in numbers), username=username, **said)


def others(cast: Cast) -> None:
    """Shelve a handful of reports that have nothing in common but their method."""
    for number in range(7):
        words = " ".join(f"{chr(97 + number)}{letter}{letter}z" for letter in "bcdfghjklmnp")
        shelve(cast, METHOD, words, title=f"Other {number}", pillars=["border"])


def near(cast: Cast, username: str, edition: Edition) -> Similar:
    """Return what lies near an edition for somebody."""
    house, visitor = cast.house, cast.visitor(username)
    with house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        house.registry.catalogue.refresh(session)
        shown = released(house.registry, scope, edition.id, visitor.at)
        assert shown is not None
        return similar.similar(house.engine, house.registry, session, scope, shown, visitor.at)


def between(
    cast: Cast, username: str, rejected: Callable[[str, str], bool] = lambda _one, _other: False, **narrow: Any
) -> Covering:
    """Return where organizations cover one threat, for somebody."""
    house, visitor = cast.house, cast.visitor(username)
    with house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        house.registry.catalogue.refresh(session)
        window = slice(0, 50)
        return covering.covering(
            house.engine, house.registry, session, scope, visitor.at, Filters(**narrow), window, rejected
        )


def titles(found: Similar) -> list[str | None]:
    """Return the titles of neighbours in their order."""
    return [one.assessment.title for one in found.neighbours]
