"""Holding a submission, and resolving what it is held for (cases 4, 22, 23).

An officer of the registry resolves supervision, a mistaken banner and contradictions with a reason. Words that fix
no level are resolved by the originator's officer, who says better, or by an officer cleared to the highest rank,
who names the level (domain 4).
"""

from __future__ import annotations

from sqlmodel import Session

from models.deposit import Deposit, MarkingDeclared
from models.handling import HELD, SUBMITTED
from models.scheme import UNKNOWN_RANK
from models.tables.assessment import Edition
from repository import notices
from repository.acts import Actor, ActRefused, Incomplete
from repository.completeness import submission_problems
from repository.editions import declared, read_deposit, read_suggestions, write_deposit, write_handlings, write_state
from repository.moves import Said
from repository.registry import Registry
from repository.relation_problems import standing_problems


def hold(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Hold what waits for the registry, with a reason that its originators are shown."""
    edition.held_reason = f"the registry holds it: {said.why()}"
    write_state(session, edition, HELD)
    tell(registry, session, edition, "held", {"organization": actor.organization})
    return {}


def resolve(registry: Registry, session: Session, actor: Actor, edition: Edition, said: Said) -> dict[str, object]:
    """Bring what is held back among what waits to be registered; what it was held for stays on record."""
    reason, held = said.why(), edition.held_reason or ""
    deposit = read_deposit(edition, registry.vault)
    more: dict[str, object] = {"reason": reason, "was_held": held}
    if not declared(deposit.marking).known:
        deposit = _named(registry, actor, deposit, said.marking)
        more["marking"] = declared(deposit.marking).label
        write_deposit(edition, registry.vault, deposit)
        session.add(edition)
    elif said.marking is not None:
        raise ActRefused("its marking is known; only its originator's officer changes it (W1)")
    if quarantined(deposit):
        raise ActRefused("its title or a tearline carries words that fix no level; its originator's officer names it")
    problems = submission_problems(
        session, deposit, edition.originators[0], read_suggestions(edition, registry.vault), registry.clock.now()
    )
    problems |= standing_problems(session, edition)
    if problems:
        raise Incomplete(problems)
    edition.held_reason = None
    write_handlings(session, edition, deposit, registry.clock.now())
    write_state(session, edition, SUBMITTED)
    tell(registry, session, edition, "resolved", {"organization": actor.organization})
    return more


def quarantined(deposit: Deposit) -> bool:
    """Tell whether a part carries words of marking that fix no level (case 23)."""
    said = [deposit.marking, deposit.title_marking, *(part.marking for part in deposit.tearlines)]
    return any(marking is not None and not declared(marking).known for marking in said)


def tell(registry: Registry, session: Session, edition: Edition, kind: str, detail: dict[str, str]) -> None:
    """Owe the officers of the originators a notice about their work."""
    told = [officer for name in edition.originators for officer in notices.officers(session, name)]
    notices.send(registry, session, told, kind, detail, edition=edition.id)


def _named(registry: Registry, actor: Actor, deposit: Deposit, given: MarkingDeclared | None) -> Deposit:
    """Return the deposit with the level that a highly cleared officer names; labels, codes and words stay."""
    if min(actor.reader.rank(registry.clock.now()), actor.reader.ceiling) < UNKNOWN_RANK:
        raise ActRefused(
            "only an officer cleared to the highest rank resolves an unknown marking; "
            "or its originator's officer names the level and submits it again (case 23)"
        )
    if given is None or given.scheme is None or given.level is None or not declared(given).known:
        raise Incomplete({"marking": "name the scheme and the level that the words mean"})
    before = deposit.marking or given
    named = before.model_copy(update={"scheme": given.scheme, "level": given.level})
    return deposit.model_copy(update={"marking": named})
