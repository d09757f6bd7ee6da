"""``concord init``: folders, keys, database and the first administrator of a new repository."""

from __future__ import annotations

import secrets
from pathlib import Path

import typer

from models.tables.person import ADMINISTRATOR
from models.tables.register import RegisterHead
from repository import keys, organizations, people
from repository.errors import StorageFailed
from repository.people import NewPerson
from repository.sealed import Vault
from repository.settings import Settings
from web.commands import operator
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, say, say_json

app = typer.Typer()
FOLDERS = ("originals", "scratch")
ADMIN = "admin"


@app.command("init")
def init(json: Json = False) -> None:
    """Make a new repository in CONCORD_DATA: keys, database and the administrator 'admin'."""
    known = settings()
    secret = known.data / "admin.password"
    password = secrets.token_urlsafe(18)
    first = NewPerson(
        username=ADMIN,
        name="Administrator",
        organization="interpol",
        role=ADMINISTRATOR,
        password=password,
    )
    found(known, first, keep=(secret, password))
    if json:
        say_json({"data": str(known.data), "administrator": ADMIN, "password_file": str(secret)})
        return
    say(f"A new repository is in {known.data}.")
    say(f"The administrator is '{ADMIN}'; the password is in {secret}: sign in, then delete that file.")
    if known.master_key is None and known.master_key_command is None:
        say(f"The master key is in {known.master_key_file}: keep a copy elsewhere, nothing opens without it.")


def found(known: Settings, first: NewPerson, keep: tuple[Path, str] | None = None) -> None:
    """Found a repository with its first person; what an earlier try left half done is finished.

    ``keep`` is a file for the first person's password. Raises ``Failed`` where there is a repository already.
    """
    _make_folders(known)
    vault = Vault(_master_key(known))
    if not known.register_key.exists():
        keys.create_signing_key(known, vault)
    with opened(known) as registry, registry.database.write() as session:
        if session.get(RegisterHead, 1) is not None:
            raise Failed(f"There is already a repository in {known.data}; nothing was changed.")
        registry.register.begin(session, registry.clock.now())
        added = organizations.load(session, organizations.packaged())
        operator.record(registry, session, "organizations-load", added=added)
        person = people.add(session, first, registry.ids, registry.clock)
        operator.record(registry, session, "person-add", person=person.id)
        if keep is not None:
            path, password = keep
            path.unlink(missing_ok=True)
            keys.write_private(path, f"{password}\n".encode())


def _make_folders(known: Settings) -> None:
    try:
        for folder in (known.data, *(known.data / name for name in FOLDERS)):
            if not folder.is_dir() or not any(folder.iterdir()):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o700)
    except OSError as error:
        raise StorageFailed(f"The folder {error.filename} cannot be made: {error.strerror}.") from error


def _master_key(known: Settings) -> bytes:
    # A register key without its master key means that the latter was lost: another one would not open anything.
    if not known.register_key.exists() and not known.master_key_file.exists():
        keys.create_master_key(known)
    return keys.load_master_key(known)
