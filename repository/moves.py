"""The table of an assessment's life: act, states, role, second person, whose officers (domain 4).

Nothing is decided elsewhere about who may act from which state; ``docs/life.md`` shows the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.deposit import MarkingDeclared
from models.handling import (
    DESTROYED,
    DRAFT,
    HELD,
    REGISTERED,
    RELEASED,
    STATES,
    SUBMITTED,
    SUPERSEDED,
    WITHDRAWN,
)
from models.tables.assessment import Edition
from models.tables.person import ORIGINATOR, REGISTRY, Person
from models.tables.register import RegisterEntry, RegisterMention
from repository.acts import Actor, ActRefused, Incomplete, find_edition
from repository.register import DONE

ALONE, NOT_SUBMITTER, BY_REQUEST, PROVISIONALLY = "none", "not-submitter", "by-request", "provisionally"
"""Whether a second person is needed: nobody; whoever submitted may not; all who are asked; or, where the registry
acts, the originators afterwards (W2)."""

ANY, EVERY, DEPOSITOR, SECRETARIAT = "any", "every", "depositor", "secretariat"
"""Whose officers: of any one originator, of every originator, of the depositing organization, of the registry."""

FIRST_STATE = DRAFT
IN_HAND = frozenset({SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED})
"""From submission on, for as long as somebody may still come to read it."""
_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """One row: an act, the states it starts from, the one it leads to (None: it stays), and who does it."""

    act: str
    from_states: frozenset[str]
    to_state: str | None
    roles: tuple[str, ...]
    second_person: str = ALONE
    whose: str = ANY

    @property
    def by_request(self) -> bool:
        """Tell whether the act only asks for it: what it leads to is carried out once all consented (W3, W6)."""
        return self.second_person == BY_REQUEST


@dataclass(frozen=True, slots=True)
class Said:
    """What an actor says with an act: why, and what the act is about."""

    reason: str = ""
    marking: MarkingDeclared | None = None
    person: str | None = None
    review_by: date | None = None

    def why(self) -> str:
        """Return the reason; raise ``Incomplete`` where there is none, or a whole report."""
        reason = " ".join(self.reason.split())
        if not reason:
            raise Incomplete({"reason": "say why: it is kept in the register and shown to whom it concerns"})
        if len(reason) > _LONGEST_REASON:
            raise Incomplete({"reason": f"is longer than {_LONGEST_REASON} characters; shorten it"})
        return reason


NOTHING_SAID = Said()


def _rows() -> Iterator[Move]:
    officer, registry, either = (ORIGINATOR,), (REGISTRY,), (ORIGINATOR, REGISTRY)
    kept = frozenset(STATES) - {DESTROYED}
    yield Move("change", frozenset({DRAFT, HELD}), None, officer)
    yield Move("submit", frozenset({DRAFT, HELD}), SUBMITTED, officer)
    yield Move("discard", frozenset({DRAFT}), DESTROYED, officer, whose=DEPOSITOR)
    yield Move("hold", frozenset({SUBMITTED, REGISTERED}), HELD, registry, whose=SECRETARIAT)
    yield Move("resolve", frozenset({HELD}), SUBMITTED, registry, NOT_SUBMITTER, SECRETARIAT)
    yield Move("register", frozenset({SUBMITTED}), REGISTERED, registry, NOT_SUBMITTER, SECRETARIAT)
    yield Move("release", frozenset({REGISTERED}), RELEASED, registry, NOT_SUBMITTER, SECRETARIAT)
    yield Move("assign", IN_HAND, None, registry, whose=SECRETARIAT)
    yield Move("unassign", IN_HAND | {WITHDRAWN}, None, registry, whose=SECRETARIAT)
    yield Move("accept-officer", IN_HAND, None, officer, whose=EVERY)
    yield Move("decline-officer", IN_HAND, None, officer)
    yield Move("review", IN_HAND, None, officer)
    yield Move("raise", IN_HAND, None, either, PROVISIONALLY)
    yield Move("narrow", IN_HAND, None, either, PROVISIONALLY)
    yield Move("downgrade", IN_HAND, None, officer, BY_REQUEST, EVERY)
    yield Move("widen", IN_HAND, None, officer, BY_REQUEST, EVERY)
    yield Move("supersede", frozenset({RELEASED}), SUPERSEDED, officer)
    yield Move("withdraw", IN_HAND, WITHDRAWN, officer)
    yield Move("recall", frozenset({RELEASED, SUPERSEDED, WITHDRAWN}), WITHDRAWN, officer, BY_REQUEST)
    yield Move("legal-hold", kept, None, either)
    yield Move("lift-hold", kept, None, either)
    yield Move("destroy", kept, DESTROYED, officer, BY_REQUEST, EVERY)


MOVES = {move.act: move for move in _rows()}


def admit(session: Session, actor: Actor, act: str, assessment: str) -> Edition:
    """Return the edition on which an act may happen now, by this person; nothing is changed.

    Raises ``NotFound`` where it does not concern her and ``ActRefused`` in words where it may not happen: by her
    role, from its state, or because she submitted it herself (W1, W7).
    """
    move = MOVES[act]
    edition = find_edition(session, actor, assessment)
    if actor.person.role not in move.roles:
        raise ActRefused(f"only a person in the role '{' or '.join(move.roles)}' may {act}")
    if edition.state not in move.from_states:
        states = " or ".join(sorted(move.from_states))
        raise ActRefused(f"it is {edition.state}{_by_whom(session, edition)}; to {act} it must be {states}")
    if move.second_person == NOT_SUBMITTER and edition.submitter_id == actor.person.id:
        raise ActRefused(f"whoever submitted it cannot {act} it: a second person must (W1, W7)")
    return edition


def possible(actor: Actor, edition: Edition) -> list[str]:
    """Return the acts that the table lets this person try now, in its order."""
    return [
        move.act
        for move in MOVES.values()
        if actor.person.role in move.roles
        and edition.state in move.from_states
        and not (move.second_person == NOT_SUBMITTER and edition.submitter_id == actor.person.id)
    ]


def brought_about(session: Session, edition: Edition) -> RegisterEntry | None:
    """Return the register's entry of the act that led the edition to the state it is in, if there is one."""
    query = (
        select(RegisterEntry)
        .join(RegisterMention, col(RegisterMention.sequence) == col(RegisterEntry.sequence))
        .where(RegisterMention.edition_id == edition.id, RegisterEntry.outcome == DONE)
        .where(col(RegisterEntry.action).in_([*MOVES, *BY_ITSELF]))
        .order_by(col(RegisterEntry.sequence).desc())
    )
    return next((entry for entry in session.exec(query) if entry.detail.get("to") == edition.state), None)


BY_ITSELF = ("retention", "embargo-end", "scheduled-downgrade")
"""What time does to an edition; the register names nobody who did it (W4, cases 15, 25)."""


def _by_whom(session: Session, edition: Edition) -> str:
    """Return who brought it into its state: of two officers who decide at once, the second is told."""
    entry = brought_about(session, edition)
    person = session.get(Person, entry.actor) if entry is not None and entry.actor else None
    if entry is None or person is None:
        return ""
    return f", by the act '{entry.action}' of {person.name} ({person.organization_id})"
