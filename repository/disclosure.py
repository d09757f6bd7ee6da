"""What leaves the registry: values that carry the policy's proof, made from the parts a reader may see.

A reader who may not see every handling of an edition gets a *rendition*: only the visible parts, pages
numbered anew, no original image or file, no boxes (domain 3).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.handling import BODY, CARD, DESTROYED, DRAFT, RELEASED, SUPERSEDED
from models.marking import Marking
from models.tables.assessment import Edition, Page, Portion
from repository.catalogue import Entry
from repository.editions import declared, key_of
from repository.registry import Registry
from repository.release import Released, decide
from repository.scope import Scope

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ReleasedAssessment:
    """The register page and description of an edition as one reader may see it."""

    proofs: tuple[Released, ...]
    id: str
    edition: str
    title: str | None
    originators: tuple[str, ...]
    reference: str | None
    marking: Marking
    rank: int
    complete: bool
    state: str
    kind: str | None = None
    pillars: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_at: date | None = None
    abstract: str | None = None
    pages: int = 0
    has_images: bool = False
    superseded_by: str | None = None
    joint_markings: tuple[Marking, ...] = ()
    filename: str | None = None
    """What its file is called; for its originators alone, while it is not released and has no title."""

    @property
    def unread(self) -> bool:
        """Tell whether it is a draft that was not read yet, or could not be: in no list, but on its officers' desk."""
        return self.state == DRAFT and not self.pages

    @property
    def handlings(self) -> tuple[int, ...]:
        """Return the ids of the readable parts beside the card."""
        return tuple(proof.handling.id for proof in self.proofs if proof.handling.part != CARD)

    @property
    def order(self) -> tuple[object, ...]:
        """Return the place in a list: the newest first, then by what is shown; never by ids, which tell of arrival.

        Only works alike in all else stand in the order of their references.
        """
        return (
            -(self.published_at or date.min).toordinal(),
            self.title or "",
            self.originators,
            self.kind or "",
            self.pillars,
            self.areas,
            self.regions,
            self.countries,
            self.languages,
            self.rank,
            self.marking.scheme,
            self.marking.level,
            self.pages,
            self.abstract or "",
            self.reference or "",
        )

    def may(self, action: str) -> bool:
        """Tell whether the policy grants an action on every readable part."""
        return all(
            isinstance(decide(p.reader, p.handling, action, p.at), Released)
            for p in self.proofs
            if p.handling.part != CARD
        )


@dataclass(frozen=True, slots=True)
class ReleasedPortion:
    """A passage as one reader may see it; offsets count characters of ``text``.

    ``recognised`` has start, end and per cent of confidence of each word that was recognised in a picture;
    ``confidence`` is their average, 0 to 1, None where the passage was read.
    """

    proof: Released
    id: str
    page: int
    heading: tuple[str, ...]
    text: str
    kind: str
    language: str | None
    sentences: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int, int, Box], ...] = ()
    confidence: float | None = None
    recognised: tuple[tuple[int, int, int], ...] = ()

    def page_of(self, start: int, end: int) -> int:
        """Return the page on which a stretch of text begins: a passage may run on to the next one."""
        return next((page for first, last, page, _ in self.spans if first < end and start < last), self.page)

    def boxes(self, start: int, end: int) -> list[Box]:
        """Return the boxes, in PDF points from the top left, of the lines that a stretch touches on its page."""
        number = self.page_of(start, end)
        return [box for first, last, page, box in self.spans if page == number and first < end and start < last]


def released(registry: Registry, scope: Scope, edition: str, at: datetime) -> ReleasedAssessment | None:
    """Return an edition as the scope's reader may see it now, or None where it is not listed for her.

    Every part passes the policy once more (design 3.5).
    """
    entry = registry.catalogue.get(edition)
    proofs = []
    for ident in scope.editions.get(edition, ()):
        handling = registry.handlings.get(ident)
        decision = decide(scope.reader, handling, "view", at) if handling else None
        if isinstance(decision, Released):
            proofs.append(decision)
    parts = {proof.handling.part for proof in proofs}
    if entry is None or CARD not in parts or len(parts) < 2:
        return None
    shown = _assessment(registry, entry, tuple(proofs), parts)
    # That there is a later edition is for those to know who may see it (case 8).
    later = registry.succession.later(scope).get(entry.assessment)
    return shown if later is None else replace(shown, state=SUPERSEDED, superseded_by=later)


@dataclass(frozen=True, slots=True)
class ReleasedCard:
    """What is disclosed of an assessment to a reader who may read nothing else of it."""

    proof: Released
    id: str
    edition: str
    title: str | None
    originators: tuple[str, ...]
    abstract: str | None

    @property
    def order(self) -> tuple[object, ...]:
        """Return the place in a list: by what is shown; ids, which are random, part only what looks alike."""
        return self.title or "", self.originators, self.abstract or "", self.id


def disclosed_card(registry: Registry, scope: Scope, edition: str, at: datetime) -> ReleasedCard | None:
    """Return what an originator discloses of an edition to those outside its circulation, or None.

    The register title, the originators unless they conceal themselves, and the abstract only where that is what
    is disclosed; neither marking nor circulation of what is withheld.
    """
    entry = registry.catalogue.get(edition)
    proof = _card(registry, scope, edition, at) if edition in scope.disclosed else None
    if entry is None or proof is None or not proof.handling.disclosed:
        return None
    deposit = entry.deposit
    return ReleasedCard(
        proof=proof,
        id=entry.assessment,
        edition=edition,
        title=deposit.register_title,
        originators=() if deposit.conceal_originator else entry.originators,
        abstract=deposit.abstract if deposit.disclosure == "abstract" else None,
    )


def named(registry: Registry, scope: Scope, edition: str, at: datetime) -> str | None:
    """Return how an edition is called to somebody who may see its card now, or None where she may not.

    By its register title; where it has none, by its title if she may read that, or the name of its file, and else by
    an empty one.
    """
    entry = registry.catalogue.get(edition)
    shown = edition in scope.editions or edition in scope.disclosed
    if entry is None or not shown or _card(registry, scope, edition, at) is None:
        return None
    assessment = released(registry, scope, edition, at)
    title = assessment.title or assessment.filename if assessment else None
    return entry.deposit.register_title or title or ""


def _card(registry: Registry, scope: Scope, edition: str, at: datetime) -> Released | None:
    """Return the proof that the scope's reader may see the card of an edition, decided once more."""
    for ident in registry.handlings.parts(edition):
        handling = registry.handlings.get(ident)
        decision = decide(scope.reader, handling, "view", at) if handling and handling.part == CARD else None
        if isinstance(decision, Released):
            return decision
    return None


def _assessment(registry: Registry, entry: Entry, proofs: tuple[Released, ...], parts: set[str]) -> ReleasedAssessment:
    living = {i for i in registry.handlings.parts(entry.edition) if _living(registry, i)}
    complete = {proof.handling.id for proof in proofs} >= living
    content = [proof for proof in proofs if proof.handling.part != CARD]
    top = max(content, key=lambda proof: proof.handling.rank_at(proof.at))
    deposit = entry.deposit
    originating = bool(set(entry.originators) & {proofs[0].reader.organization})
    hidden = deposit.conceal_originator and not originating
    shared = ReleasedAssessment(
        proofs=proofs,
        id=entry.assessment,
        edition=entry.edition,
        title=deposit.register_title,
        originators=() if hidden else entry.originators,
        reference=None if hidden else entry.reference,
        marking=top.handling.marking,
        rank=top.handling.rank_at(top.at),
        complete=complete,
        state=RELEASED if entry.state == SUPERSEDED else entry.state,
        pages=entry.pages if complete else _visible_pages(entry, content),
    )
    if BODY not in parts:
        return shared
    return replace(_with_body(shared, entry), filename=entry.filename if originating else None)


def _with_body(shared: ReleasedAssessment, entry: Entry) -> ReleasedAssessment:
    deposit = entry.deposit
    return ReleasedAssessment(
        proofs=shared.proofs,
        id=shared.id,
        edition=shared.edition,
        title=deposit.title or deposit.register_title,
        originators=shared.originators,
        reference=shared.reference,
        marking=shared.marking,
        rank=shared.rank,
        complete=shared.complete,
        state=shared.state,
        kind=deposit.kind,
        pillars=tuple(deposit.pillars or ()),
        areas=tuple(deposit.areas or ()),
        regions=tuple(deposit.regions or ()),
        countries=tuple(deposit.countries or ()),
        languages=tuple(deposit.languages or ()),
        published_at=deposit.published_at,
        abstract=deposit.abstract,
        pages=shared.pages,
        joint_markings=tuple(declared(said.marking) for said in deposit.joint_markings),
        has_images=shared.complete and entry.kind in ("pdf", "image"),
    )


def _visible_pages(entry: Entry, content: list[Released]) -> int:
    """Return how many pages a rendition has: those on which a visible passage begins, numbered anew."""
    return len({page for proof in content for page in entry.pages_of.get(proof.handling.id, ())})


def _living(registry: Registry, ident: int) -> bool:
    """Tell whether a part is still one; what nobody can read is, so that it is missing to everybody."""
    handling = registry.handlings.get(ident)
    return handling is None or handling.state != DESTROYED


def portions(registry: Registry, session: Session, shown: ReleasedAssessment) -> list[ReleasedPortion]:
    """Return the passages of the parts the reader may see, in the order of the document."""
    query = select(Portion).where(col(Portion.handling_id).in_(shown.handlings)).order_by(col(Portion.place))
    return open_portions(registry, session, {shown.edition: shown}, list(session.exec(query)))


def open_portions(
    registry: Registry, session: Session, shown: dict[str, ReleasedAssessment], rows: list[Portion]
) -> list[ReleasedPortion]:
    """Open passages of released editions; a row of a part that was not released is left out.

    In a rendition pages count the visible pages only and boxes are dropped.
    """
    opened = []
    editions = (session.get(Edition, edition) for edition in shown)
    keys = {edition.id: key_of(edition, registry.vault) for edition in editions if edition is not None}
    numbers = {edition: _new_numbers(session, a) for edition, a in shown.items() if not a.complete}
    for row in rows:
        assessment = shown[row.edition_id]
        proof = next((p for p in assessment.proofs if p.handling.id == row.handling_id), None)
        if proof is None:
            continue
        body: dict[str, Any] = json.loads(keys[row.edition_id].unseal(f"portion:{row.id}", row.body))
        complete = assessment.complete
        opened.append(
            ReleasedPortion(
                proof=proof,
                id=row.id,
                page=row.page if complete else numbers[row.edition_id][row.page],
                heading=tuple(body["heading"]),
                text=body["text"],
                kind=body["kind"],
                language=row.language,
                sentences=tuple((start, end) for start, end in body["sentences"]),
                spans=tuple((a, b, page, tuple(box)) for a, b, page, box in body["spans"]) if complete else (),
                confidence=row.confidence,
                recognised=tuple((start, end, sure) for start, end, sure in body.get("recognised", ())),
            )
        )
    return opened


def _new_numbers(session: Session, shown: ReleasedAssessment) -> dict[int, int]:
    query = select(Portion.page).where(col(Portion.handling_id).in_(shown.handlings)).distinct()
    return {page: number for number, page in enumerate(sorted(session.exec(query)), start=1)}


def page_size(session: Session, shown: ReleasedAssessment, number: int) -> tuple[float, float] | None:
    """Return width and height of an original page in points, or None where the reader has no such page."""
    there = shown.has_images and 1 <= number <= shown.pages
    page = session.get(Page, (shown.edition, number)) if there else None
    return None if page is None else (page.width, page.height)
