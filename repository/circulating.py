"""Narrowing circulation at once, widening it by consent of every originator; pins stay (W1-W3, W6; cases 13-15)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.change import NARROWS, WIDENS, Circulate, circulation_ways
from models.deposit import Deposit, JointMarking
from models.handling import BODY, CARD
from models.tables.assessment import Edition
from models.tables.request import Request
from models.token import Token, parse
from repository import derivation, relations, requests
from repository.acts import Actor, ActRefused, Incomplete, act_of
from repository.amendment import applied
from repository.changing import (
    Case,
    ask_to_keep,
    asked,
    no_longer,
    of,
    opened,
    refuse_opposed,
    refuse_problems,
    refuse_suspended,
)
from repository.circulation import lists_in_force
from repository.handlings import grant_json
from repository.list_reach import containing
from repository.losing import citing, telling, telling_of_waivers
from repository.pinning import pin
from repository.registry import Registry
from repository.regrading import marking_in, spelled_out
from repository.rewriting import rewrite, standing

SOONEST = requests.PATIENCE
"""How far ahead a shortened retention must at least lie: what is destroyed cannot be brought back."""

Json = dict[str, Any]
_REPLACED = {"purposes", "embargo_until", "retention_until", "disclosure"}
"""Fields of a deposit of which a change says the whole new value."""

_LESS = "this lets more in than now: ask for it by 'widen'"
_MORE = "this lets fewer in than now: do it by 'narrow'"


def narrow(registry: Registry, session: Session, actor: Actor, assessment: str, said: Circulate) -> Request | None:
    """Narrow the circulation at once, and record it; by the registry provisionally (W2, W3).

    Returns the request in which the originators are asked whether it stays, where the registry narrowed it. Holders
    of copies who lose access are told (case 13). Raises ``NotFound``, ``ActRefused``, ``Incomplete`` by field.
    """
    case = opened(registry, session, actor, "narrow", assessment)
    after = narrowed(registry, session, case, said)
    before = _before(session, case, said)
    with telling(registry, session, [case.edition], "narrowed"):
        rewrite(registry, session, case.edition, after, case.at)
    detail = {**said.said(), **({"provisional": True} if case.provisional else {})}
    registry.register.append(session, act_of(registry, actor, "narrow", case.edition, detail))
    if not case.provisional:
        return None
    return ask_to_keep(registry, session, actor, case.edition, "narrow", said.said(), before)


def narrowed(registry: Registry, session: Session, case: Case, said: Circulate) -> Deposit:
    """Return the deposit as a narrowing makes it; raise ``ActRefused`` or ``Incomplete`` where it is none."""
    after = applied(case.deposit, said)
    refuse_opposed(circulation_ways(case.deposit, said, case.at), NARROWS, _LESS)
    if "retention_until" in said.model_fields_set:
        _refuse_early_end(case, said)
    refuse_problems(registry, session, case, after)
    return after


def ask(registry: Registry, session: Session, actor: Actor, assessment: str, said: Circulate) -> Request:
    """Ask every originator to widen the circulation, and record it (W3, W6).

    Raises ``NotFound``, ``ActRefused``, and ``Incomplete`` by field, as widening it now would.
    """
    case = opened(registry, session, actor, "widen", assessment)
    widened(registry, session, case, said)
    return ask_for(registry, session, actor, case, said)


def ask_for(registry: Registry, session: Session, actor: Actor, case: Case, said: Circulate) -> Request:
    """Ask every originator of an edition for a widening that was found possible."""
    proposal = {"change": said.said(), **_as_it_stands(session, case, said)}
    needed, edition = case.edition.originators, case.edition
    return requests.ask(
        registry, session, actor, "widen", needed, edition=edition, proposal=proposal, reason=said.reason
    )


def widened(registry: Registry, session: Session, case: Case, said: Circulate) -> Deposit:
    """Return the deposit as a widening makes it; raise ``ActRefused`` or ``Incomplete`` where it is none."""
    after = applied(case.deposit, said)
    if said.part == BODY:
        # Whom all originators let in, each lets in by its own marking too (case 17).
        joint = [_joined(one, said.add) for one in case.deposit.joint_markings]
        after = after.model_copy(update={"joint_markings": joint})
    refuse_opposed(circulation_ways(case.deposit, said, case.at), WIDENS, _MORE)
    refuse_problems(registry, session, case, after)
    return after


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Widen the circulation now that every originator has consented; who is new is pinned as of now (case 14).

    Raises ``ActRefused`` where the marking, what is to be changed, or whom a list stands for has changed since, or
    where an originator is suspended meanwhile.
    """
    said, case = Circulate.model_validate(request.proposal["change"]), asked(registry, session, request)
    _refuse_changed(request, _as_it_stands(session, case, said))
    refuse_suspended(session, case.edition, case.at)
    with no_longer():
        after = widened(registry, session, case, said)
    with telling_of_waivers(registry, session, case.edition):
        rewrite(registry, session, case.edition, after, case.at, repin=repinned(said), wider=True)
    relations.propagate(registry, session, case.edition, "widened")
    derivation.renew(registry, session, actor, case.edition)
    detail = {**said.said(), "request": request.id}
    registry.register.append(session, act_of(registry, actor, "widen", case.edition, detail))


def widen_now(
    registry: Registry, session: Session, actor: Actor, edition: Edition, tokens: Iterable[str], reason: str = "asked"
) -> None:
    """Let tokens into the body of an edition now that every originator has consented; pins stay, and it is recorded.

    Raises ``ActRefused`` where an originator is suspended or where it is no longer possible.
    """
    case = of(registry, edition)
    refuse_suspended(session, edition, case.at)
    said = Circulate(add=list(tokens), reason=reason)
    with no_longer():
        after = widened(registry, session, case, said)
    with telling_of_waivers(registry, session, edition):
        rewrite(registry, session, edition, after, case.at, wider=True)
    relations.propagate(registry, session, edition, "widened")
    registry.register.append(session, act_of(registry, actor, "widen", edition, said.said()))


def offer_repin(registry: Registry, session: Session, actor: Actor, name: str) -> list[Request]:
    """Ask, for each released edition, whether the members a list has gained since may read it too (case 14).

    For whoever has just put a wider version of the list in force, in the same transaction. Nothing grows before
    every originator has consented; an edition for which the same is asked already is passed over.
    """
    at, asked_for = registry.clock.now(), []
    names = containing(lists_in_force(session, at)[0], name)
    for edition in citing(session, names):
        for part, words in _outgrown(session, edition, names, at).items():
            said = Circulate(part=part, repin=words, reason=f"the circulation list {name} has new members")
            with suppress(ActRefused):
                asked_for.append(ask_for(registry, session, actor, of(registry, edition), said))
    return asked_for


def _outgrown(session: Session, edition: Edition, names: frozenset[str], at: datetime) -> dict[str, list[str]]:
    """Return by part the lists whose pin lacks somebody who is a member now."""
    found: dict[str, list[str]] = {}
    for part, handling in standing(session, edition).items():
        for grant in handling.policy.audience if part != CARD else ():
            if grant.token.kind == "list" and grant.token.name in names:
                now = pin(session, grant.token, at).pinned or frozenset()
                if now - (grant.pinned or frozenset()):
                    found.setdefault(part, []).append(str(grant.token))
    return found


def repinned(said: Circulate) -> dict[str, list[Token]]:
    """Return the tokens whose members a change pins anew, by part."""
    return {said.part: [parse(word) for word in said.repin]}


def _as_it_stands(session: Session, case: Case, said: Circulate) -> Json:
    """Return what consents to a widening rest on: the marking, the fields it replaces, and whom its lists let in."""
    pins = {
        word: pin(session, parse(word), case.at, future_members=case.deposit.future_members).pinned
        for word in (*said.add, *said.repin)
    }
    return {
        "from": spelled_out(marking_in(case.deposit, said.part)),
        "before": case.deposit.model_dump(mode="json", include=_REPLACED & said.model_fields_set),
        "lets_in": {word: sorted(map(str, pinned)) for word, pinned in pins.items() if pinned is not None},
    }


def _refuse_changed(request: Request, now: Json) -> None:
    """Refuse to carry out what was consented to when less would have come of it (W3, case 14)."""
    asked: Json = request.proposal
    if now["from"] != asked["from"]:
        raise ActRefused("the marking was changed since this was asked; ask again for what it is now")
    if now["before"] != asked["before"]:
        raise ActRefused("the circulation was changed since this was asked; ask again for what it is now")
    for word, pinned in now["lets_in"].items():
        if not set(pinned) <= set(asked["lets_in"].get(word, ())):
            raise ActRefused(f"'{word}' has gained members since this was asked; ask again for what it is now")


def _joined(marking: JointMarking, more: list[str]) -> JointMarking:
    return marking.model_copy(update={"release_to": list(dict.fromkeys([*marking.release_to, *more]))})


def _refuse_early_end(case: Case, said: Circulate) -> None:
    """Refuse to let content be destroyed by the way: that takes every originator, and cannot be reversed."""
    if case.provisional:
        raise Incomplete({"retention_until": "only an originator shortens the retention: nothing destroyed comes back"})
    if said.retention_until is not None and said.retention_until < case.at + SOONEST:
        days = SOONEST.days
        raise Incomplete(
            {"retention_until": f"must lie at least {days} days ahead; to destroy it sooner, ask for it by 'destroy'"}
        )


def _before(session: Session, case: Case, said: Circulate) -> dict[str, object]:
    """Return what a reversal puts back: the grants that go, and the fields of the whole as they were."""
    removed = {parse(word) for word in said.remove}
    grants = standing(session, case.edition)[said.part].policy.audience
    whole = case.deposit.model_dump(mode="json", include={"purposes", "embargo_until", "disclosure", "actions"})
    return {**whole, "grants": [grant_json(grant) for grant in grants if grant.token in removed]}
