"""Raising a marking at once, lowering it by consent of every originator (W1-W3, W6; cases 9, 16, 24)."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from models.change import NARROWS, WIDENS, Regrade, Ways, marking_ways, number_of
from models.deposit import Deposit, MarkingDeclared
from models.marking import Marking
from models.scheme import UnknownLevel
from models.tables.request import Request
from repository import derivation, relations, requests
from repository.acts import Actor, ActRefused, Incomplete, act_of
from repository.changing import (
    Case,
    ask_to_keep,
    asked,
    no_longer,
    opened,
    refuse_opposed,
    refuse_problems,
    refuse_suspended,
)
from repository.editions import declared
from repository.equivalences import counted
from repository.losing import refuse_gains, telling, telling_of_waivers
from repository.registry import Registry
from repository.rewriting import rewrite, standing

_LESS = "this is less strict than it is now: ask for it by 'downgrade'"
_MORE = "this is stricter than it is now: do it by 'raise'"


def raise_(registry: Registry, session: Session, actor: Actor, assessment: str, said: Regrade) -> Request | None:
    """Raise the marking of a part at once, and record it; by the registry provisionally (W2, W3).

    Returns the request in which the originators are asked whether it stays, where the registry raised it. Raises
    ``NotFound``, ``ActRefused``, and ``Incomplete`` by field.
    """
    case = opened(registry, session, actor, "raise", assessment)
    after = raised(registry, session, case, said)
    before = {"marking": spelled_out(marking_in(case.deposit, said.part)), "downgrade_on": _schedule(case.deposit)}
    with telling(registry, session, [case.edition], "raised"):
        rewrite(registry, session, case.edition, after, case.at)
    detail = _detail(case, said)
    registry.register.append(session, act_of(registry, actor, "raise", case.edition, detail))
    if not case.provisional:
        return None
    return ask_to_keep(registry, session, actor, case.edition, "raise", _change(said), before)


def raised(registry: Registry, session: Session, case: Case, said: Regrade) -> Deposit:
    """Return the deposit as a raise makes it; raise ``ActRefused`` or ``Incomplete`` where it is none."""
    ways = _ways(session, case, said)
    refuse_opposed(ways, NARROWS, _LESS)
    after = regraded(case, said, drop_schedule="marking.level" in ways)
    refuse_problems(registry, session, case, after)
    if marking_in(case.deposit, said.part).tlp == "GREEN":
        # GREEN alone keeps out who is outside the Dialogue, named or not; a stricter label must not let them in.
        refuse_gains(session, case, after)
    return after


def ask(registry: Registry, session: Session, actor: Actor, assessment: str, said: Regrade) -> Request:
    """Ask every originator to lower the marking of a part, and record it (W3, W6).

    Raises ``NotFound``, ``ActRefused``, and ``Incomplete`` by field, as lowering it now would.
    """
    case = opened(registry, session, actor, "downgrade", assessment)
    lowered(registry, session, case, said)
    proposal = {"change": _change(said), "from": spelled_out(marking_in(case.deposit, said.part))}
    needed = case.edition.originators
    return requests.ask(
        registry, session, actor, "downgrade", needed, edition=case.edition, proposal=proposal, reason=said.reason
    )


def lowered(registry: Registry, session: Session, case: Case, said: Regrade) -> Deposit:
    """Return the deposit as a downgrade makes it; raise ``ActRefused`` or ``Incomplete`` where it is none."""
    ways = _ways(session, case, said)
    refuse_opposed(ways, WIDENS, _MORE)
    after = regraded(case, said, drop_schedule=False)
    _refuse_below_sources(session, case, said)
    refuse_problems(registry, session, case, after)
    return after


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Lower the marking now that every originator has consented, and record it (W3).

    Raises ``ActRefused`` where the marking is no longer the one that the consents were given for, or where an
    originator is suspended meanwhile.
    """
    said, case = Regrade.model_validate(request.proposal["change"]), asked(registry, session, request)
    if spelled_out(marking_in(case.deposit, said.part)) != request.proposal["from"]:
        raise ActRefused("the marking was changed since this was asked; ask again for what it is now")
    refuse_suspended(session, case.edition, case.at)
    with no_longer():
        after = lowered(registry, session, case, said)
    with telling_of_waivers(registry, session, case.edition):
        rewrite(registry, session, case.edition, after, case.at, wider=True)
    relations.propagate(registry, session, case.edition, "downgraded")
    derivation.renew(registry, session, actor, case.edition)
    detail = {**_detail(case, said), "request": request.id}
    registry.register.append(session, act_of(registry, actor, "downgrade", case.edition, detail))


def regraded(case: Case, said: Regrade, *, drop_schedule: bool) -> Deposit:
    """Return the deposit with another marking for a part; a schedule that leads no lower is dropped with it (W4)."""
    number = number_of(said.part)
    if number is not None:
        parts = list(case.deposit.tearlines)
        parts[number] = parts[number].model_copy(update={"marking": said.marking})
        return case.deposit.model_copy(update={"tearlines": parts})
    update: dict[str, object] = {"marking": said.marking}
    if drop_schedule or not _still_lower(case.deposit, said.marking):
        update["downgrade_on"] = None
    return case.deposit.model_copy(update=update)


def marking_in(deposit: Deposit, part: str) -> MarkingDeclared:
    """Return the marking declared for a part; raise ``Incomplete`` where there is no such part."""
    number = number_of(part)
    if number is None:
        return deposit.marking or MarkingDeclared(scheme="interpol", level="IFOUO")
    if number >= len(deposit.tearlines):
        raise Incomplete({"part": f"there is no {part}; it has {len(deposit.tearlines)} tearlines"})
    return deposit.tearlines[number].marking


def _ways(session: Session, case: Case, said: Regrade) -> Ways:
    before = declared(marking_in(case.deposit, said.part))
    return marking_ways(before, _wanted(session, case, said), _rank(session, case, said.part))


def _wanted(session: Session, case: Case, said: Regrade) -> Marking:
    """Return the marking asked for as its originators count it; raise ``Incomplete`` where it is no level."""
    if said.marking.scheme is None or said.marking.level is None:
        raise Incomplete({"marking": "name both the scheme and the level"})
    try:
        wanted = said.marking.value()
    except UnknownLevel as error:
        raise Incomplete({"marking": str(error)}) from error
    return counted(session, case.edition.originators, wanted, case.at, case.edition.submitted_at)


def _rank(session: Session, case: Case, part: str) -> int:
    """Return the rank of a part's own marking as it is in force now, a schedule that has come included."""
    return replace(standing(session, case.edition)[part], sources=()).rank_at(case.at)


def _refuse_below_sources(session: Session, case: Case, said: Regrade) -> None:
    """Refuse a marking lower than that of an embedded source (case 24)."""
    sources = standing(session, case.edition)[said.part].sources
    highest = max((source.rank for source in sources), default=0)
    if _wanted(session, case, said).rank < highest:
        raise Incomplete({"marking.level": "it embeds a source that is marked higher; it is never lower than that"})


def _still_lower(deposit: Deposit, marking: MarkingDeclared) -> bool:
    down = deposit.downgrade_on
    if down is None:
        return False
    lower = declared(MarkingDeclared(scheme=marking.scheme, level=down.level))
    return lower.known and lower.rank < declared(marking).rank


def spelled_out(marking: MarkingDeclared) -> dict[str, object]:
    """Return a declared marking in JSON's types, by which a later one is told from it."""
    return marking.model_dump(mode="json", exclude_none=True)


def _change(said: Regrade) -> dict[str, object]:
    return said.model_dump(mode="json", exclude_none=True)


def _schedule(deposit: Deposit) -> dict[str, object] | None:
    return deposit.downgrade_on.model_dump(mode="json") if deposit.downgrade_on else None


def _detail(case: Case, said: Regrade) -> dict[str, object]:
    before, after = declared(marking_in(case.deposit, said.part)), declared(said.marking)
    detail: dict[str, object] = {"part": said.part, "marking_from": _spelled(before), "marking_to": _spelled(after)}
    return {**detail, "reason": said.reason, **({"provisional": True} if case.provisional else {})}


def _spelled(marking: Marking) -> str:
    level = f"{marking.scheme}:{marking.level}" if marking.known else "unknown"
    beside = [f"TLP:{marking.tlp}"] if marking.tlp else []
    return " ".join([level, *beside, *sorted(marking.handling), *sorted(marking.compartments)])
