"""Changing what was released: the deposit and the handlings move together, and every pin stays as it was (case 14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.deposit import Deposit
from models.handling import CARD, DESTROYED, RELEASED, SUPERSEDED, WITHDRAWN, Handling
from models.policy import Grant, Policy, Source
from models.tables.assessment import Edition
from models.token import Token
from repository.editions import handlings_of, records, write_deposit, write_rows
from repository.handlings import decode
from repository.registry import Registry

PINNED_IN = frozenset({RELEASED, SUPERSEDED, WITHDRAWN})
"""States in which an edition was released once, so that its audience is pinned."""

Pins = Mapping[str, Iterable[Token]]
"""By part, the tokens that are pinned anew."""

Grants = Mapping[str, Iterable[Grant]]
"""By part, grants that are taken up again as they once stood."""


def standing(session: Session, edition: Edition) -> dict[str, Handling]:
    """Return the handlings of an edition as they are in force, by part; raise where a row cannot be read."""
    return {row.part: decode(row) for row in records(session, edition.id) if row.state != DESTROYED}


def changed(
    session: Session,
    edition: Edition,
    deposit: Deposit,
    at: datetime,
    *,
    repin: Pins | None = None,
    restored: Grants | None = None,
    wider: bool = False,
) -> list[Handling]:
    """Return the handlings as they would be with another deposit; nothing is written.

    A token that was there before keeps its pin, unless ``repin`` names it; one that is new is pinned as of now, or
    as ``restored`` says. What makes it ``wider`` ends the waivers of its sources' originators, who had consented to
    the circulation as it was; their policies bind again until they are asked anew (R9).
    """
    before = standing(session, edition)
    made = list(handlings_of(session, edition, deposit, at, pinned=edition.state in PINNED_IN))
    if wider:
        made = [replace(new, sources=tuple(replace(s, waived=False) for s in new.sources)) for new in made]
    parts = [
        _kept(new, before.get(new.part), (repin or {}).get(new.part, ()), (restored or {}).get(new.part, ()))
        for new in made
        if new.part != CARD
    ]
    return [*(_card(new, parts) for new in made if new.part == CARD), *parts]


def rewrite(
    registry: Registry,
    session: Session,
    edition: Edition,
    deposit: Deposit,
    at: datetime,
    *,
    repin: Pins | None = None,
    restored: Grants | None = None,
    wider: bool = False,
) -> None:
    """Seal another deposit into an edition and bring its handlings to it, with ``changed``'s care for pins.

    In the caller's write transaction; it holds for the next request, for search and counts too (W8).
    """
    handlings = changed(session, edition, deposit, at, repin=repin, restored=restored, wider=wider)
    write_deposit(edition, registry.vault, deposit)
    session.add(edition)
    write_rows(session, edition, handlings)


def _kept(new: Handling, old: Handling | None, repin: Iterable[Token], restored: Iterable[Grant]) -> Handling:
    if old is None:
        return new
    anew, restored = frozenset(repin), tuple(restored)
    known = {grant.token: grant for grant in (*restored, *old.policy.audience) if grant.token not in anew}
    policy = replace(new.policy, audience=tuple(known.get(grant.token, grant) for grant in new.policy.audience))
    before = {grant.token for grant in (*restored, *old.policy.audience)} - anew
    fresh = tuple(grant for grant in policy.audience if grant.token not in before)
    # Each part keeps whom it let in by the other markings of the work.
    joint = iter([source.policy.audience for source in old.sources if source.edition == old.edition])
    sources = tuple(
        _joint(s, next(joint, s.policy.audience), policy, fresh) if s.edition == new.edition else s for s in new.sources
    )
    return replace(new, policy=policy, sources=sources)


def _joint(marking: Source, before: tuple[Grant, ...], policy: Policy, fresh: tuple[Grant, ...]) -> Source:
    """Return a second marking of the same work: it too lets in whom all originators have let in since (case 17)."""
    renewed = {grant.token for grant in fresh}
    audience = (*(grant for grant in before if grant.token not in renewed), *fresh)
    theirs = replace(
        marking.policy, audience=audience, exclude=policy.exclude, actions=policy.actions, purposes=policy.purposes
    )
    return replace(marking, policy=theirs)


def _card(card: Handling, parts: list[Handling]) -> Handling:
    """Return the card: it goes where a part goes, and where its own making sends it besides."""
    grants = [grant for part in parts for grant in part.policy.audience]
    named = {grant.token for grant in grants}
    beside = [grant for grant in card.policy.audience if grant.token not in named]
    audience = tuple(dict.fromkeys([*grants, *beside]))
    sources = tuple(
        _going(source, [part.sources[place] for part in parts]) if source.edition == card.edition else source
        for place, source in enumerate(card.sources)
    )
    return replace(card, policy=replace(card.policy, audience=audience), sources=sources)


def _going(marking: Source, same: list[Source]) -> Source:
    """Return a second marking of the work as the card carries it: where that of any part lets somebody in (case 17)."""
    audience = tuple(dict.fromkeys(grant for source in same for grant in source.policy.audience))
    return replace(marking, policy=replace(marking.policy, audience=audience))
