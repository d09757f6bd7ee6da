"""The policy a second time, as sets, written from domain 2 and 3 alone: the model `decide` is held against.

It shares the values with the policy and none of its code. A reader is the set of her names; a rule is a
difference of sets that must be empty, or a membership.
"""

from __future__ import annotations

from datetime import datetime

from models.handling import Handling
from models.policy import Grant, Policy
from models.reader import Reader
from models.token import Token

LIVING = {"draft", "submitted", "held", "registered", "released", "superseded"}
KNOWN_ACTIONS = {"view", "excerpt", "cite", "download", "translate", "derive"}


def failing(reader: Reader, handling: Handling, action: str, at: datetime) -> set[str]:
    """Return the names of the rules that fail; the handling is released where there is none."""
    policy, marking = handling.policy, handling.marking
    parts = [source for source in handling.sources if not source.waived]
    home, case = {reader.organization}, {reader.person} & {handling.case_officer}
    inside = bool(home & policy.originators.union(*(part.policy.originators for part in parts)))
    lifted = bool(case or home & policy.originators)
    doors = opened(reader, policy)
    compartments = marking.compartments.union(*(source.compartments for source in handling.sources))
    holds = {
        "R1": {reader.standing} <= {"active", "supervised"} and reader.active and not past(reader.until, at),
        "R2": {handling.state} <= {"released", "superseded"} or lifted,
        "R3": not handling.embargo_until or past(handling.embargo_until, at) or lifted,
        "R4": rank(handling, at) in reach(reader, at),
        "R5": not compartments - reader.compartments,
        "R6": bool(inside or doors or (handling.case_accepted and case)),
        "R7": not shut_out(reader, policy),
        "R8": inside or {policy.tlp, marking.tlp} <= labels(reader, doors),
        "R9": all(
            (inside or (opened(reader, p.policy) and {p.policy.tlp} <= labels(reader, opened(reader, p.policy))))
            and not shut_out(reader, p.policy)
            and granted(reader, p.policy, p.handling, action)
            for p in parts
        ),
        "R10": {handling.state} <= LIVING and not past(handling.retention_until, at),
        "R11": granted(reader, policy, marking.handling, action),
    }
    return {rule for rule, held in holds.items() if not held}


def past(instant: datetime | None, at: datetime) -> bool:
    return instant is not None and at >= instant


def rank(handling: Handling, at: datetime) -> int:
    """The highest of the marking, unless its downgrade has come, and of all sources."""
    plan, own = handling.downgrade, {handling.marking.rank}
    if plan and handling.marking.scheme and past(plan.at, at):
        own = {min(own | {plan.rank})}
    return max({0} | own | {source.rank for source in handling.sources})


def reach(reader: Reader, at: datetime) -> set[int]:
    """The ranks she may read: up to person and ceiling, but two only with the briefing."""
    cleared = {clearance.rank for clearance in reader.clearances if not past(clearance.expires, at)}
    top = max({1, *cleared, *({2} if reader.briefed else ())})
    return set(range(min(top, reader.ceiling) + 1)) - (set() if reader.briefed else {2})


def opened(reader: Reader, policy: Policy) -> set[Grant]:
    """The grants that name her now; lists and members only where the pin holds her too."""
    naming = {grant for grant in policy.audience if {grant.token} & reader.tokens}
    loose = {grant for grant in naming if grant.pinned is None}
    ahead = {grant for grant in loose if grant.token.kind == "members" and grant.future}
    held = {grant for grant in naming - loose if (grant.pinned or frozenset()) & reader.tokens}
    return held | ahead | {grant for grant in loose if not {grant.token.kind} & {"members", "list"}}


def labels(reader: Reader, doors: set[Grant]) -> set[str | None]:
    """The TLP labels whose narrowing leaves her in."""
    bureaus = {token for token in reader.tokens if token.kind == "bureau"}
    foreign = {d for d in doors if d.token.kind == "members" and Token("body", d.token.name) not in reader.tokens}
    foreign |= {d for d in doors if d.pinned is not None and not (d.pinned & reader.tokens) - bureaus}
    met: set[str | None] = {None, "CLEAR", "AMBER"} | ({"GREEN"} if reader.participant else set())
    met |= {"AMBER+STRICT"} if doors - foreign else set()
    return met | {"RED" for door in doors if door.token.kind == "person"}


def shut_out(reader: Reader, policy: Policy) -> bool:
    """Whether an exclusion names her, or is of a kind by which nobody can be named."""
    countries = {Token("country", country) for country in (reader.country, reader.nationality) if country}
    names = {Token("body", reader.organization), Token("person", reader.person)} | reader.tokens | countries
    return bool(policy.exclude & names or {t.kind for t in policy.exclude} - {"body", "country", "person"})


def granted(reader: Reader, policy: Policy, codes: frozenset[str], action: str) -> bool:
    """Whether action and purpose are allowed; H2 keeps what its provider has not consented to."""
    kept = {"excerpt", "download", "translate", "derive"} if "H2" in codes else set()
    given = {act for act, who in policy.consented if who == reader.organization}
    doable = (policy.actions & KNOWN_ACTIONS) - (kept - given)
    return {action} <= doable and {reader.purpose} <= (policy.purposes or {reader.purpose})
