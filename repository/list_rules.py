"""Whom the rule of a circulation list stands for at an instant, from organizations, memberships and statuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from models.clock import Interval
from models.rule import BadRule, Condition, Rule, conditions, parse_rule, picks
from models.tables.organization import BODY, BUREAU, DialogueStatus, Membership, Organization
from models.token import ALL_BUREAUS, ALL_MEMBERS, Token
from models.vocabulary import region

MEMBERS = ("convener", "member")
PARTICIPANTS = (*MEMBERS, "participant", "observer")

_Named = dict[Condition, frozenset[str]]


class Roll:
    """All organizations with what is dated about them, read once and asked at any instant.

    A region and a country are those of a national bureau; no body lies in one. ``body:aimc`` are the bureaus of
    its member states, the body itself is ``aimc``; a status is the one an organization itself has.
    """

    def __init__(
        self,
        organizations: Iterable[Organization],
        memberships: Iterable[Membership],
        statuses: Iterable[DialogueStatus],
    ) -> None:
        """Keep the facts."""
        rows = list(organizations)
        self.everybody = frozenset(row.id for row in rows)
        self._bureaus = {row.country: row.id for row in rows if row.kind == BUREAU and row.country}
        self._kinds = {kind: frozenset(row.id for row in rows if row.kind == kind) for kind in (BODY, BUREAU)}
        self._memberships = [(Interval(row.from_, row.until), row.body_id, row.country) for row in memberships]
        self._statuses = [(Interval(row.from_, row.until), row.organization_id, row.status) for row in statuses]
        dated = [interval for interval, *_ in (*self._memberships, *self._statuses)]
        self.edges = frozenset(edge for one in dated for edge in (one.from_, one.until) if edge is not None)

    @classmethod
    def read(cls, session: Session) -> Roll:
        """Read the facts of this snapshot."""
        return cls(
            session.exec(select(Organization)), session.exec(select(Membership)), session.exec(select(DialogueStatus))
        )

    def at(self, instant: datetime) -> RollCall:
        """Return who is what at an instant."""
        return RollCall(self, instant)

    def bureaus(self, countries: Iterable[str]) -> frozenset[str]:
        """Return the bureaus of countries, of those that have one."""
        return frozenset(self._bureaus[country] for country in countries if country in self._bureaus)

    def named(self, condition: Condition, instant: datetime) -> frozenset[str]:
        """Return the organizations that fulfil a condition at an instant; what does not exist names nobody."""
        match condition:
            case Condition("kind", name):
                return self._kinds.get(name, frozenset())
            case Condition("country", name):
                return self.bureaus((name,))
            case Condition("region", name):
                return self.bureaus(region(name).countries)
            case Condition("body", name):
                return self.bureaus(land for held, body, land in self._memberships if body == name and instant in held)
            case Condition("status", name):
                return frozenset(ident for held, ident, status in self._statuses if status == name and instant in held)
            case Condition("organization", name):
                return self.everybody & {name}
            case _:
                return frozenset()


class RollCall:
    """The organizations as of one instant; what a condition names is looked up once."""

    def __init__(self, roll: Roll, at: datetime) -> None:
        """Start with nothing looked up."""
        self._roll = roll
        self._at = at
        self._known: _Named = {}

    def tokens(self, rule: Rule) -> frozenset[Token]:
        """Return the organizations a rule stands for, each as a recipient in its own right."""
        return frozenset(Token("body", ident) for ident in picks(rule, self._roll.everybody, self._named))

    def _named(self, condition: Condition) -> frozenset[str]:
        if condition not in self._known:
            self._known[condition] = self._roll.named(condition, self._at)
        return self._known[condition]


def read_rule(session: Session, text: str) -> Rule:
    """Read a rule whose names all exist in this registry; raise ``BadRule`` in words."""
    rule = parse_rule(text)
    for condition in conditions(rule):
        if not _exists(session, condition):
            raise BadRule(f"'{condition}' names nothing this registry knows")
    return rule


def _exists(session: Session, condition: Condition) -> bool:
    match condition.kind:
        case "organization":
            return session.get(Organization, condition.name) is not None
        case "body":
            row = session.get(Organization, condition.name)
            return row is not None and row.kind == BODY
        case "country":
            return session.get(Organization, f"ncb-{condition.name.lower()}") is not None
        case _:
            return True


def as_rule(token: Token) -> tuple[Condition, ...]:
    """Return the conditions of which one holds for whoever a token names; a list or a person is one of its own."""
    match token:
        case Token("members", name):
            return Condition("body", name), Condition("organization", name)
        case Token("body", name):
            return (Condition("organization", name),)
        case Token("status", name) if name == ALL_BUREAUS:
            return (Condition("body", "interpol"),)
        case Token("status", name):
            return tuple(Condition("status", word) for word in (MEMBERS if name == ALL_MEMBERS else PARTICIPANTS))
        case Token(kind, name):
            return (Condition(kind, name),)
