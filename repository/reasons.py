"""How a rule came out, in a sentence that compares the values: of the reader no more than the decision needs (P7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.handling import DESTROYED, RELEASED, SUPERSEDED, WITHDRAWN
from models.reader import ACTIVE, Clearance
from models.scheme import RANKS
from models.token import Token
from repository.remedies import Case, firing, spelled

UNDECIDABLE = "it cannot be decided, and so it is withheld"


def reason(case: Case, rule: str, *, holds: bool) -> str:
    """Return why a rule holds or fails; several reasons are joined by ``; ``."""
    try:
        return _SENTENCES[rule](case, holds)
    except Exception:  # What the policy cannot read cannot be put into words either.
        return UNDECIDABLE


def _active(case: Case, holds: bool) -> str:
    if holds:
        return "person and organization may act" if case.reader.person else "the organization may act"
    said = [] if case.reader.active else ["the person is suspended"]
    said += [] if case.reader.standing in (ACTIVE, "supervised") else [f"the organization is {case.reader.standing}"]
    return "; ".join(said) or UNDECIDABLE


def _state(case: Case, holds: bool) -> str:
    state = case.handling.state
    if not holds:
        return f"its state is {state}, not released"
    if state in (RELEASED, SUPERSEDED):
        return f"its state is {state}"
    return f"its state is {state}, which binds neither its originators nor the case officer"


def _embargo(case: Case, holds: bool) -> str:
    ends = case.handling.embargo_until
    if ends is None:
        return "there is no embargo"
    if not holds:
        return f"it is under embargo until {spelled(ends)}"
    if case.at >= ends:
        return f"its embargo ended at {spelled(ends)}"
    return f"the embargo until {spelled(ends)} binds neither its originators nor the case officer"


def _reach(case: Case, holds: bool) -> str:
    reader, rank = case.reader, case.handling.rank_at(case.at)
    what = f"its rank is {RANKS[rank]}"
    if holds:
        return f"{what}: clearance, briefing and ceiling reach it"
    said = [what]
    cleared = replace(reader, ceiling=rank)
    if reader.person and not cleared.reaches(rank, case.at):
        unbriefed = replace(cleared, briefed=True).reaches(rank, case.at)
        said.append("the briefing that it needs is missing" if unbriefed else "the clearance does not reach it")
    if not replace(reader, briefed=True, clearances=(Clearance(rank),)).reaches(rank, case.at):
        said.append(f"the ceiling of {reader.organization} does not reach it")
    return "; ".join(said)


def _compartments(case: Case, holds: bool) -> str:
    needed = case.handling.all_compartments()
    if not needed:
        return "it has no compartment"
    if holds:
        return f"all its compartments are held: {_words(needed)}"
    return f"compartments are missing: {_words(needed - case.reader.compartments)}"


def _audience(case: Case, holds: bool) -> str:
    if holds:
        return _admission(case)
    named = [grant.token for grant in case.handling.policy.audience if grant.token in case.reader.tokens]
    if named:
        return f"named by {_tokens(named)} now, but not when its members were pinned"
    audience = dict.fromkeys(grant.token for grant in case.handling.policy.audience)
    return f"not in the release list: {_tokens(audience)}" if audience else "it is released to its originators only"


def _admission(case: Case) -> str:
    policy, handling = case.handling.policy, case.handling
    admitting = []
    for grant in policy.audience:
        alone = replace(policy, audience=(grant,), originators=frozenset())
        tried = case.on(replace(handling, policy=alone, sources=(), case_accepted=False))
        if "R6" not in tried.failing():
            admitting.append(grant.token)
    if case.reader.organization in policy.originators:
        return "the organization originated it"
    if admitting:
        return f"in the release list by {_tokens(admitting)}"
    if handling.case_officer == case.reader.person and handling.case_accepted:
        return "assigned as case officer, which the originator accepted"
    return "the organization originated a part of it"


def _exclusions(case: Case, holds: bool) -> str:
    return "no exclusion matches" if holds else f"excluded by {_tokens(firing(case))}"


def _tlp(case: Case, holds: bool) -> str:
    label = case.handling.marking.tlp or case.handling.policy.tlp
    if label is None:
        return "it has no TLP label"
    return f"TLP:{label} admits the reader" if holds else f"TLP:{label} leaves the reader out"


def _sources(case: Case, holds: bool) -> str:
    if not case.handling.sources:
        return "it embeds no source"
    return "every source that it embeds allows it" if holds else "a source that it embeds does not allow it"


def _kept(case: Case, holds: bool) -> str:
    ends = case.handling.retention_until
    if holds:
        return f"it is kept until {spelled(ends)}" if ends else "it is kept"
    if case.handling.state == DESTROYED:
        return "its content was destroyed"
    if case.handling.state == WITHDRAWN:
        return "it was withdrawn"
    return f"its retention ended at {spelled(ends)}" if ends else UNDECIDABLE


def _granted(case: Case, holds: bool) -> str:
    policy, action = case.handling.policy, case.action
    if holds:
        return f"{action} is granted"
    said = []
    if policy.purposes:
        unasked = case.under(replace(policy, purposes=frozenset()))
        if len(unasked.failing()) < len(case.failing()):
            return f"none of its purposes is declared: {_words(policy.purposes)}"
        said.append(f"its purposes are to be declared: {_words(policy.purposes)}")
    if action not in policy.actions:
        said.append(f"{action} is not among the actions granted")
    elif "H2" in case.handling.marking.handling:
        said.append(f"H2 withholds {action} until its originators permit it")
    return "; ".join(said) or UNDECIDABLE


_SENTENCES: dict[str, Callable[[Case, bool], str]] = {
    "R1": _active,
    "R2": _state,
    "R3": _embargo,
    "R4": _reach,
    "R5": _compartments,
    "R6": _audience,
    "R7": _exclusions,
    "R8": _tlp,
    "R9": _sources,
    "R10": _kept,
    "R11": _granted,
}


def _words(found: frozenset[str]) -> str:
    return ", ".join(sorted(found))


def _tokens(found: list[Token] | dict[Token, None]) -> str:
    return ", ".join(str(token) for token in found)
