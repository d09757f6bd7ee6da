"""Editions: creating them, and writing what their originator says of them into their handlings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.clock import Clock, as_utc
from models.deposit import Deposit, MarkingDeclared
from models.handling import BODY, CARD, DESTROYED, DRAFT, Handling, tearline
from models.ids import IdSource
from models.marking import UNMARKED, Marking, unknown
from models.policy import DEFAULT_ACTIONS, Downgrade, Grant, Policy
from models.scheme import UnknownLevel, recognise
from models.tables.assessment import Assessment, Edition, HandlingRecord
from models.tables.person import Person
from models.token import parse, parse_exclusion
from repository import equivalences
from repository.circulation import pin
from repository.database import bump
from repository.handlings import COUNTER, terms_of
from repository.sealed import EditionKey, Vault

CARD_MARKING = Marking("interpol", "IFOUO")
"""What a register title carries: it is unclassified by rule, for official use (domain 2)."""


def key_of(edition: Edition, vault: Vault) -> EditionKey:
    """Return the opened key of an edition; raise ``SealBroken`` where it was destroyed."""
    return vault.open(edition.key, edition.id)


def read_deposit(edition: Edition, vault: Vault) -> Deposit:
    """Return what the originator said of an edition."""
    return Deposit.model_validate_json(key_of(edition, vault).unseal("metadata", edition.metadata_ or b""))


def write_deposit(edition: Edition, vault: Vault, deposit: Deposit) -> None:
    """Seal what the originator says into the edition's row."""
    plain = deposit.model_dump_json(exclude_none=True, by_alias=True).encode()
    edition.metadata_ = key_of(edition, vault).seal("metadata", plain)


def read_suggestions(edition: Edition, vault: Vault) -> dict[str, Any]:
    """Return what ingest suggests of an edition; empty before it was read."""
    if edition.suggestions is None:
        return {}
    found: dict[str, Any] = json.loads(key_of(edition, vault).unseal("suggestions", edition.suggestions))
    return found


def write_suggestions(edition: Edition, vault: Vault, suggestions: dict[str, Any]) -> None:
    """Seal what ingest suggests into the edition's row."""
    plain = json.dumps(suggestions, ensure_ascii=False).encode()
    edition.suggestions = key_of(edition, vault).seal("suggestions", plain)


def draft(vault: Vault, ids: IdSource, clock: Clock, depositor: Person, deposit: Deposit) -> Edition:
    """Return the draft of a new assessment with a key of its own, not yet kept anywhere."""
    edition = Edition(
        id=ids.new(),
        assessment_id=ids.new(),
        state=DRAFT,
        depositor_id=depositor.id,
        originators=originators(deposit, depositor),
        created_at=clock.now(),
    )
    edition.key = vault.new_key(edition.id)
    write_deposit(edition, vault, deposit)
    return edition


def keep(session: Session, edition: Edition, deposit: Deposit) -> None:
    """Add a draft with its assessment and handlings; the caller adds the original and the job."""
    session.add(Assessment(id=edition.assessment_id, created_at=edition.created_at))
    session.flush()
    session.add(edition)
    session.flush()
    write_handlings(session, edition, deposit, edition.created_at)


def originators(deposit: Deposit, depositor: Person) -> list[str]:
    """Return the originators: those named, or the depositor's organization."""
    return sorted(set(deposit.originators or [depositor.organization_id]))


def declared(marking: MarkingDeclared | None) -> Marking:
    """Return the marking as declared: unmarked where nothing was said, unknown where it cannot be read.

    Words without scheme and level are looked up; where they spell levels of different schemes they stay
    unknown, at rank 5, until an officer resolves them (case 23).
    """
    if marking is None:
        return UNMARKED
    if marking.scheme is None and marking.text:
        found = recognise(marking.text)
        if len(found) == 1:
            marking = marking.model_copy(update={"scheme": found[0].scheme, "level": found[0].code})
    try:
        return marking.value()
    except UnknownLevel:
        words = marking.text or f"{marking.scheme}:{marking.level}"
        marking = marking.model_copy(update={"scheme": None, "level": None, "text": words})
    try:
        return marking.value()
    except UnknownLevel:
        return unknown(words)


def write_handlings(
    session: Session, edition: Edition, deposit: Deposit, at: datetime, *, pinned: bool = False
) -> None:
    """Bring the edition's handling rows to what the deposit says; ``pinned`` at release (domain 3).

    Rows keep their ids; every change moves their version, so that all caches see it (W8, P6).
    """
    version = bump(session, COUNTER)
    rows = {row.part: row for row in _records(session, edition.id)}
    for handling in handlings_of(session, edition, deposit, at, pinned=pinned):
        row = rows.pop(handling.part, None) or HandlingRecord(
            edition_id=edition.id,
            assessment_id=edition.assessment_id,
            part=handling.part,
            state="",
            terms={},
            version=0,
        )
        row.state = edition.state
        row.terms = terms_of(handling)
        row.embargo_until = handling.embargo_until
        row.retention_until = handling.retention_until
        row.version = version
        session.add(row)
    for gone in rows.values():
        gone.state, gone.version = DESTROYED, version
        session.add(gone)
    session.flush()


def write_state(session: Session, edition: Edition, state: str) -> None:
    """Move an edition and all its handlings to a state."""
    version = bump(session, COUNTER)
    edition.state = state
    session.add(edition)
    for row in _records(session, edition.id):
        if row.state != DESTROYED:
            row.state, row.version = state, version
            session.add(row)
    session.flush()


def _records(session: Session, edition_id: str) -> list[HandlingRecord]:
    return list(session.exec(select(HandlingRecord).where(col(HandlingRecord.edition_id) == edition_id)))


def handlings_of(
    session: Session, edition: Edition, deposit: Deposit, at: datetime, *, pinned: bool
) -> Iterator[Handling]:
    """Yield the handlings that a deposit makes of an edition: card, body, tearlines; their ids are 0."""

    def grants(words: list[str] | None) -> tuple[Grant, ...]:
        tokens = [parse(word) for word in words or []]
        if not pinned:
            return tuple(Grant(token) for token in tokens)
        return tuple(pin(session, token, at, future_members=deposit.future_members) for token in tokens)

    def marked(marking: MarkingDeclared | None) -> Marking:
        own = equivalences.counted(session, edition.originators, declared(marking), at, edition.submitted_at)
        # What nobody has marked yet counts as high as the highest words of marking its file may mean.
        return own if marking else replace(own, counted=max(own.rank, edition.provisional_rank))

    marking = marked(deposit.marking)
    policy = Policy(
        originators=frozenset(edition.originators),
        audience=grants(deposit.release_to),
        exclude=frozenset(parse_exclusion(word) for word in deposit.exclude),
        actions=DEFAULT_ACTIONS if deposit.actions is None else frozenset(deposit.actions) | {"view"},
        purposes=frozenset(deposit.purposes),
        tlp=marking.tlp,
    )
    body = Handling(
        id=0,
        edition=edition.id,
        assessment=edition.assessment_id,
        part=BODY,
        marking=marking,
        policy=policy,
        state=edition.state,
        embargo_until=as_utc(deposit.embargo_until) if deposit.embargo_until else None,
        retention_until=as_utc(deposit.retention_until) if deposit.retention_until else None,
        downgrade=_downgrade(deposit, marked),
    )
    tearlines = []
    for number, part in enumerate(deposit.tearlines, start=1):
        own = marked(part.marking)
        narrowed = replace(policy, audience=grants(part.release_to), tlp=own.tlp)
        tearlines.append(replace(body, part=tearline(number), marking=own, policy=narrowed, downgrade=None))
    audience = tuple(dict.fromkeys(grant for part in (body, *tearlines) for grant in part.policy.audience))
    card = replace(policy, audience=audience, tlp=None, purposes=frozenset())
    yield replace(body, part=CARD, marking=CARD_MARKING, policy=card, downgrade=None)
    yield body
    yield from tearlines


def _downgrade(deposit: Deposit, marked: Callable[[MarkingDeclared | None], Marking]) -> Downgrade | None:
    down, marking = deposit.downgrade_on, deposit.marking
    if down is None or marking is None or not declared(marking).known:
        return None
    lower = MarkingDeclared(scheme=declared(marking).scheme, level=down.level)
    return Downgrade(as_utc(down.date), marked(lower).rank)
