"""``concord overlaps``: what shares text with an assessment, or with a file that is not kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from search.overlap import Overlap
from web import overlapping
from web.api.shapes.overlap import OverlapsShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say
from web.overlapping import NEW_EDITION, TRANSLATION, Found

app = typer.Typer()
PROPOSALS = {
    NEW_EDITION: "    It may be a new edition of this one.",
    TRANSLATION: "    It may be a translation of this one.",
}


@app.command("overlaps")
def overlaps(
    what: Annotated[str, typer.Argument(metavar="FILE|ASSESSMENT", help="A file, or the id of an assessment.")],
    json: Json = False,
) -> None:
    """Say which assessments the token's owner may see share text with a file or an assessment; recorded.

    A file is read in the sandbox, compared and not kept.
    """
    path = Path(what)
    # A translation is found by meaning, so an assessment needs the model that it was read with.
    with calling(settings(), searching=not path.is_file()) as (house, visitor):
        if path.is_file():
            with path.open("rb") as source:
                found = overlapping.of_upload(house, visitor, source)
        else:
            found = overlapping.of_assessment(house, visitor, what)
    if json:
        say(OverlapsShown.of(found).model_dump_json())
    else:
        _print(found)


def _print(found: Found) -> None:
    if not found.ready:
        say("It has not been read yet; ask again once its job is done.")
    elif not found.overlaps:
        say("Nothing that you may see shares text with it.")
    for one in found.overlaps:
        shown = one.assessment
        say(shown.title or shown.filename or shown.reference or "(without a title)")
        say("    " + " | ".join((shown.marking.label, ", ".join(shown.originators), shown.id)))
        say(f"    {_summary(one)}")
        if shown.id in found.proposals:
            say(PROPOSALS[found.proposals[shown.id]])


def _summary(one: Overlap) -> str:
    found = one.comparison
    if one.same_file:
        return "It is the same file."
    if found.same_text:
        return "It has the same text, word for word."
    if one.parallel:
        return f"{one.parallel:.0%} of its passages mean the same there, in another language."
    return (
        f"{found.share_here:.0%} of the paragraphs here stand there; "
        f"{found.share_there:.0%} of the paragraphs there stand here."
    )
