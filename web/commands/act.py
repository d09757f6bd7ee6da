"""``concord act``: an act on an assessment, as the owner of the token."""

from __future__ import annotations

import json as json_text
from typing import Annotated, Any

import typer

from models.change import Circulate, Regrade
from repository.weighing import PersonReached, Preview
from web import acting, previewing, registering
from web.api.shapes.preview import ReleasePreview
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
    preview: Annotated[bool, typer.Option("--preview", help="Only say who would gain and who would lose.")] = False,
    json: Json = False,
) -> None:
    """Carry out an act on an assessment, or ask for the consents that it needs; recorded, done or refused."""
    if act not in acting.ACTS:
        raise typer.BadParameter(f"there is no act '{act[:40]}'; use one of: {', '.join(acting.ACTS)}")
    told = {**_read(body), **({"reason": reason} if reason else {})}
    if preview:
        _preview(act, assessment, told, json=json)
        return
    with calling(settings()) as (house, visitor):
        outcome = acting.perform(house, visitor, act, assessment, acting.read(act, told))
    if json:
        say_json({"id": assessment, "state": outcome.state, "request": outcome.request})
    else:
        say(f"{assessment}  {outcome.state}" + (f"  waits for consents: {outcome.request}" if outcome.request else ""))


def _preview(act: str, assessment: str, told: dict[str, Any], *, json: bool) -> None:
    """Print what the act would do; nothing is changed (P7)."""
    with calling(settings()) as (house, visitor):
        if act == "release":
            found = registering.preview(house, visitor, assessment, None)
        elif act == "recall":
            found = previewing.recall(house, visitor, assessment)
        else:
            said = acting.read(act, {"reason": "preview", **told})
            if not isinstance(said, Regrade | Circulate):
                raise typer.BadParameter(f"'{act}' opens nothing to anybody and closes nothing; it has no preview")
            found = previewing.change(house, visitor, act, assessment, said)
    if json:
        say_json(ReleasePreview.of(found).model_dump(mode="json"))
    else:
        _print(found)


def _print(found: Preview) -> None:
    for heading, names in (
        ("gain", _names(found.people_in)),
        ("lose", _names(found.people_out)),
        ("organizations that gain", found.organizations_in),
        ("organizations that lose", found.organizations_out),
        ("named, but stopped", [f"{one.organization} ({', '.join(one.rules)})" for one in found.blocked]),
        ("shut out by exclusions", found.exclusions),
        ("must consent", found.consents),
        ("their sources are not consented to", found.sources),
        ("contradictions", found.contradictions),
    ):
        say(f"{heading}: {', '.join(names) or 'nobody' if heading != 'contradictions' else '; '.join(names) or 'none'}")


def _names(people: list[PersonReached]) -> list[str]:
    return [f"{one.name} ({one.organization})" for one in people]


def _read(body: str | None) -> dict[str, Any]:
    try:
        said = json_text.loads(body or "{}")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Failed("--body is not a JSON object; write it as over REST, in quotes.")
    return said
