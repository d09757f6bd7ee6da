"""Operations: alive, and ready; no content in either."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlmodel import select

from models.tables.register import Counter
from web.api.shapes.problem import public_problems
from web.errors import NotReady
from web.security import HouseHere

router = APIRouter(tags=["health"])


@router.get("/healthz", status_code=204, responses=public_problems(), openapi_extra={"security": []})
def healthz() -> Response:
    """Answer as long as the process does."""
    return Response(status_code=204)


@router.get("/readyz", status_code=204, responses=public_problems(), openapi_extra={"security": []})
def readyz(house: HouseHere) -> Response:
    """Answer when the database can be read and the model is loaded."""
    try:
        with house.registry.database.read() as session:
            session.exec(select(Counter).limit(1)).first()
        ready = house.engine.encoder.dimensions > 0
    except Exception as error:
        raise NotReady("the database or the model does not answer; see the server's log") from error
    if not ready:
        raise NotReady("the model is not loaded; see the server's log")
    return Response(status_code=204)
