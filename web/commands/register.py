"""``concord register``: check what was recorded, and take proof of it outside."""

from __future__ import annotations

import json as codec
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, select

from models.tables.register import RegisterEntry
from repository.proof import Document, check
from repository.registry import Registry
from web.commands import operator
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json

app = typer.Typer(
    name="register", help="Verify the register, take checkpoints and proofs, export it.", no_args_is_help=True
)


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
        say_json(asdict(verdict))
    else:
        say(verdict.sentence)
    if not verdict.sound:
        raise typer.Exit(1)


def _read(file: Path, what: str = "checkpoint") -> dict[str, object]:
    try:
        kept = codec.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Failed(f"{file} holds no {what}: {error}") from error
    if not isinstance(kept, dict):
        raise Failed(f"{file} holds no {what}; give what 'concord register {what}' printed.")
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


Kept = Annotated[
    list[Path] | None, typer.Option("--kept", help="A checkpoint kept outside; may be given more than once.")
]


@app.command()
def proof(
    entry: Annotated[str, typer.Argument(help="The entry's number, or its id.")],
    size: Annotated[int | None, typer.Option(help="Entries in the tree; without it, all there are.")] = None,
    _json: Json = False,
) -> None:
    """Print the proof, in JSON, that an entry stands in the register; 'register check' checks it anywhere."""
    with opened(settings()) as registry, registry.database.read() as session:
        say_json(registry.register.inclusion(session, _sequence(session, entry), size))


def _sequence(session: Session, entry: str) -> int:
    if entry.isascii() and entry.isdecimal():
        return int(entry)
    found = session.exec(select(RegisterEntry.sequence).where(RegisterEntry.id == entry)).first()
    if found is None:
        raise Failed(f"There is no entry '{entry}'; give its number or its id.")
    return found


@app.command()
def consistency(
    first: Annotated[int | None, typer.Argument(help="Entries of the older tree.")] = None,
    second: Annotated[int | None, typer.Argument(help="Entries of the newer one; without it, all there are.")] = None,
    kept: Annotated[
        Path | None, typer.Option("--kept", help="A checkpoint kept outside, in the place of FIRST; checked at once.")
    ] = None,
    json: Json = False,
) -> None:
    """Print the proof, in JSON, that the register only grew; with --kept say whether it did since then."""
    if (first is None) == (kept is None):
        raise typer.BadParameter("say the size of the older tree, or give a checkpoint of it with --kept")
    with opened(settings()) as registry:
        if kept is None:
            say_json(_grown(registry, first or 0, second))
            return
        head = _read(kept)
        size = head.get("size")
        if not isinstance(size, int):
            raise Failed(f"{kept} holds no checkpoint; give what 'concord register checkpoint' printed.")
        _say_checked(_grown(registry, size, second), [head], json)


def _grown(registry: Registry, first: int, second: int | None) -> Document:
    with registry.database.read() as session:
        return registry.register.consistency(session, first, second)


@app.command("check")
def check_proof(
    file: Annotated[Path, typer.Argument(help="A proof as 'register proof' or 'register consistency' printed it.")],
    kept: Kept = None,
    json: Json = False,
) -> None:
    """Check a proof without the repository, against checkpoints kept outside; exit code 1 where it proves nothing."""
    _say_checked(_read(file, "proof"), [_read(path) for path in kept or ()], json)


def _say_checked(document: Document, kept: list[dict[str, object]], json: bool) -> None:
    checked = check(document, kept)
    if json:
        say_json(asdict(checked))
    else:
        say(checked.sentence)
    if not checked.proven:
        raise typer.Exit(1)


@app.command()
def mend(json: Json = False) -> None:
    """Make the index of mentions anew from the entries, where 'register verify' says it differs; recorded."""
    with opened(settings()) as registry, registry.database.write() as session:
        rows = registry.register.mend(session)
        operator.record(registry, session, "register-mend", added=rows)
    if json:
        say_json({"mentions": rows})
    else:
        say(f"The index of mentions was made anew: {rows} rows.")
