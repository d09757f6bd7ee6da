"""Editions: creating them, and writing what their originator says of them into their handlings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.clock import Clock, as_utc
from models.deposit import Deposit, MarkingDeclared
from models.handling import BODY, CARD, DESTROYED, DRAFT, HELD, Handling, tearline
from models.ids import IdSource
from models.marking import UNMARKED, Marking, unknown
from models.policy import ACTIONS, DEFAULT_ACTIONS, Downgrade, Grant, Policy, Source
from models.scheme import UnknownLevel, recognise
from models.tables.assessment import Assessment, Edition, HandlingRecord
from models.tables.person import Person
from models.token import ALL_PARTICIPANTS, Token, parse, parse_exclusion
from repository import equivalences, sources
from repository.database import bump
from repository.handlings import COUNTER, terms_of
from repository.permitted import permitted, with_permits
from repository.pinning import pin
from repository.sealed import EditionKey, Vault

CARD_MARKING = Marking("interpol", "IFOUO")
"""What a register title carries: it is unclassified by rule, for official use (domain 2)."""

INVISIBLE = "invisible"
"""What is disclosed of an assessment to those who may not read it, unless its originator says otherwise."""


def key_of(edition: Edition, vault: Vault) -> EditionKey:
    """Return the opened key of an edition; raise ``SealBroken`` where it was destroyed."""
    return vault.open(edition.key, edition.id)


def read_deposit(edition: Edition, vault: Vault) -> Deposit:
    """Return what the originator said of an edition."""
    return Deposit.model_validate_json(key_of(edition, vault).unseal("metadata", edition.metadata_ or b""))


def wording(deposit: Deposit, vault: Vault) -> str:
    """Return a keyed hash of what an originator said, by which what was said later is told from it."""
    return vault.mac("wording", deposit.model_dump_json(exclude_none=True, by_alias=True).encode()).hex()


def write_deposit(edition: Edition, vault: Vault, deposit: Deposit) -> None:
    """Seal what the originator says into the edition's row."""
    plain = deposit.model_dump_json(exclude_none=True, by_alias=True).encode()
    edition.metadata_ = key_of(edition, vault).seal("metadata", plain)
    review = deposit.review_by
    edition.review_by = None if review is None else datetime(review.year, review.month, review.day, tzinfo=UTC)


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


def write_provisional_rank(session: Session, vault: Vault, edition: Edition, at: datetime) -> None:
    """Count an edition that nobody has marked yet as high as the highest words of marking in its file may mean.

    It holds until a marking is declared; nothing found in a file ever lowers one (domain 2, design 5).
    """
    found_in = read_suggestions(edition, vault)
    texts = [found["text"] for found in found_in.get("banners", [])]
    # What recognition may have garbled counts as the marking that it resembles: it can only raise.
    texts += [found["known"] for found in found_in.get("doubtful_banners", [])]
    edition.provisional_rank = max([UNMARKED.rank, *(found.rank for text in texts for found in recognise(text))])
    session.add(edition)
    deposit = read_deposit(edition, vault)
    if deposit.marking is None and edition.state in (DRAFT, HELD):
        write_handlings(session, edition, deposit, at)


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
    if edition.state in sources.FORMING:
        sources.tie(session, edition, deposit)
    write_rows(session, edition, handlings_of(session, edition, deposit, at, pinned=pinned))


def write_rows(session: Session, edition: Edition, handlings: Iterable[Handling]) -> None:
    """Write handlings, all that the edition has, into its rows; a row of a part there no longer is, is closed."""
    version = bump(session, COUNTER)
    rows = {row.part: row for row in records(session, edition.id)}
    for handling in handlings:
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
    for row in records(session, edition.id):
        if row.state != DESTROYED:
            row.state, row.version = state, version
            session.add(row)
    session.flush()


def touch(session: Session, edition: Edition) -> None:
    """Move the version of an edition's handlings, so that everything made of them is looked at anew."""
    version = bump(session, COUNTER)
    for row in records(session, edition.id):
        row.version = version
        session.add(row)
    session.flush()


def write_case(session: Session, edition: Edition) -> None:
    """Write who the case officer is, and whether she is accepted, into the edition's handlings (R2, R3, R6)."""
    assessment = session.get_one(Assessment, edition.assessment_id)
    for row in records(session, edition.id):
        row.terms = {**row.terms, "case": [assessment.case_officer, assessment.case_accepted]}
        session.add(row)
    touch(session, edition)


def records(session: Session, edition_id: str) -> list[HandlingRecord]:
    """Return the rows of an edition's handlings, those that were closed included."""
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
        return _counted(session, edition, marking, at)

    case = session.get(Assessment, edition.assessment_id)
    marking = marked(deposit.marking)
    policy = Policy(
        originators=frozenset(edition.originators),
        audience=grants(deposit.release_to),
        exclude=frozenset(parse_exclusion(word) for word in deposit.exclude),
        actions=granted_actions(deposit),
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
        case_officer=case.case_officer if case else None,
        case_accepted=case.case_accepted if case else False,
    )
    tearlines = []
    for number, part in enumerate(deposit.tearlines, start=1):
        own = marked(part.marking)
        narrowed = replace(policy, audience=grants(part.release_to), tlp=own.tlp)
        tearlines.append(replace(body, part=tearline(number), marking=own, policy=narrowed, downgrade=None))
    joint = []
    for said in deposit.joint_markings:
        own = marked(said.marking)
        joint.append(_bound_by(edition, own, replace(policy, audience=grants(said.release_to), tlp=own.tlp)))
    audience = tuple(dict.fromkeys(grant for part in (body, *tearlines) for grant in part.policy.audience))
    disclosed = deposit.disclosure != INVISIBLE
    if disclosed:
        audience += (Grant(Token("status", ALL_PARTICIPANTS)),)
    shown = replace(policy, audience=audience, tlp=None, purposes=frozenset())
    card = replace(body, part=CARD, marking=CARD_MARKING, policy=shown, downgrade=None, disclosed=disclosed)
    bound = sources.inherited(session, edition, deposit, tuple(joint), at)
    permits = permitted(session, edition.id)
    for handling in (card, body, *tearlines):
        yield with_permits(bound.onto(handling), permits)


def granted_actions(deposit: Deposit) -> frozenset[str]:
    """Return the actions that the originator grants to every recipient."""
    return DEFAULT_ACTIONS if deposit.actions is None else frozenset(deposit.actions) | {"view"}


def _bound_by(edition: Edition, marking: Marking, policy: Policy) -> Source:
    """Return a joint marking as a source: several markings of one work bind together (case 17).

    What is not said of one of them, the whole says.
    """
    theirs = Policy(policy.originators, policy.audience, actions=frozenset(ACTIONS), tlp=marking.tlp)
    return Source(edition.id, marking.rank, theirs, False, marking.compartments, marking.handling)


def _counted(session: Session, edition: Edition, marking: MarkingDeclared | None, at: datetime) -> Marking:
    """Return a marking of an edition with the rank as which its originators count it."""
    own = equivalences.counted(session, edition.originators, declared(marking), at, edition.submitted_at)
    # What nobody has marked yet counts as high as the highest words of marking its file may mean.
    higher = marking is None and edition.provisional_rank > own.rank
    return replace(own, counted=edition.provisional_rank) if higher else own


def _downgrade(deposit: Deposit, marked: Callable[[MarkingDeclared | None], Marking]) -> Downgrade | None:
    down, marking = deposit.downgrade_on, deposit.marking
    if down is None or marking is None or not declared(marking).known:
        return None
    lower = MarkingDeclared(scheme=declared(marking).scheme, level=down.level)
    return Downgrade(as_utc(down.date), marked(lower).rank)
