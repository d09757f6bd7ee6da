"""The command ``concord``: one module a command, loaded when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from web.commands.failure import sentence_of
from web.house import offline

COMMANDS = {
    "init": "init",
    "serve": "serve",
    "worker": "worker",
    "demo": "demo",
    "doctor": "doctor",
    "reindex": "reindex",
    "organizations": "organizations",
    "people": "people",
    "token": "token",
    "upload": "upload",
    "jobs": "jobs",
    "import": "archive",
    "search": "search",
    "overlaps": "overlaps",
    "similar": "similar",
    "coverage": "coverage",
    "lists": "lists",
    "consents": "consents",
    "act": "act",
    "access": "access",
    "notices": "notices",
    "holds": "holds",
    "issue": "issue",
    "explain": "explain",
    "rooms": "rooms",
    "attention": "attention",
    "register": "register",
}
"""The commands in the order of the help, each with its module in ``web.commands``."""


def build(names: Sequence[str]) -> typer.Typer:
    """Return the application with the named commands; the modules of the others stay unread."""
    app = typer.Typer(
        name="concord",
        help="A central repository of strategic threat assessments.",
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def concord() -> None:
        """Keep strategic threat assessments, each circulated as far as its marking and originator allow."""

    for name in names:
        app.add_typer(import_module(f"web.commands.{COMMANDS[name]}").app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit code: 0 done, 1 refused or failed, 2 wrongly used."""
    os.environ.update(offline({}))
    wanted = arguments[:1] if arguments and arguments[0] in COMMANDS else list(COMMANDS)
    try:
        typer.main.get_command(build(wanted)).main(list(arguments), prog_name="concord")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:
        # Whatever it is: one sentence is what a person can use.
        sys.stderr.write(f"{sentence_of(error)}\n")
        return 1
    return 0


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
