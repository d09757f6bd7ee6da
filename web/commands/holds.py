"""``concord holds``: legal holds, under which nothing is destroyed, and where an assessment stands in its life."""

from __future__ import annotations

from typing import Annotated

import typer

from web import keeping
from web.api.shapes.life import LegalHoldShown, LifeShown
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, instant, say, say_json, say_table

app = typer.Typer(name="holds", help="See, place and lift legal holds.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="Why; kept in the register and shown to whom it concerns.")]
Assessment = Annotated[str, typer.Argument(metavar="ASSESSMENT", help="Id of the assessment.")]


@app.command("list")
def show(json: Json = False) -> None:
    """List the legal holds that concern the token's owner, standing and lifted, the newest first."""
    with calling(settings()) as (house, visitor):
        found = keeping.holds(house, visitor)
    if json:
        say_json([LegalHoldShown.of(hold).model_dump(mode="json") for hold in found])
        return
    rows = [
        (hold.id, hold.assessment, hold.side, instant(hold.placed_at) or "", instant(hold.lifted_at) or "", hold.reason)
        for hold in found
    ]
    say_table(("HOLD", "ASSESSMENT", "SIDE", "PLACED", "LIFTED", "REASON"), rows)


@app.command()
def place(assessment: Assessment, reason: Why, json: Json = False) -> None:
    """Place a legal hold: while it stands nothing of the assessment is destroyed, retention or not."""
    with calling(settings()) as (house, visitor):
        hold = keeping.place(house, visitor, assessment, reason)
    if json:
        say_json(LegalHoldShown.of(hold).model_dump(mode="json"))
    else:
        say(f"The hold {hold.id} stands.")


@app.command()
def lift(
    hold: Annotated[str, typer.Argument(metavar="HOLD", help="Id of the hold: 'concord holds list' shows it.")],
    reason: Why,
    json: Json = False,
) -> None:
    """Lift a legal hold; only the side that placed it does."""
    with calling(settings()) as (house, visitor):
        lifted = keeping.lift(house, visitor, hold, reason)
    if json:
        say_json(LegalHoldShown.of(lifted).model_dump(mode="json"))
    else:
        say("The hold is lifted; what is past its retention is destroyed now.")


@app.command()
def life(assessment: Assessment, json: Json = False) -> None:
    """Show where an assessment stands in its life; of what was destroyed, the stub that stays."""
    with calling(settings()) as (house, visitor):
        found = keeping.life(house, visitor, assessment)
    if json:
        say_json(LifeShown.of(found).model_dump(mode="json"))
        return
    act, person = found.decision
    facts = [("state", found.state), ("by", f"{act} {person or ''}".strip()), ("held", found.held_reason or "")]
    facts += [(name, instant(at) or "") for name, at in found.dates.items()]
    facts += [("legal hold", hold.reason) for hold in found.holds]
    say_table(("WHAT", "SINCE OR WHY"), [fact for fact in facts if fact[1]])
