"""Which handling each portion belongs to: the body, or the tearline it was cut into (domain 3, case 12).

A portion shows, and is embedded with, only those headings that its own handling may show: a heading that
also stands over another handling's text belongs to the body, and is left out of a tearline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.portions import Portion
from models.deposit import TearlineDeclared
from models.handling import BODY, tearline


@dataclass(frozen=True, slots=True)
class Assigned:
    """A portion, its part, its place in the document, and the headings its part may show."""

    portion: Portion
    part: str
    place: int
    heading: tuple[str, ...]


class NothingSelected(Exception):
    """A tearline names portions that the document does not have."""


def assign(portions: Sequence[Portion], tearlines: Sequence[TearlineDeclared], known: dict[str, int]) -> list[Assigned]:
    """Assign every portion to a part; ``known`` maps the ids of portions to places.

    A selector is an id, ``heading:WORDS`` (everything under that heading) or ``page:N`` (what lies wholly on
    that page). The first tearline that names a portion has it. Raises ``NothingSelected`` with a sentence
    where a selector names nothing.
    """
    parts = [BODY] * len(portions)
    for number, declared in enumerate(tearlines, start=1):
        for selector in declared.portions:
            places = _selected(portions, selector, known)
            if not places:
                raise NothingSelected(f"tearline {number}: '{selector[:80]}' names nothing in this document")
            for place in places:
                if parts[place] == BODY:
                    parts[place] = tearline(number)
    under = _parts_under(portions, parts)
    return [
        Assigned(portion, parts[place], place, _own_headings(portion.heading, parts[place], under))
        for place, portion in enumerate(portions)
    ]


def _selected(portions: Sequence[Portion], selector: str, known: dict[str, int]) -> list[int]:
    kind, _, words = selector.partition(":")
    if kind == "heading":
        wanted = " ".join(words.split()).casefold()
        return [
            place
            for place, portion in enumerate(portions)
            if any(wanted == " ".join(heading.split()).casefold() for heading in portion.heading)
        ]
    if kind == "page" and words.strip().isdecimal():
        # A passage that runs on to the next page is not cut, so it stays with the body.
        return [place for place, portion in enumerate(portions) if _pages(portion) == {int(words)}]
    place = known.get(selector)
    return [] if place is None or place >= len(portions) else [place]


def _pages(portion: Portion) -> set[int]:
    return {portion.page, *(span.page for span in portion.spans)}


def _parts_under(portions: Sequence[Portion], parts: Sequence[str]) -> dict[tuple[str, ...], set[str]]:
    """Return, by path of headings, the parts of all portions that stand under it."""
    under: dict[tuple[str, ...], set[str]] = {}
    for portion, part in zip(portions, parts, strict=True):
        for depth in range(len(portion.heading)):
            under.setdefault(portion.heading[: depth + 1], set()).add(part)
    return under


def _own_headings(heading: tuple[str, ...], part: str, under: dict[tuple[str, ...], set[str]]) -> tuple[str, ...]:
    """Return the headings from the first one on that stands over nothing but this part."""
    if part == BODY:
        return heading
    own = (depth for depth in range(len(heading)) if under[heading[: depth + 1]] == {part})
    return heading[next(own, len(heading)) :]
