"""``concord lists``: circulation lists shown, weighed, proposed and approved as the token's owner."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from models.clock import parse_instant
from repository.lists import Content
from web import circulating
from web.api.shapes.circulation import CirculationListShown, CirculationPreview
from web.circulating import Change, ListView
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, instant, say, say_json, say_table

app = typer.Typer(
    name="lists", help="Show circulation lists, propose versions of them, approve them.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="LIST", help="The list's name, such as counter-terrorism.")]
Members = Annotated[str | None, typer.Option(help="Tokens, separated by commas: europol,afripol+members,country:BR.")]
Rule = Annotated[str | None, typer.Option(help="A rule, such as 'kind:bureau and not country:EG'; '' for none.")]
Until = Annotated[str | None, typer.Option(help="Date or instant after which it names nobody; 'never' for none.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the version.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", help="Number of the proposed version.")]


@app.command()
def show(name: Annotated[str | None, typer.Argument(metavar="[LIST]")] = None, json: Json = False) -> None:
    """Show the lists that the token's owner may know, or one."""
    with calling(settings()) as (house, visitor):
        found = [circulating.one(house, visitor, name)] if name else circulating.every(house, visitor)
    if json:
        say_json([_as_json(one) for one in found])
        return
    head = ("LIST", "OWNER", "VERSION", "UNTIL", "PROPOSED", "MEMBERS")
    say_table(head, [_row(one) for one in found])


@app.command()
def create(
    name: Name,
    purpose: Annotated[str, typer.Option(help="What the list is for.")],
    members: Members = None,
    rule: Rule = None,
    owner: Annotated[str | None, typer.Option(help="Id of the organization that owns it.")] = None,
    valid_until: Until = None,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Found a list; it names nobody until another officer of the registry approves it."""
    content = Content(_tokens(members) or (), rule, _instant(valid_until), reason)
    with calling(settings()) as (house, visitor):
        _kept(circulating.create(house, visitor, name, purpose, content, owner), json=json)


@app.command()
def propose(
    name: Name,
    members: Members = None,
    rule: Rule = None,
    valid_until: Until = None,
    reason: Reason = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would do.")] = False,
    json: Json = False,
) -> None:
    """Give a list its next version: in force at once where it lets nobody in, else it waits for approval."""
    said = Change(_tokens(members), rule, _instant(valid_until), unlimited=valid_until == "never", reason=reason)
    with calling(settings()) as (house, visitor):
        if preview:
            say_json(CirculationPreview.of(circulating.preview(house, visitor, name, said)).model_dump(mode="json"))
        else:
            _kept(circulating.change(house, visitor, name, said), json=json)


@app.command()
def approve(name: Name, version: Number, json: Json = False) -> None:
    """Approve a proposed version; for a registry officer who did not propose it. It holds at once."""
    with calling(settings()) as (house, visitor):
        _kept(circulating.decide(house, visitor, name, version, granted=True), json=json)


@app.command()
def decline(
    name: Name,
    version: Number,
    reason: Annotated[str, typer.Option(help="Why; whoever proposed it is told.")],
    json: Json = False,
) -> None:
    """Decline a proposed version with a reason."""
    with calling(settings()) as (house, visitor):
        _kept(circulating.decide(house, visitor, name, version, granted=False, reason=reason), json=json)


def _kept(found: ListView, *, json: bool) -> None:
    if json:
        say_json(_as_json(found))
    elif found.proposed:
        say(f"Version {found.proposed.version.number} of {found.name} waits for another officer of the registry.")
    else:
        say(f"Version {found.version} of {found.name} is in force." if found.version else f"{found.name} names nobody.")


def _as_json(found: ListView) -> dict[str, object]:
    """Return a list as the REST interface shows it."""
    return CirculationListShown.of(found).model_dump(mode="json")


def _row(found: ListView) -> tuple[str, ...]:
    proposed = str(found.proposed.version.number) if found.proposed else ""
    members = " ".join([*found.members, *([f"[{found.rule}]"] if found.rule else [])])
    return found.name, found.owner, str(found.version), instant(found.valid_until) or "", proposed, members


def _tokens(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(word.strip() for word in text.split(",") if word.strip())


def _instant(text: str | None) -> datetime | None:
    try:
        return parse_instant(text) if text and text != "never" else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
