"""``concord rooms``: what everybody in a room, or an organization, may see."""

from __future__ import annotations

from typing import Annotated

import typer

from search.grammar import question
from web import rooms
from web.api.shapes.room import RoomShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json, say_table
from web.rooms import Seen

app = typer.Typer(name="rooms", help="See what everybody in a room, or an organization, may see.", no_args_is_help=True)

Asked = Annotated[str, typer.Argument(metavar="[QUERY]", help="What is sought; without it everything is listed.")]
Limit = Annotated[int, typer.Option(help="How many assessments, at most 100.")]
Cursor = Annotated[str | None, typer.Option(help="Where the last page said the next one begins.")]
Several = Annotated[list[str] | None, typer.Option(help="May be given several times.")]


@app.command()
def meeting(
    query: Asked = "",
    person: Several = None,
    organization: Several = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    """Say what all of these people, any people of these organizations, and the token's owner may see; recorded."""
    with calling(settings(), searching=bool(query)) as (house, visitor):
        asked = question(query, limit=limit, cursor=cursor)
        _show(rooms.meeting(house, visitor, person or [], organization or [], asked), json=json)


@app.command("view-as")
def view_as(
    organization: Annotated[str, typer.Argument(metavar="ORGANIZATION", help="Id, such as europol or ncb-eg.")],
    query: Asked = "",
    limit: Limit = 20,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    """Say what somebody at an organization's ceiling would see, as far as the token's owner may see it; recorded."""
    with calling(settings(), searching=bool(query)) as (house, visitor):
        _show(rooms.view_as(house, visitor, organization, question(query, limit=limit, cursor=cursor)), json=json)


def _show(seen: Seen, *, json: bool) -> None:
    if json:
        say_json(RoomShown.of(seen).model_dump(mode="json"))
        return
    say("In the room: " + ", ".join(one.name or one.organization for one in seen.members))
    say_table(
        ("ASSESSMENT", "MARKING", "TITLE"), [(line.id, line.marking.label, line.title or "") for line in seen.lines]
    )
    for one in seen.stopped:
        stops = "; ".join(f"{who}: {', '.join(rules)}" for who, rules in one.stops)
        say(f"Withheld: {one.title or one.id} ({stops})")
    if seen.next:
        say(f"Go on with --cursor {seen.next}")
