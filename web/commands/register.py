"""``concord register``: check what was recorded, and take proof of it outside."""

from __future__ import annotations

import json as codec
from pathlib import Path
from typing import Annotated

import typer

from web.commands import operator
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json

app = typer.Typer(name="register", help="Verify the register, take a checkpoint, export it.", no_args_is_help=True)


@app.command()
def verify(
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="A checkpoint kept outside; without it a cut together with its head is not seen."),
    ] = None,
    json: Json = False,
) -> None:
    """Check every entry, the tree and its signed head; exit code 1 where anything was changed."""
    kept = None if checkpoint is None else _read(checkpoint)
    with opened(settings()) as registry, registry.database.read() as session:
        verdict = registry.register.verify(session, kept)
    if json:
        say_json({"sound": verdict.sound, "first_bad": verdict.first_bad, "sentence": verdict.sentence})
    else:
        say(verdict.sentence)
    if not verdict.sound:
        raise typer.Exit(1)


def _read(file: Path) -> dict[str, object]:
    try:
        kept = codec.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Failed(f"{file} holds no checkpoint: {error}") from error
    if not isinstance(kept, dict):
        raise Failed(f"{file} holds no checkpoint; give what 'concord register checkpoint' printed.")
    return kept


@app.command("checkpoint")
def take_checkpoint(json: Json = False) -> None:
    """Print the signed head in JSON, to be kept where this host cannot reach it."""
    with opened(settings()) as registry, registry.database.read() as session:
        head = registry.register.checkpoint(session)
    if json:
        say_json(head)
    else:
        say(codec.dumps(head, indent=2))


@app.command()
def export(_json: Json = False) -> None:
    """Print every entry and the checkpoint, a line of JSON each, without anybody's query words; recorded."""
    with opened(settings()) as registry:
        with registry.database.write() as session:
            operator.record(registry, session, "register-export")
        with registry.database.read() as session:
            for line in registry.register.export(session):
                say_json(line)
