"""Overlap: which assessments of a scope share paragraphs with a text, how much, and where.

anchors -> candidates inside the scope -> fingerprints compared -> released once more -> quoted. What may not be
seen takes no part in any step: neither in what is found nor in what counts as boilerplate (P1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.handling import CARD
from models.tables.assessment import Edition, Original
from repository.disclosure import ReleasedAssessment, ReleasedPortion, open_portions, released
from repository.registry import Registry
from repository.scope import Scope
from repository.sealed import SealBroken
from search.comparison import Comparison, compare
from search.engine import Engine
from search.places import portions_at
from search.text import Text, read
from search.translation import parallels

CANDIDATES = 24
"""So many assessments are compared paragraph by paragraph."""
_ALL = 1 << 20
_NOTHING = Comparison((), 0, 0, 0, False)
QUOTED = 12
"""So many paragraphs of each are quoted, the most alike first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: a text, the digest of its file where that may be told, the edition it is, if any.

    ``quote`` gives page and words of a paragraph by its handling, the ordinal of its portion, start and end there.
    """

    text: Text
    digest: str | None
    edition: str | None
    quote: Callable[[Sequence[Place]], dict[Place, Quote]]


Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A paragraph in its own words: on which page it begins, and in which portion it stands, where that is kept."""

    page: int
    text: str
    portion: str | None = None
    proof: object = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph here and the one there that it matches, and the share of its runs of words found there."""

    here: Quote
    there: Quote
    likeness: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """An assessment that shares text with the subject; shares are of paragraphs, 0 to 1, in both directions.

    ``parallel`` is the share of passages that mean the same there in another language, where it may be a translation.
    """

    assessment: ReleasedAssessment
    comparison: Comparison
    same_file: bool
    pairs: tuple[Pair, ...]
    parallel: float = 0.0

    @property
    def order(self) -> tuple[object, ...]:
        """Equal files first, then by how much of what is here stands there, then what is shown; never an id."""
        found = self.comparison
        here = max(found.share_here, self.parallel)
        return (not self.same_file, not found.same_text, -here, -found.share_there, self.assessment.order)


def find(
    engine: Engine, registry: Registry, session: Session, scope: Scope, subject: Subject, at: datetime
) -> list[Overlap]:
    """Return the assessments of a scope that share a file, all words, or paragraphs with a subject, the most first."""
    engine.anchors.refresh(session)
    found = engine.anchors.shared(scope.handlings, subject.text.fingerprint)
    scores = dict(found.scores)
    for handling in engine.anchors.same(scope.handlings, subject.text.digests):
        scores[handling] = scores.get(handling, 0) + (1 << 40)
    files = _same_file(registry, scope, subject.digest)
    overlaps = []
    for edition in _candidates(registry, scores, files, subject.edition):
        shown = released(registry, scope, edition, at)
        row = session.get(Edition, edition)
        if shown is None or row is None or row.ingested_at is None:
            continue
        text = read(session, registry.vault, row, shown.handlings)
        compared = compare(subject.text, text, found.common)
        # That a file is the same would tell of its withheld parts.
        same_file = edition in files and shown.complete
        if compared.matches or compared.same_text or same_file:
            overlaps.append(_quoted(registry, session, subject, shown, text, compared, same_file))
    return sorted(overlaps, key=lambda one: one.order)


def find_translations(
    engine: Engine, registry: Registry, session: Session, scope: Scope, shown: ReleasedAssessment, at: datetime
) -> list[Overlap]:
    """Return the assessments of a scope that look like translations of one, or it of them; passages stand whole."""
    found = []
    for one in parallels(engine, session, scope, shown):
        other = released(registry, scope, one.edition, at)
        if other is None:
            continue
        pairs = sorted(one.pairs, key=lambda pair: (-pair[2], pair[0]))[:QUOTED]
        here = _quotes(registry, session, shown, [(*place, 0, _ALL) for place, _, _ in pairs])
        there = _quotes(registry, session, other, [(*place, 0, _ALL) for _, place, _ in pairs])
        quoted = [
            Pair(here[*place, 0, _ALL], there[*meets, 0, _ALL], likeness)
            for place, meets, likeness in sorted(pairs)
            if (*place, 0, _ALL) in here and (*meets, 0, _ALL) in there
        ]
        found.append(Overlap(other, _NOTHING, False, tuple(quoted), one.share))
    return sorted(found, key=lambda one: one.order)


def subject_of(registry: Registry, session: Session, shown: ReleasedAssessment) -> Subject:
    """Return an assessment as its reader may see it, to be compared with others."""
    edition = session.get_one(Edition, shown.edition)
    original = session.get(Original, shown.edition)
    digest = original.digest if original is not None and shown.complete else None
    text = read(session, registry.vault, edition, shown.handlings)
    return Subject(text, digest, shown.edition, lambda places: _quotes(registry, session, shown, places))


def _same_file(registry: Registry, scope: Scope, digest: str | None) -> set[str]:
    if digest is None:
        return set()
    known = ((edition, registry.catalogue.get(edition)) for edition in scope.editions)
    return {edition for edition, entry in known if entry is not None and entry.digest == digest}


def _candidates(registry: Registry, scores: dict[int, int], files: Iterable[str], besides: str | None) -> list[str]:
    """Return the editions for which most speaks; those with the same file always."""
    totals: dict[str, int] = dict.fromkeys(files, 1 << 50)
    for ident, score in scores.items():
        handling = registry.handlings.get(ident)
        if handling is not None and handling.part != CARD:
            totals[handling.edition] = totals.get(handling.edition, 0) + score
    totals.pop(besides or "", None)
    # Ids are random: of equal candidates it is as good as by lot which come, but always the same.
    return sorted(totals, key=lambda edition: (-totals[edition], edition))[:CANDIDATES]


def _quoted(
    registry: Registry,
    session: Session,
    subject: Subject,
    shown: ReleasedAssessment,
    text: Text,
    compared: Comparison,
    same_file: bool,
) -> Overlap:
    best = sorted(compared.matches, key=lambda match: (-match.likeness, match.here))[:QUOTED]
    best.sort(key=lambda match: match.here)
    here = subject.quote([subject.text.place(match.here) for match in best])
    there = _quotes(registry, session, shown, [text.place(match.there) for match in best])
    pairs = []
    for match in best:
        one, other = here.get(subject.text.place(match.here)), there.get(text.place(match.there))
        if one is not None and other is not None:
            pairs.append(Pair(one, other, match.likeness))
    return Overlap(shown, compared, same_file, tuple(pairs))


def _quotes(
    registry: Registry, session: Session, shown: ReleasedAssessment, places: Sequence[Place]
) -> dict[Place, Quote]:
    """Open the portions in which paragraphs stand; each passes the policy as it is opened (design 3.5).

    A work that does not open is quoted nowhere, and keeps nobody from what else was found.
    """
    wanted = {(handling, ordinal) for handling, ordinal, _, _ in places}
    rows = list(portions_at(session, sorted(wanted)).values())
    keys = {row.id: (row.handling_id, row.ordinal) for row in rows}
    try:
        opened = {keys[one.id]: one for one in open_portions(registry, session, {shown.edition: shown}, rows)}
    except SealBroken:
        return {}
    return {place: _quote(opened[place[:2]], place) for place in places if place[:2] in opened}


def _quote(opened: ReleasedPortion, place: Place) -> Quote:
    _, _, start, end = place
    return Quote(opened.page_of(start, end), opened.text[start:end].strip(), opened.id, opened.proof)
