"""Acts on an assessment: who acts, what the register keeps of it, and what may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from models.handling import DESTROYED, DRAFT
from models.reader import ACTIVE, SUPERVISED, Reader
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY, Person
from repository.completeness import Problems
from repository.errors import RepositoryError
from repository.register import Act
from repository.registry import Registry


class NotFound(RepositoryError):
    """There is nothing of that id for this person; absent and withheld read the same (case 27)."""

    def __init__(self, sentence: str = "there is nothing here under that id") -> None:
        """Say so in the one sentence that is said everywhere."""
        super().__init__(sentence)


class ActRefused(RepositoryError):
    """The act may not happen: by this person, from this state, or not yet. The sentence says why."""


class Overtaken(ActRefused):
    """Somebody else was earlier: what the act was meant to change is no longer what its actor had before her."""


class Incomplete(RepositoryError):
    """Fields are missing or wrong; ``problems`` has a sentence for each."""

    def __init__(self, problems: Problems) -> None:
        """Keep the problems by field."""
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting now: her row and her access context of this request."""

    person: Person
    reader: Reader

    @property
    def organization(self) -> str:
        """Return the organization for which she acts in this session (case 32)."""
        return self.reader.organization

    @property
    def may_act(self) -> bool:
        """Tell whether she is active and her organization not suspended (R1, case 3)."""
        return self.reader.active and self.reader.standing in (ACTIVE, SUPERVISED)


def find_edition(session: Session, actor: Actor, assessment: str) -> Edition:
    """Return the edition of an assessment on which this person may act; raise ``NotFound`` otherwise.

    Originator officers act on what their organization originated, registry officers on what was submitted.
    """
    edition = session.exec(select(Edition).where(Edition.assessment_id == assessment)).first()
    if edition is None or not concerns(edition, actor):
        raise NotFound
    return edition


def concerns(edition: Edition, actor: Actor) -> bool:
    """Tell whether an edition is an actor's business: her organization's, or the registry's once it was submitted."""
    if not actor.may_act:
        return False
    if actor.organization in edition.originators and actor.person.role == ORIGINATOR:
        return True
    never_submitted = edition.state == DRAFT or (edition.state == DESTROYED and edition.submitted_at is None)
    return actor.person.role == REGISTRY and not never_submitted


def refusal(registry: Registry, actor: Actor, act: str, assessment: str, error: Exception) -> Act:
    """Return the register's entry of an act that was refused."""
    detail: dict[str, object] = {"assessment": assessment[:64], "why": str(error)[:500]}
    return Act(action=act, actor=actor.person.id, outcome="refused", detail=detail, at=registry.clock.now())


def act_of(registry: Registry, actor: Actor, act: str, edition: Edition | None, detail: Mapping[str, object]) -> Act:
    """Return the register's entry of an act, on an edition where it concerns one."""
    editions = () if edition is None else (edition.id,)
    return Act(action=act, actor=actor.person.id, editions=editions, detail=detail, at=registry.clock.now())
