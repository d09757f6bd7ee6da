"""Whom a circulation list reaches at an instant, and whether a version of it could come to reach others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from models.reader import Reader
from models.rule import Condition, Either, implies
from models.tables.person import Person
from models.token import Token
from repository.affiliations import ever
from repository.list_rules import as_rule
from repository.roster import Version

FIXED = ("body", "country", "person", "bureau")
"""Kinds of token that name the same for ever; what the others name moves with the facts."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The organizations a list stands for; and the people it names beside them, with those of theirs that are not."""

    organizations: frozenset[str] = frozenset()
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def without(self, other: Reached) -> Reached:
        """Return whom this reaches and the other does not."""
        missing = {
            ident: organizations
            for ident, organizations in self.people.items()
            if ident not in other.people and organizations - other.organizations
        }
        return Reached(self.organizations - other.organizations, missing)

    def __bool__(self) -> bool:
        """Tell whether anybody is reached."""
        return bool(self.organizations or self.people)


def leaves(members: Mapping[str, frozenset[Token]], name: str) -> frozenset[Token]:
    """Return every token a list holds, by itself or through lists within it; no lists among them."""
    seen, waiting, found = {name}, [name], set[Token]()
    while waiting:
        for token in members.get(waiting.pop(), frozenset()):
            if token.kind != "list":
                found.add(token)
            elif token.name not in seen:
                seen.add(token.name)
                waiting.append(token.name)
    return frozenset(found)


def containing(members: Mapping[str, frozenset[Token]], name: str) -> frozenset[str]:
    """Return the list itself and every list that includes it, directly or through others."""
    return frozenset(other for other in {*members, name} if other == name or _includes(members, other, name, {other}))


def _includes(members: Mapping[str, frozenset[Token]], outer: str, name: str, seen: set[str]) -> bool:
    inner = {token.name for token in members.get(outer, frozenset()) if token.kind == "list"} - seen
    seen |= inner
    return name in inner or any(_includes(members, one, name, seen) for one in inner)


def reached(
    session: Session, members: Mapping[str, frozenset[Token]], name: str, readers: Mapping[str, Reader]
) -> Reached:
    """Return whom a list stands for, given every list's members and what every organization is to the policy."""
    held = leaves(members, name)
    organizations = frozenset(ident for ident, reader in readers.items() if not reader.tokens.isdisjoint(held))
    people: dict[str, frozenset[str]] = {}
    for token in sorted(held):
        person = session.get(Person, token.name) if token.kind == "person" else None
        # Named herself she is reached for whichever organization she acts (case 32).
        beside = frozenset() if person is None else ever(session, person) - organizations
        people |= {token.name: beside} if beside else {}
    return Reached(organizations, people)


def opens(old: Version | None, new: Version) -> bool:
    """Tell whether a version could come to let somebody in whom the one in force never would.

    Answered by logic, whatever the facts become: a rule, ``+members`` and the like may only stay as open as they
    were, so that nobody comes in without the approval that a wider version needs (W6).
    """
    return not implies(_live(new), _whole(old))


def _live(version: Version) -> Either:
    """Return the parts of a version whose meaning moves with the facts, as one rule."""
    moving: list[Condition] = [
        one for token in sorted(version.members) if token.kind not in FIXED for one in as_rule(token)
    ]
    return Either((*moving, *((version.rule,) if version.rule else ())))


def _whole(version: Version | None) -> Either:
    """Return everything a version stands for, as one rule."""
    if version is None:
        return Either(())
    fixed = [one for token in sorted(version.members) if token.kind in FIXED for one in as_rule(token)]
    return Either((*fixed, *_live(version).parts))
