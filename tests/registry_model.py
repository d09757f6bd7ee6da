"""The registry a second time, in plain sets: what is there, and who reads what of it (domain 3).

An independent reference: written from the rules, it shares no code and no value with the product. Acts are added in
``tests/registry_acts.py``; ``tests/test_registry_machine.py`` holds the product against both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.registry_people import (
    BEGIN,
    BODIES,
    BUREAUS,
    BY_TIME,
    CEILINGS,
    DESTROYED,
    DRAFT,
    IN_HAND,
    LISTS,
    MEMBERSHIPS,
    OBSERVERS,
    OUT,
    RANKS,
    RELEASED,
    SUPERSEDED,
    WITHDRAWN,
    Person,
    people,
)

Named = tuple[str, bool]
"""Somebody a token names: an organization or ``@person``, and whether as a recipient or as a body's member only."""

Marking = tuple[str, str | None, frozenset[str]]
"""Level, TLP label, compartments."""


class Refused(Exception):
    """The rules do not allow the act."""


def need(condition: object, why: str) -> None:
    """Refuse an act unless a condition holds."""
    if not condition:
        raise Refused(why)


@dataclass(slots=True)
class Work:
    """One assessment; ``audience`` maps each token to whom it was pinned to at release, None where it is not."""

    name: str
    depositor: str
    originators: frozenset[str]
    marking: Marking = ("interpol:IFOUO", None, frozenset())
    audience: dict[str, frozenset[Named] | None] = field(default_factory=dict)
    exclude: set[str] = field(default_factory=set)
    embargo: datetime | None = None
    retention: datetime | None = None
    downgrade: tuple[datetime, str] | None = None
    disclosed: bool = False
    explicit: bool = True
    filed: bool = False
    state: str = DRAFT
    submitter: str | None = None
    supersedes: str | None = None
    holds: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name it in what a failing run prints."""
        return self.name

    def rank(self, at: datetime) -> int:
        """Return the rank in force: that of the level, or of a scheduled lower one whose date has come (W4)."""
        own = RANKS[self.marking[0]]
        return min(own, RANKS[self.downgrade[1]]) if self.downgrade and at >= self.downgrade[0] else own

    def wrong(self, at: datetime | None = None) -> set[str]:
        """Return what would be wrong with it (cases 6, 22; dates in order); with an instant, to be submitted then."""
        tlp, strict = self.marking[1], self.marking[1] in ("RED", "AMBER+STRICT")
        wrong = {f"{name} excluded" for name in self.originators if shut_out(name, None, self.exclude)}
        if tlp == "RED" and any(not token.startswith("person:") for token in self.audience):
            wrong.add("red is for people")
        if tlp == "AMBER+STRICT" and any(token.endswith("+members") for token in self.audience):
            wrong.add("strict goes to no members")
        if strict and self.disclosed:
            wrong.add("strict is not disclosed")
        if self.embargo and self.retention and self.retention <= self.embargo:
            wrong.add("retention ends before the embargo")
        if self.downgrade:
            wrong |= {"lowers nothing"} if RANKS[self.downgrade[1]] >= RANKS[self.marking[0]] else set()
            wrong |= {"lowered too late"} if self.retention and self.retention <= self.downgrade[0] else set()
        if at:
            wrong |= set() if self.explicit else {"marking and audience must be said"}
            wrong |= {"retention is over"} if self.retention and self.retention <= at else set()
            wrong |= {"downgrade is over"} if self.downgrade and self.downgrade[0] <= at else set()
        return wrong

    def contradicts_itself(self) -> bool:
        """Tell whether an officer must look at it: red for nobody, or hidden until after it was lowered."""
        hidden = self.embargo and self.downgrade and self.embargo > self.downgrade[0]
        return bool(hidden) or (self.marking[1] == "RED" and not self.audience)


@dataclass(slots=True, eq=False)
class Ask:
    """A request: what was asked by whom, of which organizations, and what each has answered."""

    kind: str
    asker: str
    organization: str
    needed: dict[str, str]
    asked_at: datetime
    deadline: datetime
    work: Work | None = None
    subject: str | None = None
    proposal: tuple[Any, ...] = ()
    role: str = "originator"
    state: str = "open"
    ident: str = ""

    def __repr__(self) -> str:
        """Name it in what a failing run prints."""
        return f"<{self.kind} of {self.work or self.subject} by {self.asker}: {self.state}>"


class World:
    """Everything the rules know of, at one instant; nothing in it is read from the product."""

    def __init__(self) -> None:
        """Begin with the cast, its organizations and its lists, and no assessment."""
        self.now = BEGIN
        self.people: dict[str, Person] = people()
        self.standing = dict.fromkeys((*BODIES, *BUREAUS), "active")
        self.turns = dict.fromkeys(self.standing, 0)
        self.lists = {name: list(members) for name, members in LISTS.items()}
        self.works: dict[str, Work] = {}
        self.asks: list[Ask] = []

    # ------------------------------------------------------------ whom a token names

    def named(self, token: str) -> frozenset[Named]:
        """Return whom a token of circulation names today."""
        prefix, colon, name = token.partition(":")
        if colon:
            match prefix:
                case "person":
                    return frozenset({(f"@{name}", True)})
                case "country":
                    return frozenset((bureau, True) for bureau, country in BUREAUS.items() if country == name)
                case _:
                    return frozenset().union(*(self.named(member) for member in self.lists[name]))
        if token.endswith("+members"):
            body = token.removesuffix("+members")
            members = {(bureau, False) for bureau, country in BUREAUS.items() if body in MEMBERSHIPS[country]}
            return frozenset({(body, True)} | members)
        match token:
            case "ALL-DIALOGUE-PARTICIPANTS":
                return frozenset((body, True) for body in BODIES)
            case "ALL-DIALOGUE-MEMBERS":
                return frozenset((body, True) for body in BODIES if body not in OBSERVERS)
            case "ALL-INTERPOL-NCB":
                return frozenset((bureau, True) for bureau in BUREAUS)
        return frozenset({(token, True)})

    def pinned(self, token: str) -> frozenset[Named] | None:
        """Return whom a token is pinned to when it is released now: lists and members, nothing else."""
        return self.named(token) if token.startswith("list:") or token.endswith("+members") else None

    def pin(self, work: Work, tokens: Iterable[str]) -> None:
        """Pin tokens of a release list as of now; before its release a work has no pins."""
        for token in tokens:
            work.audience[token] = self.pinned(token) if work.state in {*OUT, WITHDRAWN} else None

    def basis(self, work: Work, change: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return what consents to a widening rest on: what it replaces, and whom its lists let in (W3, case 14)."""
        said = [getattr(work, name) for name in ("embargo", "disclosed") if name in change]
        pins = {token: self.pinned(token) for token in (*change.get("add", []), *change.get("repin", []))}
        return said, {token: pinned for token, pinned in pins.items() if pinned is not None}

    # ------------------------------------------------------------ people

    def change_activity(self, who: str, other: str, *, active: bool) -> None:
        """Suspend a person or let her act again, by the administrator."""
        need(self.may_act(who) and self.people[who].role == "administrator", "the administrator does it")
        self.people[other].active = active

    def clear(self, who: str, other: str, clearance: tuple[int, datetime] | None) -> None:
        """Revoke all clearances of a person, or give her one, by the administrator (cases 1, 2)."""
        need(self.may_act(who) and self.people[who].role == "administrator", "the administrator does it")
        self.people[other].clearances = [] if clearance is None else [*self.people[other].clearances, clearance]

    # ------------------------------------------------------------ who reads (R1-R10)

    def may_act(self, who: str) -> bool:
        """Tell whether somebody is active and her organization not suspended (R1, case 3)."""
        person = self.people[who]
        return person.active and self.standing[person.organization] != "suspended"

    def reads(self, who: str, work: Work) -> bool:
        """Tell whether a person reads a work now."""
        person, at = self.people[who], self.now
        inside = person.organization in work.originators
        return (
            self.may_act(who)
            and (work.state in OUT or inside)
            and work.state not in (WITHDRAWN, DESTROYED)
            and (work.embargo is None or at >= work.embargo or inside)
            and (work.retention is None or at < work.retention)
            and work.rank(at) in self.reach(person)
            and work.marking[2] <= person.compartments
            and (inside or self.admitted(who, work))
            and not shut_out(person.organization, person.country, work.exclude)
        )

    def reach(self, person: Person) -> set[int]:
        """Return the ranks a person reaches now: up to herself and her organization, 2 only with the briefing (R4)."""
        cleared = [rank for rank, expires in person.clearances if self.now < expires]
        top = min(max([1, *cleared, *([2] if person.briefed else [])]), CEILINGS[person.organization])
        return {rank for rank in range(top + 1) if rank != 2 or person.briefed}

    def admitted(self, who: str, work: Work) -> bool:
        """Tell whether the release list lets somebody in, as far as TLP leaves it (R6, R8)."""
        tlp = work.marking[1]
        tokens = [token for token in work.audience if tlp != "RED" or token.startswith("person:")]
        return any(self._lets_in(who, token, work.audience[token], tlp == "AMBER+STRICT") for token in tokens)

    def _lets_in(self, who: str, token: str, pin: frozenset[Named] | None, strict: bool) -> bool:
        """Tell whether a token names somebody now and, where it is pinned, named her at release too."""
        hers = {self.people[who].organization, f"@{who}"}
        now = {name for name, _ in self.named(token)}
        then = self.named(token) if pin is None else pin
        return bool(hers & now & {name for name, recipient in then if recipient or not strict})

    def readers(self, work: Work) -> set[str]:
        """Return everybody who reads a work now."""
        return {who for who in self.people if self.reads(who, work)}

    def listed(self, who: str) -> set[str]:
        """Return the names of what somebody's list shows: what she reads, without what she reads a successor of.

        A draft is listed once its file has been read.
        """
        seen = {name for name, work in self.works.items() if self.reads(who, work)}
        later = {work.supersedes for name, work in self.works.items() if name in seen and work.state in OUT}
        drafts = {name for name, work in self.works.items() if work.state == DRAFT and not work.filed}
        return seen - later - drafts

    def may_ask_for(self, who: str, work: Work) -> bool:
        """Tell whether a work of others that somebody cannot read is disclosed to her, so that she may ask for it."""
        person = self.people[who]
        tokens = {*work.audience, "ALL-DIALOGUE-PARTICIPANTS"}
        card = any(self._lets_in(who, token, work.audience.get(token), False) for token in tokens)
        return (
            work.disclosed
            and person.organization not in work.originators
            and card
            and work.state in OUT
            and (work.embargo is None or self.now >= work.embargo)
            and (work.retention is None or self.now < work.retention)
            and not shut_out(person.organization, person.country, work.exclude)
            and not self.reads(who, work)
        )

    # ------------------------------------------------------------ what time does

    def turn(self, at: datetime) -> None:
        """Let an instant come: requests lapse, scheduled downgrades and retention take effect (W4, case 25)."""
        self.now = at
        for ask in self.asks:
            if ask.state == "open" and at >= ask.deadline:
                ask.state = "lapsed"
        self.settle()

    def settle(self) -> None:
        """Do what is due by now; what was held back by a legal hold is due once that is lifted."""
        for work in self.works.values():
            over = work.retention is not None and self.now >= work.retention
            if over and work.state in BY_TIME | {WITHDRAWN} and not work.holds:
                self.destroyed(work)
            elif work.downgrade and self.now >= work.downgrade[0] and work.state in BY_TIME:
                _, tlp, compartments = work.marking
                work.marking, work.downgrade = (work.downgrade[1], tlp, compartments), None

    def destroyed(self, work: Work) -> None:
        """Destroy a work: what is asked about it is closed, its predecessor is current again."""
        work.state = DESTROYED
        for ask in self.open(work):
            ask.state = "taken-back"
        self.reinstate(work)

    def open(self, work: Work) -> Iterator[Ask]:
        """Yield the requests about a work that nobody has decided."""
        yield from (ask for ask in self.asks if ask.work is work and ask.state == "open")

    def later(self, name: str) -> Iterator[Work]:
        """Yield the later editions of a work, at any remove."""
        for work in self.works.values():
            if work.supersedes == name:
                yield work
                yield from self.later(work.name)

    def reinstate(self, ended: Work) -> None:
        """Let the edition before one that ended be current again, where no other is (case 8)."""
        before = self.works.get(ended.supersedes or "")
        if before is None:
            return
        if before.state == SUPERSEDED and not any(work.state in OUT for work in self.later(before.name)):
            before.state = RELEASED
        elif before.state in (WITHDRAWN, DESTROYED):
            self.reinstate(before)

    def concerned(self, who: str, work: Work) -> str:
        """Return the role in which a work is somebody's business; refuse where it is not (W1)."""
        person = self.people[who]
        need(self.may_act(who), "she may not act")
        officer = person.role == "originator" and person.organization in work.originators
        registrar = person.role == "registry" and (work.state in IN_HAND | {WITHDRAWN} or work.submitter is not None)
        need(officer or registrar, "it is none of her business")
        return person.role


def shut_out(organization: str, nationality: str | None, exclude: set[str]) -> bool:
    """Tell whether an exclusion names an organization, its country, or a person's (R7, case 21)."""
    return bool(exclude & {organization, BUREAUS.get(organization, ""), nationality or ""})
