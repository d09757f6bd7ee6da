"""Weighing: who would be shown what of handlings that are in force, or that might be, and what stops whom (P7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from models.handling import BODY, CARD, RELEASED, Handling
from models.reader import Reader
from models.tables.organization import BUREAU, Organization
from models.tables.person import Person
from models.token import Token
from repository.access import read_everybody
from repository.circulation import lists_in_force
from repository.release import Withheld, decide
from repository.roster import Lists

Change = tuple[frozenset[str], frozenset[str]]
"""The parts that somebody may read before and after an act."""

Everybody = tuple[list[tuple[Organization, Reader]], list[tuple[Person, Reader]]]
"""Every organization and every person of the registry, as readers."""


@dataclass(frozen=True, slots=True)
class PersonReached:
    """Somebody who would read it, or gain or lose it; without ``whole`` tearlines of it only."""

    name: str
    organization: str
    whole: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Blocked:
    """An organization that is named but stopped, from the whole or a part, and the rules that stop it."""

    organization: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """What an act would do; people are those of this registry, countries those whose bureau reads it.

    Those newly in or out gain or lose the whole or a part. ``consents`` are the organizations whose consent the act
    needs, ``sources`` those that have not consented to the release of what embeds their work.
    """

    organizations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    people: list[PersonReached] = field(default_factory=list)
    people_in: list[PersonReached] = field(default_factory=list)
    people_out: list[PersonReached] = field(default_factory=list)
    organizations_in: list[str] = field(default_factory=list)
    organizations_out: list[str] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    through_two_bodies: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    exclusions: list[str] = field(default_factory=list)
    ceilings: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    consents: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def gained(self) -> int:
        """Return how many people would gain it, or a part of it."""
        return len(self.people_in)

    @property
    def lost(self) -> int:
        """Return how many people would lose it, or a part of it."""
        return len(self.people_out)


def as_released(handling: Handling) -> Handling:
    """Return a handling as it is to those who may read it once it is released and its embargo over."""
    return replace(handling, state=RELEASED, embargo_until=None)


def readable_parts(reader: Reader, handlings: Iterable[Handling], at: datetime) -> frozenset[str]:
    """Return the parts beside the card that would be shown; none where the card is not (domain 3)."""
    parts = {h.part for h in handlings if not isinstance(decide(reader, h, "view", at), Withheld)}
    return frozenset(parts - {CARD}) if CARD in parts else frozenset()


@dataclass(frozen=True, slots=True)
class Weighing:
    """The handlings before and after an act, at an instant; a list that the act changes, before and after.

    A purpose that the handlings name is taken as declared: it says why somebody reads, not who.
    """

    before: Sequence[Handling]
    after: Sequence[Handling]
    at: datetime
    lists: tuple[Lists, Lists] | None = None

    def preview(self, session: Session) -> Preview:
        """Weigh every organization and every person of the registry; the facts are read once for all."""
        found, bodies = Preview(), _bodies_named(session, self.after, self.at)
        (organizations, people), (then_organizations, then_people) = self._everybody(session)
        for (organization, was), (_, will) in zip(organizations, then_organizations, strict=True):
            self._organization(organization, was, will, bodies, found)
        named, known = _people_named((*self.before, *self.after)), dict[tuple[Reader, Reader], Change]()
        changes: dict[str, tuple[PersonReached, Change]] = {}
        for (person, was), (_, will) in zip(people, then_people, strict=True):
            # Whoever is not named herself reads what everybody with the same access context reads.
            pair = (was, will) if person.id in named else (_anybody(was), _anybody(will))
            if pair not in known:
                known[pair] = self._read(pair[0], self.before), self._read(pair[1], self.after)
            changes[person.id] = _together(person, will.organization, changes.get(person.id), known[pair])
        for reached, change in changes.values():
            _note(reached, *change, found)
        return _ordered(found)

    def _everybody(self, session: Session) -> tuple[Everybody, Everybody]:
        if self.lists is None:
            everybody = read_everybody(session, self.at)
            return everybody, everybody
        before, after = self.lists
        return read_everybody(session, self.at, before), read_everybody(session, self.at, after)

    def _organization(
        self, organization: Organization, was: Reader, will: Reader, bodies: frozenset[str], found: Preview
    ) -> None:
        before, after = self._read(was, self.before), self._read(will, self.after)
        self._explain(will, found)
        country = organization.country if organization.kind == BUREAU else None
        if after:
            found.organizations.append(organization.id)
            found.countries += [country] if country else []
        found.organizations_in += [organization.id] if after - before else []
        found.organizations_out += [organization.id] if before - after else []
        through = sorted(t.name for t in will.tokens if t.kind == "members" and t.name in bodies)
        if country and len(through) > 1:
            found.through_two_bodies.append((country, tuple(through)))

    def _read(self, reader: Reader, handlings: Sequence[Handling]) -> frozenset[str]:
        return readable_parts(_purposed(reader, handlings), handlings, self.at)

    def _explain(self, reader: Reader, found: Preview) -> None:
        """Note what stops an organization that the audience names; whom it does not name is no news."""
        failed: set[str] = set()
        purposed = _purposed(reader, self.after)
        for handling in self.after:
            decision = decide(purposed, handling, "view", self.at)
            if handling.part != CARD and isinstance(decision, Withheld) and "R6" not in decision.reasons:
                failed.update(decision.reasons)
        if not failed:
            return
        found.blocked.append(Blocked(reader.organization, tuple(sorted(failed, key=lambda rule: int(rule[1:])))))
        found.exclusions += [reader.country or reader.organization] if "R7" in failed else []
        found.ceilings += [reader.organization] if "R4" in failed else []


def _people_named(handlings: Iterable[Handling]) -> frozenset[str]:
    """Return the ids of the people whom a handling, or a source that it embeds, names one by one."""
    named: set[str | None] = set()
    for handling in handlings:
        named.add(handling.case_officer)
        for policy in (handling.policy, *(source.policy for source in handling.sources)):
            tokens = {*policy.exclude, *(grant.token for grant in policy.audience)}
            tokens |= {token for grant in policy.audience for token in grant.pinned or ()}
            named |= {token.name for token in tokens if token.kind == "person"}
    return frozenset(name for name in named if name is not None)


def _anybody(reader: Reader) -> Reader:
    """Return a reader without what names her alone; lists that name her stay among her tokens."""
    return replace(reader, person="", tokens=reader.tokens - {Token("person", reader.person)})


def _together(
    person: Person, organization: str, met: tuple[PersonReached, Change] | None, change: Change
) -> tuple[PersonReached, Change]:
    """Return what a person reads before and after, for whichever organization she acts; she counts once (case 32).

    She is named with the first organization for which she reads it.
    """
    reached, (before, after) = met or (PersonReached(person.name, organization), (frozenset(), frozenset()))
    if not before | after:
        reached = PersonReached(person.name, organization)
    return reached, (before | change[0], after | change[1])


def _note(reached: PersonReached, before: frozenset[str], after: frozenset[str], found: Preview) -> None:
    found.people += [replace(reached, whole=BODY in after)] if after else []
    found.people_in += [reached] if after - before else []
    found.people_out += [reached] if before - after else []


def _purposed(reader: Reader, handlings: Sequence[Handling]) -> Reader:
    purposes = {purpose for handling in handlings for purpose in handling.policy.purposes}
    return replace(reader, purpose=min(purposes)) if purposes else reader


def _bodies_named(session: Session, after: Iterable[Handling], at: datetime) -> frozenset[str]:
    """Return the bodies whose members the audience names, by themselves or within a list."""
    lists, _ = lists_in_force(session, at)
    waiting = [grant.token for handling in after for grant in handling.policy.audience]
    seen: set[Token] = set()
    while waiting:
        token = waiting.pop()
        if token not in seen:
            seen.add(token)
            waiting += lists.get(token.name, ()) if token.kind == "list" else ()
    return frozenset(token.name for token in seen if token.kind == "members")


def _ordered(found: Preview) -> Preview:
    for listed in (found.organizations, found.organizations_in, found.organizations_out):
        listed.sort()
    for words in (found.countries, found.exclusions, found.ceilings):
        words.sort()
    for people in (found.people, found.people_in, found.people_out):
        people.sort(key=lambda reached: (reached.organization, reached.name))
    found.blocked.sort(key=lambda blocked: blocked.organization)
    found.through_two_bodies.sort()
    return found
