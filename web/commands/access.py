"""``concord access``: what is disclosed to those outside a circulation, and how they ask to be let in."""

from __future__ import annotations

from typing import Annotated

import typer

from web import requesting
from web.api.shapes.access import DisclosedList
from web.api.shapes.consent import ConsentRequest
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json, say_table
from web.consenting import RequestView

app = typer.Typer(name="access", help="See what is disclosed to you, and ask for access.", no_args_is_help=True)

Assessment = Annotated[str, typer.Argument(metavar="ASSESSMENT", help="Id of the assessment.")]
Reason = Annotated[str, typer.Option(help="Why; its originators read it.")]


@app.command("list")
def show(json: Json = False) -> None:
    """List what originators disclose to the token's owner though she may read none of it."""
    with calling(settings()) as (house, visitor):
        found = DisclosedList.of(requesting.disclosed(house, visitor))
    if json:
        say_json(found.model_dump(mode="json"))
        return
    rows = [(one.assessment, one.title or "", " ".join(one.originators), one.abstract or "") for one in found.disclosed]
    say_table(("ASSESSMENT", "TITLE", "ORIGINATORS", "ABSTRACT"), rows)


@app.command()
def ask(
    assessment: Assessment,
    reason: Reason,
    organization: Annotated[bool, typer.Option("--organization", help="For everybody at her organization.")] = False,
    json: Json = False,
) -> None:
    """Ask the originators of what is disclosed for access; all of them decide."""
    with calling(settings()) as (house, visitor):
        whom = "organization" if organization else "person"
        made = requesting.ask_access(house, visitor, assessment, whom, reason)
    _say_asked(made, json=json)


@app.command()
def permit(
    assessment: Assessment,
    actions: Annotated[str, typer.Option(help="excerpt, download, translate, derive; separated by commas.")],
    reason: Reason,
    json: Json = False,
) -> None:
    """Ask the providers to permit what handling code H2 keeps from the owner's organization."""
    with calling(settings()) as (house, visitor):
        made = requesting.ask_permit(house, visitor, assessment, actions.replace(",", " ").split(), reason)
    _say_asked(made, json=json)


def _say_asked(made: RequestView, *, json: bool) -> None:
    if json:
        say_json(ConsentRequest.of(made).model_dump(mode="json"))
    else:
        say(f"Its originators are asked: request {made.id}.")
