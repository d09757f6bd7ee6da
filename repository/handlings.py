"""The decoded handlings, kept in memory: only rows whose version moved are read again (design 3.2)."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from sqlalchemy import Text, cast, select
from sqlmodel import Session, col

from models.clock import parse_instant
from models.handling import CARD, Handling
from models.marking import Marking
from models.policy import Downgrade, Grant, Policy, Source
from models.tables.assessment import HandlingRecord
from models.token import Token
from repository.database import counter

COUNTER = "handling"
_COLUMNS = (
    col(HandlingRecord.version),
    col(HandlingRecord.id),
    col(HandlingRecord.edition_id),
    col(HandlingRecord.assessment_id),
    col(HandlingRecord.part),
    cast(col(HandlingRecord.terms), Text),
    col(HandlingRecord.state),
    col(HandlingRecord.embargo_until),
    col(HandlingRecord.retention_until),
)

Json = dict[str, Any]
_SLACK = 10_000


def _tokens(raw: list[list[str]]) -> frozenset[Token]:
    return frozenset(Token(kind, name) for kind, name in raw)


def _spell(tokens: frozenset[Token]) -> list[list[str]]:
    return [[token.kind, token.name] for token in sorted(tokens)]


def grant_json(grant: Grant) -> Json:
    """Return a grant in JSON's types, with its pin."""
    return {
        "token": [grant.token.kind, grant.token.name],
        "pinned": None if grant.pinned is None else _spell(grant.pinned),
        "future": grant.future,
    }


def read_grant(raw: Json) -> Grant:
    """Return the grant that ``grant_json`` wrote."""
    pinned = None if raw["pinned"] is None else _tokens(raw["pinned"])
    return Grant(Token(*raw["token"]), pinned, raw["future"])


def _policy_json(policy: Policy) -> Json:
    return {
        "originators": sorted(policy.originators),
        "audience": [grant_json(grant) for grant in policy.audience],
        "exclude": _spell(policy.exclude),
        "actions": sorted(policy.actions),
        "consented": [list(pair) for pair in sorted(policy.consented)],
        "purposes": sorted(policy.purposes),
        "tlp": policy.tlp,
    }


def _policy(raw: Json) -> Policy:
    return Policy(
        originators=frozenset(raw["originators"]),
        audience=tuple(read_grant(grant) for grant in raw["audience"]),
        exclude=_tokens(raw["exclude"]),
        actions=frozenset(raw["actions"]),
        consented=frozenset((action, organization) for action, organization in raw["consented"]),
        purposes=frozenset(raw["purposes"]),
        tlp=raw["tlp"],
    )


def terms_of(handling: Handling) -> Json:
    """Return what the row keeps of a handling beside its plain columns."""
    marking = handling.marking
    return {
        "marking": {
            "scheme": marking.scheme,
            "level": marking.level,
            "text": marking.text,
            "tlp": marking.tlp,
            "handling": sorted(marking.handling),
            "compartments": sorted(marking.compartments),
            "compilation_reason": marking.compilation_reason,
            "handling_text": marking.handling_text,
            "counted": marking.counted,
        },
        "policy": _policy_json(handling.policy),
        "downgrade": handling.downgrade and [handling.downgrade.at.isoformat(), handling.downgrade.rank],
        "sources": [
            {
                "edition": s.edition,
                "rank": s.rank,
                "waived": s.waived,
                "compartments": sorted(s.compartments),
                "handling": sorted(s.handling),
                "policy": _policy_json(s.policy),
            }
            for s in handling.sources
        ],
        "case": [handling.case_officer, handling.case_accepted],
        "disclosed": handling.disclosed,
    }


def decode(record: HandlingRecord) -> Handling:
    """Return the frozen handling of a row; raise where the row cannot be read (and so nobody sees it)."""
    if record.id is None:
        raise ValueError("a handling that was never kept has no id")
    decided = _decided(record.terms, record.state, record.embargo_until, record.retention_until)
    return _of_row(decided, record.id, record.edition_id, record.assessment_id, record.part)


def _decided(terms: Json, state: str, embargo: datetime | None, retention: datetime | None) -> Handling:
    """Return a handling of no edition: all that the policy decides about, and nothing else."""
    marking, downgrade = terms["marking"], terms["downgrade"]
    return Handling(
        id=0,
        edition="",
        assessment="",
        part="",
        marking=Marking(
            **{
                **marking,
                "handling": frozenset(marking["handling"]),
                "compartments": frozenset(marking["compartments"]),
            }
        ),
        policy=_policy(terms["policy"]),
        state=state,
        embargo_until=embargo,
        retention_until=retention,
        downgrade=Downgrade(parse_instant(downgrade[0]), downgrade[1]) if downgrade else None,
        sources=tuple(
            Source(
                s["edition"],
                s["rank"],
                _policy(s["policy"]),
                s["waived"],
                frozenset(s["compartments"]),
                frozenset(s["handling"]),
            )
            for s in terms["sources"]
        ),
        case_officer=terms["case"][0],
        case_accepted=terms["case"][1],
        disclosed=terms.get("disclosed", False),
    )


def _of_row(decided: Handling, ident: int, edition: str, assessment: str, part: str) -> Handling:
    return replace(decided, id=ident, edition=edition, assessment=assessment, part=part)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Basis:
    """What the policy decides about, once for all handlings that differ in name only.

    ``decide`` reads no id, edition, assessment or part: what it answers about one handling of a basis it answers
    about every other.
    """

    decided: Handling


class Known(NamedTuple):
    """A handling with its basis."""

    handling: Handling
    basis: Basis


class Handlings:
    """Every handling the database holds, decoded once, with the order in which they changed."""

    def __init__(self) -> None:
        """Start empty; the first refresh reads all rows."""
        self._lock = Lock()
        self._version = 0
        self._known: dict[int, Known] = {}
        self._parts: dict[str, tuple[int, ...]] = {}
        self._editions: dict[int, str] = {}
        self._log: list[tuple[int, int]] = []
        self._bases: WeakValueDictionary[tuple[object, ...], Basis] = WeakValueDictionary()

    def refresh(self, session: Session) -> int:
        """Read the rows that moved since the last call and return the version now held."""
        latest = counter(session, COUNTER)
        if latest == self._version:
            return latest
        with self._lock:
            if latest > self._version:
                self._read(session, latest)
            return self._version

    def _read(self, session: Session, latest: int) -> None:
        moved = select(*_COLUMNS).where(col(HandlingRecord.version) > self._version)
        for version, ident, edition, assessment, part, *terms in session.execute(
            moved.order_by(col(HandlingRecord.version))
        ):
            self._log.append((version, ident))
            if ident not in self._editions:
                self._editions[ident] = edition
                others = self.parts(edition)
                self._parts[edition] = (ident, *others) if part == CARD else (*others, ident)
            try:
                basis = self._basis(*terms)
            except Exception:  # A row nobody can read is withheld from everybody.
                self._known.pop(ident, None)
            else:
                self._known[ident] = Known(_of_row(basis.decided, ident, edition, assessment, part), basis)
        if len(self._log) > 2 * len(self._editions) + _SLACK:
            # Who asks what moved needs the newest move of each handling only.
            newest = {ident: version for version, ident in self._log}
            self._log = sorted((version, ident) for ident, version in newest.items())
        self._version = latest

    def _basis(self, terms: str, state: str, *instants: datetime | None) -> Basis:
        """Return what rows of these terms rest on, read once for all of them; raise where nobody can read it."""
        key = (sha256(terms.encode()).digest(), state, *instants)
        basis = self._bases.get(key)
        if basis is None:
            basis = self._bases[key] = Basis(_decided(json.loads(terms), state, *instants))
        return basis

    def get(self, ident: int) -> Handling | None:
        """Return one handling, or None where there is none that can be read."""
        found = self._known.get(ident)
        return found.handling if found else None

    def known(self, edition: str) -> list[Known]:
        """Return the handlings of an edition that can be read, the card first; nothing where the card cannot."""
        found = [known for known in map(self._known.get, self.parts(edition)) if known]
        return found if found and found[0].handling.part == CARD else []

    def parts(self, edition: str) -> tuple[int, ...]:
        """Return the ids of all handlings of an edition, the card's first."""
        return self._parts.get(edition, ())

    def editions(self) -> list[str]:
        """Return the ids of all editions, those with a part that nobody can read included."""
        return list(self._parts)

    def editions_changed_since(self, version: int) -> set[str]:
        """Return the ids of the editions of which a handling moved after a version, readable or not."""
        log = self._log
        return {self._editions[ident] for _, ident in log[bisect_right(log, (version, 1 << 62)) :]}
