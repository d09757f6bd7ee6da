"""``concord consents``: what waits for the token owner's answer, and her answer."""

from __future__ import annotations

from typing import Annotated

import typer

from web import consenting
from web.api.shapes.consent import ConsentRequest
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, instant, say, say_json, say_table

app = typer.Typer(name="consents", help="See what waits for a consent, and answer.", no_args_is_help=True)

Ident = Annotated[str, typer.Argument(metavar="REQUEST", help="Id of the request: 'concord consents list' shows it.")]


@app.command("list")
def show(
    all_: Annotated[bool, typer.Option("--all", help="Also what was asked here, and what is decided.")] = False,
    json: Json = False,
) -> None:
    """List the requests that wait for the token owner's answer, the most urgent first."""
    with calling(settings()) as (house, visitor):
        found = consenting.all_requests(house, visitor, waiting=not all_)
    if json:
        say_json([ConsentRequest.of(one).model_dump(mode="json") for one in found])
        return
    rows = [(one.id, one.state, instant(one.deadline) or "", one.said.plain()) for one in found]
    say_table(("REQUEST", "STATE", "UNTIL", "WHAT IS ASKED"), rows)


@app.command()
def grant(
    ident: Ident,
    reason: Annotated[str, typer.Option(help="A remark that the asker reads.")] = "",
    json: Json = False,
) -> None:
    """Grant a request for the token owner's organization; what that settles holds at once."""
    _answer(ident, granted=True, reason=reason, json=json)


@app.command()
def decline(
    ident: Ident,
    reason: Annotated[str, typer.Option(help="Why; the asker reads it.")],
    json: Json = False,
) -> None:
    """Decline a request for the token owner's organization; the asker is told why."""
    _answer(ident, granted=False, reason=reason, json=json)


def _answer(ident: str, *, granted: bool, reason: str, json: bool) -> None:
    with calling(settings()) as (house, visitor):
        shown = consenting.answer(house, visitor, ident, granted=granted, reason=reason)
    if json:
        say_json(ConsentRequest.of(shown).model_dump(mode="json"))
    else:
        said = "The answer is kept; others are still asked." if shown.state == "open" else f"It is {shown.state}."
        say(said)
