"""``concord token``: secrets by which programs act as a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from repository import affiliations, people
from web.commands import operator
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json

app = typer.Typer(name="token", help="Make and revoke API tokens.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="User name of the person the token acts as.")],
    days: Annotated[int | None, typer.Option(min=1, help="Days after which it expires; by default never.")] = None,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    organization: Annotated[
        str | None, typer.Option(help="For which of her organizations it acts; by default her own.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a token for a person and print it, this once; she is told, and it is recorded."""
    lasting = timedelta(days=days) if days else None
    with opened(settings()) as registry, registry.database.write() as session:
        person = people.named(session, name)
        if organization is not None and organization not in affiliations.held(session, person, registry.clock.now()):
            raise Failed(f"{name} does not act for '{organization}' now; the administrator affiliates her first.")
        secret = people.grant_credential(
            session,
            registry.vault,
            person,
            people.TOKEN,
            registry.ids,
            registry.clock,
            lasting=lasting,
            label=label,
            organization=organization,
        )
        told = {"by": "operator", "label": label}
        people.notify(session, person, "token", told, registry.ids, registry.clock)
        operator.record(
            registry, session, "token-create", person=person.id, label=label, days=days, organization=organization
        )
    if json:
        say_json({"token": secret})
    else:
        say(secret)


@app.command()
def revoke(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Revoke all tokens of this person.")] = None,
    json: Json = False,
) -> None:
    """Revoke every token of a person or, without a name, the token in CONCORD_TOKEN; holds at once."""
    known = settings()
    if name is None and known.token is None:
        raise Failed("Name the person whose tokens are revoked, or set CONCORD_TOKEN to the one token.")
    with opened(known) as registry, registry.database.write() as session:
        now = registry.clock.now()
        if name is not None:
            person = people.named(session, name)
            revoked = people.revoke_tokens(session, person, now)
        else:
            found = people.by_secret(session, registry.vault, known.token or "", now)
            if found is None:
                raise Failed("CONCORD_TOKEN is not a living token; nothing was revoked.")
            person = found[0]
            revoked = int(people.revoke_credential(session, registry.vault, known.token or "", now))
        operator.record(registry, session, "token-revoke", person=person.id, revoked=revoked)
    if json:
        say_json({"revoked": revoked})
    else:
        say(f"{revoked} tokens of {person.username} were revoked.")
