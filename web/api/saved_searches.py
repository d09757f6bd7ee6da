"""Searches that the caller keeps and the questions she asked last; nobody else is ever shown either."""

from __future__ import annotations

from fastapi import APIRouter

from web import searches
from web.api.shapes.problem import problems
from web.api.shapes.saved_search import NewSearch, RecentSearches, SavedSearchList, SavedSearchShown, SearchChange
from web.security import Caller, HouseHere

router = APIRouter(tags=["saved searches"])


@router.get("/saved-searches", responses=problems())
def list_searches(house: HouseHere, caller: Caller) -> SavedSearchList:
    """List the searches that the caller keeps, what she used last first."""
    return SavedSearchList.of(searches.saved(house, caller))


@router.post("/saved-searches", status_code=201, responses=problems(400, 409, 413))
def keep(house: HouseHere, caller: Caller, new: NewSearch) -> SavedSearchShown:
    """Keep a question under a name; recorded, without its words."""
    return SavedSearchShown.of(searches.keep(house, caller, new.name, new.question.query()))


@router.get("/saved-searches/{ident}", responses=problems(404))
def show_search(house: HouseHere, caller: Caller, ident: str) -> SavedSearchShown:
    """Show one of the searches that the caller keeps."""
    return SavedSearchShown.of(searches.found(house, caller, ident))


@router.patch("/saved-searches/{ident}", responses=problems(400, 404, 413))
def change(house: HouseHere, caller: Caller, ident: str, said: SearchChange) -> SavedSearchShown:
    """Give a search another name or another question; of another question the alerts begin anew."""
    query = said.question.query() if said.question is not None else None
    return SavedSearchShown.of(searches.change(house, caller, ident, said.name, query))


@router.delete("/saved-searches/{ident}", status_code=204, responses=problems(404))
def forget(house: HouseHere, caller: Caller, ident: str) -> None:
    """Forget a search, its alerts and its feed."""
    searches.forget(house, caller, ident)


@router.get("/recent-searches", responses=problems())
def list_recent(house: HouseHere, caller: Caller) -> RecentSearches:
    """List the questions that the caller asked last on the pages, at most 20."""
    return RecentSearches.of(searches.recent(house, caller))


@router.delete("/recent-searches", status_code=204, responses=problems())
def forget_recent(house: HouseHere, caller: Caller) -> None:
    """Forget the questions that the caller asked last."""
    searches.forget_recent(house, caller)
