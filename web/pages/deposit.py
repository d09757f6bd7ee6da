"""Depositing in three steps: the file, its description, the release as it would be; then it is submitted."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models import vocabulary
from models.handling import DESTROYED
from models.marking import Marking
from models.policy import ACTIONS, DEFAULT_ACTIONS
from models.scheme import HANDLING_CODES, classification_schemes, schemes
from models.tables.job import FAILED, LOCKED, NEEDS_PERSON, QUEUED, RUNNING, TEARLINE
from models.tables.organization import BODY
from models.tables.person import ORIGINATOR
from models.token import STATUS_TOKENS
from repository.acts import Incomplete, NotFound, Overtaken
from repository.disclosure import ReleasedPortion
from repository.editions import declared
from repository.life import BEFORE_SUBMISSION
from repository.unlocking import TooManyTries
from repository.weighing import Preview
from web import circulating, depositing, equating, keeping, organizing, reading, registering, relating
from web.depositing import DraftView, JobView, require_role
from web.pages import description, judgement_fields, life_form, lowering, overlaps, suggestion, taking
from web.pages.description import Values, checked, values_of
from web.pages.form import Here, Posted, fields_of, see_other, text, uploaded
from web.pages.lowering import Lowering
from web.pages.rendering import page
from web.security import HouseHere
from web.upload import Upload

router = APIRouter()
Sent = Annotated[Upload, Depends(uploaded(depositing.admit))]


@router.get("/deposit")
def choose(request: Request, visitor: Here) -> HTMLResponse:
    """Show the first step: choose the file."""
    require_role(visitor, ORIGINATOR)
    return _first(request, visitor, {}, {})


@router.post("/deposit")
def upload(request: Request, house: HouseHere, visitor: Here, sent: Sent) -> Response:
    """Keep the file and queue it."""
    fields = fields_of(sent)
    said = {"title": text(fields, "title") or None, "marking": description.marking(fields, "marking")}
    deposit, problems = checked(said)
    if sent.file is None or not sent.filename:
        problems["file"] = "choose a file first"
    if deposit is None or sent.file is None or problems:
        return _first(request, visitor, said, problems)
    try:
        accepted = depositing.deposit(house, visitor, sent.file, sent.filename, deposit)
    except Incomplete as error:
        return _first(request, visitor, said, error.problems)
    return see_other(f"/deposit/{accepted.assessment}")


def _first(request: Request, visitor: Here, said: Values, problems: dict[str, str]) -> HTMLResponse:
    status = 422 if problems else 200
    shown = {"title": None, "marking": None, **said}
    return page(
        request, "deposit.html", visitor, status=status, said=shown, problems=problems,
        schemes=classification_schemes(),
    )  # fmt: skip


@router.get("/deposit/{ident}")
def describe(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show the second step: progress while the file is read, then the form with what is suggested."""
    draft = depositing.draft(house, visitor, ident)
    if draft.job is not None and draft.job.state in (QUEUED, RUNNING):
        return page(request, "deposit_progress.html", visitor, draft=draft)
    if draft.state not in BEFORE_SUBMISSION:
        return _last(request, house, visitor, draft)
    if draft.job is not None and _unread(draft.job, draft):
        return _without(request, house, visitor, draft, {})
    return _second(request, house, visitor, draft, values_of(draft.deposit), {}, draft.wording)


@router.post("/deposit/{ident}")
def save(request: Request, house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Keep what the form says; a suggestion is taken over only where its own button was pressed."""
    draft = depositing.draft(house, visitor, ident)
    said = typed = description.read(fields, draft.deposit)
    wanted, seen = text(fields, "use"), text(fields, "seen")
    # On a form that was overtaken no suggestion is taken, and none asked about: its save below is refused in words.
    if wanted and seen in ("", draft.wording):
        found = suggestion.read(draft.suggestions)
        lower = lowering.lowerings(house, visitor, draft.deposit, said, found).get(wanted)
        if lower is not None:
            return _second(request, house, visitor, draft, said, {}, seen, lower)
        said = taking.use(said, found, lowering.confirmed(wanted))
    deposit, problems = checked(said)
    if deposit is not None:
        try:
            depositing.change(house, visitor, ident, deposit, seen or None)
        except Overtaken as error:
            # What she typed stays before her; sent again, it is put in the place of what was said meanwhile.
            draft, problems = depositing.draft(house, visitor, ident), {"meanwhile": str(error)}
            said, seen = typed, draft.wording
        except Incomplete as error:
            problems = error.problems
    if problems:
        return _second(request, house, visitor, draft, said, problems, seen)
    on = text(fields, "next") == "review" and not wanted
    return see_other(f"/deposit/{ident}/review" if on else f"/deposit/{ident}#saved")


def _second(
    request: Request,
    house: HouseHere,
    visitor: Here,
    draft: DraftView,
    said: Values,
    problems: dict[str, str],
    seen: str,
    asked: Lowering | None = None,
) -> HTMLResponse:
    """Show the form; ``asked`` is what is asked to be confirmed before it is taken over.

    ``seen`` is the wording that she was shown: what was said since stays unseen until a page has told her of it.
    """
    scheme = (said["marking"] or {}).get("scheme")
    found = suggestion.read(draft.suggestions, _passages(house, visitor, draft), scheme)
    return page(
        request,
        "deposit_form.html",
        visitor,
        status=409 if asked or "meanwhile" in problems else 422 if problems else 200,
        draft=draft,
        seen=seen,
        misfit=draft.job is not None and draft.job.stage == TEARLINE,
        said=said,
        problems=problems,
        suggested=found,
        surer=taking.surer(said, found),
        asked=asked,
        lowerings=lowering.lowerings(house, visitor, draft.deposit, said, found),
        likelihoods=judgement_fields.choices(),
        likelihood=judgement_fields.chosen,
        marking=_counted(house, visitor, draft) if draft.deposit.marking else None,
        **_offers(house, visitor, said),
    )


def _counted(house: HouseHere, visitor: Here, draft: DraftView) -> Marking:
    return equating.counted(house, visitor, declared(draft.deposit.marking), draft.deposit.originators)


def _passages(house: HouseHere, visitor: Here, draft: DraftView) -> list[ReleasedPortion]:
    """Return the passages that evidence may quote: none where the officer herself may not read them."""
    if not suggestion.has_evidence(draft.suggestions):
        return []
    try:
        return reading.portions(house, visitor, draft.id)[1]
    except NotFound:
        return []


def _offers(house: HouseHere, visitor: Here, said: Values) -> dict[str, Any]:
    """Return what the form lets choose from."""
    organizations = organizing.organizations(house)
    bodies = [o.id for o in organizations if o.kind == BODY]
    lists = [listed for listed in circulating.every(house, visitor) if listed.version and not listed.ended]
    countries = [o.country for o in organizations if o.country and o.kind != BODY]
    ticked = {*bodies, *(f"{body}+members" for body in bodies), *STATUS_TOKENS}
    ticked |= {f"list:{entry.name}" for entry in lists}
    marking = said["marking"] or {}
    known = schemes().get(marking.get("scheme") or "")
    return {
        "schemes": classification_schemes(),
        "lower": known.levels if known else (),
        "codes": HANDLING_CODES,
        "held": sorted(visitor.reader.compartments),
        "bodies": bodies,
        "lists": lists,
        "statuses": STATUS_TOKENS,
        "countries": countries,
        "more": [word for word in said["release_to"] or [] if word not in ticked],
        "excluded_more": [word for word in said["exclude"] if word not in countries],
        "pillars": [(word, vocabulary.areas(word)) for word in vocabulary.pillars()],
        "cross_cutting": vocabulary.areas(vocabulary.CROSS_CUTTING),
        "regions": vocabulary.regions(),
        "kinds": vocabulary.kinds(),
        "actions": ACTIONS,
        "usual": DEFAULT_ACTIONS,
        "most_tearlines": description.TEARLINES,
        "editions": relating.own_editions(house, visitor),
    }


@router.get("/deposit/{ident}/review")
def review(request: Request, house: HouseHere, visitor: Here, ident: str) -> HTMLResponse:
    """Show the third step: what is said, what is missing, and whom the release would reach."""
    require_role(visitor, ORIGINATOR)
    life = keeping.life(house, visitor, ident)
    if life.state == DESTROYED:
        return page(request, "stub.html", visitor, life=life)
    return _last(request, house, visitor, depositing.draft(house, visitor, ident))


@router.post("/deposit/{ident}/password")
def unlock(request: Request, house: HouseHere, visitor: Here, ident: str, fields: Posted) -> Response:
    """Give the password that the file waits for; it is read again."""
    given = fields.get("password", "")
    try:
        depositing.unlock(house, visitor, ident, given if isinstance(given, str) else "")
    except Incomplete as error:
        return _without(request, house, visitor, depositing.draft(house, visitor, ident), error.problems)
    except TooManyTries as error:
        draft = depositing.draft(house, visitor, ident)
        answer = _without(request, house, visitor, draft, {"password": str(error)})
        answer.status_code, answer.headers["Retry-After"] = 429, str(error.seconds)
        return answer
    return see_other(f"/deposit/{ident}")


def _unread(job: JobView, draft: DraftView) -> bool:
    """Tell whether a file was never read: it is locked, or cannot be read; a tearline is mended in the form."""
    if job.state not in (FAILED, NEEDS_PERSON) or job.stage == TEARLINE:
        return False
    return job.stage == LOCKED or not draft.suggestions


def _without(
    request: Request, house: HouseHere, visitor: Here, draft: DraftView, problems: dict[str, str]
) -> HTMLResponse:
    """Show why there is nothing to describe, the password box where one opens the file, and how to be rid of it."""
    return page(
        request, "deposit_unread.html", visitor, status=422 if problems else 200, draft=draft, problems=problems,
        locked=draft.job is not None and draft.job.stage == LOCKED, life=keeping.life(house, visitor, draft.id),
    )  # fmt: skip


@router.post("/deposit/{ident}/{act}")
def act(request: Request, house: HouseHere, visitor: Here, ident: str, act: str, fields: Posted) -> Response:
    """Carry out an act of an originator's officer: submit, withdraw, discard, review, answer for a case officer."""
    try:
        life_form.carry_out(house, visitor, act, ident, fields, ORIGINATOR)
    except Incomplete:
        if act != "submit":
            raise
        return _last(request, house, visitor, depositing.draft(house, visitor, ident), status=422)
    return see_other(f"/deposit/{ident}/review")


def _last(request: Request, house: HouseHere, visitor: Here, draft: DraftView, status: int = 200) -> HTMLResponse:
    circulated = draft.deposit.marking is not None and draft.deposit.release_to is not None
    open_ = draft.state in BEFORE_SUBMISSION
    ahead = open_ or draft.state in registering.WAITING
    previewed: Preview | None = registering.preview(house, visitor, draft.id) if circulated and ahead else None
    return page(
        request, "deposit_review.html", visitor, status=status, draft=draft, preview=previewed, open=open_, ahead=ahead,
        marking=_counted(house, visitor, draft), life=keeping.life(house, visitor, draft.id),
        overlap=overlaps.beside(house, visitor, draft) if open_ else None,
    )  # fmt: skip
