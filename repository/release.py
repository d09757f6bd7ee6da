"""The release policy: one pure function, eleven rules, default deny (domain 3).

Nothing else in Concord implements a rule. Each is a predicate that answers whether it *holds*; a reader is
released a handling only when all do; one that cannot be answered does not. Only here is a ``Released`` made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass
from datetime import datetime
from typing import Literal, NamedTuple, NoReturn, final

from models.handling import KEPT, RELEASED, SUPERSEDED, Handling
from models.policy import ACTIONS, H2_REMOVES, Grant, Policy, Source
from models.reader import ACTIVE, SUPERVISED, Reader

_MINT = object()


@final
@dataclass(frozen=True, slots=True)
class Released:
    """Proof that the policy released one handling to one reader for one action at one instant."""

    reader: Reader
    handling: Handling
    action: str
    at: datetime
    mint: InitVar[object] = None

    def __post_init__(self, mint: object) -> None:
        if mint is not _MINT:
            raise TypeError("only the release policy makes a Released")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("only the release policy makes a Released, so it has no other kinds")

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a Released is neither copied nor stored: decide again")


Released.__setstate__ = Released.__reduce_ex__  # type: ignore[attr-defined] # Python 3.11.2 overwrites one in the class.


@dataclass(frozen=True, slots=True)
class Withheld:
    """Every rule that failed, in order; for the register and the originator, never for the reader."""

    reasons: tuple[str, ...]

    def __bool__(self) -> Literal[False]:
        return False


Decision = Released | Withheld


class _Question(NamedTuple):
    reader: Reader
    handling: Handling
    action: str
    at: datetime


def decide(reader: Reader, handling: Handling, action: str, at: datetime) -> Decision:
    """Decide whether one reader gets one handling for one action at one instant (R1-R11).

    Pure; never raises. Returns ``Released``, or ``Withheld`` with the name of every rule that failed.
    """
    question = _Question(reader, handling, action, at)
    failed = []
    for name, rule in RULES.items():
        try:
            if not rule(question):
                failed.append(name)
        except Exception:
            failed.append(name)  # Whatever cannot be decided is withheld.
    return Withheld(tuple(failed)) if failed else Released(reader, handling, action, at, _MINT)


def _r1_active(q: _Question) -> bool:
    fresh = q.reader.until is None or q.at < q.reader.until
    return fresh and q.reader.active and q.reader.standing in (ACTIVE, SUPERVISED)


def _r2_state(q: _Question) -> bool:
    return q.handling.state in (RELEASED, SUPERSEDED) or _originates(q) or _on_case(q)


def _r3_embargo(q: _Question) -> bool:
    embargo = q.handling.embargo_until
    return embargo is None or q.at >= embargo or _originates(q) or _on_case(q)


def _r4_rank(q: _Question) -> bool:
    return q.reader.reaches(q.handling.rank_at(q.at), q.at)


def _r5_compartments(q: _Question) -> bool:
    return q.handling.all_compartments() <= q.reader.compartments


def _r6_audience(q: _Question) -> bool:
    accepted = q.handling.case_accepted and _on_case(q)
    return _in_audience(q.reader, q.handling.policy) or _involved(q) or accepted


def _r7_exclusions(q: _Question) -> bool:
    return not _excluded(q.reader, q.handling.policy)


def _r8_tlp(q: _Question) -> bool:
    reader, policy, label = q.reader, q.handling.policy, q.handling.marking.tlp
    return (_within_tlp(reader, policy, policy.tlp) and _within_tlp(reader, policy, label)) or _involved(q)


def _r9_sources(q: _Question) -> bool:
    return all(source.waived or _source_allows(q, source) for source in q.handling.sources)


def _r10_kept(q: _Question) -> bool:
    retention = q.handling.retention_until
    return q.handling.state in KEPT and (retention is None or q.at < retention)


def _r11_action(q: _Question) -> bool:
    return _granted(q, q.handling.policy, q.handling.marking.handling)


RULES: dict[str, Callable[[_Question], bool]] = {
    "R1": _r1_active,
    "R2": _r2_state,
    "R3": _r3_embargo,
    "R4": _r4_rank,
    "R5": _r5_compartments,
    "R6": _r6_audience,
    "R7": _r7_exclusions,
    "R8": _r8_tlp,
    "R9": _r9_sources,
    "R10": _r10_kept,
    "R11": _r11_action,
}


def _originates(q: _Question) -> bool:
    return q.reader.organization in q.handling.policy.originators


def _on_case(q: _Question) -> bool:
    return q.handling.case_officer is not None and q.handling.case_officer == q.reader.person


def _involved(q: _Question) -> bool:
    """Tell whether the reader's organization originated the whole or a part of it (case 24)."""
    name, sources = q.reader.organization, q.handling.sources
    return _originates(q) or any(name in s.policy.originators for s in sources if not s.waived)


def _in_audience(reader: Reader, policy: Policy) -> bool:
    return any(_admits(reader, grant) for grant in policy.audience)


def _admits(reader: Reader, grant: Grant) -> bool:
    """Tell whether a grant lets the reader in: named now and, where it is pinned, named at release too."""
    if grant.token not in reader.tokens:
        return False
    return grant.live if grant.pinned is None else not reader.tokens.isdisjoint(grant.pinned)


def _excluded(reader: Reader, policy: Policy) -> bool:
    """Tell whether an exclusion names the organization, a country or the person; raise if unreadable."""
    countries = (reader.country, reader.nationality)
    hers = {"body": (reader.organization,), "country": countries, "person": (reader.person,)}
    return any(t in reader.tokens or t.name in hers[t.kind] for t in policy.exclude)


def _within_tlp(reader: Reader, policy: Policy, label: str | None) -> bool:
    """Tell whether TLP leaves the reader in; it only ever narrows the audience (R8)."""
    if label == "GREEN":
        return reader.participant
    if label == "AMBER+STRICT":
        return any(_admits(reader, g) and _admits(reader, g.own_staff()) for g in policy.audience)
    if label == "RED":
        return any(_admits(reader, grant) for grant in policy.audience if grant.token.kind == "person")
    return label in (None, "CLEAR", "AMBER")


def _source_allows(q: _Question, source: Source) -> bool:
    reader, policy = q.reader, source.policy
    admitted = _involved(q) or (_in_audience(reader, policy) and _within_tlp(reader, policy, policy.tlp))
    return admitted and not _excluded(reader, policy) and _granted(q, policy, source.handling)


def _granted(q: _Question, policy: Policy, handling: frozenset[str]) -> bool:
    """Tell whether action and purpose are granted; H2 removes what the provider did not consent to."""
    removed = "H2" in handling and q.action in H2_REMOVES
    consented = (q.action, q.reader.organization) in policy.consented
    purposed = not policy.purposes or q.reader.purpose in policy.purposes
    return q.action in ACTIONS and q.action in policy.actions and (consented or not removed) and purposed
