"""Assessments: deposited, described and read."""

from __future__ import annotations

import re
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from models.deposit import Deposit
from repository.acts import NotFound
from web import depositing, reading
from web.api.question import ListParameters
from web.api.shapes.assessment import AssessmentList, AssessmentPage, PortionList, PortionShown
from web.api.shapes.deposit import EXAMPLE, Accepted, Changes, Metadata
from web.api.shapes.job import JobShown, Password
from web.api.shapes.judgement import JudgementList, LikelihoodParameters
from web.api.shapes.problem import problems
from web.errors import API, FieldsRefused, refused_fields
from web.house import House
from web.refusing import refusing
from web.security import Caller, HouseHere
from web.upload import Upload, receive
from web.visitor import Visitor

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("", responses=problems(400))
def list_assessments(house: HouseHere, caller: Caller, asked: Annotated[ListParameters, Query()]) -> AssessmentList:
    """List what the caller may see, the newest first."""
    found = reading.listing(house, caller, asked.filters(), asked.limit, asked.cursor)
    return AssessmentList.of(found.total, found.items, found.next, found.notices)


_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "PDF, DOCX, PPTX, HTML, EML, PNG, JPEG, TIFF, text",
                        },
                        "metadata": {"$ref": "#/components/schemas/Deposit"},
                    },
                },
                "encoding": {"metadata": {"contentType": "application/json"}},
                "example": {"file": "(the bytes of report.pdf)", "metadata": EXAMPLE},
            }
        },
    }
}


@router.post("", status_code=202, responses=problems(400, 403, 413, 415, 507), openapi_extra=_FORM)
async def deposit(request: Request, response: Response, house: HouseHere, caller: Caller) -> Accepted:
    """Deposit a file; it is kept when this answers, and searchable when its job is done."""
    await run_sync(depositing.admit, house, caller)
    form = await receive(request, house.settings.data / "scratch")
    try:
        accepted = await run_sync(_deposit, house, caller, form)
    finally:
        form.close()
    response.headers["Location"] = f"{API}/jobs/{accepted.job}"
    return accepted


def _deposit(house: House, caller: Visitor, form: Upload) -> Accepted:
    if form.file is None or form.file_field != "file":
        raise FieldsRefused({"file": "is needed here, as a part with a file name"})
    metadata = _metadata(form)
    kept = depositing.deposit(house, caller, form.file, form.filename, metadata)
    return Accepted(id=kept.assessment, job=kept.job)


def _metadata(form: Upload) -> Deposit:
    strange = [name for name, _ in form.fields if name != "metadata"]
    if strange:
        raise FieldsRefused({strange[0][:80]: "is not a part of this form; it has 'file' and 'metadata'"})
    if len(form.fields) > 1:
        raise FieldsRefused({"metadata": "is there twice; send it once"})
    try:
        return Deposit.model_validate_json(form.fields[0][1]) if form.fields else Deposit()
    except ValidationError as error:
        raise refused_fields(error) from error


@router.get("/{ident}", responses=problems(404))
def show_assessment(house: HouseHere, caller: Caller, ident: str) -> AssessmentPage:
    """Show an assessment's page."""
    return AssessmentPage.of(reading.assessment(house, caller, ident))


@router.get("/{ident}/portions", responses=problems(404))
def show_portions(house: HouseHere, caller: Caller, ident: str) -> PortionList:
    """Show the text with its positions, in the order of the document."""
    shown, passages = reading.portions(house, caller, ident)
    return PortionList(assessment=shown.id, portions=[PortionShown.of(passage) for passage in passages])


@router.get("/{ident}/judgements", responses=problems(400, 404))
def show_judgements(
    house: HouseHere, caller: Caller, ident: str, asked: Annotated[LikelihoodParameters, Query()]
) -> JudgementList:
    """Show the judgements that rest on nothing but what the caller may see, within a range of likelihood.

    Recommendations and intelligence gaps come with them, whatever the range, to those who may see the whole work.
    """
    shown, found = reading.judgements(house, caller, ident, asked.range())
    return JudgementList.of(shown, found, reading.conclusions(house, shown))


_PNG = {"description": "The page, marked with the reader and the time.", "content": {"image/png": {}}}


@router.get("/{ident}/pages/{number}.png", response_class=Response, responses={200: _PNG, **problems(404)})
def show_page(house: HouseHere, caller: Caller, ident: str, number: str) -> Response:
    """Show the image of an original page, numbered from 1."""
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        raise NotFound("there is no such page")
    return Response(reading.page_image(house, caller, ident, int(number)), media_type="image/png")


@router.get("/{ident}/metadata", responses=problems(404))
def show_metadata(house: HouseHere, caller: Caller, ident: str) -> Metadata:
    """Show the originator what was declared, what is suggested with its evidence, and what is missing."""
    return Metadata.of(depositing.draft(house, caller, ident))


@router.post("/{ident}/password", status_code=202, responses=problems(403, 404, 409, 413, 429))
def unlock(house: HouseHere, caller: Caller, ident: str, given: Password) -> JobShown:
    """Give the password of an encrypted file that waits for it; it is sealed, and the file is read again.

    After five within 15 minutes the next must wait: 429, and ``Retry-After`` says for how long.
    """
    depositing.unlock(house, caller, ident, given.password)
    job = depositing.draft(house, caller, ident).job
    if job is None:
        raise NotFound
    return JobShown.of(job)


@router.patch("/{ident}", responses=problems(403, 404, 409, 413))
def change(house: HouseHere, caller: Caller, ident: str, changes: Changes) -> Metadata:
    """Change metadata before submission: given fields replace, ``null`` clears, the others stay."""
    with refusing(house, caller, "change", assessment=ident):
        draft = depositing.draft(house, caller, ident)
    depositing.change(house, caller, ident, changes.applied_to(draft.deposit), draft.wording)
    return Metadata.of(depositing.draft(house, caller, ident))
