"""What a version of a circulation list would do, before anything is kept (P7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.handling import RELEASED, SUPERSEDED, Handling
from models.reader import Reader
from models.rule import conditions
from models.tables.assessment import Edition
from models.tables.circulation import CirculationList
from models.tables.organization import BUREAU
from models.tables.person import REGISTRY, Person
from models.token import Token
from repository.access import read_organizations, read_reader
from repository.acts import Actor
from repository.editions import read_deposit
from repository.list_reach import Reached, containing, leaves
from repository.lists import Content, Trial, weigh
from repository.registry import Registry
from repository.release import Withheld, decide

PERSONAL = {"R5", "R11"}
"""Rules about what a person holds and declares; they say nothing of whether a list let her in."""
MOST_EDITIONS = 100
"""How many of the editions concerned are named; ``editions_total`` counts them all."""


@dataclass(frozen=True, slots=True)
class EditionConcerned:
    """A released assessment, by the title that the register keeps of it."""

    assessment: str
    register_title: str | None


@dataclass(slots=True)
class ListPreview:
    """Whom a version would stand for; ``newly_in`` and ``newly_out`` compare it with the version in force.

    Both hold ids of organizations, and ``person:ID`` for people whose organization is not on the list. ``people``
    counts the active people of this registry. ``editions`` are those that somebody could no longer read.
    """

    organizations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    people: int = 0
    newly_in: list[str] = field(default_factory=list)
    newly_out: list[str] = field(default_factory=list)
    through_two_bodies: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    editions: list[EditionConcerned] = field(default_factory=list)
    editions_total: int = 0
    needs_approval: bool = False


def preview(
    registry: Registry, session: Session, actor: Actor, row: CirculationList, content: Content, at: datetime
) -> ListPreview:
    """Return what a version of a list would do; nothing is kept. A new list is a row that was never kept.

    Raises ``ListRefused``, ``BadToken`` and ``BadRule`` in words.
    """
    tried = weigh(session, row, content, at)
    was, will = tried.was, tried.will
    bureaus = [tried.readers[ident] for ident in will.organizations if tried.readers[ident].kind == BUREAU]
    found = ListPreview(
        organizations=sorted(will.organizations),
        countries=sorted(reader.country for reader in bureaus if reader.country),
        people=_people(session, will),
        newly_in=_words(will.without(was)),
        newly_out=_words(was.without(will)),
        through_two_bodies=_two_ways(tried, row.name, bureaus, at),
        needs_approval=tried.widens,
    )
    losing = _losing(registry, session, tried, row.name, at)
    known = [edition for edition in losing if _knows(actor, edition)]
    found.editions_total = len(known)
    found.editions = [_named(registry, edition) for edition in known[:MOST_EDITIONS]]
    return found


def relying(registry: Registry, session: Session, actor: Actor, name: str, at: datetime) -> list[EditionConcerned]:
    """Return the released editions whose audience names the list, or one that includes it, as the actor may know."""
    wanted = containing(registry.readers.lists(session).members(at), name)
    editions = _editions(session, _citing(registry, session, wanted))
    return [_named(registry, edition) for edition in editions if _knows(actor, edition)]


def _words(reached: Reached) -> list[str]:
    return [*sorted(reached.organizations), *sorted(f"person:{ident}" for ident in reached.people)]


def _people(session: Session, will: Reached) -> int:
    rows = session.exec(select(Person.id, Person.organization_id).where(col(Person.active)))
    return sum(organization in will.organizations or ident in will.people for ident, organization in rows)


def _two_ways(tried: Trial, name: str, bureaus: Iterable[Reader], at: datetime) -> list[tuple[str, tuple[str, ...]]]:
    """Return the countries that are members of several bodies which the version names, with those bodies."""
    held = {token.name for token in leaves(tried.after.members(at), name) if token.kind == "members"}
    rule = tried.version.rule
    held |= {one.name for one in conditions(rule) if one.kind == "body"} if rule else set()
    found = []
    for reader in bureaus:
        through = tuple(sorted(body for body in held if Token("members", body) in reader.tokens))
        if len(through) > 1 and reader.country:
            found.append((reader.country, through))
    return sorted(found)


def _losing(registry: Registry, session: Session, tried: Trial, name: str, at: datetime) -> list[Edition]:
    """Return the released editions that somebody who leaves the list could then no longer read (case 13)."""
    leaving = tried.was.without(tried.will)
    if not leaving:
        return []
    pairs = list(_pairs(session, tried, leaving, at))
    citing = _citing(registry, session, containing(tried.before.members(at), name))
    lost = [edition for edition, handlings in citing.items() if any(_loses(*pair, handlings, at) for pair in pairs)]
    return _editions(session, lost)


def _citing(registry: Registry, session: Session, names: frozenset[str]) -> dict[str, list[Handling]]:
    """Return the released handlings whose audience names one of the lists, by edition."""
    handlings, wanted = registry.handlings, {Token("list", name) for name in names}
    handlings.refresh(session)
    found: dict[str, list[Handling]] = {}
    for edition in handlings.editions():
        for ident in handlings.parts(edition):
            handling = handlings.get(ident)
            if handling is None or handling.state not in (RELEASED, SUPERSEDED):
                continue
            if any(grant.token in wanted for grant in handling.policy.audience):
                found.setdefault(edition, []).append(handling)
    return found


def _pairs(session: Session, tried: Trial, leaving: Reached, at: datetime) -> Iterator[tuple[Reader, Reader]]:
    """Yield what everybody who leaves is to the policy, with the lists as they are and as they would be."""
    then = read_organizations(session, at, tried.after)
    for ident in sorted(leaving.organizations):
        yield tried.readers[ident], then[ident]
    for ident in sorted(leaving.people):
        pair = [read_reader(session, ident, at, lists=lists) for lists in (tried.before, tried.after)]
        if pair[0] is not None and pair[1] is not None:
            yield pair[0], pair[1]


def _loses(before: Reader, after: Reader, handlings: list[Handling], at: datetime) -> bool:
    for handling in handlings:
        was, will = decide(before, handling, "view", at), decide(after, handling, "view", at)
        stopped = set(was.reasons) - PERSONAL if isinstance(was, Withheld) else set()
        if not stopped and isinstance(will, Withheld) and "R6" in will.reasons:
            return True
    return False


def _editions(session: Session, idents: Iterable[str]) -> list[Edition]:
    found = [session.get_one(Edition, ident) for ident in idents]
    return sorted(found, key=lambda edition: (edition.reference or "", edition.id))


def _knows(actor: Actor, edition: Edition) -> bool:
    return actor.person.role == REGISTRY or actor.organization in edition.originators


def _named(registry: Registry, edition: Edition) -> EditionConcerned:
    return EditionConcerned(edition.assessment_id, read_deposit(edition, registry.vault).register_title)
