"""One assessment: what it is, its pages with the evidence marked on them, its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.policy import ACTIONS
from repository.disclosure import Box, ReleasedAssessment, ReleasedPortion
from repository.judgements import Range
from web import reading, requesting
from web.pages.comparisons import similar
from web.pages.form import Here
from web.pages.rendering import page as render
from web.security import HouseHere

router = APIRouter()
JUDGEMENTS, SIMILAR = "judgements", "similar"
LEAVES = 10
"""How many pages of text are shown at once."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The passage that a link points at, and the stretch of it that answers; offsets count characters."""

    portion: ReleasedPortion | None = None
    stretch: tuple[int, int] | None = None

    def stretches(self, portion: ReleasedPortion) -> tuple[tuple[int, int], ...]:
        """Return what to mark in a passage."""
        mine = self.portion is not None and self.portion.id == portion.id
        return (self.stretch,) if mine and self.stretch else ()

    def is_in(self, portion: ReleasedPortion) -> bool:
        """Tell whether this is the passage."""
        return self.portion is not None and self.portion.id == portion.id


@dataclass(frozen=True, slots=True)
class Sheet:
    """An original page as it is shown: its size in points, where evidence stands, and its passages."""

    number: int
    width: float
    height: float
    near: tuple[Box, ...]
    hot: tuple[Box, ...]
    portions: tuple[ReleasedPortion, ...]


@router.get("/assessments/{ident}")
def show(
    request: Request,
    house: HouseHere,
    visitor: Here,
    ident: str,
    page: int | None = None,
    portion: str = "",
    at: str = "",
    view: str = "",
    least: Annotated[str, Query(alias="min")] = "",
    most: Annotated[str, Query(alias="max")] = "",
) -> HTMLResponse:
    """Show an assessment: its original pages where the reader may see all as it came, its text otherwise."""
    if view == SIMILAR:
        return similar(request, house, visitor, ident)
    shown, portions = reading.portions(house, visitor, ident)
    sought = find(portions, portion, at)
    last = max([shown.pages, *(p.page for p in portions)])
    wanted = page if page is not None else sought.portion.page if sought.portion else 1
    number = min(max(wanted, 1), max(last, 1))
    pictured = shown.has_images and view not in ("text", JUDGEMENTS)
    within = Range(share(least), share(most))
    sheet = _sheet(house, visitor, ident, number, portions, sought) if pictured else None
    first = (number - 1) // LEAVES * LEAVES + 1
    return render(
        request,
        "assessment.html",
        visitor,
        shown=shown,
        sought=sought,
        sheet=sheet,
        number=number,
        last=last,
        leaves=() if sheet else leaves(portions, first),
        first_leaf=first,
        leaves_at_once=LEAVES,
        granted=granted(shown),
        permits=requesting.permits_to_ask(shown, visitor),
        view=JUDGEMENTS if view == JUDGEMENTS else "",
        judgements=reading.judged(house, shown, portions, Range()),
        within=reading.judged(house, shown, portions, within),
        conclusions=reading.conclusions(house, shown),
        least=within.least,
        most=within.most,
        portion=sought.portion.id if sought.portion else "",
        at=at if sought.stretch else "",
    )


def share(written: str) -> int | None:
    """Return a share of a hundred that an address names, or None where it names none."""
    return int(written) if re.fullmatch("100|[0-9]{1,2}", written) else None


def find(portions: list[ReleasedPortion], ident: str, at: str) -> Sought:
    """Return the passage and stretch that an address names; what it names wrongly is not sought."""
    found = next((portion for portion in portions if portion.id == ident), None) if ident else None
    written = re.fullmatch(r"(\d{1,7})-(\d{1,7})", at)
    if found is None or written is None:
        return Sought(found)
    start, end = int(written[1]), min(int(written[2]), len(found.text))
    return Sought(found, (start, end) if start < end else None)


def _sheet(
    house: HouseHere, visitor: Here, ident: str, number: int, portions: list[ReleasedPortion], sought: Sought
) -> Sheet:
    width, height = reading.page_size(house, visitor, ident, number)
    portion = sought.portion
    near = [] if portion is None else _boxes(portion, number, (0, len(portion.text)))
    hot = [] if portion is None or sought.stretch is None else _boxes(portion, number, sought.stretch)
    own = tuple(p for p in portions if p.page == number)
    return Sheet(number, width, height, tuple(near), tuple(hot), own)


def _boxes(portion: ReleasedPortion, number: int, stretch: tuple[int, int]) -> list[Box]:
    start, end = stretch
    on_page = [(first, last, box) for first, last, page, box in portion.spans if page == number]
    return [box for first, last, box in on_page if first < end and start < last]


def leaves(portions: list[ReleasedPortion], first: int) -> list[tuple[int, list[ReleasedPortion]]]:
    """Return the passages of some pages from ``first`` on, page by page."""
    wanted = [p for p in portions if first <= p.page < first + LEAVES]
    return [(number, list(some)) for number, some in groupby(wanted, key=lambda p: p.page)]


def granted(shown: ReleasedAssessment) -> list[str]:
    """Return what the policy lets this reader do with it."""
    return [action for action in ACTIONS if shown.may(action)]
