"""What is wrong with the works that a deposit names: not there for its depositor, not granted, or in a circle."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.handling import BODY, DESTROYED, DRAFT, RELEASED, SUPERSEDED, WITHDRAWN
from models.tables.assessment import Edition
from models.tables.relation import SOURCE, SUPERSEDES, TRANSLATION, Relation
from repository.acts import Actor, ActRefused
from repository.completeness import Problems
from repository.registry import Registry
from repository.release import Released, decide
from repository.sources import GONE, edition_of, relations_of

UNKNOWN_PREDECESSOR = "'{}' names nothing that your organization originated"
UNKNOWN = "'{}' names nothing that you may see"
_WORDS = {"derive": "derive from it", "translate": "translate it"}


def relation_problems(
    registry: Registry,
    session: Session,
    actor: Actor,
    said: Deposit,
    *,
    before: Deposit | None = None,
    edition: Edition | None = None,
) -> Problems:
    """Return what is wrong with the works that a deposit names, by field; empty where nothing is.

    Works that the deposit ``before`` named already were looked at then, with the eyes of whoever named them. What
    exists and may not be seen reads as what does not exist (P1). Never call it after a write of the transaction:
    it reads the actor's scope.
    """
    problems: Problems = {}
    known = before or Deposit()
    if said.supersedes and said.supersedes != known.supersedes:
        found = _predecessor(session, actor, said, edition)
        problems |= {"supersedes": found} if found else {}
    if said.translation_of and said.translation_of != known.translation_of:
        found = _embedded(registry, session, actor, said.translation_of, "translate", edition)
        problems |= {"translation_of": found} if found else {}
    for target in said.sources:
        found = None if target in known.sources else _embedded(registry, session, actor, target, "derive", edition)
        problems |= {"sources": found} if found else {}
    if said.translation_of and said.translation_of in said.sources:
        problems["sources"] = "the work that is translated needs not be named as a source as well"
    return problems


def standing_problems(session: Session, edition: Edition) -> Problems:
    """Return what has become wrong, since they were named, with the works that an edition names (at submission)."""
    problems: Problems = {}
    fields = {SUPERSEDES: "supersedes", TRANSLATION: "translation_of", SOURCE: "sources"}
    for row in relations_of(session, edition.id):
        target = edition_of(session, row.target_id)
        if row.kind == SUPERSEDES:
            found = None if target is None else successor_problem(session, target, edition.originators, edition)
        else:
            found = _gone(row.target_id, target)
        if found:
            problems[fields[row.kind]] = found
    return problems


def refuse_unreleased(session: Session, edition: Edition) -> None:
    """Refuse to release what embeds or translates something that is not released itself; raise ``ActRefused``."""
    for row in relations_of(session, edition.id, SOURCE, TRANSLATION):
        target = edition_of(session, row.target_id)
        state = target.state if target else DESTROYED
        if state not in (RELEASED, SUPERSEDED):
            raise ActRefused(f"a work that it embeds or translates is {state}; that one must be released first")


def successor_problem(
    session: Session, target: Edition, originators: list[str], edition: Edition | None = None
) -> str | None:
    """Return why an edition of these originators cannot supersede another, or None where it can.

    Every originator of the old edition is one of the new: so none meets a successor that it may not see.
    """
    if target.state not in (RELEASED, SUPERSEDED, WITHDRAWN):
        return f"it is {target.state}; only what was released can be superseded"
    left_out = sorted(set(target.originators) - set(originators))
    if left_out:
        return f"its originator {left_out[0]} must be an originator of the new edition too"
    if edition is not None and _reaches(session, target, edition, SUPERSEDES):
        return "it would supersede itself: the other one is a later edition of this one"
    query = select(Edition).join(Relation, col(Relation.edition_id) == col(Edition.id))
    query = query.where(Relation.kind == SUPERSEDES, Relation.target_id == target.assessment_id)
    others = [row for row in session.exec(query) if row.state not in GONE and row.state != DRAFT]
    if any(edition is None or row.id != edition.id for row in others):
        return "another edition supersedes it already; name the newest one"
    return None


def _predecessor(session: Session, actor: Actor, said: Deposit, edition: Edition | None) -> str | None:
    target = edition_of(session, said.supersedes or "")
    if target is None or actor.organization not in target.originators or target.key is None:
        return UNKNOWN_PREDECESSOR.format((said.supersedes or "")[:64])
    return successor_problem(session, target, said.originators or [actor.organization], edition)


def _embedded(
    registry: Registry, session: Session, actor: Actor, named: str, action: str, edition: Edition | None
) -> str | None:
    """Return why something cannot be made of a work: absent and withheld read alike."""
    target = edition_of(session, named)
    if target is None or not _sees(registry, session, actor, target):
        return UNKNOWN.format(named[:64])
    if edition is not None and _reaches(session, target, edition, SOURCE, TRANSLATION):
        return "a work cannot be made of itself, nor of what was made of it"
    if actor.organization in target.originators:
        return _gone(named, target)
    return None if _granted(registry, session, actor, target, action) else f"you may not {_WORDS[action]}: '{named}'"


def _gone(named: str, target: Edition | None) -> str | None:
    if target is None or target.state in GONE:
        return f"'{named[:64]}' is no longer there; leave it out"
    return None


def _sees(registry: Registry, session: Session, actor: Actor, target: Edition) -> bool:
    if actor.organization in target.originators and actor.may_act:
        return True
    return target.id in registry.scopes.of(session, actor.reader, registry.clock.now()).editions


def _granted(registry: Registry, session: Session, actor: Actor, target: Edition, action: str) -> bool:
    """Tell whether the policy grants the action on the body: what is made of a work carries the body's policy."""
    at = registry.clock.now()
    shown = registry.scopes.of(session, actor.reader, at).editions.get(target.id, ())
    bodies = [handling for ident in shown if (handling := registry.handlings.get(ident)) and handling.part == BODY]
    return any(isinstance(decide(actor.reader, body, action, at), Released) for body in bodies)


def _reaches(session: Session, start: Edition, wanted: Edition, *kinds: str) -> bool:
    """Tell whether edges of these kinds lead from an edition to another, or whether they are the same."""
    waiting, met = [start], {start.id}
    while waiting:
        here = waiting.pop()
        if here.id == wanted.id:
            return True
        for row in relations_of(session, here.id, *kinds):
            target = edition_of(session, row.target_id)
            if target is not None and target.id not in met:
                met.add(target.id)
                waiting.append(target)
    return False
