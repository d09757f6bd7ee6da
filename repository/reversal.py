"""Reversing what the registry raised or narrowed provisionally, where an originator declines to keep it (W2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from models.change import Circulate, Regrade
from models.deposit import Deposit, MarkingDeclared
from models.handling import BODY
from models.policy import Grant
from models.tables.assessment import Edition
from models.tables.register import RegisterEntry, RegisterMention
from models.tables.request import GRANTED, Request
from models.token import parse, parse_exclusion
from repository import relations
from repository.acts import Actor, ActRefused, act_of
from repository.amendment import applied
from repository.changing import Case, no_longer, of, refuse_problems, refuse_suspended
from repository.handlings import read_grant
from repository.moves import MOVES
from repository.register import DONE
from repository.registry import Registry
from repository.regrading import marking_in, regraded, spelled_out
from repository.requests import consents_of
from repository.rewriting import rewrite

Json = dict[str, Any]


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Put back what the registry changed, as far as nobody has changed it since, and record it.

    Where another originator has said that it stays, or has since done the same herself, it stays: any one may raise
    or narrow (W3). Raises ``ActRefused`` where an originator is suspended, or where putting it back would be wrong by
    now.
    """
    edition = session.get_one(Edition, request.edition_id)
    act, change, before = str(request.proposal["act"]), _json(request, "change"), _json(request, "before")
    kept = any(consent.state == GRANTED for consent in consents_of(session, request))
    done = False
    if edition.state in (*MOVES[act].from_states, "withdrawn") and not kept:
        case = of(registry, edition)
        refuse_suspended(session, edition, case.at)
        with no_longer():
            done = _PUT_BACK[act](registry, session, case, change, before, _since(session, request, act, change))
        if done:
            relations.propagate(registry, session, edition, "widened" if act == "narrow" else "downgraded")
    detail: dict[str, object] = {"request": request.id, "of": act, "reversed": done}
    registry.register.append(session, act_of(registry, actor, "reverse", edition, detail))


def _since(session: Session, request: Request, act: str, change: Json) -> list[Json]:
    """Return what the register says of the same act on the same part since the question, the newest first."""
    query = (
        select(RegisterEntry)
        .join(RegisterMention, col(RegisterMention.sequence) == col(RegisterEntry.sequence))
        .where(RegisterMention.edition_id == request.edition_id, RegisterEntry.action == act)
        .where(RegisterEntry.outcome == DONE, col(RegisterEntry.at) >= request.asked_at)
        .order_by(col(RegisterEntry.sequence).desc())
    )
    part = change.get("part", BODY)
    return [entry.detail for entry in session.exec(query) if entry.detail.get("part", BODY) == part]


def _theirs(since: list[Json], name: str, word: str | None = None, read: Callable[[str], object] = str) -> bool:
    """Tell whether an originator was the last to do it: a field said anew, or a word of it, however it is spelled."""
    said = (detail for detail in since if name in detail)
    last = next((one for one in said if word is None or read(word) in map(read, one[name])), None)
    return last is not None and "provisional" not in last


def _json(request: Request, name: str) -> Json:
    found = request.proposal[name]
    if not isinstance(found, dict):
        raise ActRefused("the request does not say what to put back")
    return found


def _marking(registry: Registry, session: Session, case: Case, change: Json, before: Json, since: list[Json]) -> bool:
    said = Regrade.model_validate(change)
    if spelled_out(marking_in(case.deposit, said.part)) != spelled_out(said.marking) or _theirs(since, "marking_to"):
        return False
    back = said.model_copy(update={"marking": MarkingDeclared.model_validate(before["marking"])})
    after = regraded(case, back, drop_schedule=False)
    if said.part == BODY:
        after = Deposit.model_validate({**after.model_dump(by_alias=True), "downgrade_on": before["downgrade_on"]})
    # A schedule that came meanwhile was set by the originator: it takes effect with the marking that it is for (W4).
    refuse_problems(registry, session, case, after.model_copy(update={"downgrade_on": None}))
    rewrite(registry, session, case.edition, after, case.at)
    return True


def _circulation(
    registry: Registry, session: Session, case: Case, change: Json, before: Json, since: list[Json]
) -> bool:
    """Let in again whom it shut out, with the pins of before; what has been changed since stays as it is."""
    said = Circulate.model_validate(change)
    back = _inverse(case.deposit, said, before, since)
    if not back:
        return False
    after = applied(case.deposit, Circulate.model_validate({**back, "part": said.part, "reason": said.reason}))
    refuse_problems(registry, session, case, after)
    restored: list[Grant] = [read_grant(raw) for raw in before["grants"]]
    rewrite(registry, session, case.edition, after, case.at, restored={said.part: restored})
    return True


def _inverse(deposit: Deposit, said: Circulate, before: Json, since: list[Json]) -> Json:
    """Return the change that leads back, of what still is as the registry left it, and only the registry did."""
    words = deposit.release_to or []
    if said.part != BODY:
        words = deposit.tearlines[int(said.part.partition(":")[2]) - 1].release_to
    there, shut = {parse(word) for word in words}, {parse_exclusion(word) for word in deposit.exclude}
    granted = set(deposit.actions or ()) if deposit.actions is not None else None
    back: Json = {
        "add": [w for w in said.remove if parse(w) not in there and not _theirs(since, "remove", w, parse)],
        "readmit": [
            w for w in said.exclude if parse_exclusion(w) in shut and not _theirs(since, "exclude", w, parse_exclusion)
        ],
        "actions_add": [
            w
            for w in said.actions_remove
            if granted is not None and w not in granted and not _theirs(since, "actions_remove", w)
        ],
    }
    back = {name: words for name, words in back.items() if words}
    for name in ("purposes", "embargo_until", "disclosure"):
        as_left = name in said.model_fields_set and getattr(said, name) == getattr(deposit, name)
        if as_left and not _theirs(since, name):
            back[name] = before[name]
    return back


_PUT_BACK = {"raise": _marking, "narrow": _circulation}
