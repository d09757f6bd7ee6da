"""``concord notices``: what the token's owner was told, and that she has understood it."""

from __future__ import annotations

from typing import Annotated

import typer

from web import consenting, noticing
from web.api.shapes.notice import NoticeList
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, instant, say, say_json, say_table

app = typer.Typer(name="notices", help="See what you were told, and acknowledge it.", no_args_is_help=True)

Ident = Annotated[str, typer.Argument(metavar="NOTICE", help="Id of the notice: 'concord notices list' shows it.")]


@app.command("list")
def show(
    all_: Annotated[bool, typer.Option("--all", help="Also what was acknowledged.")] = False, json: Json = False
) -> None:
    """List the notices that the token's owner has not acknowledged, the newest first."""
    with calling(settings()) as (house, visitor):
        views = noticing.mine(house, visitor, waiting=not all_)
        found = NoticeList.of(views, consenting.figures(house, visitor).notices)
    if json:
        say_json(found.model_dump(mode="json"))
        return
    rows = [
        (one.id, one.kind, one.title or one.assessment or "", instant(one.created_at) or "", owed)
        for one in found.notices
        for owed in ["must be acknowledged" if one.must_acknowledge and one.acknowledged_at is None else ""]
    ]
    say_table(("NOTICE", "KIND", "ASSESSMENT", "SINCE", ""), rows)


@app.command()
def acknowledge(
    ident: Ident,
    account: Annotated[
        str | None, typer.Option(help="What became of the issued copies: returned, destroyed or lost.")
    ] = None,
    json: Json = False,
) -> None:
    """Acknowledge a notice and, after a recall, account for the copies that were issued."""
    with calling(settings()) as (house, visitor):
        noticing.acknowledge(house, visitor, ident, account)
        left = consenting.figures(house, visitor).notices
    if json:
        say_json({"id": ident, "waiting": left})
    else:
        say(f"The notice is acknowledged; {left} more to acknowledge." if left else "The notice is acknowledged.")
