"""The register of acts, as those entitled may see it; its proofs and its verdict for the auditor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from models.clock import as_utc
from web import auditing
from web.api.shapes.problem import problems
from web.api.shapes.register import (
    CheckpointShown,
    ConsistencyShown,
    Entry,
    EntryList,
    InclusionShown,
    ToVerify,
    VerdictShown,
)
from web.entries import Asked
from web.security import Caller, HouseHere

router = APIRouter(prefix="/register", tags=["register"])
_NOTHING_KEPT = ToVerify()
Text = Annotated[str | None, Query(max_length=200)]
Size = Annotated[int | None, Query(ge=1, le=2**62, description="entries in the tree; without it, all there are")]


@router.get("", responses=problems(404))
def list_entries(
    house: HouseHere,
    caller: Caller,
    actor: Annotated[str | None, Query(max_length=200, description="a user name, or a person's id")] = None,
    action: Text = None,
    outcome: Annotated[Literal["done", "refused"] | None, Query()] = None,
    assessment: Annotated[str | None, Query(max_length=200, description="its id, or its edition's")] = None,
    from_: Annotated[datetime | None, Query(alias="from", description="this instant and later")] = None,
    to: Annotated[datetime | None, Query(description="before this instant")] = None,
    before: Annotated[str | None, Query(max_length=200, description="an entry: the older ones are listed")] = None,
    limit: Annotated[int, Query(ge=1, le=auditing.MOST)] = 100,
) -> EntryList:
    """List acts, the newest first: all for the auditor, her own for everybody else."""
    asked = Asked(
        actor=actor,
        action=action,
        outcome=outcome,
        assessment=assessment,
        from_=as_utc(from_) if from_ else None,
        to=as_utc(to) if to else None,
        before=before,
        limit=limit,
    )
    return EntryList.of(auditing.entries(house, caller, asked))


@router.get("/checkpoint", responses=problems(403))
def checkpoint(house: HouseHere, caller: Caller) -> CheckpointShown:
    """Give the signed head, to be kept outside; for the auditor."""
    return CheckpointShown.model_validate(auditing.checkpoint(house, caller))


@router.get("/consistency", responses=problems(403, 422))
def consistency(
    house: HouseHere,
    caller: Caller,
    first: Annotated[int, Query(ge=1, le=2**62, description="entries of the older tree")],
    second: Size = None,
) -> ConsistencyShown:
    """Prove that the register only grew since it had so many entries; for the auditor."""
    return ConsistencyShown.model_validate(auditing.consistency(house, caller, first, second))


@router.post("/verify", responses=problems(403, 409))
def verify(house: HouseHere, caller: Caller, body: ToVerify = _NOTHING_KEPT) -> VerdictShown:
    """Check every entry, the tree, its head and a checkpoint kept outside, now; for the auditor, recorded."""
    kept = body.checkpoint.model_dump() if body.checkpoint else None
    return VerdictShown.of(auditing.verify(house, caller, kept))


@router.get("/{entry}", responses=problems(404))
def one_entry(house: HouseHere, caller: Caller, entry: str) -> Entry:
    """Give one entry by its id, for the auditor by its number too, with a query's words where she may read them."""
    return Entry.of(auditing.entry(house, caller, entry))


@router.get("/{entry}/proof", responses=problems(403, 404, 422))
def proof(house: HouseHere, caller: Caller, entry: str, size: Size = None) -> InclusionShown:
    """Prove that an entry stands in the tree; for the auditor. Checked by ``concord register check``."""
    return InclusionShown.model_validate(auditing.inclusion(house, caller, entry, size))
