"""The roster: every circulation list as it stands at an instant, and until when that holds (domain 3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.clock import earliest
from models.rule import BadRule, Rule, parse_rule
from models.tables.circulation import CirculationList, CirculationListVersion
from models.token import BadToken, Token, parse
from repository.list_rules import Roll


@dataclass(frozen=True, slots=True)
class Version:
    """What a list stands for from an instant on: its members, and whoever its rule picks."""

    name: str
    from_: datetime
    members: frozenset[Token]
    rule: Rule | None = None


class Lists:
    """Every circulation list with all its approved versions, read once and asked at any instant.

    A list whose validity has ended names nobody. What was worked out for an instant holds until the next dated
    fact, so that a kept value answers many readers.
    """

    def __init__(self, versions: Sequence[Version], ends: Mapping[str, datetime], roll: Roll) -> None:
        """Keep versions in the order of their numbers, the lists' ends of validity, and the organizations."""
        self._versions = versions
        self._ends = ends
        self._roll = roll
        ruled = any(version.rule is not None for version in versions)
        edges = {*(version.from_ for version in versions), *ends.values(), *(roll.edges if ruled else ())}
        self._edges = sorted(edges)
        self._members: dict[int, dict[str, frozenset[Token]]] = {}
        self._by_member: dict[int, dict[Token, list[Token]]] = {}

    @classmethod
    def read(cls, session: Session, only: str | None = None) -> Lists:
        """Read all lists of this snapshot, or one with those it includes."""
        versions = _versions(session) if only is None else _closure(session, only)
        limited = select(CirculationList).where(col(CirculationList.valid_until).is_not(None))
        ends = {row.name: row.valid_until for row in session.exec(limited) if row.valid_until}
        ruled = any(version.rule is not None for version in versions)
        return cls(versions, ends, Roll.read(session) if ruled else Roll((), (), ()))

    def trying(self, session: Session, version: Version, until: datetime | None) -> Lists:
        """Return the lists as they would be with one version more, and that list's end of validity."""
        ends = {name: end for name, end in self._ends.items() if name != version.name}
        if until is not None:
            ends[version.name] = until
        fresh = version.rule is not None and not self._roll.everybody
        return Lists([*self._versions, version], ends, Roll.read(session) if fresh else self._roll)

    def members(self, at: datetime) -> dict[str, frozenset[Token]]:
        """Return the members of every list at an instant, those its rule picks among them."""
        span = bisect_right(self._edges, at)
        if span not in self._members:
            self._members[span] = self._worked_out(at)
        return self._members[span]

    def version(self, name: str, at: datetime) -> Version | None:
        """Return the version by which a list names somebody at an instant; None before its first and past its end."""
        if name in self._ends and at >= self._ends[name]:
            return None
        held = [version for version in self._versions if version.name == name and version.from_ <= at]
        return held[-1] if held else None

    def naming(self, tokens: Iterable[Token], at: datetime) -> frozenset[Token]:
        """Return every list that names one of the tokens, by itself or through lists within it."""
        by_member = self._named_by(at)
        found: set[Token] = set()
        waiting = list(tokens)
        while waiting:
            more = [listed for listed in by_member.get(waiting.pop(), ()) if listed not in found]
            found.update(more)
            waiting += more
        return frozenset(found)

    def next_change(self, tokens: Iterable[Token], at: datetime) -> datetime | None:
        """Return the first later instant at which other lists name the tokens.

        A change to come that concerns somebody else is no instant here: it must leave no trace (domain 6).
        """
        wanted = tuple(tokens)
        now = self.naming(wanted, at)
        later = self._edges[bisect_right(self._edges, at) :]
        return next((instant for instant in later if self.naming(wanted, instant) != now), None)

    def next_edge(self, at: datetime) -> datetime | None:
        """Return the first later instant at which any list may move; for nobody outside."""
        return earliest(*self._edges[bisect_right(self._edges, at) :][:1])

    def _worked_out(self, at: datetime) -> dict[str, frozenset[Token]]:
        present = self._roll.at(at)
        in_force = {version.name: version for version in self._versions if version.from_ <= at}
        return {
            name: frozenset()
            if name in self._ends and at >= self._ends[name]
            else version.members | (present.tokens(version.rule) if version.rule else frozenset())
            for name, version in in_force.items()
        }

    def _named_by(self, at: datetime) -> dict[Token, list[Token]]:
        span = bisect_right(self._edges, at)
        if span not in self._by_member:
            found: dict[Token, list[Token]] = {}
            for name, members in self.members(at).items():
                listed = Token("list", name)
                for token in members:
                    found.setdefault(token, []).append(listed)
            self._by_member[span] = found
        return self._by_member[span]


def _versions(session: Session, name: str | None = None) -> list[Version]:
    """Return the approved versions of all lists, or of one, in the order of their numbers."""
    query = select(CirculationListVersion).where(col(CirculationListVersion.approved_at).is_not(None))
    if name is not None:
        query = query.where(CirculationListVersion.name == name)
    return [_version(row) for row in session.exec(query.order_by(col(CirculationListVersion.number)))]


def _closure(session: Session, name: str) -> list[Version]:
    """Return the approved versions of a list and of every list that one of them includes."""
    found, seen, waiting = list[Version](), {name}, [name]
    while waiting:
        versions = _versions(session, waiting.pop())
        inner = {token.name for version in versions for token in version.members if token.kind == "list"} - seen
        seen |= inner
        waiting += sorted(inner)
        found += versions
    return found


def _version(row: CirculationListVersion) -> Version:
    """Return a version as it was kept; one that cannot be read names nobody."""
    try:
        members = frozenset(parse(word) for word in row.members)
        return Version(row.name, row.from_, members, parse_rule(row.rule) if row.rule else None)
    except (BadToken, BadRule, TypeError, AttributeError):
        return Version(row.name, row.from_, frozenset())
