"""``concord issue``: a numbered copy for the owner of the token, written to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from web import issuing
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json

app = typer.Typer()


@app.command("issue")
def issue(
    assessment: Annotated[str, typer.Argument(help="Id of the assessment.")],
    output: Annotated[Path, typer.Option(help="File to write; one that exists is never replaced.")],
    json: Json = False,
) -> None:
    """Issue a copy to the token's owner: a PDF with her name and its number on every page; recorded."""
    # The place is taken first: a copy that could not be kept would have to be accounted for all the same.
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        try:
            with calling(settings()) as (house, visitor):
                copy = issuing.issue(house, visitor, assessment)
                for chunk in copy.file:
                    target.write(chunk)
                copy.file.close()
        except BaseException:
            output.unlink(missing_ok=True)
            raise
    line = {"number": copy.number, "pages": copy.pages, "file": str(output)}
    say_json(line) if json else say(f"copy {copy.number}, {copy.pages} pages, is in {output}; you account for it")
