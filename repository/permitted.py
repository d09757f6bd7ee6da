"""Which permits hold for an edition: what its providers allowed to one organization in spite of H2 (R11)."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, select

from models.handling import Handling
from models.policy import Policy
from models.tables.request import GRANTED, Request

PERMIT = "permit"
H2 = "H2"

Pairs = frozenset[tuple[str, str]]
"""What was permitted to whom: (action, organization)."""


def permitted(session: Session, edition: str) -> Pairs:
    """Return what was permitted for an edition and not taken back.

    The granted requests are where they are kept, so that they outlive every rewriting of the handlings.
    """
    granted = select(Request).where(Request.edition_id == edition, Request.kind == PERMIT, Request.state == GRANTED)
    return frozenset(
        (str(action), request.organization_id)
        for request in session.exec(granted)
        for action in actions_of(request.proposal)
    )


def actions_of(proposal: dict[str, object]) -> tuple[str, ...]:
    """Return the actions that a permit's proposal names."""
    named = proposal.get("actions")
    return tuple(str(action) for action in named) if isinstance(named, list) else ()


def with_permits(handling: Handling, pairs: Pairs) -> Handling:
    """Return a handling with exactly these permits.

    An action that the originator grants to nobody is granted with the first permit for it; under H2 it still
    opens nothing to anybody without a permit.
    """
    policy = _with(handling.policy, handling.marking.handling, pairs)
    # Several markings of one work bind as its sources do; those of other works are for their providers to permit.
    sources = tuple(
        replace(source, policy=_with(source.policy, source.handling, pairs)) if source.edition == handling.edition
        else source
        for source in handling.sources
    )  # fmt: skip
    return replace(handling, policy=policy, sources=sources)


def _with(policy: Policy, codes: frozenset[str], pairs: Pairs) -> Policy:
    added = {action for action, _ in pairs} if H2 in codes else set()
    return replace(policy, consented=pairs, actions=policy.actions | added)
