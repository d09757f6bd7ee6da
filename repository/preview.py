"""The release preview: who would gain, who would lose, and which rule stops whom, before it happens (P7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, select

from models.deposit import Deposit
from models.handling import CARD, RELEASED, Handling
from models.reader import Reader
from models.tables.assessment import Edition, HandlingRecord
from models.tables.organization import BUREAU, Organization
from models.tables.person import Person
from models.token import Token
from repository.access import read_everybody
from repository.circulation import lists_in_force
from repository.completeness import reasons_to_hold
from repository.editions import handlings_of, read_suggestions
from repository.handlings import decode
from repository.registry import Registry
from repository.release import Withheld, decide


@dataclass(frozen=True, slots=True)
class PersonReached:
    """Somebody who would read it."""

    name: str
    organization: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """An organization that is named but stopped, from the whole or a part, and the rules that stop it."""

    organization: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """What a release would do; people are those of this registry, countries those whose bureau reads it."""

    organizations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    people: list[PersonReached] = field(default_factory=list)
    gained: int = 0
    lost: int = 0
    blocked: list[Blocked] = field(default_factory=list)
    through_two_bodies: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    exclusions: list[str] = field(default_factory=list)
    ceilings: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)


def preview(registry: Registry, session: Session, edition: Edition, deposit: Deposit, at: datetime) -> Preview:
    """Return what releasing the edition with this deposit at this instant would do; nothing is changed.

    An embargo is taken as over, and a purpose that the deposit names as declared: both say when and why
    somebody reads, not who.
    """
    after = [_released(handling) for handling in handlings_of(session, edition, deposit, at, pinned=True)]
    rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id))
    before = [_without_embargo(handling) for row in rows if (handling := _decoded(row)) is not None]
    purpose = min(deposit.purposes, default=None)
    organizations, people = read_everybody(session, at)
    bodies = _bodies_named(session, after, at)
    found = Preview()
    for organization, reader in organizations:
        _weigh_organization(organization, replace(reader, purpose=purpose), after, bodies, at, found)
    for person, reader in people:
        _weigh_person(person, replace(reader, purpose=purpose), before, after, at, found)
    banners = [banner["text"] for banner in read_suggestions(edition, registry.vault).get("banners", [])]
    found.contradictions = reasons_to_hold(deposit, banners, supervised=False)
    for listed in (found.organizations, found.countries, found.exclusions, found.ceilings):
        listed.sort()
    found.people.sort(key=lambda reached: (reached.organization, reached.name))
    found.blocked.sort(key=lambda blocked: blocked.organization)
    found.through_two_bodies.sort()
    return found


def _released(handling: Handling) -> Handling:
    return replace(_without_embargo(handling), state=RELEASED)


def _without_embargo(handling: Handling) -> Handling:
    return replace(handling, embargo_until=None)


def _decoded(row: HandlingRecord) -> Handling | None:
    try:
        return decode(row)
    except Exception:  # A row nobody can read is withheld from everybody.
        return None


def _bodies_named(session: Session, after: list[Handling], at: datetime) -> frozenset[str]:
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


def _weigh_organization(
    organization: Organization,
    reader: Reader,
    after: list[Handling],
    bodies: frozenset[str],
    at: datetime,
    found: Preview,
) -> None:
    _explain(reader, after, at, found)
    country = organization.country if organization.kind == BUREAU else None
    if _reads(reader, after, at):
        found.organizations.append(organization.id)
        found.countries += [country] if country else []
    through = sorted(t.name for t in reader.tokens if t.kind == "members" and t.name in bodies)
    if country and len(through) > 1:
        found.through_two_bodies.append((country, tuple(through)))


def _explain(reader: Reader, after: list[Handling], at: datetime, found: Preview) -> None:
    """Note what stops an organization that the audience names; whom it does not name is no news."""
    failed: set[str] = set()
    for handling in after:
        decision = decide(reader, handling, "view", at)
        if handling.part != CARD and isinstance(decision, Withheld) and "R6" not in decision.reasons:
            failed.update(decision.reasons)
    if not failed:
        return
    found.blocked.append(Blocked(reader.organization, tuple(sorted(failed, key=lambda rule: int(rule[1:])))))
    if "R7" in failed:
        found.exclusions.append(reader.country or reader.organization)
    if "R4" in failed:
        found.ceilings.append(reader.organization)


def _weigh_person(
    person: Person,
    reader: Reader,
    before: list[Handling],
    after: list[Handling],
    at: datetime,
    found: Preview,
) -> None:
    was, will = _reads(reader, before, at), _reads(reader, after, at)
    found.gained += will and not was
    found.lost += was and not will
    if will:
        found.people.append(PersonReached(person.name, person.organization_id))


def _reads(reader: Reader, handlings: Iterable[Handling], at: datetime) -> bool:
    """Tell whether the card and at least one part would be released to the reader."""
    parts = {h.part for h in handlings if not isinstance(decide(reader, h, "view", at), Withheld)}
    return CARD in parts and len(parts) > 1
