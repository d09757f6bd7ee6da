"""``concord explain``: why somebody is shown an assessment or not."""

from __future__ import annotations

from typing import Annotated

import typer

from repository.explanation import Explanation, PartExplained
from web import explaining
from web.api.shapes.explanation import ExplanationShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say, say_json, say_table

app = typer.Typer()


@app.command()
def explain(
    assessment: Annotated[str, typer.Argument(metavar="ASSESSMENT", help="Id of the assessment.")],
    reader: Annotated[str, typer.Option(help="A user name, or organization:ID.")],
    action: Annotated[str, typer.Option(help="What she would do: view, download, ...")] = "view",
    json: Json = False,
) -> None:
    """Say rule by rule why somebody is shown an assessment or not, and what would change it; recorded.

    For an officer of its originators and for the registry, as the token's owner.
    """
    with calling(settings()) as (house, visitor):
        found = explaining.explain(house, visitor, assessment, reader, action)
    if json:
        say_json(ExplanationShown.of(found).model_dump(mode="json"))
    else:
        _print(found)


def _print(found: Explanation) -> None:
    who = f"{found.name} ({found.reader})" if found.name else found.reader
    say(f"{who} is {'shown it' if found.shown else 'not shown it'} ({found.action}).")
    for part in found.parts:
        say(f"\n{part.part}: {'released' if part.released else 'withheld'}")
        say_table(
            ("RULE", "HOLDS", "WHY"), [(one.rule, "yes" if one.holds else "no", one.sentence) for one in part.rules]
        )
        for line in _changes(part):
            say(line)


def _changes(part: PartExplained) -> list[str]:
    lines = [f"Nothing helps against {rule}." for rule in part.hopeless]
    for change in part.changes:
        consents = f" (with the consent of {', '.join(change.consents)})" if change.consents else ""
        lines.append(f"What would change it: {change.sentence}{consents}.")
    return lines
