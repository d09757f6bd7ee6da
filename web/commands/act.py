"""``concord act``: an act on an assessment, as the owner of the token."""

from __future__ import annotations

import json as json_text
from typing import Annotated, Any

import typer

from web import acting
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json

app = typer.Typer()


@app.command("act")
def act(
    act: Annotated[str, typer.Argument(help="The act: " + ", ".join(acting.ACTS) + ".")],
    assessment: Annotated[str, typer.Argument(help="The assessment's id.")],
    body: Annotated[str | None, typer.Option(help="What the act is told, in JSON, as over REST.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; it may stand in the JSON too.")] = None,
    json: Json = False,
) -> None:
    """Carry out an act on an assessment, or ask for the consents that it needs; recorded, done or refused."""
    if act not in acting.ACTS:
        raise typer.BadParameter(f"there is no act '{act[:40]}'; use one of: {', '.join(acting.ACTS)}")
    told = {**_read(body), **({"reason": reason} if reason else {})}
    with calling(settings()) as (house, visitor):
        outcome = acting.perform(house, visitor, act, assessment, acting.read(act, told))
    if json:
        say_json({"id": assessment, "state": outcome.state, "request": outcome.request})
    else:
        say(f"{assessment}  {outcome.state}" + (f"  waits for consents: {outcome.request}" if outcome.request else ""))


def _read(body: str | None) -> dict[str, Any]:
    try:
        said = json_text.loads(body or "{}")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Failed("--body is not a JSON object; write it as over REST, in quotes.")
    return said
