"""``concord attention``: what needs the token owner's attention."""

from __future__ import annotations

from typing import Annotated

import typer

from web import attending
from web.api.shapes.attention import AttentionFigures, AttentionList
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, instant, say_json, say_table

app = typer.Typer()

Name = Annotated[str | None, typer.Argument(metavar="LIST", help="A list to open; without one, all their figures.")]


@app.command()
def attention(name: Name = None, json: Json = False) -> None:
    """Count what needs the token owner's attention, or open one of the lists."""
    with calling(settings()) as (house, visitor):
        if name is None:
            _figures(AttentionFigures.of(attending.figures(house, visitor)), json=json)
        else:
            _rows(AttentionList.of(name, attending.rows(house, visitor, name)), json=json)


def _figures(found: AttentionFigures, *, json: bool) -> None:
    if json:
        say_json(found.model_dump(mode="json"))
    else:
        say_table(("LIST", "ROWS"), [(one.name, str(one.count)) for one in found.figures])


def _rows(found: AttentionList, *, json: bool) -> None:
    if json:
        say_json(found.model_dump(mode="json"))
        return
    lines = [
        (row.kind, row.assessment or "", row.person or row.organization or "", row.subject or "", when)
        for row in found.rows
        for when in [instant(row.due or row.since) or ""]
    ]
    say_table(("WHAT", "ASSESSMENT", "WHO", "ABOUT", "WHEN"), lines)
