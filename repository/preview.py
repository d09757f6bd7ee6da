"""The release preview: who would gain, who would lose, and which rule stops whom, before anything happens (P7)."""

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
from repository.access import read_organization, read_reader
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
    """An organization that is named but stopped, and the rules that stop it."""

    organization: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """What a release would do; people are those of this registry, countries those whose bureau would read it."""

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


def preview(
    registry: Registry, session: Session, edition: Edition, deposit: Deposit, at: datetime
) -> Preview:
    """Return what releasing the edition with this deposit at this instant would do; nothing is changed."""
    after = [_released(handling) for handling in handlings_of(session, edition, deposit, at, pinned=True)]
    before = [
        decode(row)
        for row in session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id))
    ]
    found = Preview()
    for organization in session.exec(select(Organization)):
        _weigh_organization(session, organization, after, at, found)
    for person in session.exec(select(Person)):
        _weigh_person(session, person, before, after, at, found)
    banners = [banner["text"] for banner in read_suggestions(edition, registry.vault).get("banners", [])]
    found.contradictions = reasons_to_hold(deposit, banners, supervised=False)
    for listed in (found.organizations, found.countries, found.exclusions, found.ceilings):
        listed.sort()
    found.people.sort(key=lambda reached: (reached.organization, reached.name))
    found.blocked.sort(key=lambda blocked: blocked.organization)
    found.through_two_bodies.sort()
    return found


def _released(handling: Handling) -> Handling:
    return replace(handling, state=RELEASED)


def _weigh_organization(
    session: Session, organization: Organization, after: list[Handling], at: datetime, found: Preview
) -> None:
    reader = read_organization(session, organization, at)
    if _reads(reader, after, at):
        found.organizations.append(organization.id)
        if organization.kind == BUREAU and organization.country:
            found.countries.append(organization.country)
    else:
        _explain(reader, after, at, found)
    bodies = {g.token.name for h in after for g in h.policy.audience if g.token.kind == "members"}
    through = sorted(
        token.name for token in reader.tokens if token.kind == "members" and token.name in bodies
    )
    if organization.kind == BUREAU and organization.country and len(through) > 1:
        found.through_two_bodies.append((organization.country, tuple(through)))


def _explain(reader: Reader, after: list[Handling], at: datetime, found: Preview) -> None:
    """Note why an organization that the audience names is stopped; what it does not name is no news."""
    failed: set[str] = set()
    named = False
    for handling in after:
        decision = decide(reader, handling, "view", at)
        if handling.part != CARD and isinstance(decision, Withheld) and "R6" not in decision.reasons:
            named = True
            failed.update(decision.reasons)
    if not named:
        return
    found.blocked.append(Blocked(reader.organization, tuple(sorted(failed, key=lambda rule: int(rule[1:])))))
    if "R7" in failed:
        found.exclusions.append(reader.country or reader.organization)
    if "R4" in failed:
        found.ceilings.append(reader.organization)


def _weigh_person(
    session: Session,
    person: Person,
    before: list[Handling],
    after: list[Handling],
    at: datetime,
    found: Preview,
) -> None:
    reader = read_reader(session, person.id, at)
    if reader is None:
        return
    was, will = _reads(reader, before, at), _reads(reader, after, at)
    found.gained += will and not was
    found.lost += was and not will
    if will:
        found.people.append(PersonReached(person.name, person.organization_id))


def _reads(reader: Reader, handlings: Iterable[Handling], at: datetime) -> bool:
    """Tell whether the card and at least one part would be released to the reader."""
    parts = {h.part for h in handlings if not isinstance(decide(reader, h, "view", at), Withheld)}
    return CARD in parts and len(parts) > 1
