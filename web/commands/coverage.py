"""``concord coverage``: what the owner of the token may see, counted by two axes, or all four as CSV."""

from __future__ import annotations

from typing import Annotated

import typer

from search.coverage import AXES, QUARTER, YEAR
from search.query import Filters
from web import surveying
from web.api.shapes.coverage import NOTHING, CoverageShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_table

app = typer.Typer()
Several = Annotated[list[str] | None, typer.Option(help="An id or a name; may be given several times.")]


@app.command("coverage")
def coverage(
    rows: Annotated[str, typer.Option(help=f"One of {', '.join(AXES)}.")] = "region",
    columns: Annotated[str, typer.Option(help="Another of them.")] = "pillar",
    by_quarter: Annotated[bool, typer.Option("--by-quarter", help="Count periods by quarter, not by year.")] = False,
    pillar: Several = None,
    area: Several = None,
    region: Several = None,
    originator: Several = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print all four axes as CSV, by ids.")] = False,
    json: Json = False,
) -> None:
    """Count the released assessments that the token's owner may see, by pillar, region, period or organization."""
    if rows not in AXES or columns not in AXES or rows == columns:
        raise typer.BadParameter(f"rows and columns are two of: {', '.join(AXES)}")
    filters = Filters(
        pillar=tuple(pillar or ()),
        area=tuple(area or ()),
        region=tuple(region or ()),
        originator=tuple(originator or ()),
    )
    with calling(settings()) as (house, visitor):
        found = surveying.coverage(house, visitor, filters, QUARTER if by_quarter else YEAR)
        notices = surveying.notices(house, filters)
    if json:
        say(CoverageShown.of(found, notices).model_dump_json())
        return
    if csv:
        say(surveying.table(found, lambda _, value: value).rstrip("\r\n"))
        return
    for notice in notices:
        say(f"Note: {notice}.")
    matrix = found.matrix(rows, columns)
    lines = [
        [row or "(none)", *(_count(matrix.counts.get((row, column), 0)) for column in matrix.columns)]
        for row in matrix.rows
    ]
    say_table([rows, *(column or "(none)" for column in matrix.columns)], lines)
    say(f"{matrix.total} assessments. {NOTHING}")


def _count(number: int) -> str:
    return str(number) if number else "-"
