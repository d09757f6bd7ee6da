"""What lies near an assessment, and where organizations cover the same threat, with the passages side by side."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.tables.person import ANALYST, ORIGINATOR
from repository.acts import ActRefused, Incomplete
from repository.disclosure import ReleasedAssessment
from search.evidence import Evidence
from search.grammar import question
from web import comparing
from web.pages import survey_words
from web.pages.excerpt import place
from web.pages.form import Here, Posted, see_other, text
from web.pages.language import chosen
from web.pages.rendering import link, page
from web.pages.survey import NARROWED, choices, narrowed
from web.pages.wording import Wording
from web.security import HouseHere

router = APIRouter()
PLACE = "/overlaps/between"
TAKEN_BACK = "taken-back"


def similar(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show the neighbours of an assessment; a view of its page."""
    found = comparing.neighbours(house, visitor, ident)
    return page(request, "similar.html", visitor, found=found, words=survey_words, passage_address=passage_address)


@router.get(PLACE)
def between(request: Request, house: HouseHere, visitor: Here, cursor: str | None = None) -> HTMLResponse:
    """Show the pairs of assessments in which different organizations cover the same threat."""
    return _between(request, house, visitor, cursor)


@router.post(PLACE + "/{first}/{second}")
def say(request: Request, house: HouseHere, visitor: Here, first: str, second: str, fields: Posted) -> Response:
    """Confirm or reject a pair, or take back what was said of it; then the list is shown again."""
    verdict = text(fields, "verdict")
    try:
        if verdict:
            comparing.say(house, visitor, first, second, verdict, text(fields, "note"))
        else:
            comparing.take_back(house, visitor, first, second)
    except ActRefused as error:
        return _between(request, house, visitor, None, str(error), 409)
    except Incomplete as error:
        return _between(request, house, visitor, None, next(iter(error.problems.values())), 422)
    narrow = text(fields, "back")
    return see_other(f"{PLACE}?{narrow}{'&' if narrow else ''}said={verdict or TAKEN_BACK}")


def _between(
    request: Request, house: HouseHere, visitor: Here, cursor: str | None, problem: str = "", status: int = 200
) -> HTMLResponse:
    filters = narrowed(request.query_params)
    asked = question("", filters, limit=comparing.PER_PAGE, cursor=cursor or None)
    found = comparing.between(house, visitor, asked)
    named = {name: list(getattr(filters, name)) for name in NARROWED}
    wording = Wording(chosen(request, visitor.language))
    said = request.query_params.get("said", "")
    following = None if found.following is None else asked.cursor_at(found.following)
    return page(
        request,
        "between.html",
        visitor,
        status=status,
        found=found,
        filters=filters,
        narrowed=not filters.empty,
        problem=problem,
        recorded=wording(survey_words.RECORDED, said) if said in survey_words.RECORDED else None,
        choices=choices(wording),
        words=survey_words,
        may_say=visitor.role in (ANALYST, ORIGINATOR),
        passage_address=passage_address,
        back=link("", "", **named).removeprefix("?"),
        first=link(PLACE, "", **named),
        following=link(PLACE, "", **named, cursor=following) if following else None,
    )


def passage_address(shown: ReleasedAssessment, evidence: Evidence) -> str:
    """Return the address of the page on which a passage stands, with its place in it."""
    found = place(evidence.portion.text, evidence.excerpt)
    at = None
    if found and evidence.highlights:
        first, last = evidence.highlights[0]
        at = f"{found[0] + first}-{found[0] + last}"
    return link(f"/assessments/{shown.id}", "page", page=evidence.page, portion=evidence.portion.id, at=at)
