"""Issuing: a numbered, marked copy for one reader, recorded before its first byte leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import BoundedSemaphore

from sqlmodel import Session, col, select

from ingest.cover import Cover
from ingest.errors import IngestError
from ingest.issue import MOST_PAGES, Paper, SealedCopy, from_original, from_passages
from ingest.originals import load, refused_by_disk
from ingest.stamp import Stamp
from models.marking import Marking
from models.policy import ACTIONS
from models.tables.assessment import Edition, Original, Page
from models.tables.issued_copy import IssuedCopy
from models.tables.organization import Organization
from repository import acts, copies, disclosure
from repository.acts import ActRefused, NotFound
from repository.disclosure import ReleasedAssessment
from repository.errors import RepositoryError
from repository.scope import Scope
from repository.unlocking import password_of
from web.house import House
from web.reading import scope_of
from web.visitor import Visitor

_MAKING, _WAITING = BoundedSemaphore(2), BoundedSemaphore(8)
"""A copy takes a core for seconds: two are made at once, six wait, and whoever comes then is asked to come again."""


class CopyRefused(ActRefused):
    """She may read it and see that she may not have a copy: no secret, so it is said (403)."""


class CopiesBusy(RepositoryError):
    """Too many copies are being made at this moment (503)."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A copy ready to leave: its number, its pages, its sealed file."""

    number: str
    pages: int
    file: SealedCopy


def issue(house: House, visitor: Visitor, ident: str) -> Handed:
    """Make a copy for the visitor, keep who has it, and return it.

    Raises ``NotFound``, withheld or absent; ``CopyRefused`` where she may read it only; ``CopiesBusy``. A copy that
    could not be made was not issued.
    """
    with scope_of(house, visitor) as (session, scope):
        shown = shown_to(house, scope, ident, visitor.at)
        number = copies.new_number(session, house.registry.ids)
    try:
        _require_download(shown)
        with _turn():
            paper = _paper(house, visitor, ident, shown, number)
    except (ActRefused, IngestError) as error:
        house.registry.recorder.record(acts.refusal(house.registry, visitor.actor, "issue", ident, error))
        raise
    return _issued(house, visitor, ident, shown, number, paper)


def shown_to(house: House, scope: Scope, ident: str, at: datetime) -> ReleasedAssessment:
    """Return an assessment as the scope's reader may see it; raise ``NotFound``, withheld or absent."""
    edition = house.registry.catalogue.of_assessment(ident)
    shown = disclosure.released(house.registry, scope, edition, at) if edition else None
    if shown is None:
        raise NotFound
    return shown


def _require_download(shown: ReleasedAssessment) -> None:
    if not shown.may("download"):
        restricted = any("H2" in proof.handling.marking.handling for proof in shown.proofs)
        if restricted:
            raise CopyRefused("H2: the provider allows no copies without permission; read it here, or ask for a permit")
        raise CopyRefused("the originator lets you read this and does not let you take a copy; read it here")
    if shown.pages > MOST_PAGES:
        raise CopyRefused(f"this has more than {MOST_PAGES} pages, too many for one copy; read it here")


@contextmanager
def _turn() -> Iterator[None]:
    if not _WAITING.acquire(blocking=False):
        raise CopiesBusy("several copies are being made at this moment; ask again in a few seconds")
    try:
        with _MAKING:
            yield
    finally:
        _WAITING.release()


def _paper(house: House, visitor: Visitor, ident: str, shown: ReleasedAssessment, number: str) -> Paper:
    registry = house.registry
    with scope_of(house, visitor) as (session, scope):
        shown = shown_to(house, scope, ident, visitor.at)
        edition = session.get_one(Edition, shown.edition)
        original = session.get_one(Original, shown.edition)
        cover = _cover(session, visitor, shown, number)
        passages = disclosure.portions(registry, session, shown) if edition.ingested_at else []
        rows = session.exec(select(Page).where(Page.edition_id == edition.id).order_by(col(Page.number)))
        sizes = [(row.width, row.height) for row in rows]
    if shown.has_images and sizes:
        content = load(registry.originals, registry.vault, edition, original)
        password = password_of(registry.vault, edition, original)
        return from_original(content, sizes, passages, cover, password=password)
    if not passages:
        raise ActRefused("it has no text to make a copy of yet; try again when it has been read")
    return from_passages(passages, cover)


def _cover(session: Session, visitor: Visitor, shown: ReleasedAssessment, number: str) -> Cover:
    person, language = visitor.person, visitor.language
    content = [proof.handling for proof in shown.proofs if proof.handling.id in shown.handlings]
    marking = _together(shown.marking, [handling.marking for handling in content])
    banner = " · ".join([marking.label, *([f"TLP:{marking.tlp}"] if marking.tlp else [])])
    stamp = Stamp(number, person.name, person.username, visitor.reader.organization, visitor.at, banner)
    own = session.get_one(Organization, visitor.reader.organization)
    return Cover(
        stamp=stamp,
        language=language,
        title=shown.title or shown.reference or "—",
        originators=tuple(_named(session.get(Organization, name), name, language) for name in shown.originators),
        reference=shown.reference,
        marking=marking,
        organization=_named(own, own.id, language),
        actions=tuple(action for action in ACTIONS if shown.may(action)),
    )


def _together(top: Marking, markings: list[Marking]) -> Marking:
    """Return the marking of several parts on one sheet: the highest, with the handling codes of all (domain 2)."""
    free = "; ".join(dict.fromkeys(m.handling_text for m in markings if m.handling_text))
    handling = frozenset[str]().union(*(m.handling for m in markings))
    compartments = frozenset[str]().union(*(m.compartments for m in markings))
    return replace(top, handling=handling, compartments=compartments, handling_text=free or top.handling_text)


def _named(organization: Organization | None, ident: str, language: str) -> str:
    names = organization.names if organization else {}
    return names.get(language) or names.get("en") or ident


def _issued(house: House, visitor: Visitor, ident: str, shown: ReleasedAssessment, number: str, paper: Paper) -> Handed:
    """Seal the file, then keep copy and entry together; what changed meanwhile holds for this copy too (P2, P6)."""
    registry = house.registry
    with registry.database.read() as session:
        edition = session.get_one(Edition, shown.edition)
    try:
        key = registry.vault.open(edition.key, edition.id)
        file = SealedCopy(registry.folder / "scratch", key, number, paper.content)
    except OSError as error:
        raise refused_by_disk(error) from error
    try:
        with registry.database.write() as session:
            now = registry.clock.now()
            _require_unchanged(house, session, visitor, ident, shown, now)
            session.add(
                IssuedCopy(
                    number=number,
                    edition_id=edition.id,
                    person_id=visitor.person.id,
                    organization_id=visitor.reader.organization,
                    issued_at=visitor.at,
                    pages=paper.pages,
                    digest=registry.vault.digest(paper.content),
                )
            )
            act = acts.act_of(registry, visitor.actor, "issue", edition, {"copy": number, "pages": paper.pages})
            registry.register.append(session, replace(act, rank=shown.rank))
    except BaseException:
        file.close()
        raise
    return Handed(number, paper.pages, file)


def _require_unchanged(
    house: House, session: Session, visitor: Visitor, ident: str, shown: ReleasedAssessment, now: datetime
) -> None:
    reader = house.registry.readers.of(session, visitor.person.id, now, visitor.purpose, visitor.reader.organization)
    if reader is None:
        raise NotFound
    scope = house.registry.scopes.of(session, reader, now)
    house.registry.catalogue.refresh(session)
    again = shown_to(house, scope, ident, now)
    _require_download(again)
    if (again.handlings, again.marking, again.title) != (shown.handlings, shown.marking, shown.title):
        raise ActRefused("the assessment changed while the copy was made, and nothing was issued; ask for it again")
