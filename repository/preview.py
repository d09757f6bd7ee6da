"""The preview of an act: who would gain, who would lose, what stops whom, whose consents it needs (P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.change import Circulate, Regrade
from models.deposit import Deposit
from models.handling import DESTROYED, Handling
from models.tables.assessment import Edition
from models.tables.circulation import CirculationList
from repository import circulating, regrading
from repository.acts import Actor, NotFound, find_edition
from repository.changing import Case, opened
from repository.contradictions import reasons_to_hold
from repository.derivation import missing_by_name
from repository.editions import handlings_of, read_deposit, read_suggestions, records
from repository.handlings import decode
from repository.lists import Content, weigh
from repository.registry import Registry
from repository.rewriting import PINNED_IN, changed
from repository.weighing import Preview, Weighing, as_released

REGRADES, CIRCULATIONS = ("raise", "downgrade"), ("narrow", "widen")
BY_CONSENT = frozenset({"downgrade", "widen", "recall"})


def preview(registry: Registry, session: Session, edition: Edition, deposit: Deposit, at: datetime) -> Preview:
    """Return what releasing the edition with this deposit at this instant would do; nothing is changed.

    An embargo is taken as over, and a purpose that the deposit names as declared: both say when and why
    somebody reads, not who.
    """
    after = [as_released(handling) for handling in handlings_of(session, edition, deposit, at, pinned=True)]
    found = Weighing(_in_force(session, edition), after, at).preview(session)
    found.contradictions = reasons_to_hold(deposit, read_suggestions(edition, registry.vault), supervised=False)
    found.sources = missing_by_name(registry, session, edition)
    return found


def preview_standing(registry: Registry, session: Session, edition: Edition, at: datetime) -> Preview:
    """Return who reads the edition as it is in force, and what stops whom."""
    now = _as_if_released(session, edition, read_deposit(edition, registry.vault), at)
    return Weighing(now, now, at).preview(session)


def preview_change(
    registry: Registry, session: Session, actor: Actor, act: str, assessment: str, said: Regrade | Circulate
) -> Preview:
    """Return what a raise, downgrade, narrowing or widening would do; nothing is changed.

    Raises what the act itself would raise: ``NotFound``, ``ActRefused``, ``Incomplete`` by field.
    """
    case = opened(registry, session, actor, act, assessment)
    deposit = _after(registry, session, case, act, said)
    edition, at = case.edition, case.at
    before = _as_if_released(session, edition, case.deposit, at)
    if edition.state in PINNED_IN:
        repin = circulating.repinned(said) if isinstance(said, Circulate) else None
        wider = act in BY_CONSENT
        after = [as_released(one) for one in changed(session, edition, deposit, at, repin=repin, wider=wider)]
    else:
        after = _as_if_released(session, edition, deposit, at)
    found = Weighing(before, after, at).preview(session)
    found.contradictions = reasons_to_hold(deposit, read_suggestions(edition, registry.vault), supervised=False)
    found.consents = sorted(edition.originators) if act in BY_CONSENT or case.provisional else []
    return found


def preview_recall(registry: Registry, session: Session, actor: Actor, assessment: str) -> Preview:
    """Return who reads now what a recall would take away, and whose officers may be the second person."""
    case = opened(registry, session, actor, "recall", assessment)
    before = [as_released(one) for one in _in_force(session, case.edition)]
    found = Weighing(before, (), case.at).preview(session)
    found.consents = sorted(case.edition.originators)
    return found


def preview_list(
    registry: Registry, session: Session, actor: Actor, assessment: str, name: str, content: Content
) -> Preview:
    """Return what another version of a circulation list would do to who reads an assessment; its pins stay.

    Raises ``NotFound``, and ``ListRefused``, ``BadToken`` or ``BadRule`` in words.
    """
    edition, row = find_edition(session, actor, assessment), session.get(CirculationList, name)
    if row is None:
        raise NotFound
    at = registry.clock.now()
    trial = weigh(session, row, content, at)
    now = _as_if_released(session, edition, read_deposit(edition, registry.vault), at)
    return Weighing(now, now, at, (trial.before, trial.after)).preview(session)


def _after(registry: Registry, session: Session, case: Case, act: str, said: Regrade | Circulate) -> Deposit:
    if isinstance(said, Regrade):
        return (regrading.raised if act == "raise" else regrading.lowered)(registry, session, case, said)
    return (circulating.narrowed if act == "narrow" else circulating.widened)(registry, session, case, said)


def _as_if_released(session: Session, edition: Edition, deposit: Deposit, at: datetime) -> list[Handling]:
    """Return the handlings as in force, or as a release now would make them where there was none yet."""
    if edition.state in PINNED_IN:
        return [as_released(handling) for handling in _in_force(session, edition)]
    return [as_released(handling) for handling in handlings_of(session, edition, deposit, at, pinned=True)]


def _in_force(session: Session, edition: Edition) -> list[Handling]:
    """Return the handlings of the rows that can be read: one that cannot is withheld from everybody."""
    found = []
    for row in records(session, edition.id):
        try:
            found += [replace(decode(row), embargo_until=None)] if row.state != DESTROYED else []
        except Exception:  # noqa: S112 - withheld from everybody, so it is no news here
            continue
    return found
