"""Verdicts on pairs of assessments that seem to cover one threat: confirmed or rejected, with a note.

A verdict is shown to those who may see everything of both that its author was shown, and to nobody else: it tells
that both are there and what somebody made of them (P1). Its note is sealed under the keys of both, so that it ends
with either (case 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from models.clock import as_utc
from models.deposit import one_line
from models.tables.assessment import Edition
from models.tables.overlap_verdict import VERDICTS, OverlapVerdict
from models.tables.person import ANALYST, ORIGINATOR
from repository.acts import Actor, ActRefused, Incomplete, NotFound
from repository.disclosure import ReleasedAssessment
from repository.editions import key_of
from repository.errors import SealBroken
from repository.register import Act
from repository.registry import Registry
from repository.scope import Scope
from repository.sealed import Vault

KIND = "overlap-verdict"
LONGEST = 500
_BATCH = 400
_NOTHING_SAID = "you have said nothing of this pair, so there is nothing to take back"

Pair = tuple[str, str]
"""Two editions, the smaller id first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of a pair; ``person`` is her id, ``note`` None where it is empty or cannot be opened."""

    verdict: str
    person: str
    organization: str
    note: str | None
    at: datetime


def pair_of(one: str, other: str) -> Pair:
    """Return two editions as the pair they are."""
    return (one, other) if one < other else (other, one)


def say(
    registry: Registry,
    session: Session,
    actor: Actor,
    first: ReleasedAssessment,
    second: ReleasedAssessment,
    verdict: str,
    note: str,
) -> None:
    """Keep a verdict on two assessments as they are shown to the actor, in place of her earlier one; recorded.

    Raises ``NotFound`` for one work twice, ``ActRefused`` for a role that judges nothing, ``Incomplete`` for no
    verdict or a note that is too long.
    """
    _check(actor, first, second)
    if verdict not in VERDICTS:
        raise Incomplete({"verdict": f"say what you find: {VERDICTS[0]} or {VERDICTS[1]}"})
    said = " ".join(one_line(note).split())
    if len(said) > LONGEST:
        raise Incomplete({"note": f"a note has at most {LONGEST} characters"})
    one, other = pair_of(first.edition, second.edition)
    row = OverlapVerdict(
        edition_id=one,
        other_id=other,
        person_id=actor.person.id,
        organization_id=actor.organization,
        verdict=verdict,
        handlings=sorted({*first.handlings, *second.handlings}),
        said_at=registry.clock.now(),
    )
    row.note = _sealed(session, registry.vault, row, said) if said else None
    session.merge(row)
    session.flush()
    registry.register.append(session, _act(registry, actor, (first, second), verdict))


def take_back(
    registry: Registry, session: Session, actor: Actor, first: ReleasedAssessment, second: ReleasedAssessment
) -> None:
    """Take the actor's own verdict back; recorded. Raises ``ActRefused`` where she has said nothing."""
    _check(actor, first, second)
    row = session.get(OverlapVerdict, (*pair_of(first.edition, second.edition), actor.person.id))
    if row is None:
        raise ActRefused(_NOTHING_SAID)
    session.delete(row)
    session.flush()
    registry.register.append(session, _act(registry, actor, (first, second), "taken-back"))


def shown_to(registry: Registry, session: Session, scope: Scope) -> dict[Pair, tuple[Verdict, ...]]:
    """Return the verdicts that a scope's reader may see by pair, the latest first."""
    found: dict[Pair, list[OverlapVerdict]] = {}
    editions = sorted(scope.editions)
    for start in range(0, len(editions), _BATCH):
        query = select(OverlapVerdict).where(col(OverlapVerdict.edition_id).in_(editions[start : start + _BATCH]))
        for row in session.exec(query):
            if row.other_id in scope.editions and all(handling in scope for handling in row.handlings):
                found.setdefault((row.edition_id, row.other_id), []).append(row)
    return {
        pair: tuple(_opened(session, registry.vault, row) for row in sorted(rows, key=_latest))
        for pair, rows in found.items()
    }


def forget(session: Session, edition: str) -> None:
    """Forget what was said of an edition."""
    either = or_(col(OverlapVerdict.edition_id) == edition, col(OverlapVerdict.other_id) == edition)
    session.connection().execute(delete(OverlapVerdict).where(either))


def _check(actor: Actor, first: ReleasedAssessment, second: ReleasedAssessment) -> None:
    if first.edition == second.edition:
        raise NotFound
    if not actor.may_act or actor.person.role not in (ANALYST, ORIGINATOR):
        raise ActRefused("only analysts and originators' officers judge whether assessments cover the same threat")


def _latest(row: OverlapVerdict) -> tuple[float, str]:
    return -as_utc(row.said_at).timestamp(), row.person_id


def _act(registry: Registry, actor: Actor, pair: tuple[ReleasedAssessment, ReleasedAssessment], verdict: str) -> Act:
    editions = tuple(shown.edition for shown in pair)
    rank = max(shown.rank for shown in pair)
    detail = {"verdict": verdict}
    at = registry.clock.now()
    return Act(action=KIND, at=at, actor=actor.person.id, editions=editions, rank=rank, detail=detail)


def _label(row: OverlapVerdict) -> str:
    return f"overlap-verdict:{row.edition_id}:{row.other_id}:{row.person_id}"


def _sealed(session: Session, vault: Vault, row: OverlapVerdict, note: str) -> bytes:
    label = _label(row)
    keys = [key_of(session.get_one(Edition, ident), vault) for ident in (row.edition_id, row.other_id)]
    return keys[1].seal(label, keys[0].seal(label, note.encode()))


def _opened(session: Session, vault: Vault, row: OverlapVerdict) -> Verdict:
    return Verdict(row.verdict, row.person_id, row.organization_id, _note(session, vault, row), as_utc(row.said_at))


def _note(session: Session, vault: Vault, row: OverlapVerdict) -> str | None:
    if row.note is None:
        return None
    label = _label(row)
    try:
        keys = [key_of(session.get_one(Edition, ident), vault) for ident in (row.edition_id, row.other_id)]
        return keys[0].unseal(label, keys[1].unseal(label, row.note)).decode()
    except SealBroken:
        return None
