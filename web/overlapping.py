"""Overlapping: what shares text with an assessment, or with a file that is not kept, for its reader (case 26)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from ingest.errors import NeedsPerson, ParseFailed
from ingest.portions import Portion, cut
from ingest.sandbox import Limits, parse
from models.deposit import Deposit
from models.tables.assessment import Edition
from models.tables.person import ANALYST, ORIGINATOR
from repository import disclosure
from repository.acts import ActRefused, NotFound
from repository.disclosure import ReleasedAssessment
from repository.editions import read_deposit
from repository.life import BEFORE_SUBMISSION
from repository.register import REFUSED, Act
from repository.scope import Scope
from search import overlap
from search.overlap import Overlap, Place, Quote, Subject
from search.text import Text
from web import depositing
from web.depositing import require_role
from web.house import House
from web.reading import scope_of
from web.refusing import refusing
from web.visitor import Visitor

NEW_EDITION, TRANSLATION = "new-edition", "translation"
LIMITS = Limits(cpu_seconds=60, cpu_ceiling=120, idle_seconds=20.0, total_seconds=90.0, answer_bytes=32 << 20)
"""What reading a file that is not kept may take, of the service's own memory too; a longer one is deposited."""
EDITION_FROM = 0.4
"""From this share on, of the paragraphs of either, a work of one's own looks like an earlier edition."""
_CHUNK = 1 << 20
_READING = threading.BoundedSemaphore(2)


class ReadersBusy(ActRefused):
    """Too many files are being compared at this moment."""


@dataclass(frozen=True, slots=True)
class Found:
    """What shares text with a subject, the most alike first; ``subject`` is None for a file that is not kept.

    ``ready`` is False where the subject has not been read yet. ``proposals`` says of an assessment, by its id, what
    the subject may be to it; only to an officer who can still say so.
    """

    subject: ReleasedAssessment | None
    paragraphs: int
    overlaps: tuple[Overlap, ...]
    ready: bool
    proposals: dict[str, str]
    may_say: bool = False


def of_assessment(house: House, visitor: Visitor, ident: str) -> Found:
    """Return what shares text with an assessment inside the visitor's scope; recorded. Raises ``NotFound``."""
    registry = house.registry
    with scope_of(house, visitor) as (session, scope):
        edition = registry.catalogue.of_assessment(ident)
        shown = disclosure.released(registry, scope, edition, visitor.at) if edition else None
        if shown is None:
            raise NotFound("there is nothing here under that id")
        found = _compared(house, session, scope, visitor, shown)
    seen = (shown, *(one.assessment for one in found.overlaps))
    _record(house, visitor, seen, {"assessment": shown.id})
    return found


def admit(house: House, visitor: Visitor) -> None:
    """Raise ``RoleRefused``, recorded, unless the visitor may compare files; asked before one leaves the wire."""
    with refusing(house, visitor, "overlaps"):
        require_role(visitor, ANALYST, ORIGINATOR)


def of_upload(house: House, visitor: Visitor, source: BinaryIO) -> Found:
    """Return what shares text with a file that is not kept; recorded, with the keyed hash of the file.

    Raises ``Refused``, ``ParseFailed`` and ``NeedsPerson`` in words, ``ReadersBusy``.
    """
    with refusing(house, visitor, "overlaps"):
        require_role(visitor, ANALYST, ORIGINATOR)
        digest = _digest(house, source)
        portions = _portions(house, visitor, source, digest)
    text = Text.of([portion.text for portion in portions], house.registry.vault)
    subject = Subject(text, digest, None, partial(_quotes, portions))
    with scope_of(house, visitor) as (session, scope):
        overlaps = tuple(overlap.find(house.engine, house.registry, session, scope, subject, visitor.at))
    _record(house, visitor, tuple(one.assessment for one in overlaps), {"file": digest})
    return Found(None, len(text.fingerprint), overlaps, True, _proposals(visitor, overlaps))


def say(house: House, visitor: Visitor, ident: str, other: str, relation: str) -> None:
    """Say of a draft that it is a new edition, or a translation, of another work; refused like any change of it."""
    require_role(visitor, ORIGINATOR)
    draft = depositing.draft(house, visitor, ident)
    field = {NEW_EDITION: "supersedes", TRANSLATION: "translation_of"}.get(relation)
    if field is None:
        raise NotFound("there is nothing here under that address")
    said: Deposit = draft.deposit.model_copy(update={field: other})
    depositing.change(house, visitor, ident, said, draft.wording)


def _compared(house: House, session: Session, scope: Scope, visitor: Visitor, shown: ReleasedAssessment) -> Found:
    registry = house.registry
    edition = session.get_one(Edition, shown.edition)
    subject = overlap.subject_of(registry, session, shown)
    house.engine.refresh(session)
    translations = overlap.find_translations(house.engine, registry, session, scope, shown, visitor.at)
    overlaps = _merged(overlap.find(house.engine, registry, session, scope, subject, visitor.at), translations)
    own = visitor.role == ORIGINATOR and visitor.reader.organization in edition.originators
    open_ = own and edition.state in BEFORE_SUBMISSION
    proposals = _proposals(visitor, overlaps) if open_ else {}
    if open_:
        said = read_deposit(edition, registry.vault)
        taken = {NEW_EDITION: said.supersedes, TRANSLATION: said.translation_of}
        proposals = {ident: relation for ident, relation in proposals.items() if taken[relation] is None}
    ready = edition.ingested_at is not None
    return Found(shown, len(subject.text.fingerprint), overlaps, ready, proposals, open_)


def _merged(found: Sequence[Overlap], translations: Sequence[Overlap]) -> tuple[Overlap, ...]:
    """Return both in one order; what shares words as well is no translation."""
    worded = {one.assessment.id for one in found}
    return tuple(
        sorted((*found, *(t for t in translations if t.assessment.id not in worded)), key=lambda one: one.order)
    )


def _proposals(visitor: Visitor, overlaps: Sequence[Overlap]) -> dict[str, str]:
    """Return what the subject may be to the works it overlaps with.

    A new edition of a released one, much alike, of the visitor's own organization; a translation of whoever's.
    """
    if visitor.role != ORIGINATOR:
        return {}
    released = [one for one in overlaps if one.assessment.state not in BEFORE_SUBMISSION]
    return {one.assessment.id: said for one in released if (said := _proposal(visitor, one)) is not None}


def _proposal(visitor: Visitor, one: Overlap) -> str | None:
    other, found = one.assessment, one.comparison
    if one.parallel:
        return TRANSLATION
    own = visitor.reader.organization in other.originators
    alike = max(found.share_here, found.share_there) >= EDITION_FROM
    return NEW_EDITION if own and alike and other.superseded_by is None else None


def _quotes(portions: Sequence[Portion], places: Sequence[Place]) -> dict[Place, Quote]:
    return {place: _quote(portions[place[1]], place[2], place[3]) for place in places}


def _quote(portion: Portion, start: int, end: int) -> Quote:
    page = next((s.page for s in portion.spans if s.start < end and start < s.end), portion.page)
    return Quote(page, portion.text[start:end].strip())


def _roughly(text: str) -> int:
    """Count tokens roughly: what is not kept needs no portions of an exact size."""
    return max(1, len(text) // 4)


@contextmanager
def _reading() -> Iterator[None]:
    if not _READING.acquire(timeout=10):
        raise ReadersBusy("several files are being compared at this moment; try again in a minute")
    try:
        yield
    finally:
        _READING.release()


def _digest(house: House, source: BinaryIO) -> str:
    digester = house.registry.vault.digester()
    while chunk := source.read(_CHUNK):
        digester.update(chunk)
    source.seek(0)
    return digester.hexdigest()


def _portions(house: House, visitor: Visitor, source: BinaryIO, digest: str) -> list[Portion]:
    """Read a file in the sandbox and cut it; that it could not be read is recorded as well."""
    try:
        with _reading():
            portions = cut(parse(Path(f"/proc/self/fd/{source.fileno()}"), LIMITS), _roughly)
        if not portions:
            raise NeedsPerson("No text was found in the file. Deposit a scan: once read, it can be compared.")
    except (ParseFailed, NeedsPerson) as error:
        detail: dict[str, object] = {"file": digest, "why": str(error)[:500]}
        act = Act(action="overlaps", at=visitor.at, actor=visitor.person.id, outcome=REFUSED, detail=detail)
        house.registry.recorder.record(act)
        raise
    return portions


def _record(house: House, visitor: Visitor, seen: Sequence[ReleasedAssessment], detail: dict[str, object]) -> None:
    act = Act(
        action="overlaps",
        at=visitor.at,
        actor=visitor.person.id,
        editions=tuple(dict.fromkeys(shown.edition for shown in seen)),
        rank=max((shown.rank for shown in seen), default=0),
        detail=detail,
    )
    house.registry.recorder.record(act)
