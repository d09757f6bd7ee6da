"""Markings: what a picker may offer, and what a marking asks of its readers in a plain sentence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from models.marking import Marking
from web import equating
from web.api.shapes.marking import MarkingChoices, MarkingRead
from web.api.shapes.problem import problems
from web.caveats import NOT_SHOWN, Circulation
from web.security import Caller, HouseHere

router = APIRouter(prefix="/markings", tags=["markings"])

Word = Annotated[str, Query(max_length=120)]
Words = Annotated[list[Annotated[str, Query(max_length=120)]] | None, Query(max_length=50)]


@router.get("", responses=problems())
def choices(caller: Caller) -> MarkingChoices:
    """List what may be chosen: levels by scheme, TLP labels with what they fit, handling codes, own compartments."""
    return MarkingChoices.of(caller.reader.compartments)


@router.get("/{scheme}/{level:path}", responses=problems())
def read_marking(
    house: HouseHere,
    caller: Caller,
    scheme: str,
    level: str,
    tlp: Word | None = None,
    handling: Words = None,
    handling_text: Annotated[str, Query(max_length=500)] = "",
    compartment: Words = None,
    release_to: Words = None,
    exclude: Words = None,
) -> MarkingRead:
    """Read a marking: its label and rank, whether that is assumed, and who may read it and do what, in words.

    Without ``release_to`` the sentence speaks of the release list; one empty ``release_to`` is the originators only.
    """
    marking = Marking(
        scheme,
        level,
        tlp=tlp,
        handling=frozenset(handling or ()),
        compartments=frozenset(compartment or ()),
        handling_text=handling_text,
    )
    named = tuple(word for word in release_to or () if word)
    circulation = NOT_SHOWN if release_to is None else Circulation(named, tuple(exclude or ()))
    return MarkingRead.read(equating.counted(house, caller, marking), circulation)
