"""What would change a decision: facts are replaced one by one, and the policy is asked again (P7).

Nothing here knows a rule. A change is suggested only where ``decide`` on the replaced values says that it helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from models.handling import KEPT, RELEASED, Handling
from models.policy import Grant, Policy
from models.reader import ACTIVE, Clearance, Reader
from models.scheme import RANKS
from models.tables.organization import BUREAU
from models.token import Token
from repository.release import Withheld, decide


class Case(NamedTuple):
    """One question to the policy: who, what, for which action, when."""

    reader: Reader
    handling: Handling
    action: str
    at: datetime

    def failing(self) -> tuple[str, ...]:
        """Return the rules that withhold it, in order; none where it is released."""
        decision = decide(*self)
        return decision.reasons if isinstance(decision, Withheld) else ()

    def of(self, reader: Reader) -> Case:
        """Return the same question of another reader."""
        return self._replace(reader=reader)

    def on(self, handling: Handling) -> Case:
        """Return the same question about another handling."""
        return self._replace(handling=handling)

    def under(self, policy: Policy) -> Case:
        """Return the same question under another policy of the handling."""
        return self.on(replace(self.handling, policy=policy))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would have to change: its kind, what it names, a sentence, and whose consent it needs.

    ``sources`` are the editions whose originators' consent it is, where it is not that of the work's own.
    """

    rule: str
    kind: str
    value: str
    sentence: str
    consents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A change, and what it does to the question."""

    change: Change
    apply: Callable[[Case], Case]


@dataclass(frozen=True, slots=True)
class Remedies:
    """The steps that together would release it, and the rules that nothing helps against."""

    steps: tuple[Step, ...]
    hopeless: tuple[str, ...]


def remedies(case: Case) -> Remedies:
    """Return what would have to change before the handling is released; nothing, where it is."""
    now, steps, hopeless = case, list[Step](), list[str]()
    while failing := [rule for rule in now.failing() if rule not in hopeless]:
        rule = failing[0]
        helping = _helping(now, rule)
        if helping is None:
            hopeless.append(rule)
            continue
        steps += helping
        now = after(now, helping)
    return Remedies(tuple(_needed(case, steps)), tuple(hopeless))


def after(case: Case, steps: list[Step] | tuple[Step, ...]) -> Case:
    """Return the question as it would be after the steps."""
    for step in steps:
        case = step.apply(case)
    return case


def firing(case: Case) -> list[Token]:
    """Return the exclusions that shut the reader out, each decided by itself."""
    policy = case.handling.policy
    alone = {token: case.under(replace(policy, exclude=frozenset({token}))) for token in policy.exclude}
    return sorted(token for token, tried in alone.items() if "R7" in tried.failing())


def _helping(case: Case, rule: str) -> tuple[Step, ...] | None:
    try:
        return next((tried for tried in _CANDIDATES[rule](case) if _helps(case, tried, rule)), None)
    except Exception:  # Nothing can be suggested about what the policy cannot read.
        return None


def _helps(case: Case, steps: tuple[Step, ...], rule: str) -> bool:
    before, then = case.failing(), after(case, steps).failing()
    return rule not in then and set(then) < set(before)


def _needed(case: Case, steps: list[Step]) -> list[Step]:
    """Drop what a later step made superfluous."""
    wanted, kept = set(after(case, steps).failing()), list(steps)
    for step in steps:
        fewer = [one for one in kept if one is not step]
        if set(after(case, fewer).failing()) <= wanted:
            kept = fewer
    return kept


Tried = Iterator[tuple[Step, ...]]


def _standing(case: Case) -> Tried:
    person = Step(
        Change("R1", "resume", "", "the person may act again"),
        lambda one: one.of(replace(one.reader, active=True)),
    )
    organization = Step(
        Change("R1", "standing", case.reader.organization, "the organization is active again"),
        lambda one: one.of(replace(one.reader, standing=ACTIVE)),
    )
    yield from _subsets([person, organization])


def _released(case: Case) -> Tried:
    if case.handling.state in KEPT:
        change = Change("R2", "release", "", "its release by the registry")
        yield (Step(change, lambda one: one.on(replace(one.handling, state=RELEASED))),)


def _embargo(case: Case) -> Tried:
    ends = case.handling.embargo_until
    if ends is not None:
        change = Change("R3", "embargo", ends.isoformat(), f"waiting for the end of the embargo at {spelled(ends)}")
        yield (Step(change, lambda one: one.on(replace(one.handling, embargo_until=None))),)


def _reach(case: Case) -> Tried:
    rank = case.handling.rank_at(case.at)
    name, organization, nobody = RANKS[rank], case.reader.organization, not case.reader.person
    briefing = Step(Change("R4", "briefing", "", "a briefing"), lambda one: one.of(replace(one.reader, briefed=True)))
    clearance = Step(
        Change("R4", "clearance", name, f"a clearance that reaches {name}"),
        lambda one: one.of(replace(one.reader, clearances=(*one.reader.clearances, Clearance(rank)))),
    )

    def raised(one: Case) -> Case:
        # A hypothetical reader of an organization is cleared as high as its ceiling.
        cleared = (Clearance(rank),) if nobody else one.reader.clearances
        return one.of(replace(one.reader, ceiling=rank, clearances=cleared))

    ceiling = Step(
        Change("R4", "ceiling", name, f"an agreement that raises the ceiling of {organization} to {name}"), raised
    )
    yield from _subsets([ceiling] if nobody else [briefing, clearance, ceiling])


def _compartments(case: Case) -> Tried:
    missing = case.handling.all_compartments() - case.reader.compartments
    words = ", ".join(sorted(missing))
    change = Change("R5", "compartments", words, f"access to the compartments {words}")
    yield (Step(change, lambda one: one.of(replace(one.reader, compartments=one.reader.compartments | missing))),)


def _audience(case: Case) -> Tried:
    yield (_naming(case, "R6", own_token(case.reader)),)


def _exclusions(case: Case) -> Tried:
    fired = frozenset(firing(case))
    words = ", ".join(str(token) for token in sorted(fired))
    change = Change(
        "R7", "readmit", words, f"nothing but lifting the exclusion of {words}", _originators(case.handling)
    )

    def readmitted(one: Case) -> Case:
        policy = one.handling.policy
        return one.under(replace(policy, exclude=policy.exclude - fired))

    yield (Step(change, readmitted),)


def _tlp(case: Case) -> Tried:
    yield (_naming(case, "R8", own_token(case.reader)),)
    if case.reader.person:
        yield (_naming(case, "R8", Token("person", case.reader.person)),)
    label = case.handling.marking.tlp or case.handling.policy.tlp or ""
    change = Change("R8", "tlp", label, f"another label than TLP:{label}", _originators(case.handling))

    def unlabelled(one: Case) -> Case:
        marking, policy = replace(one.handling.marking, tlp=None), replace(one.handling.policy, tlp=None)
        return one.on(replace(one.handling, marking=marking, policy=policy))

    yield (Step(change, unlabelled),)


def _sources(case: Case) -> Tried:
    """Waive what forbids it and no more: all at first, then each is taken back that is not needed."""
    waived = {source.edition for source in case.handling.sources if not source.waived}
    for edition in sorted(waived):
        if "R9" not in _waiving(case, waived - {edition}).failing():
            waived.discard(edition)
    yield tuple(_waiver(case, edition) for edition in sorted(waived))


def _waiver(case: Case, edition: str) -> Step:
    source = next(one for one in case.handling.sources if one.edition == edition)
    consents = tuple(sorted(source.policy.originators))
    change = Change("R9", "waiver", "", "a waiver by the originators of an embedded source", consents, (edition,))
    return Step(change, lambda one: _waiving(one, {edition}))


def _waiving(case: Case, editions: set[str]) -> Case:
    sources = tuple(replace(one, waived=one.waived or one.edition in editions) for one in case.handling.sources)
    return case.on(replace(case.handling, sources=sources))


def _granting(case: Case) -> Tried:
    policy, organization, action = case.handling.policy, case.reader.organization, case.action
    consents = _originators(case.handling)
    permit = Step(
        Change("R11", "permit", action, f"a permit for {organization} to {action}", consents),
        lambda one: one.under(replace(policy_of(one), consented=policy_of(one).consented | {(action, organization)})),
    )
    granted = Step(
        Change("R11", "action", action, f"the action {action} granted to the recipients", consents),
        lambda one: one.under(replace(policy_of(one), actions=policy_of(one).actions | {action})),
    )
    steps = [permit, granted]
    if policy.purposes:
        words = ", ".join(sorted(policy.purposes))
        declared = Change("R11", "purpose", words, f"a session that declares one of its purposes: {words}")
        steps.insert(0, Step(declared, lambda one: one.of(replace(one.reader, purpose=min(policy.purposes)))))
    yield from _subsets(steps)


def _nothing(_: Case) -> Tried:
    yield from ()


_CANDIDATES: dict[str, Callable[[Case], Tried]] = {
    "R1": _standing,
    "R2": _released,
    "R3": _embargo,
    "R4": _reach,
    "R5": _compartments,
    "R6": _audience,
    "R7": _exclusions,
    "R8": _tlp,
    "R9": _sources,
    "R10": _nothing,
    "R11": _granting,
}
"""What may help where a rule withholds; the policy says whether it does."""


def policy_of(case: Case) -> Policy:
    """Return the policy of the handling in question."""
    return case.handling.policy


def own_token(reader: Reader) -> Token:
    """Return the token that names a reader's own organization and nobody else's."""
    bureau = reader.kind == BUREAU and reader.country
    return Token("country", str(reader.country)) if bureau else Token("body", reader.organization)


def spelled(instant: datetime) -> str:
    """Return an instant as sentences say it."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _naming(case: Case, rule: str, token: Token) -> Step:
    said = "the person herself" if token.kind == "person" else str(token)
    change = Change(rule, "release-to", str(token), f"{said} added to the release list", _originators(case.handling))

    def named(one: Case) -> Case:
        policy = one.handling.policy
        return one.under(replace(policy, audience=(*policy.audience, Grant(token))))

    return Step(change, named)


def _originators(handling: Handling) -> tuple[str, ...]:
    return tuple(sorted(handling.policy.originators))


def _subsets(steps: list[Step]) -> Tried:
    for size in range(1, len(steps) + 1):
        yield from combinations(steps, size)
