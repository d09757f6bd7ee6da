"""The forms of an assessment's life: one act each, told to the desk that carries it out."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import FormData

from models.deposit import MarkingDeclared
from repository.acts import Incomplete, NotFound
from repository.life import PERFORMED
from repository.moves import MOVES, Said
from web import keeping, registering
from web.house import House
from web.pages.form import text
from web.visitor import Visitor

LEGAL = ("legal-hold", "lift-hold")


def carry_out(house: House, visitor: Visitor, act: str, ident: str, fields: FormData, role: str) -> None:
    """Carry out what a form of a role's pages asks for; raise ``NotFound`` for an act that role has none of."""
    if act not in (*PERFORMED, *LEGAL) or role not in MOVES[act].roles:
        raise NotFound("there is nothing here under that address")
    if act == "legal-hold":
        keeping.place(house, visitor, ident, text(fields, "reason"))
    elif act == "lift-hold":
        keeping.lift(house, visitor, text(fields, "hold"), text(fields, "reason"))
    else:
        registering.perform(house, visitor, act, ident, said(fields))


def said(fields: FormData) -> Said:
    """Return what a form says with its act."""
    return Said(
        reason=text(fields, "reason"),
        marking=_marking(text(fields, "marking")),
        person=text(fields, "person") or None,
        review_by=_day(text(fields, "review_by")),
    )


def _marking(word: str) -> MarkingDeclared | None:
    """Return the level that a list offered as ``scheme:level``; None where none was chosen."""
    scheme, _, level = word.partition(":")
    return MarkingDeclared(scheme=scheme, level=level) if scheme and level else None


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word) if word else None
    except ValueError as error:
        raise Incomplete({"review_by": "name a day to come, or none"}) from error
