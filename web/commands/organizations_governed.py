"""``concord organizations``: what the registry decides about them, as the token's owner, recorded as hers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from models.clock import parse_instant
from repository.agreements import Change, Terms
from repository.profile import Profile
from web import organizing
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json
from web.organizing import Decided

Organization = Annotated[str, typer.Argument(metavar="ORGANIZATION", help="Id such as afripol or ncb-eg.")]
Reason = Annotated[str, typer.Option(help="Why; it is recorded and told.")]
From = Annotated[str | None, typer.Option("--from", help="Date or instant in UTC; now where it is left out.")]
Until = Annotated[str | None, typer.Option(help="Date or instant in UTC at which it has ended.")]


def standing(
    organization: Organization,
    standing: Annotated[str, typer.Argument(help="active, supervised or suspended.")],
    reason: Reason = "",
    from_: From = None,
    json: Json = False,
) -> None:
    """Tighten an organization's standing at once, or ask a second registry officer to lift it."""
    with calling(settings()) as (house, visitor):
        done = organizing.change_standing(house, visitor, organization, standing, reason, _instant(from_))
    _say(done, json=json)


def agreement(
    organization: Organization,
    ceiling: Annotated[int | None, typer.Option(help="Highest common rank, 0 to 5.")] = None,
    reference: Annotated[str | None, typer.Option(help="By which reference it is found.")] = None,
    change: Annotated[int | None, typer.Option(help="Number of the agreement that is changed or ended.")] = None,
    reason: Reason = "",
    from_: From = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Keep, change or end an agreement; what lets an organization receive higher waits for a second officer."""
    with calling(settings()) as (house, visitor):
        if change is None:
            terms = Terms(-1 if ceiling is None else ceiling, reference or "", _instant(from_), _instant(until))
            done = organizing.agree(house, visitor, organization, terms, reason)
        else:
            said = Change(ceiling, reference, _instant(until))
            done = organizing.change_agreement(house, visitor, change, said, reason)
    _say(done, json=json)


def membership(
    organization: Organization,
    country: Annotated[str, typer.Argument(help="Country code of two letters.")],
    end: Annotated[bool, typer.Option("--end", help="End it, instead of beginning it.")] = False,
    from_: From = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Let a country belong to a body, or end that; what was released before is opened to nobody."""
    with calling(settings()) as (house, visitor):
        if end:
            organizing.leave(house, visitor, organization, country, _instant(until))
        else:
            organizing.join(house, visitor, organization, country, _instant(from_), _instant(until))
    _say(Decided(None), json=json)


def merge(
    organization: Organization,
    successor: Annotated[str, typer.Argument(help="Id of the organization of which it becomes a part.")],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Ask a second registry officer to merge an organization into another."""
    with calling(settings()) as (house, visitor):
        done = organizing.merge(house, visitor, organization, successor, reason)
    _say(done, json=json)


def profile(
    organization: Organization,
    seat: Annotated[str | None, typer.Option(help="Country code of its seat.")] = None,
    mandate: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="How it is reached; may be repeated.")] = None,
    framework: Annotated[list[str] | None, typer.Option(help="Its legal framework; may be repeated.")] = None,
    json: Json = False,
) -> None:
    """Change an organization's profile: what is given replaces, the rest stays."""
    said = Profile(None, seat, mandate, tuple(channel) if channel else None, tuple(framework) if framework else None)
    with calling(settings()) as (house, visitor):
        organizing.change_profile(house, visitor, organization, said)
    _say(Decided(None), json=json)


def _say(done: Decided, *, json: bool) -> None:
    if json:
        say_json({"state": "asked" if done.request else "in-force", "request": done.request})
    elif done.request:
        say(f"It waits for a second officer of the registry: {done.request}")
    else:
        say("It holds from now on, or from the instant named.")


def _instant(text: str | None) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
