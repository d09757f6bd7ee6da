"""Works among others: editions, translations, sources, and the acts that tie them."""

from __future__ import annotations

from fastapi import APIRouter

from models.relating import AskSources, SeenSources, Supersede, Waiver
from web import acting, relating
from web.api.shapes.acts import Acted, Asked
from web.api.shapes.problem import problems
from web.api.shapes.relations import HistoryShown, SourcesShown
from web.security import Caller, HouseHere

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("/{ident}/history", responses=problems(404))
def show_history(house: HouseHere, caller: Caller, ident: str) -> HistoryShown:
    """Show earlier and later editions, translations, sources and derived works, as far as the caller may see them."""
    return HistoryShown.of(relating.history(house, caller, ident))


@router.get("/{ident}/sources", responses=problems(403, 404))
def show_sources(house: HouseHere, caller: Caller, ident: str) -> SourcesShown:
    """Show what a work embeds, what has happened to it since, and who has consented to the release."""
    return SourcesShown.of(relating.sources(house, caller, ident))


@router.post("/{ident}/supersede", responses=problems(403, 404, 409, 413))
def supersede(house: HouseHere, caller: Caller, ident: str, said: Supersede) -> Acted:
    """Let a released work of the same originators supersede this one; who may see this one only is told nothing."""
    return Acted(id=ident, state=acting.perform(house, caller, "supersede", ident, said).state)


@router.post("/{ident}/seen-sources", responses=problems(403, 404, 409, 413))
def seen_sources(house: HouseHere, caller: Caller, ident: str, said: SeenSources) -> SourcesShown:
    """Keep that an officer has seen to the changes of the sources, and what she says of it."""
    acting.perform(house, caller, "seen-sources", ident, said)
    return SourcesShown.of(relating.sources(house, caller, ident))


@router.post("/{ident}/waiver", status_code=202, responses=problems(403, 404, 409, 413))
def ask_waiver(house: HouseHere, caller: Caller, ident: str, said: Waiver) -> Asked:
    """Ask the originators of a source to lift its policy for this work; rank and compartments stay."""
    return Asked.of(ident, acting.perform(house, caller, "waiver", ident, said))


@router.post("/{ident}/ask-sources", status_code=202, responses=problems(403, 404, 409))
def ask_sources(house: HouseHere, caller: Caller, ident: str) -> Asked:
    """Ask the sources' originators for the release once more, after one declined or the request lapsed."""
    return Asked.of(ident, acting.perform(house, caller, "ask-sources", ident, AskSources()))
