"""``concord organizations``: the bodies of the Dialogue and the national bureaus."""

from __future__ import annotations

import json as codec
from pathlib import Path
from typing import Annotated

import typer

from repository import organizations as known_organizations
from web.commands import operator, organizations_governed
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json, say_table

app = typer.Typer(name="organizations", help="List organizations, load and govern them.", no_args_is_help=True)
for decided in ("standing", "agreement", "membership", "merge", "profile"):
    app.command(decided)(getattr(organizations_governed, decided))


@app.command("list")
def show(json: Json = False) -> None:
    """List all organizations, the bodies first."""
    with opened(settings()) as registry, registry.database.read() as session:
        rows = known_organizations.everyone(session)
    if json:
        say_json(
            [
                {
                    "id": row.id,
                    "kind": row.kind,
                    "names": row.names,
                    "abbreviation": row.abbreviation,
                    "country": row.country,
                    "ceiling": row.ceiling,
                }
                for row in rows
            ]
        )
        return
    lines = [(row.id, row.kind, row.names.get("en", row.abbreviation)) for row in rows]
    say_table(("ID", "KIND", "NAME"), lines)


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(help="JSON of organizations; without it the twelve of the Dialogue.")
    ] = None,
    json: Json = False,
) -> None:
    """Add the organizations that are not there yet; those that are stay as they are."""
    facts = known_organizations.packaged() if file is None else _read(file)
    try:
        with opened(settings()) as registry, registry.database.write() as session:
            added = known_organizations.load(session, facts)
            operator.record(registry, session, "organizations-load", added=added)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Failed(f"{file} does not describe organizations as Concord does: {error} is wrong or missing") from error
    if json:
        say_json({"added": added})
    else:
        say(f"{added} organizations and bureaus were added.")


def _read(file: Path) -> dict[str, object]:
    try:
        facts = codec.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Failed(f"{file} is no JSON: {error}") from error
    if not isinstance(facts, dict):
        raise Failed(f"{file} does not describe organizations: it holds no JSON object")
    return facts
