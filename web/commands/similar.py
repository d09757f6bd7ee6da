"""``concord similar``: what lies near an assessment, for the owner of the token."""

from __future__ import annotations

from typing import Annotated

import typer

from search.similar import Similar
from web import comparing
from web.api.shapes.comparison import SimilarShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say

app = typer.Typer()
KIN = {
    "later": "a later edition of it",
    "earlier": "an earlier edition of it",
    "translation": "the same work in another language",
    "source": "a source that it embeds",
    "derived": "it embeds this one",
}


@app.command("similar")
def similar(
    assessment: Annotated[str, typer.Argument(help="The id of an assessment.")],
    json: Json = False,
) -> None:
    """Say which assessments the token's owner may see mean nearly the same, in whatever language; recorded."""
    with calling(settings(), searching=True) as (house, visitor):
        found = comparing.neighbours(house, visitor, assessment)
    if json:
        say(SimilarShown.of(found).model_dump_json())
    else:
        _print(found)


def _print(found: Similar) -> None:
    if not found.ready:
        say("It has not been read yet; ask again once its job is done.")
    elif not found.neighbours:
        say("Nothing that you may see lies near it.")
    for one in found.neighbours:
        shown, meeting = one.assessment, one.meeting
        say(shown.title or shown.reference or "(without a title)")
        say("    " + " | ".join((shown.marking.label, ", ".join(shown.originators), shown.id)))
        say(
            f"    {meeting.share_here:.0%} of the passages of the one you named have one near them in this; "
            f"{meeting.share_there:.0%} of those in this have one near them in that."
        )
    for relative in found.kin:
        shown = relative.assessment
        say(f"{shown.title or '(without a title)'} ({KIN[relative.relation]}) {shown.id}")
