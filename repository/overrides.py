"""Overriding an equivalence: an organization says as which rank it counts a level (domain 2).

Upwards it decides alone, and what it originated already is raised at once. Downwards the owner of the scheme must
consent, and the lower rank then counts for what is written afterwards only.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from models.handling import CARD
from models.scheme import RANKS, Level, UnknownLevel, level, schemes
from models.tables.assessment import HandlingRecord
from models.tables.equivalence import Equivalence
from models.tables.person import ORIGINATOR
from models.tables.request import Request
from repository import requests
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.database import bump
from repository.equivalences import ranks_of
from repository.handlings import COUNTER
from repository.registry import Registry

KIND = "equivalence"
"""The kind of the request, and the name of the act in the register."""

CONVENER = "interpol"
"""Who consents where a scheme has no owner among the organizations."""

Terms = dict[str, Any]


def override(
    registry: Registry, session: Session, actor: Actor, scheme: str, code: str, rank: int, reason: str
) -> Equivalence | Request:
    """Count a level as another rank for the actor's organization, in the caller's write transaction; recorded.

    Returns the equivalence, in force from now, or the request that the scheme's owner must grant where the rank is
    lower than before. Raises ``Incomplete`` for a level or rank there is none of, ``ActRefused`` in words.
    """
    if not actor.may_act:
        raise NotFound
    if actor.person.role != ORIGINATOR:
        raise ActRefused("only an originator's officer may change an equivalence")
    known = _checked(scheme, code, rank)
    before = _check_order(registry, session, actor.organization, known, rank)
    if rank == before:
        raise ActRefused(f"{known.label} already counts as {RANKS[rank]}")
    proposal: dict[str, object] = {"scheme": scheme, "level": code, "rank": rank}
    if rank < before:
        if not reason.strip():
            raise Incomplete({"reason": "say why it may count as less; the owner of the scheme decides on it"})
        owner = schemes()[scheme].owner or CONVENER
        return requests.ask(
            registry, session, actor, KIND, [owner], subject=actor.organization, proposal=proposal, reason=reason
        )
    row = _keep(registry, session, actor.organization, known, rank, actor.person.id)
    raised = _raise_existing(session, actor.organization, known, before, rank)
    detail = proposal | {"organization": actor.organization, "from": before, "raised": raised, "reason": reason[:500]}
    registry.register.append(session, act_of(registry, actor, KIND, None, detail))
    return row


def lower(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Count the level of a granted request lower from now on, and record it; what was written before keeps its rank.

    Raises ``ActRefused`` where the scheme's other levels have moved past it since it was asked.
    """
    proposal: Terms = request.proposal
    organization = request.subject or request.organization_id
    known, rank = level(proposal["scheme"], proposal["level"]), int(proposal["rank"])
    before = _check_order(registry, session, organization, known, rank)
    _keep(registry, session, organization, known, rank, request.asked_by, request.id)
    detail = proposal | {"organization": organization, "from": before, "request": request.id}
    registry.register.append(session, act_of(registry, actor, KIND, None, detail))


def inherit(
    registry: Registry, session: Session, actor: Actor, predecessor: str, successor: str, request: Request
) -> None:
    """Let the successor of a merger count every level as high as the predecessor did, where that was higher (18).

    Otherwise what it inherits would count as less with the next change of it.
    """
    now = registry.clock.now()
    for scheme in schemes().values():
        theirs = ranks_of(session, predecessor, scheme, now)
        own = ranks_of(session, successor, scheme, now)
        for known in scheme.levels:
            if theirs[known.code] > own[known.code]:
                _keep(registry, session, successor, known, theirs[known.code], actor.person.id, request.id)
                _raise_existing(session, successor, known, own[known.code], theirs[known.code])


def _checked(scheme: str, code: str, rank: int) -> Level:
    if not 0 <= rank < len(RANKS):
        raise Incomplete({"rank": f"a rank lies between 0 ({RANKS[0]}) and {len(RANKS) - 1} ({RANKS[-1]})"})
    try:
        return level(scheme, code)
    except UnknownLevel as error:
        raise Incomplete({"level": str(error)}) from error


def _check_order(registry: Registry, session: Session, organization: str, known: Level, rank: int) -> int:
    """Return as what the level counted before; refuse a rank that turns the order of the scheme around."""
    scheme = schemes()[known.scheme]
    ranks = ranks_of(session, organization, scheme, registry.clock.now())
    codes = [entry.code for entry in scheme.levels]
    place = codes.index(known.code)
    for entry in scheme.levels[:place]:
        if ranks[entry.code] > rank:
            raise ActRefused(f"{entry.label}, which is lower, counts as {RANKS[ranks[entry.code]]}; lower it first")
    for entry in scheme.levels[place + 1 :]:
        if ranks[entry.code] < rank:
            raise ActRefused(f"{entry.label}, which is higher, counts as {RANKS[ranks[entry.code]]}; raise it first")
    return ranks[known.code]


def _keep(
    registry: Registry,
    session: Session,
    organization: str,
    known: Level,
    rank: int,
    author: str,
    request: str | None = None,
) -> Equivalence:
    row = Equivalence(
        organization_id=organization,
        scheme=known.scheme,
        level=known.code,
        rank=rank,
        from_=registry.clock.now(),
        author_id=author,
        request_id=request,
    )
    session.add(row)
    session.flush()
    return row


def _raise_existing(session: Session, organization: str, known: Level, before: int, rank: int) -> int:
    """Raise what the organization originated, and what embeds it; return how many handlings moved (P6)."""
    version = bump(session, COUNTER)
    rows = list(session.exec(select(HandlingRecord)))
    terms: dict[int, Terms] = {id(row): row.terms for row in rows}
    raised = set()
    for row in rows:
        if row.part != CARD and organization in terms[id(row)]["policy"]["originators"]:
            risen = _raised(terms[id(row)], known, before, rank)
            # A joint marking keeps its rank and not its level: where it may be this one, it is (case 17).
            risen = _sources_raised(risen, {row.edition_id}, before, rank)
            if risen != terms[id(row)] | {"downgrade": risen["downgrade"]}:
                raised.add(row.edition_id)
            terms[id(row)] = risen
    moved = 0
    for row in rows:
        risen = _sources_raised(terms[id(row)], raised, before, rank)
        if risen != row.terms:
            row.terms, row.version, moved = risen, version, moved + 1
            session.add(row)
    session.flush()
    return moved


def _raised(terms: Terms, known: Level, before: int, rank: int) -> Terms:
    """Return the terms of a handling with its marking raised if it is of the level, and its schedule with it."""
    marking, downgrade = terms["marking"], terms["downgrade"]
    counted = marking.get("counted")
    if (marking["scheme"], marking["level"]) == (known.scheme, known.code):
        standing = known.rank if counted is None else counted
        marking = {**marking, "counted": max(rank, standing or 0)}
    # A schedule keeps the rank it leads to and not its level; where it may be this one, it is.
    if downgrade and marking["scheme"] == known.scheme and downgrade[1] == before:
        downgrade = [downgrade[0], rank]
    return {**terms, "marking": marking, "downgrade": downgrade}


def _sources_raised(terms: Terms, raised: set[str], before: int, rank: int) -> Terms:
    """Return the terms with the sources that counted as before raised: a restriction imposed later binds too."""
    sources = [
        {**source, "rank": rank} if source["edition"] in raised and source["rank"] == before else source
        for source in terms["sources"]
    ]
    return {**terms, "sources": sources}
