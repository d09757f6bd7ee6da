"""Why a reader is shown an assessment or not: every part, every rule, and what would change it (P7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from models.handling import CARD, Handling
from models.reader import Reader
from models.tables.assessment import Edition
from models.tables.relation import SOURCE, TRANSLATION
from repository.concealment import concealed
from repository.editions import handlings_of, read_deposit
from repository.reasons import reason
from repository.registry import Registry
from repository.release import RULES
from repository.remedies import Case, Change, remedies
from repository.rewriting import PINNED_IN, standing
from repository.sources import relations_of
from repository.weighing import readable_parts


@dataclass(frozen=True, slots=True)
class RuleExplained:
    """How one rule came out, and why."""

    rule: str
    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class PartExplained:
    """One part: whether it is released, every rule, and what together would release it.

    ``hopeless`` are the rules against which nothing helps; where there is one the changes alone do not release it.
    """

    part: str
    released: bool
    rules: tuple[RuleExplained, ...]
    changes: tuple[Change, ...]
    hopeless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a reader is shown it or not; ``shown`` tells whether the card and at least one part are released.

    ``reader`` is a user name, or ``organization:ID`` for the hypothetical reader of an organization.
    """

    assessment: str
    register_title: str | None
    state: str
    reader: str
    name: str | None
    organization: str
    action: str
    at: datetime
    shown: bool
    parts: tuple[PartExplained, ...]


def handlings_now(registry: Registry, session: Session, edition: Edition, at: datetime) -> list[Handling]:
    """Return the parts in force, the card first; before its release as a release now would pin them."""
    if edition.state in PINNED_IN or edition.key is None:
        found = list(standing(session, edition).values())
    else:
        found = list(handlings_of(session, edition, read_deposit(edition, registry.vault), at, pinned=True))
    return sorted(found, key=lambda handling: (handling.part != CARD, handling.part))


def explain_part(reader: Reader, handling: Handling, action: str, at: datetime) -> PartExplained:
    """Explain one part: what the policy decides, rule by rule, and what it would decide otherwise."""
    # Of the card nothing but a look is ever granted or asked.
    case = Case(reader, handling, "view" if handling.part == CARD else action, at)
    failing, helping = case.failing(), remedies(case)
    rules = tuple(
        RuleExplained(rule, rule not in failing, reason(case, rule, holds=rule not in failing)) for rule in RULES
    )
    changes = tuple(step.change for step in helping.steps)
    return PartExplained(handling.part, not failing, rules, changes, helping.hopeless)


def explain(
    registry: Registry,
    session: Session,
    edition: Edition,
    reader: Reader,
    names: tuple[str, str | None],
    asker: str,
    action: str,
    at: datetime,
) -> Explanation:
    """Explain every part of an edition for a reader; ``names`` are her user name and name, ``asker`` who looks.

    An originator that conceals itself from the asker's organization is not named among those whose consent is needed.
    """
    handlings = handlings_now(registry, session, edition, at)
    unnamed = _unnamed(registry, session, edition, handlings, asker)
    parts = tuple(_discreet(explain_part(reader, one, action, at), unnamed) for one in handlings)
    title = None if edition.key is None else read_deposit(edition, registry.vault).register_title
    return Explanation(
        assessment=edition.assessment_id,
        register_title=title,
        state=edition.state,
        reader=names[0],
        name=names[1],
        organization=reader.organization,
        action=action,
        at=at,
        shown=bool(readable_parts(reader, handlings, at)),
        parts=parts,
    )


def _unnamed(
    registry: Registry, session: Session, edition: Edition, handlings: Sequence[Handling], asker: str
) -> frozenset[str]:
    """Return the embedded editions whose originators the asker may not learn: concealed, or embedded at a remove."""
    direct = {row.target_id for row in relations_of(session, edition.id, SOURCE, TRANSLATION)}
    hidden = set()
    for ident in {source.edition for handling in handlings for source in handling.sources}:
        row = session.get(Edition, ident)
        if row is None or row.assessment_id not in direct or concealed(registry, row, asker):
            hidden.add(ident)
    return frozenset(hidden)


def _discreet(part: PartExplained, unnamed: frozenset[str]) -> PartExplained:
    changes = tuple(
        replace(change, consents=(), sources=()) if unnamed & set(change.sources) else replace(change, sources=())
        for change in part.changes
    )
    return replace(part, changes=changes)
